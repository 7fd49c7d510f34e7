//! An order as a submission leaves it, for tests that begin after it.

use super::{
    super::{Store, Tx, cart},
    bag::{NewOrderBag, insert, move_transactions},
};
use crate::{
    api_types::negotiation::TransactionState,
    domain::{
        ids::{BagId, CartId, LineId, OrganisationId, PersonId},
        money::{Currency, Money},
        ordering::{AgreedLine, OrderAddress, OrderHeader, split},
        time::Timestamp,
    },
};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    AGREED = ["SELECT l.id, l.bag_id, l.seller_id, l.buyer_id, l.added_by, t.currency, t.subtotal_minor
        FROM cart_line l JOIN line_transaction t ON t.line_id = l.id WHERE l.id = $1"];
    INSERT_CART = ["INSERT INTO cart (id, organisation_id, creator_id, kind, name, checkout_status, created_at, modified_by,
        modified_at, version) VALUES ($1, $2, $3, 'shared', 'Ordered', 'PROCESSING', $4, $3, $4, 1)"];
    MOVE = ["UPDATE cart_line SET cart_id = $2, bag_id = $3 WHERE id = $1"];
    NUMBER = ["UPDATE order_number SET last = last + 1 WHERE only_row = 1 RETURNING last"];
    INSERT = ["INSERT INTO purchase_order (id, number, organisation_id, submitted_by, submitted_at, status, customer_po, header,
        revision, changed_at, version) VALUES ($1, $2, $3, $4, $5, 'Submitted', $6, $7, 1, $5, 1)"];
    SOLD = ["SELECT g.agreed FROM cart_line l JOIN listing g ON g.id = l.listing_id WHERE l.id = $1"];
}

#[derive(FromRow)]
struct AgreedRow {
    id: LineId,
    bag_id: BagId,
    seller_id: OrganisationId,
    buyer_id: OrganisationId,
    added_by: PersonId,
    currency: Currency,
    subtotal_minor: i64,
}

/// An order that was made.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub id: CartId,
    pub number: i64,
    /// By seller and currency.
    pub bags: Vec<BagId>,
}

/// The customer PO of every order that was made here.
pub const CUSTOMER_PO: &str = "PO-4711";

#[allow(clippy::disallowed_methods)]
fn mint() -> Uuid {
    Uuid::now_v7()
}

/// Makes an order of accepted lines of one buyer, in a shared cart of its own. Its bags wait to be sent.
pub async fn order(store: &Store, lines: &[LineId], at: Timestamp) -> Ordered {
    let mut tx = store.write().await.expect("a transaction");
    let ordered = order_in(&mut tx, lines, at).await;
    tx.commit().await.expect("a commit");
    ordered
}

async fn order_in(tx: &mut Tx, lines: &[LineId], at: Timestamp) -> Ordered {
    let mut agreed = Vec::new();
    for line in lines {
        agreed.push(fetch_one!(tx, AgreedRow, AGREED, *line).expect("an accepted line"));
    }
    let (id, buyer_id, person_id) = (CartId(mint()), agreed[0].buyer_id, agreed[0].added_by);
    execute!(tx, INSERT_CART, id, buyer_id, person_id, at).expect("a cart");
    for line in &mut agreed {
        line.bag_id = cart::bag(tx, BagId(mint()), (id, line.seller_id), at).await.expect("a bag");
        execute!(tx, MOVE, line.id, id, line.bag_id).expect("moved");
    }
    #[derive(FromRow)]
    struct Last {
        last: i64,
    }
    let number = fetch_one!(tx, Last, NUMBER).expect("a number").last;
    let header = serde_json::to_string(&header()).expect("JSON");
    execute!(tx, INSERT, id, number, buyer_id, person_id, at, CUSTOMER_PO, &header).expect("an order");
    let to_split: Vec<AgreedLine> = agreed
        .iter()
        .map(|line| AgreedLine {
            line_id: line.id,
            bag_id: line.bag_id,
            seller_id: line.seller_id,
            subtotal: Money { minor: line.subtotal_minor, currency: line.currency },
        })
        .collect();
    let (mut bags, mut before) = (Vec::new(), 0);
    for new in split(&to_split) {
        let id_of_bag = new.id.unwrap_or_else(|| BagId(mint()));
        let (seller_id, total) = (new.seller_id, new.total);
        let bag = NewOrderBag { id: id_of_bag, order_id: id, order_number: number, buyer_id, seller_id, total, at };
        assert_eq!(insert(tx, &bag, &new.lines, before).await.expect("a bag"), new.lines.len() as u64);
        before += i64::try_from(new.lines.len()).expect("few lines");
        bags.push(id_of_bag);
    }
    move_transactions(tx, lines, TransactionState::Ordered).await.expect("ordered");
    Ordered { id, number, bags }
}

fn header() -> OrderHeader {
    let address = OrderAddress {
        label: "Main".into(),
        name: "Halden Air".into(),
        street: "Dock 4".into(),
        city: "Reno".into(),
        postal_code: "89502".into(),
        country: "US".into(),
        ..OrderAddress::default()
    };
    OrderHeader {
        bill_to: address.clone(),
        ship_to: address,
        terms_code: Some("NET30".into()),
        notes: Some("Call before delivery".into()),
        ..OrderHeader::default()
    }
}

/// Units of a line's listing that are agreed with buyers.
pub async fn sold(store: &Store, line: LineId) -> i64 {
    #[derive(FromRow)]
    struct Row {
        agreed: i64,
    }
    let mut reader = store.read().await.expect("a connection");
    fetch_one!(&mut reader, Row, SOLD, line).expect("its listing").agreed
}
