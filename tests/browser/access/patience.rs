//! Nobody is hurried: what was begun waits for days, nothing moves for those who want no motion, and
//! the sound can be switched off.

use std::fs;

use pulina_shared::wire::conversation::ClientFrame;
use pulina_tests::chromium::look::Media;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;
use serde_json::json;

use super::inspection::OPEN_SHADOWS;
use super::scene::Scene;

/// Lets the document believe that it is so much later.
const LATE: &str = "
const now = Date.now;
const late = () => Number(sessionStorage.getItem('late') || 0);
Date.now = () => now() + late();
const Real = Date;
Date = new Proxy(Real, { construct: (real, given) => given.length ? new real(...given) : new real(Real.now()) });";
const A_DAY_LATER: &str = "sessionStorage.setItem('late', 24 * 60 * 60 * 1000);
document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('online'));";

#[tokio::test]
async fn what_was_begun_is_still_there_a_day_later() {
    let mut scene = Scene::begins_with("en", LATE).await;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("saucer.txt");
    fs::write(&file, "broken").expect("a file can be written");
    scene.tab.picks("input[type=file]", &[&file]).await;
    scene.tab.shows(".tray", "is ready to be sent").await;
    scene.tab.evaluate("document.getElementById('text').focus()").await;
    scene.tab.types("Half a sen").await;

    scene.tab.evaluate(A_DAY_LATER).await;
    scene.line.says("Take your time").await;
    scene.shows("Take your time").await;
    let is_kept = "document.getElementById('text').value === 'Half a sen' && document.querySelectorAll('.tray__item').length === 1";
    assert_eq!(scene.tab.evaluate(is_kept).await, true);
    scene.tab.types("tence").await;
    scene.tab.presses("Enter").await;
    scene.line.sees("Half a sentence").await;
    scene.shows("saucer.txt").await;

    scene.tab.types("And another").await;
    scene.tab.evaluate("sessionStorage.setItem('late', 2 * 24 * 60 * 60 * 1000)").await;
    scene.tab.reloads().await;
    scene.tab.until("the draft is back", "document.getElementById('text')?.value === 'And another'").await;
}

/// How many animations go on that take longer than a moment.
const MOTIONS: &str = "(() => {
  const roots = [document, ...[...document.querySelectorAll('*')].map(element => element.shadowRoot).filter(Boolean)];
  const all = new Set(roots.flatMap(root => root.getAnimations()));
  return [...all].filter(({ effect }) => effect.getComputedTiming().activeDuration > 1).length;
})()";

#[tokio::test]
async fn nothing_moves_for_those_who_want_no_motion() {
    let stage = Stage::sets().await;
    let options = TabOptions { first_script: OPEN_SHADOWS.to_owned(), ..TabOptions::default() };
    let mut agent = stage.site.agent().await;
    for has_motion in [true, false] {
        let words = if has_motion { "Moving" } else { "Still" };
        let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
        visitor.tab.prefers(Media { has_motion, ..Media::default() }).await;
        visitor.opens_chat().await;
        let n_on_page = visitor.tab.evaluate(MOTIONS).await;
        visitor.says(words).await;
        visitor.last_stands("Sent").await;
        let panel = visitor.running_panel().await;
        let ticket = agent.sees_ticket(words).await;
        let mut line = agent.opens(&ticket).await;
        line.sends(&ClientFrame::Typing(true)).await;
        panel.shows(".typing", "is writing").await;
        let n_of_dots = panel.evaluate(MOTIONS).await;
        panel.evaluate("document.getElementById('menu-button').click()").await;
        panel.find("dialog", "Menu").await;
        let n_of_sheet = panel.evaluate(MOTIONS).await;
        let motions = json!([n_on_page, n_of_dots, n_of_sheet]);
        if has_motion {
            assert_ne!(n_of_dots, 0, "the test sees what moves: {motions}");
        } else {
            assert_eq!(motions, json!([0, 0, 0]));
        }
        visitor.tab.closes().await;
    }
}

/// Counts sounds, and lets a test say whether the page is in front.
const COUNT_SOUNDS: &str = "
window.__sounds = 0;
const Real = AudioContext;
window.AudioContext = new Proxy(Real, { construct: (real, given) => (window.__sounds++, new real(...given)) });
window.__hidden = false;
Object.defineProperty(document, 'visibilityState', { get: () => window.__hidden ? 'hidden' : 'visible' });
Object.defineProperty(document, 'hidden', { get: () => window.__hidden });
window.__hide = is => { window.__hidden = is; document.dispatchEvent(new Event('visibilitychange')); };";

#[tokio::test]
async fn sound_can_be_switched_off() {
    let mut scene = Scene::begins_with("en", COUNT_SOUNDS).await;
    scene.tab.evaluate("window.__hide(true)").await;
    scene.line.says("With a sound").await;
    scene.tab.until("a sound", "window.__sounds === 1").await;
    scene.tab.evaluate("window.__hide(false)").await;
    scene.tab.click("button", "Menu").await;
    scene.tab.click("button", "Turn sound off").await;
    scene.tab.find("button", "Turn sound on").await;
    scene.tab.presses("Escape").await;
    scene.tab.evaluate("window.__hide(true)").await;
    scene.line.says("Without one").await;
    scene.shows("Without one").await;
    scene.tab.evaluate("window.__hide(false)").await;
    scene.tab.hears("\u{2068}Ana\u{2069} says: Without one").await;
    assert_eq!(scene.tab.evaluate("window.__sounds").await, 1);
}
