//! Why a line ends without a deal: a closed set of reasons, so that they can be counted, and words of one's own.
//! Must not know where a reason is stored or shown.

use super::negotiation::{Action, Side};
use serde::{Deserialize, Serialize};

/// The longest note beside a reason, in characters.
pub const MAX_NOTE: usize = 500;

/// Why a side ends a line. Which of them can be chosen depends on the action and the side: see [`EndReason::offered`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    NotInStock,
    BelowMinimum,
    CannotMeetDate,
    NoLongerMade,
    CertificateMissing,
    PriceTooHigh,
    FoundElsewhere,
    NoLongerNeeded,
    TooSlow,
    WrongPart,
    Mistake,
    /// Taken out of its cart; nobody chooses it.
    RemovedFromCart,
    /// Said in words of one's own.
    Other,
}

impl EndReason {
    pub const ALL: [Self; 13] = [
        Self::NotInStock,
        Self::BelowMinimum,
        Self::CannotMeetDate,
        Self::NoLongerMade,
        Self::CertificateMissing,
        Self::PriceTooHigh,
        Self::FoundElsewhere,
        Self::NoLongerNeeded,
        Self::TooSlow,
        Self::WrongPart,
        Self::Mistake,
        Self::RemovedFromCart,
        Self::Other,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInStock => "not_in_stock",
            Self::BelowMinimum => "below_minimum",
            Self::CannotMeetDate => "cannot_meet_date",
            Self::NoLongerMade => "no_longer_made",
            Self::CertificateMissing => "certificate_missing",
            Self::PriceTooHigh => "price_too_high",
            Self::FoundElsewhere => "found_elsewhere",
            Self::NoLongerNeeded => "no_longer_needed",
            Self::TooSlow => "too_slow",
            Self::WrongPart => "wrong_part",
            Self::Mistake => "mistake",
            Self::RemovedFromCart => "removed_from_cart",
            Self::Other => "other",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::NotInStock => "not in stock",
            Self::BelowMinimum => "below the minimum order",
            Self::CannotMeetDate => "cannot meet the date",
            Self::NoLongerMade => "no longer made",
            Self::CertificateMissing => "certificate missing",
            Self::PriceTooHigh => "price too high",
            Self::FoundElsewhere => "found elsewhere",
            Self::NoLongerNeeded => "no longer needed",
            Self::TooSlow => "too slow",
            Self::WrongPart => "wrong part",
            Self::Mistake => "mistake",
            Self::RemovedFromCart => "removed from the cart",
            Self::Other => "other reason",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    /// What a side can choose from when it ends a line by an action; nothing for actions that end no line.
    pub fn offered(action: Action, side: Side) -> &'static [Self] {
        match (action, side) {
            (Action::NoQuote, _) => &[
                Self::NotInStock,
                Self::BelowMinimum,
                Self::CannotMeetDate,
                Self::NoLongerMade,
                Self::CertificateMissing,
                Self::Other,
            ],
            (Action::Withdraw, Side::Buyer) => &[
                Self::PriceTooHigh,
                Self::FoundElsewhere,
                Self::NoLongerNeeded,
                Self::TooSlow,
                Self::WrongPart,
                Self::Mistake,
                Self::Other,
            ],
            (Action::Withdraw, Side::Seller) => &[
                Self::NotInStock,
                Self::CannotMeetDate,
                Self::CertificateMissing,
                Self::WrongPart,
                Self::Mistake,
                Self::Other,
            ],
            (_, Side::Buyer | Side::Seller) => &[],
        }
    }
}

/// A reason as it was given. Events of before there was a choice hold a text alone: those were words of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Reason {
    pub code: EndReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Chosen {
        code: EndReason,
        #[serde(default)]
        note: Option<String>,
    },
}

impl From<Written> for Reason {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self::other(text),
            Written::Chosen { code, note } => Self { code, note },
        }
    }
}

impl Reason {
    /// Words of one's own.
    pub fn other(note: impl Into<String>) -> Self {
        Self { code: EndReason::Other, note: Some(note.into()) }
    }

    /// Reads what a form holds: a code of those offered, a note, both or neither.
    ///
    /// # Errors
    /// The field that is refused, and a sentence fit to stand beside it.
    pub fn read(offered: &[EndReason], code: &str, note: Option<String>) -> Result<Option<Self>, (&'static str, String)> {
        let code = match (code.trim(), &note) {
            ("", None) => return Ok(None),
            ("", Some(_)) => EndReason::Other,
            (code, _) => EndReason::parse(code)
                .filter(|code| offered.contains(code))
                .ok_or(("code", "is not one of the reasons".to_owned()))?,
        };
        if code == EndReason::Other && note.is_none() {
            return Err(("reason", "say which reason".to_owned()));
        }
        Ok(Some(Self { code, note }))
    }

    /// `not in stock`, `not in stock: back in May`, or the words of one's own.
    pub fn sentence(&self) -> String {
        match (self.code, &self.note) {
            (EndReason::Other, Some(note)) => note.clone(),
            (code, Some(note)) => format!("{}: {note}", code.words()),
            (code, None) => code.words().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_before_the_choice_reads_as_words_of_its_own() {
        let old: Option<Reason> = serde_json::from_str("\"sold out\"").expect("a text");
        assert_eq!(old, Some(Reason::other("sold out")));
        assert_eq!(serde_json::from_str::<Option<Reason>>("null").expect("nothing"), None);
        let new = Reason { code: EndReason::NotInStock, note: None };
        let text = serde_json::to_string(&new).expect("json");
        assert_eq!(text, "{\"code\":\"not_in_stock\"}");
        assert_eq!(serde_json::from_str::<Reason>(&text).expect("a reason"), new);
    }

    #[test]
    fn only_what_is_offered_can_be_chosen_and_other_needs_words() {
        let offered = EndReason::offered(Action::NoQuote, Side::Seller);
        let read = |code: &str, note: &str| {
            let note = (!note.is_empty()).then(|| note.to_owned());
            Reason::read(offered, code, note)
        };
        assert_eq!(read("", ""), Ok(None));
        assert_eq!(read("", "sold"), Ok(Some(Reason::other("sold"))));
        assert_eq!(read("not_in_stock", "").map(|it| it.map(|it| it.sentence())), Ok(Some("not in stock".into())));
        assert_eq!(
            read("no_longer_made", "since 2019").map(|it| it.map(|it| it.sentence())),
            Ok(Some("no longer made: since 2019".into()))
        );
        assert_eq!(read("other", "").map_err(|(field, _)| field), Err("reason"));
        assert_eq!(read("too_slow", "").map_err(|(field, _)| field), Err("code"), "a buyer's reason");
        assert_eq!(read("nonsense", "").map_err(|(field, _)| field), Err("code"));
    }

    #[test]
    fn every_reason_but_the_removal_is_offered_somewhere_and_all_are_read_back() {
        for reason in EndReason::ALL {
            assert_eq!(EndReason::parse(reason.as_str()), Some(reason));
            let offered =
                [(Action::NoQuote, Side::Seller), (Action::Withdraw, Side::Buyer), (Action::Withdraw, Side::Seller)];
            let is_offered = offered.iter().any(|(action, side)| EndReason::offered(*action, *side).contains(&reason));
            assert_eq!(is_offered, reason != EndReason::RemovedFromCart, "{reason:?}");
        }
        assert!(EndReason::offered(Action::SendMessage, Side::Buyer).is_empty());
    }
}
