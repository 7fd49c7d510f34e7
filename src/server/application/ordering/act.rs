//! What people do to a bag: read as typed, decided under the bag's lock, refused with the field that is to blame.

use super::{
    bag::{LockedBag, lock_bag, record_bag},
    told::Moved,
};
use crate::{
    api_types::{
        AppError, FieldError,
        order::{BagChanged, BagRef, UnitsInput},
    },
    domain::{
        ids::PersonId,
        money::{MICROS, Money, parse_price_micros},
        ordering::{self, Bag, BagCommand, BagRefusal, Fact, Packed, SkuState},
        quantity::{count_text, parse_quantity},
        refusal::Refusal,
        text,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, Work, input::Fields},
        storage::negotiation::Claim,
    },
};

/// The longest name of a carrier, tracking number or reference, in characters.
const MAX_NAME: usize = 120;

/// The longest reason, in characters.
const MAX_REASON: usize = 500;

/// Who acts, and how they are known to: a seller of the bag, or a buyer of its order.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub person_id: PersonId,
    pub organisation_id: crate::domain::ids::OrganisationId,
    pub side: Side,
}

pub use crate::domain::negotiation::Side;

impl Actor {
    fn knows(&self, bag: &LockedBag) -> bool {
        match self.side {
            Side::Buyer => bag.order.buyer_id == self.organisation_id,
            Side::Seller => bag.seller_id == self.organisation_id,
        }
    }
}

/// Does what `read` makes of the form and the bag as it stands; a request that was carried out answers the bag as it is now.
///
/// # Errors
/// The bag is not this actor's; it changed since the form was drawn; a field is refused; the bag does not allow it.
pub async fn act(
    context: &Context,
    actor: Actor,
    (of, fact): (BagRef, Fact),
    read: impl FnOnce(&Bag) -> Result<BagCommand, AppError>,
) -> Outcome<BagChanged> {
    let now = context.now();
    let mut work = context.write().await?;
    let done = claimed(&mut work, (actor.person_id, now), of, action(fact)).await?;
    let bag = lock_bag(&mut work, of.bag_id).await?.filter(|bag| actor.knows(bag)).ok_or(AppError::NotFound)?;
    if done {
        let status = ordering::status(&bag.bag);
        return Ok(BagChanged { bag_id: bag.id, status, version: bag.version });
    }
    if !fact.possible_after().contains(&bag.bag.answer) {
        return Err(Refusal::from(BagRefusal::NotNow { fact, status: ordering::status(&bag.bag) }).into());
    }
    if of.version_seen.is_some_and(|seen| seen != bag.version) {
        return Err(Refusal::BagChanged.into());
    }
    let command = read(&bag.bag)?;
    let event = ordering::decide(&bag.bag, command).map_err(blame)?;
    record_bag(&mut work, &bag, &event, Moved { by: Some(actor.person_id), at: now }).await?;
    work.commit(context).await?;
    let after = ordering::apply(bag.bag.clone(), &event);
    Ok(BagChanged { bag_id: bag.id, status: ordering::status(&after), version: bag.version + 1 })
}

/// Whether the request was carried out before.
pub async fn claimed(work: &mut Work, by: (PersonId, Timestamp), of: BagRef, action: &'static str) -> Outcome<bool> {
    let (person_id, at) = by;
    let claim = Claim { request_id: of.request_id, person_id, subject_id: of.bag_id.0, action, at };
    work.repeats(&claim).await
}

fn action(fact: Fact) -> &'static str {
    match fact {
        Fact::Send => "bag_send",
        Fact::Review => "bag_review",
        Fact::Accept => "bag_accept",
        Fact::Reject => "bag_reject",
        Fact::Resubmit => "bag_resubmit",
        Fact::GiveUp => "bag_give_up",
        Fact::Ship => "bag_ship",
        Fact::Deliver => "bag_deliver",
        Fact::Return => "bag_return",
        Fact::Cancel => "bag_cancel",
        Fact::Authorize => "bag_authorize",
        Fact::Void => "bag_void",
        Fact::Pay => "bag_pay",
        Fact::Refund => "bag_refund",
    }
}

