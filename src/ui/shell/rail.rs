//! Where one can go: a rail at the left, a bar at the bottom of a phone. Entries one has no right to are absent.

use super::keys::go_letter;
use crate::{
    api_types::identity::ShellCounts,
    domain::{
        access::{Permission, PlatformPermission, may, platform_may},
        identity::Principal,
    },
    ui::{components::Icon, overview, support},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What a counter beside a word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    None,
    Quotes,
    Requests,
    Notifications,
    /// Submissions that one may decide.
    Approvals,
    /// Bags that the seller has not taken note of.
    Bags,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    href: &'static str,
    icon: &'static str,
    word: &'static str,
    count: Count,
    /// Not in the bar of a phone, but behind “More”.
    secondary: bool,
}

const OVERVIEW: Entry = secondary(overview::HERE, "chart", "Overview", Count::None);
const PARTS: Entry = entry("/connector/parts", "parts", "Parts", Count::None);
const CART: Entry = entry("/connector/shopping-cart", "cart", "Shopping cart", Count::Quotes);
const REQUESTS: Entry = entry("/connector/requests", "inbox", "Requests", Count::Requests);
const BAGS: Entry = secondary("/connector/bags", "truck", "Bags", Count::Bags);
const DEMANDS: Entry = secondary("/connector/demands", "list", "Demands", Count::None);
const INVENTORY: Entry = secondary("/connector/inventory", "box", "Inventory", Count::None);
const TRANSACTIONS: Entry = entry("/connector/transactions", "swap", "Transactions", Count::None);
const CARTS: Entry = secondary("/carts", "people", "Carts", Count::None);
const ORDERS: Entry = secondary("/orders", "order", "Orders", Count::None);
const APPROVALS: Entry = secondary("/approvals", "approve", "Approvals", Count::Approvals);
const NOTIFICATIONS: Entry = secondary("/notifications", "bell", "Notifications", Count::Notifications);
const ORGANISATION: Entry = secondary("/organisation", "building", "Organisation", Count::None);

const DELIVERIES: Entry = secondary("/admin/deliveries", "send", "Deliveries", Count::None);
const SETTINGS: Entry = secondary("/admin/settings", "settings", "Settings", Count::None);

const SUPPORT: Entry = secondary(support::SUPPORT, "search", "Support", Count::None);
const SUPPORT_LOG: Entry = secondary(support::LOG, "clock", "Support log", Count::None);

const fn entry(href: &'static str, icon: &'static str, word: &'static str, count: Count) -> Entry {
    Entry { href, icon, word, count, secondary: false }
}

const fn secondary(href: &'static str, icon: &'static str, word: &'static str, count: Count) -> Entry {
    Entry { href, icon, word, count, secondary: true }
}

/// The entries of the two groups for this person.
fn entries(principal: Option<&Principal>) -> (Vec<Entry>, Vec<Entry>) {
    let holds = |permission| principal.is_some_and(|principal| may(principal, permission));
    let (buys, sells) = (holds(Permission::Buy), holds(Permission::Sell));
    let member = principal.is_some_and(|principal| principal.membership.is_some());
    let connector = [
        (buys || sells, OVERVIEW),
        (true, PARTS),
        // A guest's holds what they bought.
        (buys || principal.is_none(), CART),
        (sells, REQUESTS),
        (sells, BAGS),
        (holds(Permission::KeepDemands), DEMANDS),
        (holds(Permission::KeepInventory), INVENTORY),
        (buys || sells, TRANSACTIONS),
    ];
    let sets = principal.is_some_and(|principal| platform_may(principal, PlatformPermission::ManageSettings));
    let supports = principal.is_some_and(|principal| platform_may(principal, PlatformPermission::Support));
    let rest = [
        (buys, CARTS),
        (buys, ORDERS),
        (buys, APPROVALS),
        (member, NOTIFICATIONS),
        (holds(Permission::ManageOrganisation), ORGANISATION),
        (sets, DELIVERIES),
        (supports, SUPPORT),
        (sets, SUPPORT_LOG),
        (sets, SETTINGS),
    ];
    let keep = |(shown, entry): (bool, Entry)| shown.then_some(entry);
    (connector.into_iter().filter_map(keep).collect(), rest.into_iter().filter_map(keep).collect())
}

