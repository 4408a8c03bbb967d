//! The plain form, where the app cannot start.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{COMPOSER, Stage};

use super::super::inspection::{Breadth, Inspection};

/// Without its compilers the engine has no WebAssembly either.
const NO_WEBASSEMBLY: &str = "--js-flags=--jitless";

pub async fn is_walked() {
    let stage = Stage::with_flags(&[NO_WEBASSEMBLY]).await;
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    let mut inspection = Inspection::begins(Breadth::Whole);
    tab.goes_to(&stage.panel_address()).await;
    tab.shows("#plain", "You can still send a message.").await;
    inspection.looks_at("panel that cannot start", &tab, &tab).await;
    tab.click("textbox", COMPOSER).await;
    tab.types("By form").await;
    tab.click("button", "Send").await;
    tab.find("button", "Look for answers").await;
    inspection.looks_at("plain form", &tab, &tab).await;
    inspection.ends();
}
