//! A person's own page: who they are, which e-mails they get, and the tokens by which programs act for them.

mod mail;
mod tokens;

use crate::{
    api_types::profile,
    domain::ids::TokenId,
    server_fns::profile::{CreateToken, RevokeToken, SaveMailSwitches, load_profile},
    ui::components::{PageHead, RowForms, Steady, TableSkeleton, on_success},
};
use leptos::prelude::*;
use mail::MailSwitches;
use tokens::Tokens;

/// The three forms of the page.
#[derive(Clone, Copy)]
pub struct Forms {
    pub save: ServerAction<SaveMailSwitches>,
    pub create: ServerAction<CreateToken>,
    pub revoke: ServerAction<RevokeToken>,
    pub revoking: RowForms<TokenId>,
}

/// For everybody who is signed in.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let revoke = ServerAction::<RevokeToken>::new();
    let forms = Forms {
        save: ServerAction::new(),
        create: ServerAction::new(),
        revoke,
        revoking: RowForms::new(revoke, |form| form.token_id, |form| form.get("token_id")?.parse().ok()),
    };
    let done = RwSignal::new(0_u32);
    let count = move || done.update(|count| *count += 1);
    on_success(forms.create, move |_| count());
    on_success(forms.revoke, move |()| count());
    let page = Resource::new(move || done.get(), |_| load_profile());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", ""]/> }
            draw=move |page| view! { <Profile page forms/> }.into_any()
        />
    }
}

#[component]
fn Profile(page: Memo<profile::ProfilePage>, forms: Forms) -> impl IntoView {
    let (name, email, mail) = page.with_untracked(|page| (page.name.clone(), page.email.clone(), page.mail.clone()));
    view! {
        <PageHead title="Profile" sub=name.clone()/>
        <section class="section">
            <h2>"You"</h2>
            <dl class="facts measure">
                <div class="fact"><dt>"Name"</dt><dd>{name}</dd></div>
                <div class="fact"><dt>"E-mail"</dt><dd>{email}</dd></div>
            </dl>
        </section>
        <section class="section">
            <h2>"E-mails"</h2>
            <MailSwitches mail save=forms.save/>
        </section>
        <Tokens page forms/>
    }
}
