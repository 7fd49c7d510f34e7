-- What left a seller's house together.
CREATE TABLE shipment (
    id BLOB NOT NULL PRIMARY KEY,
    bag_id BLOB NOT NULL REFERENCES order_bag (id),
    carrier TEXT NOT NULL,
    tracking TEXT,
    shipped_by BLOB REFERENCES person (id),
    shipped_at INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;
CREATE INDEX shipment_by_bag ON shipment (bag_id, id);

CREATE TABLE shipment_line (
    shipment_id BLOB NOT NULL REFERENCES shipment (id),
    line_id BLOB NOT NULL REFERENCES order_line (id),
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    PRIMARY KEY (shipment_id, line_id)
) STRICT;

-- The ledger of a bag: only ever added to. The sums stand in `order_bag`.
CREATE TABLE ledger_entry (
    id BLOB NOT NULL PRIMARY KEY,
    bag_id BLOB NOT NULL REFERENCES order_bag (id),
    kind TEXT NOT NULL CHECK (kind IN ('authorization', 'void', 'payment', 'refund')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reference TEXT,
    booked_by BLOB REFERENCES person (id),
    booked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_by_bag ON ledger_entry (bag_id, id);
