//! Objects that requests name: two deals that know nothing of each other, each with everything that belongs to a deal.
//! What no request may use up stands for the whole test; what an allowed action uses up is made for it.

mod checkout;

use super::Door;
use crate::{
    api_types::{
        catalog::DemandInput,
        compare::SeenLine,
        identity::{InviteInput, RoleBoxes},
        inventory::Confirmation,
        negotiation::{LineChanged, Tab},
        profile::TokenInput,
        sharing::{ShareInput, SwitchInput, UnshareInput},
        triage::{ApplyInput, FormulaInput, ReplyInput},
    },
    domain::{
        catalog::{Condition, UploadMode},
        ids::{CartId, InvitationId, LineId, ListingId},
        negotiation::Side,
        ordering::{self, BagCommand, Packed},
        sharing::UnshareMode,
        text::normalise_part_number,
    },
    server::{
        application::{
            cart, catalog, demand, execute, identity,
            inventory::{self, NewUpload},
            negotiation, notification,
            ordering::bag::{Moved, lock_bag, record_bag},
            query_in, reply, sharing,
        },
        storage::ordering::testing::order,
        testing::{
            accept_input, add_input, buyer, counter_input, documents_request, draft, given_file, price_input, request,
            text_input,
        },
    },
};
use std::{collections::HashMap, sync::Arc};

/// Whose object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deal {
    /// Mara of Halden buys from Jonas of Orbit.
    Mara,
    /// Emil of Fjord buys from Ines of Kestrel.
    Emil,
}

impl Deal {
    pub fn buyer(self) -> &'static str {
        match self {
            Self::Mara => "mara",
            Self::Emil => "emil",
        }
    }

    pub fn seller(self) -> &'static str {
        match self {
            Self::Mara => "jonas",
            Self::Emil => "ines",
        }
    }

    pub fn buying(self) -> &'static str {
        match self {
            Self::Mara => "Halden",
            Self::Emil => "Fjord",
        }
    }

    fn selling(self) -> &'static str {
        match self {
            Self::Mara => "Orbit",
            Self::Emil => "Kestrel",
        }
    }

    /// The admin whose invitations and members are meant, and their organisation.
    fn admin(self) -> &'static str {
        match self {
            Self::Mara => "olga",
            Self::Emil => "ursula",
        }
    }

    /// A member who is not an admin.
    pub fn colleague(self) -> &'static str {
        match self {
            Self::Mara => "tomas",
            Self::Emil => "emil",
        }
    }
}

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Open,
    Quoted,
    /// Open, with documentation asked for.
    Asked,
    /// Open, with a counter-offer that names a price.
    Countered,
    Accepted,
    /// On its way out of the cart.
    Removed,
}

/// A line at the version that its page would show.
#[derive(Clone, Copy)]
pub struct Line {
    pub id: LineId,
    pub version: i64,
}

/// Makes objects, or hands out those that stand.
pub struct Objects<'a> {
    door: &'a Door,
    listings: HashMap<Deal, Vec<ListingId>>,
    lines: HashMap<(Deal, Stage), Line>,
    others: HashMap<(Deal, Kind), String>,
    pairs: HashMap<Deal, (String, (String, i64))>,
    carts: HashMap<Deal, Vec<CartId>>,
    /// How many were made so far.
    pub made: u32,
}

/// Objects that are named by one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Listing,
    Transaction,
    /// Something that the buyer was told and has not read.
    Notification,
    /// A checked upload of the deal's seller.
    Upload,
    /// The latest applied upload of the deal's seller, which changed something.
    Applied,
    /// An open demand of the deal's buyer.
    Demand,
    Invitation,
    /// The token in an invitation's link.
    Token,
    /// The report of prices that the deal's seller offered by formula.
    BulkRun,
    /// A saved reply of the deal's seller.
    Reply,
    /// A file in the thread of the deal's line.
    File,
    /// An access token of the deal's buyer.
    AccessToken,
    /// A cart that the deal's buyer shared.
    SharedCart,
    /// One that they removed a moment ago.
    Unshared,
    /// An order of the deal's buyer, its one bag accepted and under way.
    Order,
    /// The bag of such an order, and the line in it.
    Bag,
    /// A bag that the seller's system rejected.
    RejectedBag,
    /// One that can be submitted, with its content and an address.
    ReadyCart,
    /// One that waits for an approval.
    Submission,
    /// Somebody else decides in an approver's place.
    Delegation,
    Address,
    /// A colleague with a limit.
    Limited,
}

