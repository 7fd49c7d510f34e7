//! One bag on its way: what is known, every try, and what a merchant can do about it.

use super::{DeliveryPill, HERE, attempts::Timeline};
use crate::{
    api_types::delivery::{DeliveryDetail, DeliveryRow},
    domain::ids::BagId,
    server_fns::delivery::{AcceptDelivery, RetryDelivery, load_delivery},
    ui::components::{
        Crumbs, Dialog, DialogClose, DialogOpener, Field, FormError, Moment, PageHead, Steady, SubmitButton, TableSkeleton,
        Total, close_dialog, error_of, invalid, on_success, reason, returned,
    },
};
use leptos::{form::ActionForm, html, prelude::*};
use leptos_router::hooks::use_params_map;

const DIALOG: &str = "accept-by-hand";

/// For merchant admins.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<BagId>().ok())));
    let (retry, accept) = (ServerAction::<RetryDelivery>::new(), ServerAction::<AcceptDelivery>::new());
    let again = RwSignal::new(0_u32);
    on_success(retry, move |_| again.update(|count| *count += 1));
    on_success(accept, move |_| again.update(|count| *count += 1));
    let page = Resource::new(
        move || (id.get(), again.get()),
        |(id, _)| async move {
            match id {
                Some(id) => load_delivery(id).await,
                None => Err(crate::api_types::AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow"]/> }
            draw=move |page| view! { <Bag page retry accept/> }.into_any()
        />
    }
}

#[component]
fn Bag(
    page: Memo<DeliveryDetail>,
    retry: ServerAction<RetryDelivery>,
    accept: ServerAction<AcceptDelivery>,
) -> impl IntoView {
    let (order, seller) = page.with_untracked(|page| (page.row.order.clone(), page.row.seller.clone()));
    let can_retry = Memo::new(move |_| page.with(|page| page.can_retry));
    let can_accept = Memo::new(move |_| page.with(|page| page.can_accept));
    view! {
        <Crumbs href=HERE parent="Deliveries" here=order.clone()/>
        <PageHead title=format!("{order}, {seller}")>
            {move || can_retry.get().then(|| view! { <Retry page retry/> })}
            {move || can_accept.get().then(|| view! { <DialogOpener dialog=DIALOG label="Mark as accepted" icon="check"/> })}
        </PageHead>
        <div role="status"><FormError error=error_of(retry)/></div>
        {move || page.with(|page| view! { <Facts row=page.row.clone()/> })}
        {move || page.with(|page| view! { <Timeline page=page.clone()/> })}
        <AcceptDialog page accept/>
    }
}

#[component]
fn Retry(page: Memo<DeliveryDetail>, retry: ServerAction<RetryDelivery>) -> impl IntoView {
    let bag_id = page.with_untracked(|page| page.row.bag_id.to_string());
    let request_id = move || page.with(|page| page.request_ids.0.to_string());
    view! {
        <ActionForm action=retry>
            <input type="hidden" name="input[bag_id]" value=bag_id/>
            <input type="hidden" name="input[request_id]" value=request_id/>
            <SubmitButton label="Try again now" class="is-primary" pending=retry.pending()/>
        </ActionForm>
    }
}

#[component]
fn Facts(row: DeliveryRow) -> impl IntoView {
    let DeliveryRow { total, buyer, format, revision, erp_order_number, rejection, next_at, .. } = row.clone();
    let number = erp_order_number.unwrap_or_else(|| "–".to_owned());
    view! {
        <dl class="facts is-columns">
            <Fact name="Status"><DeliveryPill row/></Fact>
            <Fact name="Total"><Total total/></Fact>
            <Fact name="Buyer">{buyer}</Fact>
            <Fact name="Connector">{format.map_or("None", |format| format.words())}</Fact>
            <Fact name="Revision">{revision}</Fact>
            <Fact name="Seller’s order number">{number}</Fact>
            {rejection.map(|reason| view! { <Fact name="Rejected because">{reason}</Fact> })}
            {next_at.map(|at| view! { <Fact name="Next try"><Moment at/></Fact> })}
        </dl>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

#[component]
fn AcceptDialog(page: Memo<DeliveryDetail>, accept: ServerAction<AcceptDelivery>) -> impl IntoView {
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(accept, move |_| close_dialog(node_ref));
    let error = error_of(accept);
    let why = reason(error, "reason");
    let (bag_id, seller) = page.with_untracked(|page| (page.row.bag_id.to_string(), page.row.seller.clone()));
    let came_back = returned::<AcceptDelivery>("input[bag_id]").is_some() && error.with_untracked(Option::is_some);
    let typed = |name: &'static str| returned::<AcceptDelivery>(name).unwrap_or_default();
    view! {
        <Dialog id=DIALOG title=format!("Mark as accepted by {seller}?") node_ref came_back>
            <ActionForm action=accept>
                <div class="dialog-body">
                    <p>"The order goes on as if the seller’s system had accepted it. Nothing more is sent."</p>
                    <FormError error fields=&["reason", "order_number"]/>
                    <input type="hidden" name="input[bag_id]" value=bag_id/>
                    <input type="hidden" name="input[revision_seen]" value=move || page.with(|page| page.row.revision.to_string())/>
                    <input type="hidden" name="input[request_id]" value=move || page.with(|page| page.request_ids.1.to_string())/>
                    <Field id="accept-number" label="Seller’s order number" optional=true error=reason(error, "order_number")>
                        <input class="input" id="accept-number" name="input[order_number]" value=typed("input[order_number]") maxlength="80" autocomplete="off" aria-describedby="accept-number-error"/>
                    </Field>
                    <Field id="accept-reason" label="Reason" hint="Who said so, and when; it stays with the order." error=why>
                        <input class="input" id="accept-reason" name="input[reason]" value=typed("input[reason]") required maxlength="500" autocomplete="off" aria-invalid=invalid(why) aria-describedby="accept-reason-hint accept-reason-error"/>
                    </Field>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=DIALOG/>
                    <SubmitButton label="Mark as accepted" class="is-primary" pending=accept.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
