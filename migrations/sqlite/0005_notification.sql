CREATE TABLE notification (
    person_id BLOB NOT NULL REFERENCES person (id),
    event_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    line_id BLOB NOT NULL REFERENCES cart_line (id),
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller')),
    notice TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (person_id, event_id)
) STRICT;
CREATE INDEX notification_by_organisation ON notification (person_id, organisation_id, event_id);
CREATE INDEX notification_unread ON notification (person_id, organisation_id) WHERE read_at IS NULL;