/// What is out of bounds is a field's fault; everything else is the bag's.
fn blame(refusal: BagRefusal) -> AppError {
    let sentence = refusal.to_string();
    match refusal {
        BagRefusal::TooMuch { fact: Fact::Void, .. } | BagRefusal::NotNow { .. } | BagRefusal::OldRevision { .. } => {
            Refusal::from(refusal).into()
        }
        BagRefusal::TooMuch { .. } => AppError::invalid("amount", sentence),
        BagRefusal::NothingNamed | BagRefusal::NoSuchLine | BagRefusal::TooMany { .. } => {
            AppError::invalid("lines", sentence)
        }
    }
}

/// Units of a line as far as an action may go, by what is left for it.
pub fn left_for(fact: Fact) -> fn(&SkuState) -> i64 {
    match fact {
        Fact::Ship | Fact::Cancel => SkuState::open,
        Fact::Deliver => |sku| sku.shipped - sku.delivered,
        Fact::Return => |sku| sku.delivered - sku.returned,
        Fact::Refund => |sku| sku.quantity - sku.refunded,
        Fact::Send
        | Fact::Review
        | Fact::Accept
        | Fact::Reject
        | Fact::Resubmit
        | Fact::GiveUp
        | Fact::Authorize
        | Fact::Void
        | Fact::Pay => |_| 0,
    }
}

/// The units typed, each refused under its own field. Nothing typed at all: everything that is left, if `all`.
pub fn units(bag: &Bag, fact: Fact, typed: &[UnitsInput], all: bool) -> Result<Vec<Packed>, AppError> {
    let left = left_for(fact);
    if all && typed.iter().all(|line| line.quantity.trim().is_empty()) {
        let rest = bag.lines.iter().filter(|sku| left(sku) > 0);
        return Ok(rest.map(|sku| Packed { line_id: sku.line_id, quantity: left(sku) }).collect());
    }
    let (mut packed, mut errors) = (Vec::new(), Vec::new());
    for (index, line) in typed.iter().enumerate() {
        let quantity = match line.quantity.trim() {
            "" | "0" => continue,
            typed => parse_quantity(typed),
        };
        let sku = bag.lines.iter().find(|sku| sku.line_id == line.line_id);
        let checked = match (quantity, sku) {
            (_, None) => Err("is no line of this bag".to_owned()),
            (Err(reason), _) => Err(reason),
            (Ok(quantity), Some(sku)) if quantity > left(sku) => Err(match left(sku) {
                0 => "nothing is left".to_owned(),
                left => format!("at most {}, which is what is left", count_text(left)),
            }),
            (Ok(quantity), Some(_)) => Ok(quantity),
        };
        match checked {
            Ok(quantity) => packed.push(Packed { line_id: line.line_id, quantity }),
            Err(reason) => errors.push(FieldError { field: format!("lines[{index}][quantity]"), reason }),
        }
    }
    if errors.is_empty() { Ok(packed) } else { Err(AppError::Invalid(errors)) }
}

/// An amount of the bag's currency as typed, in minor units.
pub fn amount(bag: &Bag, typed: &str) -> Result<i64, String> {
    let currency = bag.total.currency;
    let micros = parse_price_micros(typed)?;
    let unit = MICROS / 10_i64.pow(currency.decimals());
    if micros % unit != 0 {
        let least = Money { minor: 1, currency };
        return Err(format!("{currency} has no amounts smaller than {least}"));
    }
    Ok(micros / unit)
}

pub fn reference(typed: &str) -> Result<Option<String>, String> {
    text::optional(typed, MAX_NAME)
}

pub fn carrier(typed: &str) -> Result<String, String> {
    text::required(typed, MAX_NAME)
}

/// # Errors
/// Nothing was typed, or too much.
pub fn reason(typed: &str) -> Result<String, AppError> {
    text::required(typed, MAX_REASON).map_err(|reason| AppError::invalid("reason", reason))
}

/// An amount and a reference as typed, both refused at once.
pub fn booking(bag: &Bag, typed: (&str, &str)) -> Result<(i64, Option<String>), AppError> {
    let mut fields = Fields::default();
    let amount = fields.take("amount", amount(bag, typed.0));
    let reference = fields.take("reference", reference(typed.1));
    fields.check()?;
    Ok((amount.unwrap_or_default(), reference.flatten()))
}
