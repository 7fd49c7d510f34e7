//! What the confirming dialogs show of a line. A dialog keeps the one it was opened with: nothing moves under the hand.

use super::quantity_effect::Standing;
use crate::{
    api_types::negotiation::LineView,
    domain::{
        document::Document,
        event::Agreement,
        file::FileLimits,
        ids::{LineId, PersonId, RequestId},
        money::{Currency, UnitPrice},
        negotiation::{Counter, Offer, Side},
        quantity::SaleUnits,
        time::{DAY_US, Timestamp},
    },
    ui::components::count_text,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    pub line_id: LineId,
    pub side: Side,
    pub request_id: RequestId,
    pub part_number: String,
    pub unit: String,
    pub counterparty: String,
    pub quantity: i64,
    pub units: SaleUnits,
    pub available: Option<i64>,
    pub list_price: Option<UnitPrice>,
    currency: Option<Currency>,
    pub lead_time_days: Option<i32>,
    pub offer: Option<Offer>,
    pub agreement: Option<Agreement>,
    /// The counter-offer that waits for an answer.
    pub counter: Option<Counter>,
    pub counters: u32,
    /// The offer that taking it over would make.
    pub take_over: Option<Offer>,
    /// The newest revision, live or not.
    pub last_offer: Option<Offer>,
    pub extended_until: Option<Timestamp>,
    /// The server's clock when the line was read.
    pub now: Timestamp,
    pub revisions: u32,
    pub version: i64,
    /// What the open demand is for that accepting could close.
    pub demand: Option<String>,
    /// The documentation asked for has not been sent.
    pub documentation_pending: bool,
    /// The latest revisions, newest first.
    pub history: Vec<Offer>,
    /// Documents that the buyer waits for.
    pub wanted: Vec<Document>,
    pub file_limits: FileLimits,
    /// Who reads it.
    pub reader_id: PersonId,
}

/// Revisions that a dialog can compare with.
const HISTORY: usize = 20;

impl Deal {
    pub fn of(line: &LineView) -> Self {
        Self {
            line_id: line.id,
            side: line.side,
            request_id: line.request_id,
            part_number: line.part.part_number.clone(),
            unit: line.part.unit.clone(),
            counterparty: line.counterparty.clone(),
            quantity: line.quantity,
            units: line.units,
            available: line.available,
            list_price: line.list_price,
            currency: line.currency,
            lead_time_days: line.lead_time_days,
            offer: line.offer.clone(),
            agreement: line.agreement,
            counter: line.counter.clone(),
            counters: line.counters,
            take_over: line.take_over.clone(),
            last_offer: line.offers.first().map(|view| view.offer.clone()),
            extended_until: line.extended_until,
            now: line.now,
            revisions: line.revisions,
            version: line.version,
            demand: line.demand.clone(),
            documentation_pending: line.documentation_pending,
            history: line.offers.iter().take(HISTORY).map(|view| view.offer.clone()).collect(),
            wanted: line.documents.iter().filter(|view| view.answer.is_none()).map(|view| view.document).collect(),
            file_limits: line.file_limits,
            reader_id: line.reader_id,
        }
    }

    /// The currency that every price of the line has, once one was named.
    pub fn currency(&self) -> Option<Currency> {
        self.currency.or(self.list_price.map(|price| price.currency))
    }

    /// The currency that a form starts with: the line's, else the counter-offer's, else US dollars.
    pub fn usual_currency(&self) -> Option<Currency> {
        let wanted = self.counter.as_ref().and_then(|counter| counter.unit_price);
        self.currency().or(wanted.map(|price| price.currency)).or_else(|| Currency::parse("USD"))
    }

    /// The revision that accepting names.
    pub fn revision(&self) -> u32 {
        self.offer.as_ref().map_or(self.revisions, |offer| offer.revision)
    }

    /// `41.20 USD × 12 = 494.40 USD`, if there is an offer.
    pub fn amount_text(&self) -> Option<String> {
        self.agreement.map(|agreement| {
            format!("{} × {} = {}", agreement.unit_price, count_text(agreement.quantity), agreement.subtotal)
        })
    }

    /// `12 × MS21042L3`.
    pub fn goods_text(&self) -> String {
        format!("{} × {}", count_text(self.quantity), self.part_number)
    }

