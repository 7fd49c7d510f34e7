//! The demo's uploads: what two sellers sent in the weeks before, with what was refused. Must leave the stock as
//! `listings` tells it, but for a last delivery.

use super::{Demo, draft, listings::DemoListing, unknown};
use crate::{
    api_types::{AppError, inventory::Confirmation},
    domain::{
        catalog::{ListingDraft, UploadMode},
        identity::Principal,
        ids::UploadId,
        time::Timestamp,
    },
    server::application::{
        execute,
        inventory::{self, FileKind, NewUpload},
    },
};
use std::sync::Arc;

/// Seller, who sends, and how their files are called.
const SENDERS: [(&str, &str); 2] = [("orbit", "stock"), ("kestrel", "weekly inventory")];

/// Rows of a file.
const ROWS: usize = 60;

/// Rows that are refused: a condition and a quantity that are none.
const MISTAKES: &str = "NAS1149F0363P,,Washer,mint,40,EA,,,,,,,\r\nMS21042L3,,Nut,NE,many,EA,,,,,,,\r\n";

/// A file that one seller sends.
struct Sending {
    seller: &'static str,
    name: &'static str,
    at: Timestamp,
    drafts: Vec<ListingDraft>,
    kind: FileKind,
    /// Rows at the end of a text file.
    mistakes: &'static str,
}

/// What was sent before anybody asked for anything: older figures first, then those that hold.
pub async fn send_earlier(demo: &Demo, listings: &[DemoListing]) -> Result<(), AppError> {
    for (seller, name) in SENDERS {
        let drafts = drafts(listings, seller)?;
        let mut older = drafts.clone();
        for draft in older.iter_mut().step_by(3) {
            draft.quantity += 4 * draft.units.pack;
        }
        let first = Sending { at: demo.now.plus_days(-62), drafts: older, mistakes: MISTAKES, ..nothing(seller, name) };
        send(demo, first).await?;
        let second = Sending { at: demo.now.plus_days(-45), drafts, kind: FileKind::Xlsx, ..nothing(seller, name) };
        send(demo, second).await?;
    }
    Ok(())
}

fn nothing(seller: &'static str, name: &'static str) -> Sending {
    Sending { seller, name, at: Timestamp(0), drafts: Vec::new(), kind: FileKind::Csv, mistakes: "" }
}

/// A delivery arrived today: some listings have more.
pub async fn send_latest(demo: &Demo, listings: &[DemoListing]) -> Result<(), AppError> {
    for (seller, name) in SENDERS {
        let mut drafts = drafts(listings, seller)?;
        drafts.truncate(24);
        for draft in drafts.iter_mut().step_by(2) {
            draft.quantity += 10 * draft.units.pack;
        }
        send(demo, Sending { at: demo.now, drafts, ..nothing(seller, name) }).await?;
    }
    Ok(())
}

/// The last of a seller's listings that have units: those that few conversations are about.
fn drafts(listings: &[DemoListing], seller: &str) -> Result<Vec<ListingDraft>, AppError> {
    let own = listings.iter().rev().filter(|listing| listing.seller == seller && listing.quantity > 0);
    own.take(ROWS).map(draft).collect()
}

async fn send(demo: &Demo, sending: Sending) -> Result<UploadId, AppError> {
    let Sending { seller, name, at, drafts, kind, mistakes } = sending;
    let is_seller = |person: &Principal| person.membership.as_ref().is_some_and(|own| own.roles.seller);
    let sellers = demo.people.iter().filter(|((organisation, _), person)| *organisation == seller && is_seller(person));
    let email = sellers.map(|((_, email), _)| *email).min().ok_or_else(|| unknown(seller))?;
    let context = || demo.as_person(seller, email);
    demo.set_clock(at);
    let (ending, content) = match kind {
        FileKind::Csv => ("csv", (inventory::text_file(drafts).collect::<String>() + mistakes).into_bytes()),
        FileKind::Xlsx => ("xlsx", execute(context()?, inventory::workbook_file, drafts).await?),
    };
    let file_name = format!("{name} {}.{ending}", at.date_text());
    let upload = NewUpload { file_name, mode: UploadMode::Update, content: Arc::new(content), sheet: String::new() };
    let id = execute(context()?, inventory::receive_upload, upload).await?;
    execute(context()?, inventory::confirm_upload, Confirmation { upload_id: id, removing: None }).await?;
    Ok(id)
}