/// Shared carts of each deal that the table uses up.
const SHARED_CARTS: usize = 45;

/// The name of every shared cart.
pub const CART_NAME: &str = "Hangar 2";

/// Listings of each deal: enough for every line that the table makes.
const LISTINGS: usize = 210;

impl<'a> Objects<'a> {
    pub async fn new(door: &'a Door) -> Self {
        let mut listings = HashMap::new();
        for deal in [Deal::Mara, Deal::Emil] {
            listings.insert(deal, listed(door, deal).await);
        }
        let (lines, others, pairs, carts) = Default::default();
        let mut objects = Self { door, listings, lines, others, pairs, carts, made: 0 };
        for deal in [Deal::Mara, Deal::Emil] {
            objects.share_carts(deal).await;
        }
        objects
    }

    /// Carts are shared before the buyer's personal cart is filled: sharing takes all of it.
    async fn share_carts(&mut self, deal: Deal) {
        let by = || self.door.world.as_person(deal.buyer());
        for _ in 0..SHARED_CARTS {
            let listing_id = self.listings.get_mut(&deal).and_then(Vec::pop).expect("more listings");
            execute(by(), cart::add_to_cart, add_input(listing_id, 2)).await.expect("added");
            let input = ShareInput { name: CART_NAME.into(), description: String::new(), request_id: request() };
            let shared = execute(by(), sharing::share_cart, input).await.expect("shared");
            self.carts.entry(deal).or_default().push(shared.id.expect("a cart"));
            execute(by(), sharing::switch_cart, SwitchInput::default()).await.expect("back home");
        }
    }

    fn shared_cart(&mut self, deal: Deal) -> CartId {
        self.carts.get_mut(&deal).and_then(Vec::pop).expect("more shared carts")
    }

    async fn unshared(&mut self, deal: Deal) -> CartId {
        let cart_id = self.shared_cart(deal);
        let (mode, version_seen, request_id) = (UnshareMode::Remove, None, request());
        let input = UnshareInput { cart_id, mode, version_seen, request_id };
        execute(self.door.world.as_person(deal.buyer()), sharing::unshare_cart, input).await.expect("unshared");
        cart_id
    }

    /// The name of an object: of the one that stands, or of a new one that may be used up.
    pub async fn name(&mut self, deal: Deal, kind: Kind, fresh: bool) -> String {
        if let Some(name) = self.others.get(&(deal, kind)).filter(|_| !fresh) {
            return name.clone();
        }
        self.made += 1;
        let name = match kind {
            Kind::Listing => self.listing(deal).to_string(),
            Kind::Transaction => self.transaction(deal).await,
            Kind::Notification => self.notification(deal).await,
            Kind::Upload => self.upload(deal, inventory::TEMPLATE.to_owned()).await,
            Kind::Applied => self.applied(deal).await,
            Kind::Demand => self.demand(deal).await,
            Kind::Invitation => self.invitation(deal).await.0.to_string(),
            Kind::Token => self.invitation(deal).await.1,
            Kind::BulkRun => self.bulk_run(deal).await,
            Kind::Reply => self.reply(deal).await,
            Kind::File => self.file(deal).await,
            Kind::AccessToken => self.access_token(deal).await,
            Kind::SharedCart => self.shared_cart(deal).to_string(),
            Kind::Unshared => self.unshared(deal).await.to_string(),
            Kind::Order => self.ordered(deal, false).await.0.to_string(),
            Kind::Bag => self.ordered(deal, false).await.1,
            Kind::RejectedBag => self.ordered(deal, true).await.1,
            Kind::ReadyCart => self.ready_cart(deal).await,
            Kind::Submission => self.submission(deal).await,
            Kind::Delegation => self.delegation(deal).await,
            Kind::Address => self.address(deal).await,
            Kind::Limited => self.limited(deal).await,
        };
        if !fresh {
            self.others.insert((deal, kind), name.clone());
        }
        name
    }

