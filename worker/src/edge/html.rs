//! Our pages as answers: a nonce for each, and a policy that lets nothing in but what is ours.

use worker::Response;

use super::route::Context;
use crate::answer;
use crate::chance::random;
use crate::fault::Fault;

/// What no page of ours uses.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

/// A nonce for the scripts and styles of one page.
///
/// # Errors
/// The platform's.
pub fn nonce() -> Result<String, Fault> {
    Ok(format!("{:032x}", u128::from_be_bytes(random()?)))
}

/// The policy of an app's page. `ancestors` are who may frame it, and `frames` whom it may.
pub fn app_policy(context: &Context, nonce: &str, ancestors: &str, frames: &str) -> String {
    let socket_scheme = if context.url.scheme() == "https" { "wss" } else { "ws" };
    let host = context.own_origin();
    let host = host.split_once("://").map_or("", |(_, host)| host);
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; connect-src 'self' {socket_scheme}://{host}; \
         worker-src 'self'; frame-src {frames}; \
         img-src 'self' data: blob:; font-src 'self'; media-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// The policy of the sample page of a preview: the loader and the panel in its frame, and no request.
pub fn sample_policy(context: &Context, nonce: &str, ancestors: &str) -> String {
    let own = context.own_origin();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'; \
         frame-src {own}; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// The policy of the panel's page in a preview: of ours it may ask for the built files and pictures
/// alone, and nobody else may frame it.
pub fn preview_policy(context: &Context, nonce: &str) -> String {
    let assets = [context.own_base(), "/assets/".to_owned()].concat();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; connect-src {assets}; img-src 'self' data: blob:; \
         font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
}

/// The policy of a page without scripts.
pub fn plain_policy(ancestors: &str) -> String {
    format!(
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// Who may frame a channel's pages: the sites that it names, or everybody when it names none.
pub fn ancestors(allowed_origins: &[String]) -> String {
    if allowed_origins.is_empty() { "*".to_owned() } else { format!("'self' {}", allowed_origins.join(" ")) }
}

/// A page.
///
/// # Errors
/// The engine's.
pub fn page(status: u16, html: String, policy: &str) -> Result<Response, Fault> {
    let mut response = answer::bytes(status, "text/html; charset=utf-8", html.into_bytes())?;
    answer::set_header(&mut response, "content-security-policy", policy)?;
    answer::set_header(&mut response, "permissions-policy", PERMISSIONS)?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channel_without_sites_is_for_every_site() {
        assert_eq!(ancestors(&[]), "*");
        assert_eq!(ancestors(&["https://a.example".to_owned()]), "'self' https://a.example");
    }
}
