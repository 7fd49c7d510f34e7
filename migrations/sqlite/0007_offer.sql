-- The buyer's counter-offers: immutable, like offers.
CREATE TABLE counter_offer (
    id BLOB NOT NULL PRIMARY KEY,
    line_id BLOB NOT NULL REFERENCES cart_line (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    price_micros INTEGER CHECK (price_micros > 0),
    currency TEXT,
    -- Nothing: the line's own.
    quantity INTEGER CHECK (quantity BETWEEN 1 AND 999999),
    -- Midnight UTC at which the day begins by which the parts are needed.
    needed_by INTEGER,
    comment TEXT,
    made_by BLOB NOT NULL REFERENCES person (id),
    made_at INTEGER NOT NULL,
    UNIQUE (line_id, number),
    CONSTRAINT counter_price_is_whole CHECK ((price_micros IS NULL) = (currency IS NULL)),
    CONSTRAINT counter_says_something CHECK (price_micros IS NOT NULL OR quantity IS NOT NULL OR needed_by IS NOT NULL)
) STRICT;

ALTER TABLE cart_line ADD COLUMN counters INTEGER NOT NULL DEFAULT 0;
-- The one counter-offer that waits for an answer.
ALTER TABLE cart_line ADD COLUMN live_counter_id BLOB
    CONSTRAINT counter_of_active_line CHECK (live_counter_id IS NULL OR status IN ('open', 'quote'));

-- When to remind of an offer's end, planned with the offer; each is given once.
CREATE TABLE offer_reminder (
    offer_id BLOB NOT NULL REFERENCES offer (id),
    kind TEXT NOT NULL CHECK (kind IN ('day', 'hour')),
    due_at INTEGER NOT NULL,
    reminded_at INTEGER,
    PRIMARY KEY (offer_id, kind)
) STRICT;
CREATE INDEX offer_reminder_waiting ON offer_reminder (due_at) WHERE reminded_at IS NULL;

-- Offers that stand already are reminded of, too.
INSERT INTO offer_reminder (offer_id, kind, due_at)
    SELECT live_offer_id, 'day', offer_valid_until - 86400000000 FROM cart_line WHERE offer_valid_until IS NOT NULL;
INSERT INTO offer_reminder (offer_id, kind, due_at)
    SELECT live_offer_id, 'hour', offer_valid_until - 3600000000 FROM cart_line WHERE offer_valid_until IS NOT NULL;
