//! A file on its way into a conversation, in parts. Every step may be repeated, so a lost connection
//! costs the part that was on its way and not the file; and it can be given up at any moment, which
//! ends what is under way and lets the server forget what is there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pulina_shared::ids::{FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::time::{MINUTE_MS, SECOND_MS};
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::http::{FileBegun, NewFile};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Blob};

use crate::clock::{self, Timer};
use crate::http::RequestError;
use crate::polling::Route;

/// How often one step is tried before the person is asked.
const TRIES_MAX: u32 = 5;
/// The longest wait between two tries.
const PAUSE_MS_MAX: u64 = 8 * SECOND_MS;
/// How long one part may take: a mebibyte over a line of 70 kbit/s.
const PART_MS_MAX: u64 = 2 * MINUTE_MS;

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// Nobody wants it any more.
    GivenUp,
    /// The server did not take it.
    Failed(RequestError),
}

/// One file on its way. All handles are of the same one.
#[derive(Clone)]
pub struct Upload {
    inner: Rc<Inner>,
}

struct Inner {
    route: Route,
    new: NewFile,
    content: Blob,
    is_given_up: Cell<bool>,
    /// What ends the request that is under way.
    ending: RefCell<Option<AbortController>>,
    /// Once the server named it.
    file: RefCell<Option<FileId>>,
}

impl Upload {
    /// Nothing happens before [`Self::run`]. The same `id` is the same file, so an upload under an
    /// earlier id goes on where that one stopped.
    pub fn new(route: Route, id: MessageId, name: String, content: Blob) -> Self {
        let new = NewFile { upload: id, name, n_bytes: size(&content) };
        let inner = Inner {
            route,
            new,
            content,
            is_given_up: Cell::new(false),
            ending: RefCell::new(None),
            file: RefCell::new(None),
        };
        Self { inner: Rc::new(inner) }
    }

    /// Announces the file, sends the parts that are not there yet, and completes it. `progress` is
    /// told the bytes that are there.
    ///
    /// # Errors
    /// [`NoFile`].
    pub async fn run(&self, progress: impl Fn(u64)) -> Result<FileInfo, NoFile> {
        let begun = self.repeat(|| self.announce()).await?;
        *self.inner.file.borrow_mut() = Some(begun.file.clone());
        // What is given up while it is announced has a name only now.
        if self.inner.is_given_up.get() {
            self.give_up();
            return Err(NoFile::GivenUp);
        }
        if let Some(info) = begun.info {
            return Ok(info);
        }
        let path = ["/files/", begun.file.as_str()].concat();
        for n in 0..n_parts(self.inner.new.n_bytes) {
            let (start, end) = part_bounds(n, self.inner.new.n_bytes);
            if !begun.parts.iter().any(|known| u64::from(*known) == n) {
                let path = [&path, "/parts/", &n.to_string()].concat();
                self.repeat(|| self.send_part(&path, start, end)).await?;
            }
            progress(end);
        }
        let path = [&path, "/complete"].concat();
        self.repeat(|| async { self.inner.route.call("POST", &path).send().await?.json() }).await
    }

    /// Ends it. The server forgets what it has of the file; if it cannot be told, it forgets by itself
    /// after an hour.
    pub fn give_up(&self) {
        self.inner.is_given_up.set(true);
        if let Some(ending) = self.inner.ending.take() {
            ending.abort();
        }
        if let Some(file) = self.inner.file.take() {
            forget(&self.inner.route, &file);
        }
    }

    /// A lost connection is no reason to ask the person; a refusal is.
    async fn repeat<T, F: Future<Output = Result<T, RequestError>>>(
        &self,
        step: impl Fn() -> F,
    ) -> Result<T, NoFile> {
        let mut n_tries = 0;
        loop {
            let done = step().await;
            match done {
                Ok(answer) => return Ok(answer),
                Err(_) if self.inner.is_given_up.get() => return Err(NoFile::GivenUp),
                Err(error) => {
                    n_tries += 1;
                    if !is_worth_another(&error, n_tries) {
                        return Err(NoFile::Failed(error));
                    }
                    clock::pause(pause_ms(n_tries)).await;
                }
            }
            if self.inner.is_given_up.get() {
                return Err(NoFile::GivenUp);
            }
        }
    }

    async fn announce(&self) -> Result<FileBegun, RequestError> {
        self.inner.route.call("POST", "/files").send_json(&self.inner.new).await?.json()
    }

    async fn send_part(&self, path: &str, start: u64, end: u64) -> Result<(), RequestError> {
        let part = slice(&self.inner.content, start, end)?;
        let ending = AbortController::new().map_err(|_| RequestError::Unreadable(0))?;
        let call = self.inner.route.call("PUT", path).until(&ending.signal());
        let too_late = Timer::after(PART_MS_MAX, {
            let ending = ending.clone();
            move || ending.abort()
        });
        *self.inner.ending.borrow_mut() = Some(ending);
        let sent = call.send_body("application/octet-stream", &part).await.map(drop);
        *self.inner.ending.borrow_mut() = None;
        drop(too_late);
        sent
    }
}

/// Lets the server forget a file that no message names.
pub fn forget(route: &Route, file: &FileId) {
    let call = route.call("DELETE", &["/files/", file.as_str()].concat());
    spawn_local(async move {
        // What it does not hear it forgets by itself.
        let _ = call.send().await;
    });
}

/// How many parts a file of so many bytes has; an empty one is announced, and refused.
fn n_parts(n_bytes: u64) -> u64 {
    n_bytes.div_ceil(limits::FILE_PART_BYTES)
}

/// Where a part begins and ends.
fn part_bounds(n: u64, n_bytes: u64) -> (u64, u64) {
    let start = n * limits::FILE_PART_BYTES;
    (start, (start + limits::FILE_PART_BYTES).min(n_bytes))
}

/// Whether the same step may succeed a little later.
fn is_worth_another(error: &RequestError, n_tries: u32) -> bool {
    error.is_retryable() && n_tries < TRIES_MAX
}

fn pause_ms(n_tries: u32) -> u64 {
    (SECOND_MS << n_tries.saturating_sub(1).min(4)).min(PAUSE_MS_MAX)
}

/// How many bytes a file has.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole and positive")]
pub fn size(content: &Blob) -> u64 {
    content.size() as u64
}

#[allow(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
fn slice(content: &Blob, start: u64, end: u64) -> Result<Blob, RequestError> {
    content.slice_with_f64_and_f64(start as f64, end as f64).map_err(|_| RequestError::Unreadable(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_file_without_a_hole() {
        for n_bytes in [1, limits::FILE_PART_BYTES, limits::FILE_PART_BYTES + 1, limits::FILE_BYTES_MAX] {
            let mut at = 0;
            for n in 0..n_parts(n_bytes) {
                let (start, end) = part_bounds(n, n_bytes);
                assert_eq!(start, at);
                assert!(end > start && end - start <= limits::FILE_PART_BYTES);
                at = end;
            }
            assert_eq!(at, n_bytes);
        }
    }

    #[test]
    fn what_cannot_succeed_is_not_tried_again_and_the_rest_not_for_ever() {
        assert!(is_worth_another(&RequestError::Unreachable, 1));
        assert!(!is_worth_another(&RequestError::Unreachable, TRIES_MAX));
        assert!(!is_worth_another(&RequestError::Unreadable(404), 1));
        let pauses: Vec<_> = (1..TRIES_MAX).map(pause_ms).collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000]);
    }
}
