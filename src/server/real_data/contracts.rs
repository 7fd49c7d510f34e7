//! The contract prices of 515 sellers: every row is a listing of its own, however often a product is priced.

use super::{
    data::{self, ContractPrice, grouped, micros},
    market::{Market, OwnRow, Seller, confirmation, own_format, report},
};
use crate::{
    api_types::{
        AppError,
        catalog::PartSearch,
        inventory::{UploadReport, UploadStatus},
    },
    domain::{
        catalog::UploadMode,
        text::{normalise_part_number, words},
    },
    server::{
        application::{
            catalog, execute,
            inventory::{self, Source},
            query_in,
        },
        testing::on_both,
    },
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
    sync::Arc,
};

/// A seller with its rows, each with its place in the source.
struct Contractor {
    seller: Seller,
    prices: Vec<(usize, ContractPrice)>,
}

async fn contractors(market: &Market, folder: &Path) -> Vec<Contractor> {
    let rows: Vec<ContractPrice> = data::rows(folder, "parts/va_fss_contract_prices.csv.gz");
    let rows: Vec<(usize, ContractPrice)> = rows.into_iter().enumerate().collect();
    let mut contractors = Vec::new();
    for (number, (name, prices)) in grouped(rows, |row| row.1.seller.clone()).into_iter().enumerate() {
        contractors.push(Contractor { seller: market.seller(number, &name).await, prices });
    }
    contractors
}

/// Blanks are read as one, as spreadsheets align with them.
fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn stock_id((row, price): &(usize, ContractPrice)) -> String {
    let ContractPrice { contract_number, part_number, package, price_type, .. } = price;
    single_blanks(&format!("{contract_number} {part_number} {package} {price_type} {row}"))
}

fn file(prices: &[(usize, ContractPrice)], with_stock_id: bool) -> Vec<u8> {
    own_format(prices.iter().map(|row| -> OwnRow {
        let ContractPrice { part_number, description, unit_price, currency, .. } = row.1.clone();
        let stock_id = if with_stock_id { stock_id(row) } else { String::new() };
        let none = String::new;
        [part_number, none(), description, "NE".into(), "100".into(), "EA".into(), unit_price, currency]
            .into_iter()
            .chain([none(), none(), none(), none(), stock_id])
            .collect::<Vec<_>>()
            .try_into()
            .expect("thirteen cells")
    }))
}

/// Applies a contractor's file as the command line does; answers the result and the statements it took.
async fn apply(market: &Market, contractor: &Contractor) -> (UploadReport, u64) {
    let source = Source {
        seller_id: contractor.seller.id,
        actor_id: None,
        file_name: "contract.csv".into(),
        mode: UploadMode::Update,
        content: Arc::new(file(&contractor.prices, true)),
        sheet: None,
        matching: Arc::default(),
        upload: None,
        most_removals: None,
    };
    let ctx = market.system();
    let report = inventory::apply_file(&ctx, &source).await.expect("applied");
    (report, ctx.store.statements())
}

/// Every row is stored with its exact price; answers how many there are.
async fn assert_stored(market: &Market, contractor: &Contractor) -> usize {
    let stored = market.stored(contractor.seller.id).await;
    assert_eq!(stored.len(), contractor.prices.len(), "{}", contractor.seller.name);
    for row in &contractor.prices {
        let listing = &stored[&format!("stock:{}", stock_id(row))].draft;
        let price = listing.list_price.map(|price| (price.micros, price.currency.code()));
        assert_eq!(price, Some((micros(&row.1.unit_price), row.1.currency.as_str())), "{row:?}");
        assert_eq!(listing.part.part_number, single_blanks(&row.1.part_number));
        assert_eq!(listing.part.description, single_blanks(&row.1.description));
    }
    stored.len()
}

/// The part numbers of the source whose listings have a word that begins so.
fn expected(contractors: &[Contractor], word: &str) -> BTreeSet<String> {
    let begins = |text: &str| words(text).iter().any(|known| known.starts_with(word));
    let finds = |price: &ContractPrice| {
        let key = normalise_part_number(&price.part_number).to_lowercase();
        key.starts_with(word) || begins(&price.part_number) || begins(&price.description) || begins(&price.seller)
    };
    let prices = contractors.iter().flat_map(|contractor| &contractor.prices);
    prices.filter(|row| finds(&row.1)).map(|row| normalise_part_number(&row.1.part_number)).collect()
}

/// All pages of a search, as a guest sees them.
async fn search(market: &Market, word: &str) -> BTreeSet<String> {
    let mut search = PartSearch { q: word.to_owned(), ..PartSearch::default() };
    let mut found = BTreeSet::new();
    loop {
        let page = query_in(&market.system(), catalog::search_parts, search.clone()).await.expect("a page");
        for group in page.groups.rows {
            assert!(found.insert(group.key), "a part number stands on one page only");
        }
        match page.groups.next {
            Some(next) => search.after = next,
            None => return found,
        }
    }
}

fn largest(contractors: &[Contractor]) -> &Contractor {
    contractors.iter().max_by_key(|contractor| contractor.prices.len()).expect("somebody")
}

