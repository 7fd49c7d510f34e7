//! stub
use super::*; use crate::api_types::inventory::*; use crate::domain::{catalog::*, ids::*};
#[derive(Default)] pub struct Progress;
pub async fn load_inventory(_c: Context, _i: (String, String)) -> Outcome<InventoryPage> { unreachable!() }
pub async fn load_upload(_c: Context, _i: UploadId) -> Outcome<UploadPage> { unreachable!() }
pub async fn confirm_upload(_c: Context, _i: UploadId) -> Outcome<()> { unreachable!() }
pub async fn discard_upload(_c: Context, _i: UploadId) -> Outcome<()> { unreachable!() }
pub async fn recover_uploads(_c: Context) -> Outcome<()> { unreachable!() }
pub async fn import_listings(_c: Context, _i: (OrganisationId, Vec<ListingDraft>)) -> Outcome<UploadReport> { unreachable!() }
pub async fn listing_identities(_c: Context, _i: OrganisationId) -> Outcome<Vec<(String, ListingId)>> { unreachable!() }
