//! How bags reach sellers' own order systems: connectors, the report, the schedule.

use crate::{
    api_types::{
        AppError,
        delivery::{
            AcceptDeliveryInput, ConnectorInput, ConnectorPage, DeliveriesPage, DeliveriesQuery, DeliveryDetail, RetryInput,
            SubmitOrdersInput, SubmitOrdersView,
        },
        json::Json,
    },
    domain::ids::BagId,
};
use leptos::prelude::*;

/// The connector of the seller acted for; for its admins.
#[server(prefix = "/api", endpoint = "delivery/load_connector", output = Json)]
pub async fn load_connector() -> Result<ConnectorPage, AppError> {
    use crate::server::application::{delivery::connector, query};
    query(connector::load_connector, ()).await
}

/// Stores the connector of the seller acted for; for its admins.
#[server(prefix = "/api", endpoint = "delivery/save_connector", output = Json)]
pub async fn save_connector(input: ConnectorInput) -> Result<ConnectorPage, AppError> {
    use crate::api_types::done::Done;
    use crate::server::{
        application::{command, delivery::connector},
        http::flash,
    };
    let saved = command(connector::save_connector, input).await?;
    flash::say(Done::Saved);
    Ok(saved)
}

/// Bags on their way to sellers' systems; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/load_deliveries", output = Json)]
pub async fn load_deliveries(#[server(default)] input: DeliveriesQuery) -> Result<DeliveriesPage, AppError> {
    use crate::server::application::{delivery::report, query};
    query(report::load_deliveries, input).await
}

/// One of them with all its tries; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/load_delivery", output = Json)]
pub async fn load_delivery(bag_id: BagId) -> Result<DeliveryDetail, AppError> {
    use crate::server::application::{delivery::report, query};
    query(report::load_delivery, bag_id).await
}

/// Tries a bag again, now; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/retry_delivery", output = Json)]
pub async fn retry_delivery(input: RetryInput) -> Result<DeliveryDetail, AppError> {
    use crate::server::application::{command, delivery::report};
    command(report::retry_delivery, input).await
}

/// Marks a bag as accepted by hand; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/accept_delivery", output = Json)]
pub async fn accept_delivery(input: AcceptDeliveryInput) -> Result<DeliveryDetail, AppError> {
    use crate::server::application::{command, delivery::report};
    command(report::accept_delivery, input).await
}

/// The setting `ERP_SubmitOrders`; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/load_submit_orders", output = Json)]
pub async fn load_submit_orders() -> Result<SubmitOrdersView, AppError> {
    use crate::server::application::{delivery::settings, query};
    query(settings::load_submit_orders, ()).await
}

/// Stores the setting `ERP_SubmitOrders`; for merchant admins.
#[server(prefix = "/api", endpoint = "delivery/save_submit_orders", output = Json)]
pub async fn save_submit_orders(input: SubmitOrdersInput) -> Result<SubmitOrdersView, AppError> {
    use crate::api_types::done::Done;
    use crate::server::{
        application::{command, delivery::settings},
        http::flash,
    };
    let saved = command(settings::save_submit_orders, input).await?;
    flash::say(Done::Scheduled);
    Ok(saved)
}
