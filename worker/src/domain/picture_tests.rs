//! Pictures made here byte by byte: honest ones, bombs that tell of more pixels than they have,
//! and ones that carry what must not be passed on.

use super::*;

/// Notes of a camera with an orientation and a place, as phones write them.
fn tiff(orientation: u8, is_little: bool) -> Vec<u8> {
    let short = |value: u16| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
    let long = |value: u32| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
    let mut tiff = if is_little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    tiff.extend(long(8));
    tiff.extend(short(2));
    for (tag, kind, count, value) in [(0x0112, 3, 1, u16::from(orientation)), (0x8825, 4, 1, 38)] {
        tiff.extend(short(tag));
        tiff.extend(short(kind));
        tiff.extend(long(count));
        tiff.extend(short(value));
        tiff.extend([0, 0]);
    }
    tiff.extend(long(0));
    tiff.extend(b"GPSLatitude 52.5200N GPSLongitude 13.4050E");
    tiff
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let size = u16::try_from(body.len() + 2).unwrap();
    [&[0xff, marker], &size.to_be_bytes()[..], body].concat()
}

fn jpeg(width: u16, height: u16, more: &[Vec<u8>]) -> Vec<u8> {
    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    frame.extend([1, 1, 0x11, 0]);
    let head = [vec![0xff, 0xd8], segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")].concat();
    let pixels = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![1, 0xff, 0, 2, 0xff, 0xd0, 3]].concat();
    [head, more.concat(), segment(0xdb, &[0; 65]), segment(0xc0, &frame), pixels, vec![0xff, 0xd9]].concat()
}

fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap();
    [&size.to_be_bytes()[..], name, body, &[1, 2, 3, 4]].concat()
}

fn png(width: u32, height: u32, more: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let signature = b"\x89PNG\r\n\x1a\n".to_vec();
    let end = [png_chunk(b"IDAT", b"pixels"), png_chunk(b"IEND", b"")].concat();
    [signature, png_chunk(b"IHDR", &header), more.concat(), end].concat()
}

fn riff_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap();
    let padding = vec![0; body.len() % 2];
    [&name[..], &size.to_le_bytes(), body, &padding].concat()
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let size = u32::try_from(body.len() + 4).unwrap();
    [b"RIFF", &size.to_le_bytes()[..], b"WEBP", &body].concat()
}

fn canvas(width: u32, height: u32) -> Vec<u8> {
    let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    riff_chunk(b"VP8X", &[&[0x0c, 0, 0, 0], &width[..3], &height[..3]].concat())
}

fn lossy(width: u16, height: u16) -> Vec<u8> {
    let start = [0x10, 0, 0, 0x9d, 0x01, 0x2a];
    riff_chunk(b"VP8 ", &[&start[..], &width.to_le_bytes(), &height.to_le_bytes(), b"odd"].concat())
}

fn gif(width: u16, height: u16, n_frames: usize, more: &[u8]) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    bytes.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    bytes.extend(more);
    for _ in 0..n_frames {
        bytes.extend(b"\x21\xf9\x04\0\0\0\0\0");
        bytes.extend([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    }
    bytes.push(0x3b);
    bytes
}

fn iso(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap();
    [&size.to_be_bytes()[..], name, body].concat()
}

/// A picture with notes behind it: item 1 the picture, item 2 the notes, in the file from `place`.
fn heic_with(width: u32, height: u32, method: u8, place: Option<u32>) -> Vec<u8> {
    let entry =
        |id: u8, kind: &[u8; 4]| iso(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], &kind[..], b"\0"].concat());
    let items = [&[0, 0, 0, 0, 0, 2][..], &entry(1, b"hvc1"), &entry(2, b"Exif")].concat();
    let size = [&[0; 4][..], &width.to_be_bytes(), &height.to_be_bytes()].concat();
    let tile = [&[0; 4][..], &512_u32.to_be_bytes(), &512_u32.to_be_bytes()].concat();
    let properties = iso(b"iprp", &iso(b"ipco", &[iso(b"ispe", &tile), iso(b"ispe", &size)].concat()));
    let build = |at: u32| {
        let mut places = vec![1, 0, 0, 0, 0x44, 0, 0, 2];
        for (id, method, at, length) in [(1_u8, 0, at, 6_u32), (2, method, at + 6, 59)] {
            places.extend([0, id, 0, method, 0, 0, 0, 1]);
            places.extend(at.to_be_bytes());
            places.extend(length.to_be_bytes());
        }
        let inner = [
            iso(b"hdlr", b"\0\0\0\0\0\0\0\0pict"),
            iso(b"iinf", &items),
            iso(b"iloc", &places),
            properties.clone(),
        ];
        let meta = iso(b"meta", &[vec![0; 4], inner.concat()].concat());
        let notes =
            [&[0, 0, 0, 0][..], b"Exif\0\0GPSLatitude 52.5200N GPSLongitude 13.4050E 12345678"].concat();
        let data = iso(b"mdat", &[b"pixels", &notes[..59]].concat());
        [iso(b"ftyp", b"heic\0\0\0\0mif1"), meta, data].concat()
    };
    let at = build(0).len() - 65;
    build(place.unwrap_or(u32::try_from(at).unwrap()))
}

