//! Signing in by e-mail and password, or with one click in the demo marketplace.

use super::{auth::AuthFrame, demo_people::DemoPeople};
use crate::{
    api_types::identity,
    server_fns::identity::{DemoSignIn, SignIn, load_sign_in},
    ui::components::{FormError, InputField, Loaded, SubmitButton, error_of, reason, returned},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

/// Open to guests.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let next = Memo::new(move |_| query.with(|query| query.get("next").unwrap_or_default()));
    let (sign_in, demo) = (ServerAction::<SignIn>::new(), ServerAction::<DemoSignIn>::new());
    let page = Resource::new(|| (), |()| load_sign_in());
    view! {
        <AuthFrame title="Sign in">
            <Loaded resource=page draw=move |page| view! { <SignInCard page next sign_in demo/> }.into_any()/>
        </AuthFrame>
    }
}

#[component]
fn SignInCard(
    page: identity::SignInPage,
    next: Memo<String>,
    sign_in: ServerAction<SignIn>,
    demo: ServerAction<DemoSignIn>,
) -> impl IntoView {
    let people = page.demo_people;
    let has_people = !people.is_empty();
    view! {
        <div class="auth-card" class:has-people=has_people>
            <PasswordForm next sign_in/>
            {has_people.then(|| view! {
                <section>
                    <h2>"Or look around as"</h2>
                    <p class="small muted">"A demo marketplace: everything in it is invented."</p>
                    <FormError error=error_of(demo)/>
                    <DemoPeople people demo/>
                </section>
            })}
        </div>
    }
}

#[component]
fn PasswordForm(next: Memo<String>, sign_in: ServerAction<SignIn>) -> impl IntoView {
    let error = error_of(sign_in);
    let email = returned::<SignIn>("input[email]").unwrap_or_default();
    view! {
        <ActionForm action=sign_in attr:class="form">
            <h1>"Sign in"</h1>
            <FormError error fields=&["email", "password"]/>
            <InputField
                id="email"
                label="E-mail"
                name="input[email]"
                kind="email"
                value=email
                autocomplete="username"
                error=reason(error, "email")
            />
            <InputField
                id="password"
                label="Password"
                name="input[password]"
                kind="password"
                autocomplete="current-password"
                error=reason(error, "password")
            />
            <input type="hidden" name="input[next]" value=move || next.get()/>
            <SubmitButton label="Sign in" class="is-primary is-block" pending=sign_in.pending()/>
            <p class="small muted">"New here? An administrator of your organisation can invite you."</p>
        </ActionForm>
    }
}
