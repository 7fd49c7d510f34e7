//! What the sandbox says to an order, in the order's own format.

use super::{manner::Manner, order::Order, store::Held, wire::Answer};
use serde_json::json;

/// Why it rejects what it was told to reject.
const REASON: &str = "The sandbox was told to reject this order.";

pub fn of(manner: Manner, order: &Order, held: Option<&Held>) -> Answer {
    match manner {
        Manner::Receive => Answer::text(202, "text/plain", String::new()),
        Manner::Error => Answer::text(500, "text/plain", "out of order".into()),
        Manner::Busy => Answer::text(429, "text/plain", "later".into()).with("Retry-After", "120".into()),
        Manner::Nonsense => Answer::text(200, "text/html", "<h1>Welcome to <b>ERP</h1> & friends".into()),
        Manner::Redirect => Answer::text(302, "text/plain", String::new()).with("Location", "/orders/elsewhere".into()),
        Manner::Forbid => Answer::text(401, "text/plain", "who are you?".into()),
        Manner::Stale => verdict(order, held, ("accepted", true)),
        Manner::Review => verdict(order, held, ("in_review", false)),
        Manner::Accept
        | Manner::Reject
        | Manner::Slow
        | Manner::Late
        | Manner::Twice
        | Manner::Reset
        | Manner::Down
        | Manner::Huge => {
            // What is held already is answered as it was the first time.
            let state = held.map_or("accepted", |held| if held.state == "rejected" { "rejected" } else { "accepted" });
            verdict(order, held, (state, false))
        }
    }
}

/// `of.1`: about something older.
fn verdict(order: &Order, held: Option<&Held>, of: (&str, bool)) -> Answer {
    let (status, stale) = of;
    let number = held.map(Held::order_number).unwrap_or_default();
    match order.format {
        "json" => {
            let revision = order.revision - u32::from(stale);
            Answer::json(
                200,
                &json!({
                    "bag_id": order.bag_id,
                    "revision": revision,
                    "status": status,
                    "order_number": (status == "accepted").then_some(number),
                    "reason": (status == "rejected").then_some(REASON),
                }),
            )
        }
        "ubl" => ubl(order, &number, of),
        _cxml => {
            let (code, text) = if status == "rejected" { (406, REASON) } else { (200, "taken") };
            let body = format!(
                "<?xml version=\"1.0\"?><cXML payloadID=\"{}@sandbox\" timestamp=\"2026-01-01T00:00:00Z\"><Response>\
                <Status code=\"{code}\" text=\"{code}\">{text}</Status></Response></cXML>",
                order.key
            );
            Answer::text(200, "text/xml", body)
        }
    }
}

fn ubl(order: &Order, number: &str, of: (&str, bool)) -> Answer {
    let (status, stale) = of;
    let document = if stale { format!("{}-OLD", order.document) } else { order.document.clone() };
    let (kind, said) = match status {
        "in_review" => ("OrderResponse", "<cbc:OrderResponseCode>CA</cbc:OrderResponseCode>".to_owned()),
        "rejected" => (
            "OrderResponseSimple",
            format!("<cbc:AcceptedIndicator>false</cbc:AcceptedIndicator><cbc:RejectionNote>{REASON}</cbc:RejectionNote>"),
        ),
        _accepted => ("OrderResponseSimple", "<cbc:AcceptedIndicator>true</cbc:AcceptedIndicator>".to_owned()),
    };
    let body = format!(
        "<?xml version=\"1.0\"?><{kind} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{kind}-2\" \
        xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
        xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><cbc:ID>{number}</cbc:ID>{said}\
        <cac:OrderReference><cbc:ID>{document}</cbc:ID><cbc:SalesOrderID>{number}</cbc:SalesOrderID></cac:OrderReference></{kind}>"
    );
    Answer::text(200, "application/xml", body)
}
