//! What the visitor agreed to, the way to take it back, its proof, and a way to leave no trace on
//! this device.

use leptos::prelude::*;
use pulina_shared::words::Word;

use super::Page;
use super::sheet::{entry, frame};
use crate::erased::{piece, words};
use crate::state::PanelState;
use crate::text;

/// The page.
pub fn view(state: PanelState) -> AnyView {
    let is_asked = state.settings.with_value(|settings| settings.consent.is_some());
    let standing = words(move || {
        text::say(if state.has_consent() { Word::PrivacyAgreed } else { Word::PrivacyNotAgreed })
    });
    let withdraw =
        piece(move || state.has_consent().then(|| entry(Word::Withdraw, move || state.withdraw())));
    let record = state.route().is_some().then(|| entry(Word::DownloadRecord, move || state.save_consents()));
    let consent = is_asked.then(|| {
        view! {
            <p class="sheet__note" role="status">{standing}</p>
            {withdraw}
            {record}
        }
    });
    let content = view! {
        {consent}
        {entry(Word::ForgetDevice, move || state.forget_device())}
        <p class="sheet__note">{text::say(Word::ForgetDeviceHint)}</p>
    };
    frame(state, Word::Privacy, Page::Menu, content.into_any())
}
