//! What a form did, told to a browser without scripts by an address: one of a few codes, never words.

use super::catalog::{AddedToCart, Raised};
use crate::domain::ids::LineId;

/// The name of the parameter.
pub const PARAMETER: &str = "done";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The line is in the cart, or was raised there; `only`: the seller has fewer units than the line asks for.
    Added {
        line_id: LineId,
        raised: Option<Raised>,
        only: Option<i64>,
    },
    /// The line was bought at its list price.
    Bought(LineId),
    /// The line has another quantity.
    QuantityChanged(LineId),
    DemandOpened,
    /// What the form held is stored.
    Saved,
    /// When orders are handed over is stored.
    Scheduled,
    /// The settings of carts are stored; their page has more than one form.
    CartsSet,
    /// Who may browse is stored.
    StorefrontSet,
}

impl Done {
    pub fn added(added: &AddedToCart) -> Self {
        Self::Added { line_id: added.line_id, raised: added.raised, only: added.only }
    }

    /// The parameter's value.
    pub fn code(self) -> String {
        match self {
            Self::Added { line_id, raised, only } => {
                let raised = raised.map_or_else(
                    || "..".to_owned(),
                    |Raised { from, to, offer_lapsed }| format!("{from}.{to}.{}", if offer_lapsed { "lapsed" } else { "" }),
                );
                format!("added.{line_id}.{raised}.{}", only.map(|units| units.to_string()).unwrap_or_default())
            }
            Self::Bought(id) => format!("bought.{id}"),
            Self::QuantityChanged(id) => format!("quantity.{id}"),
            Self::DemandOpened => "demand".to_owned(),
            Self::Saved => "saved".to_owned(),
            Self::Scheduled => "scheduled".to_owned(),
            Self::CartsSet => "carts".to_owned(),
            Self::StorefrontSet => "storefront".to_owned(),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code.split('.').collect::<Vec<_>>().as_slice() {
            ["added", id, from, to, lapsed, only] => {
                let raised = match (*from, *to) {
                    ("", "") => None,
                    (from, to) => {
                        Some(Raised { from: from.parse().ok()?, to: to.parse().ok()?, offer_lapsed: *lapsed == "lapsed" })
                    }
                };
                let only = if only.is_empty() { None } else { Some(only.parse().ok()?) };
                Some(Self::Added { line_id: id.parse().ok()?, raised, only })
            }
            ["bought", id] => id.parse().ok().map(Self::Bought),
            ["quantity", id] => id.parse().ok().map(Self::QuantityChanged),
            ["demand"] => Some(Self::DemandOpened),
            ["saved"] => Some(Self::Saved),
            ["scheduled"] => Some(Self::Scheduled),
            ["carts"] => Some(Self::CartsSet),
            ["storefront"] => Some(Self::StorefrontSet),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_code_is_read_back_and_nothing_else_is_one() {
        let line_id = LineId(Uuid::from_u128(7));
        let raised = [true, false].map(|offer_lapsed| Some(Raised { from: 5, to: 8, offer_lapsed }));
        for raised in [None, raised[0], raised[1]] {
            for only in [None, Some(6)] {
                let done = Done::Added { line_id, raised, only };
                assert_eq!(Done::parse(&done.code()), Some(done), "{}", done.code());
            }
        }
        for done in [
            Done::Bought(line_id),
            Done::QuantityChanged(line_id),
            Done::DemandOpened,
            Done::Saved,
            Done::Scheduled,
            Done::CartsSet,
            Done::StorefrontSet,
        ] {
            assert_eq!(Done::parse(&done.code()), Some(done));
        }
        for code in ["", "added", "added.", "added.x", "added.x....", "bought.7.8", "demand.1", "Call us"] {
            assert_eq!(Done::parse(code), None, "{code}");
        }
    }
}
