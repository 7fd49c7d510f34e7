//! The agreed lines of a cart as bags: one per seller and currency. Must not round anything: a line's total was rounded once,
//! when it was agreed.

use crate::domain::{
    ids::{BagId, LineId, OrganisationId},
    money::{Money, totals},
};

/// What an order needs of an accepted line to be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreedLine {
    pub line_id: LineId,
    /// The bag that the line has in its cart.
    pub bag_id: BagId,
    pub seller_id: OrganisationId,
    pub subtotal: Money,
}

/// A bag of the order that comes of a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBag {
    /// The cart's own bag. `None`: the seller's lines have a second currency, and its bag has no identifier yet.
    pub id: Option<BagId>,
    pub seller_id: OrganisationId,
    /// In the currency of all its lines.
    pub total: Money,
    /// In the order of the cart.
    pub lines: Vec<LineId>,
}

/// Splits agreed lines into bags, by seller and currency in that order. Every line is in exactly one bag, and the totals of the bags add
/// up to those of the lines. The first currency of a seller, by its code, keeps the bag of the cart.
pub fn split(lines: &[AgreedLine]) -> Vec<NewBag> {
    let mut keys: Vec<_> = lines.iter().map(|line| (line.seller_id, line.subtotal.currency)).collect();
    keys.sort_by_key(|(seller, currency)| (*seller, currency.code()));
    keys.dedup();
    let mut bags: Vec<NewBag> = Vec::with_capacity(keys.len());
    for (seller_id, currency) in keys {
        let of_bag = || lines.iter().filter(|line| line.seller_id == seller_id && line.subtotal.currency == currency);
        let keeps = bags.last().is_none_or(|last| last.seller_id != seller_id);
        bags.push(NewBag {
            id: of_bag().next().map(|line| line.bag_id).filter(|_| keeps),
            seller_id,
            total: totals(of_bag().map(|line| line.subtotal)).pop().unwrap_or(Money { minor: 0, currency }),
            lines: of_bag().map(|line| line.line_id).collect(),
        });
    }
    bags
}
