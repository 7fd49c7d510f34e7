//! Where the real data is, and its files as rows. Must not know what they are for.

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::HashMap,
    env,
    fs::File,
    hash::Hash,
    io::Read,
    path::{Path, PathBuf},
};

/// The folder with the real data; `None`, said out loud, where a test has to do without.
///
/// Panics where continuous integration must have the data and does not.
pub fn folder() -> Option<PathBuf> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = env::var_os("COUNTERPART_REAL_DATA").map_or_else(usual, PathBuf::from);
    match presence(folder.is_dir(), env::var("CI").ok().as_deref()) {
        Presence::Here => {
            println!("real data: read from {}", folder.display());
            Some(folder)
        }
        Presence::Missed => {
            println!("real data: NOT FOUND at {}; this test checked nothing", folder.display());
            None
        }
        Presence::Required => panic!("CI=true requires the real data, and it is not at {}", folder.display()),
    }
}

/// What a test does about the data.
#[derive(Debug, PartialEq, Eq)]
enum Presence {
    Here,
    /// The test passes without having checked anything, and says so.
    Missed,
    /// The test fails.
    Required,
}

fn presence(found: bool, ci: Option<&str>) -> Presence {
    match (found, ci) {
        (true, _) => Presence::Here,
        (false, Some("true")) => Presence::Required,
        (false, Some(_) | None) => Presence::Missed,
    }
}

/// All rows of a CSV file, packed if its name ends in `.gz`.
pub fn rows<T: DeserializeOwned>(folder: &Path, name: &str) -> Vec<T> {
    let rows: Result<Vec<T>, _> = open(folder, name).into_deserialize().collect();
    rows.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The columns of a file, in their order.
pub fn columns(folder: &Path, name: &str) -> Vec<String> {
    let header = open(folder, name).headers().cloned().unwrap_or_else(|error| panic!("{name}: {error}"));
    header.iter().map(str::to_owned).collect()
}

fn open(folder: &Path, name: &str) -> csv::Reader<Box<dyn Read>> {
    let file = File::open(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let reader: Box<dyn Read> = if name.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    csv::Reader::from_reader(reader)
}

/// A decimal of the source in millionths, read without the product's own reader.
pub fn micros(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 6, "{text} has more than six decimals");
    format!("{whole}{fraction:0<6}").parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What a vendor offers, of `parts/adventureworks_vendor_offers.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct Offer {
    pub seller: String,
    pub part_number: String,
    pub description: String,
    pub unit: String,
    pub unit_price: String,
    pub currency: String,
    pub lead_time_days: i32,
    pub min_order_qty: i64,
}

/// A price of a contract, of `parts/va_fss_contract_prices.csv.gz`.
#[derive(Clone, Debug, Deserialize)]
pub struct ContractPrice {
    pub seller: String,
    pub contract_number: String,
    pub part_number: String,
    pub description: String,
    pub package: String,
    pub unit_price: String,
    pub currency: String,
    pub price_type: String,
}

/// A line of a purchase order, of `orders/adventureworks_purchase_orders_train.csv.gz`.
#[derive(Clone, Debug, Deserialize)]
pub struct OrderLine {
    pub line_id: u64,
    pub order_date: String,
    pub status: String,
    pub buyer_employee_id: String,
    pub seller: String,
    pub part_number: String,
    pub description: String,
    pub quantity: i64,
    pub unit_price: String,
    pub line_total: String,
    /// Units, with decimals for form's sake: what came, what of it was sent back, what was kept.
    pub received_qty: String,
    pub rejected_qty: String,
    pub stocked_qty: String,
    pub currency: String,
}

/// Rows by a key, in the order in which each key comes first.
pub fn grouped<T, K: Eq + Hash + Clone>(rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<(K, Vec<T>)> {
    let mut places = HashMap::new();
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for row in rows {
        let key = key(&row);
        let at = *places.entry(key.clone()).or_insert(groups.len());
        if at == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[at].1.push(row);
    }
    groups
}

#[test]
fn only_continuous_integration_requires_the_data() {
    assert_eq!(presence(true, None), Presence::Here);
    assert_eq!(presence(true, Some("true")), Presence::Here);
    assert_eq!(presence(false, None), Presence::Missed);
    assert_eq!(presence(false, Some("false")), Presence::Missed);
    assert_eq!(presence(false, Some("true")), Presence::Required);
}

#[test]
fn decimals_are_read_to_the_last_digit() {
    assert_eq!(["45.4100", "0.01", "3246231.16", "7"].map(micros), [45_410_000, 10_000, 3_246_231_160_000, 7_000_000]);
}

#[test]
fn groups_keep_the_order_of_their_first_rows() {
    let groups = grouped(vec![(2, 'a'), (1, 'b'), (2, 'c')], |row| row.0);
    assert_eq!(groups, [(2, vec![(2, 'a'), (2, 'c')]), (1, vec![(1, 'b')])]);
}
