//! Files of a conversation in its object's database: what is known of each, its bytes in rows of one
//! size, what each person used up of a day, and the key of the download links.

use pulina_shared::ids::{FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::Author;
use serde::Deserialize;

use super::event_row::{author_text, parse_author};
use super::sql::{Sql, Value, blob, number, text};
use crate::domain::conversation::PendingFile;
use crate::domain::download_link::LinkKey;
use crate::domain::file::{DayUse, Stage, StoredFile};
use crate::fault::Fault;

/// A file by the id that its sender gave to the upload.
///
/// # Errors
/// Faults of the database.
pub fn by_upload(sql: &Sql, upload: MessageId) -> Result<Option<StoredFile>, Fault> {
    let row: Option<Row> =
        sql.row("upload", "SELECT * FROM files WHERE upload = ?", vec![text(upload.to_string())])?;
    row.map(StoredFile::try_from).transpose()
}

/// A file.
///
/// # Errors
/// Faults of the database.
pub fn by_id(sql: &Sql, id: &FileId) -> Result<Option<StoredFile>, Fault> {
    let row: Option<Row> = sql.row("file", "SELECT * FROM files WHERE id = ?", vec![text(id.as_str())])?;
    row.map(StoredFile::try_from).transpose()
}

/// Writes what is known of a file.
///
/// # Errors
/// Faults of the database.
pub fn put(sql: &Sql, file: &StoredFile) -> Result<(), Fault> {
    let completed_at = match &file.stage {
        Stage::Pending { since, .. } => Some(*since),
        Stage::Uploading | Stage::Over | Stage::Sent { .. } => None,
    };
    let message = match &file.stage {
        Stage::Sent { message, .. } => Some(message.to_string()),
        Stage::Uploading | Stage::Over | Stage::Pending { .. } => None,
    };
    let info = file.info();
    sql.run(
        "put file",
        "INSERT OR REPLACE INTO files (id, upload, sender, name, n_bytes_announced, begun_at, is_over,
           completed_at, media_type, n_bytes, width, height, message, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(file.id.as_str()),
            text(file.upload.to_string()),
            author_text(&file.sender),
            text(&file.name),
            number(file.n_bytes),
            number(file.begun_at.0),
            number(u64::from(file.stage == Stage::Over)),
            completed_at.map(|at| number(at.0)).into(),
            info.map(|info| text(&info.media_type)).into(),
            info.map(|info| number(info.n_bytes)).into(),
            info.and_then(|info| info.width).map(|width| number(u64::from(width))).into(),
            info.and_then(|info| info.height).map(|height| number(u64::from(height))).into(),
            message.map(text).into(),
            file.due_at().map(|due_at| number(due_at.0)).into(),
        ],
    )
}

/// The parts that are here, in order.
///
/// # Errors
/// Faults of the database.
pub fn part_numbers(sql: &Sql, id: &FileId) -> Result<Vec<u32>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        n: u32,
    }
    let statement = "SELECT n FROM file_parts WHERE file = ? ORDER BY n";
    let rows: Vec<Row> = sql.rows("part numbers", statement, vec![text(id.as_str())])?;
    Ok(rows.into_iter().map(|row| row.n).collect())
}

/// Writes one part, over an earlier one of this number.
///
/// # Errors
/// Faults of the database.
pub fn put_part(sql: &Sql, id: &FileId, n: u64, bytes: Vec<u8>) -> Result<(), Fault> {
    sql.run(
        "put part",
        "INSERT OR REPLACE INTO file_parts (file, n, bytes) VALUES (?, ?, ?)",
        vec![text(id.as_str()), number(n), Value::Blob(bytes)],
    )
}

/// Reads one part.
///
/// # Errors
/// Faults of the database.
pub fn part(sql: &Sql, id: &FileId, n: u64) -> Result<Option<Vec<u8>>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(deserialize_with = "blob")]
        bytes: Vec<u8>,
    }
    let statement = "SELECT bytes FROM file_parts WHERE file = ? AND n = ?";
    let row: Option<Row> = sql.row("part", statement, vec![text(id.as_str()), number(n)])?;
    Ok(row.map(|row| row.bytes))
}

/// Reads all parts, in order, one row at a time. Never more than a file may have.
///
/// # Errors
/// Faults of the database.
pub fn whole(sql: &Sql, file: &StoredFile) -> Result<Vec<u8>, Fault> {
    let n_bytes = usize::try_from(file.n_bytes.min(limits::FILE_BYTES_MAX)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(n_bytes);
    for n in 0..file.n_parts() {
        bytes.extend(part(sql, &file.id, n)?.ok_or(Fault::stored("file", "a part is missing"))?);
    }
    Ok(bytes)
}

/// Writes all parts anew.
///
/// # Errors
/// Faults of the database.
pub fn rewrite_parts<'a>(
    sql: &Sql,
    id: &FileId,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> Result<(), Fault> {
    let n_part = usize::try_from(limits::FILE_PART_BYTES).unwrap_or(usize::MAX);
    delete_parts(sql, id)?;
    let mut n = 0;
    let mut part = Vec::with_capacity(n_part);
    for mut piece in pieces {
        while !piece.is_empty() {
            let (now, later) = piece.split_at(piece.len().min(n_part - part.len()));
            part.extend_from_slice(now);
            piece = later;
            if part.len() == n_part {
                put_part(sql, id, n, std::mem::take(&mut part))?;
                n += 1;
            }
        }
    }
    if part.is_empty() { Ok(()) } else { put_part(sql, id, n, part) }
}

/// Deletes the bytes of a file.
///
/// # Errors
/// Faults of the database.
pub fn delete_parts(sql: &Sql, id: &FileId) -> Result<(), Fault> {
    sql.run("delete parts", "DELETE FROM file_parts WHERE file = ?", vec![text(id.as_str())])
}

/// Deletes a file.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, id: &FileId) -> Result<(), Fault> {
    delete_parts(sql, id)?;
    sql.run("delete file", "DELETE FROM files WHERE id = ?", vec![text(id.as_str())])
}

