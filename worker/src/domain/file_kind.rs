//! The kinds of file that may be sent. What a file is called and what its bytes are must agree;
//! what a browser says about it is never asked.

use super::byte_reader::ByteReader;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $($extension:literal)|+ = $media_type:literal;)*) => {
        /// A kind of file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FileKind { $($(#[$doc])* $name,)* }

        impl FileKind {
            /// The kind that files with this extension, in lower case, must be.
            pub fn of_extension(extension: &str) -> Option<Self> {
                match extension { $($($extension)|+ => Some(Self::$name),)* _ => None }
            }

            /// All extensions that are known.
            #[cfg(test)]
            pub const EXTENSIONS: &[&str] = &[$($($extension),*),*];

            /// Its media type.
            pub fn media_type(self) -> &'static str {
                match self { $(Self::$name => $media_type,)* }
            }
        }
    };
}

kinds! {
    /// JPEG.
    Jpeg: "jpg" | "jpeg" = "image/jpeg";
    /// PNG.
    Png: "png" = "image/png";
    /// GIF.
    Gif: "gif" = "image/gif";
    /// WebP.
    Webp: "webp" = "image/webp";
    /// HEIC, as phones make it.
    Heic: "heic" | "heif" = "image/heic";
    /// MP4 with moving pictures.
    Mp4: "mp4" = "video/mp4";
    /// Film and sound as browsers record them.
    Webm: "webm" = "video/webm";
    /// MP3.
    Mp3: "mp3" = "audio/mpeg";
    /// MP4 with sound.
    M4a: "m4a" = "audio/mp4";
    /// Ogg.
    Ogg: "ogg" = "audio/ogg";
    /// PDF.
    Pdf: "pdf" = "application/pdf";
    /// Plain text.
    Txt: "txt" = "text/plain";
    /// A table as text.
    Csv: "csv" = "text/csv";
    /// A text document.
    Docx: "docx" = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    /// A workbook.
    Xlsx: "xlsx" = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    /// A presentation.
    Pptx: "pptx" = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    /// An archive; never opened.
    Zip: "zip" = "application/zip";
}

/// How far from the start the name of a container's content is looked for.
const EBML_HEAD_BYTES: usize = 64;
/// Entries of an archive's directory that are looked at.
const ENTRIES_MAX: usize = 20_000;

impl FileKind {
    /// Whether these are the bytes of such a file.
    pub fn fits(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Gif => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Heic => has_brand(bytes, &HEIC_BRANDS),
            Self::Mp4 => has_brand(bytes, &MP4_BRANDS) && !has_brand(bytes, &HEIC_BRANDS),
            Self::M4a => {
                (has_brand(bytes, &M4A_BRANDS) || has_brand(bytes, &MP4_BRANDS))
                    && !has_brand(bytes, &HEIC_BRANDS)
            }
            Self::Webm => is_webm(bytes),
            Self::Mp3 => is_mp3(bytes),
            Self::Ogg => bytes.starts_with(b"OggS\0"),
            Self::Pdf => bytes.starts_with(b"%PDF-"),
            Self::Txt | Self::Csv => is_text(bytes) && !bytes.starts_with(b"%PDF-"),
            Self::Docx => is_office(bytes, b"word/"),
            Self::Xlsx => is_office(bytes, b"xl/"),
            Self::Pptx => is_office(bytes, b"ppt/"),
            Self::Zip => entries(bytes).is_some(),
        }
    }
}

const HEIC_BRANDS: [&[u8; 4]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
const MP4_BRANDS: [&[u8; 4]; 15] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42",
    b"avc1", b"M4V ", b"MSNV", b"dash",
];
const M4A_BRANDS: [&[u8; 4]; 2] = [b"M4A ", b"M4B "];

/// Whether the first box of an ISO media file names one of these brands.
fn has_brand(bytes: &[u8], brands: &[&[u8; 4]]) -> bool {
    let mut reader = ByteReader::new(bytes);
    let Some(size) = reader.be32() else { return false };
    let is_file_type = reader.take(4) == Some(b"ftyp");
    let body = usize::try_from(size).ok().and_then(|size| bytes.get(8..size)).unwrap_or_default();
    let (brands_here, _) = body.as_chunks::<4>();
    // The second word is the version of the first brand, not a brand.
    let named = brands_here.iter().enumerate().filter(|(place, _)| *place != 1).map(|(_, brand)| brand);
    is_file_type && named.into_iter().any(|brand| brands.contains(&brand))
}

