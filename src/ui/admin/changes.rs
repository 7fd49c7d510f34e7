//! What was set for everybody: who, when, before and after, from the platform's log.

use crate::{
    api_types::audit::SettingChange,
    server_fns::audit::load_setting_changes,
    ui::{
        components::{Avatar, Moment, Steady, TableSkeleton},
        live::use_live,
    },
};
use leptos::prelude::*;

/// What this window has stored; the list of changes looks again.
pub const TOPIC: &str = "settings";

/// For the merchant's admins, below all settings; nothing as long as nothing was changed.
#[component]
pub fn ChangesSection() -> impl IntoView {
    let stored = use_live().topic(TOPIC);
    let page = Resource::new(move || stored.get(), |_| load_setting_changes());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "", "", "grow"] rows=2/> }
            draw=move |page| view! { <Changes page/> }.into_any()
        />
    }
}

#[component]
fn Changes(page: Memo<Vec<SettingChange>>) -> impl IntoView {
    let has_any = Memo::new(move |_| page.with(|page| !page.is_empty()));
    // What is written once never changes.
    let sequences = Memo::new(move |_| page.with(|page| page.iter().map(|change| change.sequence).collect::<Vec<_>>()));
    let change =
        move |sequence: i64| page.with_untracked(|page| page.iter().find(|change| change.sequence == sequence).cloned());
    move || {
        has_any.get().then(|| {
            view! {
                <section class="section" id="changes">
                    <h2>"Changes"</h2>
                    <div class="table-wrap">
                        <table class="table history">
                            <thead>
                                <tr>
                                    <th scope="col">"When"</th>
                                    <th scope="col">"Who"</th>
                                    <th scope="col">"Settings"</th>
                                    <th scope="col" class="grow">"Before and after"</th>
                                </tr>
                            </thead>
                            <tbody>
                                <For each=move || sequences.get() key=|sequence| *sequence let:sequence>
                                    {change(sequence).map(|change| view! { <Change change/> })}
                                </For>
                            </tbody>
                        </table>
                    </div>
                </section>
            }
        })
    }
}

#[component]
fn Change(change: SettingChange) -> impl IntoView {
    let who = change.who.unwrap_or_else(|| "Counterpart".to_owned());
    let fields = change.fields.into_iter().map(|it| {
        view! {
            <div>{format!("{}: {} → ", it.field, it.before)}<strong>{it.after}</strong></div>
        }
    });
    view! {
        <tr>
            <td class="nowrap" data-label="When"><Moment at=change.at/></td>
            <td data-label="Who"><span class="person"><Avatar name=who.clone()/>{who}</span></td>
            <td data-label="Settings">{change.setting}</td>
            <td class="grow is-wrapping" data-label="Before and after">{fields.collect_view()}</td>
        </tr>
    }
}
