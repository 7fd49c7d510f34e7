-- Lower prices from certain quantities on, in the currency of the list price. That prices never rise is held by
-- domain::pricing.
CREATE TABLE listing_break (
    listing_id BLOB NOT NULL REFERENCES listing (id),
    step INTEGER NOT NULL CHECK (step BETWEEN 1 AND 5),
    from_quantity INTEGER NOT NULL CHECK (from_quantity >= 2),
    price_micros INTEGER NOT NULL CHECK (price_micros > 0),
    PRIMARY KEY (listing_id, step),
    UNIQUE (listing_id, from_quantity)
) STRICT;

-- A line keeps its own copy of what the listing asked: quantity and price, `10:3900000;50:3500000`.
ALTER TABLE cart_line ADD COLUMN list_price_breaks TEXT;

-- Two more statuses, the sheet of a workbook, how columns were matched, and who took an upload back.
CREATE TABLE upload_next (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    file_name TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('replace', 'update')),
    status TEXT NOT NULL CHECK (status IN
        ('checking', 'unmatched', 'checked', 'applying', 'applied', 'discarded', 'failed', 'undone')),
    content BLOB NOT NULL,
    report TEXT,
    uploaded_by BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    sheet TEXT,
    matching TEXT,
    undone_by BLOB REFERENCES person (id),
    undone_at INTEGER,
    CONSTRAINT undone_has_time CHECK ((status = 'undone') = (undone_at IS NOT NULL))
) STRICT;
INSERT INTO upload_next (id, organisation_id, file_name, mode, status, content, report, uploaded_by, created_at, finished_at)
    SELECT id, organisation_id, file_name, mode, status, content, report, uploaded_by, created_at, finished_at FROM upload;
DROP TABLE upload;
ALTER TABLE upload_next RENAME TO upload;
CREATE INDEX upload_by_organisation ON upload (organisation_id, id);

-- What an organisation said its columns are; no field: the column is ignored.
CREATE TABLE column_match (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    header TEXT NOT NULL,
    field TEXT,
    chosen_by BLOB NOT NULL REFERENCES person (id),
    chosen_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, header)
) STRICT;

-- What an upload changed, listing by listing, and what the listing said before; nothing: it was not on the market.
CREATE TABLE upload_change (
    upload_id BLOB NOT NULL REFERENCES upload (id),
    listing_id BLOB NOT NULL REFERENCES listing (id),
    version_before INTEGER NOT NULL,
    version_after INTEGER NOT NULL,
    quantity_before INTEGER,
    draft_before TEXT,
    PRIMARY KEY (upload_id, listing_id),
    CONSTRAINT before_is_whole CHECK ((quantity_before IS NULL) = (draft_before IS NULL))
) STRICT;
