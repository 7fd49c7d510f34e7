//! What orders of real data need: buyers with an address, sellers whose own systems are another process, and the queue's worker.

use super::market::{Market, OwnRow, Seller, own_format, report};
use crate::{
    api_types::{
        catalog::BuyInput,
        checkout::{AddressInput, CheckoutPage, SubmitInput, Submitted},
        delivery::{ConnectorInput, DeliveriesQuery, Which},
        inventory::UploadStatus,
    },
    domain::{
        catalog::UploadMode,
        identity::{PlatformRole, Principal, Role},
        ids::{CartId, LineId, ListingId, OrganisationId, RequestId},
        job::MOST_ATTEMPTS,
        time::DAY_US,
    },
    server::{
        application::{
            Context, Services, audit, cart,
            context::Clock,
            delivery::{connector::save_connector, report::load_deliveries},
            execute,
            identity::{NewPerson, create_person},
            ordering::{load_checkout, save_address, submit_order},
            query_in,
            work::mint,
        },
        integrations::{
            erp::{Erp, Limits, Reach},
            mail::{Post, Settings},
        },
        jobs::worker::{Outside, round},
        sandbox_erp::testing::Sandbox,
        storage::Store,
        testing::NOON,
    },
};
use std::{collections::HashMap, sync::Arc};
use tempfile::TempDir;

pub const BUYING: &str = "Halden";

/// Where the sellers' system breaks off after it took an order: the same order comes again.
pub const BREAKS_OFF: &str = "?manner=reset,accept";

pub struct Trade {
    pub market: Market,
    clock: Clock,
    pub sandbox: Sandbox,
    outside: Outside,
    buying: OrganisationId,
    /// Sees every bag on its way.
    merchant: Principal,
    _letters: TempDir,
}

impl Trade {
    pub async fn open(store: Store) -> Self {
        let clock = Clock::manual(NOON);
        let market = Market { services: Services::new(store, clock.clone(), true) };
        let letters = tempfile::tempdir().expect("a folder");
        let settings = Settings { folder: letters.path().to_owned(), ..Settings::default() };
        let post = Arc::new(Post::open(&settings, ([127, 0, 0, 1], 3_000).into()).expect("a folder for letters"));
        let erp = Arc::new(Erp::new(Reach::Anywhere, Limits::USUAL).expect("a client"));
        let buying = market.organisation(BUYING, true, false).await;
        let mut admin = market.member((buying, BUYING), "admin@test.example", Role::Admin).await;
        admin.membership.as_mut().expect("a member").buys = true;
        let address = AddressInput {
            label: "Hangar 2".into(),
            is_bill_to: Some("on".into()),
            is_ship_to: Some("on".into()),
            name: BUYING.into(),
            street: "Dock 4".into(),
            city: "Reno".into(),
            postal_code: "89502".into(),
            country: "us".into(),
            ..AddressInput::default()
        };
        execute(market.as_member(&admin), save_address, address).await.expect("an address");
        let (email, platform_role) = ("merchant@test.example".to_owned(), Some(PlatformRole::MerchantAdmin));
        let new = NewPerson { email: email.clone(), name: email.clone(), password: None, platform_role };
        let person_id = execute(market.system(), create_person, new).await.expect("a person");
        let merchant = Principal { person_id, name: email, platform_role, membership: None };
        let sandbox = Sandbox::start("accept", "");
        Self { market, clock, sandbox, outside: Outside { post, erp }, buying, merchant, _letters: letters }
    }

    pub async fn buyer(&self, name: &str) -> Principal {
        self.market.member((self.buying, BUYING), &format!("buyer-{name}@test.example"), Role::Buyer).await
    }

