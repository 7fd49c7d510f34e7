//! Requests about connectors and deliveries.

use super::{super::objects::Kind, Form, Row, Walk, mint};

impl Walk<'_> {
    /// A valid form of a row about a connector, a delivery, or when orders are sent.
    pub(super) async fn delivery_form(&mut self, row: &Row) -> Form {
        let form = Form::default();
        let function = row.path.rsplit('/').next().unwrap_or_default();
        match function {
            "load_connector" | "load_submit_orders" => return form,
            "save_connector" => {
                let form = form.with("input[format]", "json").with("input[url]", "https://erp.example/orders");
                return form.with("input[enabled]", "on").with("input[version_seen]", 0);
            }
            "load_deliveries" => return form.with("input[which]", "all"),
            "save_submit_orders" => return form.with("input[first]", "07:30").with("input[every_minutes]", 60),
            _about_a_bag => {}
        }
        let named = self.name(row, Kind::Bag, false).await;
        let bag = named.split_once(' ').map_or(named.as_str(), |(bag, _)| bag);
        match function {
            "load_delivery" => form.with("bag_id", bag),
            "retry_delivery" => form.with("input[bag_id]", bag).with("input[request_id]", mint()),
            "accept_delivery" => {
                let form = form.with("input[bag_id]", bag).with("input[revision_seen]", 1);
                form.with("input[reason]", "told by telephone").with("input[request_id]", mint())
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }
}
