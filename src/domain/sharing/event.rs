//! What happened to a cart, with the sentences of its history. What happened to its lines is in `domain::event`.

use crate::domain::{
    ids::{CartId, LineId},
    quantity::{count, count_text},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// How a shared cart ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnshareMode {
    /// Its lines go to the personal cart of whoever unshares it.
    #[default]
    Convert,
    /// Its negotiations are withdrawn.
    Remove,
}

impl UnshareMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Convert => "convert",
            Self::Remove => "remove",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Convert, Self::Remove].into_iter().find(|mode| mode.as_str() == text)
    }

    /// Why the cart is in the trash afterwards.
    pub fn trash_reason(self) -> TrashReason {
        match self {
            Self::Convert => TrashReason::Converted,
            Self::Remove => TrashReason::Removed,
        }
    }
}

/// Why a cart is in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrashReason {
    Removed,
    Purged,
    Converted,
}

impl TrashReason {
    pub const ALL: [Self; 3] = [Self::Removed, Self::Purged, Self::Converted];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Purged => "purged",
            Self::Converted => "converted",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Purged => "purged after a time without activity",
            Self::Converted => "turned into a personal cart",
        }
    }
}

/// A line of a cart in its history: which it is, and how many units it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMoved {
    pub line_id: LineId,
    pub part_number: String,
    pub quantity: i64,
}

/// An event of a cart. Who did it and when stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CartEvent {
    Shared {
        name: String,
        description: String,
        lines: u32,
    },
    Renamed {
        before: String,
        after: String,
    },
    Described {
        before: String,
        after: String,
    },
    /// Its lines went to a personal cart; `kept`: those that stay, because the same part is negotiated in both carts.
    Converted {
        name: String,
        to: CartId,
        moved: Vec<LineMoved>,
        merged: Vec<LineMoved>,
        kept: Vec<LineMoved>,
    },
    /// The other half of `Converted`, in the history of the personal cart.
    TookOver {
        from: CartId,
        name: String,
        moved: Vec<LineMoved>,
        merged: Vec<LineMoved>,
    },
    Removed {
        name: String,
        open: u32,
    },
    UnshareUndone {
        name: String,
        mode: UnshareMode,
    },
    Purged {
        name: String,
        lines: u32,
    },
    Restored {
        name: String,
        reason: TrashReason,
    },
    /// The time in the trash is over: name and description are gone, lines and their threads stay.
    Forgotten {
        lines: u32,
    },
    /// A note of the buyers on one line; empty: none.
    NoteChanged {
        line_id: LineId,
        part_number: String,
        before: String,
        after: String,
    },
    /// A line is on its way out: withdrawn in some seconds, unless that is undone.
    LineRemoved {
        line_id: LineId,
        part_number: String,
        quantity: i64,
    },
    /// As `LineRemoved`, for every line in negotiation.
    Cleared {
        lines: u32,
    },
    /// Lines on their way out stay after all.
    RemovalUndone {
        lines: u32,
    },
    /// A new cart with the lines of another one as it was at a time; `going_on`: those that stay where they go on;
    /// `left_out`: what is not offered any more.
    StartedFrom {
        from: CartId,
        name: String,
        as_of: Timestamp,
        lines: u32,
        #[serde(default)]
        going_on: u32,
        left_out: u32,
    },
    /// Its agreed lines were ordered; the others went to another cart.
    Ordered {
        order: String,
        lines: u32,
        to: Option<CartId>,
        carried: Vec<LineMoved>,
    },
    /// The other half of `Ordered`, in the history of the cart that goes on.
    CarriedOver {
        from: CartId,
        order: String,
        moved: Vec<LineMoved>,
    },
}

