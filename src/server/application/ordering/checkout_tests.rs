//! Carts on their way to orders: submitting, approving, budgets, what stays behind and what stays as it was.

use super::*;
use crate::{
    api_types::{
        cart::CartBeside,
        checkout::{
            AddressInput, CheckoutPage, DecideInput, DelegateInput, LimitInput, Readiness, SubmitInput, Submitted,
            TermsInput, WithdrawInput,
        },
        negotiation::{LineFilter, LineSort, Tab},
        sharing::{ShareInput, SwitchInput},
    },
    domain::{
        identity::Role,
        ids::{AddressId, CartId, LineId, ListingId, SubmissionId},
        negotiation::Side,
        refusal::Refusal,
    },
    server::{
        application::{Context, Outcome, cart, execute, negotiation, query_in, sharing},
        storage::testing::{StoredLine, stored_lines},
        testing::{Contents, Store, World, add_input, buy_input, on_both, request},
    },
};
use std::sync::Arc;

mod approving;
mod budget;
mod carrying;
mod freezing;
mod submitting;

/// An address of Halden for everything.
async fn address(world: &World) -> AddressId {
    let input = AddressInput {
        label: "Hangar 2".into(),
        is_bill_to: Some("on".into()),
        is_ship_to: Some("on".into()),
        name: "Halden Air".into(),
        street: "Dock 4".into(),
        city: "Reno".into(),
        postal_code: "89502".into(),
        country: "us".into(),
        ..AddressInput::default()
    };
    execute(world.as_person("olga"), save_address, input).await.expect("an address")
}

/// What somebody's Shopping cart page says beside its lines.
async fn cart_of(context: &Context) -> CartBeside {
    let filter = LineFilter { side: Side::Buyer, tab: Tab::Active, after: String::new(), limit: 50, sort: LineSort::Newest };
    query_in(context, negotiation::load_lines, filter).await.expect("the list").beside.expect("a cart's")
}

/// Halden with an address; a priced part of Orbit's and one of Kestrel's.
struct Desk {
    world: World,
    bolt: ListingId,
    seal: ListingId,
}

impl Desk {
    async fn new(store: Store) -> Self {
        let world = World::new(store).await;
        address(&world).await;
        let bolt = world.list("Orbit", "AN3-5A", (999_999, Some("41.20"))).await;
        let seal = world.list("Kestrel", "MS20470", (999_999, Some("0.125"))).await;
        Self { world, bolt, seal }
    }

    /// Somebody buys at list price in their current cart.
    async fn buy(&self, who: &str, listing_id: ListingId, quantity: i64) -> LineId {
        let bought = execute(self.world.as_person(who), cart::buy_at_list_price, buy_input(listing_id, quantity)).await;
        bought.expect("bought").line_id
    }

    async fn add(&self, who: &str, listing_id: ListingId, quantity: i64) -> LineId {
        let added = execute(self.world.as_person(who), cart::add_to_cart, add_input(listing_id, quantity)).await;
        added.expect("added").line_id
    }

    async fn share(&self, who: &str, name: &str) -> CartId {
        let input = ShareInput { name: name.into(), description: "for the left gear".into(), request_id: request() };
        execute(self.world.as_person(who), sharing::share_cart, input).await.expect("shared").id.expect("a cart")
    }

    async fn switch(&self, who: &str, cart_id: Option<CartId>) {
        execute(self.world.as_person(who), sharing::switch_cart, SwitchInput { cart_id }).await.expect("switched");
    }

    async fn review(&self, who: &str) -> CheckoutPage {
        query_in(&self.world.as_person(who), load_checkout, ()).await.expect("the review page")
    }

    async fn readiness(&self, who: &str) -> Readiness {
        cart_of(&self.world.as_person(who)).await.readiness
    }

    /// Submits the current cart as its review page shows it.
    async fn submit(&self, who: &str) -> Result<Submitted, AppError> {
        let page = self.review(who).await;
        self.send(who, input_of(&page)).await
    }

    async fn send(&self, who: &str, input: SubmitInput) -> Result<Submitted, AppError> {
        execute(self.world.as_person(who), submit_order, input).await
    }

    async fn limit(&self, who: &str, per_order: &str, per_month: &str) {
        let input = LimitInput {
            person_id: self.world.person(who),
            currency: "USD".into(),
            per_order: per_order.into(),
            per_month: per_month.into(),
        };
        execute(self.world.as_person("olga"), save_limit, input).await.expect("a limit");
    }

    /// Mara's limit is exceeded: her cart waits for tomas.
    async fn waiting(&self) -> (CartId, SubmissionId) {
        self.limit("mara", "1", "").await;
        self.buy("mara", self.bolt, 10).await;
        let cart_id = self.review("mara").await.cart.id.expect("a cart");
        (cart_id, awaiting(self.submit("mara").await.expect("submitted")))
    }

    async fn approve(&self, who: &str, submission_id: SubmissionId) -> Result<Submitted, AppError> {
        let input = DecideInput { submission_id, comment: String::new(), request_id: request() };
        execute(self.world.as_person(who), approve, input).await
    }

    async fn reject(&self, who: &str, submission_id: SubmissionId) -> Result<(), AppError> {
        let input = DecideInput { submission_id, comment: "Ask Kestrel first.".into(), request_id: request() };
        execute(self.world.as_person(who), reject, input).await
    }

    async fn withdraw(&self, who: &str, submission_id: SubmissionId) -> Result<(), AppError> {
        execute(self.world.as_person(who), withdraw_submission, WithdrawInput { submission_id }).await
    }

    async fn stored(&self, id: LineId) -> StoredLine {
        let lines = stored_lines(&self.world.services.store).await;
        lines.into_iter().find(|line| line.id == id).expect("the line")
    }

    /// What the bell told somebody, the newest first.
    async fn bell(&self, who: &str) -> Vec<String> {
        let load = crate::server::application::notification::load_notifications;
        let page = query_in(&self.world.as_person(who), load, String::new()).await.expect("the bell");
        page.notifications.rows.into_iter().map(|note| note.notice.sentence()).collect()
    }
}

fn input_of(page: &CheckoutPage) -> SubmitInput {
    SubmitInput {
        cart_id: page.cart.id.expect("a cart"),
        content: page.content.clone(),
        fields: page.fields.clone(),
        request_id: page.request_id,
    }
}

fn ordered(submitted: Submitted) -> (CartId, i64) {
    match submitted {
        Submitted::Ordered { order, .. } => (order.id, order.number),
        Submitted::AwaitingApproval { .. } => panic!("waits for an approval: {submitted:?}"),
    }
}

fn awaiting(submitted: Submitted) -> SubmissionId {
    match submitted {
        Submitted::AwaitingApproval { pending, .. } => pending.id,
        Submitted::Ordered { .. } => panic!("was ordered: {submitted:?}"),
    }
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, AppError>) -> Refusal {
    match answer {
        Err(AppError::Refused(refusal)) => refusal,
        other => panic!("was not refused: {other:?}"),
    }
}

/// An entry of an organisation's log: its action and its payload.
async fn log_of(world: &World, organisation: &str, subject: &str) -> Vec<(String, String)> {
    let mut reader = world.system().read().await.expect("a reader");
    let of = crate::server::storage::audit::of_subject;
    let links = of(&mut reader, world.organisation(organisation), subject, (i64::MAX, 100)).await.expect("the log");
    links.into_iter().map(|link| (link.entry.action, link.entry.payload)).collect()
}
