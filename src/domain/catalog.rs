//! Listings, conditions and demands: what sellers have and buyers need. Must not know carts or threads.

use super::{
    ids::{ListingId, OrganisationId},
    money::UnitPrice,
    pricing::{PriceBreaks, PriceList},
    quantity::SaleUnits,
    text::normalise_part_number,
};
use serde::{Deserialize, Serialize};

/// The state of a part: the codes of the aviation aftermarket (ATA Spec 2000), plus a plain "NEW".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Condition {
    Fn,
    Ne,
    Ns,
    Oh,
    Sv,
    Ar,
    Rp,
    New,
}

impl Condition {
    pub const ALL: [Self; 8] = [Self::Fn, Self::Ne, Self::Ns, Self::Oh, Self::Sv, Self::Ar, Self::Rp, Self::New];

    pub fn code(self) -> &'static str {
        match self {
            Self::Fn => "FN",
            Self::Ne => "NE",
            Self::Ns => "NS",
            Self::Oh => "OH",
            Self::Sv => "SV",
            Self::Ar => "AR",
            Self::Rp => "RP",
            Self::New => "NEW",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Fn => "Factory new",
            Self::Ne => "New",
            Self::Ns => "New surplus",
            Self::Oh => "Overhauled",
            Self::Sv => "Serviceable",
            Self::Ar => "As removed",
            Self::Rp => "Repaired",
            Self::New => "New",
        }
    }

    /// The condition of a code in any case.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.code().eq_ignore_ascii_case(code.trim()))
    }
}

/// What a listing says about a part; a cart line keeps its own copy of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As the seller writes it.
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    /// Unit of measure, for instance `EA`.
    pub unit: String,
    /// FAA 8130-3, EASA Form 1, CoC …; nothing if the seller names none.
    pub certificate: Option<String>,
}

impl Part {
    /// What makes listings of one seller the same where they have no stock id.
    pub fn identity(&self) -> String {
        let (part_key, manufacturer) = (normalise_part_number(&self.part_number), self.manufacturer.to_lowercase());
        format!("part:{part_key}|{manufacturer}|{}", self.condition.code())
    }
}

/// A row of an inventory before it is stored: everything a seller says about one stock item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingDraft {
    pub part: Part,
    /// The seller's own identifier of the stock item.
    pub stock_id: Option<String>,
    pub quantity: i64,
    pub list_price: Option<UnitPrice>,
    /// Lower prices for larger quantities; none without a list price.
    #[serde(default)]
    pub breaks: PriceBreaks,
    /// Calendar days.
    pub lead_time_days: Option<i32>,
    pub units: SaleUnits,
}

impl ListingDraft {
    /// What makes this the same listing in the next upload: the stock id if given,
    /// else normalised part number, manufacturer and condition.
    pub fn identity(&self) -> String {
        match &self.stock_id {
            Some(stock_id) => format!("stock:{stock_id}"),
            None => self.part.identity(),
        }
    }

    /// Everything the listing asks, if it names a price.
    pub fn price_list(&self) -> Option<PriceList> {
        self.list_price.map(|list_price| PriceList { list_price, breaks: self.breaks.clone() })
    }

    /// The unit price of a quantity, if the listing names one.
    pub fn price_for(&self, quantity: i64) -> Option<UnitPrice> {
        self.list_price.map(|list_price| self.breaks.price_for(list_price, quantity))
    }
}

/// A seller's stock row as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub id: ListingId,
    pub seller_id: OrganisationId,
    pub draft: ListingDraft,
    /// Units promised in transactions that are not completed yet.
    pub agreed: i64,
    pub removed: bool,
}

impl Listing {
    /// Units that can still be agreed: listed minus agreed, nothing once removed.
    pub fn available(&self) -> i64 {
        if self.removed { 0 } else { (self.draft.quantity - self.agreed).max(0) }
    }
}

/// How an upload treats listings that the file does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadMode {
    /// Listings that are not in the file are removed.
    Replace,
    /// Listings that are not in the file stay as they are.
    Update,
}

impl UploadMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Update => "update",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Replace, Self::Update].into_iter().find(|mode| mode.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(part_number: &str, stock_id: Option<&str>) -> ListingDraft {
        ListingDraft {
            part: Part {
                part_number: part_number.into(),
                manufacturer: "Alder".into(),
                description: "Bolt".into(),
                condition: Condition::Ne,
                unit: "EA".into(),
                certificate: None,
            },
            stock_id: stock_id.map(Into::into),
            quantity: 5,
            list_price: None,
            breaks: PriceBreaks::NONE,
            lead_time_days: None,
            units: SaleUnits::SINGLE,
        }
    }

    #[test]
    fn a_listing_is_recognised_by_stock_id_or_else_by_the_part() {
        assert_eq!(draft("AN3-5A", None).identity(), draft("an3 5a", None).identity());
        assert_ne!(draft("AN3-5A", Some("S1")).identity(), draft("AN3-5A", Some("S2")).identity());
        assert_eq!(draft("AN3-5A", Some("S1")).identity(), draft("AN4-6A", Some("S1")).identity());
    }

    #[test]
    fn availability_is_listed_minus_agreed() {
        let mut listing = Listing {
            id: ListingId(uuid::Uuid::nil()),
            seller_id: OrganisationId(uuid::Uuid::nil()),
            draft: draft("AN3-5A", None),
            agreed: 2,
            removed: false,
        };
        assert_eq!(listing.available(), 3);
        listing.removed = true;
        assert_eq!(listing.available(), 0);
    }

    #[test]
    fn conditions_are_read_in_any_case() {
        assert_eq!(Condition::parse(" oh "), Some(Condition::Oh));
        assert_eq!(Condition::parse("mint"), None);
    }
}
