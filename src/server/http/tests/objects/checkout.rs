//! Carts on their way to orders, addresses, delegations.

use super::{Deal, Objects};
use crate::{
    api_types::checkout::{AddressInput, CheckoutPage, DelegateInput, LimitInput, RemoveLimitInput, SubmitInput, Submitted},
    api_types::sharing::SwitchInput,
    domain::identity::Role,
    server::{
        application::{Context, cart, execute, ordering, query_in, sharing},
        testing::{buy_input, request},
    },
};

impl Objects<'_> {
    /// The deal's buyer with the rights of an admin: not every organisation of the cast has one.
    fn buying_admin(&self, deal: Deal) -> Context {
        let mut context = self.door.world.as_person(deal.buyer());
        if let Some(membership) = context.principal.as_mut().and_then(|principal| principal.membership.as_mut()) {
            membership.roles = membership.roles.with(Role::Admin);
        }
        context
    }

    /// An address of the deal's buyers for everything.
    pub(super) async fn address(&self, deal: Deal) -> String {
        let input = AddressInput {
            label: format!("Hangar {}", self.made),
            is_bill_to: Some("on".into()),
            is_ship_to: Some("on".into()),
            name: deal.buying().into(),
            street: "Dock 4".into(),
            city: "Reno".into(),
            postal_code: "89502".into(),
            country: "US".into(),
            ..AddressInput::default()
        };
        execute(self.buying_admin(deal), ordering::save_address, input).await.expect("an address").to_string()
    }

    /// The review page of a shared cart with an agreed line.
    async fn reviewed(&mut self, deal: Deal) -> CheckoutPage {
        let (cart_id, listing_id) = (self.shared_cart(deal), self.listing(deal));
        let by = || self.door.world.as_person(deal.buyer());
        execute(by(), sharing::switch_cart, SwitchInput { cart_id: Some(cart_id) }).await.expect("switched");
        execute(by(), cart::buy_at_list_price, buy_input(listing_id, 2)).await.expect("bought");
        let page = query_in(&by(), ordering::load_checkout, ()).await.expect("the review page");
        execute(by(), sharing::switch_cart, SwitchInput::default()).await.expect("back home");
        page
    }

    /// A cart that can be submitted: its name, its content, and an address.
    pub(super) async fn ready_cart(&mut self, deal: Deal) -> String {
        let address = self.address(deal).await;
        let page = self.reviewed(deal).await;
        format!("{} {} {address}", page.cart.id.expect("a cart"), page.content)
    }

    /// A submission of the deal's buyer that waits for an approval.
    pub(super) async fn submission(&mut self, deal: Deal) -> String {
        let address = self.address(deal).await;
        let page = self.reviewed(deal).await;
        let person_id = self.door.world.person(deal.buyer());
        let nothing = LimitInput { person_id, currency: "USD".into(), per_order: "0".into(), per_month: String::new() };
        execute(self.buying_admin(deal), ordering::save_limit, nothing).await.expect("a limit");
        let mut input = SubmitInput {
            cart_id: page.cart.id.expect("a cart"),
            content: page.content,
            fields: page.fields,
            request_id: request(),
        };
        input.fields.ship_to = address.clone();
        input.fields.bill_to = address;
        let by = self.door.world.as_person(deal.buyer());
        let submitted = execute(by, ordering::submit_order, input).await.expect("submitted");
        let remove = RemoveLimitInput { person_id, currency: "USD".into() };
        execute(self.buying_admin(deal), ordering::remove_limit, remove).await.expect("no limit again");
        match submitted {
            Submitted::AwaitingApproval { pending, .. } => pending.id.to_string(),
            Submitted::Ordered { .. } => panic!("was ordered"),
        }
    }

    /// A member with a limit in dollars.
    pub(super) async fn limited(&self, deal: Deal) -> String {
        let person_id = self.door.world.person(deal.colleague());
        let limit = LimitInput { person_id, currency: "USD".into(), per_order: "1000000".into(), per_month: String::new() };
        execute(self.buying_admin(deal), ordering::save_limit, limit).await.expect("a limit");
        person_id.to_string()
    }

    /// A delegation of the approver of the deal's buyers.
    pub(super) async fn delegation(&self, deal: Deal) -> String {
        let by = || self.door.world.as_person(deal.colleague());
        let day = self.door.world.clock.now().date_text();
        let input = DelegateInput { delegate_id: self.door.world.person(deal.buyer()), from: day.clone(), until: day };
        execute(by(), ordering::delegate, input).await.expect("delegated");
        let page = query_in(&by(), ordering::load_approvals, ()).await.expect("the approvals");
        page.delegations.last().expect("listed").id.to_string()
    }
}
