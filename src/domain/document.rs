//! Documents of a part as a checklist: which ones a buyer wants, and what the seller says of each.
//! Must not know how files are kept.

use super::{file::AttachedFile, time::Timestamp};
use serde::{Deserialize, Serialize};

/// The longest reference to a document: a certificate number, a tracking number or a link, in characters.
pub const MAX_REFERENCE: usize = 500;

/// What certifies a part or tells where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// FAA Form 8130-3, authorized release certificate.
    Faa8130,
    /// EASA Form 1, authorised release certificate.
    EasaForm1,
    /// Certificate of conformity.
    Conformity,
    /// Back to birth or to the last operator.
    Trace,
    Other,
}

impl Document {
    pub const ALL: [Self; 5] = [Self::Faa8130, Self::EasaForm1, Self::Conformity, Self::Trace, Self::Other];

    /// The name in forms, in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Faa8130 => "faa_8130",
            Self::EasaForm1 => "easa_form_1",
            Self::Conformity => "conformity",
            Self::Trace => "trace",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Faa8130 => "FAA 8130-3",
            Self::EasaForm1 => "EASA Form 1",
            Self::Conformity => "Certificate of conformity",
            Self::Trace => "Trace",
            Self::Other => "Other",
        }
    }
}

/// What the seller says of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Availability {
    /// At least one of both is there.
    Provided {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<AttachedFile>,
    },
    /// From the day of this instant on (UTC).
    Later {
        from: Timestamp,
    },
    NotAvailable,
}

/// One row of an answered checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub document: Document,
    #[serde(flatten)]
    pub availability: Availability,
}

impl Answer {
    /// `EASA Form 1: provided, FT-4711 (form1.pdf)`.
    pub fn sentence(&self) -> String {
        let name = self.document.words();
        match &self.availability {
            Availability::Provided { reference: Some(reference), file: Some(file) } => {
                format!("{name}: provided, {reference} ({})", file.name)
            }
            Availability::Provided { reference: Some(text), file: None } => format!("{name}: provided, {text}"),
            Availability::Provided { reference: None, file: Some(file) } => format!("{name}: provided ({})", file.name),
            Availability::Provided { reference: None, file: None } => format!("{name}: provided"),
            Availability::Later { from } => format!("{name}: available from {}", from.date_text()),
            Availability::NotAvailable => format!("{name}: not available"),
        }
    }
}

/// `FAA 8130-3, Trace`.
pub fn list(documents: &[Document]) -> String {
    documents.iter().map(|document| document.words()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_found_by_its_name() {
        for document in Document::ALL {
            assert_eq!(Document::parse(document.as_str()), Some(document));
        }
        assert_eq!(Document::parse("passport"), None);
    }

    #[test]
    fn an_answer_survives_its_stored_form() {
        let later = Answer { document: Document::Trace, availability: Availability::Later { from: Timestamp(0) } };
        let text = serde_json::to_string(&later).expect("plain data");
        assert_eq!(text, r#"{"document":"trace","state":"later","from":0}"#);
        assert_eq!(serde_json::from_str::<Answer>(&text).expect("its own text"), later);
        assert_eq!(later.sentence(), "Trace: available from 1970-01-01");
    }
}
