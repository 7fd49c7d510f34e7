-- Work for later: claimed under a lease, fenced by a token that rises with each claim.
CREATE TABLE job (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What the work is about: the same work is never queued twice.
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed')),
    -- When a waiting job may begin, and when the lease of a leased one ends.
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    token INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX job_finished ON job (finished_at);

-- Only where a person chose; without a row a type of mail is on or off by its default.
CREATE TABLE mail_switch (
    person_id BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT;

-- Whether an e-mail was asked for as well.
ALTER TABLE notification ADD COLUMN mailed INTEGER NOT NULL DEFAULT 0;

-- Personal access tokens. Only the hash is kept, and the beginning by which its owner knows it.
CREATE TABLE access_token (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES person (id),
    -- NULL: acts by the person's role on the platform itself.
    organisation_id BLOB REFERENCES organisation (id),
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX access_token_by_person ON access_token (person_id, created_at);

-- Answers to requests that carried an Idempotency-Key: the same request is answered alike.
CREATE TABLE replayed_answer (
    person_id BLOB NOT NULL REFERENCES person (id),
    key TEXT NOT NULL,
    -- SHA-256 of organisation, method, path and body.
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT;
CREATE INDEX replayed_answer_by_age ON replayed_answer (created_at);
