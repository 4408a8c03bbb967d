//! The agents' page. Its address names the account, so that signing in needs no look-up.

use std::collections::HashMap;

use pulina_shared::ids::AccountId;
use worker::Response;

use super::access::account_of_cookie;
use super::problems::LANGUAGE;
use super::route::Context;
use super::template::{Value, render};
use super::{assets, html};
use crate::fault::{Failure, Fault};

const TEMPLATE: &str = include_str!("../../../desk/desk.html");

/// `GET /desk` and `GET /desk/{account}`. Without an account it is the cookie's; without either the
/// page itself says what to do, as it does for an address that is no account's.
///
/// # Errors
/// Faults alone.
pub async fn answer(context: Context) -> Result<Response, Failure> {
    let (status, account) = match context.param("account") {
        "" => (200, account_of_cookie(&context).map(|account| account.as_str().to_owned())),
        text if AccountId::parse(text).is_ok() => (200, Some(text.to_owned())),
        text => (404, Some(text.to_owned())),
    };
    let css = assets::served(&context, "desk.css").await?;
    let js = assets::served(&context, "desk.js").await?;
    let wasm = assets::served(&context, "desk.wasm").await?;
    let nonce = html::nonce()?;
    let page = filled(&nonce, css, js, wasm, account.as_deref().unwrap_or_default())?;
    Ok(html::page(status, page, &html::app_policy(&context, &nonce, "'none'", "'self'"))?)
}

fn filled(nonce: &str, css: String, js: String, wasm: String, account: &str) -> Result<String, Fault> {
    let values = HashMap::from([
        ("nonce", Value::text(nonce)),
        ("css", Value::text(css)),
        ("js", Value::text(js)),
        ("wasm", Value::text(wasm)),
        ("account", Value::text(account)),
        ("lang", Value::text(LANGUAGE)),
    ]);
    render(TEMPLATE, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desk_page_has_a_value_for_every_placeholder() {
        let page = filled("abc", "/a.css".to_owned(), "/a.js".to_owned(), "/a.wasm".to_owned(), "").unwrap();
        assert!(!page.contains("{{"));
    }
}