#[component]
pub fn Rail(principal: Option<Principal>, counts: Memo<ShellCounts>) -> impl IntoView {
    let (connector, rest) = entries(principal.as_ref());
    let more: Vec<Entry> = connector.iter().chain(&rest).filter(|entry| entry.secondary).copied().collect();
    let link = move |entry: Entry| view! { <RailLink entry counts/> };
    view! {
        <nav class="rail" aria-label="Main">
            <a class="brand" href="/connector/parts">
                <Icon name="brand"/>
                <span>"Counterpart"</span>
            </a>
            <div class="rail-group">
                <h2 class="rail-title">"Connector"</h2>
                {connector.into_iter().map(link).collect_view()}
            </div>
            {(!rest.is_empty()).then(|| view! {
                <div class="rail-group is-secondary">{rest.into_iter().map(link).collect_view()}</div>
            })}
            {(!more.is_empty()).then(|| view! { <More entries=more/> })}
        </nav>
    }
}

/// One entry, with the number of what waits there.
#[component]
fn RailLink(entry: Entry, counts: Memo<ShellCounts>) -> impl IntoView {
    let Entry { href, icon, word, count, secondary } = entry;
    let path = use_location().pathname;
    let current = move || path.with(|path| is_at(path, href)).then_some("page");
    let waiting = move || match count {
        Count::None => 0,
        Count::Quotes => counts.get().quotes,
        Count::Requests => counts.get().requests,
        Count::Notifications => counts.get().notifications,
        Count::Approvals => counts.get().approvals,
        Count::Bags => counts.get().bags,
    };
    let class = if secondary { "rail-link is-secondary" } else { "rail-link" };
    let class_of_count = if matches!(count, Count::Requests | Count::Bags) { "rail-count" } else { "rail-count is-new" };
    let words = if entry.href == CART.href {
        view! {
            <span class="not-phone">"Shopping "</span>
            "cart"
        }
        .into_any()
    } else {
        word.into_any()
    };
    view! {
        <a class=class href=href title=word aria-current=current data-go=go_letter(href)>
            <Icon name=icon/>
            <span class="rail-word">{words}</span>
            <span class=class_of_count>{move || Some(waiting()).filter(|waiting| *waiting > 0)}</span>
        </a>
    }
}

/// What does not fit into the bar of a phone.
#[component]
fn More(entries: Vec<Entry>) -> impl IntoView {
    view! {
        <details class="menu rail-more">
            <summary class="rail-link">
                <Icon name="menu"/>
                <span class="rail-word">"More"</span>
            </summary>
            <div class="menu-panel">
                {entries
                    .into_iter()
                    .map(|entry| view! {
                        <a class="menu-item" href=entry.href>
                            <Icon name=entry.icon/>
                            {entry.word}
                        </a>
                    })
                    .collect_view()}
            </div>
        </details>
    }
}

/// Whether a path is this entry's page or lies below it. Below the overview lie the pages of others.
fn is_at(path: &str, href: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && href != overview::HERE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        identity::{Membership, Role, Roles},
        ids::{OrganisationId, PersonId},
    };
    use uuid::Uuid;

    fn words(roles: Roles) -> Vec<&'static str> {
        let membership = Membership {
            organisation_id: OrganisationId(Uuid::nil()),
            organisation: "Any".into(),
            buys: true,
            sells: true,
            roles,
        };
        let principal = Principal {
            person_id: PersonId(Uuid::nil()),
            name: "Any".into(),
            platform_role: None,
            membership: Some(membership),
        };
        let (connector, rest) = entries(Some(&principal));
        connector.iter().chain(&rest).map(|entry| entry.word).collect()
    }

    #[test]
    fn entries_without_a_right_are_absent() {
        let buyer = words(Roles::default().with(Role::Buyer));
        let connector = ["Overview", "Parts", "Shopping cart", "Demands", "Transactions"];
        assert_eq!(buyer, [&connector[..], &["Carts", "Orders", "Approvals", "Notifications"]].concat());
        let seller = words(Roles::default().with(Role::Seller));
        assert_eq!(seller, ["Overview", "Parts", "Requests", "Bags", "Inventory", "Transactions", "Notifications"]);
        assert_eq!(words(Roles::default().with(Role::Admin)), ["Parts", "Notifications", "Organisation"]);
        let guest: Vec<_> = entries(None).0.iter().map(|entry| entry.word).collect();
        assert_eq!((guest, entries(None).1.len()), (vec!["Parts", "Shopping cart"], 0));
    }

    #[test]
    fn an_entry_is_current_on_its_page_and_below() {
        assert!(is_at("/connector/parts", "/connector/parts") && is_at("/connector/parts/AN3", "/connector/parts"));
        assert!(!is_at("/connector/partsbin", "/connector/parts"));
        assert!(is_at("/connector", "/connector") && !is_at("/connector/parts", "/connector"));
    }
}