fn kept(kind: FileKind, bytes: &[u8]) -> Vec<u8> {
    assert!(kind.fits(bytes));
    read(kind, bytes).unwrap().pieces.concat()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn code(kind: FileKind, bytes: &[u8]) -> Code {
    read(kind, bytes).unwrap_err().code
}

#[test]
fn sides_are_read_from_the_picture() {
    for (kind, bytes) in [
        (FileKind::Jpeg, jpeg(640, 480, &[])),
        (FileKind::Png, png(640, 480, &[])),
        (FileKind::Webp, webp(&[lossy(640, 480)])),
        (FileKind::Webp, webp(&[canvas(640, 480), lossy(640, 480)])),
        (FileKind::Webp, webp(&[riff_chunk(b"VP8L", &[0x2f, 0x7f, 0xc2, 0x77, 0x00, 1])])),
        (FileKind::Gif, gif(640, 480, 2, &[])),
        (FileKind::Heic, heic_with(640, 480, 0, None)),
    ] {
        let picture = read(kind, &bytes).unwrap();
        let expect = if kind == FileKind::Heic { (640, 512) } else { (640, 480) };
        assert_eq!((picture.width, picture.height), expect, "{kind:?}");
    }
}

#[test]
fn honest_picture_is_kept_as_it_is() {
    for (kind, bytes) in [
        (
            FileKind::Jpeg,
            jpeg(64, 48, &[segment(0xe2, b"ICC_PROFILE\0\x01\x01x"), segment(0xee, b"Adobe\0")]),
        ),
        (FileKind::Png, png(64, 48, &[png_chunk(b"gAMA", &[0; 4]), png_chunk(b"tRNS", &[0])])),
        (FileKind::Webp, webp(&[lossy(64, 48)])),
        (FileKind::Gif, gif(64, 48, 3, &[])),
    ] {
        assert_eq!(kept(kind, &bytes), bytes, "{kind:?}");
    }
}

#[test]
fn no_place_is_passed_on() {
    let exif = |is_little| segment(0xe1, &[b"Exif\0\0".to_vec(), tiff(6, is_little)].concat());
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='52,31N'/>";
    let two_pictures = |more: &[Vec<u8>]| [jpeg(64, 48, more), jpeg(8, 8, &[exif(true)])].concat();
    let notes =
        [canvas(64, 48), lossy(64, 48), riff_chunk(b"EXIF", &tiff(6, true)), riff_chunk(b"XMP ", xmp)];
    let pictures = [
        (FileKind::Jpeg, jpeg(64, 48, &[exif(true)])),
        (
            FileKind::Jpeg,
            jpeg(64, 48, &[exif(false), segment(0xe1, xmp), segment(0xed, b"GPSLatitude iptc")]),
        ),
        (FileKind::Jpeg, jpeg(64, 48, &[segment(0xfe, b"GPSLatitude"), segment(0xe5, b"GPSLatitude")])),
        (FileKind::Jpeg, two_pictures(&[segment(0xe2, b"MPF\0GPSLatitude")])),
        (FileKind::Png, png(64, 48, &[png_chunk(b"eXIf", &tiff(6, false))])),
        (FileKind::Png, png(64, 48, &[png_chunk(b"iTXt", xmp), png_chunk(b"tEXt", b"GPSLatitude\0 1")])),
        (
            FileKind::Png,
            [png(64, 48, &[png_chunk(b"zTXt", b"GPSLatitude")]), b"GPSLatitude".to_vec()].concat(),
        ),
        (FileKind::Webp, webp(&notes)),
        (FileKind::Webp, [webp(&[lossy(64, 48)]), b"GPSLatitude".to_vec()].concat()),
        (FileKind::Gif, gif(64, 48, 1, b"\x21\xfe\x0bGPSLatitude\0\x21\xff\x0bXMP DataXMP\x0bGPSLatitude\0")),
        (FileKind::Gif, [gif(64, 48, 1, &[]), b"GPSLatitude".to_vec()].concat()),
        (FileKind::Heic, heic_with(64, 48, 0, None)),
    ];
    for (kind, bytes) in pictures {
        assert!(holds(&bytes, b"GPSLatitude"), "{kind:?}");
        let kept = kept(kind, &bytes);
        assert!(
            !holds(&kept, b"GPS") && !holds(&kept, b"52"),
            "{kind:?}: {}",
            String::from_utf8_lossy(&kept)
        );
        let again = read(kind, &kept).unwrap();
        assert_eq!(again.pieces.concat(), kept, "{kind:?}: taking out twice changes nothing");
    }
}

#[test]
fn how_a_picture_is_turned_stays() {
    for turned in 1..=9 {
        for is_little in [false, true] {
            let exif = segment(0xe1, &[b"Exif\0\0".to_vec(), tiff(turned, is_little)].concat());
            let notes = riff_chunk(b"EXIF", &tiff(turned, is_little));
            for (kind, bytes) in [
                (FileKind::Jpeg, jpeg(64, 48, &[exif])),
                (FileKind::Png, png(64, 48, &[png_chunk(b"eXIf", &tiff(turned, is_little))])),
                (FileKind::Webp, webp(&[canvas(64, 48), lossy(64, 48), notes])),
            ] {
                let kept = kept(kind, &bytes);
                let start = kept.windows(4).position(|window| window == b"MM\0*");
                let found = start.and_then(|start| orientation::Orientation::parse(&kept[start..]));
                let expect = orientation::Orientation::parse(&tiff(turned, is_little));
                assert_eq!(found, expect, "{kind:?} {turned}");
                assert_eq!(found.is_some(), (2..=8).contains(&turned), "{kind:?} {turned}");
            }
        }
    }
}

#[test]
fn our_own_chunk_of_a_png_has_the_checksum_that_readers_want() {
    let kept = kept(FileKind::Png, &png(64, 48, &[png_chunk(b"eXIf", &tiff(6, false))]));
    let start = kept.windows(4).position(|window| window == b"eXIf").unwrap();
    // As zlib computes it for these thirty bytes.
    assert_eq!(kept[start + 30..start + 34], PNG_SUM_OF_6.to_be_bytes());
}

const PNG_SUM_OF_6: u32 = 0xd667_4b69;

#[test]
fn twenty_bombs_are_known_by_their_headers() {
    let frame = riff_chunk(b"ANMF", &[&[0; 6][..], &[63, 0, 0, 47, 0, 0, 0, 0, 0, 0]].concat());
    let wide_frame = riff_chunk(b"ANMF", &[&[0; 6][..], &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]].concat());
    let control = |sides: [u32; 2]| {
        png_chunk(b"fcTL", &[[0; 4], sides[0].to_be_bytes(), sides[1].to_be_bytes(), [0; 4]].concat())
    };
    let many = png_chunk(b"acTL", &[&201_u32.to_be_bytes()[..], &[0; 4]].concat());
    let wide_gif_frame = [0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 0];
    let bombs = [
        (FileKind::Png, png(12_001, 1, &[])),
        (FileKind::Png, png(1, 12_001, &[])),
        (FileKind::Png, png(u32::MAX, u32::MAX, &[])),
        (FileKind::Png, png(6_325, 6_325, &[])),
        (FileKind::Png, png(12_000, 9_000, &[])),
        (FileKind::Png, png(64, 48, &[many])),
        (FileKind::Png, png(64, 48, &[control([64, 30_000])])),
        (FileKind::Jpeg, jpeg(65_535, 65_535, &[])),
        (FileKind::Jpeg, jpeg(12_001, 8, &[])),
        (FileKind::Jpeg, jpeg(8_000, 8_000, &[])),
        (FileKind::Webp, webp(&[canvas(16_777_216, 1), lossy(1, 1)])),
        (FileKind::Webp, webp(&[canvas(12_000, 12_000), lossy(1, 1)])),
        (FileKind::Webp, webp(&[lossy(16_383, 16_383)])),
        (FileKind::Webp, webp(&[riff_chunk(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f])])),
        (FileKind::Webp, webp(&[vec![canvas(64, 48)], vec![frame; 201]].concat())),
        (FileKind::Webp, webp(&[canvas(64, 48), wide_frame])),
        (FileKind::Gif, gif(64, 48, 201, &[])),
        (FileKind::Gif, gif(65_535, 65_535, 1, &[])),
        (FileKind::Gif, gif(1, 1, 1, &wide_gif_frame)),
        (FileKind::Heic, heic_with(100_000, 100_000, 0, None)),
        (FileKind::Heic, heic_with(u32::MAX, u32::MAX, 0, None)),
    ];
    assert!(bombs.len() >= 20);
    for (kind, bytes) in bombs {
        assert_eq!(code(kind, &bytes), Code::ImageTooLarge, "{kind:?}");
    }
    for (kind, bytes) in [
        (FileKind::Png, png(12_000, 3_333, &[])),
        (FileKind::Jpeg, jpeg(6_324, 6_324, &[])),
        (FileKind::Gif, gif(64, 48, 200, &[])),
    ] {
        assert!(read(kind, &bytes).is_ok(), "{kind:?} at the limit");
    }
    let told = read(FileKind::Png, &png(12_000, 9_000, &[])).unwrap_err();
    assert_eq!((told.limit, told.actual), (Some(40_000_000), Some(108_000_000)));
}

