//! The addresses of both mirrored views.

use crate::{
    api_types::negotiation::{LineSort, Tab},
    domain::{ids::LineId, negotiation::Side},
    ui::components::{encode, href},
};
use leptos_router::params::ParamsMap;

/// The list of a side's lines.
pub fn list_path(side: Side) -> &'static str {
    match side {
        Side::Buyer => "/connector/shopping-cart",
        Side::Seller => "/connector/requests",
    }
}

/// A line's drawer over the list of its side.
pub fn line_path(side: Side, id: LineId) -> String {
    format!("{}/lines/{id}", list_path(side))
}

/// The cart's lines for one part, side by side.
pub fn compare_path(part_key: &str) -> String {
    format!("/connector/shopping-cart/compare/{}", encode(part_key))
}

/// Why lines of a side ended.
pub fn reasons_path(side: Side) -> String {
    format!("{}/reasons", list_path(side))
}

/// The line whose drawer an address opens.
pub fn open_line(side: Side, path: &str) -> Option<LineId> {
    path.strip_prefix(list_path(side))?.strip_prefix("/lines/")?.parse().ok()
}

/// Which part of the list an address shows; drawers keep it, so that closing one changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub tab: Tab,
    pub after: String,
    /// Rows per page; 0 for the usual number.
    pub limit: u32,
    pub sort: LineSort,
}

impl Place {
    pub fn of(query: &ParamsMap) -> Self {
        let tab = if query.get_str("tab") == Some(tab_word(Tab::Closed)) { Tab::Closed } else { Tab::Active };
        let limit = query.get_str("limit").and_then(|rows| rows.parse().ok()).unwrap_or_default();
        let sort = query.get_str("sort").and_then(LineSort::parse).unwrap_or_default();
        Self { sort, tab, after: query.get_str("after").unwrap_or_default().to_owned(), limit }
    }

    /// `path` at this place of the list.
    pub fn at(&self, path: &str) -> String {
        let limit = if self.limit == 0 { String::new() } else { self.limit.to_string() };
        href(path, &[("tab", tab_word(self.tab)), ("after", &self.after), ("limit", &limit), ("sort", sort_word(self.sort))])
    }
}

/// Nothing for the usual order.
fn sort_word(sort: LineSort) -> &'static str {
    match sort {
        LineSort::Newest => "",
        LineSort::Waiting | LineSort::Value | LineSort::Changed => sort.as_str(),
    }
}

/// Nothing for the first tab: its address is the shortest.
pub fn tab_word(tab: Tab) -> &'static str {
    match tab {
        Tab::Active => "",
        Tab::Closed => "closed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_drawer_address_names_its_line() {
        let id = LineId(Uuid::from_u128(7));
        assert_eq!(open_line(Side::Buyer, &line_path(Side::Buyer, id)), Some(id));
        assert_eq!(open_line(Side::Seller, &line_path(Side::Buyer, id)), None);
        assert_eq!(open_line(Side::Buyer, list_path(Side::Buyer)), None);
    }

    #[test]
    fn a_place_keeps_tab_and_page_in_the_address() {
        let place = Place { tab: Tab::Closed, after: "a b".into(), limit: 500, sort: LineSort::Waiting };
        assert_eq!(place.at("/x"), "/x?tab=closed&after=a%20b&limit=500&sort=waiting");
        assert_eq!(Place::default().at("/x"), "/x");
    }
}
