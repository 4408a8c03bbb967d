//! Lies about types, and files that are what they say.

use super::*;

fn zip(names: &[&str]) -> Vec<u8> {
    let mut directory = Vec::new();
    let mut bytes = b"PK\x03\x04local".to_vec();
    for name in names {
        directory.extend(b"PK\x01\x02");
        directory.extend([0; 24]);
        directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        directory.extend([0; 16]);
        directory.extend(name.as_bytes());
    }
    let from = u32::try_from(bytes.len()).unwrap();
    let n_directory = u32::try_from(directory.len()).unwrap();
    let n_entries = u16::try_from(names.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(n_entries.to_le_bytes());
    bytes.extend(n_entries.to_le_bytes());
    bytes.extend(n_directory.to_le_bytes());
    bytes.extend(from.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn office(part: &str) -> Vec<u8> {
    zip(&["[Content_Types].xml", "_rels/.rels", part])
}

fn iso(brands: &[&[u8; 4]]) -> Vec<u8> {
    let size = u32::try_from(12 + 4 * brands.len()).unwrap();
    let mut bytes = [&size.to_be_bytes()[..], b"ftyp"].concat();
    bytes.extend(brands[0]);
    bytes.extend([0; 4]);
    brands[1..].iter().for_each(|brand| bytes.extend(*brand));
    bytes.extend(b"\0\0\0\x08moov");
    bytes
}

fn mp3_frame() -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
    frame.resize(417, 0x55);
    frame
}

fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

/// One honest file of each kind.
fn honest() -> Vec<(&'static str, Vec<u8>)> {
    let tag = [b"ID3\x03\0\0\0\0\0\x05abcde".to_vec(), mp3_frame(), mp3_frame()].concat();
    vec![
        ("jpg", b"\xff\xd8\xff\xe0....".to_vec()),
        ("png", b"\x89PNG\r\n\x1a\n....".to_vec()),
        ("gif", b"GIF89a\x01\0\x01\0".to_vec()),
        ("webp", b"RIFF\x10\0\0\0WEBPVP8 ....".to_vec()),
        ("heic", iso(&[b"heic", b"mif1"])),
        ("mp4", iso(&[b"isom", b"avc1"])),
        ("webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87".to_vec()),
        ("mp3", tag),
        ("m4a", iso(&[b"M4A ", b"mp42"])),
        ("ogg", b"OggS\0\x02........".to_vec()),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\n".to_vec()),
        ("txt", "plain, für alle 你好\n".as_bytes().to_vec()),
        ("docx", office("word/document.xml")),
        ("xlsx", office("xl/workbook.xml")),
        ("pptx", office("ppt/presentation.xml")),
        ("zip", zip(&["a.exe", "b/"])),
    ]
}

fn fits(extension: &str, bytes: &[u8]) -> bool {
    FileKind::of_extension(extension).is_some_and(|kind| kind.fits(bytes))
}

#[test]
fn honest_files_are_what_they_say() {
    for (extension, bytes) in honest() {
        assert!(fits(extension, &bytes), "{extension}");
    }
    for (extension, bytes) in [
        ("jpeg", b"\xff\xd8\xff\xdb....".to_vec()),
        ("heif", iso(&[b"mif1", b"heic"])),
        ("mp4", iso(&[b"mp42"])),
        ("m4a", iso(&[b"isom"])),
        ("csv", b"a;b\r\n1;2\r\n".to_vec()),
        ("csv", utf16("Zürich;1\r\n")),
        ("txt", b"\xef\xbb\xbfwith a mark".to_vec()),
        ("mp3", [mp3_frame(), mp3_frame()].concat()),
        ("zip", zip(&[])[9..].to_vec()),
    ] {
        // The last one is an archive of nothing, whose directory lies at 9 in the whole.
        let bytes = if extension == "zip" { [&bytes[..16], &[0; 6][..]].concat() } else { bytes };
        assert!(fits(extension, &bytes), "{extension} {bytes:?}");
    }
}

#[test]
fn every_file_under_a_foreign_name_is_refused() {
    let mut n_lies = 0;
    for (own, bytes) in honest() {
        for (other, _) in honest() {
            // An office document is an archive, and whether its sound moves nobody can tell.
            let is_true = own == other
                || (other == "zip" && matches!(own, "docx" | "xlsx" | "pptx"))
                || (own == "mp4" && other == "m4a")
                || (own == "m4a" && other == "mp4")
                || (other == "txt" && own == "csv");
            assert_eq!(fits(other, &bytes), is_true, "{own} as {other}");
            n_lies += u32::from(!is_true);
        }
    }
    assert!(n_lies > 200, "{n_lies}");
}

#[test]
fn kinds_that_are_not_taken_have_no_extension() {
    for extension in [
        "svg",
        "svgz",
        "html",
        "htm",
        "xhtml",
        "xml",
        "js",
        "mjs",
        "exe",
        "msi",
        "bat",
        "cmd",
        "com",
        "scr",
        "ps1",
        "sh",
        "php",
        "jar",
        "apk",
        "docm",
        "xlsm",
        "doc",
        "xls",
        "ppt",
        "rtf",
        "swf",
        "ico",
        "bmp",
        "tiff",
        "avif",
        "rar",
        "7z",
        "tar",
        "gz",
        "iso",
        "lnk",
        "url",
        "eml",
        "json",
        "wasm",
        "JPG",
        "",
        "jpg ",
        "jp\u{200b}g",
    ] {
        assert_eq!(FileKind::of_extension(extension), None, "{extension:?}");
    }
}

#[test]
fn forty_lies_about_bytes_are_found_out() {
    let mut docm = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
    let office_and_more = [office("word/document.xml"), b"<script>".to_vec()].concat();
    let script_and_office = [b"#!/bin/sh\n".to_vec(), office("word/document.xml")].concat();
    let lies: Vec<(&str, Vec<u8>)> = vec![
        ("jpg", b"<svg onload=alert(1)>".to_vec()),
        ("jpg", b"<html><script>1</script>".to_vec()),
        ("jpg", b"\xff\xd8".to_vec()),
        ("jpg", b"".to_vec()),
        ("jpg", b"MZ\x90\0".to_vec()),
        ("png", b"\x89PNG\n\x1a\n".to_vec()),
        ("png", b" \x89PNG\r\n\x1a\n".to_vec()),
        ("png", b"<?xml version='1.0'?><svg/>".to_vec()),
        ("gif", b"GIF88a".to_vec()),
        ("gif", b"gif89a".to_vec()),
        ("webp", b"RIFF\0\0\0\0WAVEfmt ".to_vec()),
        ("webp", b"RIFF\0\0\0\0AVI ".to_vec()),
        ("heic", iso(&[b"avif", b"mif1"])),
        ("heic", iso(&[b"isom"])),
        ("heic", b"\0\0\0\x18moovheic".to_vec()),
        ("mp4", iso(&[b"qt  "])),
        ("mp4", iso(&[b"heic", b"isom"])),
        ("mp4", b"\0\0\0\x04ftyp".to_vec()),
        ("mp4", b"\xff\xff\xff\xffftypisom".to_vec()),
        ("m4a", iso(&[b"crx "])),
        ("webm", b"\x1a\x45\xdf\xa3\x42\x82\x88matroska".to_vec()),
        ("webm", b"\x1a\x45\xdf\xa3 webm".to_vec()),
        ("mp3", b"ID3\x03\0\0\0\0\0\x05abcde<html>".to_vec()),
        ("mp3", b"ID3\x03\0\0\x7f\x7f\x7f\x7f".to_vec()),
        ("mp3", [mp3_frame(), b"<html>".to_vec()].concat()),
        ("mp3", b"\xff\xfb\xf0\x00....".to_vec()),
        ("ogg", b"OggX\0".to_vec()),
        ("pdf", b"<html>%PDF-1.7".to_vec()),
        ("pdf", b"\n%PDF-1.7".to_vec()),
        ("txt", b"a\0b".to_vec()),
        ("txt", b"\xff\xfea\0\0".to_vec()),
        ("txt", b"caf\xe9".to_vec()),
        ("txt", utf16("a\0b")),
        ("txt", b"\xff\xfe\x00\xd8".to_vec()),
        ("txt", b"%PDF-1.4 all in letters".to_vec()),
        ("csv", b"PK\x03\x04\0".to_vec()),
        ("docx", zip(&["word/document.xml"])),
        ("docx", zip(&["[Content_Types].xml"])),
        ("docx", std::mem::take(&mut docm)),
        ("docx", office_and_more.clone()),
        ("docx", script_and_office.clone()),
        ("xlsx", office("word/document.xml")),
        ("pptx", office("xl/workbook.xml")),
        ("zip", office_and_more),
        ("zip", script_and_office),
        ("zip", b"PK\x03\x04".to_vec()),
        ("zip", b"Rar!\x1a\x07".to_vec()),
        ("zip", [b"PK\x03\x04".to_vec(), b"PK\x05\x06".to_vec(), vec![0xff; 16], vec![0; 2]].concat()),
    ];
    assert!(lies.len() >= 40);
    for (extension, bytes) in lies {
        assert!(!fits(extension, &bytes), "{extension} {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_bytes_at_all_break_the_look() {
    let mut seed = 1_u32;
    for n_bytes in 0..600 {
        for (extension, mut bytes) in honest() {
            bytes.truncate(n_bytes);
            let place = n_bytes.saturating_sub(1).min(bytes.len().saturating_sub(1));
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if let Some(byte) = bytes.get_mut(place) {
                *byte = seed.to_le_bytes()[3];
            }
            fits(extension, &bytes);
        }
    }
}

#[test]
fn what_browsers_offer_to_choose_is_what_is_known() {
    use pulina_shared::wire::channel::{ARCHIVE_EXTENSION, FILE_EXTENSIONS};
    let mut offered: Vec<_> = FILE_EXTENSIONS.into_iter().chain([ARCHIVE_EXTENSION]).collect();
    let mut known = FileKind::EXTENSIONS.to_vec();
    offered.sort_unstable();
    known.sort_unstable();
    assert_eq!(offered, known);
}
