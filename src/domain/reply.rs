//! Saved replies: a text with a few blanks that a line fills in. Must not know who saved it or where it is sent.

use super::{negotiation::Side, quantity::count_text};
use serde::{Deserialize, Serialize};

/// The longest title of a reply, in characters.
pub const MAX_TITLE: usize = 80;

/// The longest text of a reply, in characters: filled in it still fits a message.
pub const MAX_BODY: usize = 2_000;

/// Replies that one organisation keeps at most.
pub const MAX_REPLIES: i64 = 100;

/// The blanks of a reply, as they are written.
pub const BLANKS: [&str; 3] = ["{part_number}", "{quantity}", "{buyer}"];

/// What a line puts into the blanks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    pub part_number: String,
    pub quantity: String,
    pub buyer: String,
}

impl Filling {
    /// `counterparty` is who stands on the other side of the line, `own` the organisation that writes.
    pub fn of(goods: (&str, i64, &str), side: Side, counterparty: &str, own: &str) -> Self {
        let (part_number, quantity, unit) = goods;
        let buyer = match side {
            Side::Seller => counterparty,
            Side::Buyer => own,
        };
        Self {
            part_number: part_number.to_owned(),
            quantity: format!("{} {unit}", count_text(quantity)),
            buyer: buyer.to_owned(),
        }
    }
}

/// The text with its blanks filled in. Everything else stays as it is, braces too; what is filled in is not read again.
pub fn fill(text: &str, filling: &Filling) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let values = [&filling.part_number, &filling.quantity, &filling.buyer];
        match BLANKS.iter().zip(values).find(|(blank, _)| rest.starts_with(**blank)) {
            Some((blank, value)) => {
                filled.push_str(value);
                rest = &rest[blank.len()..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// What was typed with the reply behind it.
pub fn behind(typed: &str, reply: &str) -> String {
    let separator = if typed.is_empty() || typed.ends_with(char::is_whitespace) { "" } else { " " };
    format!("{typed}{separator}{reply}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_once_and_other_braces_stay() {
        let filling = Filling { part_number: "AN3-5A".into(), quantity: "12 EA".into(), buyer: "{quantity} Ltd".into() };
        let text = "{buyer}: {quantity} × {part_number} {papers} {";
        assert_eq!(fill(text, &filling), "{quantity} Ltd: 12 EA × AN3-5A {papers} {");
        assert_eq!(fill("nothing to fill", &filling), "nothing to fill");
    }
}
