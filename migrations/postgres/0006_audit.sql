-- Append-only; each row's hash covers the row and the hash before it.
CREATE TABLE audit_entry (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    event_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID REFERENCES person (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
);
CREATE INDEX audit_by_subject ON audit_entry (organisation_id, subject, sequence);

-- Where each organisation's chain ends; its row is the chain's lock.
CREATE TABLE audit_head (
    organisation_id UUID NOT NULL PRIMARY KEY REFERENCES organisation (id),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
