//! Requests about carts as a whole.

use super::{
    super::objects::{CART_NAME, Kind, Stage},
    Form, Object, Row, Walk, mint,
};

impl Walk<'_> {
    /// A valid form of a row about the storefront's settings.
    pub(super) async fn storefront_form(&mut self, row: &Row) -> Form {
        match row.path.ends_with("/save_storefront") {
            true => Form::default().with("input[access]", "Open").with("input[version_seen]", 0),
            false => Form::default(),
        }
    }

    /// An entry of the history of the cart that a row names.
    pub(super) async fn last_entry(&self, row: &Row, cart_id: &str) -> i64 {
        match row.object.deal() {
            Some(deal) => self.objects.last_entry(deal, cart_id).await,
            None => 1,
        }
    }

    /// A valid form of a row about working on a cart together.
    pub(super) async fn cart_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        match row.path.rsplit('/').next().unwrap_or_default() {
            "dismiss_lost" | "load_cart_settings" => form,
            "save_cart_settings" => form
                .with("input[largest_quantity]", 5_000)
                .with("input[retention_days]", 30)
                .with("input[purge_time]", "04:30")
                .with("input[version_seen]", 0),
            "load_item" => form.with("line_id", self.line(row, Stage::Open, false).await.0),
            "save_note" => {
                let (id, _) = self.line(row, Stage::Open, succeeds).await;
                form.with("input[line_id]", id).with("input[note]", mint()).with("input[note_seen]", "")
            }
            "remove_line" => form.with("line_id", self.line(row, Stage::Open, succeeds).await.0),
            "undo_removal" => form.with("input[line_id]", self.line(row, Stage::Removed, succeeds).await.0),
            "clear_cart" => form.with("cart_id", self.name(row, Kind::SharedCart, succeeds).await),
            "present" => form.with("cart_id", self.name(row, Kind::SharedCart, false).await),
            "load_history" => form.with("cart_id", self.name(row, Kind::SharedCart, false).await),
            "load_start" => {
                let id = self.name(row, Kind::SharedCart, false).await;
                let after = self.last_entry(row, &id).await;
                form.with("cart_id", id).with("sequence", after)
            }
            "start_from" => {
                let id = self.name(row, Kind::SharedCart, false).await;
                let after = self.last_entry(row, &id).await;
                // What is in the cart goes on there: its seller is asked again on purpose.
                let again = match row.object.deal() {
                    Some(deal) => self.objects.going_on(deal, &id, after).await,
                    None => None,
                };
                let form = form.with("input[cart_id]", id).with("input[sequence]", after);
                let form = again.into_iter().fold(form, |form, listing| form.with("input[again][0]", listing));
                form.with("input[kind]", "shared").with("input[name]", mint()).with("input[request_id]", mint())
            }
            other => panic!("no form is known for {other}; add it here"),
        }
    }

    /// A valid form of a row about a cart; what it names is made for it if it will be used up.
    pub(super) async fn sharing_form(&mut self, row: &Row, succeeds: bool) -> Form {
        let form = Form::default();
        let function = row.path.rsplit('/').next().unwrap_or_default();
        let kind = match function {
            "undo_unshare" | "restore_cart" => Kind::Unshared,
            _other => Kind::SharedCart,
        };
        // Looking at a cart or going on in it uses nothing up.
        let fresh = succeeds && function != "switch_cart";
        let id = match row.object {
            Object::Nothing => String::new(),
            Object::Mara | Object::Emil | Object::Missing => self.name(row, kind, fresh).await,
        };
        let cart = || Form::default().with("input[cart_id]", &id);
        match function {
            "load_carts" | "load_trash" | "load_shared_cart_settings" => form,
            "switch_cart" if id.is_empty() => form,
            "switch_cart" | "undo_unshare" => cart(),
            "preview_unshare" => form.with("cart_id", id),
            "rename_cart" => cart().with("input[name]", mint()).with("input[name_seen]", CART_NAME),
            "describe_cart" => cart().with("input[description]", mint()).with("input[description_seen]", ""),
            "unshare_cart" => cart().with("input[mode]", "remove").with("input[request_id]", mint()),
            "restore_cart" => cart().with("input[request_id]", mint()),
            "share_cart" => form.with("input[name]", mint()).with("input[request_id]", mint()),
            "save_shared_cart_settings" => form
                .with("input[enabled]", "on")
                .with("input[hours_until_empty_cart_purge_due]", 5)
                .with("input[weeks_until_purge_due]", 9)
                .with("input[weeks_before_purge_for_notice]", 2),
            other => panic!("no form is known for {other}; add it here"),
        }
    }
}
