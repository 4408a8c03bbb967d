//! Small pictures, made byte by byte, with what cameras and programs write into them.

/// The words of a place that must never come out again.
pub const PLACE: &[u8] = b"GPSLatitude 52.5200N";

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let size = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [&[0xff, marker], &size.to_be_bytes()[..], body].concat()
}

/// What a camera notes: that the picture lies on its side, and where it was taken.
fn notes() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    [&tiff[..], PLACE].concat()
}

/// A JPEG of these sides that was taken somewhere.
pub fn jpeg_with_place(width: u16, height: u16) -> Vec<u8> {
    let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    [
        vec![0xff, 0xd8],
        segment(0xe1, &[b"Exif\0\0", &notes()[..]].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", PLACE].concat()),
        segment(0xfe, PLACE),
        segment(0xc0, &frame),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![1, 2, 3, 0xff, 0xd9],
        PLACE.to_vec(),
    ]
    .concat()
}

fn png_chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap_or(u32::MAX);
    [&size.to_be_bytes()[..], name, body, &[0; 4]].concat()
}

/// A PNG that says these sides and was taken somewhere; it has no pixels at all.
pub fn png_with_place(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [
        png_chunk(b"IHDR", &header),
        png_chunk(b"eXIf", &notes()),
        png_chunk(b"tEXt", PLACE),
        png_chunk(b"IDAT", b""),
        png_chunk(b"IEND", b""),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

fn riff_chunk(name: &[u8], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap_or(u32::MAX);
    [name, &size.to_le_bytes(), body, &vec![0; body.len() % 2]].concat()
}

/// A WebP of 64 by 48 that was taken somewhere.
pub fn webp_with_place() -> Vec<u8> {
    let body = [
        riff_chunk(b"VP8X", &[0x0c, 0, 0, 0, 63, 0, 0, 47, 0, 0]),
        riff_chunk(b"VP8 ", &[0x10, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 48, 0]),
        riff_chunk(b"EXIF", &notes()),
        riff_chunk(b"XMP ", PLACE),
    ]
    .concat();
    let size = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [b"RIFF", &size.to_le_bytes()[..], b"WEBP", &body].concat()
}

/// A GIF of one pixel with a comment.
pub fn gif_that_says(words: &str) -> Vec<u8> {
    let mut gif = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe".to_vec();
    for block in words.as_bytes().chunks(255) {
        gif.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
        gif.extend(block);
    }
    [&gif[..], b"\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b"].concat()
}

/// A PNG with a text, which stands behind its end too.
pub fn png_that_says(words: &str) -> Vec<u8> {
    let header = [&1_u32.to_be_bytes()[..], &1_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [
        png_chunk(b"IHDR", &header),
        png_chunk(b"tEXt", words.as_bytes()),
        png_chunk(b"IDAT", words.as_bytes()),
        png_chunk(b"IEND", b""),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat(), words.as_bytes().to_vec()].concat()
}

/// A JPEG with a comment, and the same where its pixels should be.
pub fn jpeg_that_says(words: &str) -> Vec<u8> {
    let frame = [8, 0, 1, 0, 1, 1, 1, 0x11, 0];
    let scan = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    [
        &[0xff, 0xd8][..],
        &segment(0xfe, words.as_bytes()),
        &segment(0xc0, &frame),
        &scan,
        words.as_bytes(),
        &[0xff, 0xd9],
    ]
    .concat()
}

/// A WebP with a part that nobody knows.
pub fn webp_that_says(words: &str) -> Vec<u8> {
    let picture = [&[0x10, 0, 0, 0x9d, 0x01, 0x2a, 1, 0, 1, 0][..], words.as_bytes()].concat();
    let body = [riff_chunk(b"VP8 ", &picture), riff_chunk(b"MORE", words.as_bytes())].concat();
    let size = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [b"RIFF", &size.to_le_bytes()[..], b"WEBP", &body].concat()
}

/// A film of so many bytes that is no film beyond its boxes.
pub fn film(n_bytes: usize, filling: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov".to_vec();
    let size = u32::try_from(n_bytes - bytes.len()).unwrap_or(u32::MAX);
    bytes.extend(size.to_be_bytes());
    bytes.extend(b"mdat");
    bytes.extend(filling.take(n_bytes - bytes.len()));
    bytes
}
