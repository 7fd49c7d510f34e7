//! The negotiation of one cart line: statuses, the table of actions, `decide` and `apply`.
//! Must not know who may see a line (see `access`, `cart`) or how it is stored.

use super::{
    catalog::Listing,
    event::{Agreement, LineEvent},
    ids::OrganisationId,
    money::{Currency, UnitPrice},
    quantity::SaleUnits,
    refusal::Refusal,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// In negotiation, no live offer.
    Open,
    /// Exactly one live offer waits for the buyer.
    Quote,
    NoQuote,
    Accepted,
    Withdrawn,
    Closed,
}

impl LineStatus {
    pub const ALL: [Self; 6] = [Self::Open, Self::Quote, Self::NoQuote, Self::Accepted, Self::Withdrawn, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quote => "quote",
            Self::NoQuote => "no_quote",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quote => "quote",
            Self::NoQuote => "no quote",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Active lines stand in the first tab of both views, all others in the second.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Open | Self::Quote)
    }
}

/// The two sides of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Buyer,
    Seller,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Buyer => Self::Seller,
            Self::Seller => Self::Buyer,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Buyer, Self::Seller].into_iter().find(|side| side.as_str() == text)
    }
}

/// Who moves a line: a side, or the system itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mover {
    Side(Side),
    System,
}

/// What can be done to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    AddToCart,
    BuyAtListPrice,
    UpdatePrice,
    AcceptOffer,
    NoQuote,
    Withdraw,
    RequestDocumentation,
    ProvideDocumentation,
    ChangeQuantity,
    SendMessage,
    Expire,
    Close,
    Complete,
}

impl Action {
    pub const ALL: [Self; 13] = [
        Self::AddToCart,
        Self::BuyAtListPrice,
        Self::UpdatePrice,
        Self::AcceptOffer,
        Self::NoQuote,
        Self::Withdraw,
        Self::RequestDocumentation,
        Self::ProvideDocumentation,
        Self::ChangeQuantity,
        Self::SendMessage,
        Self::Expire,
        Self::Close,
        Self::Complete,
    ];

    /// The words on its button.
    pub fn words(self) -> &'static str {
        match self {
            Self::AddToCart => "Add to cart",
            Self::BuyAtListPrice => "Buy at list price",
            Self::UpdatePrice => "Update price",
            Self::AcceptOffer => "Accept offer",
            Self::NoQuote => "No quote",
            Self::Withdraw => "Withdraw",
            Self::RequestDocumentation => "Request documentation",
            Self::ProvideDocumentation => "Provide documentation",
            Self::ChangeQuantity => "Change quantity",
            Self::SendMessage => "Send",
            Self::Expire => "Expire",
            Self::Close => "Close",
            Self::Complete => "Complete",
        }
    }
}

/// One row of the table of actions.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// `None`: the line does not exist yet.
    pub from: Option<LineStatus>,
    pub action: Action,
    pub by: Mover,
    /// Where the line may stand afterwards; more than one where the facts decide.
    pub to: &'static [LineStatus],
}

const BUYER: Mover = Mover::Side(Side::Buyer);
const SELLER: Mover = Mover::Side(Side::Seller);

const fn row(from: LineStatus, action: Action, by: Mover, to: &'static [LineStatus]) -> Transition {
    Transition { from: Some(from), action, by, to }
}

const fn birth(action: Action, to: &'static [LineStatus]) -> Transition {
    Transition { from: None, action, by: BUYER, to }
}

