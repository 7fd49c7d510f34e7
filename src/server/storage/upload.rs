//! stub
pub const STATEMENTS: &[&super::Statement] = &[];