    /// Days from the day of the server's clock until the counter-offer's date.
    pub fn counter_lead_days(&self) -> Option<i64> {
        let day = self.counter.as_ref()?.needed_by?;
        Some(day.since_us(self.now.day_start()) / DAY_US).filter(|days| *days >= 0)
    }

    /// What changing the quantity to what is typed would do to what stands, said before it happens.
    pub fn quantity_effect_text(&self, typed: Option<&str>) -> String {
        let standing = Standing {
            seller: &self.counterparty,
            unit: &self.unit,
            quantity: self.quantity,
            units: self.units,
            offer: self.offer.as_ref(),
            counter: self.counter.as_ref(),
        };
        standing.effect_text(typed)
    }

    /// What ending the line means for a standing offer.
    pub fn lapse_text(&self) -> String {
        match self.amount_text() {
            Some(amount) => format!(" The standing offer of {amount} lapses."),
            None => String::new(),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::{
        catalog::{Condition, Part},
        ids::ListingId,
        negotiation::LineStatus,
        time::Timestamp,
    };
    use uuid::Uuid;

    /// An open line of a buyer without offers or messages.
    pub fn line() -> LineView {
        LineView {
            id: LineId(Uuid::nil()),
            side: Side::Buyer,
            listing_id: ListingId(Uuid::nil()),
            part: Part {
                part_number: "MS21042L3".into(),
                manufacturer: "Alder".into(),
                description: "Nut".into(),
                condition: Condition::Ne,
                unit: "EA".into(),
                certificate: None,
            },
            part_key: "MS21042L3".into(),
            status: LineStatus::Open,
            counterparty: "Orbit Aero Supply".into(),
            quantity: 12,
            units: SaleUnits::SINGLE,
            list_price: None,
            currency: None,
            offer: None,
            agreement: None,
            offers: Vec::new(),
            counter: None,
            counters: 0,
            take_over: None,
            extended_until: None,
            available: Some(40),
            lead_time_days: None,
            documentation_pending: false,
            documents: Vec::new(),
            added_by: "Mara".into(),
            changed_by: "Mara".into(),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            version: 1,
            revisions: 0,
            actions: Vec::new(),
            thread: Vec::new(),
            has_older: false,
            seen: None,
            file_limits: FileLimits::USUAL,
            reader_id: PersonId(Uuid::nil()),
            transaction_id: None,
            demand_id: None,
            demand: None,
            ending: None,
            same_part: 0,
            messages: 0,
            unread: 0,
            previous: None,
            next: None,
            request_id: RequestId(Uuid::nil()),
            now: Timestamp(0),
        }
    }

    #[test]
    fn a_deal_spells_its_amount_once_there_is_one() {
        let mut deal = Deal::of(&line());
        assert_eq!((deal.amount_text(), deal.lapse_text()), (None, String::new()));
        let price = UnitPrice { micros: 41_200_000, currency: Currency::parse("USD").expect("known") };
        deal.agreement = Some(Agreement::new(12, price));
        assert_eq!(deal.amount_text().as_deref(), Some("41.20 USD × 12 = 494.40 USD"));
    }
    #[test]
    fn the_effect_of_a_quantity_is_said_before_it_happens() {
        let mut deal = Deal::of(&line());
        assert_eq!(deal.quantity_effect_text(Some("40")), "Orbit Aero Supply is told at once.");
        let unit_price = UnitPrice { micros: 41_200_000, currency: Currency::parse("USD").expect("known") };
        deal.offer =
            Some(Offer { revision: 1, unit_price, quantity: 25, lead_time_days: None, valid_until: None, comment: None });
        let both =
            "Orbit Aero Supply is told at once. The offer of 41.20 USD each holds up to 25 EA; beyond that it lapses.";
        for typed in [None, Some(""), Some("many"), Some("12")] {
            assert_eq!(deal.quantity_effect_text(typed), both, "{typed:?}");
        }
        assert_eq!(
            deal.quantity_effect_text(Some("40")),
            "Raising to 40 lets the offer of 41.20 USD for up to 25 lapse; Orbit Aero Supply has to name a price again."
        );
        assert_eq!(
            deal.quantity_effect_text(Some("10")),
            "The offer of 41.20 USD each covers 10, it stays: 412.00 USD in all. Orbit Aero Supply is told at once."
        );
        deal.units = SaleUnits { minimum: 1, pack: 10 };
        assert!(deal.quantity_effect_text(Some("23")).starts_with("Raising to 30 "), "the quantity that will be sent");
    }
}
