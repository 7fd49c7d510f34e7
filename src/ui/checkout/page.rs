//! The review page: what would be ordered of whom and for how much, what it asks for, and what keeps it from being ordered.

use super::{
    CART, CHECKOUT,
    bags::{AgreedBags, bags_text},
    fields::{CheckoutForm, FIELDS},
    pending::PendingNotice,
    summary::Summary,
};
use crate::{
    api_types::checkout::{CarriedLine, CheckoutPage as Checkout, Rejected, Submitted},
    domain::negotiation::Side,
    server_fns::{
        checkout::{SubmitOrder, load_checkout},
        guest::SubmitGuestOrder,
    },
    ui::{
        components::{
            Crumbs, Empty, FormError, Notice, PageHead, Steady, TableSkeleton, count_text, counted, error_of, on_success,
        },
        guest::GuestForm,
        live::use_live,
        negotiation::line_path,
        orders::order_path,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// For buyers.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let live = use_live();
    let topics = ["lines", "carts", "approvals"].map(|name| live.topic(name));
    let submit = ServerAction::<SubmitOrder>::new();
    let navigate = use_navigate();
    on_success(submit, move |submitted| {
        for topic in ["lines", "carts", "orders", "approvals"] {
            live.bump(topic);
        }
        // Whoever was too late reads who was faster before going on.
        if let Submitted::Ordered { order, already: false, .. } = submitted {
            navigate(&order_path(order.id), NavigateOptions::default());
        }
    });
    let order = ServerAction::<SubmitGuestOrder>::new();
    let navigate = use_navigate();
    on_success(order, move |submitted| {
        for topic in ["lines", "carts"] {
            live.bump(topic);
        }
        navigate(&submitted.path(), NavigateOptions::default());
    });
    let page = Resource::new(move || topics.clone().map(|topic| topic.get()), |_| load_checkout());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "lo", "num", "num"]/> }
            draw=move |page| view! { <Review page submit order/> }.into_any()
        />
    }
}

/// What stands below the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Pending,
    Nothing,
    Form,
    /// Contact and address instead of an organisation's.
    Guest,
}

#[component]
fn Review(page: Memo<Checkout>, submit: ServerAction<SubmitOrder>, order: ServerAction<SubmitGuestOrder>) -> impl IntoView {
    let title = Memo::new(move |_| {
        page.with(|page| if page.guest.is_some() { "As a guest".to_owned() } else { page.cart.title().to_owned() })
    });
    let shape = Memo::new(move |_| {
        page.with(|page| match (&page.pending, page.bags.is_empty()) {
            (Some(_), _) => Shape::Pending,
            (None, true) => Shape::Nothing,
            (None, false) if page.guest.is_some() => Shape::Guest,
            (None, false) => Shape::Form,
        })
    });
    let rejected = Memo::new(move |_| page.with(|page| page.rejected.clone()));
    view! {
        <Crumbs href=CART parent="Shopping cart" here="Checkout"/>
        {move || view! { <PageHead title="Checkout" sub=title.get()/> }}
        <div role="status" class="stack is-tight">
            <TooLate submit/>
            {move || rejected.get().map(|rejected| view! { <SentBack rejected/> })}
        </div>
        {move || match shape.get() {
            Shape::Pending => view! { <Waiting page/> }.into_any(),
            Shape::Nothing => view! { <NothingAgreed page/> }.into_any(),
            Shape::Form => view! { <Form page submit/> }.into_any(),
            Shape::Guest => view! { <GuestForm page submit=order/> }.into_any(),
        }}
        <Carried page/>
    }
}

/// A colleague submitted the cart before: there is one order, and this is it.
#[component]
fn TooLate(submit: ServerAction<SubmitOrder>) -> impl IntoView {
    let already = Memo::new(move |_| match submit.value().get() {
        Some(Ok(Submitted::Ordered { order, already: true, .. })) => Some(order),
        Some(Ok(Submitted::Ordered { .. } | Submitted::AwaitingApproval { .. }) | Err(_)) | None => None,
    });
    move || {
        already.get().map(|order| {
            let by = format!("{} has submitted this cart already, as ", order.submitted_by.name);
            view! {
                <Notice kind="is-info">
                    <span>{by}<a href=order_path(order.id)>{order.number_text()}</a>". Nothing was ordered twice."</span>
                </Notice>
            }
        })
    }
}

#[component]
fn SentBack(rejected: Rejected) -> impl IntoView {
    let Rejected { by, comment, .. } = rejected;
    view! {
        <Notice kind="is-warning">
            <strong>{format!("{} sent the last submission back.", by.name)}</strong>
            <span>{format!("“{comment}”")}</span>
        </Notice>
    }
}