impl CartEvent {
    /// The name under which the audit log keeps this event.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Shared { .. } => "cart.shared",
            Self::Renamed { .. } => "cart.renamed",
            Self::Described { .. } => "cart.described",
            Self::Converted { .. } => "cart.converted",
            Self::TookOver { .. } => "cart.took_over",
            Self::Removed { .. } => "cart.removed",
            Self::UnshareUndone { .. } => "cart.unshare_undone",
            Self::Purged { .. } => "cart.purged",
            Self::Restored { .. } => "cart.restored",
            Self::Forgotten { .. } => "cart.forgotten",
            Self::NoteChanged { .. } => "cart.note_changed",
            Self::LineRemoved { .. } => "cart.line_removed",
            Self::Cleared { .. } => "cart.cleared",
            Self::RemovalUndone { .. } => "cart.removal_undone",
            Self::StartedFrom { .. } => "cart.started_from",
            Self::Ordered { .. } => "cart.ordered",
            Self::CarriedOver { .. } => "cart.carried_over",
        }
    }

    /// What the cart's history says.
    pub fn sentence(&self) -> String {
        match self {
            Self::Shared { name, lines, .. } => format!("Shared as “{name}” with {}.", lines_text(*lines)),
            Self::Renamed { before, after } => format!("Renamed from “{before}” to “{after}”."),
            Self::Described { before, after } => match (before.as_str(), after.as_str()) {
                (_, "") => "Description removed.".into(),
                ("", after) => format!("Described: “{after}”."),
                (_, after) => format!("Description changed to “{after}”."),
            },
            Self::Converted { name, moved, merged, kept, .. } => {
                let mut text = format!("“{name}” was turned into a personal cart: {} moved", lines_text(count(moved.len())));
                if !merged.is_empty() {
                    text.push_str(&format!(", {} added to the same part there", lines_text(count(merged.len()))));
                }
                if !kept.is_empty() {
                    text.push_str(&format!(", {} stayed, being negotiated in both carts", lines_text(count(kept.len()))));
                }
                text.push('.');
                text
            }
            Self::TookOver { name, moved, merged, .. } => {
                let lines = lines_text(count(moved.len()).saturating_add(count(merged.len())));
                format!("Took over {lines} of the shared cart “{name}”.")
            }
            Self::Removed { name, open: 0 } => format!("“{name}” was removed."),
            Self::Removed { name, open } => {
                format!("“{name}” was removed; {} to be withdrawn.", negotiations_text(*open))
            }
            Self::UnshareUndone { name, .. } => format!("“{name}” is shared again: unsharing was undone."),
            Self::Purged { name, lines } if name.is_empty() => {
                format!("The personal cart was emptied after a time without activity, with {}.", lines_text(*lines))
            }
            Self::Purged { name, lines } => {
                format!("“{name}” was purged after a time without activity, with {}.", lines_text(*lines))
            }
            Self::Restored { name, .. } => format!("“{name}” was restored from the trash."),
            Self::Forgotten { lines } => {
                format!(
                    "The time in the trash is over: name and description are gone, {} stay on record.",
                    lines_text(*lines)
                )
            }
            Self::NoteChanged { part_number, after, .. } if after.is_empty() => format!("Note on {part_number} removed."),
            Self::NoteChanged { part_number, after, .. } => format!("Note on {part_number}: “{after}”."),
            Self::LineRemoved { part_number, quantity, .. } => {
                format!("{} × {part_number} taken out of the cart.", count_text(*quantity))
            }
            Self::Cleared { lines } => format!("Cart cleared: {} taken out.", lines_text(*lines)),
            Self::RemovalUndone { lines: 1 } => "Removal undone: 1 line stays in the cart.".into(),
            Self::RemovalUndone { lines } => format!("Removal undone: {} stay in the cart.", lines_text(*lines)),
            Self::StartedFrom { name, as_of, lines, going_on, left_out, .. } => {
                let rest = [(*going_on, "staying where they go on"), (*left_out, "not taken over")];
                let rest: String = rest
                    .into_iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, words)| format!("; {} {words}", lines_text(count)))
                    .collect();
                format!("Started from “{name}” as it was on {}: {}{rest}.", as_of.minute_text(), lines_text(*lines))
            }
            Self::Ordered { order, lines, carried, .. } => {
                let rest = match carried.len() {
                    0 => String::new(),
                    _ => format!("; {} still in negotiation went to another cart", lines_text(count(carried.len()))),
                };
                format!("Ordered as {order}: {}{rest}.", lines_text(*lines))
            }
            Self::CarriedOver { order, moved, .. } => {
                format!("Took over {} that {order} left in negotiation.", lines_text(count(moved.len())))
            }
        }
    }
}

