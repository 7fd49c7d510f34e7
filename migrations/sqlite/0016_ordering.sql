-- Where an organisation gets its invoices and its parts. A changed address leaves orders as they are: they hold a copy.
CREATE TABLE address (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    label TEXT NOT NULL,
    is_bill_to INTEGER NOT NULL,
    is_ship_to INTEGER NOT NULL,
    -- Numbers under which sellers know the place; support never edits them.
    customer_number TEXT,
    ship_to_number TEXT,
    name TEXT NOT NULL,
    attention TEXT,
    street TEXT NOT NULL,
    street2 TEXT,
    city TEXT NOT NULL,
    region TEXT,
    postal_code TEXT NOT NULL,
    -- ISO 3166-1 alpha-2.
    country TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    archived_at INTEGER,
    changed_by BLOB NOT NULL REFERENCES person (id),
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK (is_bill_to OR is_ship_to)
) STRICT;
CREATE INDEX address_by_organisation ON address (organisation_id, label, id) WHERE archived_at IS NULL;

ALTER TABLE organisation ADD COLUMN requires_customer_po INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisation ADD COLUMN terms_code TEXT;

-- What a member may order alone. No row at all: everything. A row: at most so much in its currency; currencies without a row need an approval.
CREATE TABLE spending_limit (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    currency TEXT NOT NULL,
    -- NULL: as much as one likes; 0: nothing.
    order_minor INTEGER CHECK (order_minor >= 0),
    month_minor INTEGER CHECK (month_minor >= 0),
    changed_by BLOB NOT NULL REFERENCES person (id),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, person_id, currency)
) STRICT;

-- What a member ordered in a month (of UTC, as YYYY-MM): raised in the transaction of every submission.
CREATE TABLE month_spending (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    currency TEXT NOT NULL,
    month TEXT NOT NULL,
    spent_minor INTEGER NOT NULL CHECK (spent_minor >= 0),
    PRIMARY KEY (organisation_id, person_id, currency, month)
) STRICT;

-- Who approves in an approver's place, between two days, both included.
CREATE TABLE approval_delegation (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    approver_id BLOB NOT NULL REFERENCES person (id),
    delegate_id BLOB NOT NULL REFERENCES person (id),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CHECK (approver_id <> delegate_id),
    CHECK (starts_at < ends_at)
) STRICT;
CREATE INDEX delegation_by_delegate ON approval_delegation (organisation_id, delegate_id) WHERE revoked_at IS NULL;

