//! How much is asked and downloaded, counted in the way of the bytes. Times are not asserted.

use pulina_tests::front::Seen;
use pulina_tests::stage::Stage;

/// Compressed, with the heads of the answers (some 600 bytes each), before anybody acts.
const LOADER_BYTES_MAX: u64 = 3 * 1024 + 1_000;
/// Everything that the first opening brings: page, style, glue, app, and the loader's second part.
const PANEL_BYTES_MAX: u64 = 100 * 1024 + 5 * 1_000;

#[tokio::test]
async fn opening_the_chat_asks_for_five_files_and_stays_small() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    assert_eq!(n_bytes(&front.seen(), LOADER_BYTES_MAX), 1);

    visitor.opens_chat().await;
    visitor.running_panel().await;
    let opened = front.seen();
    assert_eq!(n_bytes(&opened[1..], PANEL_BYTES_MAX), 5);

    visitor.says("First").await;
    visitor.last_stands("Sent").await;
    let spoken = front.seen();
    let mut asked = paths(&spoken[opened.len()..]);
    // What can be done to an own message comes with a chunk of its own, in the background.
    asked.retain(|path| !path.starts_with("/assets/panel-"));
    assert_eq!(asked, [format!("/v1/channels/{}/visits", stage.site.channel()), "/socket".to_owned()]);
    for words in ["Second", "Third"] {
        visitor.says(words).await;
        visitor.last_stands("Sent").await;
    }
    let mut more = paths(&front.seen()[spoken.len()..]);
    more.retain(|path| !path.starts_with("/assets/panel-"));
    assert_eq!(more, Vec::<String>::new(), "more messages ask for nothing more");
}

#[tokio::test]
async fn opening_the_chat_again_asks_for_one_page_only() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    let before = front.seen().len();
    visitor.tab.presses("Escape").await;
    visitor.opens_chat().await;
    assert_eq!(front.seen().len(), before, "the panel is still there");

    visitor.tab.goes_to(&stage.host.page("rtl.html")).await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    let mut again = paths(&front.seen()[before..]);
    again.sort();
    // The page is in another language, so the launcher's words are asked for too.
    let channel = stage.site.channel();
    let expected = [format!("/chat/{channel}"), format!("/embed/{channel}.js")];
    assert_eq!(again, expected, "loader and files are kept");
}

/// How many requests these were, when they brought no more than so many bytes.
fn n_bytes(seen: &[Seen], n_bytes_max: u64) -> usize {
    let n_bytes: u64 = seen.iter().map(|seen| seen.n_bytes).sum();
    assert!(n_bytes <= n_bytes_max, "{n_bytes} bytes: {seen:?}");
    seen.len()
}

/// The paths without what is asked of them; of a socket only that it is one.
fn paths(seen: &[Seen]) -> Vec<String> {
    let short = |seen: &Seen| {
        let path = seen.path.split('?').next().unwrap_or_default();
        if path.ends_with("/socket") { "/socket".to_owned() } else { path.to_owned() }
    };
    seen.iter().map(short).collect()
}
