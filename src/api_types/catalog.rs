//! The catalogue on the wire: search, parts with all their sellers, demands.

use super::{insight::PriceHistory, paging::Page};
use crate::domain::{
    catalog::{Condition, Part},
    ids::{DemandId, LineId, ListingId, OrganisationId, RequestId},
    money::UnitPrice,
    negotiation::LineStatus,
    pricing::PriceBreaks,
    quantity::SaleUnits,
    storefront::StorefrontAccess,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A search as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSearch {
    /// Words of part number, manufacturer, description or seller; all must match.
    #[serde(default)]
    pub q: String,
    /// The seller's identifier; empty for all.
    #[serde(default)]
    pub seller: String,
    /// A condition code; empty for all.
    #[serde(default)]
    pub condition: String,
    #[serde(default)]
    pub priced: bool,
    #[serde(default)]
    pub available: bool,
    /// Leaves out parts with an active line in the person's cart.
    #[serde(default)]
    pub not_in_cart: bool,
    /// The cursor of the page before; empty for the first.
    #[serde(default)]
    pub after: String,
}

/// One part number with what its sellers offer, as the search lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartGroup {
    /// Normalised; the address of the part page.
    pub key: String,
    pub part_number: String,
    pub description: String,
    pub manufacturer: String,
    pub sellers: u32,
    pub listings: u32,
    pub available: i64,
    /// The conditions offered, in their usual order.
    pub conditions: Vec<Condition>,
    /// The lowest list price in each currency that sellers publish one in, by the currency's code; none for whoever may not
    /// see prices.
    pub lowest_prices: Vec<UnitPrice>,
    /// Some active line of the person's cart has this part number.
    pub in_cart: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSearchPage {
    pub groups: Page<PartGroup>,
    pub sellers: Vec<SellerChoice>,
    pub can_buy: bool,
    /// How far the storefront is open to the reader; to whoever is signed in it is.
    pub access: StorefrontAccess,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerChoice {
    pub id: OrganisationId,
    pub name: String,
}

/// One seller's listing of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingView {
    pub id: ListingId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub part: Part,
    pub available: i64,
    pub list_price: Option<UnitPrice>,
    pub breaks: PriceBreaks,
    pub lead_time_days: Option<i32>,
    pub units: SaleUnits,
    pub updated_at: Timestamp,
    /// The quantity of the person's active line for this listing.
    pub in_cart: Option<i64>,
    /// That line, with what raising its quantity would touch.
    pub held: Option<HeldLine>,
    /// Offered by the person's own organisation.
    pub is_own: bool,
    /// Chosen for the form that adds this listing.
    pub request_id: RequestId,
}

/// The person's active line for a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    pub quantity: i64,
    pub version: i64,
    /// The standing offer: its price each, and up to how many units it holds.
    pub offer: Option<(UnitPrice, i64)>,
    /// A counter-offer about another quantity waits for an answer.
    pub counters_quantity: bool,
}

/// All sellers of one part number side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPage {
    pub key: String,
    pub part_number: String,
    pub description: String,
    pub listings: Vec<ListingView>,
    /// The organisation's open demand for this part number.
    pub demand: Option<DemandView>,
    /// What the reader's own organisation agreed for the part.
    pub history: PriceHistory,
    pub can_buy: bool,
    /// Nobody is signed in.
    pub is_guest: bool,
    /// How far the storefront is open to the reader; to whoever is signed in it is.
    pub access: StorefrontAccess,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddToCartInput {
    pub listing_id: ListingId,
    pub quantity: String,
    pub request_id: RequestId,
    /// The version of the active line that the page showed; an offer never lapses by an add that did not know of it.
    #[serde(default)]
    pub seen_version: Option<i64>,
}

/// What adding a listing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedToCart {
    pub line_id: LineId,
    pub status: LineStatus,
    pub version: i64,
    /// An active line was raised instead of a new one made.
    pub raised: Option<Raised>,
    /// The units that the seller has, where the line asks for more.
    pub only: Option<i64>,
}

/// From which quantity to which a line was raised, and whether that let its offer lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    pub from: i64,
    pub to: i64,
    pub offer_lapsed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyInput {
    pub listing_id: ListingId,
    pub quantity: String,
    /// The [`PriceList`](crate::domain::pricing::PriceList) that the buyer had before them, as text. Empty: whatever the
    /// listing asks.
    #[serde(default)]
    pub prices_seen: String,
    pub request_id: RequestId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandView {
    pub id: DemandId,
    pub part_number: String,
    pub part_key: String,
    pub quantity: i64,
    pub condition: Option<Condition>,
    /// ISO 8601 date.
    pub needed_by: Option<String>,
    pub note: Option<String>,
    pub open: bool,
    pub created_by: String,
    pub created_at: Timestamp,
    /// Listings of other organisations that match and are available.
    pub matching_listings: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandPage {
    pub demands: Page<DemandView>,
    pub open_count: u32,
    pub closed_count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandInput {
    pub part_number: String,
    pub quantity: String,
    /// A condition code; empty for any.
    #[serde(default)]
    pub condition: String,
    /// ISO 8601 date; empty for none.
    #[serde(default)]
    pub needed_by: String,
    #[serde(default)]
    pub note: String,
}
