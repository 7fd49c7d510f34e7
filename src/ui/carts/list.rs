//! The component SharedCartsList: the personal cart and the organisation's, each with what it holds, who made and last
//! changed it, when it is purged, and what the reader may do with it.

use super::{
    dialogs::{RenameDialog, rename_dialog_id},
    history_path,
    page::lines_text,
    unshare_path,
};
use crate::{
    api_types::sharing::{CartView, CartsPage as Carts},
    domain::{cart::CartKind, ids::CartId, sharing::CartAction, time::Timestamp},
    server_fns::sharing::{DescribeCart, RenameCart, SwitchCart},
    ui::{
        components::{Empty, FormError, Icon, Pill, SubmitButton, Time, TimeAs, Total, error_of, on_success},
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};
use std::sync::Arc;

/// A cart as its row draws it; `None` for a personal cart that nothing was added to.
type Key = Option<CartId>;

#[component]
pub fn SharedCartsList(page: Memo<Carts>) -> impl IntoView {
    let live = use_live();
    let switch = ServerAction::<SwitchCart>::new();
    let (rename, describe) = (ServerAction::<RenameCart>::new(), ServerAction::<DescribeCart>::new());
    let look_again = move || {
        live.bump("carts");
        live.bump("lines");
    };
    on_success(switch, move |_| look_again());
    on_success(rename, move |_| look_again());
    on_success(describe, move |_| look_again());
    let keys = Memo::new(move |_| page.with(|page| page.carts.iter().map(|view| view.cart.id).collect::<Vec<Key>>()));
    // What stands open stays open when its cart goes: somebody is typing there.
    let dialogs = Memo::new(move |before: Option<&Vec<Key>>| {
        let mut now = keys.get();
        let open = |key: &&Key| key.is_some_and(|id| is_open(&rename_dialog_id(id)));
        let gone = before.into_iter().flatten().filter(|key| !now.contains(key)).filter(open);
        let gone: Vec<Key> = gone.copied().collect();
        now.extend(gone);
        now
    });
    let has_shared = Memo::new(move |_| page.with(|page| page.carts.iter().any(|view| view.cart.kind == CartKind::Shared)));
    view! {
        <div role="status"><FormError error=error_of(switch)/></div>
        <div class="carts table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Cart"</th>
                        <th scope="col" class="grow">"Lines"</th>
                        <th scope="col" class="num">"Offered or agreed"</th>
                        <th scope="col" class="mid">"Shared by"</th>
                        <th scope="col" class="lo">"Last change"</th>
                        <th scope="col" class="lo">"Purge"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <CartRow key page switch/>
                    </For>
                </tbody>
            </table>
        </div>
        {move || (!has_shared.get()).then(|| view! {
            <Empty icon="people" sentence="Nobody shares a cart yet. What you share, every buyer of your organisation can work on."/>
        })}
        // Outside the table, whose cells would pass their alignment on.
        <For each=move || dialogs.get() key=|key| *key let:key>
            {key.map(|id| view! { <RenameDialog id page rename describe/> })}
        </For>
    }
}

/// Whether a dialog stands open. Only asked once the page has changed, so never on the server.
fn is_open(dialog: &str) -> bool {
    document().get_element_by_id(dialog).is_some_and(|dialog| dialog.has_attribute("open"))
}

/// The cart of a row, with the server's clock.
fn of(page: Memo<Carts>, key: Key) -> Memo<Option<Arc<(CartView, Timestamp)>>> {
    Memo::new(move |_| {
        page.with(|page| {
            let view = page.carts.iter().find(|view| view.cart.id == key)?;
            Some(Arc::new((view.clone(), page.now)))
        })
    })
}

#[component]
fn CartRow(key: Key, page: Memo<Carts>, switch: ServerAction<SwitchCart>) -> impl IntoView {
    let row = of(page, key);
    // A menu that stands open is not drawn anew by what changes in the cart.
    let verbs = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().map(|row| {
                let view = &row.0;
                Verbs {
                    id: view.cart.id,
                    title: view.cart.title().to_owned(),
                    is_current: view.is_current,
                    actions: view.actions.clone(),
                }
            })
        })
    });
    let current = move || row.with(|row| row.as_ref().is_some_and(|row| row.0.is_current)).then_some("true");
    view! {
        <tr aria-current=current>
            {move || row.get().map(|row| cells(&row.0, row.1))}
            <td class="act" data-fold="sub-end">
                {move || verbs.get().map(|verbs| view! { <RowActions verbs switch/> })}
            </td>
        </tr>
    }
}

