//! Searching the catalogue and looking at a part: open to guests, as far as merchants let them. Must not change anything.

pub(super) mod terms;
#[cfg(test)]
mod tests;

use super::{Context, Outcome, demand, insight, storefront, work::mint};
use crate::{
    api_types::{
        AppError,
        catalog::{HeldLine, ListingView, PartGroup, PartPage, PartSearch, PartSearchPage, SellerChoice},
        paging::Page,
    },
    domain::{
        access::{self, Permission},
        catalog::Condition,
        ids::{OrganisationId, PersonId, RequestId},
        pricing::PriceBreaks,
        quantity::count,
        text::normalise_part_number,
    },
    server::storage::{
        self, Reader,
        catalog::{Buyer, Filters, FoundGroup, GROUPS_ON_PAGE, GroupQuery, PartListing, Way, Words},
        held::Held,
    },
};
use std::collections::HashSet;
use uuid::Uuid;

/// A word that at least this many terms begin with is too common to search by: going through the catalogue in its order
/// fills the page sooner. Not so with several words, which may never meet.
const COMMON: i64 = 5_000;
const COMMON_AMONG_SEVERAL: i64 = 20_000;

/// One page of the parts that match a search, grouped by part number.
pub async fn search_parts(ctx: Context, search: PartSearch) -> Outcome<PartSearchPage> {
    let filters = read_filters(&search)?;
    let after = cursor(&search.after)?;
    let buyer = buyer(&ctx);
    let mut reader = ctx.read().await?;
    let access = storefront::check_browse(&ctx, &mut reader).await?;
    let (words, way) = find_way(&mut reader, &search.q).await?;
    let query = GroupQuery { words: &words, way, filters: &filters, buyer, after };
    let found = storage::catalog::find_groups(&mut reader, &query).await?;
    let in_cart: HashSet<String> = match ctx.principal {
        Some(_) => storage::catalog::active_part_keys(&mut reader, buyer).await?.into_iter().collect(),
        None => HashSet::new(),
    };
    let sellers = storage::catalog::sellers(&mut reader).await?;
    let next = found.get(GROUPS_ON_PAGE).map(|_| found[GROUPS_ON_PAGE - 1].part_key.clone());
    let rows = found.into_iter().take(GROUPS_ON_PAGE).map(|group| group_view(group, &in_cart));
    let mut rows = rows.collect::<Outcome<Vec<_>>>()?;
    if !access.guests_see_prices() {
        rows.iter_mut().for_each(|group| group.lowest_prices.clear());
    }
    Ok(PartSearchPage {
        groups: Page { rows, next },
        sellers: sellers.into_iter().map(|(id, name)| SellerChoice { id, name }).collect(),
        can_buy: can_buy(&ctx),
        access,
    })
}

/// All sellers of one part number, with the organisation's open demand for it.
pub async fn load_part(ctx: Context, key: String) -> Outcome<PartPage> {
    let key = normalise_part_number(&key);
    if key.is_empty() || key.chars().any(char::is_control) {
        return Err(AppError::NotFound.into());
    }
    let buyer = buyer(&ctx);
    let own = ctx.principal.as_ref().and_then(|principal| principal.membership.as_ref());
    let mut reader = ctx.read().await?;
    let access = storefront::check_browse(&ctx, &mut reader).await?;
    let listings = storage::catalog::part_listings(&mut reader, &key, buyer).await?;
    let demand = match own {
        Some(_) => storage::demand::open_for_part(&mut reader, buyer.organisation_id, &key).await?.map(demand::view),
        None => None,
    };
    let known = insight::price_history(&ctx, &mut reader, &key).await?;
    let (part_number, description) = match (listings.first(), &known, &demand) {
        (Some(first), ..) => (first.draft.part.part_number.clone(), first.draft.part.description.clone()),
        (None, Some(known), _) => (known.part_number.clone(), known.description.clone()),
        (None, None, Some(demand)) => (demand.part_number.clone(), String::new()),
        (None, None, None) => return Err(AppError::NotFound.into()),
    };
    let own = own.map(|membership| membership.organisation_id);
    let mut listings: Vec<_> = listings.into_iter().map(|listing| listing_view(listing, own)).collect();
    if !access.guests_see_prices() {
        listings.iter_mut().for_each(hide_prices);
    }
    if listings.iter().any(|listing| listing.in_cart.is_some()) {
        let owner = (buyer.person_id, buyer.organisation_id);
        let held = storage::held::held_of_part(&mut reader, owner, &key).await?;
        for listing in &mut listings {
            listing.held = held.iter().find(|line| line.listing_id == listing.id).map(held_line);
        }
    }
    let history = known.map(|known| known.history).unwrap_or_default();
    let (can_buy, is_guest) = (can_buy(&ctx), ctx.principal.is_none());
    Ok(PartPage { key, part_number, description, listings, demand, history, can_buy, is_guest, access })
}

