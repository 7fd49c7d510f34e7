//! Requests about carts on their way to orders, and about what orders need.

use super::{super::objects::Kind, Form, Object, Row, Walk, mint};

impl Walk<'_> {
    /// A valid form of a row; what it names is made for it if it will be used up.
    pub(super) async fn checkout_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        let function = row.path.rsplit('/').next().unwrap_or_default();
        match function {
            "load_checkout" | "load_approvals" | "load_ordering" => form,
            "submit_order" => {
                let named = self.name(row, Kind::ReadyCart, succeeds).await;
                let mut words = named.split(' ');
                let mut word = || words.next().unwrap_or_default().to_owned();
                let form = form.with("input[cart_id]", word()).with("input[content]", word());
                let address = word();
                let form = form.with("input[fields][ship_to]", &address).with("input[fields][bill_to]", address);
                form.with("input[request_id]", mint())
            }
            "load_submission" => form.with("id", self.name(row, Kind::Submission, false).await),
            "withdraw_submission" => form.with("input[submission_id]", self.name(row, Kind::Submission, succeeds).await),
            "approve" | "reject" => {
                let form = form.with("input[submission_id]", self.name(row, Kind::Submission, succeeds).await);
                form.with("input[comment]", "Ask Kestrel first.").with("input[request_id]", mint())
            }
            "delegate" => {
                let to = row.object.deal().map_or_else(mint, |deal| self.door.world.person(deal.buyer()).0);
                let day = self.door.world.clock.now().date_text();
                form.with("input[delegate_id]", to).with("input[from]", &day).with("input[until]", &day)
            }
            "revoke_delegation" => form.with("id", self.name(row, Kind::Delegation, succeeds).await),
            "save_address" => {
                let id = match row.object {
                    Object::Nothing => String::new(),
                    Object::Mara | Object::Emil | Object::Missing => self.name(row, Kind::Address, succeeds).await,
                };
                let fields = [
                    ("label", "Hangar"),
                    ("is_bill_to", "on"),
                    ("name", "Halden Air"),
                    ("street", "Dock 5"),
                    ("city", "Reno"),
                    ("postal_code", "89502"),
                    ("country", "US"),
                    ("version", "1"),
                ];
                let form = form.with("input[id]", id);
                fields.iter().fold(form, |form, (name, value)| form.with(&format!("input[{name}]"), value))
            }
            "archive_address" => form.with("id", self.name(row, Kind::Address, succeeds).await),
            "save_terms" => form.with("input[terms_code]", "N30"),
            "save_limit" => {
                let form = form.with("input[person_id]", self.member(row)).with("input[currency]", "USD");
                form.with("input[per_order]", "1,000,000")
            }
            "remove_limit" => {
                let person = self.name(row, Kind::Limited, succeeds).await;
                form.with("input[person_id]", person).with("input[currency]", "USD")
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }

    fn member(&self, row: &Row) -> String {
        row.object.deal().map_or_else(|| mint().to_string(), |deal| self.door.world.person(deal.colleague()).to_string())
    }
}