/// The whole negotiation as data. What is not in here is refused.
pub const TRANSITIONS: &[Transition] = {
    use Action as A;
    use LineStatus::{Accepted, Closed, NoQuote, Open, Quote, Withdrawn};
    &[
        birth(A::AddToCart, &[Open]),
        birth(A::BuyAtListPrice, &[Accepted]),
        row(Open, A::UpdatePrice, SELLER, &[Quote]),
        row(Quote, A::UpdatePrice, SELLER, &[Quote]),
        row(Quote, A::AcceptOffer, BUYER, &[Accepted]),
        row(Open, A::NoQuote, SELLER, &[NoQuote]),
        row(Quote, A::NoQuote, SELLER, &[NoQuote]),
        row(Open, A::Withdraw, BUYER, &[Withdrawn]),
        row(Quote, A::Withdraw, BUYER, &[Withdrawn]),
        row(Open, A::Withdraw, SELLER, &[Withdrawn]),
        row(Quote, A::Withdraw, SELLER, &[Withdrawn]),
        row(Open, A::RequestDocumentation, BUYER, &[Open]),
        row(Quote, A::RequestDocumentation, BUYER, &[Quote]),
        row(Open, A::ProvideDocumentation, SELLER, &[Open]),
        row(Quote, A::ProvideDocumentation, SELLER, &[Quote]),
        row(Accepted, A::ProvideDocumentation, SELLER, &[Accepted]),
        row(Open, A::ChangeQuantity, BUYER, &[Open]),
        row(Quote, A::ChangeQuantity, BUYER, &[Open, Quote]),
        row(Open, A::SendMessage, BUYER, &[Open]),
        row(Quote, A::SendMessage, BUYER, &[Quote]),
        row(Accepted, A::SendMessage, BUYER, &[Accepted]),
        row(Open, A::SendMessage, SELLER, &[Open]),
        row(Quote, A::SendMessage, SELLER, &[Quote]),
        row(Accepted, A::SendMessage, SELLER, &[Accepted]),
        row(Quote, A::Expire, Mover::System, &[Open]),
        row(Open, A::Close, Mover::System, &[Closed]),
        row(Quote, A::Close, Mover::System, &[Closed]),
        row(Accepted, A::Complete, Mover::System, &[Closed]),
    ]
};

/// Why the system closed a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedReason {
    StockGone,
    CartPurged,
    Completed,
}

impl ClosedReason {
    pub fn words(self) -> &'static str {
        match self {
            Self::StockGone => "stock no longer available",
            Self::CartPurged => "the cart was purged",
            Self::Completed => "transaction completed",
        }
    }
}

/// One immutable revision of the seller's offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Counts from 1 within the line.
    pub revision: u32,
    pub unit_price: UnitPrice,
    /// The price holds up to this many units.
    pub quantity: i64,
    /// Calendar days.
    pub lead_time_days: Option<i32>,
    /// The offer is never accepted at or after this instant.
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}

impl Offer {
    pub fn sentence(&self) -> String {
        let mut text = format!("Offer {}: {} each for up to {}", self.revision, self.unit_price, self.quantity);
        if let Some(days) = self.lead_time_days {
            text.push_str(&format!(", lead time {days} d"));
        }
        if let Some(until) = self.valid_until {
            text.push_str(&format!(", valid until {}", until.minute_text()));
        }
        text.push('.');
        if let Some(comment) = &self.comment {
            text.push_str(&format!(" “{comment}”"));
        }
        text
    }

    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.valid_until.is_some_and(|until| now >= until)
    }
}

/// Where a line stands, with what only that state knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    Open,
    Quote(Offer),
    NoQuote,
    Accepted(Agreement),
    Withdrawn,
    Closed,
}

impl LineState {
    pub fn status(&self) -> LineStatus {
        match self {
            Self::Open => LineStatus::Open,
            Self::Quote(_) => LineStatus::Quote,
            Self::NoQuote => LineStatus::NoQuote,
            Self::Accepted(_) => LineStatus::Accepted,
            Self::Withdrawn => LineStatus::Withdrawn,
            Self::Closed => LineStatus::Closed,
        }
    }
}

/// Everything about a line that the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub state: LineState,
    pub quantity: i64,
    pub units: SaleUnits,
    /// The currency of its prices, once one was named.
    pub currency: Option<Currency>,
    /// Offer revisions written so far.
    pub revisions: u32,
    pub documentation_pending: bool,
    /// Counts the changes of the line's state; messages do not count.
    pub version: i64,
}

/// What a side or the system asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    UpdatePrice {
        terms: OfferTerms,
        revisions_seen: u32,
    },
    /// `available` are the units that can still be agreed, read under the listing's lock.
    AcceptOffer {
        revision_seen: u32,
        available: i64,
        close_demand: bool,
    },
    NoQuote {
        reason: Option<String>,
    },
    Withdraw {
        reason: Option<String>,
    },
    RequestDocumentation,
    ProvideDocumentation {
        reference: String,
    },
    ChangeQuantity {
        to: i64,
        version_seen: Option<i64>,
    },
    SendMessage,
    Expire,
    Close {
        reason: ClosedReason,
    },
    Complete,
}

/// What a seller fills in for an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferTerms {
    pub unit_price: UnitPrice,
    /// `None`: the quantity asked for.
    pub quantity: Option<i64>,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}

