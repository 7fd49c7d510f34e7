//! While a cart waits for an approval, and once it is an order, its buyers change nothing in it, whichever way they come.

use super::*;
use crate::{
    api_types::{
        cart::{NoteInput, UndoRemovalInput},
        checkout::Carried,
        compare::{AwardInput, SeenLine},
        sharing::{DescribeInput, RenameInput, UndoUnshareInput, UnshareInput},
    },
    domain::sharing::UnshareMode,
    server::{
        application::negotiation,
        testing::{
            accept_input, buyer, counter_input, documents_request, price_input, quantity_input, reason_input, text_input,
        },
    },
};

/// A name, and what came of it.
type Tried = (&'static str, Result<(), AppError>);

fn done<T>(answer: Result<T, AppError>) -> Result<(), AppError> {
    answer.map(|_| ())
}

/// Everything that a buyer could do to a line and to its cart.
async fn everything(desk: &Desk, who: &str, of: (CartId, LineId, LineId)) -> Vec<Tried> {
    let (cart_id, line, rival) = of;
    let me = || desk.world.as_person(who);
    let note = NoteInput { line_id: line, note: "for the left gear".into(), note_seen: String::new() };
    let unshare = |mode| UnshareInput { cart_id, mode, version_seen: None, request_id: request() };
    let rename = RenameInput { cart_id, name: "Other".into(), name_seen: "Hangar".into() };
    let describe = DescribeInput { cart_id, description: "Other".into(), description_seen: "for the left gear".into() };
    let undo = UndoRemovalInput { line_id: None, cart_id: Some(cart_id) };
    let award = AwardInput {
        line_id: line,
        revision_seen: 1,
        close_demand: None,
        others: vec![SeenLine { line_id: rival, version: 1 }],
        code: String::new(),
        request_id: request(),
    };
    vec![
        ("accept", done(execute(me(), negotiation::accept_offer, accept_input(line, 1)).await)),
        ("accept one of two", done(execute(me(), negotiation::accept_and_withdraw, award).await)),
        ("quantity", done(execute(me(), negotiation::change_quantity, quantity_input(line, (4, 2), 5)).await)),
        ("counter", done(execute(me(), negotiation::counter_offer, counter_input(line, "39", "", 1)).await)),
        ("documents", done(execute(me(), negotiation::request_documentation, documents_request(line)).await)),
        ("withdraw", done(execute(me(), negotiation::withdraw, reason_input(buyer(line), "")).await)),
        ("note", done(execute(me(), cart::save_note, note).await)),
        ("remove", done(execute(me(), cart::remove_line, line).await)),
        ("clear", done(execute(me(), cart::clear_cart, cart_id).await)),
        ("undo a removal", done(execute(me(), cart::undo_removal, undo).await)),
        ("rename", done(execute(me(), sharing::rename_cart, rename).await)),
        ("describe", done(execute(me(), sharing::describe_cart, describe).await)),
        ("preview unsharing", done(query_in(&me(), sharing::preview_unshare, cart_id).await)),
        ("convert", done(execute(me(), sharing::unshare_cart, unshare(UnshareMode::Convert)).await)),
        ("remove the cart", done(execute(me(), sharing::unshare_cart, unshare(UnshareMode::Remove)).await)),
    ]
}

/// A shared cart of mara's with an agreed line, one that Orbit quoted, and one for the same part with Kestrel.
async fn shared(desk: &Desk) -> (CartId, LineId, LineId) {
    let line = desk.add("mara", desk.bolt, 4).await;
    desk.world.quote(line, "40.00", 0).await.expect("quoted");
    desk.buy("mara", desk.seal, 8).await;
    let rival = desk.world.list("Kestrel", "AN3-5A", (100, None)).await;
    let rival = desk.add("mara", rival, 4).await;
    (desk.share("mara", "Hangar").await, line, rival)
}

on_both! {
    async fn while_a_cart_waits_its_buyers_change_nothing_and_read_who_waits_for_whom(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("mara", "0", "").await;
        let of = shared(&desk).await;
        desk.switch("tomas", Some(of.0)).await;
        awaiting(desk.submit("mara").await.expect("submitted"));
        let before = Contents::of(&desk.world.services.store).await.read().await;
        let locked = Refusal::AwaitingApproval { submitted_by: "mara".into(), approvers: vec!["tomas".into()] };
        for who in ["mara", "tomas"] {
            let mut tried = everything(&desk, who, of).await;
            let me = || desk.world.as_person(who);
            tried.push(("add", done(execute(me(), cart::add_to_cart, add_input(desk.seal, 1)).await)));
            tried.push(("raise", done(execute(me(), cart::add_to_cart, add_input(desk.bolt, 1)).await)));
            tried.push(("buy", done(execute(me(), cart::buy_at_list_price, buy_input(desk.seal, 8)).await)));
            for (what, answer) in tried {
                assert_eq!(answer, Err(AppError::Refused(locked.clone())), "{who}: {what}");
            }
        }
        assert_eq!(Contents::of(&desk.world.services.store).await.read().await, before, "nothing was written");
        assert_eq!(locked.to_string(), "mara submitted this cart, and it waits for tomas. Until then nothing in it changes.");
    }

    async fn a_personal_cart_that_waits_is_neither_shared_nor_filled_by_others(store: Store) {
        let desk = Desk::new(store).await;
        // Mara has a shared cart that could be made personal, and a personal one that waits.
        let (shared_id, ..) = shared(&desk).await;
        desk.switch("mara", None).await;
        let (cart_id, id) = desk.waiting().await;
        let share = ShareInput { name: "Mine".into(), description: String::new(), request_id: request() };
        let refused = execute(desk.world.as_person("mara"), sharing::share_cart, share).await;
        assert!(matches!(refusal(refused), Refusal::AwaitingApproval { .. }));
        let convert =
            UnshareInput { cart_id: shared_id, mode: UnshareMode::Convert, version_seen: None, request_id: request() };
        let refused = execute(desk.world.as_person("mara"), sharing::unshare_cart, convert.clone()).await;
        assert!(matches!(refusal(refused), Refusal::AwaitingApproval { .. }));
        desk.withdraw("mara", id).await.expect("withdrawn");
        execute(desk.world.as_person("mara"), sharing::unshare_cart, convert).await.expect("converted");
        // What was merged is not taken back out of a cart that waits, nor out of an order.
        let undo = UndoUnshareInput { cart_id: shared_id };
        let id = awaiting(desk.submit("mara").await.expect("submitted"));
        let refused = execute(desk.world.as_person("mara"), sharing::undo_unshare, undo).await;
        assert!(matches!(refusal(refused), Refusal::AwaitingApproval { .. }));
        assert_eq!(ordered(desk.approve("tomas", id).await.expect("approved")).0, cart_id);
        let refused = execute(desk.world.as_person("mara"), sharing::undo_unshare, undo).await;
        assert_eq!(refusal(refused), Refusal::NothingToUndo);
    }

    async fn sellers_answer_and_both_sides_write_while_a_cart_waits(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("mara", "0", "").await;
        let of = shared(&desk).await;
        let id = awaiting(desk.submit("mara").await.expect("submitted"));
        let jonas = || desk.world.as_person("jonas");
        execute(jonas(), negotiation::update_price, price_input(of.1, "39.00", 1)).await.expect("priced");
        let text = text_input(buyer(of.1), "We wait for an approval.");
        execute(desk.world.as_person("mara"), negotiation::send_message, text).await.expect("sent");
        let no_quote = reason_input(crate::server::testing::seller(of.1), "");
        execute(jonas(), negotiation::no_quote, no_quote).await.expect("declined");
        desk.world.advance_us(30 * crate::domain::time::DAY_US);
        execute(desk.world.system(), negotiation::expire_offers, ()).await.expect("expired");
        let submitted = desk.approve("tomas", id).await.expect("approved");
        // Kestrel never answered: that line goes on.
        assert!(matches!(submitted, Submitted::Ordered { carried: Some(Carried { lines: 1, .. }), .. }), "{submitted:?}");
    }

    async fn an_order_keeps_its_cart_as_it_was(store: Store) {
        let desk = Desk::new(store).await;
        let (_, open, rival) = shared(&desk).await;
        let page = desk.review("mara").await;
        let line = page.bags[0].lines[0].line_id;
        let (id, _) = ordered(desk.submit("mara").await.expect("ordered"));
        let cart = async || {
            let mut reader = desk.world.system().read().await.expect("a reader");
            let found = crate::server::storage::sharing::find(&mut reader, id).await.expect("an answer").expect("the cart");
            let lines = stored_lines(&desk.world.services.store).await;
            let mut lines: Vec<LineId> = lines.iter().filter(|line| line.cart_id == id).map(|line| line.id).collect();
            lines.sort_unstable();
            (found.version, found.name.clone(), found.cart.checkout_status, lines)
        };
        let before = cart().await;
        assert!(before.3.contains(&line) && !before.3.contains(&open), "{before:?}");
        for (what, answer) in everything(&desk, "mara", (id, line, rival)).await {
            assert!(answer.is_err(), "{what}: {answer:?}");
        }
        desk.add("mara", desk.seal, 1).await;
        desk.buy("mara", desk.seal, 8).await;
        execute(desk.world.as_person("mara"), negotiation::send_message, text_input(buyer(line), "When will it come?")).await.expect("sent");
        assert_eq!(cart().await, before);
    }
}
