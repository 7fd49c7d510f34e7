//! Visitors without an account: recognised by a cookie of their own, made when they first buy, forgotten when nobody knows
//! them any more. They stand beside the principal of a request, never in its place: what does not ask for a guest by name
//! finds nobody signed in.

mod arrive;
mod cart;
mod link;
mod purge;
#[cfg(test)]
mod tests;

pub use arrive::{Arrived, arrival, arrive, bring_over, dismiss_arrival, waiting};
pub use cart::{change_quantity, give_back, load_cart, remove_line};
pub use link::{by_link, order_link};
pub use purge::{give_back_orphans, purge_guests};

use super::{
    Context, Outcome, Work, identity,
    identity::{Token, hash},
    storefront,
    work::mint,
};
use crate::{
    api_types::AppError,
    domain::{
        identity::Principal,
        ids::{OrganisationId, PersonId},
        time::{DAY_US, Timestamp},
    },
    server::storage::{
        Session,
        guest::{self as store, GuestRecord},
        identity::{Organisation, Person},
    },
};

/// A browser knows its guest for so long after they bought or ordered last; its cookie lives as long.
pub const GUEST_LIFE_US: i64 = 30 * DAY_US;

/// What tells guests of one name apart; letters and digits that nobody mixes up.
const CODE: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Whom the cookie of a request stands for.
#[derive(Clone, Debug)]
pub struct Guest {
    pub record: GuestRecord,
    pub token_hash: [u8; 32],
}

/// What goes into a guest's cookie and nowhere else.
pub struct GuestCookie {
    pub token: String,
}

/// Recognises the guest behind a cookie's token and puts them into the context; one statement, and none for whoever is signed
/// in. A token that stands for nothing leaves nobody.
///
/// # Errors
/// The database does not answer.
pub async fn resume(context: &mut Context, token: &str) -> Outcome<()> {
    let token_hash = hash(token);
    context.guest_token = Some(token_hash);
    if context.principal.is_some() {
        return Ok(());
    }
    let mut reader = context.read().await?;
    let found = store::session(&mut reader, &token_hash, context.now()).await?;
    context.guest = found.map(|record| Guest { record, token_hash });
    Ok(())
}

/// The guest as the database knows them now: for streams that live longer than a request.
///
/// # Errors
/// The database does not answer.
pub async fn current(context: Context, (): ()) -> Outcome<Option<Principal>> {
    let Some(guest) = &context.guest else { return Ok(None) };
    let mut reader = context.read().await?;
    Ok(store::session(&mut reader, &guest.token_hash, context.now()).await?.map(|record| record.principal))
}

/// The guest whom this browser knows, be somebody signed in or not.
///
/// # Errors
/// The database failed.
pub async fn of_browser(context: &Context, session: &mut impl Session) -> Outcome<Option<GuestRecord>> {
    match (&context.guest, &context.guest_token) {
        (Some(guest), _) => Ok(Some(guest.record.clone())),
        (None, Some(token_hash)) => Ok(store::session(session, token_hash, context.now()).await?),
        (None, None) => Ok(None),
    }
}

/// Makes a guest, in the transaction of the first thing they buy.
///
/// # Errors
/// The storefront is closed, or too many guests came from this network address.
pub async fn create(context: &Context, work: &mut Work) -> Outcome<(GuestRecord, GuestCookie)> {
    storefront::check_buy(context, &mut work.tx).await?;
    identity::count_guest(context, work).await?;
    let now = context.now();
    let (person_id, organisation_id) = (PersonId(mint()), OrganisationId(mint()));
    let code = new_code();
    let names = ("Guest".to_owned(), format!("Guest {code}"));
    let guest = GuestRecord::new((person_id, organisation_id), names, code);
    let organisation =
        Organisation { id: organisation_id, name: guest.membership.organisation.clone(), buys: true, sells: false };
    crate::server::storage::identity::insert_organisation(&mut work.tx, &organisation, now).await?;
    crate::server::storage::identity::insert_person(&mut work.tx, &nobody(&guest), now).await?;
    store::insert(&mut work.tx, &guest, &rand::random(), now).await?;
    let token = Token::mint();
    store::insert_session(&mut work.tx, &token.hash, organisation_id, (now, ends(now))).await?;
    Ok((guest, GuestCookie { token: token.text }))
}

/// A person whom nobody can sign in as: no password, and in the place of an address what no address is.
fn nobody(guest: &GuestRecord) -> Person {
    Person {
        id: guest.principal.person_id,
        email: format!("guest:{}", guest.principal.person_id),
        name: guest.principal.name.clone(),
        password_hash: None,
        platform_role: None,
        suspended: false,
        auth_epoch: 0,
    }
}

/// When a session ends that begins or goes on now.
pub(super) fn ends(now: Timestamp) -> Timestamp {
    now.plus_us(GUEST_LIFE_US)
}

fn new_code() -> String {
    let drawn: [u8; 8] = rand::random();
    drawn.into_iter().map(|byte| char::from(CODE[usize::from(byte % 32)])).collect()
}

/// Forgets browsers whose time is over; answers how many.
///
/// # Errors
/// The database failed.
pub async fn forget_sessions(work: &mut Work, now: Timestamp) -> Outcome<u64> {
    Ok(store::purge_sessions(&mut work.tx, now).await?)
}

impl Context {
    /// The guest who asks.
    ///
    /// # Errors
    /// Somebody is signed in, or there is neither.
    pub fn guest(&self) -> Result<&Guest, AppError> {
        match (&self.principal, &self.guest) {
            (Some(_), _) => Err(AppError::Forbidden),
            (None, Some(guest)) => Ok(guest),
            (None, None) => Err(AppError::SignInRequired),
        }
    }
}
