CREATE TABLE cart_line (
    id UUID NOT NULL PRIMARY KEY,
    cart_id UUID NOT NULL REFERENCES cart (id),
    bag_id UUID NOT NULL REFERENCES bag (id),
    listing_id UUID NOT NULL REFERENCES listing (id),
    buyer_id UUID NOT NULL REFERENCES organisation (id),
    seller_id UUID NOT NULL REFERENCES organisation (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'quote', 'no_quote', 'accepted', 'withdrawn', 'closed')),
    part_number TEXT NOT NULL,
    part_key TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    description TEXT NOT NULL,
    condition TEXT NOT NULL,
    unit TEXT NOT NULL,
    certificate TEXT,
    minimum_quantity BIGINT NOT NULL,
    pack_quantity BIGINT NOT NULL,
    list_price_micros BIGINT,
    -- The currency of every price of the line, once one was named.
    currency TEXT,
    lead_time_days INTEGER,
    quantity BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999999),
    revisions BIGINT NOT NULL,
    -- The live offer; its figures are repeated here so that lists need no join.
    live_offer_id UUID,
    offer_price_micros BIGINT,
    offer_quantity BIGINT,
    offer_valid_until TIMESTAMPTZ,
    -- What was agreed; stays when the line is closed.
    agreed_price_micros BIGINT,
    agreed_quantity BIGINT,
    documentation_pending BOOLEAN NOT NULL,
    messages BIGINT NOT NULL,
    buyer_messages BIGINT NOT NULL,
    seller_messages BIGINT NOT NULL,
    added_by UUID NOT NULL REFERENCES person (id),
    changed_by UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT quote_has_one_live_offer CHECK ((status = 'quote') = (live_offer_id IS NOT NULL)),
    CONSTRAINT offer_is_whole CHECK ((live_offer_id IS NULL) = (offer_price_micros IS NULL)),
    CONSTRAINT accepted_has_agreement CHECK (status <> 'accepted' OR agreed_price_micros IS NOT NULL),
    CONSTRAINT agreement_is_whole CHECK ((agreed_price_micros IS NULL) = (agreed_quantity IS NULL)),
    CONSTRAINT not_with_oneself CHECK (buyer_id <> seller_id)
);
CREATE UNIQUE INDEX one_active_line_per_listing ON cart_line (cart_id, listing_id) WHERE status IN ('open', 'quote');
CREATE INDEX line_active_by_cart ON cart_line (cart_id, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_closed_by_cart ON cart_line (cart_id, id) WHERE status NOT IN ('open', 'quote');
CREATE INDEX line_active_by_seller ON cart_line (seller_id, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_closed_by_seller ON cart_line (seller_id, id) WHERE status NOT IN ('open', 'quote');
CREATE INDEX line_active_by_listing ON cart_line (listing_id) WHERE status IN ('open', 'quote');
CREATE INDEX line_by_validity ON cart_line (offer_valid_until) WHERE offer_valid_until IS NOT NULL;

CREATE TABLE offer (
    id UUID NOT NULL PRIMARY KEY,
    line_id UUID NOT NULL REFERENCES cart_line (id),
    revision BIGINT NOT NULL CHECK (revision >= 1),
    price_micros BIGINT NOT NULL CHECK (price_micros > 0),
    currency TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999999),
    lead_time_days INTEGER,
    valid_until TIMESTAMPTZ,
    comment TEXT,
    made_by UUID NOT NULL REFERENCES person (id),
    made_at TIMESTAMPTZ NOT NULL,
    UNIQUE (line_id, revision)
);

CREATE TABLE message (
    id UUID NOT NULL PRIMARY KEY,
    line_id UUID NOT NULL REFERENCES cart_line (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    -- 'text': body is what was typed; 'system': body is the event as JSON.
    kind TEXT NOT NULL CHECK (kind IN ('text', 'system')),
    body TEXT NOT NULL,
    author_id UUID REFERENCES person (id),
    side TEXT CHECK (side IN ('buyer', 'seller')),
    written_at TIMESTAMPTZ NOT NULL,
    UNIQUE (line_id, sequence)
);

-- How much of what the other side wrote a person has seen; a person may stand on both sides of the market.
CREATE TABLE line_seen (
    line_id UUID NOT NULL REFERENCES cart_line (id),
    person_id UUID NOT NULL REFERENCES person (id),
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller')),
    seen_others BIGINT NOT NULL,
    PRIMARY KEY (line_id, person_id, side)
);

-- The agreement; everything is copied, so that nothing later changes what was agreed.
CREATE TABLE line_transaction (
    id UUID NOT NULL PRIMARY KEY,
    line_id UUID NOT NULL UNIQUE REFERENCES cart_line (id),
    listing_id UUID NOT NULL REFERENCES listing (id),
    buyer_id UUID NOT NULL REFERENCES organisation (id),
    seller_id UUID NOT NULL REFERENCES organisation (id),
    part_number TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    description TEXT NOT NULL,
    condition TEXT NOT NULL,
    unit TEXT NOT NULL,
    certificate TEXT,
    quantity BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999999),
    price_micros BIGINT NOT NULL CHECK (price_micros > 0),
    currency TEXT NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    lead_time_days INTEGER,
    revision BIGINT,
    comment TEXT,
    state TEXT NOT NULL CHECK (state IN ('agreed', 'ordered', 'completed', 'cancelled')),
    agreed_by UUID NOT NULL REFERENCES person (id),
    agreed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX transaction_by_buyer ON line_transaction (buyer_id, id);
CREATE INDEX transaction_by_seller ON line_transaction (seller_id, id);

-- Requests that were carried out: a repeated post finds itself here and acts no second time.
CREATE TABLE handled_request (
    request_id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    subject_id UUID NOT NULL,
    action TEXT NOT NULL,
    handled_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX handled_request_by_age ON handled_request (handled_at);
