//! The offers of 11 suppliers as they come: other columns, four currencies, many without price or stock.

use super::{
    data::{self, grouped, micros},
    market::{Market, report},
};
use crate::{
    api_types::inventory::{RowError, UploadReport, UploadStatus},
    domain::{catalog::UploadMode, text::normalise_part_number},
    server::testing::on_both,
};
use std::collections::{BTreeSet, HashMap};

const FILE: &str = "parts/inventree_supplier_offers.csv";

/// The columns of the source that say nothing to us.
const UNKNOWN: [&str; 10] = [
    "seller",
    "manufacturer_part_number",
    "internal_part_name",
    "category",
    "quantity_as_of",
    "packaging",
    "order_multiple",
    "price_min_quantity",
    "price_break_count",
    "link",
];

type Row = HashMap<String, String>;

/// How the source's rows are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    AsTheyAre,
    /// With 50 units where the source has no stock.
    Stocked,
    /// Stocked, and with the part number as it is written for a stock id.
    StockedWithIds,
}

/// The source's own rows, in its own columns.
fn file(columns: &[String], rows: &[Row], sent: Sent) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let stock_id = (sent == Sent::StockedWithIds).then_some("sku");
    writer.write_record(columns.iter().map(String::as_str).chain(stock_id)).expect("a header");
    for row in rows {
        let cells = columns.iter().map(|column| match (column.as_str(), row[column].as_str()) {
            ("quantity", "") if sent != Sent::AsTheyAre => "50",
            (_, cell) => cell,
        });
        writer.write_record(cells.chain(stock_id.map(|_| row["part_number"].as_str()))).expect("a row");
    }
    writer.into_inner().expect("a file in memory")
}

/// Which rows can be listings: with a whole stock, with packs that are a number, and only the first of those whose part
/// numbers compare the same. The source has resistors that differ by nothing but a decimal point.
fn fit(rows: &[Row], sent: Sent) -> Vec<bool> {
    let whole = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let mut seen = BTreeSet::new();
    let is_fit = |row: &Row| {
        let has_stock = whole(&row["quantity"]) || (row["quantity"].is_empty() && sent != Sent::AsTheyAre);
        let identity = (normalise_part_number(&row["part_number"]), row["manufacturer"].to_lowercase());
        has_stock
            && (row["pack_quantity"].is_empty() || whole(&row["pack_quantity"]))
            && (seen.insert(identity) || sent == Sent::StockedWithIds)
    };
    rows.iter().map(is_fit).collect()
}

fn assert_report(done: &UploadReport, rows: &[Row], sent: Sent) {
    let fit = fit(rows, sent);
    let refused = fit.iter().filter(|fit| !**fit).count() as u64;
    assert_eq!((done.rows, done.refused), (rows.len() as u64, refused), "{:?}", done.errors);
    for error in &done.errors {
        let at = usize::try_from(error.row).expect("a row") - 2;
        assert!(!fit[at], "refused for nothing: {error:?}");
        assert!(!error.reason.is_empty() && !error.column.is_empty());
    }
    let unknown: Vec<&str> = done.unknown_columns.iter().map(String::as_str).collect();
    assert_eq!(unknown, UNKNOWN, "the columns that are left out are named");
}

on_both! {
    async fn foreign_columns_are_named_and_missing_prices_are_no_prices(store: Store) {
        let Some(folder) = data::folder() else { return };
        let market = Market::new(store);
        let rows: Vec<Row> = data::rows(&folder, FILE);
        let columns = data::columns(&folder, FILE);
        let suppliers = grouped(rows, |row: &Row| row["seller"].clone());
        assert_eq!(suppliers.len(), 11);
        let (mut asked, mut refused, mut confused, mut priced, mut unpriced) = (0, 0, 0, 0, 0);
        let mut currencies = BTreeSet::new();
        for (number, (name, rows)) in suppliers.iter().enumerate() {
            let seller = market.seller(number, name).await;
            for sent in [Sent::AsTheyAre, Sent::Stocked] {
                let (checked, _) = market.check(&seller, UploadMode::Replace, file(&columns, rows, sent)).await;
                assert_report(report(&checked), rows, sent);
                let same = |error: &&RowError| sent == Sent::Stocked && error.reason.starts_with("is the same listing");
                confused += report(&checked).errors.iter().filter(same).count();
            }
            let sent = Sent::StockedWithIds;
            let (checked, _) = market.check(&seller, UploadMode::Replace, file(&columns, rows, sent)).await;
            let applied = match report(&checked).changes() {
                0 => checked,
                _ => market.confirm(&seller, &checked).await.0,
            };
            let expected = if report(&applied).changes() == 0 { UploadStatus::Checked } else { UploadStatus::Applied };
            assert_eq!(applied.summary.status, expected);
            assert_report(report(&applied), rows, sent);
            (asked, refused) = (asked + report(&applied).rows, refused + report(&applied).refused);
            let stored = market.stored(seller.id).await;
            assert_eq!(stored.len() as u64, report(&applied).rows - report(&applied).refused);
            for (row, _) in rows.iter().zip(fit(rows, sent)).filter(|(_, fit)| *fit) {
                let listing = stored.values().find(|listing| listing.draft.part.part_number == row["part_number"]);
                let price = listing.expect("the offer is listed").draft.list_price;
                let source = Some(row["unit_price"].as_str()).filter(|text| !text.is_empty());
                assert_eq!(price.map(|price| price.micros), source.map(micros), "{row:?}");
                *(if price.is_some() { &mut priced } else { &mut unpriced }) += 1;
                currencies.extend(price.map(|price| price.currency.code()));
            }
        }
        println!("supplier offers: {asked} rows, {refused} refused, {confused} only told apart by a stock id");
        println!("supplier offers: {priced} priced in {currencies:?}, {unpriced} without price");
        assert_eq!((asked, priced + unpriced, currencies.len()), (773, 773 - refused, 4));
    }
}
