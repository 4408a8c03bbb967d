//! Files of a conversation: sent in parts that can be resumed, and fetched with one's own proof.

use js_sys::{Array, Uint8Array};
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::http::{FileBegun, NewFile};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::http::RequestError;
use crate::polling::Route;

/// How often a part is tried again before the person is asked.
const TRIES_MAX: u32 = 5;

/// Sends a file: announces it, sends the parts that are not there yet, and completes it. Calling it
/// again under the same id goes on where it stopped. `progress` is told bytes that are there.
///
/// # Errors
/// See [`RequestError`].
pub async fn upload(
    route: &Route,
    id: MessageId,
    name: &str,
    content: &Blob,
    progress: impl Fn(u64),
) -> Result<FileInfo, RequestError> {
    let n_bytes = size(content);
    let new = NewFile { upload: id, name: name.to_owned(), n_bytes };
    let begun: FileBegun = route.call("POST", "/files").send_json(&new).await?.json()?;
    if let Some(info) = begun.info {
        return Ok(info);
    }
    let path = ["/files/", begun.file.as_str()].concat();
    let n_parts = n_bytes.div_ceil(limits::FILE_PART_BYTES).max(1);
    for part in 0..n_parts {
        let (start, end) =
            (part * limits::FILE_PART_BYTES, ((part + 1) * limits::FILE_PART_BYTES).min(n_bytes));
        if !begun.parts.iter().any(|known| u64::from(*known) == part) {
            send_part(route, &[&path, "/parts/", &part.to_string()].concat(), &slice(content, start, end)?)
                .await?;
        }
        progress(end);
    }
    route.call("POST", &[&path, "/complete"].concat()).send().await?.json()
}

/// A lost connection is no reason to ask the person; a refusal is.
async fn send_part(route: &Route, path: &str, part: &Blob) -> Result<(), RequestError> {
    let mut n_tries = 0;
    loop {
        match route.call("PUT", path).send_body("application/octet-stream", part).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_retryable() && n_tries < TRIES_MAX => {
                n_tries += 1;
                crate::clock::pause(u64::from(n_tries) * 1_000).await;
            }
            Err(error) => return Err(error),
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole and positive")]
fn size(content: &Blob) -> u64 {
    content.size() as u64
}

#[allow(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
fn slice(content: &Blob, start: u64, end: u64) -> Result<Blob, RequestError> {
    content.slice_with_f64_and_f64(start as f64, end as f64).map_err(|_| RequestError::Unreachable)
}

/// An address of the file's bytes that only this page can use.
///
/// # Errors
/// See [`RequestError`].
pub async fn object_address(route: &Route, file: &FileInfo) -> Result<String, RequestError> {
    let bytes = route.call("GET", &["/files/", file.id.as_str()].concat()).send_for_bytes().await?;
    address_of(&bytes, &file.media_type)
}

/// Hands the file to the browser to keep, under its own name.
///
/// # Errors
/// See [`RequestError`].
pub async fn save(route: &Route, file: &FileInfo) -> Result<(), RequestError> {
    let bytes = route.call("GET", &["/files/", file.id.as_str()].concat()).send_for_bytes().await?;
    save_bytes(&bytes, "application/octet-stream", &file.name)
}

/// Hands bytes to the browser to keep.
///
/// # Errors
/// See [`RequestError`].
pub fn save_bytes(bytes: &Uint8Array, media_type: &str, name: &str) -> Result<(), RequestError> {
    let address = address_of(bytes, media_type)?;
    let link = web_sys::window().and_then(|window| window.document());
    let link = link.and_then(|document| document.create_element("a").ok());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return Ok(()) };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes over by the time it runs the click; what is revoked is a name.
    let _ = Url::revoke_object_url(&address);
    Ok(())
}

fn address_of(bytes: &Uint8Array, media_type: &str) -> Result<String, RequestError> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options);
    blob.and_then(|blob| Url::create_object_url_with_blob(&blob)).map_err(|_| RequestError::Unreadable(0))
}
