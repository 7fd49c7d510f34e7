//! Owns which listing each conversation of the demo is about: demands first, several sellers of one part, nothing twice.
//!
//! Must not write the conversations themselves (`thread`) or decide who has how many (`conversations`).

use super::super::listings::{DemoDemand, DemoListing, demands};
use super::super::organisations::DemoOrganisation;
use super::super::parts::{DemoPart, normalised, parts};
use super::super::random::Random;
use super::thread::{Move, Setting, Thread, changes_quantity};
use super::{Actor, Card, DAY, DemoLine, people};
use std::collections::{BTreeMap, BTreeSet};

/// Finds listings for lines and remembers what was taken, so that no stock is promised twice.
pub(super) struct Desk<'a> {
    listings: &'a [DemoListing],
    /// The catalogue part of each listing.
    stock: Vec<DemoPart>,
    /// Units of each listing that lines may end up with.
    reserved: Vec<i64>,
    sellers: Vec<Actor<'a>>,
    demands: Vec<DemoDemand>,
    /// How many lines go back to each demand; no more of them once one is accepted.
    lines_about: Vec<u32>,
    asked: BTreeSet<(&'static str, usize)>,
    /// The part that a buyer asks several sellers about.
    comparing: BTreeMap<&'static str, String>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(seed: u64, listings: &'a [DemoListing], organisations: &'a [DemoOrganisation]) -> Self {
        let catalogue: BTreeMap<String, DemoPart> =
            parts().into_iter().map(|part| (normalised(&part.part_number), part)).collect();
        let demands = demands(seed, listings);
        Self {
            listings,
            stock: listings.iter().map(|row| catalogue[&normalised(&row.part_number)].clone()).collect(),
            reserved: vec![0; listings.len()],
            sellers: people(organisations, |one, person| one.sells && person.roles.seller),
            lines_about: vec![0; demands.len()],
            demands,
            asked: BTreeSet::new(),
            comparing: BTreeMap::new(),
        }
    }

    /// Finds what the card is about and has the conversation written.
    pub(super) fn line(&mut self, mut random: Random, turn: usize, card: &Card<'a>) -> DemoLine {
        let demand = self.demand_for(card);
        let part = match demand {
            Some(at) => Some(self.demands[at].part_number.clone()),
            None => self.comparing.get(card.buyer.person.email).filter(|_| card.is_active() && random.chance(60)).cloned(),
        };
        let listing = self.choose(&mut random, turn, card, part.as_deref());
        if card.is_active() {
            self.comparing.insert(card.buyer.person.email, self.stock[listing].part_number.clone());
        }
        self.asked.insert((card.buyer.organisation.key, listing));
        let met = demand.filter(|at| self.is_met_by(*at, listing));
        let closes_demand = met.is_some() && card.script.contains(&Move::Accept);
        if let Some(at) = met.filter(|_| closes_demand) {
            self.lines_about[at] = u32::MAX;
        }
        let opened_within = met.map_or(50 * DAY, |at| self.demands[at].opened_minutes_ago.min(50 * DAY)) - 60;
        let row = &self.listings[listing];
        let colleagues: Vec<Actor> = self.sellers.iter().copied().filter(|one| one.organisation.key == row.seller).collect();
        let setting = Setting {
            listing,
            row,
            part: &self.stock[listing],
            free: row.quantity - self.reserved[listing],
            card,
            seller: random.pick(&colleagues).person,
            closes_demand,
            opened_within,
        };
        let (line, most) = Thread::new(random, setting).play();
        self.reserved[listing] += if card.script.contains(&Move::Gone) { row.quantity } else { most };
        line
    }

    /// The first demand of the buyer's organisation with fewer than two lines. Buying at list price closes none.
    fn demand_for(&mut self, card: &Card) -> Option<usize> {
        let is_for_demand = card.is_active() || card.script.contains(&Move::Accept);
        let is_free =
            |at: &usize| self.demands[*at].organisation == card.buyer.organisation.key && self.lines_about[*at] < 2;
        let found = (0..self.demands.len()).find(is_free).filter(|_| is_for_demand)?;
        self.lines_about[found] += 1;
        Some(found)
    }

    fn is_met_by(&self, demand: usize, listing: usize) -> bool {
        let (demand, row) = (&self.demands[demand], &self.listings[listing]);
        demand.part_number == self.stock[listing].part_number
            && demand.condition.is_none_or(|condition| condition == row.condition)
    }

    /// A listing that the script can be played with; of the part that is wanted, if there is one. Every fourth is Orbit's.
    fn choose(&self, random: &mut Random, turn: usize, card: &Card, part: Option<&str>) -> usize {
        let buyer = card.buyer.organisation;
        let least = if changes_quantity(card.script) { 4 } else { 1 };
        let fits = |at: &usize| {
            let (row, free) = (&self.listings[*at], self.listings[*at].quantity - self.reserved[*at]);
            row.seller != buyer.key
                && free >= row.min_quantity * least
                && (!card.script.contains(&Move::Buy) || row.price_micros.is_some())
                && (!card.script.contains(&Move::Gone) || self.reserved[*at] == 0)
                && !self.asked.contains(&(buyer.key, *at))
        };
        let is_wanted = |at: &usize| part == Some(self.stock[*at].part_number.as_str());
        let mut found: Vec<usize> = (0..self.listings.len()).filter(is_wanted).filter(fits).collect();
        if found.is_empty() {
            found = (0..self.listings.len())
                .filter(|at| buyer.speciality.contains(&self.stock[*at].family))
                .filter(fits)
                .collect();
        }
        let is_sought = |at: &usize| self.reserved[*at] > 0;
        if random.chance(25) && found.iter().any(is_sought) {
            found.retain(is_sought); // several buyers want the same stock
        }
        let is_orbit = |at: &usize| self.listings[*at].seller == "orbit";
        if turn.is_multiple_of(4) && found.iter().any(is_orbit) {
            found.retain(is_orbit);
        }
        random.pick(&found)
    }
}
