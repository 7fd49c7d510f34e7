//! stub
use super::*; use crate::api_types::catalog::*; use crate::api_types::negotiation::Tab; use crate::domain::ids::DemandId;
pub async fn search_parts(_c: Context, _i: PartSearch) -> Outcome<PartSearchPage> { unreachable!() }
pub async fn load_part(_c: Context, _i: String) -> Outcome<PartPage> { unreachable!() }
pub async fn load_demands(_c: Context, _i: (Tab, String)) -> Outcome<DemandPage> { unreachable!() }
pub async fn create_demand(_c: Context, _i: DemandInput) -> Outcome<DemandId> { unreachable!() }
pub async fn close_demand(_c: Context, _i: DemandId) -> Outcome<()> { unreachable!() }
