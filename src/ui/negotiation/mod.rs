//! The negotiation of lines, the same for both sides: list, drawer, thread, actions.
//! Must not decide what is possible: buttons come from the line's own actions.

mod actions;
mod announce;
mod attach;
mod composer;
mod deal;
mod dialogs;
mod draft;
mod drawer;
mod facts;
mod files;
mod line;
mod list;
mod offers;
mod paths;
mod post;
mod quantity_effect;
mod quote;
mod replies;
mod row;
mod thread;

pub use drawer::Drawer;
pub use list::LinesPage;
pub use paths::{Place, compare_path, line_path, list_path, reasons_path};
pub use quantity_effect::Standing;
pub use replies::Replies;
