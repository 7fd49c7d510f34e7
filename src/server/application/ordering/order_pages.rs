//! An order as a paged document: what was ordered, from whom, on which terms, and where it stands. Must not load anything.

use crate::{
    api_types::order::{OrderBagView, OrderView, ShipmentView, SkuView},
    domain::{money::Money, quantity::count_text},
    server::pdf::Block,
};

/// The blocks of the document, from title to the last bag.
pub fn blocks(order: &OrderView, organisation: &str) -> Vec<Block> {
    let mut blocks = vec![
        Block::Title(format!("Order {}", order.number)),
        Block::Note(format!("{organisation} · as of {}", order.now.minute_text())),
        pair("Submitted", format!("{} by {}", order.submitted_at.minute_text(), order.submitted_by)),
    ];
    blocks.extend(order.approved_by.as_ref().map(|name| pair("Approved by", name)));
    blocks.push(pair("Status", order.status.words()));
    let header = &order.header;
    blocks.extend(header.customer_po.as_ref().map(|po| pair("Customer PO", po)));
    blocks.extend(header.terms_code.as_ref().map(|terms| pair("Terms", terms)));
    blocks.push(pair("Total", list(order.totals.iter().map(Money::to_string))));
    blocks.push(Block::Heading("Bill to".to_owned()));
    blocks.push(Block::Text(header.bill_to.join("\n")));
    blocks.push(Block::Heading("Ship to".to_owned()));
    blocks.push(Block::Text(header.ship_to.join("\n")));
    if let Some(notes) = &header.notes {
        blocks.push(Block::Heading("Notes".to_owned()));
        blocks.push(Block::Text(notes.clone()));
    }
    if !header.others.is_empty() {
        blocks.push(Block::Heading("References".to_owned()));
        blocks.extend(header.others.iter().map(|(name, value)| pair(name, value)));
    }
    blocks.extend(order.bags.iter().flat_map(bag));
    blocks
}

fn pair(name: &str, value: impl AsRef<str>) -> Block {
    Block::Pair(name.to_owned(), value.as_ref().to_owned())
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" and ")
}

fn bag(bag: &OrderBagView) -> Vec<Block> {
    let body = &bag.body;
    let status = [body.status.words(), body.fulfilment.words(), body.financial.words()].join(", ");
    let mut blocks = vec![Block::Heading(bag.seller.clone()), pair("Status", status)];
    blocks.extend(body.erp_order_number.as_ref().map(|number| pair("Seller's number", number)));
    blocks.extend(body.lines.iter().map(line));
    blocks.push(pair("Ordered", body.total.to_string()));
    if body.due != body.total {
        blocks.push(pair("Due", body.due.to_string()));
    }
    if body.paid.minor > 0 {
        blocks.push(pair("Paid", body.paid.to_string()));
    }
    if body.refunded.minor > 0 {
        blocks.push(pair("Refunded", body.refunded.to_string()));
    }
    blocks.extend(body.shipments.iter().map(shipment));
    blocks
}

fn line(sku: &SkuView) -> Block {
    let part = &sku.part;
    let name = format!("{}. {} · {} · {}", sku.position, part.part_number, part.manufacturer, part.condition.code());
    let price = format!("{} {} × {} = {}", count_text(sku.quantity), part.unit, sku.unit_price, sku.subtotal);
    let lead_time = sku.lead_time_days.map(|days| format!(", lead time {days} d")).unwrap_or_default();
    let certificate = part.certificate.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    let units =
        [(sku.shipped, "shipped"), (sku.delivered, "delivered"), (sku.canceled, "canceled"), (sku.returned, "returned")]
            .into_iter()
            .filter(|(units, _)| *units > 0)
            .map(|(units, what)| format!(", {} {what}", count_text(units)))
            .collect::<String>();
    Block::Entry(name, format!("{}\n{price}{lead_time}{certificate}\n{}{units}", part.description, sku.status.words()))
}

fn shipment(shipment: &ShipmentView) -> Block {
    let tracking = shipment.tracking.as_ref().map(|tracking| format!(", {tracking}")).unwrap_or_default();
    let arrived = shipment.delivered_at.map(|at| format!(", arrived {}", at.date_text())).unwrap_or_default();
    let name = format!("Shipped {} by {}{tracking}{arrived}", shipment.shipped_at.date_text(), shipment.carrier);
    let lines = shipment.lines.iter().map(|line| format!("{} × {}", count_text(line.quantity), line.part_number));
    Block::Entry(name, lines.collect::<Vec<_>>().join("\n"))
}