-- A submission that waits for an approver, or waited.
CREATE TABLE submission (
    id BLOB NOT NULL PRIMARY KEY,
    cart_id BLOB NOT NULL REFERENCES cart (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    submitted_by BLOB NOT NULL REFERENCES person (id),
    submitted_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn')),
    -- What was entered at checkout, as JSON; it becomes the order's.
    details TEXT NOT NULL,
    -- Totals per currency and the limits they are above, as JSON.
    totals TEXT NOT NULL,
    exceeded TEXT NOT NULL,
    decided_by BLOB REFERENCES person (id),
    -- The approver in whose place it was decided.
    decided_for BLOB REFERENCES person (id),
    decided_at INTEGER,
    comment TEXT,
    version INTEGER NOT NULL,
    CONSTRAINT decided_when_over CHECK ((state = 'pending') = (decided_at IS NULL)),
    CONSTRAINT never_ones_own CHECK (state <> 'approved' OR decided_by <> submitted_by)
) STRICT;
CREATE UNIQUE INDEX one_pending_submission ON submission (cart_id) WHERE state = 'pending';
CREATE INDEX submission_by_organisation ON submission (organisation_id, state, id);

-- The submission that locks the cart: while it waits, nothing in the cart changes.
ALTER TABLE cart ADD COLUMN pending_submission BLOB REFERENCES submission (id);
-- Where the lines went that were still in negotiation when the cart became an order.
ALTER TABLE cart ADD COLUMN carried_to BLOB REFERENCES cart (id);

CREATE TABLE order_number (
    only_row INTEGER NOT NULL UNIQUE CHECK (only_row = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO order_number (only_row, last) VALUES (1, 100000);

-- The order that a cart became: the same identifier.
CREATE TABLE purchase_order (
    id BLOB NOT NULL PRIMARY KEY REFERENCES cart (id),
    number INTEGER NOT NULL UNIQUE,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    submitted_by BLOB NOT NULL REFERENCES person (id),
    submitted_at INTEGER NOT NULL,
    submission_id BLOB REFERENCES submission (id),
    status TEXT NOT NULL CHECK (status IN ('Submitted', 'Review', 'Processing', 'Complete', 'Rejected', 'Canceled')),
    customer_po TEXT,
    -- Addresses, terms, notes, codes and references, as JSON.
    header TEXT NOT NULL,
    -- Kept back by support: its bags are not sent.
    held_reason TEXT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    changed_at INTEGER NOT NULL,
    completed_at INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX order_by_organisation ON purchase_order (organisation_id, number);
CREATE INDEX order_by_status ON purchase_order (status, id);
CREATE INDEX order_by_customer_po ON purchase_order (customer_po) WHERE customer_po IS NOT NULL;

-- A bag of an order: one seller, one currency. The seller's first keeps the identifier that it had in the cart.
CREATE TABLE order_bag (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES purchase_order (id),
    -- Repeated here, so that a seller's list is in the order of the orders.
    order_number INTEGER NOT NULL,
    buyer_id BLOB NOT NULL REFERENCES organisation (id),
    seller_id BLOB NOT NULL REFERENCES organisation (id),
    currency TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'sent', 'in_review', 'accepted', 'rejected', 'given_up')),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    -- Computed from answer, ledger and units; repeated here so that lists need no arithmetic.
    status TEXT NOT NULL CHECK (status IN ('IN_PROGRESS', 'SUBMITTED', 'ACCEPTED', 'COMPLETED', 'REJECTED', 'CANCELED',
        'PARTIALLY_REFUNDED', 'REFUNDED')),
    financial_status TEXT NOT NULL CHECK (financial_status IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID', 'PAID',
        'PARTIALLY_REFUNDED', 'REFUNDED', 'VOIDED')),
    fulfilment_status TEXT NOT NULL CHECK (fulfilment_status IN ('PROCESSING', 'PARTIALLY_FULFILLED', 'FULFILLED')),
    authorized_minor INTEGER NOT NULL CHECK (authorized_minor >= 0),
    paid_minor INTEGER NOT NULL,
    refunded_minor INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    erp_order_number TEXT,
    rejection TEXT,
    acknowledged_at INTEGER,
    acknowledged_by BLOB REFERENCES person (id),
    -- Its tries are used up: somebody has to look at it.
    needs_attention INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (order_id, seller_id, currency),
    CONSTRAINT paid_within_total CHECK (paid_minor BETWEEN 0 AND total_minor),
    CONSTRAINT refunded_within_paid CHECK (refunded_minor BETWEEN 0 AND paid_minor)
) STRICT;
CREATE INDEX bag_by_seller ON order_bag (seller_id, order_number, id);
CREATE INDEX bag_by_seller_status ON order_bag (seller_id, status, order_number, id);
CREATE INDEX bag_needing_attention ON order_bag (id) WHERE needs_attention;

-- A line of an order: the cart line of the same identifier as it was agreed, and how many of its units went which way.
CREATE TABLE order_line (
    id BLOB NOT NULL PRIMARY KEY REFERENCES cart_line (id),
    order_id BLOB NOT NULL REFERENCES purchase_order (id),
    bag_id BLOB NOT NULL REFERENCES order_bag (id),
    position INTEGER NOT NULL,
    part_number TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    description TEXT NOT NULL,
    condition TEXT NOT NULL,
    unit TEXT NOT NULL,
    certificate TEXT,
    lead_time_days INTEGER,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999999),
    price_micros INTEGER NOT NULL CHECK (price_micros > 0),
    currency TEXT NOT NULL,
    subtotal_minor INTEGER NOT NULL,
    shipped INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    canceled INTEGER NOT NULL,
    UNIQUE (order_id, position),
    CONSTRAINT shipped_within_ordered CHECK (shipped >= 0 AND canceled >= 0 AND shipped + canceled <= quantity),
    CONSTRAINT delivered_within_shipped CHECK (delivered BETWEEN 0 AND shipped),
    CONSTRAINT returned_within_delivered CHECK (returned BETWEEN 0 AND delivered),
    CONSTRAINT refunded_within_quantity CHECK (refunded BETWEEN 0 AND quantity)
) STRICT;
CREATE INDEX order_line_by_bag ON order_line (bag_id, position);

-- Everything that happened to an order and its bags, newest last; both sides read what concerns them.
CREATE TABLE order_entry (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES purchase_order (id),
    -- NULL: of the order as a whole; sellers never read it.
    bag_id BLOB REFERENCES order_bag (id),
    -- The event as JSON.
    event TEXT NOT NULL,
    -- NULL: the system, or the seller's system.
    actor_id BLOB REFERENCES person (id),
    happened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_entry_by_order ON order_entry (order_id, id);
CREATE INDEX order_entry_by_bag ON order_entry (bag_id, id) WHERE bag_id IS NOT NULL;

-- What a notification leads to, if not to its line: 'order:<id>', 'bag:<id>', 'cart:<id>' or 'approvals'. Its line is then any of that order.
ALTER TABLE notification ADD COLUMN about TEXT;
