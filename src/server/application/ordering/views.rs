//! Rows of orders and bags as pages draw them.

use crate::{
    api_types::order::{BagBody, BookingKind, BookingView, EntryView, HeaderView, ShipmentView, ShippedView, SkuView},
    domain::{
        ids::{BagId, LineId},
        ordering::{self, BagEvent, Fact, OrderEvent, OrderHeader, sku_status},
        quantity::count,
    },
    server::{
        application::Outcome,
        storage::{
            StorageError,
            ordering::{
                entry::EntryRow,
                ledger::BookingRow,
                order_view::{BagRow, SkuRow},
                shipment::ShippedRow,
            },
        },
    },
};
use std::collections::HashMap;

/// Entries of a history that are shown at most.
pub const ENTRIES: i64 = 500;

/// What an order's header says, in the order in which it is read.
pub fn header(json: &str, customer_po: Option<String>) -> Outcome<HeaderView> {
    let header: OrderHeader =
        serde_json::from_str(json).map_err(|error| StorageError::Corrupt(format!("an order's header: {error}")))?;
    let bill_to = header.bill_to.lines();
    let ship_to = header.ship_to.lines();
    let yes = |is: bool, words: &str| is.then(|| words.to_owned());
    let others = [
        ("Buyer", Some(header.buyer).filter(|buyer| !buyer.is_empty())),
        ("Phone", header.ship_to.phone),
        ("E-mail", header.ship_to.email),
        ("Customer number", header.bill_to.customer_number),
        ("Ship-to number", header.ship_to.ship_to_number),
        ("PO type code", header.po_type_code),
        ("Price code", header.price_code),
        ("Customer reference 1", header.customer_reference_1),
        ("Customer reference 2", header.customer_reference_2),
        ("Ship code", header.ship_code),
        ("Shipment quote number", header.shipment_quote_number),
        ("Tax code 1", header.tax_code_1),
        ("Tax code 2", header.tax_code_2),
        ("Ship early", yes(header.ship_early, "Yes")),
        ("Ship partial", yes(header.ship_partial, "Yes")),
    ];
    Ok(HeaderView {
        customer_po,
        bill_to,
        ship_to,
        terms_code: header.terms_code,
        notes: header.notes,
        others: others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
    })
}

/// What belongs to a bag beside its own row.
pub struct BagParts<'a> {
    pub lines: Vec<SkuRow>,
    pub shipped: &'a [ShippedRow],
    pub bookings: &'a [BookingRow],
    /// What the reader may do at most; what the bag allows of it is offered.
    pub allowed: &'a [Fact],
}

/// A bag as both sides read it. Of the rows given, those of this bag count.
pub fn body(row: &BagRow, parts: BagParts<'_>) -> BagBody {
    let BagParts { lines, shipped, bookings, allowed } = parts;
    let bag = row.bag(&lines);
    let actions = ordering::available_commands(&bag).into_iter().filter(|fact| allowed.contains(fact)).collect();
    let lines: Vec<SkuView> = lines.iter().map(sku).collect();
    let names: HashMap<LineId, &str> = lines.iter().map(|line| (line.line_id, line.part.part_number.as_str())).collect();
    let shipments = shipments(shipped.iter().filter(|shipped| shipped.bag_id == row.id), &names);
    BagBody {
        status: row.status,
        financial: row.financial_status,
        fulfilment: row.fulfilment_status,
        answer: row.answer,
        revision: bag.revision,
        total: bag.total,
        due: ordering::due(&bag),
        authorized: row.money(bag.ledger.authorized),
        paid: row.money(bag.ledger.paid),
        refunded: row.money(bag.ledger.refunded),
        erp_order_number: row.erp_order_number.clone(),
        rejection: row.rejection.clone(),
        acknowledged_at: row.acknowledged_at,
        shipments,
        lines,
        ledger: bookings.iter().filter(|booking| booking.bag_id == row.id).filter_map(|b| booking(row, b)).collect(),
        actions,
        version: row.version,
    }
}

fn sku(row: &SkuRow) -> SkuView {
    let state = row.state();
    SkuView {
        line_id: row.id,
        position: count(row.position),
        part: row.part(),
        lead_time_days: row.lead_time_days,
        quantity: state.quantity,
        unit_price: state.unit_price,
        subtotal: row.subtotal(),
        status: sku_status(&state),
        shipped: state.shipped,
        delivered: state.delivered,
        returned: state.returned,
        refunded: state.refunded,
        canceled: state.canceled,
    }
}

/// Rows come shipment by shipment.
fn shipments<'a>(rows: impl Iterator<Item = &'a ShippedRow>, names: &HashMap<LineId, &str>) -> Vec<ShipmentView> {
    let mut shipments: Vec<ShipmentView> = Vec::new();
    let mut last = None;
    for row in rows {
        if last != Some(row.id) {
            last = Some(row.id);
            shipments.push(ShipmentView {
                carrier: row.carrier.clone(),
                tracking: row.tracking.clone(),
                shipped_by: row.shipped_by.clone(),
                shipped_at: row.shipped_at,
                delivered_at: row.delivered_at,
                lines: Vec::new(),
            });
        }
        let part_number = names.get(&row.line_id).copied().unwrap_or_default().to_owned();
        if let Some(shipment) = shipments.last_mut() {
            shipment.lines.push(ShippedView { line_id: row.line_id, part_number, quantity: row.quantity });
        }
    }
    shipments
}

fn booking(bag: &BagRow, row: &BookingRow) -> Option<BookingView> {
    Some(BookingView {
        kind: BookingKind::parse(&row.kind)?,
        amount: bag.money(row.amount_minor),
        reference: row.reference.clone(),
        by: row.booked_by.clone(),
        at: row.booked_at,
    })
}

/// The history, newest first; `sellers` names the bags.
pub fn history(rows: Vec<EntryRow>, sellers: &HashMap<BagId, String>) -> Outcome<Vec<EntryView>> {
    let entry = |row: EntryRow| -> Result<EntryView, serde_json::Error> {
        let (name, sentence) = match row.bag_id {
            Some(_) => {
                let event: BagEvent = serde_json::from_str(&row.event)?;
                (event.name(), event.sentence())
            }
            None => {
                let event: OrderEvent = serde_json::from_str(&row.event)?;
                (event.name(), event.sentence())
            }
        };
        Ok(EntryView {
            name: name.to_owned(),
            sentence,
            seller: row.bag_id.and_then(|id| sellers.get(&id).cloned()),
            by: row.actor,
            at: row.happened_at,
        })
    };
    let entries = rows.into_iter().map(entry).collect::<Result<Vec<_>, _>>();
    Ok(entries.map_err(|error| StorageError::Corrupt(format!("an order's history: {error}")))?)
}