/// Reads a search and decides how its listings are found: by its rarest word, unless even that one is common.
///
/// # Errors
/// The database failed.
pub(super) async fn find_way(reader: &mut Reader, search: &str) -> Outcome<(Words, Way)> {
    let mut words = terms::read(search);
    if words.is_none() {
        return Ok((words, Way::InOrder));
    }
    let asked = words.each.clone().map(|(word, _)| if word.is_empty() { Words::NOTHING.into() } else { word });
    let hits = storage::catalog::count_hits(reader, &asked).await?;
    let common = if words.each[1].0.is_empty() { COMMON } else { COMMON_AMONG_SEVERAL };
    let way = if terms::rarest_first(&mut words, &hits) < common { Way::FirstWord } else { Way::InOrder };
    Ok((words, way))
}

/// A cursor as text; control characters come from nowhere but tampering.
pub(super) fn cursor(text: &str) -> Result<&str, AppError> {
    if text.chars().any(char::is_control) {
        return Err(AppError::BadRequest("the page's cursor is not readable".into()));
    }
    Ok(text)
}

fn read_filters(search: &PartSearch) -> Result<Filters, AppError> {
    let seller = match search.seller.trim() {
        "" => None,
        id => Some(id.parse::<OrganisationId>().map_err(|_| AppError::BadRequest("there is no such seller".into()))?),
    };
    let condition = match search.condition.trim() {
        "" => None,
        code => Some(Condition::parse(code).ok_or_else(|| AppError::BadRequest("there is no such condition".into()))?),
    };
    let PartSearch { priced, available, not_in_cart, .. } = *search;
    Ok(Filters { seller, condition, priced, available, not_in_cart })
}

/// Whose cart counts; a guest's is that of nobody.
fn buyer(ctx: &Context) -> Buyer {
    let nobody = Buyer { person_id: PersonId(Uuid::nil()), organisation_id: OrganisationId(Uuid::nil()) };
    let Some(principal) = &ctx.principal else { return nobody };
    match &principal.membership {
        Some(membership) => Buyer { person_id: principal.person_id, organisation_id: membership.organisation_id },
        None => nobody,
    }
}

fn can_buy(ctx: &Context) -> bool {
    ctx.principal.as_ref().is_some_and(|principal| access::may(principal, Permission::Buy))
}

fn group_view(group: FoundGroup, in_cart: &HashSet<String>) -> Outcome<PartGroup> {
    let offered: Vec<&str> = group.conditions.split(',').collect();
    Ok(PartGroup {
        lowest_prices: group.lowest_prices()?,
        in_cart: in_cart.contains(&group.part_key),
        sellers: count(group.sellers),
        listings: count(group.listings),
        available: group.available,
        conditions: Condition::ALL.into_iter().filter(|condition| offered.contains(&condition.code())).collect(),
        key: group.part_key,
        part_number: group.part_number,
        description: group.description,
        manufacturer: group.manufacturer,
    })
}

fn held_line(line: &Held) -> HeldLine {
    let (quantity, version, counters_quantity) = (line.quantity, line.version, line.counters_quantity);
    HeldLine { quantity, version, offer: line.offer(), counters_quantity }
}

fn hide_prices(listing: &mut ListingView) {
    listing.list_price = None;
    listing.breaks = PriceBreaks::NONE;
}

fn listing_view(listing: PartListing, own: Option<OrganisationId>) -> ListingView {
    let PartListing { id, seller_id, seller, draft, agreed, updated_at, in_cart } = listing;
    ListingView {
        id,
        seller_id,
        seller,
        available: (draft.quantity - agreed).max(0),
        list_price: draft.list_price,
        breaks: draft.breaks,
        lead_time_days: draft.lead_time_days,
        units: draft.units,
        part: draft.part,
        updated_at,
        in_cart,
        held: None,
        is_own: own == Some(seller_id),
        request_id: RequestId(mint()),
    }
}
