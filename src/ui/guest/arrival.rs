//! What came of the cart that a person had as a guest: line by line, until they say that they have read it; and what waits
//! still.

use crate::{
    api_types::{
        cart::CartBeside,
        guest::{Arrival, ArrivedLine, KeptLine},
    },
    domain::negotiation::Side,
    server_fns::guest::{BringOver, DismissArrival},
    ui::{
        components::{FormError, Icon, SubmitButton, count_text, counted, error_of, on_success},
        live::use_live,
        negotiation::line_path,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// Above the lines of a person's cart.
#[component]
pub fn ArrivalNotice(beside: Memo<Option<CartBeside>>) -> impl IntoView {
    let live = use_live();
    let (dismiss, bring) = (ServerAction::<DismissArrival>::new(), ServerAction::<BringOver>::new());
    on_success(dismiss, move |()| live.bump("lines"));
    on_success(bring, move |()| {
        for topic in ["lines", "carts"] {
            live.bump(topic);
        }
    });
    let arrival = Memo::new(move |_| beside.with(|beside| beside.as_ref().and_then(|beside| beside.arrival.clone())));
    let waiting = Memo::new(move |_| beside.with(|beside| beside.as_ref().map_or(0, |beside| beside.waiting)));
    view! {
        <div role="status" class="stack is-tight">
            {move || arrival.get().map(|arrival| view! { <Report arrival dismiss/> })}
            {move || Some(waiting.get()).filter(|lines| *lines > 0).map(|lines| view! { <Waiting lines bring/> })}
        </div>
        <FormError error=error_of(bring)/>
    }
}

#[component]
fn Report(arrival: Arrival, dismiss: ServerAction<DismissArrival>) -> impl IntoView {
    let sentence = sentence(&arrival);
    let Arrival { lines, kept, .. } = arrival;
    view! {
        <div class="notice is-info is-closable">
            <Icon name="cart"/>
            <div>
                <p><strong>{sentence}</strong></p>
                <ul class="stack is-tight small">
                    {lines.into_iter().map(arrived).collect_view()}
                    {kept.into_iter().map(stayed).collect_view()}
                </ul>
            </div>
            <ActionForm action=dismiss>
                <SubmitButton label="OK" class="is-small" pending=dismiss.pending()/>
            </ActionForm>
        </div>
    }
}

/// `Your guest cart is your personal cart now: 3 lines, as you bought them.`
fn sentence(arrival: &Arrival) -> String {
    let lines = counted(arrival.lines.len(), "line", "lines");
    match (arrival.lines.is_empty(), arrival.is_attached) {
        (true, _) => "Your guest cart could not come along; nothing in it is lost.".to_owned(),
        (false, true) => format!("Your guest cart is your personal cart now: {lines}, as you bought them."),
        (false, false) => format!("{lines} of your guest cart came into your personal cart, as you bought them."),
    }
}

fn arrived(line: ArrivedLine) -> impl IntoView {
    let remark = line.remark().map(|remark| format!(" ({remark})")).unwrap_or_default();
    let (quantity, price) = (count_text(line.agreement.quantity), line.agreement.unit_price);
    let words = format!(": {quantity} × {price} from {}{remark}", line.seller);
    view! { <li><a class="pn" href=line_path(Side::Buyer, line.line_id)>{line.part_number}</a>{words}</li> }
}

fn stayed(line: KeptLine) -> impl IntoView {
    let words = format!(" stayed in the guest’s cart of this browser: {}", line.reason.words());
    view! { <li><span class="pn">{line.part_number}</span>{words}</li> }
}

#[component]
fn Waiting(lines: u32, bring: ServerAction<BringOver>) -> impl IntoView {
    let words = format!("{} of your guest cart still in this browser.", counted(lines, "line is", "lines are"));
    view! {
        <div class="notice is-info is-closable">
            <Icon name="cart"/>
            <div>{words}</div>
            <ActionForm action=bring>
                <SubmitButton label="Bring into my cart" class="is-small" pending=bring.pending()/>
            </ActionForm>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_types::guest::KeptReason;

    #[test]
    fn a_report_says_that_nothing_is_lost() {
        let kept = vec![KeptLine { part_number: "AN1".into(), reason: KeptReason::CartWaits }];
        let nothing = Arrival { kept, ..Arrival::default() };
        assert_eq!(sentence(&nothing), "Your guest cart could not come along; nothing in it is lost.");
    }
}
