//! What people of the demo attach: a photo of a label, certificates made for the part that is asked about.

use crate::{
    api_types::{
        AppError,
        negotiation::LineRef,
        thread::{AnswerInput, DocumentBoxes, DocumentsInput, MessageInput, RequestDocumentationInput},
    },
    domain::document::Document,
    server::{
        application::negotiation::GivenFile,
        pdf::{self, Block},
    },
};
use std::sync::Arc;

static LABEL: &[u8] = include_bytes!("files/label.png");

/// A message; one that speaks of the label has its photo.
pub(super) fn message(line: LineRef, words: &str) -> (MessageInput, Vec<GivenFile>) {
    let input = MessageInput { line, text: words.to_owned(), quoted_id: None };
    let shows = words.contains("label is below");
    let photo = GivenFile { name: "Label, lot AF-2209-117.png".to_owned(), content: Arc::new(LABEL.to_vec()) };
    (input, if shows { vec![photo] } else { Vec::new() })
}

/// The buyer asks for whatever there is, or for what flies.
pub(super) fn request(line: LineRef, part_number: &str) -> RequestDocumentationInput {
    let checked = || Some("on".to_owned());
    let wanted = match part_number.len() % 3 {
        0 => DocumentBoxes::default(),
        1 => DocumentBoxes { easa_form_1: checked(), conformity: checked(), trace: checked(), ..DocumentBoxes::default() },
        _ => DocumentBoxes { faa_8130: checked(), conformity: checked(), ..DocumentBoxes::default() },
    };
    RequestDocumentationInput { line, wanted }
}

/// The seller's answer: a reference alone, or a checklist with a certificate. `later` is the day of what is on its way.
///
/// # Errors
/// The certificate cannot be written.
pub(super) fn answer(
    line: LineRef,
    part_number: &str,
    words: (&str, String),
) -> Result<(DocumentsInput, Vec<(Document, GivenFile)>), AppError> {
    let (reference, later) = words;
    if part_number.len().is_multiple_of(3) {
        return Ok((DocumentsInput { line, reference: reference.to_owned(), answers: Vec::new() }, Vec::new()));
    }
    let row = |document: Document, state: &str| AnswerInput {
        document,
        state: state.to_owned(),
        reference: if state == "provided" { reference.chars().take(200).collect() } else { String::new() },
        date: if state == "later" { later.clone() } else { String::new() },
    };
    let answers = match part_number.len() % 3 {
        1 => vec![
            row(Document::EasaForm1, "later"),
            row(Document::Conformity, "provided"),
            row(Document::Trace, "not_available"),
        ],
        _ => vec![row(Document::Faa8130, "not_available"), row(Document::Conformity, "provided")],
    };
    let file = GivenFile {
        name: format!("CoC {}.pdf", part_number.replace(['/', '\\'], "-")),
        content: Arc::new(certificate(part_number, reference)?),
    };
    Ok((DocumentsInput { line, reference: String::new(), answers }, vec![(Document::Conformity, file)]))
}

fn certificate(part_number: &str, reference: &str) -> Result<Vec<u8>, AppError> {
    let pair = |name: &str, value: &str| Block::Pair(name.to_owned(), value.to_owned());
    let blocks = [
        Block::Title("Certificate of conformity".to_owned()),
        pair("Part number", part_number),
        pair("Reference", reference),
        Block::Heading("Statement".to_owned()),
        Block::Text(
            "The parts named above were inspected on receipt and agree with the drawing, the standard and the order. Made \
             for the demo marketplace; it certifies nothing."
                .to_owned(),
        ),
    ];
    pdf::write("Certificate of conformity", "Demo marketplace", &blocks)
        .map_err(|error| AppError::BadRequest(error.to_string()))
}
