//! An order as the sandbox reads it, whatever its format. Must not trust anything in it.

use super::wire::Request;
use crate::{domain::delivery::parse_key, server::integrations::erp::Element};
use serde_json::Value;

/// What every format says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The idempotency key.
    pub key: String,
    pub bag_id: String,
    pub revision: u32,
    pub format: &'static str,
    /// The document's number.
    pub document: String,
    pub currency: String,
    /// As a decimal text.
    pub total: String,
    pub lines: usize,
    /// Where to tell what becomes of it.
    pub callback: Option<String>,
    pub body: String,
}

impl Order {
    pub fn is_cxml(&self) -> bool {
        self.format == "cxml"
    }

    /// # Errors
    /// Why it is no order.
    pub fn read(request: &Request) -> Result<Self, String> {
        let key = request.header("idempotency-key").ok_or("an order needs an Idempotency-Key")?.to_owned();
        let (bag_id, revision) = parse_key(&key).ok_or("the Idempotency-Key names no bag")?;
        let body = request.body.clone();
        let facts = match body.trim_start().starts_with('<') {
            false => json(&body)?,
            true => xml(&Element::parse(&body)?)?,
        };
        let (format, document, currency, total, lines) = facts;
        let callback = request.header("counterpart-callback").map(str::to_owned);
        Ok(Self { key, bag_id: bag_id.to_string(), revision, format, document, currency, total, lines, callback, body })
    }
}

/// Format, document, currency, total, lines.
type Facts = (&'static str, String, String, String, usize);

fn json(body: &str) -> Result<Facts, String> {
    let value: Value = serde_json::from_str(body).map_err(|error| format!("no JSON: {error}"))?;
    let text = |name: &str| value[name].as_str().map(str::to_owned).ok_or_else(|| format!("no “{name}”"));
    let lines = value["lines"].as_array().ok_or("no lines")?.len();
    Ok(("json", text("document")?, text("currency")?, text("total")?, lines))
}

fn xml(root: &Element) -> Result<Facts, String> {
    let text = |element: &Element, path: &[&str]| {
        element.text_at(path).map(str::to_owned).ok_or_else(|| format!("no “{}”", path.join("/")))
    };
    if root.name == "Order" {
        let total = ["AnticipatedMonetaryTotal", "PayableAmount"];
        let lines = root.all("OrderLine").count();
        return Ok(("ubl", text(root, &["ID"])?, text(root, &["DocumentCurrencyCode"])?, text(root, &total)?, lines));
    }
    let order = root.at(&["Request", "OrderRequest"]).ok_or("neither an Order nor an OrderRequest")?;
    let header = order.at(&["OrderRequestHeader"]).ok_or("no OrderRequestHeader")?;
    let document = header.attribute("orderID").ok_or("no orderID")?.to_owned();
    let money = header.at(&["Total", "Money"]).ok_or("no total")?;
    let currency = money.attribute("currency").ok_or("no currency")?.to_owned();
    Ok(("cxml", document, currency, text(header, &["Total", "Money"])?, order.all("ItemOut").count()))
}
