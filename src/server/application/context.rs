//! Who asks, when, and with what at hand. Passed to every use case by value.

use super::{Failure, Hub, Outcome, Work, guest::Guest, inventory::Progress, presence::Presence};
use crate::{
    api_types::AppError,
    domain::{
        access::{self, Permission, PlatformPermission},
        file::FileLimits,
        identity::{Membership, Principal},
        ids::OrganisationId,
        time::Timestamp,
    },
    server::{
        integrations::erp::Reach,
        storage::{Reader, Store},
    },
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::SystemTime,
};
use tokio::sync::Semaphore;

/// What lives as long as the process.
pub struct Services {
    pub store: Store,
    pub clock: Clock,
    pub hub: Hub,
    pub progress: Progress,
    /// Who has which cart open.
    pub presence: Presence,
    /// Password hashing takes a core and 19 MiB for a while: two at a time, the others wait.
    pub hashing: Arc<Semaphore>,
    /// What may be attached to a message.
    pub files: FileLimits,
    /// How this site and the world outside reach each other.
    pub outward: Outward,
    /// The demo marketplace signs its people in with one click.
    pub demo: bool,
}

impl Services {
    pub fn new(store: Store, clock: Clock, demo: bool) -> Arc<Self> {
        // What people try things with stands on this machine.
        let reach = if demo { Reach::Anywhere } else { Reach::Public };
        Self::limited(store, clock, demo, (FileLimits::USUAL, Outward { reach, ..Outward::default() }))
    }

    /// As [`Services::new`], with the operator's own limits for files and way out.
    pub fn limited(store: Store, clock: Clock, demo: bool, own: (FileLimits, Outward)) -> Arc<Self> {
        let (files, outward) = own;
        Arc::new(Self {
            store,
            clock,
            hub: Hub::new(),
            progress: Progress::default(),
            presence: Presence::default(),
            hashing: Arc::new(Semaphore::new(2)),
            files,
            outward,
            demo,
        })
    }
}

/// How this site and the world outside reach each other.
#[derive(Clone, Debug)]
pub struct Outward {
    /// Where this site is reached, without a slash at its end.
    pub base_url: String,
    /// Where sellers' order systems may be.
    pub reach: Reach,
}

impl Default for Outward {
    fn default() -> Self {
        Self { base_url: "http://127.0.0.1:3000".to_owned(), reach: Reach::Public }
    }
}

impl Outward {
    /// Where a seller's order system sends its answers.
    pub fn callback_url(&self, seller: OrganisationId) -> String {
        format!("{}/callbacks/erp/{seller}", self.base_url)
    }
}

/// Where "now" comes from.
#[derive(Clone)]
pub enum Clock {
    System,
    /// Stands still until it is set: for tests and for telling the demo's past.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.0)))
    }

    /// Moves a manual clock; the system's clock is left alone.
    pub fn set(&self, now: Timestamp) {
        match self {
            Self::System => {}
            Self::Manual(us) => us.store(now.0, Ordering::SeqCst),
        }
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Manual(us) => Timestamp(us.load(Ordering::SeqCst)),
        }
    }
}

/// One request: its principal, its identifier for the log, its counter of statements.
#[derive(Clone)]
pub struct Context {
    pub services: Arc<Services>,
    pub store: Store,
    pub principal: Option<Principal>,
    /// The hash of the session's token, if there is a session.
    pub session: Option<[u8; 32]>,
    /// The guest of this browser; nobody while somebody is signed in.
    pub guest: Option<Guest>,
    /// The hash of the token in the guests' cookie, if there is one; it may stand for nobody.
    pub guest_token: Option<[u8; 32]>,
    pub request_id: Arc<str>,
    /// The network address of the client, for throttling.
    pub client: Arc<str>,
}

impl Context {
    pub fn new(services: &Arc<Services>, principal: Option<Principal>, request_id: impl Into<Arc<str>>) -> Self {
        Self {
            services: services.clone(),
            store: services.store.for_request(),
            principal,
            session: None,
            guest: None,
            guest_token: None,
            request_id: request_id.into(),
            client: "".into(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.services.clock.now()
    }

    /// # Errors
    /// Nobody is signed in.
    pub fn person(&self) -> Result<&Principal, AppError> {
        self.principal.as_ref().ok_or(AppError::SignInRequired)
    }

    /// The organisation acted in.
    ///
    /// # Errors
    /// Nobody is signed in. For whoever belongs to no organisation, or does not any more, nothing of one exists; a role on the
    /// platform has no business there.
    pub fn member(&self) -> Result<(&Principal, &Membership), AppError> {
        let principal = self.person()?;
        match (&principal.membership, principal.platform_role) {
            (Some(membership), _) => Ok((principal, membership)),
            (None, Some(_)) => Err(AppError::Forbidden),
            (None, None) => Err(AppError::NoOrganisation),
        }
    }

    /// The organisation acted in, if its member holds the permission.
    ///
    /// # Errors
    /// As [`Context::member`]; the role does not allow it.
    pub fn require(&self, permission: Permission) -> Result<(&Principal, &Membership), AppError> {
        let (principal, membership) = self.member()?;
        match access::member_may(membership, permission) {
            true => Ok((principal, membership)),
            false => Err(AppError::Forbidden),
        }
    }

    /// The person, if their role on the platform holds the permission.
    ///
    /// # Errors
    /// Nobody is signed in, or the role does not allow it.
    pub fn require_platform(&self, permission: PlatformPermission) -> Result<&Principal, AppError> {
        let principal = self.person()?;
        if access::platform_may(principal, permission) { Ok(principal) } else { Err(AppError::Forbidden) }
    }

    /// # Errors
    /// No connection is free in time.
    pub async fn read(&self) -> Outcome<Reader> {
        Ok(self.store.read().await?)
    }

    /// Begins a transaction with the hints that follow its commit.
    ///
    /// # Errors
    /// No connection is free in time.
    pub async fn write(&self) -> Outcome<Work> {
        Ok(Work::new(self.store.write().await?))
    }

    /// Logs a failure once and turns it into what may be shown.
    pub fn report(&self, failure: Failure) -> AppError {
        match failure {
            Failure::App(error) => error,
            Failure::Storage(error) if error.is_unavailable() => {
                tracing::warn!(request_id = %self.request_id, %error, "the database does not answer");
                AppError::Unavailable
            }
            Failure::Storage(error) => self.internal("a use case failed", &error),
        }
    }

    /// Logs once what went wrong on our side; the answer only says that it did.
    pub fn internal(&self, what: &'static str, error: &dyn std::fmt::Display) -> AppError {
        tracing::error!(request_id = %self.request_id, %error, "{what}");
        AppError::Internal(self.request_id.to_string())
    }

    /// Computes on a thread of its own, where it holds nobody up.
    ///
    /// # Errors
    /// It broke off.
    pub async fn compute<T: Send + 'static>(&self, compute: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let computed = tokio::task::spawn_blocking(compute).await;
        computed.map_err(|error| self.internal("a long computation broke off", &error).into())
    }
}
