//! Access tokens: those there are, a new one, and the one that was made just now.

use super::Forms;
use crate::{
    api_types::profile::{self, MadeToken, TokenPlace, TokenView},
    domain::{
        ids::TokenId,
        time::Timestamp,
        token::{LIVES, MAX_NAME, TokenState},
    },
    server_fns::profile::CreateToken,
    ui::components::{
        CopyButton, Day, Dialog, DialogClose, DialogOpener, Empty, Field, FormError, Notice, Pill, SubmitButton, Time,
        close_dialog, error_of, invalid, on_success, reason, reset_form, returned,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

/// The days that the form proposes.
const USUAL_LIFE: i64 = 90;

#[component]
pub fn Tokens(page: Memo<profile::ProfilePage>, forms: Forms) -> impl IntoView {
    let places = page.with_untracked(|page| page.places.clone());
    // Without scripts it comes with the page.
    let made = RwSignal::new(page.with_untracked(|page| page.made.clone()));
    on_success(forms.create, move |token| made.set(Some(token.clone())));
    on_success(forms.revoke, move |()| made.set(None));
    view! {
        <section class="section" id="tokens">
            <h2>"Access tokens"</h2>
            <p class="page-sub">
                "A program that sends one as "<code>"Authorization: Bearer …"</code>
                " acts for you, in one organisation, at the addresses under "<code>"/ccstore/v1"</code>" and "
                <code>"/ccadmin/v1"</code>". It sees no page."
            </p>
            <div role="status">{move || made.get().map(|made| view! { <Made made/> })}</div>
            <FormError error=forms.revoking.orphan()/>
            {move || page.with(|page| view! { <TokenTable tokens=page.tokens.clone() now=page.now forms/> })}
        </section>
        {(!places.is_empty()).then(|| view! {
            <section class="section">
                <h2>"New token"</h2>
                <TokenForm places create=forms.create/>
            </section>
        })}
    }
}

/// Shown once and known to nobody else.
#[component]
fn Made(made: MadeToken) -> impl IntoView {
    view! {
        <Notice kind="is-success">
            <strong>{format!("“{}” is ready. Copy it now: it is not shown again.", made.name)}</strong>
            <p>
                <code class="pn" data-token>{made.token.clone()}</code>
                <CopyButton text=made.token/>
            </p>
        </Notice>
    }
}

#[component]
fn TokenTable(tokens: Vec<TokenView>, now: Timestamp, forms: Forms) -> impl IntoView {
    if tokens.is_empty() {
        return view! { <Empty icon="link" sentence="You have no tokens."/> }.into_any();
    }
    let holds = |token: &&TokenView| token.state(now) == TokenState::Active;
    // Outside the table, whose cells would pass their alignment on.
    let dialogs: Vec<_> =
        tokens.iter().filter(holds).map(|token| view! { <RevokeDialog token=token.clone() forms/> }).collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="grow">"Name"</th>
                        <th scope="col">"Acts in"</th>
                        <th scope="col">"Access"</th>
                        <th scope="col" class="mid">"Last used"</th>
                        <th scope="col" class="lo">"Ends"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {tokens.into_iter().map(|token| view! { <TokenRow token now/> }.into_any()).collect_view()}
                </tbody>
            </table>
        </div>
        {dialogs}
    }
    .into_any()
}

#[component]
fn TokenRow(token: TokenView, now: Timestamp) -> impl IntoView {
    let state = token.state(now);
    let pill = match state {
        TokenState::Active => view! { <Pill kind="is-accepted" icon="check" word="Active"/> }.into_any(),
        TokenState::Revoked => view! { <Pill kind="is-no-quote" icon="slash" word="Revoked"/> }.into_any(),
        TokenState::Expired => view! { <Pill kind="is-closed" icon="square" word="Expired"/> }.into_any(),
    };
    let used = match token.used_at {
        Some(at) => view! { <Time at now/> }.into_any(),
        None => view! { <span class="muted">"Never"</span> }.into_any(),
    };
    view! {
        <tr class:is-quiet=state != TokenState::Active>
            <td class="grow" data-fold="lead">
                {token.name.clone()}
                <span class="sub pn">{format!("{}…", token.prefix)}</span>
            </td>
            <td data-fold="sub">{token.organisation.unwrap_or_else(|| "The platform".to_owned())}</td>
            <td data-fold="end">{pill}</td>
            <td class="mid">{used}</td>
            <td class="lo" data-fold="sub-2"><Day at=token.expires_at/></td>
            <td class="act" data-fold="sub-end">
                {(state == TokenState::Active).then(|| view! { <DialogOpener dialog=dialog_id(token.id) label="Revoke" class="is-small is-danger"/> })}
            </td>
        </tr>
    }
}

fn dialog_id(id: TokenId) -> String {
    format!("revoke-{id}")
}

#[component]
fn RevokeDialog(token: TokenView, forms: Forms) -> impl IntoView {
    let id = dialog_id(token.id);
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(forms.revoke, move |()| close_dialog(node_ref));
    let came_back = forms.revoking.came_back(token.id);
    view! {
        <Dialog id=id.clone() title=format!("Revoke “{}”?", token.name) node_ref came_back>
            <ActionForm action=forms.revoke>
                <div class="dialog-body">
                    <p>"Programs that use it are refused from now on. It cannot be brought back."</p>
                    <FormError error=forms.revoking.error(token.id)/>
                    <input type="hidden" name="token_id" value=token.id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=true/>
                    <SubmitButton label="Revoke token" class="is-primary is-danger" pending=forms.revoking.pending(token.id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn TokenForm(places: Vec<TokenPlace>, create: ServerAction<CreateToken>) -> impl IntoView {
    let error = error_of(create);
    let name_error = reason(error, "name");
    let form = NodeRef::<html::Form>::new();
    on_success(create, move |_| reset_form(form));
    let typed_name = returned::<CreateToken>("input[name]").unwrap_or_default();
    view! {
        <ActionForm action=create attr:class="form measure" node_ref=form>
            <FormError error fields=&["name", "organisation_id", "valid_days"]/>
            <Field id="token-name" label="Name" hint="What it is for, so that you know it again." error=name_error>
                <input
                    class="input"
                    id="token-name"
                    name="input[name]"
                    value=typed_name
                    required
                    maxlength=MAX_NAME.to_string()
                    autocomplete="off"
                    aria-invalid=invalid(name_error)
                    aria-describedby="token-name-hint token-name-error"
                />
            </Field>
            <div class="field-row">
                <PlaceField places error=reason(error, "organisation_id")/>
                <LifeField error=reason(error, "valid_days")/>
            </div>
            <div class="form-foot">
                <SubmitButton label="Create token" class="is-primary" icon="plus" pending=create.pending()/>
            </div>
        </ActionForm>
    }
}

#[component]
fn PlaceField(places: Vec<TokenPlace>, error: Signal<Option<String>>) -> impl IntoView {
    let typed = returned::<CreateToken>("input[organisation_id]");
    let option = move |place: TokenPlace| {
        let value = place.organisation_id.map(|id| id.to_string()).unwrap_or_default();
        let selected = typed.as_deref() == Some(&value);
        view! { <option value=value selected=selected>{place.name}</option> }
    };
    view! {
        <Field id="token-place" label="Acts in" error>
            <select class="select" id="token-place" name="input[organisation_id]" autocomplete="off" aria-invalid=invalid(error) aria-describedby="token-place-error">
                {places.into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

#[component]
fn LifeField(error: Signal<Option<String>>) -> impl IntoView {
    let typed = returned::<CreateToken>("input[valid_days]").and_then(|days| days.parse().ok()).unwrap_or(USUAL_LIFE);
    let option =
        move |days: i64| view! { <option value=days.to_string() selected=days == typed>{format!("{days} days")}</option> };
    view! {
        <Field id="token-life" label="Holds for" error>
            <select class="select" id="token-life" name="input[valid_days]" autocomplete="off" aria-invalid=invalid(error) aria-describedby="token-life-error">
                {LIVES.into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
