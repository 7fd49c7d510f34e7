//! How a bag reaches its seller: a seller without a system of its own takes it at once.

use super::{
    Outcome, Work,
    ordering::bag::{Moved, lock_bag, record_bag},
};
use crate::domain::{
    ids::{BagId, CartId},
    ordering::{self, BagCommand},
    refusal::Refusal,
    time::Timestamp,
};

/// Hands the bags of an order over that was just stored, in its transaction.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn hand_over(work: &mut Work, _order_id: CartId, bags: &[BagId], at: Timestamp) -> Outcome<()> {
    let mut bags = bags.to_vec();
    bags.sort_unstable();
    for bag_id in bags {
        let Some(bag) = lock_bag(work, bag_id).await? else { continue };
        let command = BagCommand::Accept { revision: bag.bag.revision, erp_order_number: None };
        let event = ordering::decide(&bag.bag, command).map_err(Refusal::from)?;
        record_bag(work, &bag, &event, Moved { by: None, at }).await?;
    }
    Ok(())
}
