//! What is kept of a file, without copying it: ranges of the original and small new parts between.

use std::borrow::Cow;
use std::ops::Range;

/// More pieces than any honest file has; a hostile one could make millions.
const PIECES_MAX: usize = 20_000;

/// What is kept so far, in order.
#[derive(Debug)]
pub struct Pieces<'a> {
    bytes: &'a [u8],
    kept: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    Range(Range<usize>),
    New(Vec<u8>),
}

impl<'a> Pieces<'a> {
    /// Nothing is kept of these bytes yet.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, kept: Vec::new() }
    }

    /// Keeps a range of the original.
    pub fn keep(&mut self, range: Range<usize>) {
        if let Some(Piece::Range(last)) = self.kept.last_mut()
            && last.end == range.start
        {
            last.end = range.end;
        } else {
            self.push(Piece::Range(range));
        }
    }

    /// Adds something of our own.
    pub fn add(&mut self, new: Vec<u8>) {
        self.push(Piece::New(new));
    }

    fn push(&mut self, piece: Piece) {
        // One too many is remembered, and the whole refused in the end.
        if self.kept.len() <= PIECES_MAX {
            self.kept.push(piece);
        }
    }

    /// Keeps what was collected of the same bytes.
    pub fn append(&mut self, others: Self) {
        for piece in others.kept {
            match piece {
                Piece::Range(range) => self.keep(range),
                Piece::New(new) => self.add(new),
            }
        }
    }

    /// The sum of all bytes.
    pub fn n_bytes(&self) -> usize {
        let sizes = self.kept.iter().map(|piece| match piece {
            Piece::Range(range) => range.len(),
            Piece::New(new) => new.len(),
        });
        sizes.sum()
    }

    /// The pieces themselves; `None` when there are too many, or one lies outside.
    pub fn into_vec(self) -> Option<Vec<Cow<'a, [u8]>>> {
        let Self { bytes, kept } = self;
        if kept.len() > PIECES_MAX {
            return None;
        }
        let piece = |piece| match piece {
            Piece::Range(range) => bytes.get(range).map(Cow::Borrowed),
            Piece::New(new) => Some(Cow::Owned(new)),
        };
        kept.into_iter().map(piece).collect()
    }
}
