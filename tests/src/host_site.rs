//! The web site of a customer: the pages of `tests/pages` and the demo, with the snippet put where
//! they ask for it. It is reached by another name than Pulina, so a browser takes it for what a
//! customer's site is: a stranger to ours, whose frames live in a process of their own.
//!
//! A page's query says what is different about it: `data-…` is an attribute of the snippet, `lang`
//! the language of the page, `also` another channel whose snippet it has too, `snippet` what stands
//! behind the question mark of the script's address, `scheme` how it begins, `tag` what stands in the
//! snippet's place, and `policy` a Content-Security-Policy.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use pulina_shared::ids::ChannelId;
use reqwest::Url;

use crate::door::Door;
use crate::http_server::{HttpServer, Request};

/// Lines of a page's first comment that are sent as its headers.
const HEADERS: [&str; 2] = ["content-security-policy", "cross-origin-embedder-policy"];

/// A running site.
pub struct HostSite {
    server: HttpServer,
}

struct Shown {
    origin: String,
    channel: ChannelId,
}

impl Shown {
    /// The snippets of a page with this query.
    fn snippets(&self, query: &[(String, String)]) -> String {
        let attributes = query.iter().filter(|(name, _)| name.starts_with("data-"));
        let attributes: Vec<_> = attributes.map(|(name, value)| format!(r#" {name}="{value}""#)).collect();
        let attributes = attributes.concat();
        let others = query.iter().filter(|(name, _)| name == "also").map(|(_, channel)| channel.as_str());
        let asked = query.iter().find(|(name, _)| name == "snippet");
        let asked = asked.map(|(_, asked)| format!("?{asked}")).unwrap_or_default();
        let scheme = query.iter().find(|(name, _)| name == "scheme").map_or("http", |(_, scheme)| scheme);
        let origin = self.origin.replacen("http", scheme, 1);
        let snippet = |channel: &str| {
            format!(r#"<script async src="{origin}/embed/{channel}.js{asked}"{attributes}></script>"#)
        };
        std::iter::once(self.channel.as_str()).chain(others).map(snippet).collect()
    }
}

impl HostSite {
    /// A site that shows this channel's chat.
    pub async fn of(channel: &ChannelId, pulina: &Door) -> Self {
        let shown = Arc::new(Shown { origin: pulina.origin(), channel: channel.clone() });
        Self { server: HttpServer::start(move |request| answer(request, Arc::clone(&shown))).await }
    }

    /// The address of a page. `?lang=fi` after its path makes it a page in that language.
    pub fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.origin())
    }

    /// The address of a page with these wishes, whatever characters they have.
    ///
    /// # Panics
    /// When there is no such address.
    pub fn page_with(&self, path: &str, wishes: &[(&str, &str)]) -> String {
        let address = Url::parse_with_params(&self.page(path), wishes);
        address.expect("an address").to_string()
    }

    /// The origin of its pages.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.address.port())
    }
}

async fn answer(request: Request, shown: Arc<Shown>) {
    let Ok(address) = Url::parse(&format!("http://localhost{}", request.path)) else { return };
    let path = address.path().trim_start_matches('/').to_owned();
    let query: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let Some(bytes) = file(&path).and_then(|file| std::fs::read(file).ok()) else {
        return request.answer(404, &[], b"There is no such page.").await;
    };
    let is_page = Path::new(&path).extension().is_some_and(|extension| extension == "html");
    if !is_page {
        return request.answer(200, &[("content-type", content_type(&path))], &bytes).await;
    }
    let page = String::from_utf8_lossy(&bytes);
    let mut page = page.replace("{{SNIPPET}}", &shown.snippets(&query)).replace("{{ORIGIN}}", &shown.origin);
    if let Some((_, tag)) = query.iter().find(|(name, _)| name == "tag") {
        page = page.replace(&shown.snippets(&query), tag);
    }
    if let Some((_, language)) = query.iter().find(|(name, _)| name == "lang") {
        page = page.replace(r#"<html lang="en">"#, &format!("<html {}>", spoken(language)));
    }
    let said = page.lines().filter_map(|line| line.trim().split_once(": "));
    let own = said.filter(|(name, _)| HEADERS.contains(&name.to_ascii_lowercase().as_str()));
    let mut headers = vec![("content-type", content_type(&path)), ("cache-control", "no-store")];
    headers.extend(own);
    if let Some((_, policy)) = query.iter().find(|(name, _)| name == "policy") {
        headers.push(("content-security-policy", policy));
    }
    request.answer(200, &headers, page.as_bytes()).await;
}

/// What a page in this language says of itself.
fn spoken(language: &str) -> String {
    let direction = if language == "ar" { "rtl" } else { "ltr" };
    format!(r#"lang="{language}" dir="{direction}""#)
}

/// The file of an address; `None` when the address leads out of the folders.
fn file(path: &str) -> Option<PathBuf> {
    let is_inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = if path.starts_with("demo/") { tests.parent()?.join("public") } else { tests.join("pages") };
    is_inside.then(|| folder.join(path))
}

fn content_type(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
