CREATE TABLE cart (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    creator_id BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('personal', 'shared')),
    name TEXT,
    description TEXT,
    checkout_status TEXT NOT NULL CHECK (checkout_status IN ('IN_PROGRESS', 'PROCESSING', 'COMPLETE', 'CANCELED')),
    created_at INTEGER NOT NULL,
    modified_by BLOB NOT NULL REFERENCES person (id),
    modified_at INTEGER NOT NULL,
    submitted_by BLOB REFERENCES person (id),
    version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_personal_cart ON cart (organisation_id, creator_id)
    WHERE kind = 'personal' AND checkout_status = 'IN_PROGRESS';

-- The cart a person works on in an organisation: a pointer, moved but never copied.
CREATE TABLE current_cart (
    person_id BLOB NOT NULL REFERENCES person (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    cart_id BLOB NOT NULL REFERENCES cart (id),
    PRIMARY KEY (person_id, organisation_id)
) STRICT;

-- The part of a cart that belongs to one seller.
CREATE TABLE bag (
    id BLOB NOT NULL PRIMARY KEY,
    cart_id BLOB NOT NULL REFERENCES cart (id),
    seller_id BLOB NOT NULL REFERENCES organisation (id),
    created_at INTEGER NOT NULL,
    UNIQUE (cart_id, seller_id)
) STRICT;
