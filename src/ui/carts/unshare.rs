//! Unsharing a cart: what either way would do, and afterwards what was done.

use super::{CARTS, cart_of_address};
use crate::{
    api_types::{
        AppError,
        sharing::{KeptView, MergeView, MergedView, UnsharePreview, UnshareReport},
    },
    domain::{ids::CartId, sharing::UnshareMode},
    server_fns::sharing::{UndoUnshare, UnshareCart, preview_unshare},
    ui::{
        components::{
            Crumbs, FormError, Notice, PageHead, Steady, SubmitButton, TableSkeleton, count_text, counted, error_of,
            on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// For who shared the cart, and admins.
#[component]
pub fn UnsharePage() -> impl IntoView {
    let id = cart_of_address();
    let action = ServerAction::<UnshareCart>::new();
    let live = use_live();
    on_success(action, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    let report = Memo::new(move |_| action.value().get().and_then(Result::ok));
    let lines = live.topic("lines");
    let pending = action.pending();
    // While it is done, and afterwards, there is nothing to ask any more.
    let asked = Memo::new(move |before: Option<&(Option<CartId>, u64)>| {
        let now = (id.get(), lines.get());
        match (pending.get() || report.with(Option::is_some), before) {
            (true, Some(before)) => *before,
            (_, _) => now,
        }
    });
    let preview = Resource::new(
        move || asked.get(),
        |(id, _)| async move {
            match id {
                Some(id) => preview_unshare(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    // Once it is done, the cart may be gone: the report stands instead of the question.
    move || match report.get() {
        Some(report) => view! { <Report report/> }.into_any(),
        None => view! {
            <Steady
                resource=preview
                fallback=|| view! { <TableSkeleton columns=&["", "grow", "num"]/> }
                draw=move |preview| view! { <Question preview action/> }.into_any()
            />
        }
        .into_any(),
    }
}

#[component]
fn Question(preview: Memo<UnsharePreview>, action: ServerAction<UnshareCart>) -> impl IntoView {
    let name = preview.with_untracked(|preview| preview.cart.title().to_owned());
    let can_remove = Memo::new(move |_| preview.with(|preview| preview.can_remove));
    let active = Memo::new(move |_| preview.with(|preview| preview.lines.active()));
    let merge = Memo::new(move |_| preview.with(|preview| preview.merge.clone()));
    view! {
        <Crumbs href=CARTS parent="Carts" here=name.clone()/>
        <PageHead title=format!("Unshare “{name}”")/>
        <FormError error=error_of(action)/>
        <div class="choices">
            <section class="choice">
                <h2>"Turn it into my personal cart"</h2>
                <p>"Its lines go to your personal cart with their threads. Colleagues who work in it are back in their own carts at once."</p>
                {move || view! { <MergeLines merge=merge.get() is_done=false/> }}
                <UnshareForm preview action mode=UnshareMode::Convert label="Turn into personal cart"/>
            </section>
            <section class="choice">
                <h2>"Remove it"</h2>
                <p>{move || match (can_remove.get(), active.get()) {
                    (false, _) => "Lines are agreed in it, so it cannot be removed. Turn it into your personal cart instead.".to_owned(),
                    (true, 0) => "Nothing is negotiated in it. It goes to the trash for 30 days.".to_owned(),
                    (true, active) => format!(
                        "{} withdrawn after ten seconds; until then you can undo it. The cart stays in the trash for 30 days.",
                        if active == 1 { "1 negotiation is".to_owned() } else { format!("{} negotiations are", count_text(i64::from(active))) },
                    ),
                }}</p>
                {move || can_remove.get().then(|| view! {
                    <UnshareForm preview action mode=UnshareMode::Remove label="Remove cart" danger=true/>
                })}
            </section>
        </div>
    }
}

#[component]
fn UnshareForm(
    preview: Memo<UnsharePreview>,
    action: ServerAction<UnshareCart>,
    mode: UnshareMode,
    label: &'static str,
    #[prop(optional)] danger: bool,
) -> impl IntoView {
    let hidden = move |of: fn(&UnsharePreview) -> String| Signal::derive(move || preview.with(of));
    let class = if danger { "is-danger" } else { "is-primary" };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="input[cart_id]" value=hidden(|preview| preview.cart.id.map(|id| id.to_string()).unwrap_or_default())/>
            <input type="hidden" name="input[mode]" value=mode.as_str()/>
            <input type="hidden" name="input[version_seen]" value=hidden(|preview| preview.version.to_string())/>
            <input type="hidden" name="input[request_id]" value=hidden(|preview| preview.request_id.to_string())/>
            <SubmitButton label class pending=action.pending()/>
        </ActionForm>
    }
}

/// Which lines move, which add up, which stay.
#[component]
fn MergeLines(merge: MergeView, is_done: bool) -> impl IntoView {
    let (moves, adds) = if is_done { ("moved as they were", "added up") } else { ("move as they are", "add up") };
    let MergeView { moved, merged, kept } = merge;
    view! {
        <ul class="merge">
            <li>{format!("{} {moves}", counted(moved, "line", "lines"))}</li>
            {(!merged.is_empty()).then(|| view! {
                <li>
                    {format!("{} {adds} with a line for the same offer:", counted(merged.len(), "line", "lines"))}
                    <ul>{merged.iter().map(|line| view! { <li>{merged_text(line)}</li> }).collect_view()}</ul>
                </li>
            })}
            {(!kept.is_empty()).then(|| view! {
                <li>
                    {format!("{} in the shared cart, which stays:", if kept.len() == 1 { "1 line stays".to_owned() } else { format!("{} lines stay", kept.len()) })}
                    <ul>{kept.iter().map(|line| view! { <li>{kept_text(line)}</li> }).collect_view()}</ul>
                </li>
            })}
        </ul>
    }
}

/// `AN3-5A from Orbit: 5 + 7 = 12`.
fn merged_text(line: &MergedView) -> String {
    let [personal, shared, quantity] = [line.personal, line.shared, line.quantity].map(count_text);
    let capped = if line.capped.is_some() { ", as much as a line can have" } else { "" };
    let note = line.note.words();
    format!("{} from {}: {personal} + {shared} = {quantity}{capped}{note}", line.part_number, line.seller)
}

fn kept_text(line: &KeptView) -> String {
    format!("{} from {} {}", line.part_number, line.seller, line.reason.words())
}

/// What was done, and the way back while there is one.
#[component]
fn Report(report: UnshareReport) -> impl IntoView {
    let undo = ServerAction::<UndoUnshare>::new();
    let live = use_live();
    on_success(undo, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    let undone = move || undo.value().with(|value| matches!(value, Some(Ok(_))));
    let (id, name, is_kept) = (report.cart_id.to_string(), report.name.clone(), report.is_still_shared);
    let sentence = match (report.mode, report.withdrawing) {
        (UnshareMode::Convert, _) if is_kept => {
            format!("Lines of “{name}” went to your personal cart; it stays shared with the others.")
        }
        (UnshareMode::Convert, _) => format!("“{name}” is part of your personal cart now."),
        (UnshareMode::Remove, 0) => format!("“{name}” is in the trash."),
        (UnshareMode::Remove, lines) => format!(
            "“{name}” is in the trash; {} withdrawn in ten seconds.",
            if lines == 1 { "1 negotiation is".to_owned() } else { format!("{lines} negotiations are") }
        ),
    };
    let (sentence, id) = (StoredValue::new(sentence), StoredValue::new(id));
    let merge = (report.mode == UnshareMode::Convert).then(|| view! { <MergeLines merge=report.merge is_done=true/> });
    view! {
        <Crumbs href=CARTS parent="Carts" here=name.clone()/>
        <PageHead title=format!("“{name}” is unshared")/>
        <div role="status">
            {move || match undone() {
                true => view! { <Notice kind="is-success">"Undone: the cart is shared as it was."</Notice> }.into_any(),
                false => view! { <Notice kind="is-success">{sentence.get_value()}</Notice> }.into_any(),
            }}
        </div>
        {merge}
        <FormError error=error_of(undo)/>
        <div class="button-row">
            <a class="button is-primary" href="/connector/shopping-cart">"Open my cart"</a>
            <a class="button" href=CARTS>"All carts"</a>
            {move || (!undone()).then(|| view! {
                <ActionForm action=undo>
                    <input type="hidden" name="input[cart_id]" value=id.get_value()/>
                    <SubmitButton label="Undo" pending=undo.pending()/>
                </ActionForm>
            })}
        </div>
    }
}
