//! Claims about why lines end, and about saved replies.

use super::*;
use crate::{
    api_types::triage::{ReasonCount, ReplyInput},
    domain::reason::{EndReason, Reason},
    server::application::reply::{delete_reply, load_replies, save_reply},
};

fn chosen(
    line: crate::api_types::negotiation::LineRef,
    code: &str,
    note: &str,
) -> crate::api_types::negotiation::ReasonInput {
    let mut input = reason_input(line, note);
    input.code = code.into();
    input
}

fn reply(id: &str, version_seen: i64, title: &str) -> ReplyInput {
    ReplyInput { id: id.into(), version_seen, title: title.into(), body: "{buyer}: {quantity} × {part_number}".into() }
}

on_both! {
    async fn a_reason_is_one_of_a_few_and_shown_to_both_sides(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        for (code, note, field) in [("other", "", "reason"), ("too_slow", "", "code"), ("nonsense", "", "code")] {
            let refused = execute(world.as_person("jonas"), no_quote, chosen(seller(line), code, note)).await;
            assert!(refused.is_err_and(|error| error.reason_for(field).is_some()), "{code}");
        }
        execute(world.as_person("jonas"), no_quote, chosen(seller(line), "not_in_stock", "Back in May")).await.expect("declined");
        let reason = Some(Reason { code: EndReason::NotInStock, note: Some("Back in May".into()) });
        for (who, side) in [("mara", Side::Buyer), ("jonas", Side::Seller)] {
            let ending = view(&world, who, (line, side)).await.ending.expect("how it ended");
            assert_eq!((ending.by, &ending.reason), (Side::Seller, &reason));
            let closed = query_in(&world.as_person(who), load_lines, filter(side, Tab::Closed)).await.expect("the tab");
            assert_eq!(closed.lines.rows[0].ending.as_ref(), Some(&ending));
        }
        assert_audit_intact(&world).await;
    }

    async fn each_side_counts_its_own_lines_only(store: Store) {
        let world = World::new(store).await;
        for (number, (code, days)) in [("not_in_stock", 60), ("not_in_stock", 0), ("", 0)].into_iter().enumerate() {
            let line = world.open(world.list("Orbit", &format!("P-{number}"), (9, None)).await, 1).await;
            execute(world.as_person("jonas"), no_quote, chosen(seller(line), code, "")).await.expect("declined");
            world.advance_us(days * DAY_US);
        }
        let line = world.open(world.list("Kestrel", "P-9", (9, None)).await, 1).await;
        execute(world.as_person("mara"), withdraw, chosen(buyer(line), "too_slow", "")).await.expect("withdrawn");
        let mine = query_in(&world.as_person("mara"), load_reasons, Side::Buyer).await.expect("a statistic");
        let stock = ReasonCount { reason: Some(EndReason::NotInStock), recent: 1, all: 2 };
        assert_eq!(mine.declined, [stock, ReasonCount { reason: None, recent: 1, all: 1 }]);
        assert_eq!(mine.withdrawn_by_buyers, [ReasonCount { reason: Some(EndReason::TooSlow), recent: 1, all: 1 }]);
        let orbit = query_in(&world.as_person("jonas"), load_reasons, Side::Seller).await.expect("a statistic");
        assert_eq!((orbit.declined.len(), orbit.withdrawn_by_buyers.len()), (2, 0), "Kestrel's line is not Orbit's");
        let colleague = query_in(&world.as_person("tomas"), load_reasons, Side::Buyer).await.expect("a statistic");
        assert!(colleague.declined.is_empty(), "a personal cart is its owner's");
    }

    async fn replies_are_kept_by_one_organisation(store: Store) {
        let world = World::new(store).await;
        let id = execute(world.as_person("jonas"), save_reply, reply("", 0, "On its way")).await.expect("saved");
        let taken = execute(world.as_person("priya"), save_reply, reply("", 0, "On its way")).await;
        assert!(taken.is_err_and(|error| error.reason_for("title").is_some()));
        execute(world.as_person("ines"), save_reply, reply("", 0, "On its way")).await.expect("another organisation's");
        execute(world.as_person("priya"), save_reply, reply(&id.to_string(), 1, "Sent")).await.expect("changed");
        let stale = execute(world.as_person("jonas"), save_reply, reply(&id.to_string(), 1, "Lost")).await;
        assert_eq!(stale, Err(Refusal::LineChanged.into()));
        let list = query_in(&world.as_person("jonas"), load_replies, ()).await.expect("the replies");
        assert_eq!(list.replies.iter().map(|it| (it.title.as_str(), it.version)).collect::<Vec<_>>(), [("Sent", 2)]);
        assert_eq!(list.replies[0].changed_by, "priya");
        assert_eq!(execute(world.as_person("ines"), delete_reply, id).await, Err(AppError::NotFound));
        execute(world.as_person("jonas"), delete_reply, id).await.expect("deleted");
        assert_eq!(execute(world.as_person("jonas"), delete_reply, id).await, Err(AppError::NotFound));
        let empty = execute(world.as_person("jonas"), save_reply, ReplyInput { body: " ".into(), ..reply("", 0, "") }).await;
        let refused = empty.expect_err("refused");
        assert!(refused.reason_for("title").is_some() && refused.reason_for("body").is_some(), "{refused}");
    }
}
