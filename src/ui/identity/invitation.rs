//! What an invitation's link opens: who invites to what, and the form that joins.

use super::{auth::AuthFrame, roles::roles_text};
use crate::{
    api_types::{AppError, identity},
    domain::{identity::InvitationEnd, refusal::Refusal},
    server_fns::identity::{AcceptInvitation, load_invitation},
    ui::{
        components::{ErrorView, Field, FormError, InputField, SubmitButton, error_of, invalid, reason, returned},
        status::set_status,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// Open to guests: the token is the key.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token").unwrap_or_default()));
    let accept = ServerAction::<AcceptInvitation>::new();
    let page = Resource::new(move || token.get(), load_invitation);
    view! {
        <AuthFrame title="Invitation">
            <div class="auth-card">
                <Transition>
                    {move || page.get().map(|page| match page {
                        Ok(page) => view! { <JoinForm page token=token.get_untracked() accept/> }.into_any(),
                        Err(AppError::NotFound) => view! { <NoInvitation/> }.into_any(),
                        Err(AppError::Refused(over @ Refusal::InvitationOver { .. })) => view! { <Over over/> }.into_any(),
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    })}
                </Transition>
            </div>
        </AuthFrame>
    }
}

/// A link that never was one, or not a whole one.
#[component]
fn NoInvitation() -> impl IntoView {
    set_status(404);
    view! {
        <Title text="No invitation"/>
        <h1>"This invitation link does not work"</h1>
        <p class="muted">
            "Check that all of it was copied. If it was, ask whoever invited you for a new one. Nothing was lost."
        </p>
        <a class="button is-block" href="/sign-in">"Sign in"</a>
    }
}

/// A link that did its work, was taken back or is too old.
#[component]
fn Over(over: Refusal) -> impl IntoView {
    let error = AppError::Refused(over.clone());
    set_status(error.status());
    let heading = match over {
        Refusal::InvitationOver { end: InvitationEnd::Used, .. } => "This link was used already",
        Refusal::InvitationOver { end: InvitationEnd::Revoked, .. } => "This link was taken back",
        _expired => "This link is too old",
    };
    view! {
        <Title text=heading/>
        <h1>{heading}</h1>
        <p class="muted">{error.to_string()}</p>
        <a class="button is-block" href="/sign-in">"Sign in"</a>
    }
}

#[component]
fn JoinForm(page: identity::InvitationPage, token: String, accept: ServerAction<AcceptInvitation>) -> impl IntoView {
    let error = error_of(accept);
    let is_new = !page.known_person;
    let name = returned::<AcceptInvitation>("input[name]").unwrap_or_default();
    view! {
        <ActionForm action=accept attr:class="form">
            <h1>{format!("Join {}", page.organisation)}</h1>
            <p class="muted">{format!("{} invites you as: {}.", page.invited_by, roles_text(page.roles))}</p>
            <FormError error fields=&["name", "password"]/>
            <input type="hidden" name="input[token]" value=token/>
            <Field id="email" label="E-mail">
                <input class="input" type="email" id="email" value=page.email autocomplete="username" readonly/>
            </Field>
            {is_new.then(move || view! {
                <InputField id="name" label="Your name" name="input[name]" autocomplete="name" value=name error=reason(error, "name")/>
            })}
            <PasswordField is_new error=reason(error, "password")/>
            <SubmitButton label="Join" class="is-primary is-block" pending=accept.pending()/>
        </ActionForm>
    }
}

/// A new person chooses a password, a known one proves theirs.
#[component]
fn PasswordField(is_new: bool, error: Signal<Option<String>>) -> impl IntoView {
    let (autocomplete, hint) = match is_new {
        true => ("new-password", "At least 10 characters"),
        false => ("current-password", "The one you sign in with already"),
    };
    view! {
        <Field id="password" label="Password" hint error>
            <input
                class="input"
                type="password"
                id="password"
                name="input[password]"
                autocomplete=autocomplete
                required
                aria-invalid=invalid(error)
                aria-describedby="password-hint password-error"
            />
        </Field>
    }
}
