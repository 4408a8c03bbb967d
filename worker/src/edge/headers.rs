//! What every answer wears, whoever made it.

use worker::{Headers, Response, ResponseBody, ResponseBuilder};

/// For whatever an answer does not say itself.
const DEFAULTS: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];
/// One year, for answers over TLS.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// The answer as it leaves: with the request's id and the headers that keep browsers careful. Made
/// anew, because the headers of an object's answer cannot be changed.
///
/// # Errors
/// The engine's.
pub fn dressed(
    response: Response,
    request_id: &str,
    is_head: bool,
    is_secure: bool,
) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in response.headers().entries() {
        // Several cookies are several headers; everything else is one.
        headers.append(&name, &value)?;
    }
    headers.set("x-request-id", request_id)?;
    for (name, value) in DEFAULTS {
        if !headers.has(name)? {
            headers.set(name, value)?;
        }
    }
    if is_secure {
        headers.set("strict-transport-security", STRICT_TRANSPORT)?;
    }
    let (builder, body) = response.into_parts();
    let builder: ResponseBuilder = builder.with_headers(headers);
    Ok(builder.body(if is_head { ResponseBody::Empty } else { body }))
}
