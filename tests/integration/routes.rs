//! The outside of the server: which paths and methods exist, and what every answer carries.

use pulina_shared::problem::Code;
use pulina_tests::door::{Answer, Ask};
use pulina_tests::site::Site;

/// Every path, its methods, and one method that it does not have.
fn routes(site: &Site) -> Vec<(String, &'static [&'static str], &'static str)> {
    let channel = site.channel();
    let account = &site.account.created.account;
    let user = &site.account.created.owner;
    let conversation = pulina_shared::ids::ConversationId::new(account, [0; 10]);
    let key = pulina_shared::ids::IdentityKeyId::new([0; 10]);
    let session = pulina_shared::ids::SessionId::new([0; 10]);
    let invitation = pulina_shared::ids::InvitationId::new([0; 10]);
    let file = pulina_shared::ids::FileId::new([0; 10]);
    vec![
        ("/health".to_owned(), &["GET"], "POST"),
        (format!("/embed/{channel}.js"), &["GET"], "POST"),
        (format!("/chat/{channel}"), &["GET", "POST"], "PUT"),
        ("/desk".to_owned(), &["GET"], "POST"),
        (format!("/desk/{account}"), &["GET"], "DELETE"),
        ("/assets/panel.js".to_owned(), &["GET"], "POST"),
        ("/v1/accounts".to_owned(), &["POST"], "GET"),
        (format!("/v1/channels/{channel}/visits"), &["POST"], "GET"),
        (format!("/v1/channels/{channel}/availability"), &["GET"], "POST"),
        ("/v1/channels".to_owned(), &["GET", "POST"], "PUT"),
        (format!("/v1/channels/{channel}"), &["PATCH"], "GET"),
        (format!("/v1/channels/{channel}/seen"), &["GET"], "POST"),
        (format!("/v1/channels/{channel}/consent-versions"), &["GET"], "POST"),
        (format!("/v1/channels/{channel}/draft"), &["GET", "PUT", "DELETE"], "POST"),
        (format!("/v1/channels/{channel}/publish"), &["POST"], "GET"),
        (format!("/v1/channels/{channel}/history"), &["GET"], "POST"),
        (format!("/v1/channels/{channel}/history/1"), &["GET"], "POST"),
        (format!("/v1/channels/{channel}/history/1/restore"), &["POST"], "GET"),
        (format!("/v1/channels/{channel}/settings"), &["GET", "PUT"], "DELETE"),
        (format!("/v1/channels/{channel}/avatar"), &["PUT", "DELETE"], "GET"),
        (format!("/v1/conversations/{conversation}/socket"), &["GET"], "POST"),
        (format!("/v1/conversations/{conversation}/commands"), &["POST"], "GET"),
        (format!("/v1/conversations/{conversation}/events"), &["GET"], "POST"),
        (format!("/v1/conversations/{conversation}/files"), &["POST"], "GET"),
        (format!("/v1/conversations/{conversation}/files/{file}"), &["GET", "DELETE"], "POST"),
        (format!("/v1/conversations/{conversation}/files/{file}/parts/0"), &["PUT"], "GET"),
        (format!("/v1/conversations/{conversation}/files/{file}/complete"), &["POST"], "GET"),
        (format!("/v1/conversations/{conversation}/files/{file}/link"), &["POST"], "GET"),
        ("/v1/files/nothing".to_owned(), &["GET"], "POST"),
        ("/v1/sessions".to_owned(), &["POST", "GET", "DELETE"], "PUT"),
        (format!("/v1/sessions/{session}"), &["DELETE"], "GET"),
        ("/v1/users".to_owned(), &["GET", "POST"], "PUT"),
        (format!("/v1/users/{user}"), &["PATCH"], "GET"),
        ("/v1/invitations".to_owned(), &["POST"], "GET"),
        (format!("/v1/invitations/{invitation}"), &["DELETE"], "GET"),
        ("/v1/audit".to_owned(), &["GET"], "POST"),
        ("/v1/me/password".to_owned(), &["PUT"], "GET"),
        ("/v1/session".to_owned(), &["GET", "DELETE"], "POST"),
        ("/v1/me".to_owned(), &["PATCH"], "GET"),
        ("/v1/me/avatar".to_owned(), &["PUT", "DELETE"], "GET"),
        (format!("/v1/avatars/{account}/{user}/0"), &["GET"], "PUT"),
        (format!("/v1/avatars/{account}/{channel}/0"), &["GET"], "PUT"),
        ("/v1/tickets".to_owned(), &["GET"], "POST"),
        ("/v1/tickets/1".to_owned(), &["GET"], "DELETE"),
        ("/v1/tickets/1/attributes".to_owned(), &["GET"], "POST"),
        (format!("/v1/channels/{channel}/identity"), &["POST", "DELETE"], "GET"),
        (format!("/v1/channels/{channel}/attributes"), &["PUT"], "GET"),
        (format!("/v1/channels/{channel}/identity-keys"), &["GET", "POST"], "PUT"),
        (format!("/v1/channels/{channel}/identity-keys/{key}"), &["DELETE"], "GET"),
        ("/v1/tickets/1/owner".to_owned(), &["PUT"], "GET"),
        ("/v1/tickets/1/close".to_owned(), &["POST"], "GET"),
        ("/v1/tickets/1/reopen".to_owned(), &["POST"], "GET"),
        ("/v1/help-desk/socket".to_owned(), &["GET"], "POST"),
    ]
}

