//! The built files: hashed names that never change, compressed when they were built, and the
//! manifest that says which name is the present one.

use std::cell::RefCell;
use std::collections::HashMap;

use pulina_shared::problem::Code;
use worker::{EncodeBody, Env, Response};

use super::route::Context;
use crate::answer;
use crate::built_files::fetch;
use crate::fault::{Failure, Fault};
use crate::internal::own_json;

thread_local! {
    /// Files that every page needs; a new build starts new isolates.
    static MANIFEST: RefCell<Option<HashMap<String, String>>> = const { RefCell::new(None) };
    static TEMPLATES: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

/// `GET /assets/{file}`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer(context: Context) -> Result<Response, Failure> {
    let file = context.param("file").to_owned();
    let Some(content_type) = content_type(&file).filter(|_| is_file_name(&file)) else {
        return Err(Code::NotFound.into());
    };
    let path = format!("/assets/{file}");
    let compressed =
        if takes_brotli(&context) { fetch(&context.env, &format!("{path}.br")).await? } else { None };
    let (bytes, is_compressed) = match compressed {
        Some(bytes) => (bytes, true),
        None => (fetch(&context.env, &path).await?.ok_or(Failure::from(Code::NotFound))?, false),
    };
    let mut response = answer::bytes(200, content_type, bytes)?;
    answer::set_header(&mut response, "cache-control", "public, max-age=31536000, immutable")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    // The panel isolates itself, and takes only workers that do.
    answer::set_header(&mut response, "cross-origin-embedder-policy", "require-corp")?;
    // Modules are always asked for with CORS, and the loader imports one into customers' pages.
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "vary", "accept-encoding")?;
    if is_compressed {
        answer::set_header(&mut response, "content-encoding", "br")?;
        return Ok(response.with_encode_body(EncodeBody::Manual));
    }
    Ok(response)
}

/// Lets the engine compress a text that was made for this very request, where the browser takes it.
///
/// # Errors
/// The engine's.
pub fn compress(context: &Context, response: &mut Response) -> Result<(), Fault> {
    answer::set_header(response, "vary", "accept-encoding")?;
    if takes_brotli(context) {
        answer::set_header(response, "content-encoding", "br")?;
    }
    Ok(())
}

/// The present path of a built file.
///
/// # Errors
/// When there is no such file.
pub async fn path_of(env: &Env, name: &'static str) -> Result<String, Fault> {
    let missing = Fault::Missing { what: name };
    if let Some(known) =
        MANIFEST.with_borrow(|manifest| manifest.as_ref().map(|files| files.get(name).cloned()))
    {
        return known.ok_or(missing);
    }
    let bytes = fetch(env, "/manifest.json").await?.ok_or(Fault::Missing { what: "manifest.json" })?;
    let files: HashMap<String, String> = own_json("manifest.json", &bytes)?;
    let path = files.get(name).cloned();
    MANIFEST.set(Some(files));
    path.ok_or(missing)
}

/// Where a page finds a built file.
///
/// # Errors
/// When there is no such file.
pub async fn served(context: &Context, name: &'static str) -> Result<String, Fault> {
    Ok(context.below_base(&path_of(&context.env, name).await?))
}

/// A script in which something has to be put before it is served.
///
/// # Errors
/// When it was not built.
pub async fn template(env: &Env, name: &'static str) -> Result<String, Fault> {
    let known = |templates: &Vec<(&str, String)>| {
        templates.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone())
    };
    if let Some(text) = TEMPLATES.with_borrow(known) {
        return Ok(text);
    }
    let bytes = fetch(env, &format!("/{name}")).await?.ok_or(Fault::Missing { what: name })?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::stored(name, error.utf8_error()))?;
    TEMPLATES.with_borrow_mut(|templates| templates.push((name, text.clone())));
    Ok(text)
}

/// One plain name: no folders, no way up, and never the compressed copy itself.
fn is_file_name(file: &str) -> bool {
    !file.starts_with('.') && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn content_type(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

fn takes_brotli(context: &Context) -> bool {
    context.header("accept-encoding").is_some_and(|value| accepts_brotli(&value))
}

/// Whether brotli is named and not refused with a weight of zero.
fn accepts_brotli(value: &str) -> bool {
    value.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let is_refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        is_brotli && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_used_only_where_it_is_accepted() {
        for (value, accepts) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("BR", true),
            ("gzip", false),
            ("br;q=0, gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            assert_eq!(accepts_brotli(value), accepts, "{value:?}");
        }
    }

    #[test]
    fn only_built_files_have_a_type() {
        assert!(content_type("panel-1a2b.js").is_some());
        assert!(content_type("panel-1a2b.js.br").is_none());
        for name in ["..", ".hidden.js", "a%2fb.js", "a\\b.js"] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
