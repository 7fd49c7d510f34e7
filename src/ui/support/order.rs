//! An order as support reads and corrects it: what keeps it, its bags with what may be done to each, its fields, its history.

use super::{
    SUPPORT,
    bag::SupportBag,
    cart_path,
    fields::CorrectForm,
    hold::{HOLD_DIALOG, HoldDialogs},
    of_address,
    open::OpenForm,
};
use crate::{
    api_types::{
        AppError,
        support::{OpenedOrder, SupportOrder},
    },
    domain::ordering::SupportRefusal,
    server_fns::support::load_support_order,
    ui::{
        components::{Crumbs, DialogOpener, Icon, Moment, Notice, PageHead, Steady, TableSkeleton, Total},
        live::use_live,
        orders::{HeaderAside, History, OrderPill},
    },
};
use leptos::prelude::*;

/// For support representatives.
#[component]
pub fn SupportOrderPage() -> impl IntoView {
    let (id, again, live) = (of_address(), RwSignal::new(0_u32), use_live());
    let page = Resource::new(
        move || {
            let id = id.get();
            let hinted = id.map(|id| live.topic(&format!("order:{id}")).get());
            (id, again.get(), hinted)
        },
        |(id, ..)| async move {
            match id {
                Some(id) => load_support_order(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "num", "num"]/> }
            draw=move |page| view! { <Order page again/> }.into_any()
        />
    }
}

#[component]
fn Order(page: Memo<SupportOrder>, again: RwSignal<u32>) -> impl IntoView {
    let (id, number, organisation) =
        page.with_untracked(|order| (order.id, order.number.clone(), order.organisation.clone()));
    let is_open = Memo::new(move |_| page.with(|order| order.opened.is_some()));
    let of = organisation.clone();
    view! {
        <Crumbs href=SUPPORT parent="Support" here=number.clone()/>
        <PageHead title=format!("Order {number}") sub=organisation>
            <a class="button" href=cart_path(id)><Icon name="clock"/><span>"Cart history"</span></a>
        </PageHead>
        {move || match (is_open.get(), page.with_untracked(|order| order.opened.clone())) {
            (true, Some(first)) => view! { <Opened page first=*first again/> }.into_any(),
            _closed => {
                let why = page.with_untracked(|order| order.suggested.clone());
                view! { <OpenForm id organisation=of.clone() why again/> }.into_any()
            }
        }}
    }
}

/// The revision that the form of the fields is drawn with, or why there is none.
#[derive(Clone, PartialEq)]
struct Drawn {
    revision: i64,
    closed: Option<SupportRefusal>,
}

impl Drawn {
    /// The one form that there is, if there is one.
    fn open(&self) -> Option<i64> {
        self.closed.is_none().then_some(self.revision)
    }
}

#[component]
fn Opened(page: Memo<SupportOrder>, first: OpenedOrder, again: RwSignal<u32>) -> impl IntoView {
    let order = Memo::new(move |last: Option<&OpenedOrder>| {
        let now = page.with(|page| page.opened.as_deref().cloned());
        now.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    let bags = Memo::new(move |_| order.with(|order| order.order.bags.iter().map(|bag| bag.id).collect::<Vec<_>>()));
    let history = Memo::new(move |_| order.with(|order| order.order.history.clone()));
    // The form begins anew with what is stored once that has changed, unless somebody types in it.
    let typing = RwSignal::new(false);
    let drawn = Memo::new(move |last: Option<&Drawn>| {
        let now = order.with(|order| Drawn { revision: order.revision, closed: order.closed.clone() });
        match last {
            Some(last) if typing.get() && last.closed == now.closed => last.clone(),
            Some(_) | None => now,
        }
    });
    view! {
        <Notices order/>
        <div class="with-aside">
            <div>
                <For each=move || bags.get() key=|id| *id let:id>
                    <SupportBag order id again/>
                </For>
                // By a key: a form that stood there before would keep what was typed.
                <For each=move || drawn.get().open() key=|revision| *revision let:revision>
                    <CorrectForm order revision typing again/>
                </For>
                {move || drawn.get().closed.map(|refusal| view! {
                    <section class="section">
                        <h2>"Correct"</h2>
                        <p class="muted">{refusal.to_string()}</p>
                    </section>
                })}
                {move || view! { <History entries=history.get()/> }}
            </div>
            <Aside order/>
        </div>
        <HoldDialogs order again/>
    }
}

#[component]
fn Notices(order: Memo<OpenedOrder>) -> impl IntoView {
    let reason = order.with_untracked(|order| order.reason.clone());
    let held = Memo::new(move |_| order.with(|order| order.order.held_reason.clone()));
    let can_hold = Memo::new(move |_| order.with(|order| order.cannot_hold.is_none()));
    view! {
        <p class="small muted">{format!("Opened because: {reason}")}</p>
        <div role="status" class="stack is-tight">
            {move || held.get().map(|reason| view! {
                <Notice kind="is-warning">
                    <strong>"This order is kept back: what was not sent is not sent. "</strong>
                    <span>{reason}</span>
                </Notice>
            })}
        </div>
        <div class="button-row">
            {move || match (held.with(Option::is_some), can_hold.get()) {
                (true, _) => view! { <DialogOpener dialog=HOLD_DIALOG label="Let it go on" icon="send"/> }.into_any(),
                (false, true) => view! { <DialogOpener dialog=HOLD_DIALOG label="Keep back" icon="slash"/> }.into_any(),
                (false, false) => ().into_any(),
            }}
        </div>
    }
}

#[component]
fn Aside(order: Memo<OpenedOrder>) -> impl IntoView {
    move || {
        let view = order.with(|order| order.order.clone());
        let total = |total| view! { <div class="is-total"><dt>"Total"</dt><dd><Total total/></dd></div> };
        view! {
            <HeaderAside header=view.header>
                <p><OrderPill status=view.status/></p>
                <dl class="summary-list">
                    {view.totals.into_iter().map(total).collect_view()}
                    <div><dt>"Submitted"</dt><dd><Moment at=view.submitted_at/></dd></div>
                    <div><dt>"Submitted by"</dt><dd>{view.submitted_by}</dd></div>
                    {view.approved_by.map(|name| view! { <div><dt>"Approved by"</dt><dd>{name}</dd></div> })}
                </dl>
                <hr/>
            </HeaderAside>
        }
    }
}
