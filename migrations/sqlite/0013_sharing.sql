-- A cart in the trash is seen nowhere else. Its checkout status stays as it was.
ALTER TABLE cart ADD COLUMN trashed_at INTEGER;
ALTER TABLE cart ADD COLUMN trashed_by BLOB REFERENCES person (id);
ALTER TABLE cart ADD COLUMN trash_reason TEXT CHECK (trash_reason IN ('removed', 'purged', 'converted'));
-- When the notice of its purge was given last; a later change of the cart or of a line of it makes that worthless.
ALTER TABLE cart ADD COLUMN noticed_at INTEGER;
CREATE INDEX cart_shared ON cart (organisation_id, id) WHERE kind = 'shared' AND trashed_at IS NULL;
CREATE INDEX cart_idle ON cart (modified_at, id) WHERE kind = 'shared' AND trashed_at IS NULL;
CREATE INDEX cart_trashed ON cart (organisation_id, trashed_at) WHERE trashed_at IS NOT NULL;
-- When a cart leaves, so do the pointers at it.
CREATE INDEX current_cart_by_cart ON current_cart (cart_id);

-- What undoing the latest unsharing of a cart needs; the row is taken by whoever undoes it.
CREATE TABLE unshare_undo (
    cart_id BLOB NOT NULL PRIMARY KEY REFERENCES cart (id),
    unshared_by BLOB NOT NULL REFERENCES person (id),
    mode TEXT NOT NULL CHECK (mode IN ('convert', 'remove')),
    -- The personal cart that took the lines over.
    target_id BLOB REFERENCES cart (id),
    -- Which lines moved and which became one, as JSON.
    moves TEXT NOT NULL,
    unshared_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unshare_undo_by_person ON unshare_undo (unshared_by);

-- Lines on their way out of a cart: withdrawn once due, unless somebody undoes it before.
CREATE TABLE pending_withdrawal (
    line_id BLOB NOT NULL PRIMARY KEY REFERENCES cart_line (id),
    cart_id BLOB NOT NULL REFERENCES cart (id),
    removed_by BLOB NOT NULL REFERENCES person (id),
    due_at INTEGER NOT NULL,
    -- Words for the seller beside the reason.
    note TEXT
) STRICT;
CREATE INDEX pending_withdrawal_by_due ON pending_withdrawal (due_at);
CREATE INDEX pending_withdrawal_by_cart ON pending_withdrawal (cart_id);

-- What merchants set, by name, as JSON.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_by BLOB REFERENCES person (id),
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