on_both! {
    async fn every_contract_price_is_stored_exactly_with_few_statements_and_found(store: Store) {
        let Some(folder) = data::folder() else { return };
        let market = Market::new(store);
        let contractors = contractors(&market, &folder).await;
        let (mut rows, mut refused, mut stored, mut statements, mut most) = (0, 0, 0, 0, 0);
        for contractor in &contractors {
            let (report, took) = apply(&market, contractor).await;
            assert_eq!((report.failure, report.rows), (None, contractor.prices.len() as u64));
            assert!(report.errors.iter().all(|error| !error.reason.is_empty()), "{:?}", report.errors);
            assert_eq!(report.added, report.rows - report.refused);
            (rows, refused) = (rows + report.rows, refused + report.refused);
            (statements, most) = (statements + took, most.max(took));
            stored += assert_stored(&market, contractor).await;
        }
        println!("contract prices: {rows} rows of {} sellers, {refused} refused, {stored} stored", contractors.len());
        println!("contract prices: {statements} statements in all, at most {most} for one seller");
        assert_eq!((contractors.len(), rows, refused, stored), (515, 21_160, 0, 21_160));
        assert!(most <= 16 && statements <= 10 * contractors.len() as u64, "{statements} statements, {most} for one seller");
        let descriptions = contractors.iter().flat_map(|contractor| &contractor.prices).step_by(1_511);
        let words: HashSet<String> = descriptions
            .filter_map(|row| words(&row.1.description).into_iter().max_by_key(|word| word.len()))
            .collect();
        let mut hits = 0;
        for word in &words {
            let found = search(&market, word).await;
            assert_eq!(found, expected(&contractors, word), "searching for {word}");
            hits += found.len();
        }
        println!("contract prices: {} words found {hits} part numbers", words.len());
        assert!(words.len() >= 10 && hits >= words.len());
    }

    async fn the_largest_contract_is_checked_confirmed_and_safe_from_a_broken_file(store: Store) {
        let Some(folder) = data::folder() else { return };
        let market = Market::new(store);
        let contractors = contractors(&market, &folder).await;
        let largest = largest(&contractors);
        assert_refused_rows_have_reasons(&market, largest).await;
        let rows = largest.prices.len() as u64;
        let (checked, checking) = market.check(&largest.seller, UploadMode::Replace, file(&largest.prices, true)).await;
        assert_eq!((report(&checked).rows, report(&checked).added, report(&checked).refused), (rows, rows, 0));
        let (applied, applying) = market.confirm(&largest.seller, &checked).await;
        assert_eq!((applied.summary.status, report(&applied)), (UploadStatus::Applied, report(&checked)));
        println!("the largest contract: {rows} rows, {checking} statements to check, {applying} to apply");
        assert!(checking <= 10 && applying <= 24, "{checking} and {applying} statements for {rows} rows");
        assert_stored(&market, largest).await;
        assert_broken_file_changes_nothing(&market, largest).await;
        let before = market.ids(largest.seller.id).await;
        let (again, _) = market.check(&largest.seller, UploadMode::Replace, file(&largest.prices, true)).await;
        assert_eq!((report(&again).unchanged, report(&again).changed, report(&again).removed), (rows, 0, 0));
        assert_eq!(market.ids(largest.seller.id).await, before);
    }
}

/// Without stock ids a product code is one listing: all its further rows are refused, and each says why.
async fn assert_refused_rows_have_reasons(market: &Market, largest: &Contractor) {
    let (checked, _) = market.check(&largest.seller, UploadMode::Update, file(&largest.prices, false)).await;
    let codes: HashSet<String> = largest.prices.iter().map(|row| normalise_part_number(&row.1.part_number)).collect();
    let report = report(&checked);
    assert_eq!(report.refused, (largest.prices.len() - codes.len()) as u64);
    assert_eq!((report.added, report.errors.len() as u64), (codes.len() as u64, report.refused.min(200)));
    let first: HashMap<u64, String> =
        (2_u64..).zip(&largest.prices).map(|(row, price)| (row, normalise_part_number(&price.1.part_number))).collect();
    for error in &report.errors {
        let named = error.reason.strip_prefix("is the same listing as row ").and_then(|rest| rest.split(' ').next());
        let named: u64 = named.and_then(|row| row.parse().ok()).expect("a reason that names the row before");
        assert!(named < error.row && first[&named] == first[&error.row], "{error:?}");
    }
    println!("the largest contract without stock ids: {} of {} rows refused", report.refused, report.rows);
    assert!(report.refused > 0, "products are priced more than once");
}

/// Half the inventory with a quote too many in its last row: neither half nor the missing half comes to harm.
async fn assert_broken_file_changes_nothing(market: &Market, largest: &Contractor) {
    let before = market.stored(largest.seller.id).await;
    let mut content = file(&largest.prices[..largest.prices.len() / 2], true);
    content.pop();
    let last = content.iter().rposition(|byte| *byte == b'\n').expect("several rows") + 1;
    content.insert(last, b'"');
    let (broken, _) = market.check(&largest.seller, UploadMode::Replace, content).await;
    assert_eq!(broken.summary.status, UploadStatus::Failed);
    let failure = report(&broken).failure.clone().unwrap_or_default();
    assert!(failure.starts_with(&format!("Row {}:", largest.prices.len() / 2 + 1)), "{failure}");
    let ctx = market.as_member(&largest.seller.member);
    let confirmed = execute(ctx, inventory::confirm_upload, confirmation(&broken)).await;
    assert_eq!(confirmed, Err(AppError::invalid("upload", "could not be read")));
    let after = market.stored(largest.seller.id).await;
    assert_eq!(after.len(), before.len());
    for (identity, listing) in before {
        let kept = &after[&identity];
        assert_eq!((kept.id, &kept.draft, kept.removed), (listing.id, &listing.draft, false));
    }
}
