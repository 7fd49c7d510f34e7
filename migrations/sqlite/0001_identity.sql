CREATE TABLE organisation (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    buys INTEGER NOT NULL,
    sells INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    platform_role TEXT CHECK (platform_role IN ('support', 'merchant_admin')),
    suspended INTEGER NOT NULL,
    auth_epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    is_buyer INTEGER NOT NULL,
    is_approver INTEGER NOT NULL,
    is_seller INTEGER NOT NULL,
    is_admin INTEGER NOT NULL,
    suspended INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
) STRICT;
CREATE INDEX member_by_person ON member (person_id);

CREATE TABLE invitation (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    token_hash BLOB NOT NULL UNIQUE,
    email TEXT NOT NULL,
    is_buyer INTEGER NOT NULL,
    is_approver INTEGER NOT NULL,
    is_seller INTEGER NOT NULL,
    is_admin INTEGER NOT NULL,
    invited_by BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    accepted_by BLOB REFERENCES person (id),
    revoked_at INTEGER
) STRICT;
CREATE INDEX invitation_by_organisation ON invitation (organisation_id, created_at);

-- Only the hash of a session's token is kept: a copy of the database opens no door.
CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES person (id),
    organisation_id BLOB REFERENCES organisation (id),
    auth_epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (person_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE sign_in_throttle (
    key TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT;
