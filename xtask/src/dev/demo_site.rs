//! The customer's site of a demo: plain files, with the snippet put where they ask for it.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::thread;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

use super::address::Addresses;
use super::demo;
use super::demo_account::DemoAccount;

const SNIPPET_TOKEN: &str = "{{SNIPPET}}";

/// Serves the site; the language that it asks for is read anew for each page.
pub fn serve(folder: &Path, data: &Path, addresses: Addresses, account: DemoAccount) -> Result<()> {
    let server = Server::http(("127.0.0.1", addresses.demo_site_port))
        .map_err(|error| anyhow!("cannot serve the demo site: {error}"))?;
    let (folder, data) = (folder.to_owned(), data.to_owned());
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let snippet = account.snippet(addresses, demo::language(&data).as_deref());
            answer(request, &folder, &snippet);
        }
    });
    Ok(())
}

fn answer(request: Request, folder: &Path, snippet: &str) {
    let found = file_for(folder, request.url()).and_then(|path| Some((fs::read(&path).ok()?, path)));
    let Some((bytes, path)) = found else {
        let not_found = Response::from_string("There is no such page on the demo site.");
        // A browser that went away needs no answer.
        let _ = request.respond(not_found.with_status_code(404));
        return;
    };
    let bytes = if is_html(&path) {
        String::from_utf8_lossy(&bytes).replace(SNIPPET_TOKEN, snippet).into_bytes()
    } else {
        bytes
    };
    let mut response = Response::from_data(bytes);
    for (name, value) in [("Content-Type", content_type(&path)), ("Cache-Control", "no-store")] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    let _ = request.respond(response);
}

/// The file of an address; `None` when the address leads out of the folder.
fn file_for(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = folder.join(path);
    Some(if path.is_dir() { path.join("index.html") } else { path })
}

fn is_html(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_cannot_leave_the_folder() {
        let folder = Path::new("/site");
        assert_eq!(file_for(folder, "/a.css?v=1"), Some(PathBuf::from("/site/a.css")));
        assert_eq!(file_for(folder, "/../secret"), None);
        assert_eq!(file_for(folder, "//a.css"), Some(PathBuf::from("/site/a.css")));
    }
}
