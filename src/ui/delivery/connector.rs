//! A seller's connector: where bags go, in which format, and how the seller's system answers.

use crate::{
    api_types::{
        AppError,
        delivery::{ConnectorPage as Page, ConnectorView},
        done::Done,
    },
    domain::{delivery::Format, refusal::Refusal},
    server_fns::delivery::{SaveConnector, load_connector},
    ui::components::{
        CopyButton, Crumbs, Field, FormError, Moment, Notice, PageHead, Steady, SubmitButton, TableSkeleton,
        done_by_address, error_of, invalid, on_success, reason, returned,
    },
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["format", "url", "credential"];

/// For the admins of an organisation that sells.
#[component]
pub fn ConnectorPage() -> impl IntoView {
    let save = ServerAction::<SaveConnector>::new();
    let again = RwSignal::new(0_u32);
    on_success(save, move |_| again.update(|count| *count += 1));
    let error = error_of(save);
    // A colleague was quicker: what is stored now is shown beside what was typed.
    Effect::new(move |_| {
        if error.get() == Some(AppError::Refused(Refusal::SettingsChanged)) {
            again.update(|count| *count += 1);
        }
    });
    let page = Resource::new(move || again.get(), |_| load_connector());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", ""] rows=4/> }
            draw=move |page| view! { <Connector page save/> }.into_any()
        />
    }
}

#[component]
fn Connector(page: Memo<Page>, save: ServerAction<SaveConnector>) -> impl IntoView {
    // Without scripts the answer comes as an address.
    let saved = RwSignal::new(done_by_address() == Some(Done::Saved));
    on_success(save, move |_| saved.set(true));
    view! {
        <Crumbs href="/organisation" parent="Organisation" here="Order system"/>
        <PageHead title="Order system" sub="Where your bags go when a buyer submits an order"/>
        <section class="section">
            <ConnectorForm page save/>
            <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved. It holds for the next order, and for those that wait."</Notice> })}</div>
            {move || page.with(|page| page.connector.clone().map(|connector| view! { <Stored connector/> }))}
        </section>
        {move || page.with(|page| view! { <Callbacks page=page.clone()/> })}
    }
}

#[component]
fn ConnectorForm(page: Memo<Page>, save: ServerAction<SaveConnector>) -> impl IntoView {
    let error = error_of(save);
    let (stored, anywhere) = page.with_untracked(|page| (page.connector.clone(), page.anywhere));
    let version = move || page.with(|page| page.connector.as_ref().map_or(0, |connector| connector.version).to_string());
    let enabled = match returned::<SaveConnector>("input[version_seen]") {
        Some(_) => returned::<SaveConnector>("input[enabled]").is_some(),
        None => stored.as_ref().is_none_or(|stored| stored.enabled),
    };
    let url =
        returned::<SaveConnector>("input[url]").or(stored.as_ref().map(|stored| stored.url.clone())).unwrap_or_default();
    let hint =
        if anywhere { "Each bag is sent there by POST." } else { "Each bag is sent there by POST. Begins with https://" };
    let url_error = reason(error, "url");
    view! {
        <ActionForm action=save attr:class="form measure">
            <FormError error fields=FIELDS/>
            <input type="hidden" name="input[version_seen]" value=version/>
            <label class="checkbox">
                <input type="checkbox" name="input[enabled]" checked=enabled autocomplete="off"/>
                <span>
                    "Send bags to our order system"
                    <span class="hint">"Switched off, your bags are accepted at once and you work with them here."</span>
                </span>
            </label>
            <FormatField stored=stored.as_ref().map(|stored| stored.format) error=reason(error, "format")/>
            <Field id="connector-url" label="Address" hint error=url_error>
                <input class="input" type="url" id="connector-url" name="input[url]" value=url required maxlength="500" autocomplete="off" aria-invalid=invalid(url_error) aria-describedby="connector-url-hint connector-url-error"/>
            </Field>
            <CredentialField has_one=stored.as_ref().is_some_and(|stored| stored.has_credential) error=reason(error, "credential")/>
            {stored.is_some().then(|| view! {
                <label class="checkbox">
                    <input type="checkbox" name="input[new_secret]" autocomplete="off"/>
                    <span>"Make a new secret for callbacks"<span class="hint">"The old one counts no more as soon as this is saved."</span></span>
                </label>
            })}
            <div class="form-foot">
                <SubmitButton label="Save connector" class="is-primary" pending=save.pending()/>
            </div>
        </ActionForm>
    }
}

#[component]
fn FormatField(stored: Option<Format>, error: Signal<Option<String>>) -> impl IntoView {
    let typed = returned::<SaveConnector>("input[format]").and_then(|format| Format::parse(&format));
    let chosen = typed.or(stored).unwrap_or(Format::Json);
    view! {
        <Field id="connector-format" label="Format" error>
            <select class="select" id="connector-format" name="input[format]" autocomplete="off" aria-invalid=invalid(error) aria-describedby="connector-format-error">
                {Format::ALL
                    .into_iter()
                    .map(|format| view! { <option value=format.as_str() selected=format == chosen>{format.words()}</option> })
                    .collect_view()}
            </select>
        </Field>
    }
}

/// Never filled in: a credential is written and not read.
#[component]
fn CredentialField(has_one: bool, error: Signal<Option<String>>) -> impl IntoView {
    let hint = match has_one {
        true => "One is stored; leave this empty to keep it.",
        false => "Sent with every bag: as a bearer token, or as the shared secret of cXML.",
    };
    view! {
        <Field id="connector-credential" label="Credential" hint optional=true error>
            <input class="input" type="password" id="connector-credential" name="input[credential]" maxlength="500" autocomplete="new-password" aria-invalid=invalid(error) aria-describedby="connector-credential-hint connector-credential-error"/>
        </Field>
        {has_one.then(|| view! {
            <label class="checkbox">
                <input type="checkbox" name="input[forget_credential]" autocomplete="off"/>
                <span>"Forget the stored credential"</span>
            </label>
        })}
    }
}

/// What holds now, and whose it is.
#[component]
fn Stored(connector: ConnectorView) -> impl IntoView {
    let switched = if connector.enabled { "on" } else { "off" };
    let words = format!(
        "In force: {switched}, {} to {}. Changed by {}, ",
        connector.format.words(),
        connector.url,
        connector.changed_by
    );
    view! { <p class="small muted">{words}<Moment at=connector.changed_at/></p> }
}

/// What the seller's people need to set their system up.
#[component]
fn Callbacks(page: Page) -> impl IntoView {
    let secret = page.connector.map(|connector| connector.callback_secret);
    view! {
        <section class="section">
            <h2>"Callbacks"</h2>
            <p class="page-sub">
                "Your system says here what becomes of a bag: accepted, rejected, shipped, delivered, paid. Each callback is signed as "
                "Standard Webhooks are, and counts once."
            </p>
            <dl class="facts measure">
                <div class="fact">
                    <dt>"Address"</dt>
                    <dd><code class="pn">{page.callback_url.clone()}</code><CopyButton text=page.callback_url/></dd>
                </div>
                {secret.map(|secret| view! {
                    <div class="fact">
                        <dt>"Secret"</dt>
                        <dd>
                            <details class="kept">
                                <summary>"Show"</summary>
                                <code class="pn">{secret.clone()}</code>
                                <CopyButton text=secret/>
                            </details>
                        </dd>
                    </div>
                })}
            </dl>
        </section>
    }
}
