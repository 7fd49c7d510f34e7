-- Lower prices from certain quantities on, in the currency of the list price. That prices never rise is held by
-- domain::pricing.
CREATE TABLE listing_break (
    listing_id UUID NOT NULL REFERENCES listing (id),
    step INTEGER NOT NULL CHECK (step BETWEEN 1 AND 5),
    from_quantity BIGINT NOT NULL CHECK (from_quantity >= 2),
    price_micros BIGINT NOT NULL CHECK (price_micros > 0),
    PRIMARY KEY (listing_id, step),
    UNIQUE (listing_id, from_quantity)
);

-- A line keeps its own copy of what the listing asked: quantity and price, `10:3900000;50:3500000`.
ALTER TABLE cart_line ADD COLUMN list_price_breaks TEXT;

-- Two more statuses, the sheet of a workbook, how columns were matched, and who took an upload back.
ALTER TABLE upload
    DROP CONSTRAINT upload_status_check,
    ADD COLUMN sheet TEXT,
    ADD COLUMN matching TEXT,
    ADD COLUMN undone_by UUID REFERENCES person (id),
    ADD COLUMN undone_at TIMESTAMPTZ,
    ADD CONSTRAINT upload_status_check CHECK (status IN
        ('checking', 'unmatched', 'checked', 'applying', 'applied', 'discarded', 'failed', 'undone')),
    ADD CONSTRAINT undone_has_time CHECK ((status = 'undone') = (undone_at IS NOT NULL));

-- What an organisation said its columns are; no field: the column is ignored.
CREATE TABLE column_match (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    header TEXT NOT NULL,
    field TEXT,
    chosen_by UUID NOT NULL REFERENCES person (id),
    chosen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation_id, header)
);

-- What an upload changed, listing by listing, and what the listing said before; nothing: it was not on the market.
CREATE TABLE upload_change (
    upload_id UUID NOT NULL REFERENCES upload (id),
    listing_id UUID NOT NULL REFERENCES listing (id),
    version_before BIGINT NOT NULL,
    version_after BIGINT NOT NULL,
    quantity_before BIGINT,
    draft_before TEXT,
    PRIMARY KEY (upload_id, listing_id),
    CONSTRAINT before_is_whole CHECK ((quantity_before IS NULL) = (draft_before IS NULL))
);
