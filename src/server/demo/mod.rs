//! The demo marketplace: fills an empty database through the same use cases that people use, under a clock that tells
//! the last weeks. Must not write to the database past them.

mod conversations;
mod desks;
mod listings;
mod orders;
mod organisations;
mod papers;
mod parts;
mod play;
mod random;
mod shared;
mod uploads;

use super::application::{
    Context, Services,
    context::Clock,
    demand, execute,
    identity::{self, NewOrganisation, NewPerson, SetMember},
    inventory, queue,
};
use crate::{
    api_types::{AppError, catalog::DemandInput},
    domain::{
        catalog::{Condition, ListingDraft, Part},
        identity::{Membership, PlatformRole, Principal, Roles},
        ids::{ListingId, OrganisationId, PersonId},
        money::{Currency, UnitPrice},
        pricing::{PriceBreak, PriceBreaks},
        quantity::SaleUnits,
        time::{MINUTE_US, Timestamp},
    },
};
use listings::{DemoDemand, DemoListing};
use organisations::{DemoOrganisation, DemoPlatformRole, DemoRoles};
use std::{collections::HashMap, sync::Arc, time::Instant};

/// Two databases that were filled with the same seed hold the same marketplace.
const SEED: u64 = 20_260_309;

/// Organisations are older than anything that happened in them, in days.
const FOUNDED_DAYS_AGO: i64 = 90;

/// Fills an empty database; leaves a complete demo marketplace as it is.
///
/// # Errors
/// The database holds something else, or an earlier filling was cut off.
pub async fn fill(services: &Arc<Services>) -> Result<(), AppError> {
    let now = services.clock.now();
    let clock = Clock::manual(now.plus_days(-FOUNDED_DAYS_AGO));
    let past = Services::new(services.store.clone(), clock, true);
    let mut demo = Demo { services: past, now, organisations: HashMap::new(), people: HashMap::new() };
    if !demo.is_needed().await? {
        return Ok(());
    }
    let started = Instant::now();
    tracing::info!("filling the demo marketplace");
    let organisations = organisations::organisations();
    demo.found(&organisations).await?;
    let listings = listings::listings(SEED);
    let ids = demo.stock(&listings).await?;
    uploads::send_earlier(&demo, &listings).await?;
    for demand in listings::demands(SEED, &listings) {
        demo.demand(&demand).await?;
    }
    shared::share(&demo, &listings, &ids).await?;
    orders::place(&demo, &organisations, (&listings, &ids)).await?;
    play::play(&demo, &conversations::conversations(SEED, &listings), (&listings, &ids)).await?;
    desks::compare(&demo, &listings, &ids).await?;
    orders::ask(&demo, (&listings, &ids)).await?;
    uploads::send_latest(&demo, &listings).await?;
    demo.set_clock(now);
    desks::replies(&demo).await?;
    // What happened in the past is not told by mail now.
    execute(demo.system(), queue::discard_waiting, ()).await?;
    // Last of all: their presence says that the marketplace is complete.
    demo.add_platform_people().await?;
    tracing::info!(listings = listings.len(), seconds = started.elapsed().as_secs_f64(), "the demo marketplace is filled");
    Ok(())
}

/// The marketplace while it is being filled.
struct Demo {
    services: Arc<Services>,
    now: Timestamp,
    organisations: HashMap<&'static str, OrganisationId>,
    /// By organisation and e-mail address: a person may belong to several.
    people: HashMap<(&'static str, &'static str), Principal>,
}

impl Demo {
    async fn is_needed(&self) -> Result<bool, AppError> {
        let people = execute(self.system(), identity::list_people, ()).await?;
        let organisations = execute(self.system(), identity::list_organisations, ()).await?;
        let platform = organisations::platform_people();
        let complete = platform.iter().all(|known| people.iter().any(|person| person.email == known.email));
        match (people.is_empty() && organisations.is_empty(), complete) {
            (true, _) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Err(AppError::BadRequest(
                "the database holds something else, or filling it was cut off; start with an empty one".into(),
            )),
        }
    }

    fn system(&self) -> Context {
        Context::new(&self.services, None, "demo")
    }

    fn as_person(&self, organisation: &'static str, email: &'static str) -> Result<Context, AppError> {
        let principal = self.people.get(&(organisation, email)).cloned();
        let principal = principal.ok_or_else(|| unknown(&format!("{email} of {organisation}")))?;
        Ok(Context::new(&self.services, Some(principal), "demo"))
    }

    fn set_clock(&self, at: Timestamp) {
        self.services.clock.set(at);
    }

    async fn found(&mut self, organisations: &[DemoOrganisation]) -> Result<(), AppError> {
        let mut known: HashMap<&'static str, PersonId> = HashMap::new();
        for organisation in organisations {
            let new =
                NewOrganisation { name: organisation.name.to_owned(), buys: organisation.buys, sells: organisation.sells };
            let organisation_id = execute(self.system(), identity::create_organisation, new).await?;
            self.organisations.insert(organisation.key, organisation_id);
            for person in &organisation.people {
                let person_id = match known.get(person.email) {
                    Some(person_id) => *person_id,
                    None => self.add_person((person.email, person.name), None).await?,
                };
                known.insert(person.email, person_id);
                let DemoRoles { buyer, approver, seller, admin } = person.roles;
                let roles = Roles { buyer, approver, seller, admin };
                let set = SetMember { organisation_id, person_id, roles, suspended: person.suspended };
                execute(self.system(), identity::set_member, set).await?;
                let membership = Membership {
                    organisation_id,
                    organisation: organisation.name.to_owned(),
                    buys: organisation.buys,
                    sells: organisation.sells,
                    roles,
                };
                let principal =
                    Principal { person_id, name: person.name.to_owned(), platform_role: None, membership: Some(membership) };
                self.people.insert((organisation.key, person.email), principal);
            }
        }
        Ok(())
    }

