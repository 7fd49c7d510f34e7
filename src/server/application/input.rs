//! Reading what people typed: collects every refused field, so that a form shows all of them at once.

use crate::api_types::{AppError, FieldError};

/// Collects refused fields while an input is read.
#[derive(Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// The value, or `None` after noting why the field was refused.
    pub fn take<T>(&mut self, field: &str, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.refuse(field, reason)).ok()
    }

    pub fn refuse(&mut self, field: &str, reason: impl Into<String>) {
        self.errors.push(FieldError { field: field.to_owned(), reason: reason.into() });
    }

    /// # Errors
    /// At least one field was refused.
    pub fn check(self) -> Result<(), AppError> {
        if self.errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.errors)) }
    }
}

/// Reads an optional whole number within bounds; nothing typed is `None`.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn optional_number(text: &str, least: i64, most: i64) -> Result<Option<i64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
        Ok(_) => Err(format!("between {least} and {most}")),
        Err(_) => Err(format!("“{text}” is not a whole number")),
    }
}
