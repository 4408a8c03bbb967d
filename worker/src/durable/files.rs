//! Files of a conversation: what the edge hands on about them, and what the alarm does to those
//! that nobody sent. At most one whole file is in memory, while it is put together; everything else
//! goes row by row.

use std::ops::Range;

use futures_util::stream;
use pulina_shared::ids::FileId;
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::Author;
use pulina_shared::wire::http::{DownloadLink, FileBegun, NewFile};
use worker::{FixedLengthStream, Headers, Method, Request, Response, ResponseBuilder, worker_sys};

use super::conversation::{body, caller, take_policy};
use super::room::{Room, SharedRoom};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::byte_range::ByteRange;
use crate::domain::consent;
use crate::domain::conversation::{self, ConversationStore, Head};
use crate::domain::download_link;
use crate::domain::file::{self, Begun, Stage, StoredFile, UploadRules};
use crate::domain::file_name::content_disposition;
use crate::fault::{Failure, Fault};
use crate::internal::Caller;
use crate::storage::conversation::SqlConversation;
use crate::storage::files;
use crate::storage::sql::Sql;

type Answer = Result<Response, Failure>;

/// Bytes that go out at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Whether this path of the object is answered here.
pub fn is_about_files(path: &str) -> bool {
    path == "/files" || path.starts_with("/files/") || path.starts_with("/links/")
}

/// Answers what the edge hands on.
///
/// # Errors
/// What the other side did wrong, and faults.
pub async fn answer(room: &SharedRoom, request: Request, path: &str) -> Answer {
    take_policy(room, &request)?;
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match (request.method(), segments.as_slice()) {
        (Method::Post, ["files"]) => {
            let caller = caller(&request)?;
            begin(room, caller, &body(request).await?)
        }
        (Method::Put, ["files", id, "parts", n]) => put_part(room, request, &file_id(id)?, n).await,
        (Method::Delete, ["files", id]) => forget(room, caller(&request)?, &file_id(id)?),
        (Method::Post, ["files", id, "complete"]) => complete(room, caller(&request)?, &file_id(id)?),
        (Method::Post, ["files", id, "link"]) => link(room, caller(&request)?, &file_id(id)?),
        (Method::Get, ["files", id]) => download(room, &request, &file_id(id)?),
        (Method::Get, ["links", link]) => download_by_link(room, &request, link),
        _ => Err(Code::NotFound.into()),
    }
}

fn file_id(text: &str) -> Result<FileId, Failure> {
    FileId::parse(text).map_err(|_| Code::IdInvalid.into())
}

/// Who asks, and what is enforced of them.
fn admitted(store: &SqlConversation, caller: Caller) -> Result<(Author, UploadRules), Failure> {
    let author = conversation::admit(store, caller)?.author();
    let head = store.head()?.ok_or(Fault::Impossible { what: "admitted to nothing" })?;
    Ok((author, rules(&head)))
}

fn rules(head: &Head) -> UploadRules {
    UploadRules { files: head.policy.files.clone(), is_consent_missing: !consent::is_given(head) }
}

/// A file of this person's; those of others do not exist for them.
fn own_file(sql: &Sql, id: &FileId, sender: &Author) -> Result<StoredFile, Failure> {
    let file = files::by_id(sql, id)?.filter(|file| file.sender == *sender);
    file.ok_or(Code::NotFound.into())
}

fn begin(room: &SharedRoom, caller: Caller, new: &NewFile) -> Answer {
    let begun = room.decide(|store, moment| -> Result<_, Failure> {
        let (sender, rules) = admitted(store, caller)?;
        let sql = store.sql();
        let known = files::by_upload(sql, new.upload)?;
        let used = files::day_use(sql, &sender)?;
        let file = match file::begin(known.as_ref(), new, &sender, used, &rules, moment)? {
            Begun::Known => known,
            Begun::Now(file, used) => {
                files::delete_parts(sql, &file.id)?;
                files::put(sql, &file)?;
                files::put_day_use(sql, &sender, used)?;
                Some(*file)
            }
        };
        let file = file.ok_or(Fault::Impossible { what: "an unknown upload that is known" })?;
        let is_whole = file.info().is_some();
        let parts = if is_whole { Vec::new() } else { files::part_numbers(sql, &file.id)? };
        Ok((FileBegun { file: file.id.clone(), parts, info: file.info().cloned() }, file.due_at()))
    });
    let (begun, due_at) = begun?;
    wake_for(room, due_at);
    Ok(answer::json(200, &begun)?)
}

