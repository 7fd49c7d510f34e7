//! The list of lines: Shopping cart for buyers, Requests for sellers. The drawer opens over it.

use super::{
    paths::{Place, list_path, open_line, reasons_path},
    row::LineTableRow,
};
use crate::{
    api_types::{
        AppError,
        negotiation::{LineFilter, LineList, LineRow, LineSort, Tab},
    },
    domain::{
        comparison::span_words,
        ids::LineId,
        negotiation::{LineStatus, Side},
        time::{DAY_US, Timestamp},
    },
    server_fns::negotiation::load_lines,
    ui::{
        cart::{CartDetails, CartTop, DetailsRow},
        components::{Empty, ErrorView, Pager, TabLink, TableSkeleton, Tabs, after, count_text},
        guest::GuestCart,
        live::use_live,
        triage::{BulkBar, SelectAll, Selection, TriageBar},
    },
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Title;
use leptos_router::{
    components::Outlet,
    hooks::{use_location, use_query_map},
};
use std::{collections::HashMap, sync::Arc};

/// The window's title while a drawer stands open. Counted, not owned by the page: the server writes the head when the page's
/// own signals may be gone.
#[derive(Clone)]
pub struct DrawerTitle(pub ArcRwSignal<Option<String>>);

type Lines = Resource<Result<LineList, AppError>>;

/// The rows of a page by id, each with the words for its times; shared, because every row reads its own several times.
pub type Rows = Memo<HashMap<LineId, Arc<(LineRow, Ages)>>>;

/// What a row says of time: it needs the server's now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ages {
    pub updated: String,
    pub waiting: Option<String>,
    /// The end of an offer that stands not much longer, and the server's clock.
    pub ends: Option<(Timestamp, Timestamp)>,
}

/// An offer that ends within this time says so in its row.
const ENDS_SOON_US: i64 = 2 * DAY_US;

impl Ages {
    fn of(row: &LineRow, now: Timestamp) -> Self {
        let waiting = row.waiting_since.map(|since| span_words(now.since_us(since)));
        let ends = row.valid_until.filter(|until| row.status == LineStatus::Quote && until.since_us(now) <= ENDS_SOON_US);
        Self { updated: row.updated_at.ago_text(now), waiting, ends: ends.map(|until| (until, now)) }
    }
}

/// The list, and the drawer of the line that the address names.
#[component]
pub fn LinesPage(side: Side) -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::of));
    let live = use_live().topic("lines");
    let lines = Resource::new(
        move || (place.get(), live.get()),
        move |(place, _)| {
            load_lines(LineFilter { side, tab: place.tab, after: place.after, limit: place.limit, sort: place.sort })
        },
    );
    let open_title = ArcRwSignal::new(None);
    provide_context(DrawerTitle(open_title.clone()));
    let title = page_title(side);
    view! {
        <Title text=move || open_title.get().unwrap_or_else(|| title.to_owned())/>
        <div class="page-head">
            <h1>{title}</h1>
            <Transition fallback=move || page_links(side)>
                {after(lines, move || view! { <PageLinks side lines/> }.into_any())}
            </Transition>
        </div>
        <Transition fallback=|| view! { <TableSkeleton columns=COLUMNS/> }>
            {after(lines, move || view! { <LinesView side lines place/> }.into_any())}
        </Transition>
        <Outlet/>
    }
}

/// Where else one gets from here; nothing for guests, and for those who may not be here.
#[component]
fn PageLinks(side: Side, lines: Lines) -> impl IntoView {
    let is_denied = Memo::new(move |_| {
        lines.with(|lines| match lines {
            Some(Ok(list)) => list.guest.is_some(),
            Some(Err(_)) => true,
            None => false,
        })
    });
    move || (!is_denied.get()).then(|| page_links(side))
}

fn page_links(side: Side) -> impl IntoView {
    view! {
        <div class="page-actions">
            <a class="button is-quiet" href="/connector/replies">"Saved replies"</a>
            <a class="button is-quiet" href=reasons_path(side)>"Why lines end"</a>
        </div>
    }
}

