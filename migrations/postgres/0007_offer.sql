-- The buyer's counter-offers: immutable, like offers.
CREATE TABLE counter_offer (
    id UUID NOT NULL PRIMARY KEY,
    line_id UUID NOT NULL REFERENCES cart_line (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    price_micros BIGINT CHECK (price_micros > 0),
    currency TEXT,
    -- Nothing: the line's own.
    quantity BIGINT CHECK (quantity BETWEEN 1 AND 999999),
    -- Midnight UTC at which the day begins by which the parts are needed.
    needed_by TIMESTAMPTZ,
    comment TEXT,
    made_by UUID NOT NULL REFERENCES person (id),
    made_at TIMESTAMPTZ NOT NULL,
    UNIQUE (line_id, number),
    CONSTRAINT counter_price_is_whole CHECK ((price_micros IS NULL) = (currency IS NULL)),
    CONSTRAINT counter_says_something CHECK (price_micros IS NOT NULL OR quantity IS NOT NULL OR needed_by IS NOT NULL)
);

ALTER TABLE cart_line ADD COLUMN counters BIGINT NOT NULL DEFAULT 0;
-- The one counter-offer that waits for an answer.
ALTER TABLE cart_line ADD COLUMN live_counter_id UUID
    CONSTRAINT counter_of_active_line CHECK (live_counter_id IS NULL OR status IN ('open', 'quote'));

-- When to remind of an offer's end, planned with the offer; each is given once.
CREATE TABLE offer_reminder (
    offer_id UUID NOT NULL REFERENCES offer (id),
    kind TEXT NOT NULL CHECK (kind IN ('day', 'hour')),
    due_at TIMESTAMPTZ NOT NULL,
    reminded_at TIMESTAMPTZ,
    PRIMARY KEY (offer_id, kind)
);
CREATE INDEX offer_reminder_waiting ON offer_reminder (due_at) WHERE reminded_at IS NULL;

-- Offers that stand already are reminded of, too.
INSERT INTO offer_reminder (offer_id, kind, due_at)
    SELECT live_offer_id, 'day', offer_valid_until - INTERVAL '24 hours' FROM cart_line WHERE offer_valid_until IS NOT NULL;
INSERT INTO offer_reminder (offer_id, kind, due_at)
    SELECT live_offer_id, 'hour', offer_valid_until - INTERVAL '1 hour' FROM cart_line WHERE offer_valid_until IS NOT NULL;