async fn put_part(room: &SharedRoom, mut request: Request, id: &FileId, n: &str) -> Answer {
    let n: u64 = n.parse().map_err(|_| Failure::from(Code::PartInvalid))?;
    let caller = caller(&request)?;
    let bytes = request.bytes().await.map_err(|error| Fault::platform("part", error))?;
    room.decide(|store, moment| -> Result<_, Failure> {
        let (sender, rules) = admitted(store, caller)?;
        let file = own_file(store.sql(), id, &sender)?;
        rules.check(&sender)?;
        if file.wants_part(n, bytes.len() as u64, moment.now)? {
            files::put_part(store.sql(), id, n, bytes)?;
        }
        Ok(())
    })?;
    Ok(answer::nothing())
}

/// Its sender does not want it any more. That needs no consent, and what the day has used up stays
/// used up, or giving up would be a way around it.
fn forget(room: &SharedRoom, caller: Caller, id: &FileId) -> Answer {
    room.decide(|store, _| -> Result<_, Failure> {
        let (sender, _) = admitted(store, caller)?;
        let file = own_file(store.sql(), id, &sender)?;
        file.check_can_be_forgotten()?;
        Ok(files::delete(store.sql(), id)?)
    })?;
    Ok(answer::nothing())
}

fn complete(room: &SharedRoom, caller: Caller, id: &FileId) -> Answer {
    let file = room.decide(|store, moment| -> Result<_, Failure> {
        let (sender, rules) = admitted(store, caller)?;
        let sql = store.sql();
        let mut file = own_file(sql, id, &sender)?;
        rules.check(&sender)?;
        if !file.wants_completion(files::part_numbers(sql, id)?.len() as u64, moment.now)? {
            return Ok(file);
        }
        let bytes = files::whole(sql, &file)?;
        let finished = file::finish(&file, &bytes, &rules)?;
        if !finished.is_unchanged() {
            files::rewrite_parts(sql, id, finished.pieces.iter().map(AsRef::as_ref))?;
        }
        file.stage = Stage::Pending { info: finished.info, since: moment.now };
        files::put(sql, &file)?;
        Ok(file)
    })?;
    wake_for(room, file.due_at());
    let info = file.info().ok_or(Fault::Impossible { what: "completed and not complete" })?;
    Ok(answer::json(200, info)?)
}

fn link(room: &SharedRoom, caller: Caller, id: &FileId) -> Answer {
    let new_key = random()?;
    let link = room.decide(|store, moment| -> Result<_, Failure> {
        let (reader, _) = admitted(store, caller)?;
        let sql = store.sql();
        visible(sql, id, &reader)?;
        let key = if let Some(key) = files::link_key(sql)? {
            key
        } else {
            files::set_link_key(sql, &new_key)?;
            new_key
        };
        let expires_at = moment.now.plus(limits::DOWNLOAD_LINK_MS);
        let signed = download_link::sign(&key, id, expires_at);
        // The edge writes the rest of the address; only it knows its routes.
        let path = signed.ok_or(Fault::Impossible { what: "a file that cannot be signed" })?;
        Ok(DownloadLink { path, expires_at })
    })?;
    Ok(answer::json(200, &link)?)
}

fn visible(sql: &Sql, id: &FileId, reader: &Author) -> Result<FileInfo, Failure> {
    let file = files::by_id(sql, id)?;
    file.and_then(|file| file.seen_by(reader).cloned()).ok_or(Code::NotFound.into())
}

fn download(room: &SharedRoom, request: &Request, id: &FileId) -> Answer {
    let caller = caller(request)?;
    let info = room.decide(|store, _| -> Result<_, Failure> {
        let (reader, _) = admitted(store, caller)?;
        visible(store.sql(), id, &reader)
    })?;
    serve(room, request, &info)
}

fn download_by_link(room: &SharedRoom, request: &Request, link: &str) -> Answer {
    let not_found = || Failure::from(Code::NotFound);
    room.store.head()?.filter(|head| !head.is_expired).ok_or_else(not_found)?;
    let sql = room.store.sql();
    let key = files::link_key(sql)?.ok_or_else(not_found)?;
    let id = download_link::open(&key, link, now())?;
    // Only who may see the file gets a link, so its sender's view is the right one.
    let info = files::by_id(sql, &id)?.and_then(|file| file.info().cloned()).ok_or_else(not_found)?;
    serve(room, request, &info)
}

