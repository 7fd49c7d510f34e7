//! Where an organisation gets its invoices and its parts, and what it demands of its orders. For its admins.

use super::{Buyer, checkout::address};
use crate::{
    api_types::{
        AppError,
        checkout::{AddressInput, LimitView, MemberLimits, OrderingPage, TermsInput},
        identity::PersonName,
    },
    domain::{
        access::Permission,
        ids::{AddressId, EventId},
        money::Money,
        ordering::{MAX_ADDRESS_PART, MAX_CODE, OrderAddress, country, month_of},
        refusal::Refusal,
        text,
    },
    server::{
        application::{
            Audience, Context, Outcome, Work,
            audit::{self, Fact},
            input::Fields,
            work::mint,
        },
        storage::ordering::{
            address::{self as store, NewAddress, Terms},
            limit::{self, LimitRow},
        },
    },
};

/// Addresses, terms and limits of the organisation.
///
/// # Errors
/// The role does not allow it.
pub async fn load_ordering(context: Context, (): ()) -> Outcome<OrderingPage> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let organisation_id = admin.organisation_id();
    let mut reader = context.read().await?;
    let addresses = store::list(&mut reader, organisation_id).await?;
    let terms = store::terms(&mut reader, organisation_id).await?;
    let people = limit::buyers(&mut reader, organisation_id).await?;
    let limits = limit::of_organisation(&mut reader, organisation_id).await?;
    let spent = limit::spent_in_organisation(&mut reader, organisation_id, &month_of(admin.now)).await?;
    let members = people.into_iter().map(|person| {
        let of = limits.iter().filter(|row| row.person_id == person.person_id);
        let spent = spent.iter().filter(|(id, _)| *id == person.person_id).map(|(_, money)| *money);
        let spent: Vec<Money> = spent.collect();
        MemberLimits {
            limits: of.map(|row| limit_view(row, &spent)).collect(),
            is_approver: person.is_approver,
            person: PersonName { id: person.person_id, name: person.name },
        }
    });
    Ok(OrderingPage {
        members: members.collect(),
        addresses: addresses.into_iter().map(address).collect(),
        requires_customer_po: terms.requires_customer_po,
        terms_code: terms.terms_code.unwrap_or_default(),
        now: admin.now,
    })
}

fn limit_view(row: &LimitRow, spent: &[Money]) -> LimitView {
    let limit = row.limit();
    let money = |minor| Money { minor, currency: limit.currency };
    LimitView {
        per_order: limit.per_order.map(money),
        per_month: limit.per_month.map(money),
        spent: spent.iter().find(|money| money.currency == limit.currency).copied().unwrap_or(money(0)),
    }
}

/// Adds an address, or changes one. Orders that used it keep their copy.
///
/// # Errors
/// Fields that were refused; not an address of the organisation; somebody else changed it meanwhile.
pub async fn save_address(context: Context, input: AddressInput) -> Outcome<AddressId> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let given = read_address(&input)?;
    let known = match input.id.trim() {
        "" => None,
        id => {
            let id: AddressId = id.parse().map_err(|_| AppError::NotFound)?;
            let version = input.version.trim().parse().map_err(|_| AppError::invalid("version", "reload the page"))?;
            Some((id, version))
        }
    };
    let new = NewAddress {
        id: known.map_or_else(|| AddressId(mint()), |(id, _)| id),
        organisation_id: admin.organisation_id(),
        address: &given,
        is_bill_to: input.is_bill_to.is_some(),
        is_ship_to: input.is_ship_to.is_some(),
        by: admin.by(),
    };
    let mut work = context.write().await?;
    match known {
        None => store::insert(&mut work.tx, &new).await?,
        Some((id, version)) => {
            if !store::update(&mut work.tx, &new, version).await? {
                let is_there = store::is_there(&mut work.tx, id, admin.organisation_id()).await?;
                return Err(if is_there { Refusal::AddressChanged.into() } else { AppError::NotFound.into() });
            }
        }
    }
    let payload = serde_json::json!({ "address": given, "bill_to": new.is_bill_to, "ship_to": new.is_ship_to });
    let subject = format!("address:{}", new.id);
    remember(&admin, &mut work, ("address.saved", subject, payload)).await?;
    let id = new.id;
    work.commit(&context).await?;
    Ok(id)
}

