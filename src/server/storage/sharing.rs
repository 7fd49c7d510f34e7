//! Carts as a whole: shared, listed, merged, in the trash, purged. Lines are only moved between carts and counted here; what
//! happens to them is in `negotiation`.

mod list;
mod merge;
mod purge;
mod share;
mod trash;

pub use list::STATEMENTS as LIST;
pub use list::{CartRow, LineSum, TrashedRow, UndoRow, cart_sums, carts, count_trash, trash, trash_sums, undos};
pub use merge::STATEMENTS as MERGE;
pub use merge::{
    LineName, MergeRow, active_lines, count_statuses, insert_parking, line_names, make_bags, move_lines, other_lines,
    withdraw_lines_later,
};
pub use purge::STATEMENTS as PURGE;
pub use purge::{
    Idle, blank, empty_due, forgettable, idle_due, lock_lines, mark_noticed, notice_due, purge_empty, purge_idle, stranded,
};
pub use share::STATEMENTS as SHARE;
pub use share::{
    CartRecord, NewName, describe, find, lock, lock_two, point, point_all, point_home, rename, share, touch, unpoint,
};
pub use trash::STATEMENTS as TRASH;
pub use trash::{
    NewUndo, Undo, claim_undo, forget_undos, insert_undo, keep_all_due, keep_lines, keep_these, move_to_trash,
    take_from_trash,
};
