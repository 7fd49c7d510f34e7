//! What a cart held at an earlier time, folded from its history. Must not know what of it is still offered.

use super::CartEvent;
use crate::domain::{event::LineEvent, ids::LineId, negotiation::ClosedReason};

/// A line that a cart held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateLine {
    pub line_id: LineId,
    pub quantity: i64,
    /// It was agreed by then: buying it again is another purchase.
    pub is_agreed: bool,
}

/// The lines of a cart after the events folded so far: those in negotiation and those agreed, in the order of their coming.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CartState {
    lines: Vec<StateLine>,
}

impl CartState {
    pub fn lines(&self) -> &[StateLine] {
        &self.lines
    }

    fn set(&mut self, line_id: LineId, quantity: i64, is_agreed: bool) {
        let line = StateLine { line_id, quantity, is_agreed };
        match self.lines.iter_mut().find(|known| known.line_id == line_id) {
            Some(known) => *known = line,
            None => self.lines.push(line),
        }
    }

    fn remove(&mut self, line_id: LineId) {
        self.lines.retain(|line| line.line_id != line_id);
    }

    /// An event of a line, while the line was in this cart.
    pub fn fold_line(&mut self, line_id: LineId, event: &LineEvent) {
        match event {
            LineEvent::Opened { quantity, .. } => self.set(line_id, *quantity, false),
            LineEvent::QuantityChanged { to, .. } => self.set(line_id, *to, false),
            LineEvent::CounterTaken { quantity, .. } => self.set(line_id, *quantity, false),
            LineEvent::OfferAccepted { agreement, .. } | LineEvent::BoughtAtListPrice { agreement, .. } => {
                self.set(line_id, agreement.quantity, true);
            }
            LineEvent::QuoteDeclined { .. } | LineEvent::Withdrawn { .. } => self.remove(line_id),
            // What was agreed stays when its transaction is completed, or canceled in its order.
            LineEvent::Closed { reason: ClosedReason::Completed | ClosedReason::OrderCanceled } => {}
            LineEvent::Closed {
                reason:
                    ClosedReason::StockGone | ClosedReason::CartPurged | ClosedReason::GivenBack | ClosedReason::TakenOver,
            } => self.remove(line_id),
            LineEvent::PriceUpdated { .. }
            | LineEvent::OfferExtended { .. }
            | LineEvent::CounterOffered { .. }
            | LineEvent::DocumentationRequested { .. }
            | LineEvent::DocumentationProvided { .. }
            | LineEvent::OfferEnding { .. }
            | LineEvent::OfferExpired { .. }
            | LineEvent::MessageSent => {}
        }
    }

    /// An event of the cart itself.
    pub fn fold_cart(&mut self, event: &CartEvent) {
        match event {
            CartEvent::Converted { moved, merged, .. } => {
                for line in moved.iter().chain(merged) {
                    self.remove(line.line_id);
                }
            }
            CartEvent::TookOver { moved, merged, .. } => {
                for line in moved.iter().chain(merged) {
                    self.set(line.line_id, line.quantity, false);
                }
            }
            CartEvent::Ordered { carried, .. } => {
                for line in carried {
                    self.remove(line.line_id);
                }
            }
            CartEvent::CarriedOver { moved, .. } => {
                for line in moved {
                    self.set(line.line_id, line.quantity, false);
                }
            }
            CartEvent::Shared { .. }
            | CartEvent::Renamed { .. }
            | CartEvent::Described { .. }
            | CartEvent::Removed { .. }
            | CartEvent::UnshareUndone { .. }
            | CartEvent::Purged { .. }
            | CartEvent::Restored { .. }
            | CartEvent::Forgotten { .. }
            | CartEvent::NoteChanged { .. }
            | CartEvent::LineRemoved { .. }
            | CartEvent::Cleared { .. }
            | CartEvent::RemovalUndone { .. }
            | CartEvent::StartedFrom { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{catalog::Condition, ids::CartId, negotiation::Side, sharing::LineMoved};
    use uuid::Uuid;

    fn id(number: u128) -> LineId {
        LineId(Uuid::from_u128(number))
    }

    fn opened(quantity: i64) -> LineEvent {
        LineEvent::Opened { part_number: "AN3-5A".into(), condition: Condition::Ne, quantity, seller: "Orbit".into() }
    }

    fn changed(from: i64, to: i64) -> LineEvent {
        LineEvent::QuantityChanged { from, to, offer_lapsed: false, counter_lapsed: false }
    }

    fn quantities(state: &CartState) -> Vec<(u128, i64)> {
        state.lines().iter().map(|line| (line.line_id.0.as_u128(), line.quantity)).collect()
    }

    #[test]
    fn a_state_is_what_came_in_less_what_went_out() {
        let mut state = CartState::default();
        state.fold_line(id(1), &opened(5));
        state.fold_line(id(2), &opened(7));
        state.fold_line(id(1), &changed(5, 9));
        assert_eq!(quantities(&state), [(1, 9), (2, 7)]);
        state.fold_line(id(2), &LineEvent::Withdrawn { by: Side::Buyer, reason: None });
        state.fold_line(id(1), &LineEvent::MessageSent);
        assert_eq!(quantities(&state), [(1, 9)]);
        state.fold_line(id(1), &LineEvent::Closed { reason: ClosedReason::StockGone });
        assert_eq!(quantities(&state), []);
    }

    #[test]
    fn lines_that_move_leave_one_cart_and_enter_the_other() {
        let moved = vec![LineMoved { line_id: id(1), part_number: "AN3-5A".into(), quantity: 5 }];
        let (mut shared, mut personal) = (CartState::default(), CartState::default());
        shared.fold_line(id(1), &opened(5));
        let (name, cart) = ("Hangar 2".to_owned(), CartId(Uuid::nil()));
        shared.fold_cart(&CartEvent::Converted {
            name: name.clone(),
            to: cart,
            moved: moved.clone(),
            merged: vec![],
            kept: vec![],
        });
        personal.fold_cart(&CartEvent::TookOver { from: cart, name, moved, merged: vec![] });
        assert_eq!((quantities(&shared), quantities(&personal)), (vec![], vec![(1, 5)]));
    }
}
