//! HEIC: items of a picture somewhere in a file, found by a table of their places. The items that
//! hold notes are filled with zeros, so that all places stay right; orientation is a property of
//! the picture and no note. A file in which the notes cannot be found for certain is refused.

use std::ops::Range;

use super::{Pieces, Walked};
use crate::domain::byte_reader::ByteReader;
use crate::domain::iso_boxes::{IsoBox, boxes, named};

/// Items and places that are looked at.
const ITEMS_MAX: u32 = 20_000;

pub(super) fn walk(bytes: &[u8]) -> Option<Walked<'_>> {
    let top = boxes(bytes, 0..bytes.len())?;
    let meta = named(&top, b"meta")?;
    // Version and flags stand before the boxes.
    let inner = boxes(bytes, meta.body.start.checked_add(4)?..meta.body.end)?;
    let (width, height) = sides(bytes, &inner)?;
    let notes = notes(bytes, named(&inner, b"iinf")?)?;
    let data = named(&inner, b"idat").map(|data| data.body.clone());
    let mut emptied = places(bytes, named(&inner, b"iloc")?, &notes, data)?;
    emptied.extend(top.iter().filter(|found| &found.name == b"uuid").map(|found| found.body.clone()));
    emptied.sort_unstable_by_key(|range| range.start);
    let mut pieces = Pieces::of(bytes);
    let mut kept_to = 0;
    for range in emptied {
        // Two may overlap; each byte is written once.
        let start = range.start.max(kept_to);
        if start < range.end {
            pieces.keep(kept_to..start);
            pieces.add(vec![0; range.end - start]);
            kept_to = range.end;
        }
    }
    pieces.keep(kept_to..bytes.len());
    Some(Walked { width, height, n_frames: 1, pieces })
}

/// The largest sides of any item: the whole picture is never smaller than its tiles.
fn sides(bytes: &[u8], inner: &[IsoBox]) -> Option<(u32, u32)> {
    let properties = boxes(bytes, named(inner, b"iprp")?.body.clone())?;
    let properties = boxes(bytes, named(&properties, b"ipco")?.body.clone())?;
    let mut largest = None;
    for property in properties.iter().filter(|property| &property.name == b"ispe") {
        let mut reader = ByteReader::new(bytes.get(property.body.clone())?);
        reader.take(4)?;
        let (width, height) = (reader.be32()?, reader.be32()?);
        let (widest, highest) = largest.unwrap_or_default();
        largest = Some((width.max(widest), height.max(highest)));
    }
    largest
}

/// The items that are no picture: notes of cameras and programs.
fn notes(bytes: &[u8], table: &IsoBox) -> Option<Vec<u32>> {
    let mut reader = ByteReader::new(bytes.get(table.body.clone())?);
    let version = reader.be32()? >> 24;
    let n_items = if version == 0 { u32::from(reader.be16()?) } else { reader.be32()? };
    let start = table.body.start.checked_add(reader.at())?;
    let entries = boxes(bytes, start..table.body.end)?;
    if usize::try_from(n_items).ok()? != entries.len() {
        return None;
    }
    let mut notes = Vec::new();
    for entry in entries {
        let mut reader = ByteReader::new(bytes.get(entry.body)?);
        let id = match reader.be32()? >> 24 {
            2 => u32::from(reader.be16()?),
            3 => reader.be32()?,
            _ => return None,
        };
        reader.take(2)?;
        if matches!(reader.take(4)?, b"Exif" | b"mime" | b"uri ") {
            notes.push(id);
        }
    }
    Some(notes)
}

/// Where these items lie.
fn places(
    bytes: &[u8],
    table: &IsoBox,
    items: &[u32],
    data: Option<Range<usize>>,
) -> Option<Vec<Range<usize>>> {
    let mut reader = ByteReader::new(bytes.get(table.body.clone())?);
    let version = reader.be32()? >> 24;
    let (sizes, more_sizes) = (reader.byte()?, reader.byte()?);
    let (offset_size, length_size) = (sizes >> 4, sizes & 15);
    let (base_size, index_size) = (more_sizes >> 4, if version == 0 { 0 } else { more_sizes & 15 });
    let n_items = if version < 2 { u32::from(reader.be16()?) } else { reader.be32()? };
    let mut places = Vec::new();
    for _ in 0..(n_items <= ITEMS_MAX).then_some(n_items)? {
        let id = if version < 2 { u32::from(reader.be16()?) } else { reader.be32()? };
        let method = if version == 0 { 0 } else { reader.be16()? & 15 };
        let is_outside = reader.be16()? != 0;
        let base = number(&mut reader, base_size)?;
        for _ in 0..reader.be16()? {
            number(&mut reader, index_size)?;
            let offset = base.checked_add(number(&mut reader, offset_size)?)?;
            let length = number(&mut reader, length_size)?;
            if !items.contains(&id) {
                continue;
            }
            let within = match method {
                0 => 0..bytes.len(),
                1 => data.clone()?,
                _ => return None,
            };
            let start = within.start.checked_add(offset)?;
            let end = start.checked_add(length).filter(|end| *end <= within.end)?;
            // No length means everything, which no notes are.
            if is_outside || length == 0 || places.len() > items.len() * 4 {
                return None;
            }
            places.push(start..end);
        }
    }
    Some(places)
}

/// A number of so many bytes; of none it is 0.
fn number(reader: &mut ByteReader, n_bytes: u8) -> Option<usize> {
    match n_bytes {
        0 => Some(0),
        4 => usize::try_from(reader.be32()?).ok(),
        8 => usize::try_from(reader.be64()?).ok(),
        _ => None,
    }
}
