//! GIF: a screen and blocks. Comments, texts and foreign extensions go.

use super::{Pieces, Walked};
use crate::domain::byte_reader::ByteReader;

const END: u8 = 0x3b;
const PROGRAMS: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

pub(super) fn walk(bytes: &[u8]) -> Option<Walked<'_>> {
    let mut reader = ByteReader::new(bytes);
    reader.take(6)?;
    let (mut width, mut height) = (u32::from(reader.le16()?), u32::from(reader.le16()?));
    let flags = reader.byte()?;
    reader.take(2)?;
    skip_colours(&mut reader, flags)?;
    let mut pieces = Pieces::of(bytes);
    pieces.keep(0..reader.at());
    let mut n_frames = 0;
    // A picture that was cut off ends behind the last whole block, as browsers show it.
    while let Some((range, block)) = next_block(&mut reader) {
        match block {
            Block::Frame { right, bottom } => {
                n_frames += 1;
                (width, height) = (width.max(right), height.max(bottom));
                pieces.keep(range);
            }
            Block::Kept => pieces.keep(range),
            Block::Dropped => {}
        }
    }
    pieces.add(vec![END]);
    (n_frames > 0).then_some(Walked { width, height, n_frames, pieces })
}

enum Block {
    Frame { right: u32, bottom: u32 },
    Kept,
    Dropped,
}

fn next_block(reader: &mut ByteReader) -> Option<(std::ops::Range<usize>, Block)> {
    let start = reader.at();
    let block = match reader.byte()? {
        0x21 => {
            let label = reader.byte()?;
            let name = reader.clone().take(12).and_then(|head| head.get(1..));
            skip_data(reader)?;
            let is_known = name.is_some_and(|name| PROGRAMS.contains(&name));
            if label == 0xf9 || (label == 0xff && is_known) { Block::Kept } else { Block::Dropped }
        }
        0x2c => {
            let (left, top) = (u32::from(reader.le16()?), u32::from(reader.le16()?));
            let (width, height) = (u32::from(reader.le16()?), u32::from(reader.le16()?));
            let flags = reader.byte()?;
            skip_colours(reader, flags)?;
            reader.byte()?;
            skip_data(reader)?;
            Block::Frame { right: left + width, bottom: top + height }
        }
        _ => return None,
    };
    Some((start..reader.at(), block))
}

/// The table of colours, if the flags say that one follows.
fn skip_colours(reader: &mut ByteReader, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        reader.take(3 << ((flags & 7) + 1))?;
    }
    Some(())
}

/// Data comes in runs of at most 255 bytes; one of none is the last.
fn skip_data(reader: &mut ByteReader) -> Option<()> {
    loop {
        match reader.byte()? {
            0 => return Some(()),
            n => reader.take(usize::from(n))?,
        };
    }
}