fn read_address(input: &AddressInput) -> Result<OrderAddress, AppError> {
    let mut fields = Fields::default();
    let mut required =
        |field: &str, typed: &str| fields.take(field, text::required(typed, MAX_ADDRESS_PART)).unwrap_or_default();
    let label = required("label", &input.label);
    let name = required("name", &input.name);
    let street = required("street", &input.street);
    let city = required("city", &input.city);
    let postal_code = required("postal_code", &input.postal_code);
    let mut optional = |field: &str, typed: &str, most: usize| fields.take(field, text::optional(typed, most)).flatten();
    let customer_number = optional("customer_number", &input.customer_number, MAX_CODE);
    let ship_to_number = optional("ship_to_number", &input.ship_to_number, MAX_CODE);
    let attention = optional("attention", &input.attention, MAX_ADDRESS_PART);
    let street2 = optional("street2", &input.street2, MAX_ADDRESS_PART);
    let region = optional("region", &input.region, MAX_ADDRESS_PART);
    let phone = optional("phone", &input.phone, MAX_CODE);
    let country = fields.take("country", country(&input.country)).unwrap_or_default();
    let email = match input.email.trim() {
        "" => None,
        typed => fields.take("email", text::email(typed)),
    };
    if input.is_bill_to.is_none() && input.is_ship_to.is_none() {
        fields.refuse("is_ship_to", "choose what it is for: shipping, billing, or both");
    }
    fields.check()?;
    Ok(OrderAddress {
        label,
        customer_number,
        ship_to_number,
        name,
        attention,
        street,
        street2,
        city,
        region,
        postal_code,
        country,
        email,
        phone,
    })
}

/// Takes an address out of use.
///
/// # Errors
/// Not an address of the organisation that is in use.
pub async fn archive_address(context: Context, id: AddressId) -> Outcome<()> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let mut work = context.write().await?;
    let label = store::archive(&mut work.tx, (id, admin.organisation_id()), admin.by()).await?;
    let label = label.ok_or(AppError::NotFound)?;
    let payload = serde_json::json!({ "label": label });
    remember(&admin, &mut work, ("address.archived", format!("address:{id}"), payload)).await?;
    work.commit(&context).await
}

/// What the organisation demands of every order, and its terms.
///
/// # Errors
/// A field is refused; the role does not allow it.
pub async fn save_terms(context: Context, input: TermsInput) -> Outcome<()> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let terms_code =
        text::optional(&input.terms_code, MAX_CODE).map_err(|reason| AppError::invalid("terms_code", reason))?;
    let terms = Terms { requires_customer_po: input.requires_customer_po.is_some(), terms_code };
    let mut work = context.write().await?;
    store::save_terms(&mut work.tx, admin.organisation_id(), &terms).await?;
    let payload = serde_json::json!({
        "requires_customer_po": terms.requires_customer_po, "terms_code": terms.terms_code,
    });
    let subject = format!("organisation:{}", admin.organisation_id());
    remember(&admin, &mut work, ("organisation.terms_saved", subject, payload)).await?;
    work.commit(&context).await
}

/// Remembers a change of what orders need, in the organisation's log; open pages look again.
pub(super) async fn remember(admin: &Buyer, work: &mut Work, what: (&str, String, serde_json::Value)) -> Outcome<()> {
    let (action, subject, payload) = what;
    let fact = Fact {
        organisation_id: admin.organisation_id(),
        event_id: EventId(mint()),
        at: admin.now,
        actor_id: Some(admin.person_id),
        action: action.to_owned(),
        subject,
        payload: payload.to_string(),
    };
    audit::record(&mut work.tx, fact).await?;
    for permission in [Permission::ManageOrganisation, Permission::Buy] {
        work.hint(Audience::Members(admin.organisation_id(), permission), "ordering");
    }
    Ok(())
}
