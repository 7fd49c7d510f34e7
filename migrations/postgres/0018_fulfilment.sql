-- What left a seller's house together.
CREATE TABLE shipment (
    id UUID NOT NULL PRIMARY KEY,
    bag_id UUID NOT NULL REFERENCES order_bag (id),
    carrier TEXT NOT NULL,
    tracking TEXT,
    shipped_by UUID REFERENCES person (id),
    shipped_at TIMESTAMPTZ NOT NULL,
    delivered_at TIMESTAMPTZ
);
CREATE INDEX shipment_by_bag ON shipment (bag_id, id);

CREATE TABLE shipment_line (
    shipment_id UUID NOT NULL REFERENCES shipment (id),
    line_id UUID NOT NULL REFERENCES order_line (id),
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    PRIMARY KEY (shipment_id, line_id)
);

-- The ledger of a bag: only ever added to. The sums stand in `order_bag`.
CREATE TABLE ledger_entry (
    id UUID NOT NULL PRIMARY KEY,
    bag_id UUID NOT NULL REFERENCES order_bag (id),
    kind TEXT NOT NULL CHECK (kind IN ('authorization', 'void', 'payment', 'refund')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    reference TEXT,
    booked_by UUID REFERENCES person (id),
    booked_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX ledger_by_bag ON ledger_entry (bag_id, id);
