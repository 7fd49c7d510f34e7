//! The offers of 11 suppliers as they come: other columns, four currencies, many without price or stock.

use super::{
    data::{self, grouped, micros},
    market::{Market, report},
};
use crate::{
    api_types::inventory::{UploadReport, UploadStatus},
    domain::catalog::UploadMode,
    server::{storage::Store, testing::on_both},
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

/// The source's own rows, in its own columns; with a stock of its own where the source has none, if asked for.
fn file(columns: &[String], rows: &[Row], stock: Option<&str>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).expect("a header");
    for row in rows {
        let cells = columns.iter().map(|column| match (column.as_str(), row[column].as_str(), stock) {
            ("quantity", "", Some(stock)) => stock,
            (_, cell, _) => cell,
        });
        writer.write_record(cells).expect("a row");
    }
    writer.into_inner().expect("a file in memory")
}

/// Whether a row can be a listing: with a whole stock, and packs that are a number.
fn is_listing(row: &Row, stocked: bool) -> bool {
    let whole = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let quantity = row["quantity"].trim_end_matches(".0");
    let has_stock = if row["quantity"].is_empty() { stocked } else { whole(quantity) };
    has_stock && (row["pack_quantity"].is_empty() || whole(&row["pack_quantity"]))
}

fn assert_report(done: &UploadReport, rows: &[Row], stocked: bool) {
    let fit = rows.iter().filter(|row| is_listing(row, stocked)).count() as u64;
    assert_eq!((done.rows, done.refused), (rows.len() as u64, rows.len() as u64 - fit), "{:?}", done.errors);
    let named: BTreeSet<u64> = done.errors.iter().map(|error| error.row).collect();
    for row in named {
        let at = usize::try_from(row).expect("a row") - 2;
        assert!(!is_listing(&rows[at], stocked), "row {row} is refused for nothing: {:?}", done.errors);
    }
    assert!(done.errors.iter().all(|error| !error.reason.is_empty() && !error.column.is_empty()));
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
        let (mut asked, mut refused, mut priced, mut unpriced) = (0, 0, 0, 0);
        let mut currencies = BTreeSet::new();
        for (number, (name, rows)) in suppliers.iter().enumerate() {
            let seller = market.seller(number, name).await;
            let (as_it_is, _) = market.check(&seller, UploadMode::Replace, file(&columns, rows, None)).await;
            assert_report(report(&as_it_is), rows, false);
            let (stocked, _) = market.check(&seller, UploadMode::Replace, file(&columns, rows, Some("50"))).await;
            assert_report(report(&stocked), rows, true);
            let (applied, _) = market.confirm(&seller, stocked.summary.id).await;
            assert_eq!(applied.summary.status, UploadStatus::Applied);
            (asked, refused) = (asked + report(&applied).rows, refused + report(&applied).refused);
            let stored = market.stored(seller.id).await;
            assert_eq!(stored.len() as u64, report(&applied).rows - report(&applied).refused);
            for row in rows.iter().filter(|row| is_listing(row, true)) {
                let listing = stored.values().find(|listing| listing.draft.part.part_number == row["part_number"]);
                let price = listing.expect("the offer is listed").draft.list_price;
                match row["unit_price"].as_str() {
                    "" => (unpriced += 1, assert_eq!(price, None)),
                    text => (priced += 1, assert_eq!(price.map(|price| price.micros), Some(micros(text)), "{row:?}")),
                };
                currencies.extend(price.map(|price| price.currency.code()));
            }
        }
        println!("supplier offers: {asked} rows, {refused} refused, {priced} priced in {currencies:?}, {unpriced} without price");
        assert_eq!((asked, priced + unpriced, currencies.len()), (773, 773 - refused, 4));
    }
}
