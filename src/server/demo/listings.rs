//! Owns the demo's inventories and open demands: which seller holds which part, in which condition, at which price.
//!
//! Must not know of carts or threads (`conversations`). Sellers differ by habit, not by chance: currency, whether and up
//! to which value they publish prices, how they number their stock and how they spell part numbers.

use super::organisations::{DemoOrganisation, organisations};
use super::parts::{DemoPart, Family, normalised, parts};
use super::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// One stock row of a seller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoListing {
    /// Key of the selling organisation.
    pub seller: &'static str,
    /// The seller's own id of the row, unique within the seller; some sellers keep none.
    pub stock_id: Option<String>,
    /// As this seller spells it: some leave out the dashes.
    pub part_number: String,
    /// An invented maker.
    pub manufacturer: &'static str,
    /// What it is, noun first; some sellers write in capitals.
    pub description: String,
    /// FN, NE, NS, OH, SV, AR, RP or NEW.
    pub condition: &'static str,
    /// Units in stock, 0 and more, in whole packs.
    pub quantity: i64,
    /// `EA`, `FT` or `PK`.
    pub unit: &'static str,
    /// List price per unit in millionths of `currency`; without it the buyer asks for a quote.
    pub price_micros: Option<i64>,
    /// ISO 4217 code; present with a price.
    pub currency: Option<&'static str>,
    /// Calendar days.
    pub lead_time_days: Option<i32>,
    /// The least quantity sold, at least one pack.
    pub min_quantity: i64,
    /// Quantities are multiples of it.
    pub pack_quantity: i64,
    /// The release or certificate that comes with the part.
    pub certificate: Option<&'static str>,
}

/// An open need of a buying organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoDemand {
    /// Key of the buying organisation; it has no other demand for this part.
    pub organisation: &'static str,
    /// The standard's spelling.
    pub part_number: String,
    /// Units, at least 1.
    pub quantity: i64,
    /// The only condition that will do; any if absent.
    pub condition: Option<&'static str>,
    /// Days from now until the parts are needed.
    pub needed_in_days: Option<i64>,
    /// What the buyer noted.
    pub note: Option<&'static str>,
    /// When it was written down: before the first line about it was opened.
    pub opened_minutes_ago: i64,
}

/// What a seller always does in the same way.
pub(super) struct Habit {
    seller: &'static str,
    /// The one currency this seller names prices in.
    pub(super) currency: &'static str,
    /// Publishes list prices of new parts up to this usual price; 0 publishes none, `ALL` all of them.
    price_ceiling_micros: i64,
    /// Conditions of unused parts, as often as they are written here.
    unused: &'static [&'static str],
    /// Of repairable parts, this share is in used condition.
    used_percent: u64,
    /// The usual release of used parts.
    release: &'static str,
    /// Least and greatest lead time in days.
    lead_days: (i64, i64),
    /// Stock ids begin with this; empty for sellers without stock ids.
    stock_prefix: &'static str,
    spelling: Spelling,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Standard,
    /// Descriptions in capitals, as old inventory systems write them.
    Capitals,
    /// Part numbers without dashes.
    Compact,
}

const ALL: i64 = i64::MAX;
const USED: &[&str] = &["OH", "SV", "RP", "AR"];
const FRESH: &[&str] = &["FN", "FN", "NE"];
const STOCKIST: &[&str] = &["FN", "NE", "NE", "NS"];
const SURPLUS: &[&str] = &["NE", "NS", "NS"];
const PLAIN: &[&str] = &["NEW"];

