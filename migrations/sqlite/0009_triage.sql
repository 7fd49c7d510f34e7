-- What Requests is sorted and measured by, and why a line ended. All of it follows from the line's events.
-- The line waits for its seller since this instant, in microseconds since 1970; the largest number while it does not.
ALTER TABLE cart_line ADD COLUMN waiting_from_us INTEGER NOT NULL DEFAULT 9223372036854775807;
-- Currency and negated value (offer, else list price, times quantity) in minor units; 'ZZZ' and 0 without a price.
ALTER TABLE cart_line ADD COLUMN value_currency TEXT NOT NULL DEFAULT 'ZZZ';
ALTER TABLE cart_line ADD COLUMN value_rank INTEGER NOT NULL DEFAULT 0;
-- From the opening to the seller's first move, in microseconds.
ALTER TABLE cart_line ADD COLUMN first_answer_us INTEGER;
-- Of a line that ended without a deal: who ended it, when, why.
ALTER TABLE cart_line ADD COLUMN ended_by TEXT CHECK (ended_by IN ('buyer', 'seller'));
ALTER TABLE cart_line ADD COLUMN ended_at INTEGER;
ALTER TABLE cart_line ADD COLUMN end_reason TEXT;
ALTER TABLE cart_line ADD COLUMN end_note TEXT;

UPDATE cart_line SET value_currency = currency, value_rank = -CAST(ROUND(COALESCE(offer_price_micros, list_price_micros) * 1.0 * (CASE WHEN offer_quantity IS NOT NULL AND offer_quantity < quantity THEN offer_quantity ELSE quantity END) * (CASE WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1 WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000 ELSE 100 END) / 1000000.0) AS INTEGER)
    WHERE currency IS NOT NULL AND COALESCE(offer_price_micros, list_price_micros) IS NOT NULL;
UPDATE cart_line SET waiting_from_us = CASE WHEN status = 'open' THEN created_at ELSE 9223372036854775807 END,
    first_answer_us = (SELECT MIN(m.written_at) FROM message m WHERE m.line_id = cart_line.id AND m.side = 'seller') - created_at;
-- Lines that ended before this was written down: the last entry of the thread is their end.
UPDATE cart_line SET ended_at = updated_at,
    ended_by = (SELECT m.side FROM message m WHERE m.line_id = cart_line.id AND m.kind = 'system'
        ORDER BY m.sequence DESC LIMIT 1)
    WHERE status IN ('no_quote', 'withdrawn');

CREATE INDEX line_waiting ON cart_line (seller_id, waiting_from_us, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_by_value ON cart_line (seller_id, value_currency, value_rank, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_by_change ON cart_line (seller_id, updated_at, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_by_part ON cart_line (cart_id, part_key, id) WHERE status IN ('open', 'quote');
CREATE INDEX line_first_answers ON cart_line (seller_id, created_at, first_answer_us) WHERE first_answer_us IS NOT NULL;
CREATE INDEX line_ended_of_buyer ON cart_line (buyer_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX line_ended_of_seller ON cart_line (seller_id, ended_at) WHERE ended_at IS NOT NULL;

-- Texts that members of an organisation send again and again.
CREATE TABLE saved_reply (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_by BLOB NOT NULL REFERENCES person (id),
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_reply_per_title ON saved_reply (organisation_id, title);

-- What an action on many lines did to each of them.
CREATE TABLE bulk_run (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    action TEXT NOT NULL CHECK (action IN ('update_price', 'no_quote')),
    outcomes TEXT NOT NULL,
    finished_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bulk_run_by_age ON bulk_run (finished_at);