#[test]
fn what_is_no_whole_picture_is_refused() {
    for (kind, bytes) in [
        (FileKind::Jpeg, b"\xff\xd8\xff\xe0<html>".to_vec()),
        (FileKind::Jpeg, b"\xff\xd8\xff\xd9".to_vec()),
        (FileKind::Jpeg, jpeg(0, 5, &[])),
        (FileKind::Jpeg, segment(0xd8, b"\xff")),
        (FileKind::Png, b"\x89PNG\r\n\x1a\n<script>".to_vec()),
        (FileKind::Png, png(0, 5, &[])),
        (FileKind::Png, png(5, 5, &[])[..50].to_vec()),
        (FileKind::Png, png(5, 5, &[png_chunk(b"IHDR", &[0; 13])])),
        (FileKind::Webp, webp(&[])),
        (FileKind::Webp, webp(&[canvas(5, 5)])),
        (FileKind::Webp, webp(&[riff_chunk(b"VP8 ", b"<html><html>")])),
        (FileKind::Gif, b"GIF89a/*\x00\x00\x00*/=1;alert(1)//".to_vec()),
        (FileKind::Gif, gif(5, 5, 0, &[])),
        (FileKind::Heic, iso(b"ftyp", b"heic\0\0\0\0")),
        (FileKind::Heic, heic_with(64, 48, 2, None)),
        (FileKind::Heic, heic_with(64, 48, 0, Some(u32::MAX - 60))),
        (FileKind::Txt, b"text".to_vec()),
    ] {
        assert_eq!(code(kind, &bytes), Code::FileType, "{kind:?} {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn millions_of_pieces_are_refused_and_not_kept() {
    let pair = [png_chunk(b"IDAT", b""), png_chunk(b"tEXt", b"")].concat();
    let bytes = png(5, 5, &vec![pair; 300_000]);
    assert_eq!(code(FileKind::Png, &bytes), Code::FileType);
}

#[test]
fn tails_and_scripts_of_polyglots_are_gone() {
    let script = b"<script>alert(1)</script>";
    for (kind, bytes) in [
        (
            FileKind::Jpeg,
            [jpeg(8, 8, &[segment(0xfe, script)]), b"PK\x03\x04".to_vec(), script.to_vec()].concat(),
        ),
        (FileKind::Png, [png(8, 8, &[png_chunk(b"tEXt", script)]), script.to_vec()].concat()),
        (
            FileKind::Gif,
            [gif(8, 8, 1, &[&[0x21, 0xfe, 25], &script[..], &[0]].concat()), script.to_vec()].concat(),
        ),
        (FileKind::Webp, [webp(&[lossy(8, 8), riff_chunk(b"JUNK", script)]), script.to_vec()].concat()),
    ] {
        let kept = kept(kind, &bytes);
        assert!(!holds(&kept, b"script") && !holds(&kept, b"PK\x03\x04"), "{kind:?}");
    }
}

#[test]
fn no_bytes_at_all_break_the_walk() {
    let exif = segment(0xe1, &[b"Exif\0\0".to_vec(), tiff(6, true)].concat());
    let samples = [
        (FileKind::Jpeg, jpeg(64, 48, &[exif])),
        (FileKind::Png, png(64, 48, &[png_chunk(b"eXIf", &tiff(6, false))])),
        (FileKind::Webp, webp(&[canvas(64, 48), lossy(64, 48), riff_chunk(b"EXIF", &tiff(6, true))])),
        (FileKind::Gif, gif(64, 48, 2, b"\x21\xfe\x03abc\0")),
        (FileKind::Heic, heic_with(64, 48, 0, None)),
    ];
    for (kind, bytes) in samples {
        for place in 0..bytes.len() {
            drop(read(kind, &bytes[..place]));
            for value in [0, 1, 7, 0x7f, 0x80, 0xfe, 0xff] {
                let mut broken = bytes.clone();
                broken[place] = value;
                drop(read(kind, &broken));
            }
        }
    }
}