fn lines_text(lines: u32) -> String {
    match lines {
        0 => "no lines".into(),
        1 => "1 line".into(),
        many => format!("{} lines", count_text(i64::from(many))),
    }
}

fn negotiations_text(open: u32) -> String {
    match open {
        1 => "1 open negotiation is".into(),
        many => format!("{} open negotiations are", count_text(i64::from(many))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn line(part_number: &str) -> LineMoved {
        LineMoved { line_id: LineId(Uuid::from_u128(1)), part_number: part_number.into(), quantity: 4 }
    }

    #[test]
    fn a_history_reads_as_sentences() {
        let shared = CartEvent::Shared { name: "Hangar 2".into(), description: String::new(), lines: 1_200 };
        assert_eq!(shared.sentence(), "Shared as “Hangar 2” with 1,200 lines.");
        let converted = CartEvent::Converted {
            name: "Hangar 2".into(),
            to: CartId(Uuid::nil()),
            moved: vec![line("A"), line("B")],
            merged: vec![line("C")],
            kept: vec![],
        };
        assert_eq!(
            converted.sentence(),
            "“Hangar 2” was turned into a personal cart: 2 lines moved, 1 line added to the same part there."
        );
        let removed = CartEvent::Removed { name: "Hangar 2".into(), open: 1 };
        assert_eq!(removed.sentence(), "“Hangar 2” was removed; 1 open negotiation is to be withdrawn.");
    }

    #[test]
    fn a_new_cart_says_what_it_took_and_what_stays_elsewhere() {
        let started = |going_on, left_out| {
            let (from, name, as_of) = (CartId(Uuid::nil()), "Hangar 2".into(), Timestamp(0));
            CartEvent::StartedFrom { from, name, as_of, lines: 3, going_on, left_out }.sentence()
        };
        assert!(started(0, 0).ends_with(": 3 lines."), "{}", started(0, 0));
        assert!(started(2, 1).ends_with(": 3 lines; 2 lines staying where they go on; 1 line not taken over."));
        // As entries were written before lines could go on elsewhere.
        let old = format!(
            "{{\"event\":\"started_from\",\"from\":\"{}\",\"name\":\"A\",\"as_of\":0,\"lines\":1,\"left_out\":0}}",
            Uuid::nil()
        );
        assert!(matches!(serde_json::from_str(&old), Ok(CartEvent::StartedFrom { going_on: 0, .. })), "{old}");
    }

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        let event = CartEvent::NoteChanged {
            line_id: LineId(Uuid::from_u128(7)),
            part_number: "AN3-5A".into(),
            before: String::new(),
            after: "for the left gear".into(),
        };
        let written = serde_json::to_string(&event).expect("writes");
        assert!(written.starts_with("{\"event\":\"note_changed\""), "{written}");
        assert_eq!(serde_json::from_str::<CartEvent>(&written).expect("reads"), event);
        assert_eq!(event.sentence(), "Note on AN3-5A: “for the left gear”.");
    }

    #[test]
    fn codes_are_read_back() {
        for reason in TrashReason::ALL {
            assert_eq!(TrashReason::parse(reason.as_str()), Some(reason));
        }
        for mode in [UnshareMode::Convert, UnshareMode::Remove] {
            assert_eq!(UnshareMode::parse(mode.as_str()), Some(mode));
        }
    }
}
