//! Open needs of an organisation: listed, opened, closed. Must not negotiate; a seller never sees them.

use super::{Audience, Context, Outcome, audit, input::Fields, work::mint};
use crate::{
    api_types::{
        AppError,
        catalog::{DemandInput, DemandPage, DemandView},
        negotiation::Tab,
        paging::Page,
    },
    domain::{
        access::Permission,
        catalog::Condition,
        ids::{DemandId, EventId, OrganisationId, PersonId},
        quantity::{count, parse_quantity},
        text,
        time::Timestamp,
    },
    server::storage::{
        self,
        demand::{Demand, NewDemand},
    },
};
use chrono::NaiveDate;
use uuid::Uuid;

/// The longest part number of a demand, in characters; that of a listing is as long.
const MAX_PART_NUMBER: usize = 64;

/// The longest note of a demand, in characters.
const MAX_NOTE: usize = 1_000;

/// The organisation's open or closed demands, newest first.
pub async fn load_demands(ctx: Context, (tab, after): (Tab, String)) -> Outcome<DemandPage> {
    let (_, membership) = ctx.require(Permission::KeepDemands)?;
    let before = match after.as_str() {
        "" => DemandId(Uuid::max()),
        id => id.parse().map_err(|_| AppError::BadRequest("the page's cursor is not readable".into()))?,
    };
    let open = match tab {
        Tab::Active => true,
        Tab::Closed => false,
    };
    let mut reader = ctx.read().await?;
    let demands = storage::demand::page(&mut reader, membership.organisation_id, open, before).await?;
    let counts = storage::demand::count(&mut reader, membership.organisation_id).await?;
    let next = demands.get(storage::demand::PAGE).map(|_| demands[storage::demand::PAGE - 1].id.to_string());
    Ok(DemandPage {
        demands: Page { rows: demands.into_iter().take(storage::demand::PAGE).map(view).collect(), next },
        open_count: count(counts.open),
        closed_count: count(counts.closed),
    })
}

/// Opens a demand. One that the same person has open word for word is not opened twice.
pub async fn create_demand(ctx: Context, input: DemandInput) -> Outcome<DemandId> {
    let (principal, membership) = ctx.require(Permission::KeepDemands)?;
    let demand = read(&input, (membership.organisation_id, principal.person_id), ctx.now())?;
    let mut work = ctx.write().await?;
    // Recording first takes the organisation's lock, so that a double click finds its twin.
    audit::record(&mut work.tx, fact("demand.opened", &demand, ctx.now())).await?;
    if let Some(twin) = storage::demand::twin(&mut work.tx, &demand).await? {
        return Ok(twin);
    }
    storage::demand::insert(&mut work.tx, &demand, ctx.now()).await?;
    work.hint(Audience::Members(demand.organisation_id, Permission::KeepDemands), "demands");
    work.commit(&ctx).await?;
    Ok(demand.id)
}

/// Closes an open demand; closing a closed one changes nothing.
pub async fn close_demand(ctx: Context, id: DemandId) -> Outcome<()> {
    let (principal, membership) = ctx.require(Permission::KeepDemands)?;
    let organisation_id = membership.organisation_id;
    let mut work = ctx.write().await?;
    if storage::demand::close(&mut work.tx, (organisation_id, id), principal.person_id, ctx.now()).await? {
        let fact = audit::Fact {
            organisation_id,
            event_id: EventId(mint()),
            at: ctx.now(),
            actor_id: Some(principal.person_id),
            action: "demand.closed".into(),
            subject: format!("demand:{id}"),
            payload: "{}".into(),
        };
        audit::record(&mut work.tx, fact).await?;
        work.hint(Audience::Members(organisation_id, Permission::KeepDemands), "demands");
        return work.commit(&ctx).await;
    }
    match storage::demand::find(&mut work.tx, organisation_id, id).await? {
        Some(_) => Ok(()),
        None => Err(AppError::NotFound.into()),
    }
}

/// A demand as pages show it.
pub(super) fn view(demand: Demand) -> DemandView {
    DemandView {
        open: demand.is_open(),
        id: demand.id,
        part_number: demand.part_number,
        part_key: demand.part_key,
        quantity: demand.quantity,
        condition: demand.condition,
        needed_by: demand.needed_by,
        note: demand.note,
        created_by: demand.created_by,
        created_at: demand.created_at,
        matching_listings: count(demand.matching_listings),
    }
}

fn read(input: &DemandInput, of: (OrganisationId, PersonId), now: Timestamp) -> Result<NewDemand, AppError> {
    let mut fields = Fields::default();
    let part_number = fields.take("part_number", read_part_number(&input.part_number));
    let quantity = fields.take("quantity", parse_quantity(&input.quantity));
    let condition = fields.take("condition", read_condition(&input.condition));
    let needed_by = fields.take("needed_by", read_date(&input.needed_by, now));
    let note = fields.take("note", text::optional(&input.note, MAX_NOTE));
    fields.check()?;
    let part_number = part_number.unwrap_or_default();
    Ok(NewDemand {
        id: DemandId(mint()),
        organisation_id: of.0,
        part_key: text::normalise_part_number(&part_number),
        part_number,
        quantity: quantity.unwrap_or_default(),
        condition: condition.flatten(),
        needed_by: needed_by.flatten(),
        note: note.flatten(),
        created_by: of.1,
    })
}

