-- A visitor with a cart and without an account. Its organisation and its person belong to no list, and it is nobody's member.
CREATE TABLE guest (
    organisation_id BLOB NOT NULL PRIMARY KEY REFERENCES organisation (id),
    person_id BLOB NOT NULL UNIQUE REFERENCES person (id),
    -- What tells guests of one name apart.
    code TEXT NOT NULL UNIQUE,
    -- What the links to the guest's orders are made with.
    link_secret BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- A browser that knows a guest. Only the hash of its token is kept.
CREATE TABLE guest_session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES guest (organisation_id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guest_session_by_guest ON guest_session (organisation_id);
CREATE INDEX guest_session_by_expiry ON guest_session (expires_at);

-- What came of a guest's cart when its owner signed in, until they have read it; as JSON.
CREATE TABLE cart_arrival (
    person_id BLOB NOT NULL REFERENCES person (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    report TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, organisation_id)
) STRICT;