/// One row per seller: seller, currency, release, stock prefix; price ceiling; conditions; lead time and spelling.
#[rustfmt::skip]
const HABITS: [Habit; 14] = {
    use Spelling::{Capitals, Compact, Standard};
    type Names = [&'static str; 4];
    type Unused = &'static [&'static str];
    const fn habit(names: Names, price_ceiling_micros: i64, stock: (Unused, u64), ways: (i64, i64, Spelling)) -> Habit {
        let ([seller, currency, release, stock_prefix], (unused, used_percent)) = (names, stock);
        let (lead_days, spelling) = ((ways.0, ways.1), ways.2);
        Habit { seller, currency, price_ceiling_micros, unused, used_percent, release, lead_days, stock_prefix, spelling }
    }
    [
        habit(["orbit", "EUR", "EASA Form 1", "OA-"], ALL, (STOCKIST, 30), (1, 10, Standard)),
        habit(["kestrel", "GBP", "CoC", ""], ALL, (FRESH, 0), (0, 4, Standard)),
        habit(["quillon", "USD", "FAA 8130-3", "QBX"], 12_000_000, (SURPLUS, 25), (2, 14, Standard)),
        habit(["saltmarsh", "GBP", "CoC", "SM/"], ALL, (FRESH, 5), (3, 28, Standard)),
        habit(["veldhoorn", "EUR", "CoC", "VN"], ALL, (PLAIN, 0), (1, 5, Standard)),
        habit(["brackenholt", "EUR", "EASA Form 1", "R-"], 0, (STOCKIST, 85), (2, 21, Standard)),
        habit(["sableridge", "USD", "CoC", ""], ALL, (FRESH, 0), (1, 12, Capitals)),
        habit(["cavoforte", "EUR", "CoC", "CF-"], 40_000_000, (FRESH, 0), (5, 35, Standard)),
        habit(["beskydy", "EUR", "EASA Form 1", ""], 1_500_000, (SURPLUS, 40), (2, 15, Standard)),
        habit(["tarnwick", "GBP", "UK CAA Form 1", "TCR"], 0, (SURPLUS, 80), (5, 30, Standard)),
        habit(["paloverde", "USD", "FAA 8130-3", "PV-"], 0, (SURPLUS, 30), (1, 9, Capitals)),
        habit(["ardenfels", "EUR", "CoC", ""], ALL, (PLAIN, 0), (0, 6, Standard)),
        habit(["kaimanawa", "USD", "FAA 8130-3", "KPP"], 0, (STOCKIST, 45), (4, 25, Compact)),
        habit(["solenne", "EUR", "EASA Form 1", "ST-"], 1_500_000, (STOCKIST, 10), (2, 18, Standard)),
    ]
};

/// The habits of a selling organisation; `None` for one that does not sell.
pub(super) fn habit_of(seller: &str) -> Option<&'static Habit> {
    HABITS.iter().find(|habit| habit.seller == seller)
}

/// All inventories: four to five thousand rows, in the order of the catalogue.
#[must_use]
pub fn listings(seed: u64) -> Vec<DemoListing> {
    let root = Random::new(seed).fork("listings");
    let sellers: Vec<DemoOrganisation> = organisations().into_iter().filter(|one| one.sells).collect();
    let mut listings = Vec::new();
    for part in parts() {
        let mut random = root.fork(&part.part_number);
        let mut stockists: Vec<&Habit> = sellers
            .iter()
            .filter(|seller| seller.speciality.contains(&part.family))
            .filter_map(|seller| habit_of(seller.key))
            .collect();
        random.shuffle(&mut stockists);
        stockists.truncate(random.pick(&[1, 1, 1, 2, 2, 2, 3, 3, 4, 6]));
        for habit in stockists {
            let first = condition(&mut random, habit, &part);
            listings.push(listing(&mut random, habit, &part, first));
            let second = condition(&mut random, habit, &part);
            if part.family.is_repairable() && second != first && random.chance(50) {
                listings.push(listing(&mut random, habit, &part, second));
            }
        }
    }
    number_stock(&mut listings);
    listings
}

fn condition(random: &mut Random, habit: &Habit, part: &DemoPart) -> &'static str {
    if part.family.is_industrial() {
        "NEW"
    } else if part.family.is_repairable() && random.chance(habit.used_percent) {
        let is_overhauled = matches!(part.family, Family::Hydraulics | Family::Switchgear);
        random.pick(if is_overhauled { &["OH", "OH", "SV", "SV", "RP", "AR"] } else { &["SV", "SV", "AR"] })
    } else {
        random.pick(habit.unused)
    }
}