fn cells(view: &CartView, now: Timestamp) -> impl IntoView + use<> {
    let cart = &view.cart;
    let is_shared = cart.kind == CartKind::Shared;
    let creator = if cart.is_mine { "you".to_owned() } else { cart.creator.name.clone() };
    let description = Some(cart.description.clone()).filter(|text| !text.is_empty());
    let modified = view.modified_at.map(|at| (view.modified_by.name.clone(), at));
    view! {
        <td data-fold="lead">
            <span class="cart-cell">
                <Icon name=if is_shared { "people" } else { "user" }/>
                <strong class="truncate">{cart.title().to_owned()}</strong>
                {view.is_current.then(|| view! { <Pill kind="is-accepted" icon="check" word="Current"/> })}
                {view.awaits_approval.then(|| view! { <Pill kind="is-info" icon="clock" word="Waits for approval"/> })}
            </span>
            {description.map(|text| view! { <span class="sub">{text}</span> })}
            // The same as in the columns that leave on narrow pages.
            {is_shared.then(|| view! { <span class="sub for-mid">{format!("Shared by {creator}")}</span> })}
            {modified.clone().map(|(by, at)| view! { <span class="sub for-lo">"Changed "<Time at now/>{format!(" by {by}")}</span> })}
            {view.purge.map(|_| view! { <span class="sub for-lo">"Purged "{purge(view, now)}</span> })}
        </td>
        <td class="grow" data-fold="sub">{lines_text(&view.lines)}</td>
        <td class="num" data-fold="end">{totals(view)}</td>
        <td class="mid">{if is_shared { creator.clone() } else { "–".to_owned() }}</td>
        <td class="lo">
            {modified.map(|(by, at)| view! { <Time at now/>{format!(" by {by}")} })}
        </td>
        <td class="lo">{purge(view, now)}</td>
    }
}

fn totals(view: &CartView) -> AnyView {
    if view.totals.is_empty() {
        return view! { <span class="none">"–"</span> }.into_any();
    }
    let agreed = view.agreed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    view! {
        {view.totals.iter().map(|total| view! { <div><Total total=*total/></div> }).collect_view()}
        {(!agreed.is_empty()).then(|| view! { <span class="sub">{format!("agreed: {agreed}")}</span> })}
    }
    .into_any()
}

/// When an idle cart goes to the trash, with a warning when that is near.
fn purge(view: &CartView, now: Timestamp) -> AnyView {
    match view.purge {
        None => view! { <span class="none">"–"</span> }.into_any(),
        Some(purge) => {
            let text = purge.due_at.left_text(now);
            let class = if purge.is_near { "purge is-near" } else { "purge" };
            view! {
                <span class=class>
                    {purge.is_near.then(|| view! { <Icon name="alert" class="is-small"/><span class="visually-hidden">"Soon: "</span> })}
                    "in " <TimeAs at=purge.due_at text/>
                    {purge.is_near.then_some(" unless used")}
                </span>
            }
            .into_any()
        }
    }
}

/// What a row's buttons depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Verbs {
    id: Key,
    title: String,
    is_current: bool,
    actions: Vec<CartAction>,
}

#[component]
fn RowActions(verbs: Verbs, switch: ServerAction<SwitchCart>) -> impl IntoView {
    let Verbs { id, title: name, is_current, actions } = verbs;
    let may = |action| actions.contains(&action);
    let (switches, renames, unshares) =
        (may(CartAction::MakeCurrent) && !is_current, may(CartAction::Rename), may(CartAction::Unshare));
    view! {
        <div class="button-row is-nowrap">
            {switches.then(|| view! {
                <ActionForm action=switch>
                    {id.map(|id| view! { <input type="hidden" name="input[cart_id]" value=id.to_string()/> })}
                    <SubmitButton label="Make current" class="is-small" pending=switch.pending()/>
                </ActionForm>
            })}
            {is_current.then(|| view! { <a class="button is-small" href="/connector/shopping-cart">"Open"</a> })}
            {id.map(|id| view! {
                <details class="menu">
                    <summary class="icon-button is-small" aria-label=format!("More for {name}") title="More"><Icon name="more"/></summary>
                    <div class="menu-panel">
                        {renames.then(|| view! {
                            <button type="button" class="menu-item" commandfor=rename_dialog_id(id) command="show-modal">
                                <Icon name="tag"/>
                                "Rename"
                            </button>
                        })}
                        <a class="menu-item" href=history_path(id)><Icon name="clock"/>"History"</a>
                        {unshares.then(|| view! { <a class="menu-item" href=unshare_path(id)><Icon name="user"/>"Unshare"</a> })}
                    </div>
                </details>
            })}
        </div>
    }
}
