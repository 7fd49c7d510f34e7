//! What the confirming dialogs show of a line. A dialog keeps the one it was opened with: nothing moves under the hand.

use crate::{
    api_types::negotiation::LineView,
    domain::{
        event::Agreement,
        ids::{LineId, RequestId},
        money::{Currency, UnitPrice},
        negotiation::{Offer, Side},
        quantity::SaleUnits,
    },
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
    pub currency: Option<Currency>,
    pub lead_time_days: Option<i32>,
    pub offer: Option<Offer>,
    pub agreement: Option<Agreement>,
    pub revisions: u32,
    pub version: i64,
    pub has_demand: bool,
}

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
            revisions: line.revisions,
            version: line.version,
            has_demand: line.demand_id.is_some(),
        }
    }

    /// The revision that accepting names.
    pub fn revision(&self) -> u32 {
        self.offer.as_ref().map_or(self.revisions, |offer| offer.revision)
    }

    /// `41.20 USD × 12 = 494.40 USD`, if there is an offer.
    pub fn amount_text(&self) -> Option<String> {
        self.agreement.map(|agreement| format!("{} × {} = {}", agreement.unit_price, agreement.quantity, agreement.subtotal))
    }

    /// `12 × MS21042L3`.
    pub fn goods_text(&self) -> String {
        format!("{} × {}", self.quantity, self.part_number)
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
            available: Some(40),
            lead_time_days: None,
            documentation_pending: false,
            added_by: "Mara".into(),
            changed_by: "Mara".into(),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            version: 1,
            revisions: 0,
            actions: Vec::new(),
            thread: Vec::new(),
            has_older: false,
            transaction_id: None,
            demand_id: None,
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
}
