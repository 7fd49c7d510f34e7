//! Endpoints of guests, and of whoever was one until they signed in.

use crate::{
    api_types::{
        AppError,
        checkout::Submitted,
        guest::{GuestOrderInput, GuestQuantityInput},
        json::Json,
    },
    domain::ids::LineId,
};
use leptos::prelude::*;

/// Orders what the guest's cart holds.
#[server(prefix = "/api", endpoint = "guest/submit_guest_order", output = Json)]
pub async fn submit_guest_order(input: GuestOrderInput) -> Result<Submitted, AppError> {
    use crate::server::{
        application::{command, ordering},
        http::session,
    };
    let submitted = command(ordering::submit_guest_order, input).await?;
    session::renew_guest();
    session::show_without_scripts(&submitted.path());
    Ok(submitted)
}

/// Buys another quantity of what the guest's cart holds.
#[server(prefix = "/api", endpoint = "guest/change_guest_quantity", output = Json)]
pub async fn change_guest_quantity(input: GuestQuantityInput) -> Result<(), AppError> {
    use crate::server::application::{command, guest};
    command(guest::change_quantity, input).await
}

/// Takes a line out of the guest's cart.
#[server(prefix = "/api", endpoint = "guest/remove_guest_line", output = Json)]
pub async fn remove_guest_line(line_id: LineId) -> Result<(), AppError> {
    use crate::server::application::{command, guest};
    command(guest::remove_line, line_id).await
}

/// Takes over what waits in the guest's cart of this browser; for whoever signed in and could not then.
#[server(prefix = "/api", endpoint = "guest/bring_over", output = Json)]
pub async fn bring_over() -> Result<(), AppError> {
    use crate::server::{
        application::{command, guest},
        http::session,
    };
    if command(guest::bring_over, ()).await? {
        session::forget_guest();
    }
    Ok(())
}

/// The asker has read what came of the cart that they had as a guest.
#[server(prefix = "/api", endpoint = "guest/dismiss_arrival", output = Json)]
pub async fn dismiss_arrival() -> Result<(), AppError> {
    use crate::server::application::{command, guest};
    command(guest::dismiss_arrival, ()).await
}
