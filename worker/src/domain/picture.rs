//! Pictures from strangers, walked through by their outer structure and never decoded: how large
//! they are, and which of their bytes may be passed on. Where a picture was taken, by what and by
//! whom is left out; how it must be turned to stand upright stays. What cannot be walked through
//! from the first byte to the last is no picture.

mod gif;
mod heic;
mod jpeg;
mod orientation;
mod pieces;
mod png;
mod webp;

use std::borrow::Cow;

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};

use super::file_kind::FileKind;
pub use pieces::Pieces;

/// Frames of one moving picture.
const FRAMES_MAX: u32 = 200;

/// What a walk found.
#[derive(Debug)]
pub struct Picture<'a> {
    /// Pixels from left to right, as stored.
    pub width: u32,
    /// Pixels from top to bottom, as stored.
    pub height: u32,
    /// What may be passed on, in order.
    pub pieces: Vec<Cow<'a, [u8]>>,
}

/// The same before it was judged.
struct Walked<'a> {
    width: u32,
    height: u32,
    n_frames: u32,
    pieces: Pieces<'a>,
}

/// Walks through a picture of this kind.
///
/// # Errors
/// `file_type` when it is no whole picture, `image_too_large`.
pub fn read(kind: FileKind, bytes: &[u8]) -> Result<Picture<'_>, Rejection> {
    let walked = match kind {
        FileKind::Jpeg => jpeg::walk(bytes),
        FileKind::Png => png::walk(bytes),
        FileKind::Webp => webp::walk(bytes),
        FileKind::Gif => gif::walk(bytes),
        FileKind::Heic => heic::walk(bytes),
        _ => None,
    };
    let Walked { width, height, n_frames, pieces } = walked.ok_or(Rejection::new(Code::FileType))?;
    let too_large = |limit: u64, actual: u64| Rejection {
        limit: Some(limit),
        actual: Some(actual),
        sides: Some(Box::new([width, height])),
        ..Rejection::new(Code::ImageTooLarge)
    };
    if width.max(height) > limits::PICTURE_SIDE_MAX {
        return Err(too_large(u64::from(limits::PICTURE_SIDE_MAX), u64::from(width.max(height))));
    }
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels > limits::PICTURE_PIXELS_MAX {
        return Err(too_large(limits::PICTURE_PIXELS_MAX, n_pixels));
    }
    if n_frames > FRAMES_MAX {
        return Err(too_large(u64::from(FRAMES_MAX), u64::from(n_frames)));
    }
    let pieces = pieces.into_vec().ok_or(Rejection::new(Code::FileType))?;
    if n_pixels == 0 {
        return Err(Rejection::new(Code::FileType));
    }
    Ok(Picture { width, height, pieces })
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
