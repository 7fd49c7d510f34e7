//! The page behind the bell: what the other side did, newest first.

mod note;

use crate::{
    api_types::notification::NotificationPage,
    server_fns::notification::{MarkRead, load_notifications},
    ui::{
        components::{
            Empty, FormError, PageHead, Pager, Steady, SubmitButton, TableSkeleton, counted, error_of, href, on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use note::Note;

const HERE: &str = "/notifications";

/// For everyone who acts in an organisation.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let live = use_live();
    let topic = live.topic("notifications");
    let mark = ServerAction::<MarkRead>::new();
    on_success(mark, move |()| live.bump("notifications"));
    let page = Resource::new(
        move || (after.get(), topic.get()),
        |(after, _)| async move { load_notifications(after.clone()).await.map(|page| (after, page)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num"]/> }
            draw=move |page| view! { <Notes page mark/> }.into_any()
        />
    }
}

#[component]
fn Notes(page: Memo<(String, NotificationPage)>, mark: ServerAction<MarkRead>) -> impl IntoView {
    let unread = Memo::new(move |_| page.with(|(_, page)| page.unread));
    let now = Memo::new(move |_| page.with(|(_, page)| page.now));
    let is_empty = Memo::new(move |_| page.with(|(_, page)| page.notifications.rows.is_empty()));
    let rows = move || page.with(|(_, page)| page.notifications.rows.clone());
    view! {
        {move || view! { <Head unread=unread.get() mark/> }}
        <FormError error=error_of(mark)/>
        {move || match is_empty.get() {
            true => view! {
                <Empty icon="bell" sentence="Nothing yet. What the other side does on your lines appears here."/>
            }
            .into_any(),
            false => view! {
                <ul class="note-list">
                    <For each=rows key=|note| (note.event_id, note.read) let:note>
                        <Note note now mark/>
                    </For>
                </ul>
            }
            .into_any(),
        }}
        {move || page.with(|(after, page)| pager(after, page))}
    }
}

#[component]
fn Head(unread: u32, mark: ServerAction<MarkRead>) -> impl IntoView {
    match unread {
        0 => view! { <PageHead title="Notifications"/> }.into_any(),
        _ => view! {
            <PageHead title="Notifications" sub=format!("{unread} unread")>
                <ActionForm action=mark>
                    <SubmitButton label="Mark all as read" icon="check" pending=mark.pending()/>
                </ActionForm>
            </PageHead>
        }
        .into_any(),
    }
}

fn pager(after: &str, page: &NotificationPage) -> Option<impl IntoView + use<>> {
    let first = (!after.is_empty()).then(|| HERE.to_owned());
    let next = page.notifications.next.as_deref().map(|after| href(HERE, &[("after", after)]));
    let shown = page.notifications.rows.len() as u64;
    (shown > 0).then(|| view! { <Pager summary=counted(shown, "notification", "notifications") first next/> })
}
