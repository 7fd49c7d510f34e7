//! Names, kinds and damage: what is taken as a file and what is refused in words.

use super::*;
use proptest::prelude::*;

/// A small whole file of each kind, with its extension.
pub fn samples() -> Vec<(FileKind, &'static str, Vec<u8>)> {
    vec![
        (FileKind::Pdf, "pdf", pdf()),
        (FileKind::Png, "png", png(3, 2)),
        (FileKind::Jpeg, "jpg", jpeg(640, 480)),
        (FileKind::Webp, "webp", webp(7, 5)),
    ]
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n".to_vec()
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
    let mut chunk = |kind: &[u8], data: &[u8]| {
        bytes.extend_from_slice(&u32::try_from(data.len()).expect("short").to_be_bytes());
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(data);
        bytes.extend_from_slice(&[0; 4]);
    };
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[1, 2, 3]);
    chunk(b"IEND", &[]);
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8];
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&[1, 1, 0x11, 0]);
    bytes.extend_from_slice(&[0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 0x55, 0x55, 0xff, 0xd9]);
    bytes
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let bits = (width - 1) | (height - 1) << 14;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&22_u32.to_le_bytes());
    bytes.extend_from_slice(b"WEBPVP8L");
    bytes.extend_from_slice(&10_u32.to_le_bytes());
    bytes.push(0x2f);
    bytes.extend_from_slice(&bits.to_le_bytes());
    bytes.extend_from_slice(&[0; 5]);
    bytes
}

#[test]
fn whole_files_are_taken_with_their_size_in_pixels() {
    let expected = [None, Some((3, 2)), Some((640, 480)), Some((7, 5))];
    for ((kind, extension, bytes), expected) in samples().into_iter().zip(expected) {
        let checked = check(&format!("C:\\scans\\Tag 1.{extension}"), &bytes, FileLimits::USUAL).expect("a whole file");
        assert_eq!((checked.kind, checked.name.as_str()), (kind, format!("Tag 1.{extension}").as_str()));
        assert_eq!(checked.dimensions.map(|it| (it.width, it.height)), expected);
    }
}

#[test]
fn the_content_decides_and_the_name_must_agree() {
    for (kind, extension, _) in samples() {
        for (other, _, bytes) in samples().into_iter().filter(|(other, ..)| *other != kind) {
            let refused = check(&format!("a.{extension}"), &bytes, FileLimits::USUAL).expect_err("another kind");
            assert_eq!(refused, format!("“a.{extension}” is named like a {} but holds a {}", kind.words(), other.words()));
        }
    }
    let script = check("a.pdf", b"<script>alert(1)</script>", FileLimits::USUAL);
    assert_eq!(script, Err("“a.pdf” does not hold a PDF".into()));
    for name in ["a.svg", "a.html", "a.pdf.exe", "pdf", ""] {
        assert!(check(name, &pdf(), FileLimits::USUAL).expect_err("not taken").contains("is not taken"), "{name}");
    }
}

#[test]
fn size_is_bounded() {
    let limits = FileLimits { bytes: 20, count: 1 };
    assert_eq!(check("a.pdf", &pdf(), limits), Err("“a.pdf” is larger than 20 B".into()));
    assert_eq!(check("a.pdf", &[], limits), Err("“a.pdf” is empty".into()));
    assert_eq!(FileLimits::USUAL.words(), "PDF, PNG, JPEG or WebP, up to 10 MiB each");
    assert_eq!([size_text(999), size_text(1_536), size_text(1_572_864)], ["999 B", "2 KiB", "1.5 MiB"]);
}

#[test]
fn every_truncation_is_refused_in_words() {
    for (_, extension, bytes) in samples() {
        let whole = check(&format!("a.{extension}"), &bytes, FileLimits::USUAL);
        assert!(whole.is_ok());
        // A mark at the very end may be followed by a line break.
        let last = if extension == "pdf" { bytes.len() - 2 } else { bytes.len() - 1 };
        for length in 0..=last {
            let cut = check(&format!("a.{extension}"), &bytes[..length], FileLimits::USUAL);
            assert!(cut.expect_err("cut off").starts_with(&format!("“a.{extension}” ")), "{extension} of {length} bytes");
        }
    }
}

#[test]
fn names_lose_folders_tricks_and_excess() {
    for (typed, kept) in [
        ("/etc/passwd", "passwd"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("..", "file"),
        ("a\u{202e}fdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf"),
        ("Größe 5″.pdf", "Größe 5″.pdf"),
        (" \u{200b} ", "file"),
    ] {
        assert_eq!(clean_name(typed), kept, "{typed:?}");
    }
    let long = clean_name(&format!("{}.webp", "ü".repeat(400)));
    assert!(long.ends_with("….webp") && long.chars().count() == MAX_NAME, "{long}");
}

proptest! {
    #[test]
    fn random_bytes_are_refused_under_every_extension(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for (_, extension, _) in samples() {
            let refused = check(&format!("x.{extension}"), &bytes, FileLimits::USUAL);
            prop_assert!(refused.is_err_and(|reason| reason.contains("x.")));
        }
    }

    #[test]
    fn random_bytes_behind_a_true_beginning_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0_usize..4, kept in 4_usize..40
    ) {
        let (_, extension, sample) = samples().swap_remove(kind);
        let mut mixed = sample[..kept.min(sample.len())].to_vec();
        mixed.extend_from_slice(&bytes);
        if let Err(reason) = check(&format!("x.{extension}"), &mixed, FileLimits::USUAL) {
            prop_assert!(reason.starts_with("“x."));
        }
    }

    #[test]
    fn a_name_is_never_empty_long_or_a_path(typed in "\\PC{0,300}") {
        let name = clean_name(&typed);
        prop_assert!(!name.is_empty() && name.chars().count() <= MAX_NAME);
        prop_assert!(!name.contains(['/', '\\', '"', '\r', '\n']));
        prop_assert_eq!(clean_name(&name), name);
    }
}
