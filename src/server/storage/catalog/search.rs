//! Searching the catalogue: parts grouped by number page by page, one part with its sellers. Must not rank or filter
//! anything after the fact: what a page shows is what its statement answers.

use super::{
    DraftRow, MAX_WORDS, Way, Words, beyond, draft_columns, found_by_first_word, listing_matches, price_breaks,
    stored_draft_columns,
};
use crate::{
    domain::{
        catalog::{Condition, ListingDraft},
        ids::{ListingId, OrganisationId, PersonId},
        money::{Currency, UnitPrice},
        time::Timestamp,
    },
    server::storage::{Reader, StorageError},
};
use sqlx::FromRow;
use std::collections::BTreeMap;

/// Groups on a page; one more is read, to know whether there is a next page.
pub const PAGE: usize = 50;

/// SQL: which listings `l` a search shows from `$26` on.
macro_rules! is_shown {
    () => {
        concat!(
            "l.removed_at IS NULL AND l.part_key > $26 AND ",
            listing_matches!(),
            " AND ($18 OR l.seller_id = $19) AND ($20 = '' OR l.condition = $20)
            AND ($21 OR l.price_micros IS NOT NULL) AND ($22 OR l.quantity > l.agreed)
            AND ($23 OR l.part_key NOT IN (SELECT c.part_key FROM cart_line c WHERE c.cart_id = ",
            current_cart_id!("$24", "$25"),
            " AND c.status IN ('open', 'quote')))"
        )
    };
}

macro_rules! groups {
    ($from:expr) => {
        concat!(
            "SELECT l.part_key, MIN(l.part_number) AS part_number, MIN(l.description) AS description,
            MIN(l.manufacturer) AS manufacturer, COUNT(*) AS listings, COUNT(DISTINCT l.seller_id) AS sellers,
            CAST(SUM(l.quantity - l.agreed) AS BIGINT) AS available, STRING_AGG(l.condition, ',') AS conditions,
            STRING_AGG(l.currency || ':' || l.price_micros, ',') AS prices FROM ",
            $from,
            is_shown!(),
            " GROUP BY l.part_key ORDER BY l.part_key LIMIT 51"
        )
    };
}

statements! {
    GROUPS_IN_ORDER = [groups!("listing l WHERE ")];
    GROUPS_OF_SELLER = [groups!("listing l WHERE l.seller_id = $19 AND ")];
    GROUPS_BY_FIRST_WORD = [concat!(
        found_by_first_word!(
            "l.id, l.part_key, l.part_number, l.description, l.manufacturer, l.seller_id, l.quantity, l.agreed, l.condition,
            l.price_micros, l.currency, l.removed_at"
        ),
        groups!("found l WHERE ")
    )];
    /// How many terms begin with each word; beyond 20,000 nobody counts.
    HITS = [concat!(
        "SELECT word.column1 AS word, (SELECT COUNT(*) FROM (SELECT 1 AS hit FROM listing_term t
        WHERE t.term >= word.column1 AND t.term < word.column1 || ", beyond!(), " LIMIT 20000) AS counted) AS hits
        FROM (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8)) AS word WHERE word.column1 <> ''"
    )];
    SELLERS = ["SELECT o.id, o.name FROM organisation o WHERE o.sells
        AND (SELECT l.id FROM listing l WHERE l.seller_id = o.id AND l.removed_at IS NULL LIMIT 1) IS NOT NULL
        ORDER BY o.name LIMIT 500"];
    ACTIVE_PART_KEYS = [concat!("SELECT DISTINCT c.part_key FROM cart_line c WHERE c.cart_id = ", current_cart_id!("$1", "$2"),
        " AND c.status IN ('open', 'quote') ORDER BY c.part_key LIMIT 10000")];
    PART = [concat!("SELECT l.id, l.seller_id, o.name AS seller, l.agreed, l.updated_at, c.quantity AS in_cart, ",
        draft_columns!(), " FROM listing l JOIN organisation o ON o.id = l.seller_id
        LEFT JOIN cart_line c ON c.listing_id = l.id AND c.status IN ('open', 'quote') AND c.cart_id = ",
        current_cart_id!("$2", "$3"), " WHERE l.part_key = $1 AND l.removed_at IS NULL
        ORDER BY CASE WHEN l.quantity > l.agreed THEN 0 ELSE 1 END, CASE WHEN l.price_micros IS NULL THEN 1 ELSE 0 END,
            l.price_micros, o.name, l.id LIMIT 500")];
}

/// How many terms begin with each of the words; beyond 20,000 it stays 20,000.
///
/// # Errors
/// The database failed.
pub async fn count_hits(reader: &mut Reader, words: &[String; MAX_WORDS]) -> Result<Vec<(String, i64)>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        word: String,
        hits: i64,
    }
    let [a, b, c, d, e, f, g, h] = words;
    let rows = fetch_all!(reader, Row, HITS, a, b, c, d, e, f, g, h)?;
    Ok(rows.into_iter().map(|row| (row.word, row.hits)).collect())
}

