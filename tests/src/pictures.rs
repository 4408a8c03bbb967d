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

/// A film of so many bytes that is no film beyond its boxes.
pub fn film(n_bytes: usize, filling: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov".to_vec();
    let size = u32::try_from(n_bytes - bytes.len()).unwrap_or(u32::MAX);
    bytes.extend(size.to_be_bytes());
    bytes.extend(b"mdat");
    bytes.extend(filling.take(n_bytes - bytes.len()));
    bytes
}

/// A PNG of one pixel that every browser shows.
pub const SMALL_PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64,
    0xf8, 0xcf, 0x50, 0x0f, 0x00, 0x03, 0x86, 0x01, 0x80, 0x5a, 0x34, 0x7d, 0x6b, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];