const COLUMNS: &[&str] = &["", "grow", "lo", "mid", "", "num", "num mid", "num", "num lo"];

fn page_title(side: Side) -> &'static str {
    match side {
        Side::Buyer => "Shopping cart",
        Side::Seller => "Requests",
    }
}

/// What stands below the tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Failed(AppError),
    Guest,
    Empty(Tab),
    Rows,
}

/// Tabs, table and foot. A refetch changes rows in place; focus and scroll stay.
#[component]
fn LinesView(side: Side, lines: Lines, place: Memo<Place>) -> impl IntoView {
    let list = Memo::new(move |_| lines.get());
    let shape = Memo::new(move |_| {
        list.with(|list| match list {
            None => None,
            Some(Err(error)) => Some(Shape::Failed(error.clone())),
            Some(Ok(list)) if list.guest.is_some() => Some(Shape::Guest),
            Some(Ok(list)) if list.lines.rows.is_empty() => Some(Shape::Empty(list.tab)),
            Some(Ok(_)) => Some(Shape::Rows),
        })
    });
    let loaded = Memo::new(move |_| list.get().and_then(Result::ok));
    let shown = move || {
        shape.get().map(|shape| match shape {
            Shape::Failed(error) => view! { <ErrorView error inside=true/> }.into_any(),
            Shape::Guest => view! { <GuestCart list=loaded/> }.into_any(),
            Shape::Empty(tab) => view! {
                <LineTabs side list=loaded/>
                <TriageBar side list=loaded place/>
                <NoLines side tab/>
            }
            .into_any(),
            Shape::Rows => view! {
                <LineTabs side list=loaded/>
                <TriageBar side list=loaded place/>
                <LineTable side list=loaded place/>
                <LineFoot side list=loaded place/>
            }
            .into_any(),
        })
    };
    view! {
        {(side == Side::Buyer).then(|| view! { <CartTop list=loaded/> })}
        {shown}
    }
}

#[component]
fn LineTabs(side: Side, list: Memo<Option<LineList>>) -> impl IntoView {
    let counts = Memo::new(move |_| list.with(|list| list.as_ref().map(|list| (list.tab, list.active, list.closed))));
    move || {
        counts.get().map(|(current, active, closed)| {
            let tab = |tab, word, count| TabLink {
                href: Place { tab, ..Place::default() }.at(list_path(side)),
                word,
                count,
                current: tab == current,
            };
            view! { <Tabs label="Lines" tabs=vec![tab(Tab::Active, "Active", active), tab(Tab::Closed, "Closed", closed)]/> }
        })
    }
}

