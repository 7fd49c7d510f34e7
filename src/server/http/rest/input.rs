//! Reading what programs send: a JSON object property by property, so that every refused one is named with its reason.

use super::Refused;
use crate::{
    api_types::{AppError, FieldError},
    server::application::input::Fields,
};
use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::{Map, Value};

/// A body as it arrived, or why it did not.
pub type Body = Result<Bytes, BytesRejection>;

/// The bytes of a body.
pub fn bytes(body: Body) -> Result<Bytes, AppError> {
    body.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _other => AppError::BadRequest("the body did not arrive".into()),
    })
}

/// The properties of an object that are still to be read.
pub struct Properties {
    left: Map<String, Value>,
    fields: Fields,
}

impl Properties {
    /// Reads an object; no body at all is an empty one.
    ///
    /// # Errors
    /// The body is something else by its own word, or no JSON object.
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refused> {
        if body.is_empty() {
            return Ok(Self { left: Map::new(), fields: Fields::default() });
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" {
            return Err(Refused::MediaType);
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(left)) => Ok(Self { left, fields: Fields::default() }),
            Ok(_other) => Err(AppError::BadRequest("the body is not a JSON object".into()).into()),
            Err(error) => Err(AppError::BadRequest(format!("the body is no JSON: {error}")).into()),
        }
    }

    /// A property that may be absent or null.
    fn take<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Result<T, String>) -> Option<T> {
        match self.left.remove(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.fields.take(name, read(&value)),
        }
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, |value| value.as_str().map(str::to_owned).ok_or_else(|| "must be a text".to_owned()))
    }

    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name, |value| value.as_bool().ok_or_else(|| "must be true or false".to_owned()))
    }

    pub fn whole(&mut self, name: &str) -> Option<u32> {
        let read = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        self.take(name, |value| read(value).ok_or_else(|| "must be a whole number that is not negative".to_owned()))
    }

    /// A text that `parse` understands.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>, wanted: &str) -> Option<T> {
        self.take(name, |value| value.as_str().and_then(parse).ok_or_else(|| wanted.to_owned()))
    }

    /// # Errors
    /// A property was refused, or one is left that nobody asked for.
    pub fn finish(mut self) -> Result<(), AppError> {
        for name in self.left.keys() {
            self.fields.refuse(name, "there is no such property");
        }
        self.fields.check()
    }
}

/// Fields are called as programs call them: `weeksUntilPurgeDue` for `weeks_until_purge_due`.
pub fn in_json(error: AppError) -> AppError {
    match error {
        AppError::Invalid(fields) => {
            let camel = |field: FieldError| FieldError { field: camel(&field.field), reason: field.reason };
            AppError::Invalid(fields.into_iter().map(camel).collect())
        }
        other => other,
    }
}

fn camel(field: &str) -> String {
    if field == "cart_id" {
        return "orderId".to_owned();
    }
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut chars = word.chars();
        name + &chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn read(kind: &'static str, body: &str) -> Result<Properties, Refused> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
        Properties::read(&headers, body.as_bytes())
    }

    #[test]
    fn every_property_that_is_refused_is_named() {
        let mut object = read(
            "application/json; charset=utf-8",
            r#"{"name":7,"enabled":"yes","weeks":-1,"hours":4,"mode":"steal","note":null,"x":1}"#,
        )
        .expect("an object");
        assert_eq!((object.text("name"), object.flag("enabled"), object.whole("weeks")), (None, None, None));
        assert_eq!((object.whole("hours"), object.text("note"), object.text("absent")), (Some(4), None, None));
        assert_eq!(object.parsed("mode", |text| (text == "convert").then_some(()), "must be convert"), None);
        let error = object.finish().expect_err("refused");
        for field in ["name", "enabled", "weeks", "mode", "x"] {
            assert!(error.reason_for(field).is_some(), "{field}: {error}");
        }
    }

    #[test]
    fn a_body_that_is_no_json_object_is_told_from_one_that_says_so() {
        assert!(matches!(read("text/plain", "{}"), Err(Refused::MediaType)));
        assert!(matches!(read("application/x-www-form-urlencoded", "a=b"), Err(Refused::MediaType)));
        for body in ["[]", "7", "{", "{\"a\":1,}", "\u{feff}{}"] {
            assert!(matches!(read("application/json", body), Err(Refused::App(AppError::BadRequest(_)))), "{body}");
        }
        assert!(read("text/plain", "").is_ok(), "no body needs no type");
    }

    #[test]
    fn fields_are_called_as_programs_call_them() {
        let error = in_json(AppError::invalid("weeks_until_purge_due", "between 1 and 104"));
        assert_eq!(error.reason_for("weeksUntilPurgeDue"), Some("between 1 and 104"));
        assert_eq!((camel("name"), camel("cart_id")), ("name".into(), "orderId".into()));
    }
}
