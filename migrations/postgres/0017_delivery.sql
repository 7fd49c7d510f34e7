-- How a seller's bags reach its own order system. Without a row: not at all, the seller works here.
CREATE TABLE connector (
    organisation_id UUID NOT NULL PRIMARY KEY REFERENCES organisation (id),
    format TEXT NOT NULL CHECK (format IN ('json', 'ubl', 'cxml')),
    url TEXT NOT NULL,
    -- Sent with every request, as the format wants it.
    credential TEXT,
    -- What the seller's system signs its callbacks with.
    callback_secret TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    changed_by UUID NOT NULL REFERENCES person (id),
    changed_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

-- One try to hand a bag over, and what came of it. Request and answer without secrets, cut to a bounded length.
CREATE TABLE delivery_attempt (
    id UUID NOT NULL PRIMARY KEY,
    bag_id UUID NOT NULL REFERENCES order_bag (id),
    revision BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    -- NULL: under way, or cut off; its outcome is unknown.
    finished_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('handed_over', 'in_review', 'accepted', 'rejected', 'again', 'failed')),
    http_status BIGINT,
    request TEXT NOT NULL,
    answer TEXT,
    error TEXT,
    next_at TIMESTAMPTZ
);
CREATE INDEX attempt_by_bag ON delivery_attempt (bag_id, id);

-- Callbacks that were taken: the same one again changes nothing.
CREATE TABLE taken_callback (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    event_id TEXT NOT NULL,
    bag_id UUID NOT NULL REFERENCES order_bag (id),
    taken_at TIMESTAMPTZ NOT NULL,
    -- What came of it, in words.
    result TEXT NOT NULL,
    PRIMARY KEY (organisation_id, event_id)
);
CREATE INDEX taken_callback_by_bag ON taken_callback (bag_id, taken_at);

-- Bags that are to be handed over.
CREATE INDEX bag_waiting ON order_bag (id) WHERE answer = 'waiting';
