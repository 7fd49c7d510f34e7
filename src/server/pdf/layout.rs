//! Breaking text into lines and lines into pages.

use super::{Block, HEIGHT, MARGIN, WIDTH};
use ttf_parser::{Face, GlyphId};

/// Where the values of pairs begin, in points from the margin.
const VALUES: f32 = 118.0;

/// The baseline of the foot, in points from the top.
const FOOT: f32 = HEIGHT - 28.0;

/// A line of text at its place on a page, in points from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    /// 0 is black.
    pub grey: u8,
    pub text: String,
}

/// How a piece of text is set.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    grey: u8,
    /// Points from the margin.
    indent: f32,
    /// Points above.
    space: f32,
}

const TITLE: Style = Style { size: 18.0, grey: 0, indent: 0.0, space: 0.0 };
const HEADING: Style = Style { size: 12.0, grey: 0, indent: 0.0, space: 16.0 };
const TEXT: Style = Style { size: 9.0, grey: 20, indent: 0.0, space: 4.0 };
const NOTE: Style = Style { size: 7.5, grey: 95, indent: 0.0, space: 4.0 };
const NAME: Style = Style { size: 9.0, grey: 95, indent: 0.0, space: 3.0 };
const VALUE: Style = Style { indent: VALUES, ..TEXT };
const WHO: Style = Style { size: 7.5, grey: 95, indent: 0.0, space: 8.0 };
const SAID: Style = Style { indent: 12.0, space: 1.0, ..TEXT };

pub struct Layout<'a> {
    face: Face<'a>,
    units: f32,
    pages: Vec<Vec<Placed>>,
    /// The lower edge of what is set, in points from the top.
    y: f32,
}

impl<'a> Layout<'a> {
    /// `None` if the font cannot be read.
    pub fn new(font: &'a [u8]) -> Option<Self> {
        let face = Face::parse(font, 0).ok()?;
        let units = f32::from(face.units_per_em());
        Some(Self { face, units, pages: vec![Vec::new()], y: MARGIN })
    }

    /// Sets everything, then the foot of every page.
    pub fn pages(mut self, foot: &str, blocks: &[Block]) -> Vec<Vec<Placed>> {
        for block in blocks {
            self.set(block);
        }
        let count = self.pages.len();
        let foot = self.lines(foot, NOTE.size, WIDTH - 2.0 * MARGIN - 80.0).into_iter().next().unwrap_or_default();
        for (index, page) in self.pages.iter_mut().enumerate() {
            let at = |x: f32, text: String| Placed { x, y: FOOT, size: NOTE.size, grey: NOTE.grey, text };
            page.push(at(MARGIN, foot.clone()));
            page.push(at(WIDTH - MARGIN - 60.0, format!("Page {} of {count}", index + 1)));
        }
        self.pages
    }

    fn set(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.paragraph(text, TITLE),
            Block::Heading(text) => {
                // A heading does not stand alone at the foot of a page.
                self.need(HEADING.space + HEADING.size * 4.0);
                self.paragraph(text, HEADING);
            }
            Block::Text(text) => self.paragraph(text, TEXT),
            Block::Note(text) => self.paragraph(text, NOTE),
            Block::Pair(name, value) => self.pair(name, value),
            Block::Entry(who, said) => {
                self.need(WHO.space + WHO.size * 4.0);
                self.paragraph(who, WHO);
                self.paragraph(said, SAID);
            }
        }
    }

    /// Begins a new page unless this much is left.
    fn need(&mut self, points: f32) {
        if self.y + points > HEIGHT - MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        self.y += style.space;
        for line in self.lines(text, style.size, WIDTH - 2.0 * MARGIN - style.indent) {
            self.line(line, style);
        }
    }

    fn line(&mut self, text: String, style: Style) {
        let height = style.size * 1.35;
        self.need(height);
        self.y += height;
        let y = self.y - style.size * 0.35;
        let placed = Placed { x: MARGIN + style.indent, y, size: style.size, grey: style.grey, text };
        if let Some(page) = self.pages.last_mut().filter(|_| !placed.text.is_empty()) {
            page.push(placed);
        }
    }

    /// The name beside the first line of the value.
    fn pair(&mut self, name: &str, value: &str) {
        self.y += NAME.space;
        let names = self.lines(name, NAME.size, VALUES - 8.0);
        let values = self.lines(value, VALUE.size, WIDTH - 2.0 * MARGIN - VALUES);
        let mut names = names.into_iter();
        let mut values = values.into_iter();
        loop {
            let (name, value) = (names.next(), values.next());
            if name.is_none() && value.is_none() {
                return;
            }
            self.need(NAME.size * 1.35);
            let top = self.y;
            self.line(name.unwrap_or_default(), NAME);
            self.y = top;
            self.line(value.unwrap_or_default(), VALUE);
        }
    }

    /// The width of a text without kerning, in points.
    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |c: char| {
            let glyph = self.face.glyph_index(c).unwrap_or(GlyphId(0));
            f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default())
        };
        text.chars().map(advance).sum::<f32>() * size / self.units
    }

    /// Breaks at line breaks and blanks; a word that is wider than the line is broken where it ends.
    fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in paragraph.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line = self.broken(word, (size, width), &mut lines);
            }
            lines.push(line);
        }
        lines
    }

    /// Pushes the full lines of a word; answers what is left of it.
    fn broken(&self, word: &str, line: (f32, f32), lines: &mut Vec<String>) -> String {
        let (size, width) = line;
        let (mut rest, mut used) = (String::new(), 0.0);
        for c in word.chars() {
            let wide = self.width(c.encode_utf8(&mut [0; 4]), size);
            if used + wide > width && !rest.is_empty() {
                lines.push(std::mem::take(&mut rest));
                used = 0.0;
            }
            rest.push(c);
            used += wide;
        }
        rest
    }
}
