//! The organisation's audit log: verified on the server, entry by entry, on demand.

use crate::{
    api_types::{AppError, audit::AuditVerdict},
    server_fns::audit::verify_log,
    ui::{
        components::{ErrorView, Icon, Notice, after, counted},
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

/// A verification on demand. Made by the page itself, so that server and browser count its resources alike.
#[derive(Clone, Copy)]
pub struct Verification {
    verdict: Resource<Option<Result<AuditVerdict, AppError>>>,
    again: RwSignal<u32>,
}

impl Verification {
    /// Asked for by the address, so that it works without scripts: `/organisation?verify=true`.
    pub fn new() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|query| query.get_str("verify") == Some("true")));
        let again = RwSignal::new(0_u32);
        let verdict = Resource::new(
            move || (asked.get(), again.get()),
            |(asked, _)| async move {
                match asked {
                    true => Some(verify_log().await),
                    false => None,
                }
            },
        );
        Self { verdict, again }
    }
}

#[component]
pub fn AuditLog(verification: Verification) -> impl IntoView {
    let Verification { verdict, again } = verification;
    view! {
        <section class="section" id="audit">
            <h2>"Audit log"</h2>
            <p class="page-sub">
                "Every entry carries the hash of the one before: what was changed or taken out later does not fit any more."
            </p>
            <Form action="/organisation" attr:class="button-row" noscroll=true>
                <input type="hidden" name="verify" value="true"/>
                <button type="submit" class="button" on:click=move |_| again.update(|count| *count += 1)>
                    <Icon name="check"/>
                    <span>"Verify audit log"</span>
                </button>
            </Form>
            <div role="status">
                <Suspense fallback=|| view! { <Checking/> }>
                    {after(verdict, move || {
                        (move || verdict.get().flatten().map(|verdict| view! { <Verdict verdict/> })).into_any()
                    })}
                </Suspense>
            </div>
        </section>
    }
}

/// How far a long log is.
#[component]
fn Checking() -> impl IntoView {
    let progress = use_live().whisper("audit");
    let figures = Memo::new(move |_| {
        let word = progress.get()?;
        let (done, all) = word.split_once('/')?;
        Some((done.parse::<u64>().ok()?, all.parse::<u64>().ok()?))
    });
    view! {
        <div class="stack is-tight">
            <p class="muted tabular">
                {move || match figures.get() {
                    Some((done, all)) => format!("Verifying: {} of {}", counted(done, "entry", "entries"), counted(all, "entry", "entries")),
                    None => "Verifying …".to_owned(),
                }}
            </p>
            <progress
                class="progress"
                max=move || figures.get().map(|(_, all)| all.to_string())
                value=move || figures.get().map(|(done, _)| done.to_string())
                aria-label="Verifying"
            ></progress>
        </div>
    }
}

#[component]
fn Verdict(verdict: Result<AuditVerdict, AppError>) -> impl IntoView {
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(error) => return view! { <ErrorView error inside=true/> }.into_any(),
    };
    let AuditVerdict { entries, head, fault, .. } = verdict;
    let entries = counted(u64::try_from(entries).unwrap_or_default(), "entry", "entries");
    match fault {
        None => view! {
            <Notice kind="is-success">
                <strong>{format!("{entries}, intact.")}</strong>
                " Head "
                <code class="audit-head">{head}</code>
            </Notice>
        }
        .into_any(),
        Some(fault) => view! {
            <Notice kind="is-error">
                <strong>{format!("The log of {entries} is broken: {fault}.")}</strong>
                " Keep the database as it is and compare it with a backup."
            </Notice>
        }
        .into_any(),
    }
}
