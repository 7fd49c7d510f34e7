CREATE TABLE listing (
    id UUID NOT NULL PRIMARY KEY,
    seller_id UUID NOT NULL REFERENCES organisation (id),
    identity TEXT NOT NULL,
    stock_id TEXT,
    part_number TEXT NOT NULL,
    part_key TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    description TEXT NOT NULL,
    condition TEXT NOT NULL,
    unit TEXT NOT NULL,
    certificate TEXT,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    agreed BIGINT NOT NULL CHECK (agreed >= 0),
    price_micros BIGINT CHECK (price_micros > 0),
    currency TEXT,
    lead_time_days INTEGER CHECK (lead_time_days >= 0),
    minimum_quantity BIGINT NOT NULL CHECK (minimum_quantity >= 1),
    pack_quantity BIGINT NOT NULL CHECK (pack_quantity >= 1),
    removed_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    UNIQUE (seller_id, identity),
    CONSTRAINT never_oversold CHECK (agreed <= quantity),
    CONSTRAINT price_has_currency CHECK ((price_micros IS NULL) = (currency IS NULL))
);
CREATE INDEX listing_by_part ON listing (part_key, id) WHERE removed_at IS NULL;
CREATE INDEX listing_by_seller ON listing (seller_id, part_key, id) WHERE removed_at IS NULL;

-- The words a listing is found by; a search matches their beginnings.
CREATE TABLE listing_term (
    term TEXT COLLATE "C" NOT NULL,
    listing_id UUID NOT NULL REFERENCES listing (id),
    PRIMARY KEY (term, listing_id)
);
CREATE INDEX listing_term_by_listing ON listing_term (listing_id, term);

CREATE TABLE demand (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    part_number TEXT NOT NULL,
    part_key TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    condition TEXT,
    needed_by TEXT,
    note TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    created_by UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    closed_by UUID REFERENCES person (id),
    closed_at TIMESTAMPTZ,
    CONSTRAINT closed_has_time CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX demand_by_organisation ON demand (organisation_id, status, id);
CREATE INDEX demand_by_part ON demand (organisation_id, part_key) WHERE status = 'open';

CREATE TABLE upload (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    file_name TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('replace', 'update')),
    status TEXT NOT NULL CHECK (status IN ('checking', 'checked', 'applying', 'applied', 'discarded', 'failed')),
    content BYTEA NOT NULL,
    report TEXT,
    uploaded_by UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE INDEX upload_by_organisation ON upload (organisation_id, id);
