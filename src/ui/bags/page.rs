//! One bag as its seller sees it, with what may be done to it now: exactly what the server honours.

use super::{
    BAGS,
    goods::{CancelDialog, DeliverDialog, ShipDialog},
    money::{AuthorizeDialog, PayDialog, RefundDialog, VoidDialog},
};
use crate::{
    api_types::{AppError, order::BagView},
    domain::{
        ids::BagId,
        negotiation::Side,
        ordering::{Answer, Fact},
        time::Timestamp,
    },
    server_fns::order::{AcknowledgeBag, load_bag},
    ui::{
        components::{
            Crumbs, DialogOpener, FormError, Icon, Moment, Notice, PageHead, Steady, SubmitButton, TableSkeleton, Total,
            error_of, on_success,
        },
        live::use_live,
        orders::{
            BagPill, BagProgress, Bookings, HeaderAside, History, MoneyFacts, MoneyPill, Shipments, SkuTable, Target, deed,
            fact_dialog,
        },
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;

/// For sellers.
#[component]
pub fn BagPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<BagId>().ok())));
    let live = use_live();
    let bags = live.topic("bags");
    let page = Resource::new(
        move || {
            let hinted = id.get().map(|id| live.topic(&format!("bag:{id}")).get());
            (id.get(), bags.get(), hinted)
        },
        |(id, ..)| async move {
            match id {
                Some(id) => load_bag(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "num", "num"]/> }
            draw=|page| view! { <Bag page/> }.into_any()
        />
    }
}

#[component]
fn Bag(page: Memo<BagView>) -> impl IntoView {
    let (number, buyer) = page.with_untracked(|page| (page.number.clone(), page.buyer.clone()));
    let bag = Memo::new(move |_| {
        page.with(|page| Target {
            id: page.id,
            body: page.body.clone(),
            request_id: page.request_id,
            other: page.buyer.clone(),
        })
    });
    let actions = Memo::new(move |_| page.with(|page| page.body.actions.clone()));
    let acknowledge = ServerAction::<AcknowledgeBag>::new();
    view! {
        <Crumbs href=BAGS parent="Bags" here=number.clone()/>
        <PageHead title=format!("Order {number}") sub=format!("from {buyer}")>
            <Acknowledge page action=acknowledge/>
            <Openers actions id=page.with_untracked(|page| page.id)/>
        </PageHead>
        <FormError error=error_of(acknowledge)/>
        {move || view! { <Facts page=page.get()/> }}
        <For each=move || actions.get() key=|fact| *fact let:fact>
            <FactDialog fact bag/>
        </For>
    }
}

/// The seller's members say once that they have seen it; the buyer reads that.
#[component]
fn Acknowledge(page: Memo<BagView>, action: ServerAction<AcknowledgeBag>) -> impl IntoView {
    let live = use_live();
    on_success(action, move |_| live.bump("bags"));
    let can = Memo::new(move |_| page.with(|page| page.can_acknowledge));
    let hidden = move |of: fn(&BagView) -> String| Signal::derive(move || page.with(of));
    move || {
        can.get().then(|| {
            view! {
                <ActionForm action=action>
                    <input type="hidden" name="input[bag_id]" value=hidden(|page| page.id.to_string())/>
                    <input type="hidden" name="input[request_id]" value=hidden(|page| page.request_id.to_string())/>
                    <SubmitButton label="Acknowledge" icon="check" pending=action.pending()/>
                </ActionForm>
            }
        })
    }
}

/// What a seller does most stands in the head; the rest behind “More”.
const FIRST: [Fact; 3] = [Fact::Deliver, Fact::Pay, Fact::Ship];
const MORE: [Fact; 4] = [Fact::Authorize, Fact::Void, Fact::Refund, Fact::Cancel];

