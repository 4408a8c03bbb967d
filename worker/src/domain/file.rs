//! The life of a file: announced, uploaded in parts, complete, named by a message. Who may do what
//! to it when, and how much of it. Until a message names it, it is its sender's alone.

use std::borrow::Cow;

use pulina_shared::ids::{FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{DAY_MS, Timestamp};
use pulina_shared::wire::channel::FileRules;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::Author;
use pulina_shared::wire::http::NewFile;

use super::conversation::Moment;
use super::file_kind::FileKind;
use super::file_name::{clean, extension};
use super::{movie, picture};

/// A file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Which.
    pub id: FileId,
    /// The name that its sender gave to the upload.
    pub upload: MessageId,
    /// Whose it is.
    pub sender: Author,
    /// What to call it: cleaned.
    pub name: String,
    /// How many bytes were announced.
    pub n_bytes: u64,
    /// When it was announced.
    pub begun_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Parts are coming.
    Uploading,
    /// It took too long and its parts are gone; remembered so that its sender is told.
    Over,
    /// It is whole and waits for a message.
    Pending {
        /// What is told of it.
        info: FileInfo,
        /// Since when.
        since: Timestamp,
    },
    /// A message names it.
    Sent {
        /// What is told of it.
        info: FileInfo,
        /// Which message.
        message: MessageId,
    },
}

impl StoredFile {
    /// When something must be done about it; never once a message names it.
    pub fn due_at(&self) -> Option<Timestamp> {
        let upload_ends_at = self.begun_at.plus(limits::UPLOAD_MS_MAX);
        match &self.stage {
            Stage::Uploading => Some(upload_ends_at),
            Stage::Over => Some(upload_ends_at.plus(limits::PENDING_FILE_MS_MAX)),
            Stage::Pending { since, .. } => Some(since.plus(limits::PENDING_FILE_MS_MAX)),
            Stage::Sent { .. } => None,
        }
    }

    /// What there is to read, for this reader.
    pub fn seen_by(&self, reader: &Author) -> Option<&FileInfo> {
        match &self.stage {
            Stage::Sent { info, .. } => Some(info),
            Stage::Pending { info, .. } if *reader == self.sender => Some(info),
            Stage::Pending { .. } | Stage::Uploading | Stage::Over => None,
        }
    }

    /// What its sender is told of it.
    pub fn info(&self) -> Option<&FileInfo> {
        self.seen_by(&self.sender)
    }

    /// How many parts it comes in.
    pub fn n_parts(&self) -> u64 {
        self.n_bytes.div_ceil(limits::FILE_PART_BYTES)
    }

    /// How many bytes this part has; `None` when there is no such part.
    fn part_bytes(&self, n: u64) -> Option<u64> {
        let before = n.checked_mul(limits::FILE_PART_BYTES)?;
        self.n_bytes
            .checked_sub(before)
            .filter(|rest| *rest > 0)
            .map(|rest| rest.min(limits::FILE_PART_BYTES))
    }

    /// Whether it is its sender's alone and can go.
    ///
    /// # Errors
    /// `not_found` once a message names it: it goes with the message.
    pub fn check_can_be_forgotten(&self) -> Result<(), Rejection> {
        match self.stage {
            Stage::Uploading | Stage::Over | Stage::Pending { .. } => Ok(()),
            Stage::Sent { .. } => Err(Rejection::new(Code::NotFound)),
        }
    }

    fn is_too_late(&self, now: Timestamp) -> bool {
        match self.stage {
            Stage::Uploading => now.since(self.begun_at) > limits::UPLOAD_MS_MAX,
            Stage::Over => true,
            Stage::Pending { .. } | Stage::Sent { .. } => false,
        }
    }

    /// Whether this part is still to be written; false when the whole file is here already.
    ///
    /// # Errors
    /// `upload_timeout`, `part_invalid`.
    pub fn wants_part(&self, n: u64, n_bytes: u64, now: Timestamp) -> Result<bool, Rejection> {
        if self.is_too_late(now) {
            return Err(Rejection::new(Code::UploadTimeout));
        }
        if self.info().is_some() {
            return Ok(false);
        }
        match self.part_bytes(n) {
            Some(expected) if expected == n_bytes => Ok(true),
            Some(expected) => Err(part_invalid(expected, n_bytes)),
            None => Err(part_invalid(self.n_parts().saturating_sub(1), n)),
        }
    }

    /// Whether it can be put together now; false when that was done already.
    ///
    /// # Errors
    /// `upload_timeout`, `part_invalid` when parts are missing.
    pub fn wants_completion(&self, n_parts_here: u64, now: Timestamp) -> Result<bool, Rejection> {
        if self.is_too_late(now) {
            return Err(Rejection::new(Code::UploadTimeout));
        }
        if self.info().is_some() {
            return Ok(false);
        }
        if n_parts_here < self.n_parts() {
            return Err(part_invalid(self.n_parts(), n_parts_here));
        }
        Ok(true)
    }
}

fn part_invalid(limit: u64, actual: u64) -> Rejection {
    Rejection { limit: Some(limit), actual: Some(actual), ..Rejection::new(Code::PartInvalid) }
}

/// What one person announced on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayUse {
    /// Days since 1970.
    pub day: u64,
    /// Files on it.
    pub n_files: u32,
    /// Their bytes.
    pub n_bytes: u64,
}

