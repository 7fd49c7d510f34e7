//! `getSharedOrganizationCartSettings` and `saveSharedOrganizationCartSettings`.

use crate::{
    api_types::{
        AppError,
        sharing::{SettingsInput, SettingsView},
    },
    domain::{access::PlatformPermission, sharing::SharedCartSettings},
    server::{
        application::{Context, execute, query_in, sharing},
        http::{
            Site,
            rest::{
                Refused, answer,
                input::{Body, Properties, bytes},
            },
        },
    },
};
use axum::{Extension, Router, http::HeaderMap, response::Response, routing::get};

pub fn routes() -> Router<Site> {
    Router::new().route("/ccadmin/v1/merchant/sharedOrganizationCart", get(load).put(save))
}

async fn load(Extension(context): Extension<Context>) -> Response {
    let view = query_in(&context, sharing::load_settings, ()).await;
    answer(&context, view.map(|view| view.settings).map_err(Refused::from))
}

async fn save(Extension(context): Extension<Context>, headers: HeaderMap, body: Body) -> Response {
    answer(&context, saved(&context, &headers, body).await)
}

/// What a program leaves out stays as it is: to switch shared carts off, `{"enabled": false}` is enough.
async fn saved(context: &Context, headers: &HeaderMap, body: Body) -> Result<SharedCartSettings, Refused> {
    context.require_platform(PlatformPermission::ManageSettings)?;
    let mut object = Properties::read(headers, &bytes(body)?)?;
    let enabled = object.flag("enabled");
    let hours = object.whole("hoursUntilEmptyCartPurgeDue");
    let weeks = object.whole("weeksUntilPurgeDue");
    let notice = object.whole("weeksBeforePurgeForNotice");
    object.finish()?;
    let SettingsView { settings, version, .. } = query_in(context, sharing::load_settings, ()).await?;
    let number = |said: Option<u32>, before: u32| said.unwrap_or(before).to_string();
    let input = SettingsInput {
        enabled: enabled.unwrap_or(settings.enabled).then(|| "on".to_owned()),
        hours_until_empty_cart_purge_due: number(hours, settings.hours_until_empty_cart_purge_due),
        weeks_until_purge_due: number(weeks, settings.weeks_until_purge_due),
        weeks_before_purge_for_notice: number(notice, settings.weeks_before_purge_for_notice),
        // What was left out must still be what was read.
        version_seen: Some(version),
    };
    let saved: Result<SettingsView, AppError> = execute(context.clone(), sharing::save_settings, input).await;
    Ok(saved?.settings)
}
