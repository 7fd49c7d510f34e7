//! Files that people attach: which kinds are taken, how their content proves it, how a name is made safe.
//! Must not keep files or know who may read them. What a file is, its bytes say; its name must agree.

use super::ids::FileId;
use serde::{Deserialize, Serialize};

/// The longest name of a file that is kept, in characters.
pub const MAX_NAME: usize = 120;

/// How much may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLimits {
    /// The largest file, in bytes.
    pub bytes: u64,
    /// Files per message.
    pub count: u32,
}

impl FileLimits {
    pub const USUAL: Self = Self { bytes: 10 << 20, count: 5 };

    /// `PDF, PNG, JPEG or WebP, up to 10 MiB each`.
    pub fn words(self) -> String {
        format!("PDF, PNG, JPEG or WebP, up to {} each", size_text(self.bytes))
    }

    /// What stands before a file's content was looked at; the same words in the browser and on the server.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn check(self, name: &str, bytes: u64) -> Result<FileKind, String> {
        let name = clean_name(name);
        let Some(kind) = FileKind::of_name(&name) else {
            return Err(format!("“{name}” is not taken: only PDF, PNG, JPEG and WebP files are"));
        };
        match bytes {
            0 => Err(format!("“{name}” is empty")),
            _ if bytes > self.bytes => Err(self.too_large(&name)),
            _ => Ok(kind),
        }
    }

    /// Why a file that went on for too long is refused.
    pub fn too_large(self, name: &str) -> String {
        format!("“{}” is larger than {}", clean_name(name), size_text(self.bytes))
    }
}

/// `240 kB`-like, in binary units.
pub fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KiB", (bytes + 512) / 1_024),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
    }
}

/// A file as an event or a message names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    pub id: FileId,
    pub name: String,
}

/// What kinds of file are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Pdf,
    Png,
    Jpeg,
    Webp,
}

impl FileKind {
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Webp];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    pub fn is_image(self) -> bool {
        match self {
            Self::Pdf => false,
            Self::Png | Self::Jpeg | Self::Webp => true,
        }
    }

    /// By the extension of its name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "webp" => Some(Self::Webp),
            _other => None,
        }
    }

    /// By the first bytes of its content.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _other => None,
        }
    }
}

/// What a file's content turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedFile {
    /// As it is shown and offered for saving.
    pub name: String,
    pub kind: FileKind,
    /// Of an image, in pixels.
    pub dimensions: Option<Dimensions>,
}

/// The width and height of an image in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    pub width: u32,
    pub height: u32,
}

/// Looks at a file's name, size and content. A file whose end is missing is refused like one that is something else.
///
/// # Errors
/// A sentence that names the file and what is wrong with it.
pub fn check(typed_name: &str, bytes: &[u8], limits: FileLimits) -> Result<CheckedFile, String> {
    let named = limits.check(typed_name, bytes.len() as u64)?;
    let name = clean_name(typed_name);
    match FileKind::of_content(bytes) {
        Some(kind) if kind != named => {
            return Err(format!("“{name}” is named like a {} but holds a {}", named.words(), kind.words()));
        }
        Some(_) => {}
        None => return Err(format!("“{name}” does not hold a {}", named.words())),
    }
    let dimensions = match named {
        FileKind::Pdf => pdf_is_whole(bytes).then_some(None),
        FileKind::Png => png_dimensions(bytes).map(Some),
        FileKind::Jpeg => jpeg_dimensions(bytes).map(Some),
        FileKind::Webp => webp_dimensions(bytes).map(Some),
    };
    match dimensions {
        Some(dimensions) => Ok(CheckedFile { name, kind: named, dimensions }),
        None => Err(format!("“{name}” is damaged or cut off: it is not a whole {}", named.words())),
    }
}

