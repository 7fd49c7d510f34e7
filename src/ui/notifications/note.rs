//! One notification: who did what, where it happened, and when.

use crate::{
    api_types::notification::NotificationView,
    domain::{
        document,
        event::LineEvent,
        notification::{About, OrderNotice, OrderTold, Told},
        ordering::{BagEvent, OrderEvent},
        reason::Reason,
        time::Timestamp,
    },
    server_fns::notification::MarkRead,
    ui::{
        components::{Icon, Time},
        negotiation::line_path,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn Note(note: NotificationView, now: Memo<Timestamp>, mark: ServerAction<MarkRead>) -> impl IntoView {
    let at = note.at;
    let sentence = note.notice.sentence();
    let label = format!("Mark as read: {sentence}");
    // Where scripts run the line itself says that it was looked at; elsewhere the way there does.
    let line = note.about.map_or_else(|| line_path(note.side, note.line_id), About::path);
    let href = RwSignal::new(if note.read { line.clone() } else { format!("/notifications/{}/open", note.event_id) });
    Effect::new(move |_| href.set(line.clone()));
    view! {
        <li class:is-unread=!note.read>
            {(!note.read).then(|| view! { <span class="unread-dot"><span class="visually-hidden">"Unread"</span></span> })}
            <Icon name=icon(&note.notice)/>
            <div>
                <a class="row-link" href=href>{sentence}</a>
                {detail(&note.notice).map(|detail| view! { <span class="sub">{detail}</span> })}
            </div>
            <div class="cluster small muted">
                {move || view! { <Time at now=now.get()/> }}
                {match note.read {
                    // Keeps the room, so that nothing moves when a note is read.
                    true => view! { <span class="icon-room"></span> }.into_any(),
                    false => view! {
                    <ActionForm action=mark>
                        <input type="hidden" name="event_id" value=note.event_id.to_string()/>
                        <button type="submit" class="icon-button is-small" aria-label=label title="Mark as read">
                            <Icon name="check"/>
                        </button>
                    </ActionForm>
                    }
                    .into_any(),
                }}
            </div>
        </li>
    }
}

fn icon(told: &Told) -> &'static str {
    match told {
        Told::Line(notice) => line_icon(&notice.event),
        Told::Order(OrderNotice { told: OrderTold::Bag(event), .. }) => bag_icon(event),
        Told::Order(OrderNotice { told: OrderTold::Order(event), .. }) => order_icon(event),
    }
}

fn bag_icon(event: &BagEvent) -> &'static str {
    match event {
        BagEvent::Accepted { .. } | BagEvent::Delivered { .. } | BagEvent::Paid { .. } => "check",
        BagEvent::Rejected { .. } | BagEvent::Canceled { .. } | BagEvent::GivenUp { .. } => "slash",
        BagEvent::Returned { .. } | BagEvent::Refunded { .. } | BagEvent::Voided { .. } => "arrow-back",
        BagEvent::Shipped { .. } => "truck",
        BagEvent::Sent { .. } | BagEvent::Resubmitted { .. } => "send",
        BagEvent::InReview { .. } | BagEvent::Authorized { .. } => "clock",
    }
}

fn order_icon(event: &OrderEvent) -> &'static str {
    match event {
        OrderEvent::ApprovalRequested { .. } => "clock",
        OrderEvent::ApprovalWithdrawn => "arrow-back",
        OrderEvent::ApprovalRejected { .. } | OrderEvent::Canceled => "slash",
        OrderEvent::Approved { .. } | OrderEvent::Completed => "check",
        OrderEvent::Submitted { .. } | OrderEvent::Reordered { .. } => "plus",
        OrderEvent::Corrected { .. } => "swap",
        OrderEvent::Held { .. } => "slash",
        OrderEvent::Released { .. } => "send",
    }
}

fn line_icon(event: &LineEvent) -> &'static str {
    match event {
        LineEvent::Opened { .. } => "plus",
        LineEvent::BoughtAtListPrice { .. } | LineEvent::OfferAccepted { .. } => "check",
        LineEvent::PriceUpdated { .. } | LineEvent::CounterTaken { .. } => "tag",
        LineEvent::CounterOffered { .. } => "swap",
        LineEvent::QuoteDeclined { .. } => "slash",
        LineEvent::Withdrawn { .. } => "arrow-back",
        LineEvent::DocumentationRequested { .. } | LineEvent::DocumentationProvided { .. } => "file",
        LineEvent::QuantityChanged { .. } => "swap",
        LineEvent::OfferExpired { .. } | LineEvent::OfferExtended { .. } | LineEvent::OfferEnding { .. } => "clock",
        LineEvent::Closed { .. } => "square",
        LineEvent::MessageSent => "send",
    }
}

/// What the sentence leaves out: reasons, references and the terms of an offer.
fn detail(told: &Told) -> Option<String> {
    match told {
        Told::Line(notice) => line_detail(&notice.event),
        Told::Order(_) => None,
    }
}

fn line_detail(event: &LineEvent) -> Option<String> {
    match event {
        LineEvent::PriceUpdated { .. } | LineEvent::OfferExtended { .. } | LineEvent::CounterTaken { .. } => {
            Some(event.sentence())
        }
        LineEvent::CounterOffered { counter } => counter.comment.clone(),
        LineEvent::OfferEnding { offer, .. } => offer.valid_until.map(|until| format!("Until {}", until.minute_text())),
        LineEvent::QuoteDeclined { reason } | LineEvent::Withdrawn { reason, .. } => reason.as_ref().map(Reason::sentence),
        LineEvent::DocumentationProvided { .. } => event.sentence().strip_prefix("Documentation: ").map(str::to_owned),
        LineEvent::DocumentationRequested { wanted } if !wanted.is_empty() => Some(document::list(wanted)),
        LineEvent::QuantityChanged { offer_lapsed, .. } => offer_lapsed.then(|| "The standing offer lapsed.".into()),
        LineEvent::Opened { condition, .. } => Some(format!("Condition {}", condition.code())),
        LineEvent::BoughtAtListPrice { .. }
        | LineEvent::OfferAccepted { .. }
        | LineEvent::DocumentationRequested { .. }
        | LineEvent::OfferExpired { .. }
        | LineEvent::Closed { .. }
        | LineEvent::MessageSent => None,
    }
}
