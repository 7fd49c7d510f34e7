//! The one error that leaves the server: closed, tagged, safe to show.

use super::json::TextJson;
use crate::domain::{ordering::OrderField, refusal::Refusal};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One refused field of an input and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name as the form and the documentation write it; people read its [`label`].
    pub field: String,
    /// A sentence without the field's name.
    pub reason: String,
}

/// Everything that can go wrong as far as a caller may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", content = "detail", rename_all = "snake_case")]
pub enum AppError {
    /// The request itself could not be read.
    BadRequest(String),
    SignInRequired,
    /// Signed in, but the role does not allow it; nothing secret is revealed by saying so.
    Forbidden,
    /// Absent, or not for this person to know of.
    NotFound,
    /// Fields that were refused; nothing was stored.
    Invalid(Vec<FieldError>),
    /// The asker belongs to no organisation, or does not any more: as [`AppError::NotFound`], with the reason, which is theirs
    /// to know.
    NoOrganisation,
    /// A rule said no; nothing was changed.
    Refused(Refusal),
    /// Somebody else changed a field after the form was drawn; nothing was stored.
    Changed {
        field: String,
        theirs: String,
        yours: String,
    },
    TooLarge,
    /// Seconds to wait before the next try.
    TooManyAttempts(u32),
    /// The server is stopping or the database does not answer; the same request may be sent again.
    Unavailable,
    /// Logged under this request id and not shown.
    Internal(String),
}

impl AppError {
    pub fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), reason: reason.into() }])
    }

    /// The HTTP status (RFC 9110) that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) => 400,
            Self::SignInRequired => 401,
            Self::Forbidden => 403,
            Self::NotFound | Self::NoOrganisation => 404,
            Self::Refused(Refusal::InvitationOver { .. }) => 410,
            Self::Refused(_) | Self::Changed { .. } => 409,
            Self::TooLarge => 413,
            Self::Invalid(_) => 422,
            Self::TooManyAttempts(_) => 429,
            Self::Internal(_) => 500,
            Self::Unavailable => 503,
        }
    }

    /// A stable word for machines, also the last part of the problem type (RFC 9457).
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad-request",
            Self::SignInRequired => "sign-in-required",
            Self::Forbidden => "forbidden",
            Self::NotFound | Self::NoOrganisation => "not-found",
            Self::Refused(_) => "refused",
            Self::Changed { .. } => "changed",
            Self::TooLarge => "too-large",
            Self::Invalid(_) => "invalid",
            Self::TooManyAttempts(_) => "too-many-attempts",
            Self::Internal(_) => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    /// The reason a field was refused, if it was.
    pub fn reason_for(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid(fields) => fields.iter().find(|error| error.field == field).map(|error| error.reason.as_str()),
            _other => None,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest(reason) => write!(f, "The request could not be read: {reason}"),
            Self::SignInRequired => f.write_str("Sign in to go on. Nothing was changed."),
            Self::Forbidden => f.write_str("Your role does not allow this. Nothing was changed."),
            Self::NotFound => f.write_str("There is nothing here, or it is not yours to see."),
            Self::NoOrganisation => f.write_str(
                "There is nothing here: you do not belong to an organisation any more. An administrator of one can invite you.",
            ),
            Self::Invalid(fields) => {
                for (index, error) in fields.iter().enumerate() {
                    let separator = if index == 0 { "" } else { " · " };
                    write!(f, "{separator}{}: {}", label(&error.field), error.reason)?;
                }
                Ok(())
            }
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Changed { field, theirs, .. } => {
                let theirs = if theirs.is_empty() { "nothing".to_owned() } else { format!("“{theirs}”") };
                write!(f, "{} was changed meanwhile: it is {theirs} now. Yours was not stored; choose one.", label(field))
            }
            Self::TooLarge => f.write_str("That is more than this server takes at once. Nothing was stored."),
            Self::TooManyAttempts(seconds) => write!(f, "Too many attempts. Try again in {seconds} seconds."),
            Self::Unavailable => f.write_str("The server is busy. Nothing was lost; try again in a moment."),
            Self::Internal(request_id) => {
                write!(f, "Something went wrong on our side; nothing was half done. It is logged as {request_id}.")
            }
        }
    }
}

impl std::error::Error for AppError {}

/// What the forms call fields that are not called as they are written. All others have a label of the same words.
const LABELS: [(&str, &str); 17] = [
    ("body", "Text"),
    ("code", "Reason"),
    ("discount", "Discount, %"),
    ("email", "E-mail"),
    ("fields", "Columns"),
    ("lead_time_days", "Lead time, days"),
    ("organisation_id", "Acts in"),
    ("others", "The other lines"),
    ("prices_seen", "Price"),
    ("quoted_id", "The quoted message"),
    ("reason", "In your own words"),
    ("removing", "Removals"),
    ("request_id", "This form"),
    ("text", "Message"),
    ("unit_price", "Price each"),
    ("until", "Valid until"),
    ("valid_days", "Valid for, days"),
];

/// A field as its form calls it: `Needed by` for `needed_by`, `Quantity in row 2` for `lines[1][quantity]`.
pub fn label(field: &str) -> String {
    if let Some((index, name)) = field.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')?.split_once("]["))
        && let Ok(index) = index.parse::<usize>()
    {
        return format!("{} in row {}", label(name), index + 1);
    }
    if let Some((_, label)) = LABELS.iter().find(|(name, _)| *name == field) {
        return (*label).to_owned();
    }
    if let Some(field) = OrderField::find(field) {
        return field.words.to_owned();
    }
    let words = field.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl FromServerFnError for AppError {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(reason)
            | ServerFnErrorErr::MissingArg(reason)
            | ServerFnErrorErr::Deserialization(reason)
            | ServerFnErrorErr::UnsupportedRequestMethod(reason) => Self::BadRequest(reason),
            ServerFnErrorErr::Request(_) => Self::Unavailable,
            ServerFnErrorErr::Registration(reason)
            | ServerFnErrorErr::Serialization(reason)
            | ServerFnErrorErr::ServerError(reason)
            | ServerFnErrorErr::MiddlewareError(reason)
            | ServerFnErrorErr::Response(reason) => Self::Internal(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_fields_are_called_as_their_forms_call_them() {
        let refused = |field: &str| FieldError { field: field.into(), reason: "must not be empty".into() };
        let error = AppError::Invalid(vec![refused("text"), refused("unit_price"), refused("part_number")]);
        let sentence = "Message: must not be empty · Price each: must not be empty · Part number: must not be empty";
        assert_eq!(error.to_string(), sentence);
        assert_eq!(label("lines[1][quantity]"), "Quantity in row 2");
        assert!(LABELS.is_sorted(), "so that a field is found, and named once");
    }
}
