//! The sellers of a part: what each offers, and the forms that add or buy it.

use super::{buy::Buying, held::HeldNote};
use crate::{
    api_types::{AppError, catalog::ListingView},
    domain::{
        ids::ListingId,
        money::UnitPrice,
        negotiation::Action,
        pricing::{PriceBreaks, PriceList},
        quantity::parse_quantity,
        refusal::Refusal,
    },
    ui::components::{
        Day, Dialog, DialogClose, DialogOpener, Field, FormError, Icon, PriceOrNone, Snap, SnapNote, SubmitButton,
        close_dialog, count_text, counted, encode, href, invalid, on_success, reason,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

/// What the reader may do with a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Buys,
    /// Signed in, but their role or organisation does not buy.
    Looks,
    /// Not signed in: buys at list price, and negotiates after signing in.
    Guest,
    /// Not signed in, where merchants demand that of whoever buys.
    Visitor {
        sees_prices: bool,
    },
}

/// What stands in a row instead of its forms.
#[derive(Clone)]
enum Way {
    Forms,
    Nothing,
    /// To negotiate; buying needs no account.
    SignIn(String),
    /// For everything: the address and what for.
    SignInFirst(String, &'static str),
}

#[component]
pub fn Listings(listings: Vec<ListingView>, key: String, access: Access, buying: Buying) -> impl IntoView {
    let way = match access {
        Access::Buys => Way::Forms,
        Access::Looks => Way::Nothing,
        Access::Guest => Way::SignIn(sign_in(&key)),
        Access::Visitor { sees_prices: true } => Way::SignInFirst(sign_in(&key), "Sign in to buy"),
        Access::Visitor { sees_prices: false } => Way::SignInFirst(sign_in(&key), "Sign in for prices"),
    };
    let hides_prices = access == Access::Visitor { sees_prices: false };
    let buys = matches!(access, Access::Buys | Access::Guest);
    // Outside the table, whose cells would pass their alignment on.
    let dialogs = listings.iter().filter(|listing| buys && is_for_sale(listing)).filter_map(|listing| {
        let prices = PriceList { list_price: listing.list_price?, breaks: listing.breaks.clone() };
        Some(view! { <BuyDialog listing=listing.clone() prices buying/> })
    });
    let dialogs = dialogs.collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="grow">"Seller"</th>
                        <th scope="col">"Cond."</th>
                        <th scope="col" class="num">"Available"</th>
                        {(!hides_prices).then(|| view! { <th scope="col" class="num">"List price"</th> })}
                        <th scope="col" class="mid">"Lead time"</th>
                        <th scope="col" class="lo">"Sold in"</th>
                        <th scope="col" class="mid">"Certificate"</th>
                        <th scope="col" class="lo">"Updated"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Add"</span></th>
                        <th scope="col" class="act"><span class="visually-hidden">"Buy"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {listings
                        .into_iter()
                        .map(|listing| view! { <ListingRow listing way=way.clone() buying hides_prices/> }.into_any())
                        .collect_view()}
                </tbody>
            </table>
        </div>
        {dialogs}
    }
}

/// Back here afterwards.
fn sign_in(key: &str) -> String {
    href("/sign-in", &[("next", &format!("/connector/parts/{}", encode(key)))])
}

fn is_for_sale(listing: &ListingView) -> bool {
    !listing.is_own && listing.available > 0
}

fn buy_dialog_id(listing: &ListingView) -> String {
    format!("buy-{}", listing.id)
}

#[component]
fn ListingRow(listing: ListingView, way: Way, buying: Buying, hides_prices: bool) -> impl IntoView {
    let price = (!hides_prices).then(|| view! { <PriceCell list_price=listing.list_price breaks=listing.breaks.clone()/> });
    let condition = listing.part.condition;
    let lead_time = listing.lead_time_days.map(|days| match days {
        0 => "in stock".to_owned(),
        days => counted(days, "day", "days"),
    });
    let none = || view! { <span class="none">"–"</span> };
    view! {
        <tr>
            <td class="grow">
                {listing.seller.clone()}
                <span class="sub">{listing.part.manufacturer.clone()}</span>
            </td>
            <td data-label="Condition"><abbr title=condition.words()>{condition.code()}</abbr></td>
            <td class="num" data-label="Available">
                {format!("{} ", count_text(listing.available))}
                <span class="cur">{listing.part.unit.clone()}</span>
                {listing.in_cart.map(|quantity| view! { <span class="sub">{format!("{} in your cart", count_text(quantity))}</span> })}
            </td>
            {price}
            <td class="mid" data-label="Lead time">{lead_time.map_or_else(|| none().into_any(), IntoAny::into_any)}</td>
            <td class="lo" data-label="Sold in">{sold_in(&listing)}</td>
            <td class="mid" data-label="Certificate">
                {listing.part.certificate.clone().map_or_else(|| none().into_any(), IntoAny::into_any)}
            </td>
            <td class="lo" data-label="Updated"><Day at=listing.updated_at/></td>
            {actions(listing, way, buying)}
        </tr>
    }
}

#[component]
fn PriceCell(list_price: Option<UnitPrice>, breaks: PriceBreaks) -> impl IntoView {
    let breaks = break_texts(list_price, &breaks).into_iter().map(|text| view! { <span class="sub">{text}</span> });
    view! {
        <td class="num" data-label="List price">
            <PriceOrNone price=list_price/>
            {breaks.collect_view()}
        </td>
    }
}

/// `from 10: 3.90`, for each price break.
fn break_texts(list_price: Option<UnitPrice>, breaks: &PriceBreaks) -> Vec<String> {
    let text = |price: UnitPrice| {
        move |step: &crate::domain::pricing::PriceBreak| {
            let each = UnitPrice { micros: step.micros, ..price };
            format!("from {}: {}", count_text(step.from), each.amount_text())
        }
    };
    list_price.map(|price| breaks.steps().iter().map(text(price)).collect()).unwrap_or_default()
}

/// The smallest step: minimum and pack.
fn sold_in(listing: &ListingView) -> String {
    match (listing.units.minimum, listing.units.pack) {
        (..=1, ..=1) => "single units".into(),
        (minimum, ..=1) => format!("{} or more", count_text(minimum)),
        (..=1, pack) => format!("packs of {}", count_text(pack)),
        (minimum, pack) => format!("packs of {}, {} or more", count_text(pack), count_text(minimum)),
    }
}

/// The last two cells: adding, and buying where the seller names a price.
fn actions(listing: ListingView, way: Way, buying: Buying) -> AnyView {
    let instead = match way {
        _ if listing.is_own => view! { <span class="muted">"Yours"</span> }.into_any(),
        Way::SignIn(href) if is_for_sale(&listing) => {
            let buy = listing.list_price.map(|_| {
                view! {
                    <DialogOpener dialog=buy_dialog_id(&listing) label=Action::BuyAtListPrice.words() class="is-small"/>
                }
            });
            return view! {
                <td class="act"><a class="button is-small is-quiet" rel="external" href=href>"Sign in to negotiate"</a></td>
                <td class="act">{buy}</td>
            }
            .into_any();
        }
        Way::SignInFirst(href, words) if is_for_sale(&listing) => {
            view! { <a class="button is-small" rel="external" href=href>{words}</a> }.into_any()
        }
        Way::Forms | Way::Nothing | Way::SignIn(_) | Way::SignInFirst(..) if !is_for_sale(&listing) => {
            view! { <span class="muted">"Out of stock"</span> }.into_any()
        }
        Way::Nothing | Way::SignIn(_) | Way::SignInFirst(..) => ().into_any(),
        Way::Forms => {
            let buy = listing.list_price.map(|_| {
                view! {
                    <DialogOpener dialog=buy_dialog_id(&listing) label=Action::BuyAtListPrice.words() class="is-small"/>
                }
            });
            return view! {
                <td class="act"><AddForm listing buying/></td>
                <td class="act">{buy}</td>
            }
            .into_any();
        }
    };
    view! { <td class="act" colspan="2">{instead}</td> }.into_any()
}

#[component]
fn AddForm(listing: ListingView, buying: Buying) -> impl IntoView {
    let id = listing.id;
    let field = format!("quantity-{id}");
    let error_id = format!("{field}-error");
    let error = buying.adding.error(id);
    let units = listing.units;
    let (snap, note_id) = (Snap::new(units), format!("{field}-snap"));
    on_success(buying.add, move |_| snap.forget());
    let typed = RwSignal::new(buying.adding.typed(id, "input[quantity]"));
    // A quantity that was refused without scripts comes back as what can be ordered, else as it was typed.
    let came_back = error.with_untracked(|error| snapped_quantity(error, id)).map(|to| to.to_string());
    let value = came_back.or(typed.get_untracked()).unwrap_or_else(|| units.smallest().to_string());
    let seen_version = listing.held.as_ref().map(|held| held.version);
    let sentence = move || {
        error.get().map(|error| error.reason_for("quantity").map(str::to_owned).unwrap_or_else(|| error.to_string()))
    };
    view! {
        <ActionForm action=buying.add>
            <input type="hidden" name="input[listing_id]" value=id.to_string()/>
            <input type="hidden" name="input[request_id]" value=listing.request_id.to_string()/>
            {seen_version.map(|version| view! { <input type="hidden" name="input[seen_version]" value=version.to_string()/> })}
            <label class="visually-hidden" for=field.clone()>{format!("Quantity from {}", listing.seller)}</label>
            <div class="input-group">
                <input
                    class="input is-short num"
                    id=field
                    name="input[quantity]"
                    inputmode="numeric"
                    autocomplete="off"
                    value=value
                    on:input=move |event| {
                        snap.typed(&event_target_value(&event));
                        typed.set(Some(event_target_value(&event)));
                    }
                    on:change=move |event| {
                        snap.left(&event);
                    }
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{note_id} {error_id}")
                />
                <SubmitButton label=Action::AddToCart.words() class="is-small" icon="plus" pending=buying.adding.pending(id)/>
            </div>
            <SnapNote id=note_id snap/>
            <HeldNote listing typed/>
            {move || sentence().map(|sentence| view! {
                <span class="error reason" id=error_id.clone() role="alert">
                    <Icon name="alert"/>
                    <span>{sentence}</span>
                </span>
            })}
        </ActionForm>
    }
}

/// What can be ordered of a listing instead of a quantity that was refused.
fn snapped_quantity(error: &Option<AppError>, listing_id: ListingId) -> Option<i64> {
    match error {
        Some(AppError::Refused(Refusal::Quantity { snapped, listing_id: Some(of), .. })) if *of == listing_id => {
            Some(*snapped)
        }
        Some(_) | None => None,
    }
}

/// The question names quantity and total as soon as they can be read.
#[component]
fn BuyDialog(listing: ListingView, prices: PriceList, buying: Buying) -> impl IntoView {
    let id = listing.id;
    let (dialog_id, field) = (buy_dialog_id(&listing), format!("buy-quantity-{id}"));
    let least = listing.units.smallest();
    let smallest = least.to_string();
    let (seller, standard) = (listing.seller.clone(), smallest.clone());
    let (error, snap) = (buying.buying.error(id), Snap::new(listing.units));
    let came_back = error.with_untracked(|error| snapped_quantity(error, id)).map(|to| to.to_string());
    let value = came_back.or_else(|| buying.buying.typed(id, "input[quantity]")).unwrap_or(smallest);
    let quantity = Memo::new(move |_| parse_quantity(&buying.quantity(id).unwrap_or_else(|| standard.clone())).ok());
    let shown = Memo::new(move |_| error.with(|error| now_asked(error.as_ref())).unwrap_or_else(|| prices.clone()));
    let title = Signal::derive(move || {
        shown.with(|prices| match quantity.get() {
            Some(quantity) => format!("Buy {} × {} from {seller}?", count_text(quantity), prices.price_for(quantity)),
            None => format!("Buy at {} each from {seller}?", prices.list_price),
        })
    });
    let total = move || {
        quantity
            .get()
            .map(|quantity| format!("{} in all. ", shown.with(|prices| prices.price_for(quantity)).times(quantity)))
    };
    let quantity_error = reason(error, "quantity");
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(buying.buy, move |_| close_dialog(node_ref));
    view! {
        <Dialog id=dialog_id.clone() title node_ref came_back=buying.buying.came_back(id)>
            <ActionForm action=buying.buy>
                <div class="dialog-body">
                    <p><strong>{total}</strong>"A transaction is made at once."</p>
                    <FormError error fields=&["quantity"]/>
                    {move || shown.with(|prices| view! { <Breaks prices=prices.clone() least quantity/> })}
                    <Field id=field.clone() label="Quantity" hint=sold_in(&listing) error=quantity_error>
                        <input
                            class="input is-short num"
                            id=field.clone()
                            name="input[quantity]"
                            inputmode="numeric"
                            autocomplete="off"
                            value=value
                            on:input=move |event| {
                                snap.typed(&event_target_value(&event));
                                buying.type_quantity(id, event_target_value(&event));
                            }
                            on:change=move |event| if let Some(text) = snap.left(&event) {
                                buying.type_quantity(id, text);
                            }
                            aria-invalid=invalid(quantity_error)
                            aria-describedby=format!("{field}-hint {field}-snap {field}-error")
                        />
                        <SnapNote id=format!("{field}-snap") snap/>
                    </Field>
                    <input type="hidden" name="input[listing_id]" value=id.to_string()/>
                    <input type="hidden" name="input[prices_seen]" value=move || shown.with(PriceList::to_string)/>
                    <input type="hidden" name="input[request_id]" value=listing.request_id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=dialog_id/>
                    <SubmitButton label=Action::BuyAtListPrice.words() class="is-primary" pending=buying.buying.pending(id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// After a refusal the price that the seller asks now; the buyer has seen that one and may agree to it.
fn now_asked(error: Option<&AppError>) -> Option<PriceList> {
    match error? {
        AppError::Refused(Refusal::PriceChanged { price, .. }) => {
            Some(PriceList { list_price: *price, breaks: PriceBreaks::NONE })
        }
        _other => None,
    }
}

/// A price with the quantities that it holds from, and up to but without; those below the least sold are left out.
fn ladder(prices: &PriceList, least: i64) -> Vec<(i64, Option<i64>, UnitPrice)> {
    let steps = prices.breaks.steps();
    let ends = steps.iter().map(|step| Some(step.from)).chain([None]);
    let begins = [(1, prices.list_price.micros)].into_iter().chain(steps.iter().map(|step| (step.from, step.micros)));
    let price = |micros| UnitPrice { micros, ..prices.list_price };
    let rungs = begins.zip(ends).filter(|(_, to)| to.is_none_or(|to| to > least));
    rungs.map(|((from, micros), to)| (from.max(least), to, price(micros))).collect()
}

/// What each quantity costs; the step that holds for the one typed stands out.
#[component]
fn Breaks(prices: PriceList, least: i64, quantity: Memo<Option<i64>>) -> impl IntoView {
    let is_here = move |from: i64, to: Option<i64>| {
        move || quantity.get().is_some_and(|typed| typed >= from && to.is_none_or(|to| typed < to)).then_some("true")
    };
    let rows = ladder(&prices, least).into_iter().map(|(from, to, each)| {
        view! {
            <tr aria-current=is_here(from, to)>
                <th scope="row">{format!("from {}", count_text(from))}</th>
                <td class="num">{each.to_string()}</td>
            </tr>
        }
    });
    (!prices.breaks.is_empty()).then(|| {
        view! {
            <table class="price-breaks">
                <caption class="visually-hidden">"Price of one unit by quantity"</caption>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{money::Currency, pricing::PriceBreak};

    fn price(micros: i64) -> UnitPrice {
        UnitPrice { micros, currency: Currency::parse("USD").expect("known") }
    }

    #[test]
    fn breaks_are_named_by_the_quantity_they_begin_at() {
        let steps = vec![PriceBreak { from: 10, micros: 3_900_000 }, PriceBreak { from: 1_000, micros: 72_500 }];
        let breaks = PriceBreaks::new(steps).expect("valid");
        assert_eq!(break_texts(Some(price(4_200_000)), &breaks), ["from 10: 3.90", "from 1,000: 0.0725"]);
        assert!(break_texts(None, &PriceBreaks::NONE).is_empty());
    }

    #[test]
    fn a_ladder_begins_at_the_least_quantity_sold() {
        let steps = vec![PriceBreak { from: 10, micros: 3 }, PriceBreak { from: 50, micros: 2 }];
        let prices = PriceList { list_price: price(4), breaks: PriceBreaks::new(steps).expect("valid") };
        for (least, begins) in [(1, vec![1, 10, 50]), (4, vec![4, 10, 50]), (10, vec![10, 50]), (60, vec![60])] {
            let rungs = ladder(&prices, least);
            assert_eq!(rungs.iter().map(|(from, ..)| *from).collect::<Vec<_>>(), begins);
            assert!(rungs.iter().all(|(from, _, each)| *each == prices.price_for(*from)));
        }
    }

    #[test]
    fn a_price_that_changed_takes_the_place_of_the_one_shown() {
        let changed = AppError::Refused(Refusal::PriceChanged { quantity: 10, price: price(7) });
        let shown = now_asked(Some(&changed)).expect("another price");
        assert_eq!((shown.list_price, shown.price_for(10)), (price(7), price(7)));
        assert_eq!(now_asked(Some(&AppError::NotFound)), None);
    }
}