    /// A seller with its stock, whose system takes orders in a format at the sandbox; its listings by their stock id.
    pub async fn seller(
        &self,
        (number, name): (usize, &str),
        stock: Vec<OwnRow>,
        (format, manner): (&str, &str),
    ) -> (Seller, HashMap<String, ListingId>) {
        let seller = self.market.seller(number, name).await;
        let rows = stock.len() as u64;
        let (checked, _) = self.market.check(&seller, UploadMode::Replace, own_format(stock)).await;
        assert_eq!((report(&checked).added, report(&checked).refused), (rows, 0), "{name}: {:?}", checked.report);
        let (applied, _) = self.market.confirm(&seller, &checked).await;
        assert_eq!(applied.summary.status, UploadStatus::Applied, "{name}");
        let email = format!("admin-{number}@test.example");
        let mut admin = self.market.member((seller.id, name), &email, Role::Admin).await;
        admin.membership.as_mut().expect("a member").sells = true;
        let input = ConnectorInput {
            enabled: Some("on".into()),
            format: format.into(),
            url: format!("{}/orders{manner}", self.sandbox.url),
            credential: String::new(),
            forget_credential: None,
            new_secret: None,
            version_seen: 0,
        };
        execute(self.market.as_member(&admin), save_connector, input).await.expect("a connector");
        let stored = self.market.stored(seller.id).await;
        let ids = stored.into_values().map(|listing| (listing.draft.stock_id.expect("each row has one"), listing.id));
        (seller, ids.collect())
    }

    pub async fn buy(&self, buyer: &Principal, listing_id: ListingId, quantity: i64) -> LineId {
        let quantity = quantity.to_string();
        let input = BuyInput { listing_id, quantity, prices_seen: String::new(), request_id: RequestId(mint()) };
        execute(self.market.as_member(buyer), cart::buy_at_list_price, input).await.expect("bought").line_id
    }

    /// Submits the buyer's cart; the order, what was reviewed, and the statements that reviewing and submitting took.
    pub async fn submit(&self, buyer: &Principal) -> (CartId, CheckoutPage, [u64; 2]) {
        let reviewing = self.market.as_member(buyer);
        let page = query_in(&reviewing, load_checkout, ()).await.expect("the review page");
        let input = SubmitInput {
            cart_id: page.cart.id.expect("a cart"),
            content: page.content.clone(),
            fields: page.fields.clone(),
            request_id: page.request_id,
        };
        let submitting = self.market.as_member(buyer);
        let submitted = execute(submitting.clone(), submit_order, input).await.expect("submitted");
        let Submitted::Ordered { order, already: false, .. } = submitted else { panic!("{submitted:?}") };
        (order.id, page, [reviewing.store.statements(), submitting.store.statements()])
    }

    /// Hands everything over that is due, and again whatever has to come again, until every bag has its answer.
    pub async fn deliver(&self) {
        let merchant = self.market.as_member(&self.merchant);
        for again in 0..MOST_ATTEMPTS {
            while round(&self.market.services, &self.outside).await > 0 {}
            let query = DeliveriesQuery { which: Which::Open, after: String::new() };
            let open = query_in(&merchant, load_deliveries, query).await.expect("the report");
            println!("delivered {} of {} bags after {again} days", open.all - open.open, open.all);
            let Some(row) = open.rows.first() else { return };
            println!("a bag of {} after {} tries: {:?}", row.seller, row.attempts, row.last_error);
            self.clock.set(self.clock.now().plus_us(DAY_US));
        }
        panic!("some bags never had an answer");
    }

    pub fn as_member(&self, member: &Principal) -> Context {
        self.market.as_member(member)
    }

    /// Every log is whole.
    pub async fn assert_audit(&self, sellers: impl Iterator<Item = OrganisationId>) {
        for organisation_id in sellers.chain([self.buying]) {
            let verdict = audit::verify(&self.market.system(), organisation_id).await.expect("a verdict");
            assert!(matches!(verdict, audit::Verdict::Intact(_)), "{organisation_id}: {verdict:?}");
        }
    }
}

/// A row of a stock file: what of it, at what price (nothing: on request), under which stock id.
pub fn stock_row((part_number, description): (&str, &str), price: (&str, &str), stock_id: String) -> OwnRow {
    let none = String::new;
    let quantity = super::offers::STOCK.to_string();
    let (price, currency) = (price.0.to_owned(), price.1.to_owned());
    let (part_number, description) = (part_number.to_owned(), description.to_owned());
    [
        part_number,
        none(),
        description,
        "NE".into(),
        quantity,
        "EA".into(),
        price,
        currency,
        none(),
        none(),
        none(),
        none(),
        stock_id,
    ]
}

/// What so many units come to in cents by the one rule: multiplied exactly, rounded once, halves of a cent away from zero.
/// Written again from the rule, without the product's own function.
pub fn cents(price_micros: i64, units: i64) -> i64 {
    (price_micros * units + 5_000) / 10_000
}
