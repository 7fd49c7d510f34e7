//! Writing into a thread: messages with quotes and files, documents asked for and answered; reading along: seen, typing,
//! the files themselves.

use super::{
    actions::{act, act_with, as_buyer, as_seller},
    permission,
    views::{sides, visible, visible_from_either},
};
use crate::{
    api_types::{
        AppError,
        negotiation::LineChanged,
        thread::{AnswerInput, DocumentsInput, MessageInput, RequestDocumentationInput},
    },
    domain::{
        access::Permission,
        audit::Hash,
        cart::CartKind,
        document::{Answer, Availability, Document, MAX_REFERENCE},
        file::{self, AttachedFile, CheckedFile, FileKind},
        ids::{FileId, LineId, MessageId},
        negotiation::{Action, Command, Facts, Mover, Side, available_actions},
        text,
        time::Timestamp,
    },
    server::{
        application::{Audience, Context, Hint, Outcome, audit::sha256, input::Fields, work::mint},
        storage::{self, file::NewFile, line_view::LineDetail, thread::Onlooker},
    },
};
use std::sync::Arc;

/// A file as it arrived: the name it was given and its content.
#[derive(Clone)]
pub struct GivenFile {
    pub name: String,
    pub content: Arc<Vec<u8>>,
}

/// A file that was looked at.
struct ReadyFile {
    id: FileId,
    hash: Hash,
    checked: CheckedFile,
    content: Arc<Vec<u8>>,
}

impl ReadyFile {
    fn new(given: &GivenFile, checked: CheckedFile) -> Self {
        Self { id: FileId(mint()), hash: sha256(&given.content), checked, content: given.content.clone() }
    }

    fn as_new(&self) -> NewFile<'_> {
        NewFile {
            id: self.id,
            hash: &self.hash,
            content: &self.content,
            name: &self.checked.name,
            kind: self.checked.kind,
            dimensions: self.checked.dimensions,
        }
    }
}

/// Looks at files; notes every refused one.
fn read_files(context: &Context, given: &[GivenFile], fields: &mut Fields) -> Vec<ReadyFile> {
    let limits = context.services.files;
    if given.len() > limits.count as usize {
        fields.refuse("files", format!("at most {} at a time", limits.count));
        return Vec::new();
    }
    let look = |given: &GivenFile| {
        let checked = fields.take("files", file::check(&given.name, &given.content, limits))?;
        Some(ReadyFile::new(given, checked))
    };
    given.iter().filter_map(look).collect()
}

/// Either side: free text in the thread.
///
/// # Errors
/// As [`post_message`].
pub async fn send_message(context: Context, input: MessageInput) -> Outcome<LineChanged> {
    post_message(context, (input, Vec::new())).await
}

/// Either side: text, files, or both; perhaps as an answer to an entry of the same thread.
///
/// # Errors
/// Text or a file is refused; not this side's line; the line takes no messages any more; the quoted entry is elsewhere.
pub async fn post_message(context: Context, input: (MessageInput, Vec<GivenFile>)) -> Outcome<LineChanged> {
    let (input, given) = input;
    context.require(permission(input.line.side))?;
    let mut fields = Fields::default();
    let files = read_files(&context, &given, &mut fields);
    let typed = match given.is_empty() {
        true => text::required(&input.text, text::MAX_TEXT),
        false => text::checked(&input.text, text::MAX_TEXT),
    };
    let typed = fields.take("text", typed).unwrap_or_default();
    fields.check()?;
    let entry = Entry { text: Some(typed), quoted_id: input.quoted_id, files };
    act_with(context, input.line, Command::SendMessage, &entry).await
}

/// Buyer: asks for documentation; one request at a time.
///
/// # Errors
/// Not the buyer's line, or a request is unanswered.
pub async fn request_documentation(context: Context, input: RequestDocumentationInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Buyer))?;
    let command = Command::RequestDocumentation { wanted: input.wanted.documents() };
    act(context, as_buyer(input.line)?, command).await
}

/// Seller: answers a documentation request with a reference, a checklist, files, or all of it.
///
/// # Errors
/// Nothing is said, or something is refused; not the seller's line; nobody asked.
pub async fn provide_documentation(
    context: Context,
    input: (DocumentsInput, Vec<(Document, GivenFile)>),
) -> Outcome<LineChanged> {
    let (input, given) = input;
    context.require(permission(Side::Seller))?;
    let line = as_seller(input.line)?;
    let mut fields = Fields::default();
    let reference = fields.take("reference", text::checked(&input.reference, MAX_REFERENCE)).unwrap_or_default();
    let (documents, given): (Vec<_>, Vec<_>) = given.into_iter().unzip();
    let files = read_files(&context, &given, &mut fields);
    let mut answers = Vec::new();
    // Where a file was refused it is not said twice.
    let rows: &[Document] = if files.len() == given.len() { &Document::ALL } else { &[] };
    for document in rows.iter().copied() {
        let file = documents.iter().zip(&files).find(|(named, _)| **named == document).map(|(_, file)| file);
        let typed = input.answers.iter().find(|answer| answer.document == document);
        let availability = fields.take(document.as_str(), read_answer(typed, file, context.now())).flatten();
        answers.extend(availability.map(|availability| Answer { document, availability }));
    }
    fields.check()?;
    if reference.is_empty() && answers.is_empty() {
        return Err(AppError::invalid("reference", "give a reference, or answer at least one document").into());
    }
    let entry = Entry { text: None, quoted_id: None, files };
    act_with(context, line, Command::ProvideDocumentation { reference, answers }, &entry).await
}