fn is_webm(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(EBML_HEAD_BYTES)).unwrap_or_default();
    // The element DocType (0x4282) with a value of four bytes.
    bytes.starts_with(b"\x1a\x45\xdf\xa3") && head.windows(7).any(|window| window == b"\x42\x82\x84webm")
}

/// Two frames of MPEG layer III after one another, behind a tag or not.
fn is_mp3(bytes: &[u8]) -> bool {
    let start = match bytes {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].iter().fold(0, |size, byte| (size << 7) | usize::from(**byte & 0x7f));
            10 + size + if flags & 0x10 == 0 { 0 } else { 10 }
        }
        _ => 0,
    };
    let Some(sound) = bytes.get(start..) else { return false };
    // Writers pad the tag with zeros beyond the size that it tells.
    let n_zeros = sound.iter().take(4096).take_while(|byte| **byte == 0).count();
    let sound = sound.get(n_zeros..).unwrap_or_default();
    let Some(length) = mp3_frame_bytes(sound) else { return false };
    sound.get(length..).is_some_and(|next| next.is_empty() || mp3_frame_bytes(next).is_some())
}

fn mp3_frame_bytes(bytes: &[u8]) -> Option<usize> {
    const KBIT: [[usize; 16]; 2] = [
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    ];
    const HERTZ: [usize; 4] = [44_100, 48_000, 32_000, 0];
    let [0xff, second, third, _, ..] = *bytes else { return None };
    let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
    if second & 0xe0 != 0xe0 || version == 1 || layer != 1 {
        return None;
    }
    let is_first_version = version == 3;
    let kbit = *KBIT.get(usize::from(is_first_version))?.get(usize::from(third >> 4))?;
    let divisor = match version {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let hertz = *HERTZ.get(usize::from((third >> 2) & 3))? / divisor;
    if kbit == 0 || hertz == 0 {
        return None;
    }
    let samples_bytes = if is_first_version { 144 } else { 72 };
    Some(samples_bytes * kbit * 1_000 / hertz + usize::from((third >> 1) & 1))
}

/// UTF-8, or UTF-16 with its mark, and no NUL.
fn is_text(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, rest @ ..] => is_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => is_utf16(rest, u16::from_be_bytes),
        _ => !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok(),
    }
}

fn is_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let (units, rest) = bytes.as_chunks::<2>();
    let characters = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
    rest.is_empty()
        && characters.into_iter().all(|character| character.is_ok_and(|character| character != '\0'))
}

/// An archive that says what its content is, holds the main part of this program's documents, and
/// no macros, which belong into files of other extensions.
fn is_office(bytes: &[u8], folder: &[u8]) -> bool {
    let Some(names) = entries(bytes) else { return false };
    names.contains(&&b"[Content_Types].xml"[..])
        && names.iter().any(|name| name.starts_with(folder))
        && !names.iter().any(|name| name.ends_with(b"vbaProject.bin"))
}

/// The names in an archive's directory; `None` when the bytes are not one whole archive from the
/// first to the last.
fn entries(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    const END_BYTES: usize = 22;
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    // The end's comment has at most 65,535 bytes and reaches to the end of the file.
    let tail_from = bytes.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let mut ends = (tail_from..=bytes.len().checked_sub(END_BYTES)?).rev();
    let end = ends.find_map(|at| {
        let mut reader = ByteReader::new(bytes.get(at..)?);
        let is_end = reader.take(4)? == b"PK\x05\x06";
        let (_, n_entries, n_directory, from) =
            (reader.take(6)?, reader.le16()?, reader.le32()?, reader.le32()?);
        let n_comment = usize::from(reader.le16()?);
        (is_end && at + END_BYTES + n_comment == bytes.len()).then_some((n_entries, n_directory, from))
    })?;
    let (n_entries, n_directory, from) = end;
    let from = usize::try_from(from).ok()?;
    let directory = bytes.get(from..from.checked_add(usize::try_from(n_directory).ok()?)?)?;
    let mut reader = ByteReader::new(directory);
    let mut names = Vec::new();
    for _ in 0..usize::from(n_entries).min(ENTRIES_MAX) {
        if reader.take(4)? != b"PK\x01\x02" {
            return None;
        }
        reader.take(24)?;
        let (n_name, n_extra, n_comment) = (reader.le16()?, reader.le16()?, reader.le16()?);
        reader.take(12)?;
        names.push(reader.take(usize::from(n_name))?);
        reader.take(usize::from(n_extra) + usize::from(n_comment))?;
    }
    Some(names)
}

#[cfg(test)]
#[path = "file_kind_tests.rs"]
mod tests;
