//! The tries to hand a bag over and the callbacks about it, newest first.

use crate::{
    api_types::delivery::{AttemptView, CallbackView, DeliveryDetail},
    domain::delivery::DeliveryOutcome,
    ui::components::{Empty, Icon, Moment},
};
use leptos::prelude::*;

#[component]
pub fn Timeline(page: DeliveryDetail) -> impl IntoView {
    let DeliveryDetail { attempts, callbacks, .. } = page;
    view! {
        <section class="section">
            <h2>"Tries"</h2>
            {match attempts.is_empty() {
                true => view! { <Empty icon="send" sentence="Nothing was sent so far."/> }.into_any(),
                false => view! {
                    <ol class="timeline measure">{attempts.into_iter().map(|attempt| view! { <Attempt attempt/> }).collect_view()}</ol>
                }
                .into_any(),
            }}
        </section>
        {(!callbacks.is_empty()).then(|| view! {
            <section class="section">
                <h2>"Callbacks"</h2>
                <ol class="timeline measure">{callbacks.into_iter().map(|callback| view! { <Callback callback/> }).collect_view()}</ol>
            </section>
        })}
    }
}

#[component]
fn Attempt(attempt: AttemptView) -> impl IntoView {
    let (icon, words) = match attempt.outcome {
        Some(outcome @ (DeliveryOutcome::Accepted | DeliveryOutcome::HandedOver | DeliveryOutcome::InReview)) => {
            ("check", outcome.words())
        }
        Some(outcome @ DeliveryOutcome::Again) => ("clock", outcome.words()),
        Some(outcome @ (DeliveryOutcome::Rejected | DeliveryOutcome::Failed)) => ("slash", outcome.words()),
        None => ("circle", "Under way, or cut off: whether it arrived is unknown"),
    };
    let status = attempt.http_status.map(|status| format!(", HTTP {status}")).unwrap_or_default();
    let title = match attempt.revision {
        1 => format!("Try {}: {words}{status}", attempt.attempt),
        revision => format!("Revision {revision}, try {}: {words}{status}", attempt.attempt),
    };
    view! {
        <li>
            <Icon name=icon/>
            <strong>{title}</strong>
            <Moment at=attempt.started_at/>
            <div class="timeline-note">
                {attempt.error.map(|error| view! { <p>{error}</p> })}
                {attempt.next_at.map(|at| view! { <p>"Next try " <Moment at/></p> })}
                <Kept summary="Request" text=Some(attempt.request)/>
                <Kept summary="Answer" text=attempt.answer/>
            </div>
        </li>
    }
}

/// A text as it was sent or came, folded away.
#[component]
fn Kept(summary: &'static str, text: Option<String>) -> impl IntoView {
    text.map(|text| {
        view! {
            <details class="kept">
                <summary>{summary}</summary>
                <pre class="kept-text" tabindex="0">{text}</pre>
            </details>
        }
    })
}

#[component]
fn Callback(callback: CallbackView) -> impl IntoView {
    view! {
        <li>
            <Icon name="inbox"/>
            <strong>{callback.result}</strong>
            <Moment at=callback.taken_at/>
            <div class="timeline-note"><code>{callback.event_id}</code></div>
        </li>
    }
}
