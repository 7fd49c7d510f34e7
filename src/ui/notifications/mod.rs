//! The page behind the bell: what the other side did, newest first.

mod note;

use crate::{
    api_types::notification::NotificationPage,
    server_fns::notification::{MarkRead, load_notifications},
    ui::{
        components::{
            Empty, FormError, Loaded, PageHead, Pager, SubmitButton, TableSkeleton, counted, error_of, href, on_success,
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
        <Loaded
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num"]/> }
            draw=move |(after, page)| view! { <Notes after page mark/> }.into_any()
        />
    }
}

#[component]
fn Notes(after: String, page: NotificationPage, mark: ServerAction<MarkRead>) -> impl IntoView {
    let sub = if page.unread > 0 { format!("{} unread", page.unread) } else { String::new() };
    let first = (!after.is_empty()).then(|| HERE.to_owned());
    let next = page.notifications.next.as_deref().map(|after| href(HERE, &[("after", after)]));
    let (now, shown) = (page.now, page.notifications.rows.len() as u64);
    view! {
        <PageHead title="Notifications" sub>
            {(page.unread > 0).then(|| view! {
                <ActionForm action=mark>
                    <SubmitButton label="Mark all as read" icon="check" pending=mark.pending()/>
                </ActionForm>
            })}
        </PageHead>
        <FormError error=error_of(mark)/>
        {match shown {
            0 => view! {
                <Empty icon="bell" sentence="Nothing yet. What the other side does on your lines appears here."/>
            }
            .into_any(),
            _ => view! {
                <ul class="note-list">
                    {page.notifications.rows.into_iter().map(|note| view! { <Note note now mark/> }.into_any()).collect_view()}
                </ul>
                <Pager summary=counted(shown, "notification", "notifications") first next/>
            }
            .into_any(),
        }}
    }
}
