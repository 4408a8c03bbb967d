//! Everything can be done without a mouse, and the focus is always where a person expects it.

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::keys::Held;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::stage::{CLOSE, COMPOSER, OPEN, Stage};
use pulina_tests::wait;

#[tokio::test]
async fn visitor_chats_by_keyboard_alone() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    tabs_to(&visitor.tab, OPEN).await;
    visitor.tab.presses("Enter").await;
    let panel = visitor.panel().await;
    // The field of the frame, and the frame of the page: else keys go to the launcher.
    let has_focus = "document.hasFocus() && document.activeElement?.id === 'text'";
    panel.until("the composer has the focus", has_focus).await;
    visitor.says("Typed blindly").await;
    visitor.last_stands("Sent").await;
    visitor.running_panel().await;
    visitor.tab.presses("Escape").await;
    visitor
        .tab
        .find_where("the launcher with the focus", |node| node.name == OPEN && node.is("focused"))
        .await;
    visitor.tab.presses("Enter").await;
    visitor.tab.find("button", CLOSE).await;
    panel.until("the composer has the focus again", "document.activeElement?.id === 'text'").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn open_panel_does_not_trap_the_focus() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    for held in [Held::Nothing, Held::Shift] {
        panel.evaluate("document.getElementById('text').focus()").await;
        let mut place = place_of_focus(&visitor.tab, &panel).await;
        while !["name", "link"].contains(&place.0.as_str()) {
            visitor.tab.presses_with("Tab", held).await;
            // The focus crosses from one process to another, which takes its time.
            place = wait::until("the focus moves on", wait::ANSWERED, || async {
                let next = place_of_focus(&visitor.tab, &panel).await;
                (next != place).then_some(next)
            })
            .await;
        }
    }
}

#[tokio::test]
async fn open_menu_is_all_that_can_be_reached_and_leads_back_to_the_composer() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    let opens_menu = async || {
        panel.evaluate("document.getElementById('menu-button').focus()").await;
        visitor.tab.presses("Enter").await;
        panel.find("dialog", "Menu").await;
        panel.until("the sheet has the focus", "document.activeElement.closest('.sheet') !== null").await;
    };
    opens_menu().await;
    assert_eq!(panel.with_role("textbox").await.len(), 0, "what the sheet covers is out of reach");
    visitor.tab.presses("Escape").await;
    panel.until("the composer has the focus", "document.activeElement?.id === 'text'").await;
    panel.find("textbox", COMPOSER).await;

    opens_menu().await;
    visitor.tab.evaluate("Pulina.close()").await;
    visitor.opens_chat().await;
    panel.find("textbox", COMPOSER).await;
}

/// What has the focus on the page, and what in the panel, if it is there.
async fn place_of_focus(tab: &Tab, panel: &Frame) -> (String, String) {
    let on_page = tab.evaluate("document.activeElement.id").await;
    let in_panel = panel
        .evaluate("document.hasFocus() + document.activeElement.className + document.activeElement.id")
        .await;
    (on_page.as_str().unwrap_or_default().to_owned(), in_panel.to_string())
}

/// Presses Tab until what is called so has the focus.
async fn tabs_to(tab: &Tab, name: &str) {
    for _ in 0..20 {
        if tab.nodes().await.iter().any(|node| node.name == name && node.is("focused")) {
            return;
        }
        tab.presses("Tab").await;
    }
    panic!("{name:?} is not in the order of tabs");
}

#[tokio::test]
async fn agent_works_by_keyboard_alone() {
    let stage = Stage::sets().await;
    for words in ["Older question", "Newer question"] {
        stage.site.visitor().await.says(words).await;
    }
    let desk = stage.desk_door(&TabOptions::default()).await;
    let sign_in = &stage.site.account.sign_in;
    tabs_to(&desk.tab, "E-mail address").await;
    desk.tab.types(&sign_in.email).await;
    desk.tab.presses("Tab").await;
    desk.tab.types(&sign_in.password).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[data-testid=tickets]", "Older question").await;
    desk.tab.shows("[data-testid=tickets]", "Newer question").await;

    desk.tab.presses("j").await;
    desk.sees("Newer question").await;
    desk.tab.presses("j").await;
    desk.sees("Older question").await;
    desk.tab.presses("k").await;
    desk.sees("Newer question").await;
    desk.tab.presses("r").await;
    desk.tab.until("the reply has the focus", "document.activeElement.id === 'reply'").await;
    desk.tab.types("jker?").await;
    desk.tab.presses("Enter").await;
    desk.sees("jker?").await;

    desk.tab.presses("Escape").await;
    desk.tab
        .until("the list has the focus", "document.activeElement.matches('[data-ticket][aria-current]')")
        .await;
    desk.tab.presses("e").await;
    desk.tab.shows("[data-testid=status]", "Closed").await;
    desk.tab.presses_with("?", Held::Shift).await;
    desk.tab.find("dialog", "Keyboard shortcuts").await;
    desk.tab.presses("j").await;
    desk.tab.presses("Escape").await;
    desk.tab.until("the dialog is closed", "!document.querySelector('dialog[open]')").await;
    desk.sees_exactly(&["Newer question", "jker?"]).await;
}