impl Command {
    pub fn action(&self) -> Action {
        match self {
            Self::UpdatePrice { .. } => Action::UpdatePrice,
            Self::AcceptOffer { .. } => Action::AcceptOffer,
            Self::NoQuote { .. } => Action::NoQuote,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::RequestDocumentation => Action::RequestDocumentation,
            Self::ProvideDocumentation { .. } => Action::ProvideDocumentation,
            Self::ChangeQuantity { .. } => Action::ChangeQuantity,
            Self::SendMessage => Action::SendMessage,
            Self::Expire => Action::Expire,
            Self::Close { .. } => Action::Close,
            Self::Complete => Action::Complete,
        }
    }
}

/// The actions that the table allows a mover on a line in this status. Pages draw exactly these as buttons.
pub fn available_actions(status: LineStatus, by: Mover, documentation_pending: bool) -> Vec<Action> {
    TRANSITIONS
        .iter()
        .filter(|transition| transition.from == Some(status) && transition.by == by)
        .map(|transition| transition.action)
        .filter(|action| match action {
            Action::RequestDocumentation => !documentation_pending,
            Action::ProvideDocumentation => documentation_pending,
            _other => true,
        })
        .collect()
}

/// Adds a listing to a cart.
///
/// # Errors
/// The listing is gone, one's own, or the quantity breaks its bounds.
pub fn open(listing: &Listing, seller: &str, buyer_id: OrganisationId, quantity: i64) -> Result<LineEvent, Refusal> {
    check_listing(listing, buyer_id, quantity)?;
    let part = &listing.draft.part;
    Ok(LineEvent::Opened {
        part_number: part.part_number.clone(),
        condition: part.condition,
        quantity,
        seller: seller.to_owned(),
    })
}

/// Buys a priced listing at once.
///
/// # Errors
/// As [`open`]; also if there is no list price or too little stock.
pub fn buy(listing: &Listing, seller: &str, buyer_id: OrganisationId, quantity: i64) -> Result<LineEvent, Refusal> {
    check_listing(listing, buyer_id, quantity)?;
    let unit_price = listing.draft.list_price.ok_or(Refusal::NoListPrice)?;
    if listing.available() < quantity {
        return Err(Refusal::OutOfStock { available: listing.available() });
    }
    let part = &listing.draft.part;
    Ok(LineEvent::BoughtAtListPrice {
        part_number: part.part_number.clone(),
        condition: part.condition,
        agreement: Agreement::new(quantity, unit_price),
        seller: seller.to_owned(),
    })
}

fn check_listing(listing: &Listing, buyer_id: OrganisationId, quantity: i64) -> Result<(), Refusal> {
    if listing.seller_id == buyer_id {
        return Err(Refusal::OwnListing);
    }
    if listing.removed || listing.available() == 0 {
        return Err(Refusal::ListingGone);
    }
    listing.draft.units.check(quantity).map_err(|reason| Refusal::Quantity { reason })?;
    Ok(())
}

/// Decides a command on a line as it stands, read under its lock.
///
/// # Errors
/// The refusal that the person reads; the line is unchanged.
pub fn decide(line: &Line, by: Mover, command: Command, now: Timestamp) -> Result<LineEvent, Refusal> {
    let status = line.state.status();
    let action = command.action();
    let listed = TRANSITIONS.iter().any(|t| t.from == Some(status) && t.action == action && t.by == by);
    if !listed {
        return Err(Refusal::NotNow { action, status });
    }
    match command {
        Command::UpdatePrice { terms, revisions_seen } => update_price(line, terms, revisions_seen, now),
        Command::AcceptOffer { revision_seen, available, close_demand } => match &line.state {
            LineState::Quote(offer) => accept(line.quantity, offer, revision_seen, available, close_demand, now),
            LineState::Open | LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => {
                Err(Refusal::NotNow { action, status })
            }
        },
        Command::NoQuote { reason } => Ok(LineEvent::QuoteDeclined { reason }),
        Command::Withdraw { reason } => match by {
            Mover::Side(by) => Ok(LineEvent::Withdrawn { by, reason }),
            Mover::System => Err(Refusal::NotNow { action, status }),
        },
        Command::RequestDocumentation if line.documentation_pending => Err(Refusal::DocumentationPending),
        Command::RequestDocumentation => Ok(LineEvent::DocumentationRequested),
        Command::ProvideDocumentation { .. } if !line.documentation_pending => Err(Refusal::DocumentationNotRequested),
        Command::ProvideDocumentation { reference } => Ok(LineEvent::DocumentationProvided { reference }),
        Command::ChangeQuantity { to, version_seen } => change_quantity(line, to, version_seen),
        Command::SendMessage => Ok(LineEvent::MessageSent),
        Command::Expire => match &line.state {
            LineState::Quote(Offer { revision, valid_until: Some(valid_until), .. }) if now >= *valid_until => {
                Ok(LineEvent::OfferExpired { revision: *revision, valid_until: *valid_until })
            }
            LineState::Quote(_)
            | LineState::Open
            | LineState::NoQuote
            | LineState::Accepted(_)
            | LineState::Withdrawn
            | LineState::Closed => Err(Refusal::NotNow { action, status }),
        },
        Command::Close { reason } => Ok(LineEvent::Closed { reason }),
        Command::Complete => Ok(LineEvent::Closed { reason: ClosedReason::Completed }),
    }
}