#[component]
fn LineTable(side: Side, list: Memo<Option<LineList>>, place: Memo<Place>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        list.with(|list| list.iter().flat_map(|list| list.lines.rows.iter().map(|row| row.id)).collect::<Vec<_>>())
    });
    let rows: Rows = Memo::new(move |_| {
        list.with(|list| {
            let row = |list: &LineList, row: &LineRow| (row.id, Arc::new((row.clone(), Ages::of(row, list.now))));
            list.iter().flat_map(|list| list.lines.rows.iter().map(move |line| row(list, line))).collect()
        })
    });
    let path = use_location().pathname;
    let open = Memo::new(move |_| path.with(|path| open_line(side, path)));
    return_focus(open);
    let counterparty = match side {
        Side::Buyer => "Seller",
        Side::Seller => "Buyer",
    };
    let selects = Memo::new(move |_| {
        list.with(|list| list.as_ref().is_some_and(|list| (list.side, list.tab) == (Side::Seller, Tab::Active)))
    });
    let sort = Memo::new(move |_| if selects.get() { place.get().sort } else { LineSort::Newest });
    let sorted =
        move |by: LineSort, order: &'static str| move || (sort.get() == by && by != LineSort::Newest).then_some(order);
    let details = use_context::<CartDetails>();
    let selection = Selection::default();
    selection.follow(ids);
    view! {
        <div class="lines table-wrap" node_ref=selection.root on:click=move |event| selection.click(&event) on:change=move |_| selection.count()>
            <table class="table">
                <thead>
                    <tr>
                        {move || selects.get().then(|| view! { <th scope="col" class="check"><SelectAll selection/></th> })}
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Description"</th>
                        <th scope="col" class="lo">"Cond."</th>
                        <th scope="col" class="mid">{counterparty}</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col" class="num mid">"Unit price"</th>
                        <th scope="col" class="num" aria-sort=sorted(LineSort::Value, "descending")>"Subtotal"</th>
                        {move || selects.get().then(|| view! {
                            <th scope="col" class="num mid" aria-sort=sorted(LineSort::Waiting, "descending")>"Waiting"</th>
                        })}
                        <th scope="col" class="num lo" aria-sort=sorted(LineSort::Changed, "descending")>"Updated"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <LineTableRow id rows place open seen_from=(side, selects)/>
                        {details.map(|details| view! { <DetailsRow id details/> })}
                    </For>
                </tbody>
            </table>
            {move || selects.get().then(|| view! { <BulkBar selection/> })}
        </div>
    }
}

/// Once a drawer closes, the focus goes back to the row that opened it.
fn return_focus(open: Memo<Option<LineId>>) {
    Effect::new(move |before: Option<Option<LineId>>| {
        let now = open.get();
        if let (Some(Some(id)), None) = (before, now) {
            // The drawer makes the page inert until it is gone, one frame later.
            request_animation_frame(move || {
                // A line that has left the list leaves the focus to the page.
                let link = document().get_element_by_id(&row_link_id(id)).or_else(|| document().get_element_by_id("main"));
                if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                    // Only fails where there is no focus at all.
                    let _focused = link.focus();
                }
            });
        }
        now
    });
}

/// The id of the link that opens a line.
pub fn row_link_id(id: LineId) -> String {
    format!("line-{id}")
}

#[component]
fn LineFoot(side: Side, list: Memo<Option<LineList>>, place: Memo<Place>) -> impl IntoView {
    move || {
        list.with(|list| {
            list.as_ref().map(|list| {
                let place = place.get();
                let shown = i64::try_from(list.lines.rows.len()).unwrap_or_default();
                let of = match list.tab {
                    Tab::Active => list.active,
                    Tab::Closed => list.closed,
                };
                let totals: Vec<_> = list.totals.iter().map(ToString::to_string).collect();
                let mut summary = format!("{} of {} lines.", count_text(shown), count_text(i64::from(of)));
                if !totals.is_empty() {
                    summary.push_str(&format!(" Offered or agreed: {}", totals.join(" · ")));
                }
                let first =
                    (!place.after.is_empty()).then(|| Place { after: String::new(), ..place.clone() }.at(list_path(side)));
                let next = list.lines.next.clone().map(|after| Place { after, ..place }.at(list_path(side)));
                view! { <Pager summary first next/> }
            })
        })
    }
}

#[component]
fn NoLines(side: Side, tab: Tab) -> impl IntoView {
    let (icon, sentence, link) = match (side, tab) {
        (Side::Buyer, Tab::Active) => (
            "cart",
            "Your cart is empty. Find a part and ask its sellers for a price.",
            Some(("/connector/parts", "Find parts")),
        ),
        (Side::Seller, Tab::Active) => (
            "inbox",
            "No buyer waits for an answer. What is in your inventory can be found.",
            Some(("/connector/inventory", "Upload inventory")),
        ),
        (_, Tab::Closed) => ("square", "Nothing is closed yet.", None),
    };
    view! {
        <Empty icon sentence>
            {link.map(|(href, word)| view! { <a class="button is-primary" href=href>{word}</a> })}
        </Empty>
    }
}
