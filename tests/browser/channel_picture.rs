//! The top of the chat as an admin sets it up: the channel's own picture, or faces of users.

use std::path::Path;

use pulina_shared::wire::channel::Heading;
use pulina_tests::channel::settings_of;
use pulina_tests::chromium::files::Folder;
use pulina_tests::stage::Stage;

use crate::settings::{chooses, chooses_file, fills, publishes, settings};

/// Wider than it is high.
const A_PICTURE: &str = "desk-light.png";

#[tokio::test]
async fn picture_is_framed_in_the_desk_and_nothing_typed_is_lost_by_it() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let look = async || settings_of(&agent, stage.site.channel()).await.settings.look;
    let folder = Folder::new();
    let lie = folder.holds("lie.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    // Chromium reads no path with a step up in it.
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let wide = project.join("docs/screenshots").join(A_PICTURE);
    let before = look().await.accent;
    let desk = settings(&stage, "Look").await;
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    chooses_file(&desk.tab, "channel-picture", &lie).await;
    desk.tab.shows(".field__mistake", "not a picture that the browser can read").await;
    chooses_file(&desk.tab, "channel-picture", &wide).await;
    desk.tab.has_focused("slider", "Size").await;
    desk.tab.presses("ArrowRight").await;
    desk.tab.until("it is nearer", "document.activeElement.value === '101'").await;
    desk.tab.click("button", "Use this part").await;
    desk.tab.shows(".field__done", "The picture is saved.").await;
    let saved = look().await;
    assert!(saved.avatar.is_some());
    assert_eq!(saved.accent, before, "what is typed is not saved with it");
    publishes(&desk.tab).await;
    assert_ne!(look().await.accent, before, "and was not lost by it");
    desk.tab.click("button", "Remove the picture").await;
    desk.tab.shows(".field__done", "The picture is removed.").await;
    assert_eq!(look().await.avatar, None);
    desk.tab.click("button", "Put it back").await;
    desk.tab.shows(".field__done", "The picture is saved.").await;
    assert_eq!(look().await.avatar, saved.avatar);
    chooses(&desk.tab, "look-heading", "Chosen users").await;
    desk.tab.click("checkbox", "Ana").await;
    publishes(&desk.tab).await;
    assert!(matches!(look().await.heading, Heading::Users(users) if users.len() == 1));
}
