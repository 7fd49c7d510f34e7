-- What support looked for among the carts and orders of all organisations, and why. Kept for good.
CREATE TABLE support_search (
    id UUID NOT NULL PRIMARY KEY,
    -- The hash of the session's token.
    session BYTEA NOT NULL,
    person_id UUID NOT NULL REFERENCES person (id),
    words TEXT NOT NULL,
    reason TEXT NOT NULL,
    searched_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX support_search_by_age ON support_search (searched_at);
CREATE INDEX support_search_by_session ON support_search (session, searched_at);

-- What a support representative opened, and why: once per session and cart, or the order that it became. The reason stands in the
-- log of the organisation whose data it is as well.
CREATE TABLE support_reading (
    session BYTEA NOT NULL,
    -- A cart, and the order that it became.
    cart_id UUID NOT NULL REFERENCES cart (id),
    person_id UUID NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session, cart_id)
);
CREATE INDEX support_reading_by_age ON support_reading (opened_at);

CREATE INDEX bag_by_erp_number ON order_bag (erp_order_number) WHERE erp_order_number IS NOT NULL;
CREATE INDEX order_held ON purchase_order (id) WHERE held_reason IS NOT NULL;
