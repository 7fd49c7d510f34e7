//! Requests of support.

use super::{super::objects::Kind, Form, Row, Walk, mint};

impl Walk<'_> {
    /// A valid form of a row of support. Nobody opened what it names, so that nothing of it can be changed.
    pub(super) async fn support_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        match row.path.rsplit('/').next().unwrap_or_default() {
            "search" => form.with("input[words]", "Halden").with("input[reason]", "A buyer called"),
            "load_search" | "load_log" => form,
            "open" => {
                let form = form.with("input[id]", self.name(row, Kind::Order, succeeds).await);
                form.with("input[reason]", "A buyer called")
            }
            "load_order" => form.with("order_id", self.name(row, Kind::Order, false).await),
            "load_cart" => form.with("cart_id", self.name(row, Kind::SharedCart, false).await),
            function @ ("correct_order" | "hold_order" | "release_order") => {
                let form = form.with("input[order][order_id]", self.name(row, Kind::Order, false).await);
                let form = form.with("input[order][request_id]", mint()).with("input[reason]", "A buyer called");
                match function {
                    "correct_order" => form.with("input[revision_seen]", 1).with("input[fields][notes]", "Call first"),
                    _hold => form,
                }
            }
            function @ ("correct_bag" | "decide_bag") => {
                let named = self.name(row, Kind::RejectedBag, false).await;
                let bag = named.split(' ').next().unwrap_or_default();
                let form = form.with("input[bag][bag_id]", bag).with("input[bag][request_id]", mint());
                let form = form.with("input[reason]", "A seller called");
                if function == "decide_bag" { form.with("input[action]", "resubmit") } else { form }
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }
}
