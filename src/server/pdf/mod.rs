//! Paged documents: headings, paragraphs and pairs of name and value set on A4. Must not know what they are about.
//! The font is DejaVu Sans: Latin, Greek, Cyrillic and more; a sign that it lacks is drawn as an empty box.

mod layout;

use krilla::{
    Document,
    color::rgb,
    error::KrillaError,
    geom::Point,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    text::{Font, TextDirection},
};
use layout::{Layout, Placed};

static FONT: &[u8] = include_bytes!("DejaVuSans.ttf");

/// A4 in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 48.0;

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("the font cannot be read")]
    Font,
    #[error("the document cannot be written: {0}")]
    Write(String),
}

impl From<KrillaError> for PdfError {
    fn from(error: KrillaError) -> Self {
        Self::Write(format!("{error:?}"))
    }
}

/// A piece of a document, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Title(String),
    Heading(String),
    Text(String),
    /// Small and grey.
    Note(String),
    /// A name and its value.
    Pair(String, String),
    /// Who said something and when, and what; indented below.
    Entry(String, String),
}

/// Sets the blocks on as many pages as they need; `foot` stands at the foot of each, beside its number.
///
/// # Errors
/// The font is damaged, or a limit of the format was exceeded.
pub fn write(title: &str, foot: &str, blocks: &[Block]) -> Result<Vec<u8>, PdfError> {
    let pages = Layout::new(FONT).ok_or(PdfError::Font)?.pages(foot, blocks);
    let font = Font::new(FONT.into(), 0).ok_or(PdfError::Font)?;
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PdfError::Write("no page size".into()))?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).creator("Counterpart".to_owned()));
    for placed in pages {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        for Placed { x, y, size, grey, text } in placed {
            let paint = rgb::Color::new(grey, grey, grey).into();
            surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
            surface.draw_text(Point::from_xy(x, y), font.clone(), size, &text, false, TextDirection::Auto);
        }
        surface.finish();
        page.finish();
    }
    Ok(document.finish()?)
}

#[cfg(test)]
mod tests;