#[component]
fn Openers(actions: Memo<Vec<Fact>>, id: BagId) -> impl IntoView {
    let offered = move |of: &'static [Fact]| {
        actions.with(|actions| of.iter().copied().filter(|fact| actions.contains(fact)).collect::<Vec<_>>())
    };
    let opener = move |fact: Fact| {
        let class = if fact == Fact::Ship { "is-primary" } else { "" };
        view! { <DialogOpener dialog=fact_dialog(fact, id) label=deed(fact) class key=key(fact)/> }
    };
    let item = move |fact: Fact| {
        let class = if fact == Fact::Cancel { "menu-item is-danger" } else { "menu-item" };
        view! { <button type="button" class=class commandfor=fact_dialog(fact, id) command="show-modal">{deed(fact)}</button> }
    };
    view! {
        {move || Some(offered(&MORE)).filter(|facts| !facts.is_empty()).map(|facts| view! {
            <details class="menu">
                <summary class="button" aria-label="More to do with this bag"><span>"More"</span><Icon name="chevron-down" class="is-small"/></summary>
                <div class="menu-panel">{facts.into_iter().map(item).collect_view()}</div>
            </details>
        })}
        {move || offered(&FIRST).into_iter().map(opener).collect_view()}
    }
}

/// The letter that opens a question.
fn key(fact: Fact) -> &'static str {
    match fact {
        Fact::Ship => "s",
        Fact::Deliver => "d",
        Fact::Pay => "p",
        Fact::Send
        | Fact::Review
        | Fact::Accept
        | Fact::Reject
        | Fact::Resubmit
        | Fact::GiveUp
        | Fact::Return
        | Fact::Cancel
        | Fact::Authorize
        | Fact::Void
        | Fact::Refund => "",
    }
}

/// The question of what a seller may do; nothing for what only systems and buyers do.
#[component]
fn FactDialog(fact: Fact, bag: Memo<Target>) -> impl IntoView {
    match fact {
        Fact::Ship => view! { <ShipDialog bag/> }.into_any(),
        Fact::Deliver => view! { <DeliverDialog bag/> }.into_any(),
        Fact::Cancel => view! { <CancelDialog bag/> }.into_any(),
        Fact::Authorize => view! { <AuthorizeDialog bag/> }.into_any(),
        Fact::Void => view! { <VoidDialog bag/> }.into_any(),
        Fact::Pay => view! { <PayDialog bag/> }.into_any(),
        Fact::Refund => view! { <RefundDialog bag/> }.into_any(),
        Fact::Send | Fact::Review | Fact::Accept | Fact::Reject | Fact::Resubmit | Fact::GiveUp | Fact::Return => {
            ().into_any()
        }
    }
}

#[component]
fn Facts(page: BagView) -> impl IntoView {
    let BagView { number, submitted_by, submitted_at, header, body, acknowledged_by, history, .. } = page;
    let accepted_at = history.iter().find(|entry| entry.name == "bag.accepted").map(|entry| entry.at);
    let accepted_at = accepted_at.filter(|_| body.answer == Answer::Accepted);
    let trouble = body.rejection.clone().filter(|_| body.answer == Answer::Rejected);
    let (status, financial, total) = (body.status, body.financial, body.total);
    let seen = acknowledged_by.zip(body.acknowledged_at);
    view! {
        <div class="with-aside">
            <div>
                <section class="order-bag" aria-label=format!("Order {number}")>
                    <BagProgress body=body.clone() submitted_at accepted_at label="Progress".to_owned()/>
                    {trouble.map(|reason| view! {
                        <Notice kind="is-error">
                            <strong>{format!("Your system refuses it: {reason}")}</strong>
                            <span>"It waits until it is corrected and sent again."</span>
                        </Notice>
                    })}
                    <MoneyFacts body=body.clone()/>
                    <SkuTable lines=body.lines side=Some(Side::Seller)/>
                    <Shipments shipments=body.shipments/>
                    <Bookings ledger=body.ledger/>
                </section>
                <History entries=history/>
            </div>
            <HeaderAside header>
                <p class="cluster"><BagPill status/><MoneyPill status=financial/></p>
                <dl class="summary-list">
                    <div class="is-total"><dt>"Total"</dt><dd><Total total/></dd></div>
                    <div><dt>"Ordered"</dt><dd><Moment at=submitted_at/></dd></div>
                    <div><dt>"By"</dt><dd>{submitted_by}</dd></div>
                    {seen.map(|(name, at)| acknowledged(name, at))}
                </dl>
                <hr/>
            </HeaderAside>
        </div>
    }
}

fn acknowledged(name: String, at: Timestamp) -> impl IntoView {
    view! { <div><dt>{format!("Seen by {name}")}</dt><dd><Moment at/></dd></div> }
}
