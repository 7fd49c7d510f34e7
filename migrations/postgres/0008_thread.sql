-- The message that this one answers; of the same line.
ALTER TABLE message ADD COLUMN quoted_id UUID REFERENCES message (id);

-- When the count was raised last.
ALTER TABLE line_seen ADD COLUMN seen_at TIMESTAMPTZ;

-- What is in a file, once for all who attached it.
CREATE TABLE file_blob (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    content BYTEA NOT NULL
);

-- A file attached to an entry of a thread.
CREATE TABLE line_file (
    id UUID NOT NULL PRIMARY KEY,
    line_id UUID NOT NULL REFERENCES cart_line (id),
    message_id UUID NOT NULL REFERENCES message (id),
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL REFERENCES file_blob (hash),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'png', 'jpeg', 'webp')),
    size BIGINT NOT NULL CHECK (size > 0),
    width BIGINT,
    height BIGINT,
    uploaded_by UUID NOT NULL REFERENCES person (id),
    uploaded_at TIMESTAMPTZ NOT NULL,
    UNIQUE (message_id, position)
);
CREATE INDEX line_file_by_line ON line_file (line_id, uploaded_at);

-- Where a line's checklist of documents stands.
CREATE TABLE line_document (
    line_id UUID NOT NULL REFERENCES cart_line (id),
    document TEXT NOT NULL CHECK (document IN ('faa_8130', 'easa_form_1', 'conformity', 'trace', 'other')),
    -- Nothing: asked for, no word on it yet. Else the answer as JSON.
    answer TEXT,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (line_id, document)
);