fn listing(random: &mut Random, habit: &Habit, part: &DemoPart, condition: &'static str) -> DemoListing {
    let used = USED.contains(&condition);
    let is_priced = !used && part.base_price_micros <= habit.price_ceiling_micros;
    let markup = random.range(88, 124);
    let quantity = stock(random, part, used);
    let minimum = part.pack * random.pick(&[1, 1, 1, 2, 4]);
    let lead_time = random.range(habit.lead_days.0, habit.lead_days.1);
    let maker = if random.chance(75) { part.manufacturer } else { random.pick(part.family.makers()) };
    DemoListing {
        seller: habit.seller,
        stock_id: None,
        part_number: match habit.spelling {
            Spelling::Compact => part.part_number.replace('-', ""),
            Spelling::Standard | Spelling::Capitals => part.part_number.clone(),
        },
        manufacturer: maker,
        description: match habit.spelling {
            Spelling::Capitals => part.description.to_uppercase(),
            Spelling::Standard | Spelling::Compact => part.description.clone(),
        },
        condition,
        quantity,
        unit: part.unit,
        price_micros: is_priced.then(|| asking_price_micros(part, condition, habit.currency, markup)),
        currency: is_priced.then_some(habit.currency),
        lead_time_days: if random.chance(80) { i32::try_from(lead_time).ok() } else { None },
        min_quantity: if part.base_price_micros < 20_000_000 { minimum.min(quantity.max(part.pack)) } else { part.pack },
        pack_quantity: part.pack,
        certificate: certificate(random, habit, part.family, condition),
    }
}

/// Cheap parts lie there by the thousand, relays by the handful, and every eighth row is nearly or quite sold out.
fn stock(random: &mut Random, part: &DemoPart, used: bool) -> i64 {
    let most = match part.base_price_micros {
        _ if used => 4,
        ..100_000 => 12_000,
        100_000..1_000_000 => 2_400,
        1_000_000..10_000_000 => 320,
        10_000_000..80_000_000 => 36,
        80_000_000.. => 9,
    };
    let packs = if random.chance(12) { random.range(0, 3) } else { random.range(1, most) / part.pack };
    packs * part.pack
}

fn certificate(random: &mut Random, habit: &Habit, family: Family, condition: &str) -> Option<&'static str> {
    match condition {
        "NEW" => random.pick(&[None, None, Some("EN 10204 3.1"), Some("CoC")]),
        "AR" => None,
        "OH" | "SV" | "RP" => Some(habit.release),
        _unused if family.is_repairable() => Some(random.pick(&[habit.release, "CoC", "FAA 8130-3"])),
        _unused => Some(random.pick(&["CoC", "CoC", "CoC", "FAA 8130-3", "EASA Form 1"])),
    }
}

/// What a seller would ask per unit, in millionths of `currency`: the usual price by condition and currency, times
/// `percent`, in steps that price lists use (cents from 1 upwards, hundredths of a cent below).
pub(super) fn asking_price_micros(part: &DemoPart, condition: &str, currency: &str, percent: i64) -> i64 {
    let condition_percent = match condition {
        "OH" => 72,
        "NS" => 84,
        "SV" => 55,
        "RP" => 48,
        "AR" => 24,
        _new => 100,
    };
    let currency_percent = match currency {
        "GBP" => 79,
        "EUR" => 92,
        _dollar => 100,
    };
    price_step(part.base_price_micros * condition_percent / 100 * currency_percent / 100 * percent / 100)
}

/// Rounds to a step that price lists use; never to nothing.
pub(super) fn price_step(micros: i64) -> i64 {
    let step = if micros >= 1_000_000 { 10_000 } else { 100 };
    ((micros + step / 2) / step * step).max(step)
}

/// A round number of units that someone would ask for: between the seller's minimum and `most`, in whole packs.
pub(super) fn usual_quantity(random: &mut Random, part: &DemoPart, row: &DemoListing, most: i64) -> i64 {
    let affordable = random.pick(&[30, 90, 250, 700]) * 1_000_000 / part.base_price_micros;
    let units = affordable.min(most);
    let round = match units {
        ..10 => 1,
        10..50 => 5,
        50..200 => 10,
        200..1_000 => 50,
        1_000.. => 500,
    };
    (units / round * round / row.pack_quantity * row.pack_quantity).max(row.min_quantity)
}

/// Gives the rows of sellers with stock ids their ids, and drops rows that would be the same row twice.
fn number_stock(listings: &mut Vec<DemoListing>) {
    let mut seen = BTreeSet::new();
    listings.retain(|row| seen.insert((row.seller, normalised(&row.part_number), row.manufacturer, row.condition)));
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for row in listings {
        let prefix = habit_of(row.seller).map_or("", |habit| habit.stock_prefix);
        let number = numbers.entry(row.seller).or_insert(10_000);
        *number += 7;
        row.stock_id = (!prefix.is_empty()).then(|| format!("{prefix}{number}"));
    }
}

