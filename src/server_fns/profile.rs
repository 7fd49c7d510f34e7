//! A person's own page: which e-mails they get, and their access tokens.

use crate::api_types::profile::{MadeToken, MailInput, ProfilePage, TokenInput};
use crate::api_types::{AppError, json::Json};
use crate::domain::ids::TokenId;
use leptos::prelude::*;

/// Everything on the page. A token that a browser without scripts has just made is shown once.
#[server(prefix = "/api", endpoint = "profile/load_profile", output = Json)]
pub async fn load_profile() -> Result<ProfilePage, AppError> {
    use crate::server::{
        application::{identity, query},
        http::handover,
    };
    let page = query(identity::load_profile, ()).await?;
    Ok(ProfilePage { made: handover::take(), ..page })
}

/// Stores which of the types of e-mail that the form showed its person wants.
#[server(prefix = "/api", endpoint = "profile/save_mail_switches", output = Json)]
pub async fn save_mail_switches(input: MailInput) -> Result<(), AppError> {
    use crate::api_types::done::Done;
    use crate::server::{
        application::{command, identity},
        http::flash,
    };
    command(identity::save_mail_switches, input).await?;
    flash::say(Done::Saved);
    Ok(())
}

/// Makes a token; the answer is the only place where it stands.
#[server(prefix = "/api", endpoint = "profile/create_token", output = Json)]
pub async fn create_token(input: TokenInput) -> Result<MadeToken, AppError> {
    use crate::server::{
        application::{command, identity},
        http::handover,
    };
    let made = command(identity::create_token, input).await?;
    handover::give(&made);
    Ok(made)
}

/// Ends one of the person's own tokens.
#[server(prefix = "/api", endpoint = "profile/revoke_token", output = Json)]
pub async fn revoke_token(token_id: TokenId) -> Result<(), AppError> {
    use crate::server::application::{command, identity};
    command(identity::revoke_token, token_id).await
}
