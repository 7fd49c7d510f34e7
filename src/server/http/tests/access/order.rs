//! Requests about orders and bags.

use super::{super::objects::Kind, Form, Row, Walk, mint};

impl Walk<'_> {
    /// A valid form of a row about an order or a bag; what it names is made for it if it will be used up.
    pub(super) async fn order_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        let function = row.path.rsplit('/').next().unwrap_or_default();
        let kind = match function {
            "load_orders" => return form.with("filter[tab]", "open"),
            "load_bags" => return form.with("filter[tab]", "new"),
            "load_order" | "load_reorder" => return form.with("order_id", self.name(row, Kind::Order, false).await),
            "reorder" => {
                let form = form.with("input[order_id]", self.name(row, Kind::Order, false).await);
                return form.with("input[kind]", "shared").with("input[name]", mint()).with("input[request_id]", mint());
            }
            "give_up_bag" => Kind::RejectedBag,
            _other => Kind::Bag,
        };
        let named = self.name(row, kind, succeeds).await;
        let (bag, line) = named.split_once(' ').unwrap_or((&named, &named));
        let named = || Form::default().with("input[bag][bag_id]", bag).with("input[bag][request_id]", mint());
        let units = || named().with("input[lines][0][line_id]", line).with("input[lines][0][quantity]", 1);
        match function {
            "load_bag" => form.with("bag_id", bag),
            "acknowledge_bag" => form.with("input[bag_id]", bag).with("input[request_id]", mint()),
            "ship_bag" => units().with("input[carrier]", "DHL").with("input[tracking]", "JD1"),
            "deliver_bag" => units(),
            "report_return" | "cancel_units" => units().with("input[reason]", "damaged"),
            "give_up_bag" => named().with("input[reason]", "bought elsewhere"),
            "record_authorization" | "record_payment" | "record_refund" => named().with("input[amount]", "1.00"),
            "void_authorization" => named(),
            other => panic!("no form is known for {other}; add it here"),
        }
    }
}
