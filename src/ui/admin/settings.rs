//! The settings of shared carts: one form, guarded by the version that it was drawn with.

use super::{
    carts::CartsSection,
    changes::{ChangesSection, TOPIC},
    storefront::StorefrontSection,
    submit_orders::{SubmitOrders, look_again},
};
use crate::{
    api_types::{AppError, done::Done, sharing::SettingsView},
    domain::{refusal::Refusal, sharing::SharedCartSettings},
    server_fns::{
        delivery::{SaveSubmitOrders, load_submit_orders},
        sharing::{SaveSharedCartSettings, load_shared_cart_settings},
    },
    ui::{
        components::{
            Field, FormError, Moment, Notice, PageHead, Steady, SubmitButton, TableSkeleton, counted, done_by_address,
            error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["hours_until_empty_cart_purge_due", "weeks_until_purge_due", "weeks_before_purge_for_notice"];

/// For the merchant's admins.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let save = ServerAction::<SaveSharedCartSettings>::new();
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
    let schedule = ServerAction::<SaveSubmitOrders>::new();
    look_again(schedule, again);
    let page = Resource::new(
        move || again.get(),
        |_| async { Ok::<_, AppError>((load_shared_cart_settings().await?, load_submit_orders().await?)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", ""] rows=4/> }
            draw=move |page| {
                let carts = Memo::new(move |_| page.with(|(carts, _)| carts.clone()));
                let orders = Memo::new(move |_| page.with(|(_, orders)| orders.clone()));
                view! {
                    <PageHead title="Settings" sub="For every organisation on this platform"/>
                    <SharedCarts page=carts save/>
                    <SubmitOrders page=orders save=schedule/>
                }
                .into_any()
            }
        />
        <CartsSection/>
        <StorefrontSection/>
        <ChangesSection/>
    }
}

#[component]
fn SharedCarts(page: Memo<SettingsView>, save: ServerAction<SaveSharedCartSettings>) -> impl IntoView {
    let error = error_of(save);
    let settings = page.with_untracked(|page| page.settings);
    let version = move || page.with(|page| page.version.to_string());
    // Without scripts the answer comes as an address.
    let saved = RwSignal::new(done_by_address() == Some(Done::Saved));
    on_success(save, move |_| saved.set(true));
    let enabled = match returned::<SaveSharedCartSettings>("input[version_seen]") {
        Some(_) => returned::<SaveSharedCartSettings>("input[enabled]").is_some(),
        None => settings.enabled,
    };
    view! {
        <section class="section">
            <h2>"Shared organisation carts"</h2>
            <ActionForm action=save attr:class="form measure">
                <FormError error fields=FIELDS/>
                <input type="hidden" name="input[version_seen]" value=version/>
                <label class="checkbox">
                    <input type="checkbox" name="input[enabled]" checked=enabled autocomplete="off"/>
                    <span>
                        "Carts can be shared"
                        <span class="hint">"Switched off, nobody shares a cart any more; those that are shared stay readable and can be unshared."</span>
                    </span>
                </label>
                <Numbers settings save/>
                <div class="form-foot">
                    <SubmitButton label="Save settings" class="is-primary" pending=save.pending()/>
                </div>
            </ActionForm>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds from now on."</Notice> })}</div>
            {move || page.with(|page| view! { <Stored page=page.clone()/> })}
        </section>
    }
}

#[component]
fn Numbers(settings: SharedCartSettings, save: ServerAction<SaveSharedCartSettings>) -> impl IntoView {
    let error = error_of(save);
    view! {
        <NumberField
            id="hours-until-purge"
            name="input[hours_until_empty_cart_purge_due]"
            label="Hours until an empty cart is purged"
            hint="Without any activity. 4 by default."
            value=settings.hours_until_empty_cart_purge_due
            error=reason(error, FIELDS[0])
        />
        <NumberField
            id="weeks-until-purge"
            name="input[weeks_until_purge_due]"
            label="Weeks until any other cart is purged"
            hint="Without any activity. 8 by default; a purged cart lies in the trash for 30 days."
            value=settings.weeks_until_purge_due
            error=reason(error, FIELDS[1])
        />
        <NumberField
            id="weeks-before-notice"
            name="input[weeks_before_purge_for_notice]"
            label="Weeks before the purge at which notice is given"
            hint="By the e-mail “Shared Cart Purge Imminent”, to those who switched it on. 1 by default."
            value=settings.weeks_before_purge_for_notice
            error=reason(error, FIELDS[2])
        />
    }
}

#[component]
fn NumberField(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: u32,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let value = returned::<SaveSharedCartSettings>(name).unwrap_or_else(|| value.to_string());
    view! {
        <Field id label hint error>
            <input
                class="input is-short num"
                id=id
                name=name
                value=value
                inputmode="numeric"
                required
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error")
            />
        </Field>
    }
}

/// What holds now, and whose it is: beside a form that came too late it says what it came too late for.
#[component]
fn Stored(page: SettingsView) -> impl IntoView {
    let SharedCartSettings {
        enabled,
        hours_until_empty_cart_purge_due: hours,
        weeks_until_purge_due: weeks,
        weeks_before_purge_for_notice: notice,
    } = page.settings;
    let switched = if enabled { "on" } else { "off" };
    let (weeks, notice) = (counted(weeks, "week", "weeks"), counted(notice, "week", "weeks"));
    let words = format!(
        "In force: sharing is {switched}, empty carts after {hours} h, others after {weeks}, notice {notice} before."
    );
    let who = page.changed_by.zip(page.changed_at);
    view! {
        <p class="small muted">
            {words}
            {who.map(|(name, at)| view! { {format!(" Changed by {name}, ")}<Moment at/> })}
        </p>
    }
}