/// A name without folders, control characters and signs that turn the direction of writing; never empty.
pub fn clean_name(typed: &str) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        })
        .map(|c| if matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?') { '_' } else { c })
        .collect();
    let kept = kept.trim_start_matches(|c: char| c == '.' || c.is_whitespace()).trim_end();
    if kept.is_empty() {
        return "file".to_owned();
    }
    let count = kept.chars().count();
    if count <= MAX_NAME {
        return kept.to_owned();
    }
    // The extension stays.
    let extension: String = match kept.rsplit_once('.') {
        Some((_, extension)) if extension.chars().count() <= 8 => format!(".{extension}"),
        _other => String::new(),
    };
    let stem = MAX_NAME - extension.chars().count() - 1;
    format!("{}…{extension}", kept.chars().take(stem).collect::<String>())
}

/// The end-of-file mark stands within the last kilobyte (ISO 32000-1, annex H, note 18).
fn pdf_is_whole(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1_024)..];
    tail.windows(5).any(|window| window == b"%%EOF")
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let three = bytes.get(at..at.checked_add(3)?)?;
    Some(u32::from(three[0]) | u32::from(three[1]) << 8 | u32::from(three[2]) << 16)
}

fn some_pixels(width: u32, height: u32) -> Option<Dimensions> {
    (width > 0 && height > 0).then_some(Dimensions { width, height })
}

/// Walks the chunks from the first, IHDR, to IEND (PNG 3rd edition, 5.3 to 5.6).
fn png_dimensions(bytes: &[u8]) -> Option<Dimensions> {
    let mut at = 8_usize;
    let (mut dimensions, mut has_data) = (None, false);
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let kind = bytes.get(at.checked_add(4)?..at.checked_add(8)?)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        if end > bytes.len() {
            return None;
        }
        match (kind, dimensions) {
            (b"IHDR", None) => dimensions = Some(some_pixels(be32(bytes, at + 8)?, be32(bytes, at + 12)?)?),
            (_, None) => return None,
            (b"IDAT", Some(_)) => has_data = true,
            (b"IEND", Some(found)) => return has_data.then_some(found),
            (_, Some(_)) => {}
        }
        at = end;
    }
}

/// Walks the segments to the scan, and finds the end of the image behind it (ITU-T T.81, annex B).
fn jpeg_dimensions(bytes: &[u8]) -> Option<Dimensions> {
    let mut at = 2_usize;
    let mut dimensions = None;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes and markers without a segment.
            0xff => {
                at += 1;
                continue;
            }
            0x01 | 0xd0..=0xd8 => {
                at += 2;
                continue;
            }
            0xd9 => return None,
            _other => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let end = at.checked_add(2)?.checked_add(length)?;
        if length < 2 || end > bytes.len() {
            return None;
        }
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let frame = bytes.get(at + 5..at + 9)?;
            let (height, width) = (u16::from_be_bytes([frame[0], frame[1]]), u16::from_be_bytes([frame[2], frame[3]]));
            dimensions = Some(some_pixels(u32::from(width), u32::from(height))?);
        }
        if marker == 0xda {
            let scan = bytes.get(end..)?;
            let is_whole = scan.windows(2).any(|pair| pair == [0xff, 0xd9]);
            return dimensions.filter(|_| is_whole);
        }
        at = end;
    }
}

/// Reads the first chunk; the container says how long the file is (RFC 9649).
fn webp_dimensions(bytes: &[u8]) -> Option<Dimensions> {
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    if usize::try_from(size).ok()?.checked_add(8)? > bytes.len() {
        return None;
    }
    match bytes.get(12..16)? {
        b"VP8X" => some_pixels(le24(bytes, 24)? + 1, le24(bytes, 27)? + 1),
        b"VP8L" => {
            if *bytes.get(20)? != 0x2f {
                return None;
            }
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            some_pixels((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8 " => {
            if bytes.get(23..26)? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let edge = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?) & 0x3fff);
            some_pixels(u32::from(edge(26)?), u32::from(edge(28)?))
        }
        _other => None,
    }
}

#[cfg(test)]
pub mod tests;
