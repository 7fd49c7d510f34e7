//! What an invitation's link opens: who invites to what, and the form that joins.

use super::{auth::AuthFrame, roles::roles_text};
use crate::{
    api_types::identity,
    server_fns::identity::{AcceptInvitation, load_invitation},
    ui::components::{Field, FormError, InputField, Loaded, SubmitButton, error_of, invalid, reason},
};
use leptos::{form::ActionForm, prelude::*};
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
                <Loaded resource=page draw=move |page| view! { <JoinForm page token=token.get_untracked() accept/> }.into_any()/>
            </div>
        </AuthFrame>
    }
}

#[component]
fn JoinForm(page: identity::InvitationPage, token: String, accept: ServerAction<AcceptInvitation>) -> impl IntoView {
    let error = error_of(accept);
    let is_new = !page.known_person;
    view! {
        <ActionForm action=accept attr:class="form">
            <h1>{format!("Join {}", page.organisation)}</h1>
            <p class="muted">{format!("{} invites you as: {}.", page.invited_by, roles_text(page.roles))}</p>
            <FormError error fields=&["name", "password"]/>
            <input type="hidden" name="input[token]" value=token/>
            <Field id="email" label="E-mail">
                <input class="input" type="email" id="email" value=page.email autocomplete="username" readonly/>
            </Field>
            {is_new.then(|| view! {
                <InputField id="name" label="Your name" name="input[name]" autocomplete="name" error=reason(error, "name")/>
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