    /// The newest entry of a shared cart's history.
    pub async fn last_entry(&self, deal: Deal, cart_id: &str) -> i64 {
        let context = self.door.world.as_person(deal.buyer());
        let cart_id = cart_id.parse().expect("a cart");
        let history = query_in(&context, cart::load_history, (cart_id, String::new())).await.expect("a history");
        history.entries.rows.first().expect("an entry").sequence
    }

    /// A listing of which an earlier state of a cart has a line that goes on.
    pub async fn going_on(&self, deal: Deal, cart_id: &str, sequence: i64) -> Option<ListingId> {
        let context = self.door.world.as_person(deal.buyer());
        let cart_id = cart_id.parse().expect("a cart");
        let preview = query_in(&context, cart::load_start, (cart_id, sequence)).await.expect("a preview");
        preview.going_on.iter().find(|it| it.blocked.is_none()).map(|it| it.listing_id)
    }

    /// The line that stands at a stage, or a new one that may be used up.
    pub async fn line(&mut self, deal: Deal, stage: Stage, fresh: bool) -> Line {
        if let Some(line) = self.lines.get(&(deal, stage)).filter(|_| !fresh) {
            return *line;
        }
        self.made += 1;
        let line = self.new_line(deal, stage).await;
        if !fresh {
            self.lines.insert((deal, stage), line);
        }
        line
    }

    /// A listing that no line names.
    fn listing(&mut self, deal: Deal) -> ListingId {
        self.listings.get_mut(&deal).and_then(Vec::pop).expect("more listings")
    }

    async fn new_line(&mut self, deal: Deal, stage: Stage) -> Line {
        let listing_id = self.listing(deal);
        let world = &self.door.world;
        let by = || world.as_person(deal.buyer());
        let quantity = if stage == Stage::Accepted { 6 } else { 2 };
        let added = execute(by(), cart::add_to_cart, add_input(listing_id, quantity)).await.expect("added");
        let id = added.line_id;
        let changed = match stage {
            Stage::Open => LineChanged { line_id: id, status: added.status, version: added.version },
            Stage::Asked => execute(by(), negotiation::request_documentation, documents_request(id)).await.expect("asked"),
            Stage::Countered => {
                let wanted = counter_input(id, "10.50", "", 0);
                execute(by(), negotiation::counter_offer, wanted).await.expect("countered")
            }
            Stage::Removed => {
                execute(by(), cart::remove_line, id).await.expect("removed");
                LineChanged { line_id: id, status: added.status, version: added.version }
            }
            Stage::Quoted => self.quote(deal, id).await,
            Stage::Accepted => {
                self.quote(deal, id).await;
                execute(by(), negotiation::accept_offer, accept_input(id, 1)).await.expect("accepted")
            }
        };
        Line { id, version: changed.version }
    }

    async fn quote(&self, deal: Deal, id: LineId) -> LineChanged {
        let by = self.door.world.as_person(deal.seller());
        execute(by, negotiation::update_price, price_input(id, "12.5", 0)).await.expect("quoted")
    }

    async fn transaction(&mut self, deal: Deal) -> String {
        self.new_line(deal, Stage::Accepted).await;
        let context = self.door.world.as_person(deal.buyer());
        let list = query_in(&context, negotiation::load_transactions, (Some(Side::Buyer), String::new())).await;
        list.expect("transactions").rows.rows[0].id.to_string()
    }

