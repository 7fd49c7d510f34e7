//! Files of a thread: contents once by their hash, and who attached them to which entry under which name.
//! Must not decide who may read them.

use super::{Reader, Session, StorageError, Tx};
use crate::domain::{
    audit::Hash,
    document::{Answer, Document},
    file::{Dimensions, FileKind},
    ids::{FileId, LineId, MessageId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    /// A content that is kept already is kept once.
    INSERT_BLOB = ["INSERT INTO file_blob (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING"];
    INSERT_FILE = ["INSERT INTO line_file
        (id, line_id, message_id, position, hash, name, kind, size, width, height, uploaded_by, uploaded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"];
    OF_LINE = ["SELECT f.id, f.line_id, f.message_id, f.hash, f.name, f.kind, f.size, f.width, f.height, f.uploaded_at
        FROM line_file f WHERE f.line_id = $1 AND f.uploaded_at >= $2
        ORDER BY f.uploaded_at DESC, f.message_id, f.position LIMIT $3"];
    FIND = ["SELECT f.id, f.line_id, f.message_id, f.hash, f.name, f.kind, f.size, f.width, f.height, f.uploaded_at
        FROM line_file f WHERE f.id = $1"];
    CONTENT = ["SELECT content FROM file_blob WHERE hash = $1"];
    /// A document that was answered before is open again.
    WANT = ["INSERT INTO line_document (line_id, document, answer, updated_at) VALUES ($1, $2, NULL, $3)
        ON CONFLICT (line_id, document) DO UPDATE SET answer = NULL, updated_at = excluded.updated_at"];
    ANSWER = ["INSERT INTO line_document (line_id, document, answer, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (line_id, document) DO UPDATE SET answer = excluded.answer, updated_at = excluded.updated_at"];
    DOCUMENTS = ["SELECT document, answer, updated_at FROM line_document WHERE line_id = $1 ORDER BY document"];
}

/// A file about to be stored with its entry.
pub struct NewFile<'a> {
    pub id: FileId,
    pub hash: &'a Hash,
    pub content: &'a [u8],
    pub name: &'a str,
    pub kind: FileKind,
    pub dimensions: Option<Dimensions>,
}

/// The entry that files are attached to.
#[derive(Clone, Copy)]
pub struct Attachment {
    pub line_id: LineId,
    pub message_id: MessageId,
    pub uploaded_by: PersonId,
    pub at: Timestamp,
}

/// A stored file without its content.
pub struct StoredFile {
    pub id: FileId,
    pub line_id: LineId,
    pub message_id: MessageId,
    /// SHA-256 of the content.
    pub hash: Hash,
    pub name: String,
    pub kind: FileKind,
    /// Bytes.
    pub size: u64,
    pub dimensions: Option<Dimensions>,
    pub uploaded_at: Timestamp,
}

#[derive(FromRow)]
struct FileRow {
    id: FileId,
    line_id: LineId,
    message_id: MessageId,
    hash: Vec<u8>,
    name: String,
    kind: FileKind,
    size: i64,
    width: Option<i64>,
    height: Option<i64>,
    uploaded_at: Timestamp,
}

impl FileRow {
    fn read(self) -> Result<StoredFile, StorageError> {
        let hash = self.hash.try_into();
        let edge = |pixels: Option<i64>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
        let dimensions = edge(self.width).zip(edge(self.height)).map(|(width, height)| Dimensions { width, height });
        Ok(StoredFile {
            id: self.id,
            line_id: self.line_id,
            message_id: self.message_id,
            hash: hash.map_err(|_| StorageError::Corrupt("a file's hash is not 32 bytes long".into()))?,
            name: self.name,
            kind: self.kind,
            size: u64::try_from(self.size).unwrap_or_default(),
            dimensions,
            uploaded_at: self.uploaded_at,
        })
    }
}

/// Stores the files of one entry, few as they are, in their order.
///
/// # Errors
/// The database failed.
pub async fn attach(tx: &mut Tx, to: Attachment, files: &[NewFile<'_>]) -> Result<(), StorageError> {
    for (position, file) in files.iter().enumerate() {
        let hash = file.hash.as_slice();
        execute!(tx, INSERT_BLOB, hash, file.content)?;
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (width, height) =
            (file.dimensions.map(|it| i64::from(it.width)), file.dimensions.map(|it| i64::from(it.height)));
        let (position, size) = (number(position), number(file.content.len()));
        execute!(
            tx,
            INSERT_FILE,
            file.id,
            to.line_id,
            to.message_id,
            position,
            hash,
            file.name,
            file.kind,
            size,
            width,
            height,
            to.uploaded_by,
            to.at
        )?;
    }
    Ok(())
}

/// The files of a line since a time, the newest entries first, each entry's in their order.
///
/// # Errors
/// The database failed.
pub async fn of_line(
    session: &mut impl Session,
    line_id: LineId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<StoredFile>, StorageError> {
    let rows = fetch_all!(session, FileRow, OF_LINE, line_id, since, limit)?;
    rows.into_iter().map(FileRow::read).collect()
}

/// # Errors
/// The database failed.
pub async fn find(reader: &mut Reader, id: FileId) -> Result<Option<StoredFile>, StorageError> {
    fetch_optional!(reader, FileRow, FIND, id)?.map(FileRow::read).transpose()
}

/// What is in a file.
///
/// # Errors
/// The database failed.
pub async fn content(reader: &mut Reader, hash: &Hash) -> Result<Option<Vec<u8>>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        content: Vec<u8>,
    }
    Ok(fetch_optional!(reader, Row, CONTENT, hash.as_slice())?.map(|row| row.content))
}

/// Where one document of a line stands.
pub struct DocumentState {
    pub document: Document,
    /// `None`: asked for, no word on it yet.
    pub answer: Option<Answer>,
    pub updated_at: Timestamp,
}

/// Notes that documents are wanted.
///
/// # Errors
/// The database failed.
pub async fn want(tx: &mut Tx, line_id: LineId, wanted: &[Document], at: Timestamp) -> Result<(), StorageError> {
    for document in wanted {
        execute!(tx, WANT, line_id, *document, at)?;
    }
    Ok(())
}

/// Notes what the seller says of documents.
///
/// # Errors
/// The database failed.
pub async fn answer(tx: &mut Tx, line_id: LineId, answers: &[Answer], at: Timestamp) -> Result<(), StorageError> {
    for answer in answers {
        let text = serde_json::to_string(answer).map_err(|error| StorageError::Corrupt(error.to_string()))?;
        execute!(tx, ANSWER, line_id, answer.document, text, at)?;
    }
    Ok(())
}

/// The documents of a line that were asked for or answered.
///
/// # Errors
/// The database failed.
pub async fn documents(session: &mut impl Session, line_id: LineId) -> Result<Vec<DocumentState>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        document: Document,
        answer: Option<String>,
        updated_at: Timestamp,
    }
    let read = |row: Row| {
        let answer = row.answer.map(|text| serde_json::from_str(&text)).transpose();
        let answer = answer.map_err(|error| StorageError::Corrupt(format!("a document of line {line_id}: {error}")))?;
        Ok(DocumentState { document: row.document, answer, updated_at: row.updated_at })
    };
    fetch_all!(session, Row, DOCUMENTS, line_id)?.into_iter().map(read).collect()
}