fn update_price(line: &Line, terms: OfferTerms, revisions_seen: u32, now: Timestamp) -> Result<LineEvent, Refusal> {
    if revisions_seen != line.revisions {
        return Err(Refusal::OfferChanged);
    }
    if line.currency.is_some_and(|currency| currency != terms.unit_price.currency) {
        return Err(Refusal::CurrencyChanged);
    }
    if terms.valid_until.is_some_and(|until| until <= now) {
        return Err(Refusal::OfferExpired);
    }
    let offer = Offer {
        revision: line.revisions + 1,
        unit_price: terms.unit_price,
        quantity: terms.quantity.unwrap_or(line.quantity),
        lead_time_days: terms.lead_time_days,
        valid_until: terms.valid_until,
        comment: terms.comment,
    };
    Ok(LineEvent::PriceUpdated { offer })
}

fn accept(
    wanted: i64,
    offer: &Offer,
    revision_seen: u32,
    available: i64,
    demand_closed: bool,
    now: Timestamp,
) -> Result<LineEvent, Refusal> {
    if offer.revision != revision_seen {
        return Err(Refusal::OfferChanged);
    }
    if offer.has_expired(now) {
        return Err(Refusal::OfferExpired);
    }
    let quantity = agreed_quantity(wanted, offer);
    if available < quantity {
        return Err(Refusal::OutOfStock { available });
    }
    let agreement = Agreement::new(quantity, offer.unit_price);
    Ok(LineEvent::OfferAccepted { agreement, revision: offer.revision, demand_closed })
}

/// What accepting an offer agrees on: the quantity wanted, as far as the offer reaches.
pub fn agreed_quantity(wanted: i64, offer: &Offer) -> i64 {
    wanted.min(offer.quantity)
}

fn change_quantity(line: &Line, to: i64, version_seen: Option<i64>) -> Result<LineEvent, Refusal> {
    if version_seen.is_some_and(|seen| seen != line.version) {
        return Err(Refusal::LineChanged);
    }
    line.units.check(to).map_err(|reason| Refusal::Quantity { reason })?;
    let offer_lapsed = match &line.state {
        LineState::Quote(offer) => to > offer.quantity,
        LineState::Open | LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => false,
    };
    Ok(LineEvent::QuantityChanged { from: line.quantity, to, offer_lapsed })
}

/// The line after an event that [`decide`] allowed. Everything but a message counts as a change of its version.
pub fn apply(mut line: Line, event: &LineEvent) -> Line {
    match event {
        LineEvent::Opened { quantity, .. } => {
            line.quantity = *quantity;
            line.state = LineState::Open;
        }
        LineEvent::BoughtAtListPrice { agreement, .. } => {
            line.quantity = agreement.quantity;
            line.currency = Some(agreement.unit_price.currency);
            line.state = LineState::Accepted(*agreement);
        }
        LineEvent::PriceUpdated { offer } => {
            line.revisions = offer.revision;
            line.currency = Some(offer.unit_price.currency);
            line.state = LineState::Quote(offer.clone());
        }
        LineEvent::OfferAccepted { agreement, .. } => line.state = LineState::Accepted(*agreement),
        LineEvent::QuoteDeclined { .. } => line.state = LineState::NoQuote,
        LineEvent::Withdrawn { .. } => line.state = LineState::Withdrawn,
        LineEvent::DocumentationRequested => line.documentation_pending = true,
        LineEvent::DocumentationProvided { .. } => line.documentation_pending = false,
        LineEvent::QuantityChanged { to, offer_lapsed, .. } => {
            line.quantity = *to;
            if *offer_lapsed {
                line.state = LineState::Open;
            }
        }
        LineEvent::OfferExpired { .. } => line.state = LineState::Open,
        LineEvent::Closed { .. } => line.state = LineState::Closed,
        LineEvent::MessageSent => return line,
    }
    line.version += 1;
    line
}

#[cfg(test)]
mod tests;
