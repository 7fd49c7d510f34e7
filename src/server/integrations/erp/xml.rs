//! XML as far as orders need it: writing that escapes, reading into a small tree. Entities and document types are never followed.

use quick_xml::{
    Reader,
    escape::{escape, resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};

/// Deeper than this is nobody's order.
const DEEPEST: usize = 40;

/// More beginnings, ends and texts than this are nobody's order: one of a thousand lines has a tenth of them.
const MOST: usize = 1_000_000;

/// Writes elements one after the other; every text is escaped.
pub struct Writer {
    text: String,
    open: Vec<&'static str>,
}

impl Writer {
    /// `prolog`: what stands before the first element.
    pub fn new(prolog: &str) -> Self {
        Self { text: prolog.to_owned(), open: Vec::new() }
    }

    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">\n");
        self.open.push(name);
    }

    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element with a text in it.
    pub fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes, ">");
        self.text.push_str(&escape(sound(text)));
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// As [`Writer::leaf`], if there is a text.
    pub fn maybe(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.leaf(name, &[], text);
        }
    }

    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push_str(&format!(" {key}=\"{}\"", escape(sound(value))));
        }
        self.text.push_str(end);
    }

    fn indent(&mut self) {
        for _level in 0..self.open.len() {
            self.text.push_str("  ");
        }
    }
}

/// Without the characters that XML 1.0 (2.2) cannot hold.
fn sound(text: &str) -> String {
    let may = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(may).collect()
}

/// An element with its texts and children. Prefixes of namespaces are left away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a document.
    ///
    /// # Errors
    /// Why it is none that we read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut stack = vec![Self::default()];
        let mut count = 0;
        loop {
            let event = reader.read_event().map_err(|_| "the XML is not well-formed".to_owned())?;
            count += 1;
            if stack.len() > DEEPEST || count > MOST {
                return Err("the XML is too deep or too long".to_owned());
            }
            match event {
                Event::Start(start) => stack.push(Self::begun(&start)?),
                Event::Empty(start) => {
                    let element = Self::begun(&start)?;
                    stack.last_mut().ok_or("the XML is not well-formed")?.children.push(element);
                }
                Event::End(_) => {
                    let done = stack.pop().ok_or("the XML is not well-formed")?;
                    stack.last_mut().ok_or("the XML is not well-formed")?.children.push(done);
                }
                Event::Text(text) => append(&mut stack, &text),
                Event::CData(text) => append(&mut stack, &text),
                Event::GeneralRef(entity) => append(&mut stack, &character(&entity)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        match (stack.len(), stack.pop().and_then(|document| document.children.into_iter().next())) {
            (1, Some(root)) => Ok(root),
            _unfinished => Err("the XML is not well-formed".to_owned()),
        }
    }

    fn begun(start: &BytesStart<'_>) -> Result<Self, String> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| "the XML is not well-formed".to_owned())?;
            let value = unescape(&attribute.value).map_err(|_| "the XML is not well-formed".to_owned())?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self { name: start.local_name().as_ref().to_owned(), attributes, ..Self::default() })
    }

    /// The first child of a name, and its child, and so on.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The text at a path, trimmed; nothing if it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

fn append(stack: &mut [Element], text: &str) {
    if let Some(element) = stack.last_mut() {
        element.text.push_str(text);
    }
}

/// What an entity stands for: the five that XML knows and characters by their number. No other is followed.
fn character(entity: &str) -> String {
    if let Some(known) = resolve_predefined_entity(entity) {
        return known.to_owned();
    }
    let number = entity.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    number.and_then(char::from_u32).map(String::from).unwrap_or_default()
}
