//! The chat in a window of its own. This copy shows meanwhile where it is and the way back, and keeps
//! still; when that window is closed, it begins anew with what the window gave back. The script of
//! that window's page asks its opener for what is kept, which only a document of our origin can
//! answer, before its app starts.

use std::cell::RefCell;

use leptos::prelude::*;
use pulina_browser::{clock, page};
use pulina_shared::words::Word;
use web_sys::Window;

use crate::state::PanelState;
use crate::text;

/// How soon a closed window is noticed.
const LOOK_MS: u64 = 500;

thread_local! {
    static POPUP: RefCell<Option<Window>> = const { RefCell::new(None) };
}

/// Goes on in a window of its own.
pub fn pop_out(state: PanelState) {
    let settings = state.settings();
    let path = ["/chat/", settings.channel.as_str(), "?lang=", &settings.language].concat();
    let opened = window().open_with_url_and_target_and_features(
        &page::below_base(&path),
        "_blank",
        "popup,width=420,height=720",
    );
    let Ok(Some(popup)) = opened else {
        return state.announcer.warn(text::say(Word::FailedOurs));
    };
    state.hand_over();
    POPUP.set(Some(popup.clone()));
    leptos::task::spawn_local(async move {
        while !popup.closed().unwrap_or(true) {
            clock::pause(LOOK_MS).await;
        }
        // Refused only to pages that are being left anyway.
        let _ = window().location().reload();
    });
}

/// The notice.
pub fn view() -> AnyView {
    let come_back = move |_| {
        POPUP.with_borrow(|popup| {
            if let Some(popup) = popup {
                // What is closed already is as good.
                let _ = popup.close();
            }
        });
    };
    view! {
        <section class="sheet sheet--notice">
            <p>{text::say(Word::PoppedOut)}</p>
            <button class="gate__button" type="button" on:click=come_back>{text::say(Word::UseHere)}</button>
        </section>
    }
    .into_any()
}
