//! What tests share: a small marketplace with a cast of people, actors as values, a clock that stands still.

use super::application::{
    Context, Services,
    context::Clock,
    execute,
    identity::{self, NewOrganisation, NewPerson, SetMember},
    inventory,
    negotiation::GivenFile,
    work::mint,
};
use crate::{
    api_types::{
        AppError,
        catalog::{AddToCartInput, BuyInput},
        negotiation::{
            AcceptOfferInput, ChangeQuantityInput, CounterOfferInput, LineChanged, LineRef, ReasonInput, UpdatePriceInput,
        },
        thread::{DocumentBoxes, DocumentsInput, MessageInput, RequestDocumentationInput},
    },
    domain::{
        catalog::{Condition, ListingDraft, Part},
        document::Document,
        file::FileKind,
        identity::{Membership, PlatformRole, Principal, Role, Roles},
        ids::{LineId, ListingId, OrganisationId, PersonId, RequestId},
        money::{Currency, UnitPrice, parse_price_micros},
        negotiation::Side,
        pricing::PriceBreaks,
        quantity::SaleUnits,
        time::{SECOND_US, Timestamp},
    },
};
use std::{collections::HashMap, sync::Arc};

pub(crate) use super::storage::{
    Store,
    testing::{Contents, on_both},
};

/// 2026-03-09T12:05:00Z, when every test begins.
pub const NOON: Timestamp = Timestamp(1_773_057_900 * SECOND_US);

/// The password of everybody in the cast.
pub const PASSWORD: &str = "correct horse battery";

/// Halden and Fjord buy; Orbit and Kestrel sell.
pub struct World {
    pub services: Arc<Services>,
    pub clock: Clock,
    organisations: HashMap<&'static str, OrganisationId>,
    people: HashMap<&'static str, (PersonId, Principal)>,
}

const ORGANISATIONS: [(&str, bool, bool); 4] =
    [("Halden", true, false), ("Fjord", true, false), ("Orbit", false, true), ("Kestrel", false, true)];

/// Name, organisation, role, suspended.
const MEMBERS: [(&str, &str, Role, bool); 9] = [
    ("mara", "Halden", Role::Buyer, false),
    ("tomas", "Halden", Role::Approver, false),
    ("olga", "Halden", Role::Admin, false),
    ("sven", "Halden", Role::Buyer, true),
    ("emil", "Fjord", Role::Buyer, false),
    ("jonas", "Orbit", Role::Seller, false),
    ("priya", "Orbit", Role::Seller, false),
    ("ursula", "Orbit", Role::Admin, false),
    ("ines", "Kestrel", Role::Seller, false),
];

impl World {
    pub async fn new(store: Store) -> Self {
        let clock = Clock::manual(NOON);
        let services = Services::new(store, clock.clone(), true);
        let mut world = Self { services, clock, organisations: HashMap::new(), people: HashMap::new() };
        for (name, buys, sells) in ORGANISATIONS {
            let new = NewOrganisation { name: name.to_owned(), buys, sells };
            let id = execute(world.system(), identity::create_organisation, new).await.expect("an organisation");
            world.organisations.insert(name, id);
        }
        for (name, organisation, role, suspended) in MEMBERS {
            world.add_member(name, organisation, (role, suspended)).await;
        }
        for (name, role) in [("sally", PlatformRole::Support), ("mick", PlatformRole::MerchantAdmin)] {
            world.add_person(name, Some(role)).await;
        }
        world
    }

    async fn add_person(&mut self, name: &'static str, platform_role: Option<PlatformRole>) -> PersonId {
        let email = format!("{name}@test.example");
        let new = NewPerson { email, name: name.to_owned(), password: None, platform_role };
        let person_id = execute(self.system(), identity::create_person, new).await.expect("a person");
        let principal = Principal { person_id, name: name.to_owned(), platform_role, membership: None };
        self.people.insert(name, (person_id, principal));
        person_id
    }

