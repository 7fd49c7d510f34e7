//! What a guest bought and did not order yet, seller by seller; what they ordered; the ways on.

use crate::{
    api_types::{
        checkout::{CheckoutBag, CheckoutLine},
        guest::{GuestCart as Cart, GuestOrder},
        negotiation::LineList,
    },
    domain::{
        ids::{LineId, RequestId},
        money::Money,
    },
    server_fns::guest::{ChangeGuestQuantity, RemoveGuestLine},
    ui::{
        checkout::{CHECKOUT, bags_text},
        components::{
            Empty, FormError, Moment, Notice, Price, Returned, RowForms, SubmitButton, Total, counted, encode, href,
            invalid, on_success, reason,
        },
        live::use_live,
        orders::{OrderPill, order_path},
    },
};
use leptos::{form::ActionForm, prelude::*};
use std::collections::HashMap;

/// What the rows share: their two forms, and what is typed in them while the cart is drawn anew.
#[derive(Clone, Copy)]
struct Forms {
    remove: ServerAction<RemoveGuestLine>,
    removing: RowForms<LineId>,
    change: ServerAction<ChangeGuestQuantity>,
    changing: RowForms<LineId>,
    quantities: RwSignal<HashMap<LineId, String>>,
}

impl Forms {
    fn new() -> Self {
        let live = use_live();
        let (remove, change) = (ServerAction::<RemoveGuestLine>::new(), ServerAction::<ChangeGuestQuantity>::new());
        on_success(remove, move |()| live.bump("lines"));
        on_success(change, move |()| live.bump("lines"));
        Self {
            remove,
            removing: RowForms::new(remove, |form| form.line_id, line_typed),
            change,
            changing: RowForms::new(change, |form| form.input.line_id, changed_typed),
            quantities: RwSignal::new(HashMap::new()),
        }
    }

    /// What stands in a row's field: as typed, else what was bought.
    fn quantity(self, id: LineId, bought: i64) -> String {
        let typed = self.quantities.with_untracked(|typed| typed.get(&id).cloned());
        typed.or_else(|| self.changing.typed(id, "input[quantity]")).unwrap_or_else(|| bought.to_string())
    }

    fn typed(self, id: LineId, text: String) {
        self.quantities.update(|typed| {
            typed.insert(id, text);
        });
    }
}

fn changed_typed(form: &Returned) -> Option<LineId> {
    form.get("input[line_id]")?.parse().ok()
}

fn line_typed(form: &Returned) -> Option<LineId> {
    form.get("line_id")?.parse().ok()
}

const CART: &str = "/connector/shopping-cart";

/// Below the head of the Shopping cart page of whoever is not signed in.
#[component]
pub fn GuestCart(list: Memo<Option<LineList>>) -> impl IntoView {
    let forms = Forms::new();
    let cart = Memo::new(move |_| list.with(|list| list.as_ref().and_then(|list| list.guest.as_deref().cloned())));
    view! {
        <div role="status">
            <FormError error=forms.removing.orphan()/>
            <FormError error=forms.changing.orphan()/>
        </div>
        {move || cart.get().map(|cart| view! { <Parts cart forms/> })}
    }
}

#[component]
fn Parts(cart: Cart, forms: Forms) -> impl IntoView {
    let Cart { bags, totals, orders, request_id } = cart;
    view! {
        {match bags.is_empty() {
            true => view! { <Nothing/> }.into_any(),
            false => view! { <Filled bags totals forms request_id/> }.into_any(),
        }}
        {(!orders.is_empty()).then(|| view! { <Orders orders/> })}
    }
}

fn sign_in() -> String {
    href("/sign-in", &[("next", CART)])
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Empty icon="cart" sentence="Your cart is empty. Buy a part at its list price; sign in to negotiate.">
            <a class="button is-primary" href="/connector/parts?priced=true&available=true">"Find parts"</a>
            <a class="button" rel="external" href=sign_in()>"Sign in"</a>
        </Empty>
    }
}

#[component]
fn Filled(bags: Vec<CheckoutBag>, totals: Vec<Money>, forms: Forms, request_id: RequestId) -> impl IntoView {
    let total = |total: Money| view! { <div class="is-total"><dt>"Total"</dt><dd><Total total/></dd></div> };
    view! {
        <p class="muted">{format!("{}, bought at list price and not ordered yet.", bags_text(&bags))}</p>
        <div class="with-aside">
            <div>{bags.into_iter().map(|bag| view! { <Bag bag forms request_id/> }.into_any()).collect_view()}</div>
            <aside class="summary" aria-label="Summary">
                <h2>"Cart"</h2>
                <dl class="summary-list">{totals.into_iter().map(total).collect_view()}</dl>
                <a class="button is-primary" href=CHECKOUT>"Check out"</a>
                <hr/>
                <p class="small muted">
                    "The sellers hold these units for you in this browser. "
                    <a rel="external" href=sign_in()>"Sign in"</a>
                    " to negotiate: what you bought comes along, at the price you bought it for."
                </p>
            </aside>
        </div>
    }
}

