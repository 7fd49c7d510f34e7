//! The offers of 86 vendors, each uploaded by its own seller in our own format.

use super::{
    data::{self, Offer, grouped, micros},
    market::{Market, OwnRow, Seller, own_format, report},
};
use crate::{
    api_types::inventory::UploadStatus,
    domain::{catalog::UploadMode, quantity::SaleUnits},
    server::{storage::catalog::StoredListing, testing::on_both},
};
use std::path::Path;

/// Units in stock of everything: the source does not say, and every order is to be served.
pub const STOCK: i64 = 1_000_000;

/// A vendor and what it offers.
pub struct Vendor {
    pub seller: Seller,
    pub offers: Vec<Offer>,
}

/// The vendors of the source, each with a member, without any listings yet.
pub async fn vendors(market: &Market, folder: &Path) -> Vec<Vendor> {
    let offers: Vec<Offer> = data::rows(folder, "parts/adventureworks_vendor_offers.csv");
    let mut vendors = Vec::new();
    for (number, (name, offers)) in grouped(offers, |offer: &Offer| offer.seller.clone()).into_iter().enumerate() {
        vendors.push(Vendor { seller: market.seller(number, &name).await, offers });
    }
    vendors
}

/// A vendor's offers as the file that it uploads.
pub fn file(vendor: &Vendor) -> Vec<u8> {
    own_format(vendor.offers.iter().map(|offer| -> OwnRow {
        let Offer { part_number, description, unit, unit_price, currency, .. } = offer.clone();
        let (lead_time, minimum) = (offer.lead_time_days.to_string(), offer.min_order_qty.to_string());
        let quantity = STOCK.to_string();
        let none = String::new;
        [part_number, none(), description, "NE".into(), quantity, unit, unit_price, currency, lead_time, minimum]
            .into_iter()
            .chain([none(), none(), none()])
            .collect::<Vec<_>>()
            .try_into()
            .expect("thirteen cells")
    }))
}

fn assert_landed(offer: &Offer, stored: &StoredListing) {
    let draft = &stored.draft;
    let price = draft.list_price.map(|price| (price.micros, price.currency.code()));
    assert_eq!(price, Some((micros(&offer.unit_price), offer.currency.as_str())), "{offer:?}");
    assert_eq!((&draft.part.part_number, &draft.part.unit), (&offer.part_number, &offer.unit));
    assert_eq!(draft.part.description, offer.description);
    assert_eq!((draft.lead_time_days, draft.quantity), (Some(offer.lead_time_days), STOCK), "{offer:?}");
    assert_eq!(draft.units, SaleUnits { minimum: offer.min_order_qty, pack: 1 }, "{offer:?}");
    assert!(!stored.removed && stored.agreed == 0);
}

/// Uploads a vendor's file, confirms it and compares what is stored with the source; answers the statements it took.
pub async fn upload(market: &Market, vendor: &Vendor) -> u64 {
    let rows = vendor.offers.len() as u64;
    let (checked, checking) = market.check(&vendor.seller, UploadMode::Replace, file(vendor)).await;
    assert_eq!(checked.summary.status, UploadStatus::Checked, "{}: {:?}", vendor.seller.name, checked.report);
    assert_eq!((report(&checked).rows, report(&checked).added, report(&checked).refused), (rows, rows, 0));
    assert!(market.stored(vendor.seller.id).await.is_empty(), "a dry run stores nothing");
    let (applied, applying) = market.confirm(&vendor.seller, &checked).await;
    assert_eq!(applied.summary.status, UploadStatus::Applied);
    assert_eq!(report(&applied), report(&checked), "what was announced is what was done");
    let stored = market.stored(vendor.seller.id).await;
    assert_eq!(stored.len() as u64, rows);
    for offer in &vendor.offers {
        let mut landed = stored.values().filter(|listing| listing.draft.part.part_number == offer.part_number);
        assert_landed(offer, landed.next().expect("the offer is listed"));
        assert!(landed.next().is_none(), "{offer:?} is listed twice");
    }
    checking + applying
}

on_both! {
    async fn every_vendor_offer_lands_as_it_is_and_stays_the_same_listing(store: Store) {
        let Some(folder) = data::folder() else { return };
        let market = Market::new(store);
        let vendors = vendors(&market, &folder).await;
        let (mut rows, mut statements) = (0, 0);
        for vendor in &vendors {
            rows += vendor.offers.len();
            statements += upload(&market, vendor).await;
        }
        assert_eq!((vendors.len(), rows), (86, 460));
        println!("vendor offers: {rows} rows of {} sellers, {statements} statements", vendors.len());
        assert!(statements <= 40 * vendors.len() as u64, "{statements} statements");
        for vendor in &vendors {
            let before = market.ids(vendor.seller.id).await;
            let (checked, _) = market.check(&vendor.seller, UploadMode::Replace, file(vendor)).await;
            let done = report(&checked);
            assert_eq!((done.unchanged, done.refused), (done.rows, 0), "{}", vendor.seller.name);
            assert_eq!((done.added, done.changed, done.removed), (0, 0, 0), "{}", vendor.seller.name);
            assert_eq!(market.ids(vendor.seller.id).await, before, "a listing keeps its id");
        }
    }
}
