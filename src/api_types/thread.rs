//! The thread of a line on the wire: files, quotes, checklists of documents, who has seen what.

use super::negotiation::LineRef;
use crate::domain::{
    document::{Answer, Document},
    file::{Dimensions, FileKind},
    ids::{FileId, MessageId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A file as its entry shows it; its content is at `/files/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub id: FileId,
    pub name: String,
    pub kind: FileKind,
    /// Bytes.
    pub size: u64,
    /// Of an image, so that its place is kept while it loads.
    pub dimensions: Option<Dimensions>,
}

/// The entry that a message answers, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedView {
    pub id: MessageId,
    pub author: Option<String>,
    /// The beginning of its text.
    pub text: String,
}

/// How far the other side has read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenView {
    /// The last message of one's own side that was seen.
    pub message_id: MessageId,
    pub by: String,
    pub at: Timestamp,
}

/// Where one document stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub document: Document,
    /// `None`: asked for, no word on it yet.
    pub answer: Option<Answer>,
}

/// A message, without its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageInput {
    pub line: LineRef,
    /// May be empty if files come with it.
    #[serde(default)]
    pub text: String,
    /// An entry of the same thread.
    #[serde(default)]
    pub quoted_id: Option<MessageId>,
}

/// The checkboxes of a request for documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentBoxes {
    #[serde(default)]
    pub faa_8130: Option<String>,
    #[serde(default)]
    pub easa_form_1: Option<String>,
    #[serde(default)]
    pub conformity: Option<String>,
    #[serde(default)]
    pub trace: Option<String>,
    #[serde(default)]
    pub other: Option<String>,
}

impl DocumentBoxes {
    /// The documents whose box is checked.
    pub fn documents(&self) -> Vec<Document> {
        let is_checked = |document: &Document| match document {
            Document::Faa8130 => self.faa_8130.is_some(),
            Document::EasaForm1 => self.easa_form_1.is_some(),
            Document::Conformity => self.conformity.is_some(),
            Document::Trace => self.trace.is_some(),
            Document::Other => self.other.is_some(),
        };
        Document::ALL.into_iter().filter(is_checked).collect()
    }
}

/// The buyer asks for documents; none checked: whatever there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDocumentationInput {
    pub line: LineRef,
    #[serde(default)]
    pub wanted: DocumentBoxes,
}

/// The seller's answer, without its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsInput {
    pub line: LineRef,
    /// A reference to all of it; may be empty if documents are answered one by one.
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub answers: Vec<AnswerInput>,
}

/// One row of the checklist as it was filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerInput {
    pub document: Document,
    /// `provided`, `later`, `not_available`, or empty: no word on it.
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub reference: String,
    /// `2026-03-09`
    #[serde(default)]
    pub date: String,
}