#[component]
fn NothingAgreed(page: Memo<Checkout>) -> impl IntoView {
    let sentence = move || match page.with(|page| page.carried.len()) {
        _ if page.with(|page| page.guest.is_some()) => "The cart is empty. Buy a part at its list price first.".to_owned(),
        0 => "The cart is empty. Find a part and ask its sellers for a price.".to_owned(),
        lines => format!(
            "Nothing is agreed yet: {} in negotiation. Accept an offer to order it.",
            counted(lines, "line is", "lines are")
        ),
    };
    move || {
        view! {
            <Empty icon="order" sentence=sentence()>
                <a class="button is-primary" href=CART>"Open the shopping cart"</a>
            </Empty>
        }
    }
}

/// Locked: what waits for a decision, as it was submitted.
#[component]
fn Waiting(page: Memo<Checkout>) -> impl IntoView {
    let pending = Memo::new(move |_| page.with(|page| page.pending.clone()));
    let bags = Memo::new(move |_| page.with(|page| page.bags.clone()));
    view! {
        {move || pending.get().map(|pending| view! { <PendingNotice pending here=CHECKOUT/> })}
        <div class="with-aside">
            <div>{move || view! { <AgreedBags bags=bags.get() links=true/> }}</div>
            <Summary page pending=Signal::stored(false) submits=false/>
        </div>
    }
}

#[component]
fn Form(page: Memo<Checkout>, submit: ServerAction<SubmitOrder>) -> impl IntoView {
    let error = error_of(submit);
    let bags = Memo::new(move |_| page.with(|page| page.bags.clone()));
    let hidden = move |of: fn(&Checkout) -> String| Signal::derive(move || page.with(of));
    let cart_id = hidden(|page| page.cart.id.map(|id| id.to_string()).unwrap_or_default());
    view! {
        <ActionForm action=submit attr:class="with-aside">
            <div>
                <FormError error fields=FIELDS/>
                <Moved page/>
                <input type="hidden" name="input[cart_id]" value=cart_id/>
                <input type="hidden" name="input[content]" value=hidden(|page| page.content.clone())/>
                <input type="hidden" name="input[request_id]" value=hidden(|page| page.request_id.to_string())/>
                <CheckoutForm page error/>
                <section class="section">
                    <h2>{move || bags.with(|bags| bags_text(bags))}</h2>
                    <div>{move || view! { <AgreedBags bags=bags.get() links=true/> }}</div>
                </section>
            </div>
            <Summary page pending=submit.pending().into() submits=true/>
        </ActionForm>
    }
}

/// Colleagues and sellers go on while one reads: what is about to be ordered is not what it was.
#[component]
fn Moved(page: Memo<Checkout>) -> impl IntoView {
    let first = page.with_untracked(|page| page.content.clone());
    let moved = Memo::new(move |_| page.with(|page| page.content != first));
    view! {
        <div role="status">
            {move || moved.get().then(|| view! {
                <Notice kind="is-warning">"What is agreed changed while this page was open. The list and the totals are as of now: look at them again."</Notice>
            })}
        </div>
    }
}

/// What is not ordered now, line by line, and why.
#[component]
fn Carried(page: Memo<Checkout>) -> impl IntoView {
    let carried = Memo::new(move |_| page.with(|page| page.carried.clone()));
    let is_locked = Memo::new(move |_| page.with(|page| page.pending.is_some()));
    let row = |line: CarriedLine| {
        let sentence = line.sentence();
        view! {
            <tr>
                <td data-fold="lead"><a class="row-link pn" href=line_path(Side::Buyer, line.line_id)>{line.part_number}</a></td>
                <td class="grow" data-fold="sub">{sentence}</td>
                <td class="mid">{line.seller}</td>
                <td class="num" data-fold="end">{count_text(line.quantity)}</td>
            </tr>
        }
    };
    let list = move |lines: Vec<CarriedLine>| {
        let what = match is_locked.get() {
            true => "Not part of it: these go to a fresh cart with their threads once the order is approved.",
            false => "Not part of it: these go to a fresh cart with their threads, and stay as they are.",
        };
        view! {
            <section class="section">
                <div class="section-head">
                    <h2>{format!("Still in negotiation: {}", counted(lines.len(), "line", "lines"))}</h2>
                    <span class="muted small">{what}</span>
                </div>
                <div class="table-wrap">
                    <table class="table">
                        <thead class="visually-hidden">
                            <tr>
                                <th scope="col">"Part number"</th>
                                <th scope="col">"What it waits for"</th>
                                <th scope="col">"Seller"</th>
                                <th scope="col">"Quantity"</th>
                            </tr>
                        </thead>
                        <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    };
    move || Some(carried.get()).filter(|lines| !lines.is_empty()).map(list)
}
