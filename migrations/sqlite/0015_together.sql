-- What the buying side notes on a line for itself; the seller never sees it.
ALTER TABLE cart_line ADD COLUMN note TEXT;
ALTER TABLE cart_line ADD COLUMN note_by BLOB REFERENCES person (id);
ALTER TABLE cart_line ADD COLUMN note_at INTEGER;

-- The cart whose history an entry of the buyer's log belongs to. It only finds entries: no hash covers it.
ALTER TABLE audit_entry ADD COLUMN cart_id BLOB;
CREATE INDEX audit_by_cart ON audit_entry (organisation_id, cart_id, sequence) WHERE cart_id IS NOT NULL;
UPDATE audit_entry SET cart_id = (SELECT l.cart_id FROM cart_line l
        WHERE l.id = unhex(substr(audit_entry.subject, 6), '-') AND l.buyer_id = audit_entry.organisation_id)
    WHERE subject LIKE 'line:%';

-- The shared cart that a person worked in until it went to the trash: their page says so.
CREATE TABLE lost_cart (
    person_id BLOB NOT NULL REFERENCES person (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    cart_id BLOB NOT NULL REFERENCES cart (id),
    PRIMARY KEY (person_id, organisation_id)
) STRICT;
