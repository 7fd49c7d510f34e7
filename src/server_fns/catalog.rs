//! The catalogue and demands.

use crate::api_types::catalog::{DemandInput, DemandPage, PartPage, PartSearch, PartSearchPage};
use crate::api_types::negotiation::Tab;
use crate::api_types::{AppError, json::Json};
use crate::domain::ids::DemandId;
use leptos::prelude::*;

/// Searches the catalogue; open to guests.
#[server(prefix = "/api", endpoint = "catalog/search_parts", output = Json)]
pub async fn search_parts(search: PartSearch) -> Result<PartSearchPage, AppError> {
    use crate::server::application::{catalog, query};
    query(catalog::search_parts, search).await
}

/// All sellers of one part number; open to guests.
#[server(prefix = "/api", endpoint = "catalog/load_part", output = Json)]
pub async fn load_part(key: String) -> Result<PartPage, AppError> {
    use crate::server::application::{catalog, query};
    query(catalog::load_part, key).await
}

/// The organisation's demands.
#[server(prefix = "/api", endpoint = "catalog/load_demands", output = Json)]
pub async fn load_demands(tab: Tab, after: String) -> Result<DemandPage, AppError> {
    use crate::server::application::{demand, query};
    query(demand::load_demands, (tab, after)).await
}

/// Opens a demand.
#[server(prefix = "/api", endpoint = "catalog/create_demand", output = Json)]
pub async fn create_demand(input: DemandInput) -> Result<DemandId, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{command, demand},
            http::flash,
        },
    };
    let id = command(demand::create_demand, input).await?;
    flash::say(Done::DemandOpened);
    Ok(id)
}

/// Closes an open demand.
#[server(prefix = "/api", endpoint = "catalog/close_demand", output = Json)]
pub async fn close_demand(demand_id: DemandId) -> Result<(), AppError> {
    use crate::server::application::{command, demand};
    command(demand::close_demand, demand_id).await
}