/// Designations that nobody in the demo sells: open demands without a match.
const UNLISTED: [&str; 8] =
    ["MS27039-1-08", "AN525-832R10", "NAS1352-3-8", "MS21919WDG4", "AN742-12", "MS35489-11", "M24308/2-1", "MS25036-103"];

const NOTES: [&str; 7] = [
    "Minimum stock is undercut.",
    "One batch for the whole quantity, please.",
    "Cheapest source wins; a partial delivery is fine.",
    "Yearly requirement, call-offs possible.",
    "Work order is open, waiting for parts.",
    "Kit item: order together with the rest of the kit.",
    "Needed before the tear-down begins.",
];

const AVIATION_NOTES: [&str; 4] = [
    "For the C-check in hangar 2. Alternates only with engineering approval.",
    "AOG spare, please expedite.",
    "Release certificate is a must.",
    "For the component shop; two aircraft wait.",
];

/// Thirty open demands, six of them Halden's: 22 that can be met from stock, then eight that nobody in the demo can meet.
#[must_use]
pub fn demands(seed: u64, listings: &[DemoListing]) -> Vec<DemoDemand> {
    let mut random = Random::new(seed).fork("demands");
    let catalogue: BTreeMap<String, DemoPart> =
        parts().into_iter().map(|part| (normalised(&part.part_number), part)).collect();
    let buyers: Vec<DemoOrganisation> = organisations().into_iter().filter(|one| one.buys).collect();
    let turns = std::iter::repeat_n(&buyers[0], 6).chain(buyers.iter().cycle()).take(30);
    let stock: Vec<(&DemoPart, &DemoListing)> = listings
        .iter()
        .filter(|row| row.quantity >= 2 * row.min_quantity)
        .filter_map(|row| Some((catalogue.get(&normalised(&row.part_number))?, row)))
        .collect();
    let mut demands: Vec<DemoDemand> = Vec::new();
    for (turn, buyer) in turns.enumerate() {
        let unlisted = turn.checked_sub(30 - UNLISTED.len()).and_then(|past| UNLISTED.get(past)).copied();
        let suitable: Vec<(&DemoPart, &DemoListing)> = stock
            .iter()
            .copied()
            .filter(|(part, row)| row.seller != buyer.key && buyer.speciality.contains(&part.family))
            .filter(|(part, _)| !demands.iter().any(|demand| demand.part_number == part.part_number))
            .collect();
        let (part, row) = random.pick(&suitable);
        let is_aviation = !part.family.is_industrial() && !buyer.is_industrial();
        demands.push(DemoDemand {
            organisation: buyer.key,
            part_number: unlisted.unwrap_or(&part.part_number).to_owned(),
            quantity: usual_quantity(&mut random, part, row, row.quantity),
            condition: (unlisted.is_none() && random.chance(30)).then_some(row.condition),
            needed_in_days: random.chance(75).then(|| random.range(4, 60)),
            note: random
                .chance(80)
                .then(|| random.pick(if is_aviation && turn % 2 == 0 { &AVIATION_NOTES[..] } else { &NOTES })),
            opened_minutes_ago: random.range(21 * 1_440, 55 * 1_440),
        });
    }
    // Written down in the order in which they were opened.
    demands.sort_by_key(|demand| std::cmp::Reverse(demand.opened_minutes_ago));
    demands
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEDS: [u64; 4] = [0, 1, 42, 20_260_309];

    #[test]
    fn one_seed_gives_one_marketplace_and_another_seed_another() {
        assert_eq!(listings(42), listings(42));
        assert_ne!(listings(42), listings(43));
        assert_eq!(demands(42, &listings(42)), demands(42, &listings(42)));
    }

    #[test]
    fn there_are_four_to_five_thousand_listings_about_three_fifths_of_them_priced() {
        for seed in SEEDS {
            let listings = listings(seed);
            assert!((4_000..=5_000).contains(&listings.len()), "{} listings", listings.len());
            let priced = listings.iter().filter(|row| row.price_micros.is_some()).count() * 100 / listings.len();
            assert!((55..=65).contains(&priced), "{priced} % priced");
            let scarce = listings.iter().filter(|row| row.quantity <= 3).count();
            assert!(scarce >= 300 && listings.iter().any(|row| row.quantity == 0), "{scarce} scarce");
        }
    }

    #[test]
    fn every_listing_is_one_that_its_seller_could_upload() {
        let parts: BTreeMap<String, DemoPart> =
            parts().into_iter().map(|part| (normalised(&part.part_number), part)).collect();
        let organisations = organisations();
        for row in listings(42) {
            let part = &parts[&normalised(&row.part_number)];
            let seller = organisations.iter().find(|one| one.key == row.seller).expect("a seller of the demo");
            assert!(seller.sells && seller.speciality.contains(&part.family), "{row:?}");
            assert_eq!(row.price_micros.is_some(), row.currency.is_some(), "{row:?}");
            assert!(row.price_micros.is_none_or(|micros| micros > 0), "{row:?}");
            assert!(row.quantity >= 0 && row.quantity % row.pack_quantity == 0, "{row:?}");
            assert!(row.min_quantity >= 1 && row.min_quantity % row.pack_quantity == 0, "{row:?}");
            assert!(row.quantity == 0 || row.quantity >= row.min_quantity, "{row:?}");
            assert!(row.lead_time_days.is_none_or(|days| (0..=60).contains(&days)), "{row:?}");
        }
    }

    #[test]
    fn used_parts_are_never_priced_and_as_removed_ones_have_no_release() {
        let listings = listings(42);
        for condition in ["FN", "NE", "NS", "OH", "SV", "AR", "RP", "NEW"] {
            assert!(listings.iter().any(|row| row.condition == condition), "{condition}");
        }
        assert!(listings.iter().all(|row| !USED.contains(&row.condition) || row.price_micros.is_none()));
        assert!(listings.iter().all(|row| row.condition != "AR" || row.certificate.is_none()));
    }

    #[test]
    fn a_seller_publishes_prices_by_habit() {
        let listings = listings(42);
        let of =
            |seller: &'static str| listings.iter().filter(move |row| row.seller == seller && !USED.contains(&row.condition));
        assert!(of("brackenholt").chain(of("paloverde")).all(|row| row.price_micros.is_none()));
        assert!(of("orbit").chain(of("kestrel")).all(|row| row.price_micros.is_some()));
        assert!(of("kestrel").all(|row| row.currency == Some("GBP")));
    }

    #[test]
    fn an_upload_of_a_sellers_rows_meets_no_row_twice() {
        for seed in SEEDS {
            let mut ids = BTreeSet::new();
            for row in listings(seed) {
                let identity = row.stock_id.unwrap_or_else(|| {
                    format!("{} {} {}", normalised(&row.part_number), row.manufacturer.to_lowercase(), row.condition)
                });
                assert!(ids.insert((row.seller, identity)));
            }
        }
    }

    #[test]
    fn many_parts_have_sellers_to_compare_orbit_and_kestrel_among_them() {
        let mut sellers: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in listings(42) {
            sellers.entry(normalised(&row.part_number)).or_default().insert(row.seller);
        }
        assert!(sellers.values().filter(|names| names.len() >= 2).count() > 1_000);
        assert!(sellers.values().any(|names| names.len() == 6) && sellers.values().all(|names| names.len() <= 6));
        assert!(sellers.values().filter(|names| names.contains("orbit") && names.contains("kestrel")).count() > 50);
    }

    #[test]
    fn demands_are_distinct_and_twenty_two_can_be_met() {
        for seed in SEEDS {
            let listings = listings(seed);
            let demands = demands(seed, &listings);
            let distinct: BTreeSet<_> = demands.iter().map(|demand| (demand.organisation, &demand.part_number)).collect();
            assert_eq!((demands.len(), distinct.len()), (30, 30));
            let matches = |demand: &DemoDemand, row: &DemoListing| {
                normalised(&row.part_number) == normalised(&demand.part_number)
                    && demand.condition.is_none_or(|condition| condition == row.condition)
                    && row.seller != demand.organisation
                    && row.quantity > 0
            };
            let met = demands.iter().filter(|demand| listings.iter().any(|row| matches(demand, row))).count();
            assert_eq!(met, 22);
            assert!(demands.iter().all(|demand| demand.quantity >= 1));
        }
    }
}