    async fn add_person(&self, who: (&str, &str), platform_role: Option<PlatformRole>) -> Result<PersonId, AppError> {
        let new = NewPerson { email: who.0.to_owned(), name: who.1.to_owned(), password: None, platform_role };
        execute(self.system(), identity::create_person, new).await
    }

    async fn add_platform_people(&self) -> Result<(), AppError> {
        for person in organisations::platform_people() {
            let role = match person.role {
                DemoPlatformRole::Support => PlatformRole::Support,
                DemoPlatformRole::MerchantAdmin => PlatformRole::MerchantAdmin,
            };
            self.add_person((person.email, person.name), Some(role)).await?;
        }
        Ok(())
    }

    /// Lists everything; answers the identifiers in the order of the listings.
    async fn stock(&self, listings: &[DemoListing]) -> Result<Vec<ListingId>, AppError> {
        let mut ids: HashMap<(&str, String), ListingId> = HashMap::new();
        for (key, organisation_id) in &self.organisations {
            let drafts: Vec<ListingDraft> =
                listings.iter().filter(|listing| listing.seller == *key).map(draft).collect::<Result<_, _>>()?;
            if drafts.is_empty() {
                continue;
            }
            let input = (*organisation_id, drafts);
            execute(self.system(), inventory::import_listings, input).await?;
            let stored = execute(self.system(), inventory::listing_identities, *organisation_id).await?;
            ids.extend(stored.into_iter().map(|(identity, id)| ((*key, identity), id)));
        }
        listings
            .iter()
            .map(|listing| {
                let identity = draft(listing)?.identity();
                ids.get(&(listing.seller, identity)).copied().ok_or_else(|| unknown(&listing.part_number))
            })
            .collect()
    }

    async fn demand(&self, demand: &DemoDemand) -> Result<(), AppError> {
        self.set_clock(self.now.plus_us(-demand.opened_minutes_ago * MINUTE_US));
        let buyer = self.people.iter().find(|((organisation, _), person)| {
            *organisation == demand.organisation && person.membership.as_ref().is_some_and(|m| m.roles.buyer)
        });
        let (_, buyer) = buyer.ok_or_else(|| unknown(demand.organisation))?;
        let input = DemandInput {
            part_number: demand.part_number.clone(),
            quantity: demand.quantity.to_string(),
            condition: demand.condition.unwrap_or_default().to_owned(),
            needed_by: demand.needed_in_days.map(|days| self.now.plus_days(days).date_text()).unwrap_or_default(),
            note: demand.note.unwrap_or_default().to_owned(),
        };
        let context = Context::new(&self.services, Some(buyer.clone()), "demo");
        execute(context, demand::create_demand, input).await?;
        Ok(())
    }
}

fn draft(listing: &DemoListing) -> Result<ListingDraft, AppError> {
    let condition = Condition::parse(listing.condition).ok_or_else(|| unknown(listing.condition))?;
    let currency = listing.currency.and_then(Currency::parse);
    Ok(ListingDraft {
        part: Part {
            part_number: listing.part_number.clone(),
            manufacturer: listing.manufacturer.to_owned(),
            description: listing.description.clone(),
            condition,
            unit: listing.unit.to_owned(),
            certificate: listing.certificate.map(str::to_owned),
        },
        stock_id: listing.stock_id.clone(),
        quantity: listing.quantity,
        list_price: listing.price_micros.zip(currency).map(|(micros, currency)| UnitPrice { micros, currency }),
        breaks: breaks(listing),
        lead_time_days: listing.lead_time_days,
        units: SaleUnits { minimum: listing.min_quantity, pack: listing.pack_quantity },
    })
}

/// Two sellers give a little off for ten times the least quantity and more for fifty times, where they have as many.
fn breaks(listing: &DemoListing) -> PriceBreaks {
    let Some(price) = listing.price_micros.filter(|_| matches!(listing.seller, "orbit" | "kestrel")) else {
        return PriceBreaks::NONE;
    };
    let units = SaleUnits { minimum: listing.min_quantity, pack: listing.pack_quantity };
    let fine = if price < 1_000_000 { 100 } else { 10_000 };
    let step = |times: i64, percent: i64| {
        let from = units.round_up(times * units.smallest());
        PriceBreak { from, micros: (price * percent / 100 / fine * fine).max(1) }
    };
    let steps = [step(10, 95), step(50, 90)].into_iter().filter(|step| step.from <= listing.quantity);
    PriceBreaks::new(steps.collect()).unwrap_or_default()
}

fn unknown(what: &str) -> AppError {
    AppError::BadRequest(format!("the demo marketplace names {what}, which it does not have"))
}