/// What every answer of ours must carry.
fn check_headers(answer: &Answer, path: &str) {
    assert!(!answer.header("x-request-id").is_empty(), "{path}: no X-Request-Id");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("set-cookie"), "", "{path}");
    assert_eq!(answer.header("server"), "", "{path}");
}

#[tokio::test]
async fn wrong_methods_name_the_right_ones() {
    let site = Site::start().await;
    for (path, methods, wrong) in routes(&site) {
        for wrong in [wrong, "OPTIONS"] {
            let answer = site.door().ask(wrong, &path).answer().await;
            assert_eq!(answer.problem().code, "method_not_allowed", "{wrong} {path}");
            check_headers(&answer, &path);
            let allowed: Vec<_> =
                answer.header("allow").split(", ").filter(|method| *method != "HEAD").collect();
            assert_eq!(allowed, methods, "{wrong} {path}");
        }
        for method in methods {
            let answer = site.door().ask(method, &path).answer().await;
            assert!(
                !matches!(answer.status, 405 | 500..),
                "{method} {path}: {} {}",
                answer.status,
                answer.text()
            );
            check_headers(&answer, &path);
        }
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let site = Site::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/session",
        "/v1/session/",
        "/v1//session",
        "/desk/x/y",
        "/assets/",
        "/assets/none.js",
        "/.env",
    ] {
        let answer = site.door().get(path).answer().await;
        assert_eq!(answer.problem().code, "not_found", "{path}");
        check_headers(&answer, path);
    }
    for path in [
        "/assets/../manifest.json",
        "/assets/..%2fmanifest.json",
        "/assets/%2e%2e/loader.js",
        "/manifest.json",
        "/loader.js",
    ] {
        assert_eq!(site.door().get(path).answer().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn health_is_told_without_touching_anything() {
    let site = Site::start().await;
    let answer = site.door().get("/health").answer().await;
    assert_eq!(answer.text(), r#"{"ok":true,"version":2}"#);
    check_headers(&answer, "/health");
}

#[tokio::test]
async fn every_code_has_a_page_with_cause_and_remedy() {
    let site = Site::start().await;
    for code in Code::ALL {
        let page = site.door().get(&format!("/problems/{}", code.as_str())).answer().await;
        assert_eq!(page.status, 200, "{code:?}");
        assert!(page.header("content-type").starts_with("text/html"), "{code:?}");
        assert!(page.text().contains(code.title()), "{code:?}: {}", page.text());
    }
    assert_eq!(site.door().get("/problems/none").answer().await.status, 404);
}

/// The value of an attribute of the first tag that has it.
fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    let start = format!(" {name}=\"");
    html.split_once(&start)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(value, _)| value)
        .unwrap_or_default()
}

fn directive<'a>(policy: &'a str, name: &str) -> &'a str {
    policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(name)).unwrap_or_default().trim()
}

