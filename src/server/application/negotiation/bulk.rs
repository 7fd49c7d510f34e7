//! One action on many requests of a seller: first a preview, then each line in a transaction of its own, then a report.

use super::{
    actions::{claimed, lock_visible, read_reason},
    permission,
    record::{Moved, record},
    views::hundredths_of_percent,
};
use crate::{
    api_types::{
        AppError,
        compare::SeenLine,
        negotiation::LineRef,
        triage::{
            ApplyInput, BulkAction, BulkInput, BulkOutcome, BulkReport, DeclineInput, FormulaInput, MAX_LINES, Preview,
            PreviewRow, Skip,
        },
    },
    domain::{
        formula::{Base, Formula, parse_discount},
        ids::{BulkRunId, LineId, RequestId},
        money::{Currency, UnitPrice},
        negotiation::{self, Action, Command, MAX_VALIDITY_DAYS, Mover, OfferTerms, Side},
        reason::EndReason,
        refusal::Refusal,
        text,
        time::Timestamp,
    },
    server::{
        application::{
            Context, Failure, Outcome, Work,
            input::{Fields, optional_number},
            work::{mint, used_otherwise},
        },
        storage::{
            self, Reader, StorageError,
            triage::{NewRun, TriageRow},
        },
    },
};
use std::collections::HashSet;
use uuid::Uuid;

/// What a formula would do to the lines named, which stay as they are.
///
/// # Errors
/// No lines or too many; one of them is not the seller's.
pub async fn load_preview(context: Context, input: BulkInput) -> Outcome<Preview> {
    context.require(permission(Side::Seller))?;
    let ids = read_ids(&input.lines)?;
    let mut reader = context.read().await?;
    let rows = rows(&context, &mut reader, &ids).await?;
    let mut currencies: Vec<Currency> = rows.iter().filter_map(|row| row.currency).collect();
    currencies.sort();
    currencies.dedup();
    let read = read_formula(&input.formula);
    let formula = read.as_ref().ok().map(|(formula, _)| *formula);
    let only = read.as_ref().ok().and_then(|(_, only)| *only);
    let discount_error = read.err().map(|error| error.reason_for("discount").unwrap_or("is refused").to_owned());
    Ok(Preview {
        rows: rows.iter().map(|row| preview_row(row, formula, only)).collect(),
        formula,
        discount_error,
        currencies,
        request_id: RequestId(mint()),
    })
}

