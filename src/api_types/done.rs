//! What a form did, told to a browser without scripts by an address: one of a few codes, never words.

use crate::domain::ids::LineId;

/// The name of the parameter.
pub const PARAMETER: &str = "done";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The line is in the cart.
    Added(LineId),
    /// The line was bought at its list price.
    Bought(LineId),
    DemandOpened,
}

impl Done {
    /// The parameter's value.
    pub fn code(self) -> String {
        match self {
            Self::Added(id) => format!("added.{id}"),
            Self::Bought(id) => format!("bought.{id}"),
            Self::DemandOpened => "demand".to_owned(),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code.split_once('.') {
            Some(("added", id)) => id.parse().ok().map(Self::Added),
            Some(("bought", id)) => id.parse().ok().map(Self::Bought),
            Some(_) => None,
            None => (code == "demand").then_some(Self::DemandOpened),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_code_is_read_back_and_nothing_else_is_one() {
        let id = LineId(Uuid::from_u128(7));
        for done in [Done::Added(id), Done::Bought(id), Done::DemandOpened] {
            assert_eq!(Done::parse(&done.code()), Some(done));
        }
        for code in ["", "added", "added.", "added.x", "demand.1", "Call us"] {
            assert_eq!(Done::parse(code), None, "{code}");
        }
    }
}
