//! Films with a place noted in every box where phones put it.

use super::*;

fn iso(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap();
    [&size.to_be_bytes()[..], name, body].concat()
}

#[test]
fn places_are_emptied_and_nothing_moves() {
    let place = b"+52.5200+013.4050/";
    let track = iso(b"trak", &[iso(b"tkhd", b"12"), iso(b"udta", place), iso(b"meta", place)].concat());
    let film = iso(b"moov", &[iso(b"mvhd", b"34"), track, iso(b"udta", &iso(b"\xa9xyz", place))].concat());
    let bytes = [
        iso(b"ftyp", b"isom\0\0\0\0"),
        iso(b"uuid", place),
        film,
        iso(b"mdat", b"pixels"),
        iso(b"meta", place),
    ]
    .concat();
    let kept = without_places(&bytes).unwrap().concat();
    assert_eq!(kept.len(), bytes.len());
    assert!(!kept.windows(6).any(|window| window == b"52.520"));
    let at = |bytes: &[u8]| bytes.windows(6).position(|window| window == b"pixels").unwrap();
    assert_eq!(at(&kept), at(&bytes));
    assert_eq!(without_places(&kept).unwrap().concat(), kept);
    let plain = [iso(b"ftyp", b"isom\0\0\0\0"), iso(b"moov", &iso(b"mvhd", b"34"))].concat();
    assert_eq!(without_places(&plain).unwrap(), [Cow::Borrowed(plain.as_slice())]);
}

#[test]
fn what_is_no_whole_film_is_refused() {
    let film = [iso(b"ftyp", b"isom\0\0\0\0"), iso(b"moov", &iso(b"mvhd", b"34"))].concat();
    for bytes in [
        film[..film.len() - 1].to_vec(),
        [film.clone(), b"<html>".to_vec()].concat(),
        iso(b"ftyp", b"isom\0\0\0\0"),
        [film.clone(), b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()].concat(),
        [film, b"\0\0\0\x07free".to_vec()].concat(),
    ] {
        assert_eq!(without_places(&bytes).unwrap_err().code, Code::FileType);
    }
}