impl DayUse {
    /// Counts one more.
    fn take(self, n_bytes: u64, now: Timestamp) -> Result<Self, Rejection> {
        let day = now.0 / DAY_MS;
        let Self { n_files, n_bytes: n_before, .. } =
            if day == self.day { self } else { Self { day, ..Self::default() } };
        let after =
            Self { day, n_files: n_files.saturating_add(1), n_bytes: n_before.saturating_add(n_bytes) };
        let too_much = |limit: u64, actual: u64| Rejection {
            limit: Some(limit),
            actual: Some(actual),
            ..Rejection::retry_after(Code::QuotaFiles, DAY_MS - now.0 % DAY_MS)
        };
        if after.n_files > limits::FILES_PER_DAY {
            return Err(too_much(u64::from(limits::FILES_PER_DAY), u64::from(after.n_files)));
        }
        if after.n_bytes > limits::FILE_BYTES_PER_DAY {
            return Err(too_much(limits::FILE_BYTES_PER_DAY, after.n_bytes));
        }
        Ok(after)
    }
}

/// What the channel says about files, and where the visitor stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadRules {
    /// The channel's own rules.
    pub files: FileRules,
    /// Whether the visitor has not agreed, where that is asked.
    pub is_consent_missing: bool,
}

impl UploadRules {
    /// Whether this person may upload at all.
    ///
    /// # Errors
    /// `files_off`, `consent_required`; both of visitors only.
    pub fn check(&self, sender: &Author) -> Result<(), Rejection> {
        if *sender != Author::Visitor {
            return Ok(());
        }
        if !self.files.are_allowed {
            return Err(Rejection::new(Code::FilesOff));
        }
        if self.is_consent_missing {
            return Err(Rejection::new(Code::ConsentRequired));
        }
        Ok(())
    }

    fn kind_of(&self, name: &str) -> Result<FileKind, Rejection> {
        extension(name)
            .and_then(|extension| FileKind::of_extension(&extension))
            .filter(|kind| *kind != FileKind::Zip || self.files.are_archives_allowed)
            .ok_or(Rejection::new(Code::FileType))
    }
}

/// What follows from an announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is the upload that is known already.
    Known,
    /// It begins now, or again after it took too long.
    Now(Box<StoredFile>, DayUse),
}

/// Announces a file. The same upload id is the same file; one that took too long begins again.
///
/// # Errors
/// `files_off`, `consent_required`, `id_conflict`, `field_invalid`, `file_too_large`, `file_type`,
/// `quota_files`.
pub fn begin(
    known: Option<&StoredFile>,
    new: &NewFile,
    sender: &Author,
    used: DayUse,
    rules: &UploadRules,
    moment: &mut Moment,
) -> Result<Begun, Rejection> {
    rules.check(sender)?;
    let name = clean(&new.name);
    if let Some(known) = known {
        let is_same = known.sender == *sender && known.name == name && known.n_bytes == new.n_bytes;
        if !is_same {
            return Err(Rejection::new(Code::IdConflict));
        }
        if !known.is_too_late(moment.now) {
            return Ok(Begun::Known);
        }
    }
    if new.n_bytes == 0 {
        return Err(Rejection::new(Code::FieldInvalid).at("/n_bytes"));
    }
    let bytes_max = rules.files.bytes_max.min(limits::FILE_BYTES_MAX);
    if new.n_bytes > bytes_max {
        let rejection = Rejection::new(Code::FileTooLarge);
        return Err(Rejection { limit: Some(bytes_max), actual: Some(new.n_bytes), ..rejection });
    }
    rules.kind_of(&name)?;
    let used = if moment.are_rates_on { used.take(new.n_bytes, moment.now)? } else { used };
    let id = known.map_or_else(|| FileId::new((moment.random)()), |known| known.id.clone());
    let (sender, upload, n_bytes) = (sender.clone(), new.upload, new.n_bytes);
    let file =
        StoredFile { id, upload, sender, name, n_bytes, begun_at: moment.now, stage: Stage::Uploading };
    Ok(Begun::Now(Box::new(file), used))
}

/// What a whole file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub struct Finished<'a> {
    /// What is told of it.
    pub info: FileInfo,
    /// What is kept of it, in order: everything, or what is left without places and comments.
    pub pieces: Vec<Cow<'a, [u8]>>,
}

impl Finished<'_> {
    /// Whether every byte is kept as it came.
    pub fn is_unchanged(&self) -> bool {
        matches!(self.pieces.as_slice(), [Cow::Borrowed(_)])
    }
}

/// Looks at the whole file: its kind by bytes and extension together, the size of pictures, and
/// what must not be passed on.
///
/// # Errors
/// `file_type`, `image_too_large`.
pub fn finish<'a>(
    file: &StoredFile,
    bytes: &'a [u8],
    rules: &UploadRules,
) -> Result<Finished<'a>, Rejection> {
    let kind = rules.kind_of(&file.name)?;
    if !kind.fits(bytes) {
        return Err(Rejection::new(Code::FileType));
    }
    let (sides, pieces) = match kind {
        FileKind::Jpeg | FileKind::Png | FileKind::Gif | FileKind::Webp | FileKind::Heic => {
            let picture = picture::read(kind, bytes)?;
            (Some((picture.width, picture.height)), picture.pieces)
        }
        FileKind::Mp4 | FileKind::M4a => (None, movie::without_places(bytes)?),
        _ => (None, vec![Cow::Borrowed(bytes)]),
    };
    // What is left of a whole picture that fits into the limits.
    let pieces: Vec<_> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    let n_bytes = pieces.iter().map(|piece| piece.len() as u64).sum();
    let info = FileInfo {
        id: file.id.clone(),
        name: file.name.clone(),
        media_type: kind.media_type().to_owned(),
        n_bytes,
        width: sides.map(|(width, _)| width),
        height: sides.map(|(_, height)| height),
    };
    Ok(Finished { info, pieces })
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
