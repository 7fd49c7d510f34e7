-- Append-only; each row's hash covers the row and the hash before it.
CREATE TABLE audit_entry (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    event_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB REFERENCES person (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
) STRICT;
CREATE INDEX audit_by_subject ON audit_entry (organisation_id, subject, sequence);

-- Where each organisation's chain ends; its row is the chain's lock.
CREATE TABLE audit_head (
    organisation_id BLOB NOT NULL PRIMARY KEY REFERENCES organisation (id),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