    async fn notification(&mut self, deal: Deal) -> String {
        self.new_line(deal, Stage::Quoted).await;
        let context = self.door.world.as_person(deal.buyer());
        let page = query_in(&context, notification::load_notifications, String::new()).await;
        let rows = page.expect("notifications").notifications.rows;
        rows.iter().find(|row| !row.read).expect("an unread one").event_id.to_string()
    }

    async fn file(&mut self, deal: Deal) -> String {
        let id = self.new_line(deal, Stage::Open).await.id;
        let by = || self.door.world.as_person(deal.buyer());
        let message = (text_input(buyer(id), ""), vec![given_file("plan.pdf")]);
        execute(by(), negotiation::post_message, message).await.expect("sent");
        let line = query_in(&by(), negotiation::load_line, (id, Side::Buyer, false)).await.expect("the line");
        line.thread.last().and_then(|message| message.files.first()).expect("its file").id.to_string()
    }

    async fn access_token(&self, deal: Deal) -> String {
        let by = || self.door.world.as_person(deal.buyer());
        let input = TokenInput {
            name: format!("Token {}", self.made),
            organisation_id: self.door.world.organisation(deal.buying()).to_string(),
            valid_days: "30".into(),
        };
        execute(by(), identity::create_token, input).await.expect("a token");
        let page = query_in(&by(), identity::load_profile, ()).await.expect("the profile");
        page.tokens.first().expect("the newest").id.to_string()
    }

    /// An order of one line in a cart of its own; its bag with the line, as two words.
    async fn ordered(&mut self, deal: Deal, is_rejected: bool) -> (CartId, String) {
        let line = self.new_line(deal, Stage::Accepted).await.id;
        let world = &self.door.world;
        let made = order(&world.services.store, &[line], world.clock.now()).await;
        let bag_id = made.bags[0];
        let units = |quantity| vec![Packed { line_id: line, quantity }];
        let commands = match is_rejected {
            true => vec![BagCommand::Reject { revision: 1, reason: "no such customer".into() }],
            false => vec![
                BagCommand::Accept { revision: 1, erp_order_number: None },
                BagCommand::Ship { lines: units(3), carrier: "DHL".into(), tracking: None },
                BagCommand::Deliver { lines: units(1) },
                BagCommand::Authorize { amount: 500, reference: None },
                BagCommand::Pay { amount: 300, reference: None },
            ],
        };
        for command in commands {
            let context = world.system();
            let mut work = context.write().await.expect("a transaction");
            let bag = lock_bag(&mut work, bag_id).await.expect("a database").expect("a bag");
            let event = ordering::decide(&bag.bag, command).expect("possible");
            record_bag(&mut work, &bag, &event, Moved { by: None, at: context.now() }).await.expect("recorded");
            work.commit(&context).await.expect("committed");
        }
        (made.id, format!("{bag_id} {line}"))
    }

    async fn upload(&self, deal: Deal, content: String) -> String {
        let content = Arc::new(content.into_bytes());
        let upload = NewUpload { file_name: "stock.csv".into(), mode: UploadMode::Update, content, sheet: String::new() };
        let by = self.door.world.as_person(deal.seller());
        execute(by, inventory::receive_upload, upload).await.expect("an upload").to_string()
    }

    async fn bulk_run(&mut self, deal: Deal) -> String {
        let line = self.new_line(deal, Stage::Open).await;
        let input = ApplyInput {
            formula: FormulaInput { discount: "5".into(), ..FormulaInput::default() },
            lines: vec![SeenLine { line_id: line.id, version: line.version }],
            request_id: request(),
            valid_days: "14".into(),
            comment: String::new(),
        };
        let by = self.door.world.as_person(deal.seller());
        execute(by, negotiation::apply_prices, input).await.expect("prices").to_string()
    }