fn check_page(page: &Answer, path: &str) -> String {
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
    check_headers(page, path);
    let policy = page.header("content-security-policy").to_owned();
    assert_eq!(directive(&policy, "default-src"), "'none'", "{path}: {policy}");
    let html = page.text();
    let nonce = attribute(&html, "nonce");
    assert!(nonce.len() >= 16, "{path}: a nonce of {nonce:?}");
    assert!(directive(&policy, "script-src").contains(&format!("'nonce-{nonce}'")), "{path}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
    for tag in html.split("<script").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let runs = !tag.contains("application/json");
        assert!(!runs || tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
    }
    assert!(!html.contains("{{"), "{path}: a placeholder was left over");
    policy
}

#[tokio::test]
async fn panel_page_has_a_strict_policy_and_a_new_nonce_each_time() {
    let site = Site::start().await;
    let path = format!("/chat/{}", site.channel());
    let (first, second) = (site.door().get(&path).answer().await, site.door().get(&path).answer().await);
    let policy = check_page(&first, &path);
    assert_ne!(attribute(&first.text(), "nonce"), attribute(&second.text(), "nonce"));
    assert!(directive(&policy, "frame-ancestors").contains('*'), "no origin was named, so all may: {policy}");
    assert_eq!(directive(&policy, "base-uri"), "'none'");
    assert_eq!(first.header("x-frame-options"), "");
    assert!(first.text().contains(site.channel().as_str()));

    let unknown =
        format!("/chat/{}", pulina_shared::ids::ChannelId::new(&site.account.created.account, [0; 5]));
    assert_eq!(site.door().get(&unknown).answer().await.status, 404);
    assert_eq!(site.door().get("/chat/nonsense").refused().await.code, "id_invalid");
}

#[tokio::test]
async fn panel_is_framed_only_by_the_sites_of_its_channel() {
    let site = Site::start().await;
    let mut new = pulina_tests::site::an_account("Lamps", "bo@lamps.example");
    new.allowed_origins = vec!["https://shop.example".to_owned(), "http://localhost:9000".to_owned()];
    let created: pulina_shared::wire::http::AccountCreated = site.set_up().json(&new).granted().await;
    let page = site.door().get(&format!("/chat/{}", created.channel)).answer().await;
    let policy = page.header("content-security-policy").to_owned();
    let ancestors: Vec<_> = directive(&policy, "frame-ancestors").split(' ').collect();
    assert!(
        ancestors.contains(&"https://shop.example") && ancestors.contains(&"http://localhost:9000"),
        "{policy}"
    );
    assert!(!ancestors.contains(&"*"), "{policy}");
}

#[tokio::test]
async fn desk_page_is_never_framed() {
    let site = Site::start().await;
    for path in ["/desk".to_owned(), format!("/desk/{}", site.account.created.account)] {
        let policy = check_page(&site.door().get(&path).answer().await, &path);
        assert_eq!(directive(&policy, "frame-ancestors"), "'none'", "{path}");
    }
}

#[tokio::test]
async fn loader_is_one_script_with_the_channels_settings() {
    let site = Site::start().await;
    let path = format!("/embed/{}.js", site.channel());
    let answer = site.door().get(&path).answer().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/javascript"), "{:?}", answer.headers);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("cache-control").contains("max-age=30"), "{:?}", answer.headers);
    assert!(answer.header("cache-control").contains("stale-while-revalidate"), "{:?}", answer.headers);
    check_headers(&answer, &path);
    let script = answer.text();
    assert!(script.contains(site.channel().as_str()) && script.contains(&site.door().origin()), "{script}");
    assert!(!script.contains("__PULINA_SETTINGS__"));

    let unknown =
        format!("/embed/{}.js", pulina_shared::ids::ChannelId::new(&site.account.created.account, [0; 5]));
    let answer = site.door().get(&unknown).answer().await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("console.warn"), "a page's author is told: {}", answer.text());
}

#[tokio::test]
async fn assets_are_immutable_and_compressed_where_accepted() {
    let site = Site::start().await;
    let html = site.door().get(&format!("/chat/{}", site.channel())).answer().await.text();
    let paths: Vec<_> = html.split('"').filter(|part| part.starts_with("/assets/")).collect();
    let kinds = [(".js", "text/javascript"), (".wasm", "application/wasm"), (".css", "text/css")];
    for (extension, content_type) in kinds {
        let path = paths.iter().find(|path| path.ends_with(extension));
        let path = path.unwrap_or_else(|| panic!("no {extension} in {paths:?}"));
        let ask = |encoding: Option<&str>| -> Ask {
            let ask = site.door().get(path);
            match encoding {
                Some(encoding) => ask.header("accept-encoding", encoding),
                None => ask,
            }
        };
        let (plain, small) = (ask(None).answer().await, ask(Some("gzip, br")).answer().await);
        for answer in [&plain, &small] {
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.header("content-type").starts_with(content_type), "{path}: {:?}", answer.headers);
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
            assert!(answer.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
            check_headers(answer, path);
        }
        assert_eq!(
            (plain.header("content-encoding"), small.header("content-encoding")),
            ("", "br"),
            "{path}"
        );
        assert!(small.body.len() < plain.body.len(), "{path}");
    }
}

#[tokio::test]
async fn plain_form_talks_without_scripts() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let path = format!("/chat/{}", site.channel());
    let form = "application/x-www-form-urlencoded";
    let origin = site.door().origin();
    let page = site
        .door()
        .post(&path)
        .header("origin", &origin)
        .body(form, "text=No+scripts+%3Cb%3Ehere&token=")
        .answer()
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("No scripts &lt;b&gt;here"), "{}", page.text());
    let ticket = agent.sees_ticket("No scripts <b>here").await;
    agent.opens(&ticket).await.says("An answer").await;

    let html = page.text();
    let token = html.split("pvt_").nth(1).map(|rest| &rest[..52]).expect("the token stands in the form");
    let body = format!("text=And+more&token=pvt_{token}");
    let page = site.door().post(&path).header("origin", &origin).body(form, body).answer().await;
    for text in ["No scripts &lt;b&gt;here", "An answer", "And more"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    assert_eq!(agent.sees_ticket("And more").await.number, ticket.number);
}