/// Who is looking: the cart is that of the person in the organisation. Guests are nobody and have none.
#[derive(Clone, Copy, Debug)]
pub struct Buyer {
    pub person_id: PersonId,
    pub organisation_id: OrganisationId,
}

/// What narrows a search besides its words.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    pub seller: Option<OrganisationId>,
    pub condition: Option<Condition>,
    pub priced: bool,
    pub available: bool,
    pub not_in_cart: bool,
}

/// One page of a search.
pub struct GroupQuery<'a> {
    pub words: &'a Words,
    pub way: Way,
    pub filters: &'a Filters,
    pub buyer: Buyer,
    /// The part key of the last group seen; empty for the first page.
    pub after: &'a str,
}

/// A part number with what its matching listings have in common.
#[derive(FromRow)]
pub struct FoundGroup {
    pub part_key: String,
    pub part_number: String,
    pub description: String,
    pub manufacturer: String,
    pub listings: i64,
    pub sellers: i64,
    pub available: i64,
    /// The condition codes of the listings with commas between them, not in order and not distinct.
    pub conditions: String,
    /// All list prices as `USD:4200000` with commas between them.
    prices: Option<String>,
}

impl FoundGroup {
    /// The lowest list price in each currency, by the currency's code: prices of two currencies do not compare.
    ///
    /// # Errors
    /// What is stored is no price.
    pub fn lowest_prices(&self) -> Result<Vec<UnitPrice>, StorageError> {
        let mut lowest: BTreeMap<&str, UnitPrice> = BTreeMap::new();
        for text in self.prices.as_deref().unwrap_or_default().split(',').filter(|text| !text.is_empty()) {
            let read = |(code, micros): (&str, &str)| Some((Currency::parse(code)?, micros.parse::<i64>().ok()?));
            let price = text.split_once(':').and_then(read).map(|(currency, micros)| UnitPrice { micros, currency });
            let price = price.ok_or_else(|| StorageError::Corrupt(format!("a list price: {text}")))?;
            let known = lowest.entry(price.currency.code()).or_insert(price);
            known.micros = known.micros.min(price.micros);
        }
        Ok(lowest.into_values().collect())
    }
}

/// Runs one of the texts that take the same 26 arguments.
macro_rules! fetch_groups {
    ($reader:expr, $statement:ident, $query:expr) => {{
        let GroupQuery { words: Words { each, whole }, filters, buyer, after, way: _ } = $query;
        let [a, b, c, d, e, f, g, h] = each;
        let seller = filters.seller.unwrap_or(OrganisationId(uuid::Uuid::nil()));
        let condition = filters.condition.map(Condition::code).unwrap_or_default();
        fetch_all!(
            $reader,
            FoundGroup,
            $statement,
            &a.0,
            &a.1,
            &b.0,
            &b.1,
            &c.0,
            &c.1,
            &d.0,
            &d.1,
            &e.0,
            &e.1,
            &f.0,
            &f.1,
            &g.0,
            &g.1,
            &h.0,
            &h.1,
            whole,
            filters.seller.is_none(),
            seller,
            condition,
            !filters.priced,
            !filters.available,
            !filters.not_in_cart,
            buyer.person_id,
            buyer.organisation_id,
            after
        )
    }};
}