    async fn reply(&self, deal: Deal) -> String {
        let title = format!("Reply {}", self.made);
        let input = ReplyInput { id: String::new(), version_seen: 0, title, body: "Soon".into() };
        let by = self.door.world.as_person(deal.seller());
        execute(by, reply::save_reply, input).await.expect("a reply").to_string()
    }

    /// A quoted line of the deal's buyer, and another one for the same part with its version.
    pub async fn rivals(&mut self, deal: Deal, fresh: bool) -> (String, (String, i64)) {
        if let Some(known) = self.pairs.get(&deal).filter(|_| !fresh) {
            return known.clone();
        }
        self.made += 1;
        let part = format!("RIVAL-{:?}-{}", deal, self.made);
        let world = &self.door.world;
        let mut overhauled = draft(&part, 100, Some("7.00"));
        overhauled.part.condition = Condition::Oh;
        let seller_id = world.organisation(deal.selling());
        let drafts = vec![draft(&part, 100, Some("9.00")), overhauled];
        inventory::import_listings(world.system(), (seller_id, drafts)).await.expect("listings");
        let key = normalise_part_number(&part);
        let page = query_in(&world.guest(), catalog::load_part, key).await.expect("the part");
        let mut lines = Vec::new();
        for listing in &page.listings {
            let by = world.as_person(deal.buyer());
            lines.push(execute(by, cart::add_to_cart, add_input(listing.id, 2)).await.expect("added"));
        }
        self.quote(deal, lines[0].line_id).await;
        let pair = (lines[0].line_id.to_string(), (lines[1].line_id.to_string(), lines[1].version));
        if !fresh {
            self.pairs.insert(deal, pair.clone());
        }
        pair
    }

    async fn applied(&self, deal: Deal) -> String {
        let id = self.upload(deal, format!("pn,qty\nNEW-{},5\n", self.made)).await;
        let by = self.door.world.as_person(deal.seller());
        let confirmation = Confirmation { upload_id: id.parse().expect("an id"), removing: None };
        execute(by, inventory::confirm_upload, confirmation).await.expect("confirmed");
        id
    }

    async fn demand(&self, deal: Deal) -> String {
        let input = DemandInput {
            part_number: format!("NEED-{}", self.made),
            quantity: "5".into(),
            condition: String::new(),
            needed_by: String::new(),
            note: String::new(),
        };
        let by = self.door.world.as_person(deal.buyer());
        execute(by, demand::create_demand, input).await.expect("a demand").to_string()
    }

    async fn invitation(&self, deal: Deal) -> (InvitationId, String) {
        let email = format!("new{}@test.example", self.made);
        let roles = RoleBoxes { admin: Some("on".into()), ..RoleBoxes::default() };
        let by = || self.door.world.as_person(deal.admin());
        let link = execute(by(), identity::invite, InviteInput { email: email.clone(), roles }).await.expect("invited");
        let page = query_in(&by(), identity::load_organisation, ()).await.expect("the organisation");
        let invitation = page.invitations.into_iter().find(|invitation| invitation.email == email);
        (invitation.expect("is listed").id, link.path.replace("/invitations/", ""))
    }
}

async fn listed(door: &Door, deal: Deal) -> Vec<ListingId> {
    let seller_id = door.world.organisation(deal.selling());
    let drafts = (0..LISTINGS).map(|number| draft(&format!("{}-{number:03}", deal.selling()), 100, Some("9.75")));
    let imported = inventory::import_listings(door.world.system(), (seller_id, drafts.collect())).await;
    imported.expect("listings");
    let identities = inventory::listing_identities(door.world.system(), seller_id).await.expect("identities");
    identities.into_iter().map(|(_, id)| id).collect()
}

/// The key of a part that is listed.
pub const PART: &str = "ORBIT000";

/// The tab that forms name.
pub fn tab_word(tab: Tab) -> &'static str {
    match tab {
        Tab::Active => "active",
        Tab::Closed => "closed",
    }
}
