//! A person's own page on the wire: which mail they get, and their access tokens.

use crate::domain::{
    ids::{OrganisationId, TokenId},
    mail::MailKind,
    time::Timestamp,
    token::{TokenState, state},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    pub name: String,
    pub email: String,
    pub mail: Vec<MailSwitchView>,
    /// The newest first, those that ended as well.
    pub tokens: Vec<TokenView>,
    /// Where a new token may act.
    pub places: Vec<TokenPlace>,
    /// The token that was made just now, for a browser without scripts; shown once.
    pub made: Option<MadeToken>,
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSwitchView {
    pub kind: MailKind,
    pub enabled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    pub id: TokenId,
    pub name: String,
    /// How the token begins; the rest is known to its owner alone.
    pub prefix: String,
    /// The organisation it acts in; `None`: the platform.
    pub organisation: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl TokenView {
    pub fn state(&self, now: Timestamp) -> TokenState {
        state(self.revoked_at, self.expires_at, now)
    }
}

/// Where a token may act: an organisation, or the platform (`None`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPlace {
    pub organisation_id: Option<OrganisationId>,
    pub name: String,
}

/// A token as it is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeToken {
    pub name: String,
    pub token: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInput {
    pub name: String,
    /// An organisation's id; nothing: the platform.
    #[serde(default)]
    pub organisation_id: String,
    pub valid_days: String,
}

/// Check boxes post `on` or nothing, so the form says which it showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailInput {
    /// The codes of the types that the form showed, with commas.
    pub shown: String,
    #[serde(default)]
    pub on: BTreeMap<MailKind, String>,
}
