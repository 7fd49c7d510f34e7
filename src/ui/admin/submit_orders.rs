//! The setting `ERP_SubmitOrders`: at submission, or by the schedule.

use super::changes::TOPIC;
use crate::{
    api_types::{AppError, delivery::SubmitOrdersView, done::Done},
    domain::refusal::Refusal,
    server_fns::delivery::SaveSubmitOrders,
    ui::{
        components::{
            Field, FormError, Moment, Notice, SubmitButton, counted, done_by_address, error_of, invalid, on_success, reason,
            returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["first", "every_minutes"];

/// Loads again once it was stored, and when somebody else was quicker.
pub fn look_again(save: ServerAction<SaveSubmitOrders>, again: RwSignal<u32>) {
    let live = use_live();
    on_success(save, move |_| {
        again.update(|count| *count += 1);
        live.bump(TOPIC);
    });
    let error = error_of(save);
    Effect::new(move |_| {
        if error.get() == Some(AppError::Refused(Refusal::SettingsChanged)) {
            again.update(|count| *count += 1);
        }
    });
}

#[component]
pub fn SubmitOrders(page: Memo<SubmitOrdersView>, save: ServerAction<SaveSubmitOrders>) -> impl IntoView {
    let error = error_of(save);
    let settings = page.with_untracked(|page| page.settings);
    let version = move || page.with(|page| page.version.to_string());
    let saved = RwSignal::new(done_by_address() == Some(Done::Scheduled));
    on_success(save, move |_| saved.set(true));
    let on = match returned::<SaveSubmitOrders>("input[version_seen]") {
        Some(_) => returned::<SaveSubmitOrders>("input[on]").is_some(),
        None => settings.on,
    };
    view! {
        <section class="section">
            <h2>"Orders to sellers’ systems"</h2>
            <ActionForm action=save attr:class="form measure">
                <FormError error fields=FIELDS/>
                <input type="hidden" name="input[version_seen]" value=version/>
                <label class="checkbox">
                    <input type="checkbox" name="input[on]" checked=on autocomplete="off"/>
                    <span>
                        "Send orders when they are submitted"
                        <span class="hint">"Switched off (ERP_SubmitOrders), they wait for the next run of the schedule."</span>
                    </span>
                </label>
                <Schedule first=settings.first_text() every=settings.every_minutes error/>
                <div class="form-foot">
                    <SubmitButton label="Save schedule" class="is-primary" pending=save.pending()/>
                </div>
            </ActionForm>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds from now on."</Notice> })}</div>
            {move || page.with(|page| view! { <Stored page=page.clone()/> })}
        </section>
    }
}

#[component]
fn Schedule(first: String, every: u16, error: Signal<Option<AppError>>) -> impl IntoView {
    let (first_error, every_error) = (reason(error, FIELDS[0]), reason(error, FIELDS[1]));
    let first = returned::<SaveSubmitOrders>("input[first]").unwrap_or(first);
    let every = returned::<SaveSubmitOrders>("input[every_minutes]").unwrap_or_else(|| every.to_string());
    view! {
        <Field id="submit-first" label="First run of a day" hint="UTC, as in 07:30." error=first_error>
            <input class="input is-short num" id="submit-first" name="input[first]" value=first required autocomplete="off" aria-invalid=invalid(first_error) aria-describedby="submit-first-hint submit-first-error"/>
        </Field>
        <Field id="submit-every" label="Minutes between two runs" hint="1 to 1440, which is a day." error=every_error>
            <input class="input is-short num" id="submit-every" name="input[every_minutes]" value=every inputmode="numeric" required autocomplete="off" aria-invalid=invalid(every_error) aria-describedby="submit-every-hint submit-every-error"/>
        </Field>
    }
}

/// What holds now, and whose it is.
#[component]
fn Stored(page: SubmitOrdersView) -> impl IntoView {
    let settings = page.settings;
    let every = counted(u32::from(settings.every_minutes), "minute", "minutes");
    let words = match settings.on {
        true => "In force: orders are sent when they are submitted.".to_owned(),
        false => format!("In force: orders are sent from {} UTC on, every {every}.", settings.first_text()),
    };
    let who = page.changed_by.zip(page.changed_at);
    view! {
        <p class="small muted">
            {words}
            {who.map(|(name, at)| view! { {format!(" Changed by {name}, ")}<Moment at/> })}
        </p>
    }
}