#[component]
fn Bag(bag: CheckoutBag, forms: Forms, request_id: RequestId) -> impl IntoView {
    let CheckoutBag { seller, total, lines, .. } = bag;
    view! {
        <section class="bag" aria-label=format!("From {seller}")>
            <div class="bag-head">
                <h3>{seller.clone()}</h3>
                <span class="muted small">{counted(lines.len(), "line", "lines")}</span>
                <span class="bag-total"><Total total/></span>
            </div>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Part number"</th>
                            <th scope="col" class="grow">"Description"</th>
                            <th scope="col">"Quantity"</th>
                            <th scope="col" class="num mid">"Price each"</th>
                            <th scope="col" class="num">"Subtotal"</th>
                            <th scope="col" class="act"><span class="visually-hidden">"Remove"</span></th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(|line| view! { <Line line forms request_id/> }.into_any()).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Line(line: CheckoutLine, forms: Forms, request_id: RequestId) -> impl IntoView {
    let id = line.line_id;
    let part = format!("/connector/parts/{}", encode(&line.part_number));
    view! {
        <tr>
            <td data-label="Part number"><a class="pn" href=part>{line.part_number.clone()}</a></td>
            <td class="grow" data-label="Description">
                {format!("{} ", line.description)}
                <span class="faint">{format!("{} · {}", line.manufacturer, line.condition.code())}</span>
            </td>
            <td data-label="Quantity">
                <Quantity id part_number=line.part_number.clone() bought=line.quantity unit=line.unit forms request_id/>
            </td>
            <td class="num mid" data-label="Price each"><Price price=line.unit_price/></td>
            <td class="num" data-label="Subtotal"><Total total=line.subtotal/></td>
            <td class="act">
                <ActionForm action=forms.remove>
                    <FormError error=forms.removing.error(id)/>
                    <input type="hidden" name="line_id" value=id.to_string()/>
                    <span class="visually-hidden">{format!("{} ", line.part_number)}</span>
                    <SubmitButton label="Remove" class="is-small is-quiet" pending=forms.removing.pending(id)/>
                </ActionForm>
            </td>
        </tr>
    }
}

/// What was bought, and another quantity of it.
#[component]
fn Quantity(
    id: LineId,
    part_number: String,
    bought: i64,
    unit: String,
    forms: Forms,
    request_id: RequestId,
) -> impl IntoView {
    let (field, error) = (format!("quantity-{id}"), forms.changing.error(id));
    let refused = reason(error, "quantity");
    let error_id = format!("{field}-error");
    view! {
        <ActionForm action=forms.change>
            <input type="hidden" name="input[line_id]" value=id.to_string()/>
            <input type="hidden" name="input[request_id]" value=request_id.to_string()/>
            <label class="visually-hidden" for=field.clone()>{format!("Quantity of {part_number} ({unit})")}</label>
            <div class="input-group">
                <input
                    class="input is-short num"
                    id=field
                    name="input[quantity]"
                    inputmode="numeric"
                    autocomplete="off"
                    value=forms.quantity(id, bought)
                    on:input=move |event| forms.typed(id, event_target_value(&event))
                    aria-invalid=invalid(refused)
                    aria-describedby=error_id.clone()
                />
                <SubmitButton label="Change" class="is-small is-quiet" pending=forms.changing.pending(id)/>
            </div>
            <span id=error_id>
                {move || refused.get().map(|reason| view! { <span class="error reason" role="alert">{reason}</span> })}
            </span>
            <FormError error fields=&["quantity"]/>
        </ActionForm>
    }
}

#[component]
fn Orders(orders: Vec<GuestOrder>) -> impl IntoView {
    let row = |order: GuestOrder| {
        view! {
            <tr>
                <td><a class="row-link pn" href=order_path(order.id)>{order.number}</a></td>
                <td><OrderPill status=order.status/></td>
                <td class="grow">"Ordered "<Moment at=order.submitted_at/></td>
            </tr>
        }
    };
    view! {
        <section class="section">
            <h2>"Your orders"</h2>
            <Notice kind="is-info">"This browser knows them for 30 days after the last one. The e-mail about each has a link that shows it from anywhere."</Notice>
            <div class="table-wrap">
                <table class="table">
                    <thead class="visually-hidden">
                        <tr>
                            <th scope="col">"Order"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Ordered"</th>
                        </tr>
                    </thead>
                    <tbody>{orders.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
