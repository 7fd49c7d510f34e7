-- What a support representative opened, and why: once per session and cart, or the order that it became. The reason stands in the
-- log of the organisation whose data it is.
CREATE TABLE support_reading (
    -- The hash of the session's token.
    session BLOB NOT NULL,
    -- A cart, and the order that it became.
    cart_id BLOB NOT NULL REFERENCES cart (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (session, cart_id)
) STRICT;
CREATE INDEX support_reading_by_age ON support_reading (opened_at);

CREATE INDEX bag_by_erp_number ON order_bag (erp_order_number) WHERE erp_order_number IS NOT NULL;
CREATE INDEX order_held ON purchase_order (id) WHERE held_reason IS NOT NULL;
