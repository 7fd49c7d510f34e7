//! What another quantity does to what stands, in words: the same in the drawer's dialog and in a line's details.

use crate::{
    domain::{
        negotiation::{Counter, Offer, QuantityEffect, quantity_effect},
        quantity::{SaleUnits, parse_quantity},
    },
    ui::components::count_text,
};

/// What a buyer has before them who types another quantity.
pub struct Standing<'a> {
    pub seller: &'a str,
    pub unit: &'a str,
    pub quantity: i64,
    pub units: SaleUnits,
    pub offer: Option<&'a Offer>,
    pub counter: Option<&'a Counter>,
}

impl Standing<'_> {
    /// The quantity that would be sent, if it is another one.
    fn to(&self, typed: Option<&str>) -> Option<i64> {
        let to = typed.and_then(|text| parse_quantity(text).ok());
        let to = to.map(|quantity| self.units.check(quantity).unwrap_or_else(|snapped| snapped.to));
        to.filter(|to| *to != self.quantity)
    }

    fn counter_lapses(&self) -> bool {
        self.counter.is_some_and(|counter| counter.quantity.is_some())
    }

    /// What changing to what is typed would do, said before it happens. Nothing typed yet: both cases.
    pub fn effect_text(&self, typed: Option<&str>) -> String {
        let told = format!("{} is told at once.", self.seller);
        let counter = match self.counter_lapses() {
            true => " Your counter-offer about another quantity lapses.",
            false => "",
        };
        let Some(offer) = self.offer else { return format!("{told}{counter}") };
        let Some(to) = self.to(typed) else {
            let (price, covers, unit) = (offer.unit_price, count_text(offer.quantity), self.unit);
            return format!("{told} The offer of {price} each holds up to {covers} {unit}; beyond that it lapses.{counter}");
        };
        match quantity_effect(Some(offer), to) {
            QuantityEffect::NoOffer => format!("{told}{counter}"),
            QuantityEffect::Stays(agreement) => format!(
                "The offer of {} each covers {}, it stays: {} in all. {told}{counter}",
                offer.unit_price,
                count_text(to),
                agreement.subtotal
            ),
            QuantityEffect::Lapses { covers } => format!(
                "Raising to {} lets the offer of {} for up to {} lapse; {} has to name a price again.{counter}",
                count_text(to),
                offer.unit_price,
                count_text(covers),
                self.seller
            ),
        }
    }

    /// What lapses by it and has to be agreed to by name; nothing if everything stays.
    pub fn lapse_label(&self, typed: Option<&str>) -> Option<&'static str> {
        let to = self.to(typed)?;
        let offer = matches!(quantity_effect(self.offer, to), QuantityEffect::Lapses { .. });
        match (offer, self.counter_lapses()) {
            (true, true) => Some("Let the offer and the counter-offer lapse"),
            (true, false) => Some("Let the offer lapse"),
            (false, true) => Some("Let the counter-offer lapse"),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, UnitPrice};

    #[test]
    fn what_lapses_is_agreed_to_by_name_and_nothing_else_asks() {
        let unit_price = UnitPrice { micros: 41_200_000, currency: Currency::parse("USD").expect("known") };
        let offer = Offer { revision: 1, unit_price, quantity: 25, lead_time_days: None, valid_until: None, comment: None };
        let counter = Counter { number: 1, unit_price: None, quantity: Some(8), needed_by: None, comment: None };
        let price_alone = Counter { quantity: None, unit_price: Some(unit_price), ..counter.clone() };
        let label = |offer, counter, typed| {
            let units = SaleUnits { minimum: 1, pack: 10 };
            Standing { seller: "Orbit", unit: "EA", quantity: 20, units, offer, counter }.lapse_label(typed)
        };
        assert_eq!(label(Some(&offer), None, Some(" 23 ")), Some("Let the offer lapse"), "30 are sent");
        for typed in [None, Some(""), Some("many"), Some("20"), Some("10")] {
            assert_eq!(label(Some(&offer), None, typed), None, "{typed:?}");
        }
        assert_eq!(label(Some(&offer), Some(&counter), Some("10")), Some("Let the counter-offer lapse"));
        assert_eq!(label(Some(&offer), Some(&counter), Some("30")), Some("Let the offer and the counter-offer lapse"));
        assert_eq!(label(None, Some(&price_alone), Some("30")), None);
    }
}
