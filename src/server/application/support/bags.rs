//! A bag by hand: its number in the seller's system, its currency, its status as far as the table of its life allows.

use super::{Representative, correct::guard, order::FACTS, reason, told};
use crate::{
    api_types::{
        AppError,
        order::BagRef,
        support::{CorrectBagInput, DecideBagInput, SupportOrder},
    },
    domain::{
        ids::LineId,
        money::{Currency, Money},
        ordering::{
            self, Bag, BagCommand, BagField, BagStatus, Change, Fact, MAX_CODE, SupportRefusal, in_currency,
            may_correct_bag, month_of,
        },
        refusal::Refusal,
        text,
    },
    server::{
        application::{
            Context, Outcome, Work, delivery,
            input::Fields,
            ordering::bag::{LockedBag, lock_bag, record_bag},
        },
        storage::{
            Lock,
            ordering::{
                correction::{self, CorrectedOrder},
                limit,
            },
        },
    },
};

/// A bag of an order that was opened, both locked, the bag as the form saw it.
async fn lock(work: &mut Work, eyes: &Representative, of: BagRef) -> Outcome<(LockedBag, Lock<CorrectedOrder>)> {
    let bag = lock_bag(work, of.bag_id).await?.ok_or(AppError::NotFound)?;
    eyes.require_opened(&mut work.tx, bag.order.id).await?;
    if of.version_seen.is_some_and(|seen| seen != bag.version) {
        return Err(Refusal::BagChanged.into());
    }
    let order = correction::lock(&mut work.tx, bag.order.id).await?.ok_or(AppError::NotFound)?;
    Ok((bag, order))
}

fn number(typed: &str) -> Result<Option<String>, String> {
    let number = text::optional(typed, MAX_CODE)?;
    if number.as_ref().is_some_and(|number| number.contains('\n')) { Err("is one line".into()) } else { Ok(number) }
}

fn currency(typed: &str) -> Result<Option<Currency>, String> {
    match typed.trim() {
        "" => Ok(None),
        code => Currency::parse(&code.to_ascii_uppercase()).map(Some).ok_or_else(|| format!("“{code}” is no currency")),
    }
}

/// Corrects what a bag has of its own.
///
/// # Errors
/// Not support; there is no such bag, or its order was not opened; no reason; a field is refused; it changed meanwhile; its seller has
/// accepted it; another currency, once something was handed over.
pub async fn correct_bag(context: Context, input: CorrectBagInput) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let of = input.bag;
    let mut fields = Fields::default();
    let number = fields.take(BagField::ErpOrderNumber.name(), number(&input.erp_order_number));
    let currency = fields.take(BagField::Currency.name(), currency(&input.currency));
    let reason = fields.take("reason", reason(&input.reason));
    let mut work = context.write().await?;
    let done = eyes.claimed(&mut work, (of.request_id, of.bag_id.0), "support_correct_bag").await?;
    let (bag, order) = lock(&mut work, &eyes, BagRef { version_seen: of.version_seen.filter(|_| !done), ..of }).await?;
    let order_id = order.id;
    if !done {
        may_correct_bag(bag.bag.answer).map_err(Refusal::from)?;
        fields.check()?;
        let (number, currency) = (number.flatten(), currency.flatten());
        let mut changes = Vec::new();
        changes.extend(change_number(&mut work, &eyes, (&bag, &order), number).await?);
        let to = currency.filter(|to| *to != bag.bag.total.currency);
        if let Some(to) = to {
            let version = bag.version + i64::from(!changes.is_empty());
            changes.push(change_currency(&mut work, &eyes, (&bag, &order), (version, to)).await?);
        }
        if changes.is_empty() {
            return Err(Refusal::from(SupportRefusal::NothingChanged).into());
        }
        let seller = Some(bag.seller_id);
        told::corrected(&mut work, &eyes, &order, (changes, &reason.unwrap_or_default(), seller)).await?;
        work.commit(&context).await?;
    }
    super::load_order(context, order_id).await
}

type Locked<'a> = (&'a LockedBag, &'a CorrectedOrder);

async fn change_number(
    work: &mut Work,
    eyes: &Representative,
    of: Locked<'_>,
    number: Option<String>,
) -> Outcome<Option<Change>> {
    let (bag, order) = of;
    let before = order.bags.iter().find(|row| row.id == bag.id).and_then(|row| row.erp_order_number.clone());
    if before == number {
        return Ok(None);
    }
    let saved = correction::save_number(&mut work.tx, (bag.id, bag.version), number.as_deref(), eyes.now).await?;
    guard(saved)?;
    let words = BagField::ErpOrderNumber.at(&bag.seller);
    Ok(Some(Change { words, before: before.unwrap_or_default(), after: number.unwrap_or_default() }))
}

