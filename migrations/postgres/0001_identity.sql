CREATE TABLE organisation (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    buys BOOLEAN NOT NULL,
    sells BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE person (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    platform_role TEXT CHECK (platform_role IN ('support', 'merchant_admin')),
    suspended BOOLEAN NOT NULL,
    auth_epoch BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE member (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    person_id UUID NOT NULL REFERENCES person (id),
    is_buyer BOOLEAN NOT NULL,
    is_approver BOOLEAN NOT NULL,
    is_seller BOOLEAN NOT NULL,
    is_admin BOOLEAN NOT NULL,
    suspended BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX member_by_person ON member (person_id);

CREATE TABLE invitation (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    token_hash BYTEA NOT NULL UNIQUE,
    email TEXT NOT NULL,
    is_buyer BOOLEAN NOT NULL,
    is_approver BOOLEAN NOT NULL,
    is_seller BOOLEAN NOT NULL,
    is_admin BOOLEAN NOT NULL,
    invited_by UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    accepted_by UUID REFERENCES person (id),
    revoked_at TIMESTAMPTZ
);
CREATE INDEX invitation_by_organisation ON invitation (organisation_id, created_at);

-- Only the hash of a session's token is kept: a copy of the database opens no door.
CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    organisation_id UUID REFERENCES organisation (id),
    auth_epoch BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_by_person ON session (person_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE sign_in_throttle (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failure_at TIMESTAMPTZ NOT NULL
);
