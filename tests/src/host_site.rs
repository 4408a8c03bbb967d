//! The web site of a customer: the pages of `tests/pages` and the demo, with the snippet put where
//! they ask for it. It is reached by another name than Pulina, so a browser takes it for what a
//! customer's site is: a stranger to ours, whose frames live in a process of their own.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use pulina_shared::ids::ChannelId;

use crate::door::Door;
use crate::http_server::{HttpServer, Request};

const POLICY: &str = "Content-Security-Policy: ";

/// A running site.
pub struct HostSite {
    server: HttpServer,
}

struct Shown {
    origin: String,
    snippet: String,
}

impl HostSite {
    /// A site that shows this channel's chat.
    pub async fn of(channel: &ChannelId, pulina: &Door) -> Self {
        let origin = pulina.origin();
        let snippet = format!(r#"<script async src="{origin}/embed/{channel}.js"></script>"#);
        let shown = Arc::new(Shown { origin, snippet });
        Self { server: HttpServer::start(move |request| answer(request, Arc::clone(&shown))).await }
    }

    /// The address of a page. `?lang=fi` after its path makes it a page in that language.
    pub fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.origin())
    }

    /// The origin of its pages.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.address.port())
    }
}

async fn answer(request: Request, shown: Arc<Shown>) {
    let path = request.path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/').to_owned();
    let Some(bytes) = file(&path).and_then(|file| std::fs::read(file).ok()) else {
        return request.answer(404, &[], b"There is no such page.").await;
    };
    let is_page = Path::new(&path).extension().is_some_and(|extension| extension == "html");
    if !is_page {
        return request.answer(200, &[("content-type", content_type(&path))], &bytes).await;
    }
    let page = String::from_utf8_lossy(&bytes);
    let page = page.replace("{{SNIPPET}}", &shown.snippet).replace("{{ORIGIN}}", &shown.origin);
    let page = match request.path.split_once("?lang=") {
        Some((_, language)) => page.replace(r#"<html lang="en">"#, &format!("<html {}>", spoken(language))),
        None => page,
    };
    let policy = page.lines().find_map(|line| line.trim().strip_prefix(POLICY).map(str::to_owned));
    let mut headers = vec![("content-type", content_type(&path)), ("cache-control", "no-store")];
    if let Some(policy) = &policy {
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
