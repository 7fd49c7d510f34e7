//! Requests about carts as a whole.

use super::{
    super::objects::{CART_NAME, Kind},
    Form, Object, Row, Walk, mint,
};

impl Walk<'_> {
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