/// The file, or a range of it, row by row as the other side takes it.
fn serve(room: &SharedRoom, request: &Request, info: &FileInfo) -> Answer {
    let url = request.url().map_err(|error| Fault::platform("request url", error))?;
    let wants_inline = url.query_pairs().any(|(name, value)| name == "inline" && value == "1");
    let range = request.headers().get("range").map_err(|error| Fault::platform("range", error))?;
    let wanted = range.and_then(|range| ByteRange::parse(&range, info.n_bytes));
    let headers = headers(info, wants_inline, wanted.as_ref())
        .map_err(|error| Fault::platform("file headers", error))?;
    let status = if wanted.is_some() { 206 } else { 200 };
    let bytes = wanted.map_or(0..info.n_bytes, |wanted| wanted.bytes());
    let n_bytes = bytes.end - bytes.start;
    let chunks = stream::iter(chunks(room.store.sql().clone(), info.id.clone(), bytes));
    // With its length told, so that browsers show how far a download is and players can jump.
    let fixed = worker_sys::FixedLengthStream::from(FixedLengthStream::wrap(chunks, n_bytes));
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).stream(fixed.readable()))
}

/// Never a page: a download, or what a player or picture takes; and if it were opened all the same,
/// then without any right.
fn headers(info: &FileInfo, wants_inline: bool, wanted: Option<&ByteRange>) -> worker::Result<Headers> {
    let can_be_inline = ["image/", "audio/", "video/"].iter().any(|class| info.media_type.starts_with(class));
    let headers = Headers::new();
    headers.set("content-type", &info.media_type)?;
    headers.set("content-disposition", &content_disposition(wants_inline && can_be_inline, &info.name))?;
    headers.set("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'")?;
    headers.set("cache-control", "private, no-store")?;
    headers.set("accept-ranges", "bytes")?;
    if let Some(wanted) = wanted {
        headers.set("content-range", &wanted.content_range(info.n_bytes))?;
    }
    Ok(headers)
}

/// The bytes in small chunks, because readers who stand still keep some of them in memory.
fn chunks(sql: Sql, id: FileId, bytes: Range<u64>) -> impl Iterator<Item = worker::Result<Vec<u8>>> {
    rows(sql, id, bytes).flat_map(|row| {
        let (row, fault) = match row {
            Ok(row) => (row, None),
            Err(fault) => (Vec::new(), Some(Err(fault))),
        };
        let chunk = move |n: usize| {
            let rest = row.get(n * CHUNK_BYTES..).filter(|rest| !rest.is_empty())?;
            Some(Ok(rest.get(..CHUNK_BYTES).unwrap_or(rest).to_vec()))
        };
        (0..).map_while(chunk).chain(fault)
    })
}

/// The rows that hold these bytes, cut to them, each read when it is asked for.
fn rows(sql: Sql, id: FileId, bytes: Range<u64>) -> impl Iterator<Item = worker::Result<Vec<u8>>> {
    let size = limits::FILE_PART_BYTES;
    (bytes.start / size..bytes.end.div_ceil(size)).map(move |n| {
        let row = files::part(&sql, &id, n).map_err(|fault| worker::Error::RustError(fault.to_string()))?;
        // Taken back while it was being read: the connection breaks off.
        let mut row = row.ok_or_else(|| worker::Error::RustError("the file is gone".to_owned()))?;
        let place = |at: u64| usize::try_from(at.saturating_sub(n * size)).unwrap_or(usize::MAX);
        row.truncate(place(bytes.end));
        Ok(row.split_off(place(bytes.start).min(row.len())))
    })
}

/// When something must next be done about a file.
///
/// # Errors
/// Faults of the database.
pub fn next_due_at(room: &Room) -> Result<Option<Timestamp>, Fault> {
    if room.store.is_made() { files::next_due_at(room.store.sql()) } else { Ok(None) }
}

fn wake_for(room: &SharedRoom, due_at: Option<Timestamp>) {
    if let Some(due_at) = due_at {
        room.wake_at(due_at);
    }
}

/// Does what is due: uploads that took too long lose their bytes, and a while later are forgotten
/// like files that no message named.
///
/// # Errors
/// Faults of the database.
pub fn clear(room: &SharedRoom) -> Result<(), Fault> {
    if !room.store.is_made() {
        return Ok(());
    }
    room.decide(|store, moment| {
        let sql = store.sql();
        for mut file in files::due(sql, moment.now)? {
            if file.stage == Stage::Uploading {
                file.stage = Stage::Over;
                files::delete_parts(sql, &file.id)?;
                files::put(sql, &file)?;
            } else {
                files::delete(sql, &file.id)?;
            }
        }
        Ok(())
    })
}