/// The files about which something must be done by now.
///
/// # Errors
/// Faults of the database.
pub fn due(sql: &Sql, now: Timestamp) -> Result<Vec<StoredFile>, Fault> {
    let statement = "SELECT * FROM files WHERE due_at <= ? ORDER BY due_at";
    let rows: Vec<Row> = sql.rows("due files", statement, vec![number(now.0)])?;
    rows.into_iter().map(StoredFile::try_from).collect()
}

/// When something must next be done about a file.
///
/// # Errors
/// Faults of the database.
pub fn next_due_at(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        due_at: Option<Timestamp>,
    }
    let row: Option<Row> = sql.row("next due file", "SELECT min(due_at) AS due_at FROM files", vec![])?;
    Ok(row.and_then(|row| row.due_at))
}

/// A file that waits for a message, and whose it is.
///
/// # Errors
/// Faults of the database.
pub fn pending(sql: &Sql, id: &FileId) -> Result<Option<PendingFile>, Fault> {
    Ok(by_id(sql, id)?.and_then(|file| match file.stage {
        Stage::Pending { info, .. } => Some(PendingFile { info, by: file.sender }),
        Stage::Uploading | Stage::Over | Stage::Sent { .. } => None,
    }))
}

/// These files are this message's from now on.
///
/// # Errors
/// Faults of the database.
pub fn attach(sql: &Sql, files: &[FileId], message: MessageId) -> Result<(), Fault> {
    for id in files {
        sql.run(
            "attach file",
            "UPDATE files SET message = ?, due_at = NULL WHERE id = ? AND completed_at IS NOT NULL",
            vec![text(message.to_string()), text(id.as_str())],
        )?;
    }
    Ok(())
}

/// Deletes all files of a message, bytes and all.
///
/// # Errors
/// Faults of the database.
pub fn delete_of_message(sql: &Sql, message: MessageId) -> Result<(), Fault> {
    let message = || vec![text(message.to_string())];
    sql.run(
        "delete parts of message",
        "DELETE FROM file_parts WHERE file IN (SELECT id FROM files WHERE message = ?)",
        message(),
    )?;
    sql.run("delete files of message", "DELETE FROM files WHERE message = ?", message())
}

/// What a person announced on the day of their last upload.
///
/// # Errors
/// Faults of the database.
pub fn day_use(sql: &Sql, sender: &Author) -> Result<DayUse, Fault> {
    #[derive(Deserialize)]
    struct Row {
        day: u64,
        n_files: u32,
        n_bytes: u64,
    }
    let statement = "SELECT day, n_files, n_bytes FROM file_days WHERE sender = ?";
    let row: Option<Row> = sql.row("files of a day", statement, vec![author_text(sender)])?;
    Ok(row.map_or_else(DayUse::default, |row| DayUse {
        day: row.day,
        n_files: row.n_files,
        n_bytes: row.n_bytes,
    }))
}

/// Writes what a person announced today.
///
/// # Errors
/// Faults of the database.
pub fn put_day_use(sql: &Sql, sender: &Author, used: DayUse) -> Result<(), Fault> {
    sql.run(
        "put files of a day",
        "INSERT OR REPLACE INTO file_days (sender, day, n_files, n_bytes) VALUES (?, ?, ?, ?)",
        vec![author_text(sender), number(used.day), number(u64::from(used.n_files)), number(used.n_bytes)],
    )
}

/// What download links are signed with; none before the first link.
///
/// # Errors
/// Faults of the database.
pub fn link_key(sql: &Sql) -> Result<Option<LinkKey>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(deserialize_with = "blob")]
        key: Vec<u8>,
    }
    let row: Option<Row> = sql.row("link key", "SELECT key FROM link_key", vec![])?;
    row.map(|row| row.key.try_into().map_err(|_| Fault::stored("link key", "of another length"))).transpose()
}

/// Keeps what download links are signed with.
///
/// # Errors
/// Faults of the database.
pub fn set_link_key(sql: &Sql, key: &LinkKey) -> Result<(), Fault> {
    let statement = "INSERT INTO link_key (only, key) VALUES (1, ?)";
    sql.run("set link key", statement, vec![Value::Blob(key.to_vec())])
}

#[derive(Deserialize)]
struct Row {
    id: FileId,
    upload: MessageId,
    sender: String,
    name: String,
    n_bytes_announced: u64,
    begun_at: Timestamp,
    is_over: u64,
    completed_at: Option<Timestamp>,
    media_type: Option<String>,
    n_bytes: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    message: Option<MessageId>,
}

impl TryFrom<Row> for StoredFile {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let Row { id, upload, sender, name, begun_at, .. } = row;
        let info = match (row.media_type, row.n_bytes) {
            (Some(media_type), Some(n_bytes)) => {
                let (id, name) = (id.clone(), name.clone());
                Some(FileInfo { id, name, media_type, n_bytes, width: row.width, height: row.height })
            }
            _ => None,
        };
        let stage = match (info, row.message, row.completed_at) {
            (Some(info), Some(message), _) => Stage::Sent { info, message },
            (Some(info), None, Some(since)) => Stage::Pending { info, since },
            (None, None, None) if row.is_over == 0 => Stage::Uploading,
            (None, None, None) => Stage::Over,
            _ => return Err(Fault::stored("file", "complete in part")),
        };
        let sender = parse_author(&sender)?;
        Ok(Self { id, upload, sender, name, n_bytes: row.n_bytes_announced, begun_at, stage })
    }
}