fn read_part_number(typed: &str) -> Result<String, String> {
    let part_number = text::required(typed, MAX_PART_NUMBER)?;
    match text::normalise_part_number(&part_number).is_empty() {
        true => Err("has neither letters nor digits".into()),
        false => Ok(part_number.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

fn read_condition(typed: &str) -> Result<Option<Condition>, String> {
    match typed.trim() {
        "" => Ok(None),
        code => Condition::parse(code).map(Some).ok_or_else(|| format!("“{code}” is not a condition code")),
    }
}

fn read_date(typed: &str, now: Timestamp) -> Result<Option<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
        Err(_) => Err(format!("“{typed}” is not a date; write it like {}", now.date_text())),
        Ok(date) if date.to_string().len() > 10 => Err("is too far away".into()),
        // Somewhere it is still yesterday.
        Ok(date) if date.to_string() < now.plus_days(-1).date_text() => Err("is in the past".into()),
        Ok(date) => Ok(Some(date.to_string())),
    }
}

fn fact(action: &str, demand: &NewDemand, at: Timestamp) -> audit::Fact {
    let payload = serde_json::json!({
        "part_number": demand.part_number,
        "quantity": demand.quantity,
        "condition": demand.condition,
        "needed_by": demand.needed_by,
        "note": demand.note,
    });
    audit::Fact {
        organisation_id: demand.organisation_id,
        event_id: EventId(mint()),
        at,
        actor_id: Some(demand.created_by),
        action: action.into(),
        subject: format!("demand:{}", demand.id),
        payload: payload.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{
        application::{execute, query_in},
        testing::{World, draft, on_both},
    };

    fn need(part_number: &str, condition: &str) -> DemandInput {
        let (part_number, condition) = (part_number.to_owned(), condition.to_owned());
        DemandInput { part_number, quantity: "5".into(), condition, needed_by: String::new(), note: String::new() }
    }

    async fn tab(world: &World, who: &str, tab: Tab) -> DemandPage {
        query_in(&world.as_person(who), load_demands, (tab, String::new())).await.expect("the demands")
    }

    on_both! {
        async fn a_demand_is_opened_once_matched_and_closed_once(store: Store) {
            let world = World::new(store).await;
            let listed = vec![draft("AN3-5A", 3, None), draft("AN4-6A", 0, None)];
            crate::server::application::inventory::import_listings(world.system(), (world.organisation("Orbit"), listed))
                .await
                .expect("listed");
            let open = |input| execute(world.as_person("mara"), create_demand, input);
            let (first, again) = tokio::join!(open(need("an3 5a", "")), open(need("an3 5a", "")));
            assert_eq!(first, again, "a double click opens one demand");
            open(need("AN3-5A", "OH")).await.expect("another condition is another need");
            open(need("AN4-6A", "NE")).await.expect("opened");
            let page = tab(&world, "tomas", Tab::Active).await;
            let matching: Vec<_> = page.demands.rows.iter().map(|demand| demand.matching_listings).collect();
            assert_eq!((matching, page.open_count, page.closed_count), (vec![0, 0, 1], 3, 0));
            let id = first.expect("opened");
            for _ in 0..2 {
                execute(world.as_person("tomas"), close_demand, id).await.expect("closed");
            }
            let page = tab(&world, "mara", Tab::Closed).await;
            assert_eq!((page.demands.rows[0].id, page.demands.rows[0].open, page.open_count), (id, false, 2));
        }

        async fn demands_are_their_organisations_own(store: Store) {
            let world = World::new(store).await;
            let id = execute(world.as_person("mara"), create_demand, need("AN3-5A", "")).await.expect("opened");
            assert_eq!(execute(world.as_person("emil"), close_demand, id).await, Err(AppError::NotFound));
            assert!(tab(&world, "emil", Tab::Active).await.demands.rows.is_empty());
            for who in ["jonas", "olga"] {
                assert_eq!(execute(world.as_person(who), close_demand, id).await, Err(AppError::Forbidden));
            }
            assert_eq!(execute(world.guest(), create_demand, need("AN3-5A", "")).await, Err(AppError::SignInRequired));
        }

        async fn the_pages_of_demands_hang_together(store: Store) {
            let world = World::new(store).await;
            for n in 0..60 {
                execute(world.as_person("mara"), create_demand, need(&format!("P{n}"), "")).await.expect("opened");
            }
            let first = tab(&world, "mara", Tab::Active).await;
            let next = first.demands.next.expect("another page");
            let second = query_in(&world.as_person("mara"), load_demands, (Tab::Active, next)).await.expect("it");
            let shown: std::collections::HashSet<_> = first.demands.rows.iter().chain(&second.demands.rows).map(|d| d.id).collect();
            assert_eq!((first.demands.rows.len(), shown.len(), second.demands.next), (50, 60, None));
        }
    }

    #[test]
    fn every_refused_field_is_named() {
        let input = DemandInput {
            part_number: "—".into(),
            quantity: "none".into(),
            condition: "mint".into(),
            needed_by: "2026-02-30".into(),
            note: "x".repeat(MAX_NOTE + 1),
        };
        let of = (OrganisationId(Uuid::nil()), PersonId(Uuid::nil()));
        match read(&input, of, Timestamp(0)) {
            Err(AppError::Invalid(fields)) => {
                let names: Vec<_> = fields.iter().map(|error| error.field.as_str()).collect();
                assert_eq!(names, ["part_number", "quantity", "condition", "needed_by", "note"]);
            }
            other => panic!("{:?}", other.map(|demand| demand.part_number)),
        }
    }

    #[test]
    fn a_part_is_needed_today_or_later() {
        let noon = Timestamp(1_773_057_900_000_000);
        assert_eq!(read_date("2026-03-09", noon), Ok(Some("2026-03-09".into())));
        assert!(read_date("2026-03-07", noon).is_err() && read_date("12026-03-09", noon).is_err());
        assert!(read_date("9.3.2026", noon).expect_err("another format").contains("2026-03-09"));
        assert_eq!(read_date(" ", noon), Ok(None));
    }
}
