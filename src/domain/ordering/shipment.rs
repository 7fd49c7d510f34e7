//! Which shipments have arrived, of what was delivered line by line. Must not know carriers.

use super::bag::SkuState;
use crate::domain::ids::LineId;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many units of a line in a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arriving {
    pub shipment: Uuid,
    pub line_id: LineId,
    pub quantity: i64,
}

/// The shipments that arrived whole. `shipped` is in the order in which it left; what left first counts as delivered first.
pub fn arrived(shipped: &[Arriving], lines: &[SkuState]) -> Vec<Uuid> {
    let delivered: HashMap<LineId, i64> = lines.iter().map(|sku| (sku.line_id, sku.delivered)).collect();
    let mut sent: HashMap<LineId, i64> = HashMap::new();
    let mut under_way: HashSet<Uuid> = HashSet::new();
    let mut order: Vec<Uuid> = Vec::new();
    for Arriving { shipment, line_id, quantity } in shipped {
        if !order.contains(shipment) {
            order.push(*shipment);
        }
        let sent = sent.entry(*line_id).or_default();
        *sent += quantity;
        if *sent > delivered.get(line_id).copied().unwrap_or(0) {
            under_way.insert(*shipment);
        }
    }
    order.retain(|shipment| !under_way.contains(shipment));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, UnitPrice};

    fn sku(line_id: LineId, delivered: i64) -> SkuState {
        let unit_price = UnitPrice { micros: 1, currency: Currency::parse("USD").expect("a known currency") };
        SkuState { line_id, quantity: 9, unit_price, shipped: 9, delivered, returned: 0, refunded: 0, canceled: 0 }
    }

    #[test]
    fn a_shipment_has_arrived_when_all_of_it_and_all_before_it_was_delivered() {
        let [a, b] = [1, 2].map(|number| LineId(Uuid::from_u128(number)));
        let [first, second] = [7, 8].map(Uuid::from_u128);
        let of = |shipment, line_id, quantity| Arriving { shipment, line_id, quantity };
        let shipped = [of(first, a, 4), of(first, b, 1), of(second, a, 5)];
        assert!(arrived(&shipped, &[sku(a, 4), sku(b, 0)]).is_empty(), "a part of the first is under way");
        assert_eq!(arrived(&shipped, &[sku(a, 4), sku(b, 1)]), [first]);
        assert_eq!(arrived(&shipped, &[sku(a, 9), sku(b, 0)]), [second]);
        assert_eq!(arrived(&shipped, &[sku(a, 9), sku(b, 1)]), [first, second]);
    }
}
