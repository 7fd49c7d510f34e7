-- What the buying side notes on a line for itself; the seller never sees it.
ALTER TABLE cart_line ADD COLUMN note TEXT;
ALTER TABLE cart_line ADD COLUMN note_by BLOB REFERENCES person (id);
ALTER TABLE cart_line ADD COLUMN note_at INTEGER;

-- Lines on their way out of a cart: withdrawn once due, unless somebody undoes it before.
CREATE TABLE pending_withdrawal (
    line_id BLOB NOT NULL PRIMARY KEY REFERENCES cart_line (id),
    cart_id BLOB NOT NULL REFERENCES cart (id),
    removed_by BLOB NOT NULL REFERENCES person (id),
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pending_withdrawal_by_due ON pending_withdrawal (due_at);
CREATE INDEX pending_withdrawal_by_cart ON pending_withdrawal (cart_id);

-- The cart whose history an entry of the buyer's log belongs to. It only finds entries: no hash covers it.
ALTER TABLE audit_entry ADD COLUMN cart_id BLOB;
CREATE INDEX audit_by_cart ON audit_entry (organisation_id, cart_id, sequence) WHERE cart_id IS NOT NULL;
UPDATE audit_entry SET cart_id = (SELECT l.cart_id FROM cart_line l
        WHERE l.id = unhex(substr(audit_entry.subject, 6), '-') AND l.buyer_id = audit_entry.organisation_id)
    WHERE subject LIKE 'line:%';
