//! Everything that a visitor can do is done by the keyboard alone: each task begins where the one
//! before left the focus, goes on by Tab and Shift+Tab, and is seen to have worked.

mod first;
mod menu;
mod talk;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::Tab;

/// In three parts of the same length.
const N_TASKS: usize = 36;

/// Somebody with a keyboard and nothing else.
struct Typist {
    tab: Tab,
    panel: Frame,
    /// What was done.
    done: Vec<&'static str>,
}

impl Typist {
    /// Goes to a button in the panel and presses it.
    async fn presses(&self, button: &str) {
        self.tab.tabs_to(&self.panel, "button", button).await;
        self.tab.presses("Enter").await;
    }

    /// The same, looking backwards.
    async fn presses_before(&self, button: &str) {
        self.tab.tabs_back_to(&self.panel, "button", button).await;
        self.tab.presses("Enter").await;
    }

    /// Writes into what has the focus.
    async fn writes(&self, words: &str) {
        // Keys do not reach a tab behind another one for certain.
        self.tab.comes_to_front().await;
        self.tab.types(words).await;
    }

    async fn sees(&self, words: &str) {
        self.panel.shows(".message-log__list", words).await;
    }

    fn has_done(&mut self, task: &'static str) {
        // Read when a later one fails.
        println!("done: {task}");
        self.done.push(task);
    }
}

#[tokio::test]
async fn what_is_asked_first_can_be_answered_by_keyboard_alone() {
    assert_eq!(first::are_done().await.len(), N_TASKS / 3);
}

#[tokio::test]
async fn people_can_talk_by_keyboard_alone() {
    assert_eq!(talk::are_done().await.len(), N_TASKS / 3);
}

#[tokio::test]
async fn everything_else_can_be_done_by_keyboard_alone() {
    assert_eq!(menu::are_done().await.len(), N_TASKS / 3);
}
