//! The settings of carts: the largest quantity of a line, and emptying abandoned personal carts. One form, guarded by the
//! version that it was drawn with.

use super::changes::TOPIC;
use crate::{
    api_types::{AppError, cart::CartSettingsView, done::Done},
    domain::{
        cart::{CartSettings, PurgeRun},
        refusal::Refusal,
    },
    server_fns::cart::{SaveCartSettings, load_cart_settings},
    ui::{
        components::{
            Field, FormError, Moment, Notice, Steady, SubmitButton, TableSkeleton, count_text, counted, done_by_address,
            error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["largest_quantity", "retention_days", "purge_time"];

/// For the merchant's admins, below the other settings.
#[component]
pub fn CartsSection() -> impl IntoView {
    let save = ServerAction::<SaveCartSettings>::new();
    let again = RwSignal::new(0_u32);
    let live = use_live();
    on_success(save, move |_| {
        again.update(|count| *count += 1);
        live.bump(TOPIC);
    });
    // Somebody else was quicker: what they stored is shown beside what was typed.
    let error = error_of(save);
    Effect::new(move |_| {
        if error.get() == Some(AppError::Refused(Refusal::SettingsChanged)) {
            again.update(|count| *count += 1);
        }
    });
    let page = Resource::new(move || again.get(), |_| load_cart_settings());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", ""] rows=4/> }
            draw=move |page| view! { <Carts page save/> }.into_any()
        />
    }
}

#[component]
fn Carts(page: Memo<CartSettingsView>, save: ServerAction<SaveCartSettings>) -> impl IntoView {
    let error = error_of(save);
    let settings = page.with_untracked(|page| page.settings);
    let version = move || page.with(|page| page.version.to_string());
    // Without scripts the answer comes as an address.
    let saved = RwSignal::new(done_by_address() == Some(Done::CartsSet));
    on_success(save, move |_| saved.set(true));
    let purge = match returned::<SaveCartSettings>("input[version_seen]") {
        Some(_) => returned::<SaveCartSettings>("input[purge_abandoned]").is_some(),
        None => settings.purge_abandoned,
    };
    view! {
        <section class="section">
            <h2>"Carts"</h2>
            <ActionForm action=save attr:class="form measure">
                <FormError error fields=FIELDS/>
                <input type="hidden" name="input[version_seen]" value=version/>
                <Text
                    id="largest-quantity"
                    name="input[largest_quantity]"
                    label="Largest quantity of a line"
                    hint="1 to 999,999. Lines that have more keep it, but get no more."
                    value=count_text(settings.largest_quantity)
                    error=reason(error, FIELDS[0])
                />
                <label class="checkbox">
                    <input type="checkbox" name="input[purge_abandoned]" checked=purge autocomplete="off"/>
                    <span>
                        "Abandoned personal carts are emptied"
                        <span class="hint">"Those without any agreed line; what is still in negotiation there is closed. Guests’ carts too; what they bought is given back. Off by default."</span>
                    </span>
                </label>
                <Abandoned settings error/>
                <div class="form-foot">
                    <SubmitButton label="Save cart settings" class="is-primary" pending=save.pending()/>
                </div>
            </ActionForm>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds from now on."</Notice> })}</div>
            {move || page.with(|page| view! { <Stored page=page.clone()/> })}
        </section>
    }
}

#[component]
fn Abandoned(settings: CartSettings, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <Text
            id="retention-days"
            name="input[retention_days]"
            label="Days until an untouched cart counts as abandoned"
            hint="1 to 3650; 90 by default."
            value=settings.retention_days.to_string()
            error=reason(error, FIELDS[1])
        />
        <Text
            id="purge-time"
            name="input[purge_time]"
            label="Time of day at which they are emptied"
            hint="UTC, like 03:00; once a day."
            value=settings.purge_time_text()
            error=reason(error, FIELDS[2])
        />
    }
}

#[component]
fn Text(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let value = returned::<SaveCartSettings>(name).unwrap_or(value);
    view! {
        <Field id label hint error>
            <input
                class="input is-short num"
                id=id
                name=name
                value=value
                required
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error")
            />
        </Field>
    }
}

/// What holds now, whose it is, and what the job did last.
#[component]
fn Stored(page: CartSettingsView) -> impl IntoView {
    let settings = page.settings;
    let abandoned = match settings.purge_abandoned {
        true => format!(
            "personal carts are emptied after {}, at {} UTC",
            counted(settings.retention_days, "day", "days"),
            settings.purge_time_text()
        ),
        false => "abandoned carts stay".to_owned(),
    };
    let words = format!("In force: a line has at most {}, {abandoned}.", count_text(settings.largest_quantity));
    let who = page.changed_by.zip(page.changed_at);
    view! {
        <p class="small muted">
            {words}
            {who.map(|(name, at)| view! { {format!(" Changed by {name}, ")}<Moment at/> })}
        </p>
        <p class="small muted"><LastRun run=page.last_run/></p>
    }
}

#[component]
fn LastRun(run: Option<PurgeRun>) -> impl IntoView {
    match run {
        None => "Last run: never.".into_any(),
        Some(PurgeRun { at, carts, is_done, slot: _ }) => {
            let carts = counted(carts, "cart", "carts");
            let words = if is_done { format!(": {carts} emptied.") } else { format!(": {carts} emptied so far.") };
            view! { "Last run: "<Moment at/>{words} }.into_any()
        }
    }
}
