//! Files of a conversation, fetched with one's own proof.

use js_sys::{Array, Uint8Array};
use pulina_shared::wire::content::FileInfo;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::http::RequestError;
use crate::polling::Route;

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
