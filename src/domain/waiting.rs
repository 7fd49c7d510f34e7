//! The clock of a request: since when its line waits for the seller. Must not read a clock.

use super::{
    negotiation::{LineStatus, Side},
    time::Timestamp,
};

/// Since when a line waits for its seller after a move: since the first move of the buyer that the seller has not answered.
/// The system answers nothing and asks nothing; a line that ended waits for nobody.
pub fn waits_since(after: LineStatus, by: Option<Side>, before: Option<Timestamp>, at: Timestamp) -> Option<Timestamp> {
    match by {
        _ if !after.is_active() => None,
        Some(Side::Buyer) => before.or(Some(at)),
        Some(Side::Seller) => None,
        None => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_waits_since_the_first_thing_the_seller_has_not_answered() {
        let (first, later) = (Timestamp(1), Timestamp(9));
        let open = LineStatus::Open;
        assert_eq!(waits_since(open, Some(Side::Buyer), None, first), Some(first));
        assert_eq!(waits_since(open, Some(Side::Buyer), Some(first), later), Some(first), "asking again is no new start");
        assert_eq!(waits_since(LineStatus::Quote, Some(Side::Seller), Some(first), later), None);
        assert_eq!(waits_since(LineStatus::Quote, Some(Side::Buyer), None, later), Some(later), "a question about an offer");
        assert_eq!(waits_since(open, None, None, later), None, "an expired offer was an answer");
        assert_eq!(waits_since(LineStatus::Withdrawn, Some(Side::Buyer), Some(first), later), None);
    }
}