/// The unit prices keep their numbers. What the order took from its submitter's month moves with it.
async fn change_currency(work: &mut Work, eyes: &Representative, of: Locked<'_>, what: (i64, Currency)) -> Outcome<Change> {
    let ((bag, order), (version, to)) = (of, what);
    let from = bag.bag.total.currency;
    if order.bags.iter().any(|bag| bag.was_handed_over()) {
        return Err(Refusal::from(SupportRefusal::HandedOver).into());
    }
    if order.bags.iter().any(|other| other.seller_id == bag.seller_id && other.currency == to) {
        return Err(Refusal::from(SupportRefusal::SecondBag { currency: to }).into());
    }
    let (subtotals, total) = in_currency(&bag.bag.lines, from, to).map_err(Refusal::from)?;
    let lines: Vec<(LineId, Money)> = bag.bag.lines.iter().map(|sku| sku.line_id).zip(subtotals).collect();
    guard(correction::save_currency(&mut work.tx, (bag.id, version), (total, &lines), eyes.now).await?)?;
    let (member, month) = ((order.buyer_id, order.submitted_by), month_of(order.submitted_at));
    limit::give_back(&mut work.tx, member, &month, &[bag.bag.total]).await?;
    limit::hold(&mut work.tx, member, &month, &[total]).await?;
    limit::spend(&mut work.tx, member, &month, &[total]).await?;
    let words = BagField::Currency.at(&bag.seller);
    Ok(Change { words, before: from.code().to_owned(), after: to.code().to_owned() })
}

fn fact(action: &str) -> Result<Fact, AppError> {
    let fact = match action {
        "accept" => Some(Fact::Accept),
        "reject" => Some(Fact::Reject),
        "resubmit" => Some(Fact::Resubmit),
        "give_up" => Some(Fact::GiveUp),
        _other => None,
    };
    let allowed = fact.filter(|fact| FACTS.contains(fact));
    allowed.ok_or_else(|| AppError::invalid("action", format!("“{action}” is nothing that support does to a bag")))
}

fn command(bag: &Bag, what: (Fact, Option<String>), reason: &str) -> BagCommand {
    let (revision, reason) = (bag.revision, reason.to_owned());
    match what {
        (Fact::Accept, erp_order_number) => BagCommand::Accept { revision, erp_order_number },
        (Fact::Reject, _) => BagCommand::Reject { revision, reason },
        (Fact::GiveUp, _) => BagCommand::GiveUp { reason },
        (_resubmit, _) => BagCommand::Resubmit,
    }
}

fn status_text(bag: &Bag) -> String {
    let status: BagStatus = ordering::status(bag);
    match bag.revision {
        1 => status.words().to_owned(),
        revision => format!("{}, revision {revision}", status.words()),
    }
}

/// Accepts or rejects a bag by hand, sends it again as a new revision, or gives it up.
///
/// # Errors
/// Not support; there is no such bag, or its order was not opened; no reason; it changed meanwhile; the table of a bag's life does not
/// allow it.
pub async fn decide_bag(context: Context, input: DecideBagInput) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let (of, fact) = (input.bag, fact(&input.action)?);
    let mut fields = Fields::default();
    let number = fields.take(BagField::ErpOrderNumber.name(), number(&input.erp_order_number));
    let reason = fields.take("reason", reason(&input.reason));
    let mut work = context.write().await?;
    let done = eyes.claimed(&mut work, (of.request_id, of.bag_id.0), "support_decide_bag").await?;
    let (bag, order) = lock(&mut work, &eyes, BagRef { version_seen: of.version_seen.filter(|_| !done), ..of }).await?;
    let order_id = order.id;
    if !done {
        fields.check()?;
        let reason = reason.unwrap_or_default();
        let command = command(&bag.bag, (fact, number.flatten()), &reason);
        let event = ordering::decide(&bag.bag, command).map_err(Refusal::from)?;
        record_bag(&mut work, &bag, &event, eyes.moved()).await?;
        let after = ordering::apply(bag.bag.clone(), &event);
        let words = BagField::Status.at(&bag.seller);
        let change = Change { words, before: status_text(&bag.bag), after: status_text(&after) };
        told::corrected(&mut work, &eyes, &order, (vec![change], &reason, Some(bag.seller_id))).await?;
        if fact == Fact::Resubmit {
            delivery::hand_over(&mut work, order_id, &[bag.id], eyes.now).await?;
        }
        work.commit(&context).await?;
    }
    super::load_order(context, order_id).await
}
