//! Films and sounds in MP4. Phones write into them where they were made; the boxes that hold it are
//! emptied in place, because everything else is found by its place in the file.

use std::borrow::Cow;
use std::ops::Range;

use pulina_shared::problem::{Code, Rejection};

use super::iso_boxes::{IsoBox, boxes};
use super::picture::Pieces;

/// Boxes that describe and are not needed to play.
const DESCRIBING: [&[u8; 4]; 3] = [b"udta", b"meta", b"uuid"];
/// How deep the describing boxes lie: in the file, in the film, in a track.
const DEPTH_MAX: usize = 3;

/// The same film without what was noted about it.
///
/// # Errors
/// `file_type` when it is no whole film.
pub fn without_places(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, Rejection> {
    let broken = || Rejection::new(Code::FileType);
    let mut emptied = Vec::new();
    let top = describing(bytes, 0..bytes.len(), 1, &mut emptied).ok_or_else(broken)?;
    if !top.iter().any(|found| &found.name == b"moov") {
        return Err(broken());
    }
    let mut pieces = Pieces::of(bytes);
    let mut kept_to = 0;
    for IsoBox { whole, body, .. } in &emptied {
        // Size and name: the name is the four bytes behind the first four.
        pieces.keep(kept_to..whole.start + 4);
        pieces.add(b"free".to_vec());
        pieces.keep(whole.start + 8..body.start);
        pieces.add(vec![0; body.len()]);
        kept_to = whole.end;
    }
    pieces.keep(kept_to..bytes.len());
    pieces.into_vec().ok_or_else(broken)
}

/// Collects describing boxes, in order, and gives the boxes of this level.
fn describing(
    bytes: &[u8],
    range: Range<usize>,
    depth: usize,
    emptied: &mut Vec<IsoBox>,
) -> Option<Vec<IsoBox>> {
    let level = boxes(bytes, range)?;
    for found in &level {
        if DESCRIBING.contains(&&found.name) {
            emptied.push(found.clone());
        } else if matches!(&found.name, b"moov" | b"trak") && depth < DEPTH_MAX {
            describing(bytes, found.body.clone(), depth + 1, emptied)?;
        }
    }
    Some(level)
}

#[cfg(test)]
#[path = "movie_tests.rs"]
mod tests;