    async fn add_member(&mut self, name: &'static str, organisation: &'static str, what: (Role, bool)) {
        let (role, suspended) = what;
        let person_id = self.add_person(name, None).await;
        let organisation_id = self.organisation(organisation);
        let roles = Roles::default().with(role);
        let set = SetMember { organisation_id, person_id, roles, suspended };
        execute(self.system(), identity::set_member, set).await.expect("a member");
        let (_, buys, sells) = ORGANISATIONS.into_iter().find(|(name, ..)| *name == organisation).expect("in the cast");
        let membership = Membership { organisation_id, organisation: organisation.to_owned(), buys, sells, roles };
        if let Some((_, principal)) = self.people.get_mut(name) {
            principal.membership = Some(membership).filter(|_| !suspended);
        }
    }

    /// More buyers of an organisation, by the names they are called.
    pub async fn add_buyers(&mut self, organisation: &'static str, count: usize) -> Vec<&'static str> {
        let mut names = Vec::with_capacity(count);
        for number in 0..count {
            let name: &'static str = format!("buyer-{number}").leak();
            self.add_member(name, organisation, (Role::Buyer, false)).await;
            names.push(name);
        }
        names
    }

    pub fn organisation(&self, name: &str) -> OrganisationId {
        self.organisations[name]
    }

    pub fn person(&self, name: &str) -> PersonId {
        self.people[name].0
    }

    /// A new request of somebody in the cast.
    pub fn as_person(&self, name: &str) -> Context {
        Context::new(&self.services, Some(self.people[name].1.clone()), "test")
    }

    /// A new request of nobody.
    pub fn guest(&self) -> Context {
        Context::new(&self.services, None, "test")
    }

    /// A new request of the guest whom a cookie's token stands for; of nobody if it stands for none.
    pub async fn as_guest(&self, token: &str) -> Context {
        let mut context = self.guest();
        super::application::guest::resume(&mut context, token).await.expect("a database");
        context
    }

    /// A new guest, who buys at list price; answers the token of their cookie.
    pub async fn new_guest(&self, bought: &[(ListingId, i64)]) -> String {
        let mut token = String::new();
        for (listing_id, quantity) in bought {
            let context = if token.is_empty() { self.guest() } else { self.as_guest(&token).await };
            let input = buy_input(*listing_id, *quantity);
            let done = execute(context, super::application::cart::buy, input).await.expect("bought");
            token = done.guest.map_or(token, |cookie| cookie.token);
        }
        token
    }

    /// The process itself.
    pub fn system(&self) -> Context {
        self.guest()
    }

    pub fn advance_us(&self, us: i64) {
        self.clock.set(self.clock.now().plus_us(us));
    }

    /// Lists a part at a seller: part number, units in stock, list price in USD if any.
    pub async fn list(&self, seller: &str, part_number: &str, stock: (i64, Option<&str>)) -> ListingId {
        let draft = draft(part_number, stock.0, stock.1);
        let listed = inventory::import_listings(self.system(), (self.organisation(seller), vec![draft])).await;
        listed.expect("a listing");
        let search = crate::domain::text::normalise_part_number(part_number);
        let page = crate::server::application::catalog::load_part(self.guest(), search).await.expect("the part's page");
        let seller_id = self.organisation(seller);
        let listing = page.listings.into_iter().find(|listing| listing.seller_id == seller_id);
        listing.expect("the seller's listing").id
    }

    /// Mara adds a listing to her cart.
    pub async fn open(&self, listing_id: ListingId, quantity: i64) -> LineId {
        let input = add_input(listing_id, quantity);
        let added = execute(self.as_person("mara"), crate::server::application::cart::add_to_cart, input).await;
        added.expect("added to the cart").line_id
    }

    /// Jonas offers a price; answers what the action answers.
    pub async fn quote(&self, line_id: LineId, price: &str, revisions_seen: u32) -> Result<LineChanged, AppError> {
        let input = price_input(line_id, price, revisions_seen);
        execute(self.as_person("jonas"), crate::server::application::negotiation::update_price, input).await
    }

    /// Mara accepts a revision; answers what the action answers.
    pub async fn accept(&self, line_id: LineId, revision_seen: u32) -> Result<LineChanged, AppError> {
        let input = accept_input(line_id, revision_seen);
        execute(self.as_person("mara"), crate::server::application::negotiation::accept_offer, input).await
    }
}

/// A part in condition NE, sold one by one.
pub fn draft(part_number: &str, quantity: i64, price: Option<&str>) -> ListingDraft {
    let currency = Currency::parse("USD").expect("a known currency");
    let list_price = price.map(|text| UnitPrice { micros: parse_price_micros(text).expect("a valid price"), currency });
    ListingDraft {
        part: Part {
            part_number: part_number.to_owned(),
            manufacturer: "Alder".to_owned(),
            description: "Bolt, hex head".to_owned(),
            condition: Condition::Ne,
            unit: "EA".to_owned(),
            certificate: None,
        },
        stock_id: None,
        quantity,
        list_price,
        breaks: PriceBreaks::NONE,
        lead_time_days: Some(3),
        units: SaleUnits::SINGLE,
    }
}

pub fn request() -> RequestId {
    RequestId(mint())
}

pub fn add_input(listing_id: ListingId, quantity: i64) -> AddToCartInput {
    AddToCartInput { listing_id, quantity: quantity.to_string(), request_id: request(), seen_version: None }
}

/// As [`add_input`], at whatever the listing asks.
pub fn buy_input(listing_id: ListingId, quantity: i64) -> BuyInput {
    BuyInput { listing_id, quantity: quantity.to_string(), prices_seen: String::new(), request_id: request() }
}

pub fn buyer(line_id: LineId) -> LineRef {
    LineRef { line_id, side: Side::Buyer, request_id: request() }
}

pub fn seller(line_id: LineId) -> LineRef {
    LineRef { line_id, side: Side::Seller, request_id: request() }
}

pub fn price_input(line_id: LineId, price: &str, revisions_seen: u32) -> UpdatePriceInput {
    UpdatePriceInput {
        line: seller(line_id),
        revisions_seen,
        counters_seen: None,
        unit_price: price.to_owned(),
        currency: "USD".to_owned(),
        quantity: String::new(),
        lead_time_days: "5".to_owned(),
        valid_days: "14".to_owned(),
        comment: String::new(),
    }
}

/// A counter-offer of a price and, if not empty, a quantity.
pub fn counter_input(line_id: LineId, price: &str, quantity: &str, revisions_seen: u32) -> CounterOfferInput {
    CounterOfferInput {
        line: buyer(line_id),
        revisions_seen,
        unit_price: price.to_owned(),
        currency: "USD".to_owned(),
        quantity: quantity.to_owned(),
        needed_by: String::new(),
        comment: String::new(),
    }
}

pub fn accept_input(line_id: LineId, revision_seen: u32) -> AcceptOfferInput {
    AcceptOfferInput { line: buyer(line_id), revision_seen, close_demand: None }
}

/// Another quantity, by somebody who saw this one and this version.
pub fn quantity_input(line_id: LineId, seen: (i64, i64), to: i64) -> ChangeQuantityInput {
    let (quantity_seen, version_seen) = seen;
    let (line, quantity, lapse) = (buyer(line_id), to.to_string(), Some("on".into()));
    ChangeQuantityInput { line, quantity_seen, version_seen, quantity, lapse }
}

pub fn reason_input(line: LineRef, reason: &str) -> ReasonInput {
    ReasonInput { line, code: String::new(), reason: reason.to_owned() }
}

pub fn text_input(line: LineRef, text: &str) -> MessageInput {
    MessageInput { line, text: text.to_owned(), quoted_id: None }
}

/// The buyer asks for whatever documents there are.
pub fn documents_request(line_id: LineId) -> RequestDocumentationInput {
    RequestDocumentationInput { line: buyer(line_id), wanted: DocumentBoxes::default() }
}

/// The seller answers with a reference alone.
pub fn documents_answer(line_id: LineId, reference: &str) -> (DocumentsInput, Vec<(Document, GivenFile)>) {
    let input = DocumentsInput { line: seller(line_id), reference: reference.to_owned(), answers: Vec::new() };
    (input, Vec::new())
}

/// A small whole file of a name's kind.
pub fn given_file(name: &str) -> GivenFile {
    let content = match FileKind::of_name(name) {
        Some(FileKind::Pdf) => crate::domain::file::tests::pdf(),
        _image => crate::domain::file::tests::png(40, 30),
    };
    GivenFile { name: name.to_owned(), content: Arc::new(content) }
}
