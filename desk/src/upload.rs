//! Sends a file to a conversation in parts. Every step may be repeated, so a lost connection costs
//! the part that was on its way and not the file.

use gloo_net::http::Method;
use pulina_browser::clock::Timer;
use pulina_browser::http::{Call, RequestError};
use pulina_shared::ids::{ConversationId, MessageId};
use pulina_shared::limits;
use pulina_shared::time::SECOND_MS;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::http::{FileBegun, NewFile};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// How often one step is tried before the agent is asked.
const TRIES_MAX: u32 = 4;

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// Nobody wants it any more.
    Unwanted,
    /// The server did not take it.
    Failed(RequestError),
}

/// How many parts a file of so many bytes has.
pub fn n_parts(n_bytes: u64) -> u64 {
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

async fn pause(n_tries: u32) {
    let mut timer = None;
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        timer = Some(Timer::after(SECOND_MS << n_tries.min(4), move || {
            // A promise's own function does not throw.
            let _ = resolve.call0(&JsValue::NULL);
        }));
    });
    // This promise is never rejected.
    let _ = JsFuture::from(promise).await;
    drop(timer);
}

/// One file on its way to one conversation.
pub struct Upload {
    pub conversation: ConversationId,
    /// The same for every try, so that it is the same file.
    pub id: MessageId,
    pub name: String,
    pub n_bytes: u64,
    pub blob: Blob,
}

impl Upload {
    /// Sends it. `tell` hears how many parts are there and says whether to go on.
    ///
    /// # Errors
    /// [`NoFile`].
    pub async fn run(&self, tell: impl Fn(u64) -> bool) -> Result<FileInfo, NoFile> {
        let begun = self.repeat(|| self.announce()).await?;
        if let Some(info) = begun.info {
            return Ok(info);
        }
        let path = format!("/v1/conversations/{}/files/{}", self.conversation, begun.file);
        for n in 0..n_parts(self.n_bytes) {
            if !tell(n) {
                return Err(NoFile::Unwanted);
            }
            let is_there = begun.parts.iter().any(|part| u64::from(*part) == n);
            if !is_there {
                self.repeat(|| self.put_part(&path, n)).await?;
            }
        }
        if !tell(n_parts(self.n_bytes)) {
            return Err(NoFile::Unwanted);
        }
        self.repeat(|| complete(&path)).await
    }

    async fn repeat<T, F: Future<Output = Result<T, RequestError>>>(
        &self,
        step: impl Fn() -> F,
    ) -> Result<T, NoFile> {
        let mut n_tries = 0;
        loop {
            match step().await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    n_tries += 1;
                    if !is_worth_another(&error, n_tries) {
                        return Err(NoFile::Failed(error));
                    }
                    pause(n_tries).await;
                }
            }
        }
    }

    async fn announce(&self) -> Result<FileBegun, RequestError> {
        let new = NewFile { upload: self.id, name: self.name.clone(), n_bytes: self.n_bytes };
        Call::post(&format!("/v1/conversations/{}/files", self.conversation)).send_json(&new).await?.json()
    }

    async fn put_part(&self, path: &str, n: u64) -> Result<(), RequestError> {
        let (start, end) = part_bounds(n, self.n_bytes);
        #[allow(clippy::cast_precision_loss)]
        let part = self.blob.slice_with_f64_and_f64(start as f64, end as f64);
        let part = part.map_err(|_| RequestError::Unreadable(0))?;
        let call = Call::new(Method::PUT, &format!("{path}/parts/{n}"));
        call.send_body("application/octet-stream", &part).await.map(drop)
    }
}

async fn complete(path: &str) -> Result<FileInfo, RequestError> {
    Call::post(&format!("{path}/complete")).send().await?.json()
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
    fn what_cannot_succeed_is_not_tried_again() {
        assert!(is_worth_another(&RequestError::Unreachable, 1));
        assert!(!is_worth_another(&RequestError::Unreachable, TRIES_MAX));
        assert!(!is_worth_another(&RequestError::Unreadable(404), 1));
    }
}
