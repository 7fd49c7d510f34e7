//! The settings of the storefront: who may browse. One form, guarded by the version that it was drawn with.

use super::changes::TOPIC;
use crate::{
    api_types::{AppError, done::Done, storefront::StorefrontView},
    domain::{refusal::Refusal, storefront::StorefrontAccess},
    server_fns::storefront::{SaveStorefront, load_storefront},
    ui::{
        components::{
            Field, FormError, Moment, Notice, Steady, SubmitButton, TableSkeleton, done_by_address, error_of, invalid,
            on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["access"];

/// For the merchant's admins, below the other settings.
#[component]
pub fn StorefrontSection() -> impl IntoView {
    let save = ServerAction::<SaveStorefront>::new();
    let again = RwSignal::new(0_u32);
    let live = use_live();
    on_success(save, move |_| {
        again.update(|count| *count += 1);
        live.bump(TOPIC);
    });
    // Somebody else was quicker: what they stored is shown beside what was chosen.
    let error = error_of(save);
    Effect::new(move |_| {
        if error.get() == Some(AppError::Refused(Refusal::SettingsChanged)) {
            again.update(|count| *count += 1);
        }
    });
    let page = Resource::new(move || again.get(), |_| load_storefront());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", ""] rows=2/> }
            draw=move |page| view! { <Storefront page save/> }.into_any()
        />
    }
}

#[component]
fn Storefront(page: Memo<StorefrontView>, save: ServerAction<SaveStorefront>) -> impl IntoView {
    let error = error_of(save);
    let settings = page.with_untracked(|page| page.settings);
    let version = move || page.with(|page| page.version.to_string());
    // Without scripts the answer comes as an address.
    let saved = RwSignal::new(done_by_address() == Some(Done::StorefrontSet));
    on_success(save, move |_| saved.set(true));
    let access_error = reason(error, FIELDS[0]);
    let chosen = returned::<SaveStorefront>("input[access]").unwrap_or_else(|| settings.access.as_str().to_owned());
    let choice = move |access: StorefrontAccess| {
        let is_chosen = chosen == access.as_str();
        view! { <option value=access.as_str() selected=is_chosen>{access.words()}</option> }
    };
    view! {
        <section class="section">
            <h2>"Storefront"</h2>
            <ActionForm action=save attr:class="form measure">
                <FormError error fields=FIELDS/>
                <input type="hidden" name="input[version_seen]" value=version/>
                <Field
                    id="storefront-access"
                    label="Storefront access"
                    hint="Whatever it says, guests keep the orders that they placed. What they bought and have not ordered comes along when they sign in."
                    error=access_error
                >
                    <select
                        class="select"
                        id="storefront-access"
                        name="input[access]"
                        autocomplete="off"
                        aria-invalid=invalid(access_error)
                        aria-describedby="storefront-access-hint storefront-access-error"
                    >
                        {StorefrontAccess::ALL.map(choice).collect_view()}
                    </select>
                </Field>
                <div class="form-foot">
                    <SubmitButton label="Save storefront settings" class="is-primary" pending=save.pending()/>
                </div>
            </ActionForm>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds from now on."</Notice> })}</div>
            {move || page.with(|page| view! { <Stored page=page.clone()/> })}
        </section>
    }
}

/// What holds now, and whose it is.
#[component]
fn Stored(page: StorefrontView) -> impl IntoView {
    let words = match page.settings.access {
        StorefrontAccess::Open => "In force: the storefront is open.",
        StorefrontAccess::SignInRequiredToAddToCart => "In force: sign-in is required to add to the cart.",
        StorefrontAccess::SignInRequiredToAddToCartOrSeePrices => {
            "In force: sign-in is required to add to the cart or see prices."
        }
        StorefrontAccess::SignInRequiredToBrowse => "In force: sign-in is required to browse.",
    };
    let who = page.changed_by.zip(page.changed_at);
    view! {
        <p class="small muted">
            {words}
            {who.map(|(name, at)| view! { {format!(" Changed by {name}, ")}<Moment at/> })}
        </p>
    }
}