/// One row of the checklist. A reference or a file without a chosen state means that the document is provided.
fn read_answer(
    input: Option<&AnswerInput>,
    file: Option<&ReadyFile>,
    now: Timestamp,
) -> Result<Option<Availability>, String> {
    let (state, typed, date) = input.map_or(("", "", ""), |input| (&*input.state, &*input.reference, input.date.trim()));
    let reference = text::optional(typed, MAX_REFERENCE)?;
    let file = file.map(|file| AttachedFile { id: file.id, name: file.checked.name.clone() });
    match state {
        "" if reference.is_none() && file.is_none() => Ok(None),
        "provided" if reference.is_none() && file.is_none() => Err("give a reference or a file".into()),
        "" | "provided" => Ok(Some(Availability::Provided { reference, file })),
        "later" => match Timestamp::parse_date(date) {
            _ if file.is_some() => Err("a file comes with it: choose “provided”".into()),
            None => Err(format!("“{date}” is not a date; write it like {}", now.date_text())),
            Some(from) if from < now.plus_days(-1) => Err("the date is in the past".into()),
            Some(from) => Ok(Some(Availability::Later { from })),
        },
        "not_available" if file.is_some() => Err("a file comes with it: choose “provided”".into()),
        "not_available" => Ok(Some(Availability::NotAvailable)),
        other => Err(format!("“{other}” is no answer")),
    }
}

/// What a person adds to the thread with a command.
#[derive(Default)]
pub(super) struct Entry {
    pub text: Option<String>,
    pub quoted_id: Option<MessageId>,
    files: Vec<ReadyFile>,
}

impl Entry {
    pub fn files(&self) -> Vec<NewFile<'_>> {
        self.files.iter().map(ReadyFile::as_new).collect()
    }
}

/// Marks the first `messages` entries of the thread as seen by this person, and what was told of the line as read. The
/// other side sees it.
///
/// # Errors
/// Not this side's line.
pub async fn mark_seen(context: Context, input: (LineId, Side, u32)) -> Outcome<()> {
    let (line_id, side, messages) = input;
    let (principal, membership) = context.require(permission(side))?;
    let (person_id, organisation_id) = (principal.person_id, membership.organisation_id);
    let mut reader = context.read().await?;
    let detail = visible(&context, &mut reader, line_id, side).await?;
    drop(reader);
    let mut work = context.write().await?;
    let who = Onlooker { line_id, person_id, side };
    let now = context.now();
    if storage::thread::see_first(&mut work.tx, who, i64::from(messages), now).await? {
        work.hint(counterpart(&detail, side), format!("line:{line_id}"));
    }
    storage::notification::mark_line_read(&mut work.tx, (person_id, organisation_id), line_id, now).await?;
    let audience = Audience::Person(person_id);
    work.hint(audience, "notifications");
    work.hint(audience, "lines");
    work.commit(&context).await
}

/// Tells the other side's people who may see the line that this person is typing. Nothing is stored.
///
/// # Errors
/// Not this side's line.
pub async fn typing(context: Context, input: (LineId, Side)) -> Outcome<()> {
    let (line_id, side) = input;
    let (principal, _) = context.require(permission(side))?;
    let detail = visible(&context, &mut context.read().await?, line_id, side).await?;
    let allowed = available_actions(detail.status, Mover::Side(side), Facts::default());
    if allowed.contains(&Action::SendMessage) {
        let topic = format!("typing:{line_id}={}", principal.name);
        context.services.hub.publish(Hint { audience: counterpart(&detail, side), topic });
    }
    Ok(())
}

/// Who on the other side may see the line.
fn counterpart(detail: &LineDetail, side: Side) -> Audience {
    match (side, detail.cart_kind) {
        (Side::Buyer, _) => Audience::Members(detail.seller_id, Permission::Sell),
        (Side::Seller, CartKind::Personal) => Audience::Person(detail.cart_creator_id),
        (Side::Seller, CartKind::Shared) => Audience::Members(detail.buyer_id, Permission::Buy),
    }
}

/// A file on its way out.
pub struct OpenedFile {
    pub name: String,
    pub kind: FileKind,
    /// SHA-256 of the content.
    pub hash: Hash,
    /// Nothing if the asker has it already.
    pub content: Option<Vec<u8>>,
}

/// A file of a line, for both sides of the line; `known` is the content that the asker has.
///
/// # Errors
/// The file is not this person's to see.
pub async fn load_file(context: Context, input: (FileId, Option<Hash>)) -> Outcome<OpenedFile> {
    let (id, known) = input;
    sides(&context)?;
    let mut reader = context.read().await?;
    let file = storage::file::find(&mut reader, id).await?.ok_or(AppError::NotFound)?;
    visible_from_either(&context, &mut reader, file.line_id).await?;
    let content = match known == Some(file.hash) {
        true => None,
        false => Some(storage::file::content(&mut reader, &file.hash).await?.ok_or(AppError::NotFound)?),
    };
    Ok(OpenedFile { name: file.name, kind: file.kind, hash: file.hash, content })
}
