//! Claims about the lines beside one: they follow the order of the list that it is looked at from.

use super::*;
use crate::{
    api_types::negotiation::LineView,
    domain::{ids::LineId, time::HOUR_US},
    server::application::negotiation::Look,
};

async fn seen(world: &World, line_id: LineId, sort: LineSort) -> LineView {
    let look = || Look { line_id, side: Side::Seller, older: false, sort };
    query_in(&world.as_person("jonas"), |context, ()| load_line(context, look()), ()).await.expect("the line")
}

on_both! {
    async fn next_and_previous_follow_every_order_of_the_list(store: Store) {
        let world = World::new(store).await;
        let mut lines = Vec::new();
        for (part, price) in [("A-1", Some("3")), ("A-2", None), ("A-3", Some("90")), ("A-4", Some("12")), ("A-5", Some("3"))] {
            lines.push(world.open(world.list("Orbit", part, (100, price)).await, 1).await);
            world.advance_us(HOUR_US);
        }
        for at in [3, 0] {
            world.quote(lines[at], "41.20", 0).await.expect("an offer");
            world.advance_us(HOUR_US);
        }
        let closed = world.open(world.list("Orbit", "A-6", (1, None)).await, 1).await;
        execute(world.as_person("mara"), withdraw, reason_input(buyer(closed), "")).await.expect("withdrawn");
        for sort in LineSort::ALL {
            let filter = LineFilter { sort, ..filter(Side::Seller, Tab::Active) };
            let list = query_in(&world.as_person("jonas"), load_lines, filter).await.expect("a list");
            let ids: Vec<_> = list.lines.rows.iter().map(|row| row.id).collect();
            assert_eq!(ids.len(), lines.len());
            for (at, id) in ids.iter().enumerate() {
                let line = seen(&world, *id, sort).await;
                let beside = (at.checked_sub(1).map(|before| ids[before]), ids.get(at + 1).copied());
                assert_eq!((line.previous, line.next), beside, "{sort:?} {at}");
            }
        }
        let line = seen(&world, closed, LineSort::Value).await;
        assert_eq!((line.previous, line.next), (None, None), "of the closed ones it is the only one");
    }
}