fn read_ids(text: &str) -> Result<Vec<LineId>, AppError> {
    let unreadable = |_| AppError::BadRequest("a line's identifier is not readable".into());
    let mut seen = HashSet::new();
    let mut ids: Vec<LineId> = Vec::new();
    for id in text.split(',').filter(|id| !id.is_empty()) {
        let id = id.parse::<LineId>().map_err(unreadable)?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    check_count(ids.len())?;
    Ok(ids)
}

fn check_count(lines: usize) -> Result<(), AppError> {
    match lines {
        0 => Err(AppError::invalid("lines", "select at least one")),
        1..=MAX_LINES => Ok(()),
        _ => Err(AppError::invalid("lines", format!("at most {MAX_LINES} at once"))),
    }
}

/// The seller's lines in the order named.
async fn rows(context: &Context, reader: &mut Reader, ids: &[LineId]) -> Outcome<Vec<TriageRow>> {
    let (_, membership) = context.require(permission(Side::Seller))?;
    let mut rows = storage::triage::lines(reader, membership.organisation_id, ids).await?;
    if rows.len() != ids.len() {
        return Err(AppError::NotFound.into());
    }
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The formula, and the only currency it is for.
fn read_formula(input: &FormulaInput) -> Result<(Formula, Option<Currency>), AppError> {
    let mut fields = Fields::default();
    let discount = fields.take("discount", parse_discount(&input.discount)).unwrap_or_default();
    let only = match input.currency.as_str() {
        "" => None,
        code => fields.take("currency", Currency::parse(code).ok_or_else(|| "is not an ISO 4217 code".to_owned())),
    };
    fields.check()?;
    Ok((Formula { base: input.base, discount, step: input.step, direction: input.direction }, only))
}

impl TriageRow {
    fn price(&self, micros: Option<i64>) -> Option<UnitPrice> {
        micros.zip(self.currency).map(|(micros, currency)| UnitPrice { micros, currency })
    }

    fn base(&self, base: Base) -> Option<UnitPrice> {
        match base {
            Base::ListPrice => {
                let breaks = self.list_price_breaks.clone().unwrap_or_default();
                self.price(self.list_price_micros).map(|price| breaks.price_for(price, self.quantity))
            }
            Base::LastOffer => self.price(self.last_price_micros),
        }
    }
}

/// The price that a formula gives a line, or why it gives none.
fn priced(row: &TriageRow, formula: Formula, only: Option<Currency>) -> Result<UnitPrice, Skip> {
    if !row.status.is_active() {
        return Err(Skip::Ended(row.status));
    }
    let base = row.base(formula.base).ok_or(match formula.base {
        Base::ListPrice => Skip::NoListPrice,
        Base::LastOffer => Skip::NoOfferYet,
    })?;
    if only.is_some_and(|only| only != base.currency) {
        return Err(Skip::OtherCurrency(base.currency));
    }
    let new = formula.apply(base).map_err(Skip::NoPrice)?;
    if row.price(row.offer_price_micros) == Some(new) { Err(Skip::Unchanged) } else { Ok(new) }
}

fn preview_row(row: &TriageRow, formula: Option<Formula>, only: Option<Currency>) -> PreviewRow {
    let priced = formula.map(|formula| priced(row, formula, only));
    let base = formula.and_then(|formula| row.base(formula.base));
    let new = priced.as_ref().and_then(|priced| priced.as_ref().ok()).copied();
    let ended = (!row.status.is_active()).then_some(Skip::Ended(row.status));
    PreviewRow {
        line_id: row.id,
        version: row.version,
        part_number: row.part_number.clone(),
        buyer: row.buyer.clone(),
        quantity: row.quantity,
        unit: row.unit.clone(),
        status: row.status,
        base,
        standing: row.price(row.offer_price_micros),
        new,
        change: base.zip(new).map(|(base, new)| hundredths_of_percent(base.micros, new.micros)),
        skip: priced.and_then(Result::err).or(ended),
    }
}

/// What is done to each line that was seen.
struct Plan {
    action: BulkAction,
    lines: Vec<SeenLine>,
    request_id: RequestId,
}

/// Prices by formula. Each line is atomic for itself; one that changed since the preview is refused in the report.
/// The same request again answers the same report.
///
/// # Errors
/// A field is refused; no lines or too many; one of them is not the seller's.
pub async fn apply_prices(context: Context, input: ApplyInput) -> Outcome<BulkRunId> {
    context.require(permission(Side::Seller))?;
    let (formula, only) = read_formula(&input.formula)?;
    let mut fields = Fields::default();
    let valid_days = fields.take("valid_days", optional_number(&input.valid_days, 1, MAX_VALIDITY_DAYS)).flatten();
    let comment = fields.take("comment", text::optional(&input.comment, text::MAX_TEXT)).flatten();
    fields.check()?;
    let valid_until = valid_days.map(|days| context.now().plus_days(days));
    let plan = Plan { action: BulkAction::UpdatePrice, lines: input.lines, request_id: input.request_id };
    run(context, plan, move |row| {
        let unit_price = priced(row, formula, only)?;
        let terms = OfferTerms {
            unit_price,
            quantity: None,
            lead_time_days: row.last_lead_time_days.or(row.lead_time_days),
            valid_until,
            comment: comment.clone(),
        };
        Ok(Planned::Offer(terms))
    })
    .await
}

/// No quote for many lines, each atomic for itself.
///
/// # Errors
/// As [`apply_prices`].
pub async fn decline_lines(context: Context, input: DeclineInput) -> Outcome<BulkRunId> {
    context.require(permission(Side::Seller))?;
    let offered = EndReason::offered(Action::NoQuote, Side::Seller);
    let reason = read_reason(offered, &input.code, &input.reason)?;
    let plan = Plan { action: BulkAction::NoQuote, lines: input.lines, request_id: input.request_id };
    run(context, plan, move |_| Ok(Planned::Decline(Command::NoQuote { reason: reason.clone() }))).await
}

/// What is about to be done to one line.
enum Planned {
    Offer(OfferTerms),
    Decline(Command),
}

impl Planned {
    fn unit_price(&self) -> Option<UnitPrice> {
        match self {
            Self::Offer(terms) => Some(terms.unit_price),
            Self::Decline(_) => None,
        }
    }
}

async fn run(
    context: Context,
    plan: Plan,
    planned: impl Fn(&TriageRow) -> Result<Planned, Skip> + Send,
) -> Outcome<BulkRunId> {
    let (principal, membership) = context.require(permission(Side::Seller))?;
    let id = BulkRunId(plan.request_id.0);
    let ids: Vec<LineId> = plan.lines.iter().map(|line| line.line_id).collect();
    check_count(ids.len())?;
    if ids.iter().collect::<HashSet<_>>().len() != ids.len() {
        return Err(AppError::invalid("lines", "names a line twice").into());
    }
    let mut reader = context.read().await?;
    if let Some(known) = storage::triage::run(&mut reader, id).await? {
        return match known.organisation_id == membership.organisation_id && known.person_id == principal.person_id {
            true => Ok(id),
            false => Err(used_otherwise().into()),
        };
    }
    let rows = rows(&context, &mut reader, &ids).await?;
    drop(reader);
    let mut outcomes = Vec::with_capacity(rows.len());
    for (row, seen) in rows.iter().zip(&plan.lines) {
        let (new, refused) = match planned(row) {
            Ok(planned) => {
                let new = planned.unit_price();
                match one(&context, (&plan, *seen), row, planned).await {
                    Ok(()) => (new, None),
                    Err(Failure::App(error)) => (None, Some(error.to_string())),
                    // What was done so far is claimed: the whole runs again, or the same request does.
                    Err(failure @ Failure::Storage(_)) => return Err(failure),
                }
            }
            Err(skip) => (None, Some(skip.words())),
        };
        outcomes.push(BulkOutcome {
            line_id: row.id,
            part_number: row.part_number.clone(),
            buyer: row.buyer.clone(),
            old: row.price(row.offer_price_micros),
            new,
            refused,
        });
    }
    remember(&context, &plan, &outcomes).await?;
    Ok(id)
}

/// One line, in a transaction of its own. A line that this request moved before is done.
async fn one(context: &Context, what: (&Plan, SeenLine), row: &TriageRow, planned: Planned) -> Outcome<()> {
    let (plan, seen) = what;
    let (principal, _) = context.require(permission(Side::Seller))?;
    let (person_id, now) = (principal.person_id, context.now());
    let request_id = request_for(plan.request_id, seen.line_id);
    let line = LineRef { line_id: seen.line_id, side: Side::Seller, request_id };
    let mut work = context.write().await?;
    if claimed(&mut work, &line, (person_id, plan.action.as_str(), now)).await?.is_some() {
        return Ok(());
    }
    let before = lock_visible(context, &mut work, &line).await?;
    if before.line.version != seen.version || row.version != seen.version {
        return Err(Refusal::LineChanged.into());
    }
    let command = match planned {
        Planned::Offer(terms) => Command::UpdatePrice { terms, revisions_seen: before.line.revisions, counters_seen: None },
        Planned::Decline(command) => command,
    };
    let event = negotiation::decide(&before.line, Mover::Side(Side::Seller), command, now)?;
    let moved = Moved { by: Some((person_id, Side::Seller)), at: now };
    record(&mut work, &before, &event, moved).await?;
    work.commit(context).await
}

/// The request of one line within that of many: the same again for the same two.
fn request_for(request_id: RequestId, line_id: LineId) -> RequestId {
    RequestId(Uuid::from_u128(request_id.0.as_u128() ^ line_id.0.as_u128()))
}

async fn remember(context: &Context, plan: &Plan, outcomes: &[BulkOutcome]) -> Outcome<()> {
    let (principal, membership) = context.require(permission(Side::Seller))?;
    let outcomes = serde_json::to_string(outcomes).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    let new = NewRun {
        id: BulkRunId(plan.request_id.0),
        organisation_id: membership.organisation_id,
        person_id: principal.person_id,
        action: plan.action.as_str(),
        outcomes: &outcomes,
        at: context.now(),
    };
    let mut work = context.write().await?;
    storage::triage::insert_run(&mut work.tx, &new).await?;
    work.commit(context).await
}

/// What an action on many lines did to each of them.
///
/// # Errors
/// It is not one of the seller's.
pub async fn load_bulk_run(context: Context, id: BulkRunId) -> Outcome<BulkReport> {
    let (_, membership) = context.require(permission(Side::Seller))?;
    let row = storage::triage::run(&mut context.read().await?, id).await?;
    let row = row.filter(|row| row.organisation_id == membership.organisation_id).ok_or(AppError::NotFound)?;
    let corrupt = |what: String| StorageError::Corrupt(format!("bulk run {id}: {what}"));
    Ok(BulkReport {
        id: row.id,
        action: BulkAction::parse(&row.action).ok_or_else(|| corrupt(row.action.clone()))?,
        by: row.person,
        finished_at: row.finished_at,
        outcomes: serde_json::from_str(&row.outcomes).map_err(|error| corrupt(error.to_string()))?,
    })
}

/// Forgets reports that nobody will look up any more; answers how many.
///
/// # Errors
/// The database failed.
pub async fn forget_bulk_runs(work: &mut Work, before: Timestamp) -> Outcome<u64> {
    Ok(storage::triage::forget_runs(&mut work.tx, before).await?)
}
