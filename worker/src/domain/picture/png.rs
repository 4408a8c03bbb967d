//! PNG: a chain of chunks with their names. Those stay that a picture is drawn from; texts, times,
//! notes and what stands behind the last chunk go.

use super::orientation::Orientation;
use super::{Pieces, Walked};
use crate::domain::byte_reader::ByteReader;

const SIGNATURE_BYTES: usize = 8;
const DRAWN: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI", b"mDCv",
];

pub(super) fn walk(bytes: &[u8]) -> Option<Walked<'_>> {
    let mut reader = ByteReader::new(bytes);
    reader.take(SIGNATURE_BYTES)?;
    let mut pieces = Pieces::of(bytes);
    pieces.keep(0..SIGNATURE_BYTES);
    let (mut width, mut height, mut n_frames) = (0, 0, 1);
    let mut orientation = None;
    let mut has_pixels = false;
    loop {
        let start = reader.at();
        let n_body = usize::try_from(reader.be32()?).ok()?;
        let name: &[u8; 4] = reader.take(4)?.try_into().ok()?;
        let body = reader.take(n_body)?;
        reader.take(4)?;
        if (start == SIGNATURE_BYTES) != (name == b"IHDR") {
            return None;
        }
        let mut fields = ByteReader::new(body);
        match name {
            b"IHDR" => (width, height) = (fields.be32()?, fields.be32()?),
            b"acTL" => n_frames = n_frames.max(fields.be32()?),
            b"fcTL" => {
                fields.take(4)?;
                (width, height) = (width.max(fields.be32()?), height.max(fields.be32()?));
            }
            b"IDAT" => has_pixels = true,
            b"eXIf" => orientation = Orientation::parse(body),
            b"IEND" => {
                if let Some(orientation) = orientation {
                    pieces.add(chunk(b"eXIf", &orientation.notes())?);
                }
                pieces.keep(start..reader.at());
                return has_pixels.then_some(Walked { width, height, n_frames, pieces });
            }
            _ => {}
        }
        if DRAWN.contains(&name) {
            pieces.keep(start..reader.at());
        }
    }
}

fn chunk(name: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let named = [name, body].concat();
    let size = u32::try_from(body.len()).ok()?;
    Some([&size.to_be_bytes()[..], &named, &checksum(&named).to_be_bytes()].concat())
}

/// CRC-32 as PNG has it; only ever over our own few bytes.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |rest: u32, _| if rest & 1 == 1 { (rest >> 1) ^ 0xedb8_8320 } else { rest >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