/// The next groups in the order of their part keys; one more than [`PAGE`] if there are more.
///
/// # Errors
/// The database failed.
pub async fn find_groups(reader: &mut Reader, query: &GroupQuery<'_>) -> Result<Vec<FoundGroup>, StorageError> {
    match (query.way, query.filters.seller) {
        (Way::FirstWord, Some(_) | None) => fetch_groups!(reader, GROUPS_BY_FIRST_WORD, query),
        (Way::InOrder, Some(_)) => fetch_groups!(reader, GROUPS_OF_SELLER, query),
        (Way::InOrder, None) => fetch_groups!(reader, GROUPS_IN_ORDER, query),
    }
}

/// The organisations that offer something, by name.
///
/// # Errors
/// The database failed.
pub async fn sellers(reader: &mut Reader) -> Result<Vec<(OrganisationId, String)>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        id: OrganisationId,
        name: String,
    }
    Ok(fetch_all!(reader, Row, SELLERS)?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The part keys of the active lines in the buyer's current cart.
///
/// # Errors
/// The database failed.
pub async fn active_part_keys(reader: &mut Reader, buyer: Buyer) -> Result<Vec<String>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        part_key: String,
    }
    let rows = fetch_all!(reader, Row, ACTIVE_PART_KEYS, buyer.person_id, buyer.organisation_id)?;
    Ok(rows.into_iter().map(|row| row.part_key).collect())
}

/// One seller's listing of a part.
pub struct PartListing {
    pub id: ListingId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub draft: ListingDraft,
    pub agreed: i64,
    pub updated_at: Timestamp,
    /// The quantity of the buyer's active line for it.
    pub in_cart: Option<i64>,
}

#[derive(FromRow)]
struct PartRow {
    id: ListingId,
    seller_id: OrganisationId,
    seller: String,
    agreed: i64,
    updated_at: Timestamp,
    in_cart: Option<i64>,
    #[sqlx(flatten)]
    draft: DraftRow,
}

/// What all sellers offer under a part key: available before exhausted, priced before unpriced, cheap before dear.
///
/// # Errors
/// The database failed.
pub async fn part_listings(reader: &mut Reader, part_key: &str, buyer: Buyer) -> Result<Vec<PartListing>, StorageError> {
    let rows = fetch_all!(reader, PartRow, PART, part_key, buyer.person_id, buyer.organisation_id)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let PartRow { id, seller_id, seller, agreed, updated_at, in_cart, draft } = row;
            PartListing { id, seller_id, seller, draft: draft.into(), agreed, updated_at, in_cart }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::storage::{Session, Statement, database::Wire, testing};

    /// How SQLite goes about a text, whatever its arguments.
    async fn plan(reader: &mut Reader, statement: &Statement) -> String {
        #[derive(FromRow)]
        struct Step {
            detail: String,
        }
        let Wire::Sqlite(connection) = reader.wire() else { return String::new() };
        let text = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
        let steps = sqlx::query_as::<sqlx::Sqlite, Step>(text).fetch_all(connection).await.expect("a plan");
        steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn searches_go_by_their_indexes() {
        let fresh = testing::sqlite().await;
        let mut reader = fresh.store.read().await.expect("a reader");
        for (statement, steps) in [
            (
                &GROUPS_IN_ORDER,
                ["SEARCH l USING INDEX listing_by_part (part_key>?)", "listing_term_by_listing (listing_id=?)"],
            ),
            (
                &GROUPS_OF_SELLER,
                ["listing_by_seller (seller_id=? AND part_key>?)", "listing_term_by_listing (listing_id=?)"],
            ),
            (
                &GROUPS_BY_FIRST_WORD,
                ["sqlite_autoindex_listing_term_1 (term>? AND term<?)", "sqlite_autoindex_listing_1 (id=?)"],
            ),
            (&HITS, ["SEARCH t USING COVERING INDEX", "(term>? AND term<?)"]),
            (&PART, ["listing_by_part (part_key=?)", "one_active_line_per_listing (cart_id=? AND listing_id=?)"]),
        ] {
            let plan = plan(&mut reader, statement).await;
            assert!(steps.iter().all(|step| plan.contains(step)), "{}:\n{plan}", statement.name);
            let reads_found = plan.contains("MATERIALIZE found");
            assert!(!plan.contains("SCAN t") && (reads_found || !plan.contains("SCAN l")), "{}:\n{plan}", statement.name);
        }
        let in_order = plan(&mut reader, &GROUPS_IN_ORDER).await;
        assert!(!in_order.contains("FOR GROUP BY"), "the page stops when it is full:\n{in_order}");
    }
}
