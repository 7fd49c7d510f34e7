//! A new cart from an earlier state: whom it would ask, what of then goes on elsewhere and what is not offered any more, before
//! anything is done.

use super::{CARTS, cart_of_address, history_path};
use crate::{
    api_types::{
        AppError,
        cart::{GoingOn, LeftOut, Standing, StartPreview, Started, StartedLine},
    },
    domain::{ids::ListingId, negotiation::Side, refusal::Refusal, sharing::MAX_NAME},
    server_fns::cart::{StartFrom, load_start},
    ui::{
        components::{
            Crumbs, Empty, Field, FormError, Moment, Notice, PageHead, Steady, SubmitButton, TableSkeleton, count_text,
            counted, error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
        negotiation::line_path,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use std::collections::{BTreeMap, HashSet};

/// The form to which the ticks of the table below it belong.
const FORM: &str = "start-cart";

#[component]
pub fn StartCartPage() -> impl IntoView {
    let (id, query, live) = (cart_of_address(), use_query_map(), use_live());
    let sequence =
        Memo::new(move |_| query.with(|query| query.get_str("after").and_then(|after| after.parse::<i64>().ok())));
    let action = ServerAction::<StartFrom>::new();
    on_success(action, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    // Whoever agreed to other requests than would be made now looks at those.
    let again = RwSignal::new(0_u32);
    let error = error_of(action);
    Effect::new(move |_| {
        if error.get() == Some(AppError::Refused(Refusal::StartChanged)) {
            again.update(|count| *count += 1);
        }
    });
    let preview = Resource::new(
        move || (id.get(), sequence.get(), again.get()),
        |(id, sequence, _)| async move {
            match id.zip(sequence) {
                Some((id, sequence)) => load_start(id, sequence).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=preview
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num", ""]/> }
            draw=move |preview| view! { <Start preview action/> }.into_any()
        />
    }
}

#[component]
fn Start(preview: Memo<StartPreview>, action: ServerAction<StartFrom>) -> impl IntoView {
    let (title, back, as_of) = preview.with_untracked(|preview| {
        let back = preview.cart.id.map_or_else(|| CARTS.to_owned(), history_path);
        (preview.cart.title().to_owned(), back, preview.as_of)
    });
    let started = Memo::new(move |_| action.value().get().and_then(Result::ok));
    let can_start = Memo::new(move |_| {
        started.with(Option::is_none)
            && preview.with(|preview| !preview.lines.is_empty() || preview.going_on.iter().any(|it| it.blocked.is_none()))
    });
    let lines = Memo::new(move |_| preview.with(|preview| preview.lines.clone()));
    let left_out = Memo::new(move |_| preview.with(|preview| preview.left_out.clone()));
    let going_on = Memo::new(move |_| preview.with(|preview| preview.going_on.clone()));
    let ticked = RwSignal::new(ticked_before(&going_on.get_untracked()));
    view! {
        <Crumbs href=back parent=format!("History of “{title}”") here="New cart"/>
        <PageHead title=format!("New cart from “{title}”")/>
        <p class="page-sub">"As it was on " <Moment at=as_of/> ". The old cart stays as it is; whatever goes on there or elsewhere stays where it is."</p>
        <div role="status">
            {move || started.get().map(|started| view! {
                <Notice kind="is-success">
                    {started_text(started)}
                    " "
                    <a href="/connector/shopping-cart">"Open it"</a>
                </Notice>
            })}
        </div>
        {move || can_start.get().then(|| view! { <StartForm preview action ticked/> })}
        {move || view! { <Lines lines=lines.get() has_more=going_on.with(|it| !it.is_empty())/> }}
        {move || view! { <GoingOnLines going_on=going_on.get() ticked can_start=can_start.get()/> }}
        {move || view! { <Left left_out=left_out.get()/> }}
    }
}

/// What was ticked in a form that came back with the page.
fn ticked_before(going_on: &[GoingOn]) -> HashSet<ListingId> {
    let is_ticked = |at: usize, it: &GoingOn| {
        returned::<StartFrom>(&format!("input[again][{at}]")).as_deref() == Some(&*it.listing_id.to_string())
    };
    going_on.iter().enumerate().filter(|(at, it)| is_ticked(*at, it)).map(|(_, it)| it.listing_id).collect()
}

/// `3 lines are in the new cart; 2 sellers were asked. 1 line goes on where it is.`
fn started_text(started: Started) -> String {
    let lines = counted(started.lines, "line is", "lines are");
    let sellers = counted(started.sellers, "seller was", "sellers were");
    let rest = match started.going_on {
        0 => String::new(),
        1 => " 1 line goes on where it was.".to_owned(),
        going_on => format!(" {going_on} lines go on where they were."),
    };
    match started.lines {
        // It was sent a second time: the report of the first is gone.
        0 => "The new cart is there.".to_owned(),
        _ => format!("{lines} in the new cart; {sellers} asked.{rest}"),
    }
}

/// Whom starting the cart asks, and for how many lines: `Starting it asks 2 sellers: Kestrel for 1 line, Orbit for 2 lines.`
fn asked_text(preview: &StartPreview, ticked: &HashSet<ListingId>) -> String {
    let again = preview.going_on.iter().filter(|it| ticked.contains(&it.listing_id)).map(|it| &it.line.seller);
    let mut sellers: BTreeMap<&str, u32> = BTreeMap::new();
    for seller in preview.lines.iter().map(|line| &line.seller).chain(again) {
        *sellers.entry(seller).or_default() += 1;
    }
    if sellers.is_empty() {
        return "Nobody would be asked: all of it goes on elsewhere. Tick below what is to be asked for again.".to_owned();
    }
    let each: Vec<_> =
        sellers.iter().map(|(seller, lines)| format!("{seller} for {}", counted(*lines, "line", "lines"))).collect();
    format!("Starting it sends a request to {}: {}.", counted(sellers.len(), "seller", "sellers"), each.join(", "))
}

#[component]
fn StartForm(
    preview: Memo<StartPreview>,
    action: ServerAction<StartFrom>,
    ticked: RwSignal<HashSet<ListingId>>,
) -> impl IntoView {
    let error = error_of(action);
    let hidden = move |of: fn(&StartPreview) -> String| Signal::derive(move || preview.with(of));
    view! {
        <ActionForm action=action attr:class="start-form" attr:id=FORM>
            <input type="hidden" name="input[cart_id]" value=hidden(|it| it.cart.id.map(|id| id.to_string()).unwrap_or_default())/>
            <input type="hidden" name="input[sequence]" value=hidden(|it| it.sequence.to_string())/>
            <input type="hidden" name="input[seen]" value=hidden(|it| it.seen.clone())/>
            <input type="hidden" name="input[request_id]" value=hidden(|it| it.request_id.to_string())/>
            <KindFields preview/>
            <NameField preview action/>
            <p class="start-asks" aria-live="polite">{move || preview.with(|preview| ticked.with(|ticked| asked_text(preview, ticked)))}</p>
            <FormError error fields=&["name"]/>
            <SubmitButton label="Start new cart" class="is-primary" pending=action.pending()/>
        </ActionForm>
    }
}

#[component]
fn KindFields(preview: Memo<StartPreview>) -> impl IntoView {
    let (personal, shared) = preview.with_untracked(|preview| (preview.can_be_personal, preview.can_be_shared));
    let chosen = returned::<StartFrom>("input[kind]");
    let is_shared = chosen.map_or(shared, |kind| kind == "shared");
    view! {
        <fieldset class="choice-row">
            <legend>"The new cart is"</legend>
            <label class="check-label">
                <input type="radio" name="input[kind]" value="shared" checked=is_shared disabled=!shared/>
                "shared with the organisation"
            </label>
            <label class="check-label">
                <input type="radio" name="input[kind]" value="personal" checked=!is_shared disabled=!personal/>
                "my personal cart"
            </label>
            {(!personal).then(|| view! { <span class="muted small">"You have a personal cart already."</span> })}
        </fieldset>
    }
}

#[component]
fn NameField(preview: Memo<StartPreview>, action: ServerAction<StartFrom>) -> impl IntoView {
    let refused = reason(error_of(action), "name");
    let usual = preview.with_untracked(|preview| format!("{} (copy)", preview.cart.title()));
    let name = returned::<StartFrom>("input[name]").unwrap_or(usual);
    view! {
        <Field id="start-name" label="Name" hint="Of a shared cart." error=refused>
            <input
                class="input"
                id="start-name"
                name="input[name]"
                value=name
                maxlength=MAX_NAME.to_string()
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby="start-name-hint start-name-error"
            />
        </Field>
    }
}

/// Lines that go on: where, and whether they are asked for again all the same.
#[component]
fn GoingOnLines(going_on: Vec<GoingOn>, ticked: RwSignal<HashSet<ListingId>>, can_start: bool) -> impl IntoView {
    let row = move |(at, it): (usize, GoingOn)| view! { <GoingOnRow at it ticked can_start/> };
    (!going_on.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2>{format!("{} on elsewhere", counted(going_on.len(), "line goes", "lines go"))}</h2>
                <p class="page-sub">"They are not asked for a second time, unless you tick them."</p>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Part number"</th>
                                <th scope="col" class="grow">"Where"</th>
                                <th scope="col" class="mid">"Seller"</th>
                                <th scope="col" class="num">"Quantity then"</th>
                                <th scope="col">"Ask again"</th>
                            </tr>
                        </thead>
                        <tbody>{going_on.into_iter().enumerate().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn GoingOnRow(at: usize, it: GoingOn, ticked: RwSignal<HashSet<ListingId>>, can_start: bool) -> impl IntoView {
    let GoingOn { listing_id, line, standing, blocked } = it;
    let (line_id, where_it_is) = match standing {
        Standing::Negotiated { line_id, cart, status, quantity } => {
            (line_id, format!("{} in {cart}, {}", count_text(quantity), status.predicate()))
        }
        Standing::Agreed { line_id } => (line_id, "agreed by then; asking again is another purchase".to_owned()),
    };
    let label = format!("Ask {} for {} again", line.seller, line.part_number);
    let tick = move |event| {
        let is_on = event_target_checked(&event);
        ticked.update(|ticked| {
            if is_on {
                ticked.insert(listing_id);
            } else {
                ticked.remove(&listing_id);
            }
        });
    };
    let choice = match blocked {
        Some(reason) => view! { <span class="muted">{reason}</span> }.into_any(),
        None if can_start => view! {
            <label class="check-label">
                <input
                    type="checkbox"
                    form=FORM
                    name=format!("input[again][{at}]")
                    value=listing_id.to_string()
                    checked=ticked.with_untracked(|ticked| ticked.contains(&listing_id))
                    aria-label=label
                    autocomplete="off"
                    on:change=tick
                />
                {line.remark}
            </label>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <tr>
            <td data-fold="lead"><a class="pn" href=line_path(Side::Buyer, line_id)>{line.part_number}</a></td>
            <td class="grow is-wrapping" data-fold="sub">{where_it_is}</td>
            <td class="mid">{line.seller}</td>
            <td class="num" data-fold="end">{count_text(line.quantity)}</td>
            <td class="is-wrapping" data-fold="sub-end">{choice}</td>
        </tr>
    }
}

/// `has_more`: not all of it is gone, some goes on elsewhere.
#[component]
fn Lines(lines: Vec<StartedLine>, has_more: bool) -> impl IntoView {
    let row = |line: StartedLine| {
        view! {
            <tr>
                <td data-fold="lead"><span class="pn">{line.part_number}</span></td>
                <td class="grow">{line.description}</td>
                <td class="mid" data-fold="sub">{line.seller}</td>
                <td class="num" data-fold="end">{count_text(line.quantity)}</td>
                <td class="is-wrapping" data-fold="sub-2">{line.remark}</td>
            </tr>
        }
    };
    match lines.is_empty() {
        true if has_more => ().into_any(),
        true => view! { <Empty icon="cart" sentence="Nothing of that state is offered any more."/> }.into_any(),
        false => view! {
            <section class="section">
                <h2>{format!("{} asked for anew", counted(lines.len(), "line is", "lines are"))}</h2>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Part number"</th>
                                <th scope="col" class="grow">"Description"</th>
                                <th scope="col" class="mid">"Seller"</th>
                                <th scope="col" class="num">"Quantity"</th>
                                <th scope="col">"Different now"</th>
                            </tr>
                        </thead>
                        <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Left(left_out: Vec<LeftOut>) -> impl IntoView {
    (!left_out.is_empty()).then(|| view! {
        <section class="section">
            <h2>{format!("Not taken over: {}", counted(left_out.len(), "line", "lines"))}</h2>
            <ul class="merge">
                {left_out
                    .into_iter()
                    .map(|line| view! {
                        <li><span class="pn">{line.part_number}</span>{format!(" × {}, {}: {}", count_text(line.quantity), line.seller, line.reason)}</li>
                    })
                    .collect_view()}
            </ul>
        </section>
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api_types::{identity::PersonName, sharing::CartHead},
        domain::{
            cart::CartKind,
            ids::{LineId, PersonId, RequestId},
            time::Timestamp,
        },
    };
    use uuid::Uuid;

    fn line(seller: &str) -> StartedLine {
        let (part_number, description, seller) = ("AN3-5A".into(), String::new(), seller.into());
        StartedLine { part_number, description, seller, quantity: 5, remark: None }
    }

    fn preview(asked: &[&str], going_on: &[&str]) -> StartPreview {
        let going_on = going_on.iter().enumerate().map(|(at, seller)| GoingOn {
            listing_id: ListingId(Uuid::from_u128(at as u128)),
            line: line(seller),
            standing: Standing::Agreed { line_id: LineId(Uuid::nil()) },
            blocked: None,
        });
        StartPreview {
            cart: CartHead {
                id: None,
                kind: CartKind::Shared,
                name: "Hangar 2".into(),
                description: String::new(),
                creator: PersonName { id: PersonId(Uuid::nil()), name: "mara".into() },
                is_mine: true,
            },
            sequence: 1,
            as_of: Timestamp(0),
            lines: asked.iter().map(|seller| line(seller)).collect(),
            going_on: going_on.collect(),
            left_out: vec![],
            seen: String::new(),
            can_be_personal: true,
            can_be_shared: true,
            request_id: RequestId(Uuid::nil()),
        }
    }

    #[test]
    fn a_preview_says_whom_it_asks_and_asks_nobody_twice_untold() {
        let preview = preview(&["Orbit", "Kestrel", "Orbit"], &["Orbit", "Alder"]);
        let none = HashSet::new();
        assert_eq!(
            asked_text(&preview, &none),
            "Starting it sends a request to 2 sellers: Kestrel for 1 line, Orbit for 2 lines."
        );
        let one = HashSet::from([ListingId(Uuid::from_u128(1))]);
        assert!(asked_text(&preview, &one).contains("3 sellers: Alder for 1 line, Kestrel"));
    }

    #[test]
    fn where_all_goes_on_nobody_is_asked() {
        let text = asked_text(&preview(&[], &["Orbit"]), &HashSet::new());
        assert!(text.starts_with("Nobody would be asked"), "{text}");
    }

    #[test]
    fn a_report_says_who_was_asked_and_what_stays() {
        let started =
            Started { cart_id: crate::domain::ids::CartId(Uuid::nil()), lines: 3, sellers: 1, going_on: 2, left_out: 0 };
        assert_eq!(started_text(started), "3 lines are in the new cart; 1 seller was asked. 2 lines go on where they were.");
        assert_eq!(started_text(Started::before(started.cart_id)), "The new cart is there.");
    }
}
