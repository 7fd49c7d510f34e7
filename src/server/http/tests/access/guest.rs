//! Requests of guests, and about what they bought.

use super::{Door, Form, Object, Row, Stage, Walk, mint};
use crate::{
    domain::ids::ListingId,
    server::{
        application::{execute, guest, ordering, query_in},
        testing::buy_input,
    },
};

/// The cookie of a guest who bought something and gave it back: signing in with it takes nothing along.
pub(super) async fn idle_guest(door: &Door, nut: ListingId) -> String {
    let token = door.world.new_guest(&[(nut, 1)]).await;
    let cart = guest::load_cart(&door.world.as_guest(&token).await).await.expect("a cart");
    let line_id = cart.bags[0].lines[0].line_id;
    execute(door.world.as_guest(&token).await, guest::remove_line, line_id).await.expect("given back");
    format!("guest={token}")
}

impl Walk<'_> {
    /// A valid form of a row about guests; what greta names is bought for it.
    pub(super) async fn guest_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        match row.path.rsplit('/').next().unwrap_or_default() {
            "bring_over" | "dismiss_arrival" => form,
            action @ ("remove_guest_line" | "change_guest_quantity") => {
                let changes = action == "change_guest_quantity";
                let id = match (row.object, succeeds) {
                    (Object::Nothing, true) => self.bought().await.1,
                    (Object::Mara | Object::Emil, _) => self.line(row, Stage::Open, false).await.0,
                    (Object::Nothing | Object::Missing, _) => mint().to_string(),
                };
                match changes {
                    false => form.with("line_id", id),
                    true => form.with("input[line_id]", id).with("input[quantity]", 2).with("input[request_id]", mint()),
                }
            }
            "submit_guest_order" => {
                let (cart_id, content) = match succeeds {
                    true => self.bought().await.0,
                    false => (mint().to_string(), "0".repeat(32)),
                };
                let fields = [
                    ("name", "Greta Garbo"),
                    ("email", "greta@stage.example"),
                    ("phone", "+46 8 1234"),
                    ("street", "Blekingegatan 32"),
                    ("postal_code", "118 56"),
                    ("city", "Stockholm"),
                    ("country", "SE"),
                ];
                let form = form.with("input[cart_id]", cart_id).with("input[content]", content);
                let form = form.with("input[request_id]", mint());
                fields.iter().fold(form, |form, (name, value)| form.with(&format!("input[fields][{name}]"), value))
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }

    /// Greta buys one more: her cart with its content, and one of its lines.
    async fn bought(&self) -> ((String, String), String) {
        let token = self.sessions["greta"].trim_start_matches("guest=");
        let greta = self.door.world.as_guest(token).await;
        let done = execute(greta.clone(), crate::server::application::cart::buy, buy_input(self.nut, 1)).await;
        let line_id = done.expect("bought").changed.line_id.to_string();
        let page = query_in(&greta, ordering::load_checkout, ()).await.expect("the review page");
        ((page.cart.id.expect("a cart").to_string(), page.content), line_id)
    }
}
