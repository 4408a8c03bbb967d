//! What the visitor agreed to, each thing by itself, with the way to take it back and to give it
//! again; its proof; and a way to leave no trace on this device.

use leptos::prelude::*;
use pulina_shared::wire::conversation::Purpose;
use pulina_shared::wire::embed::LaterMessage;
use pulina_shared::words::Word;

use super::Page;
use super::sheet::{entry, frame};
use crate::erased::{piece, words};
use crate::state::PanelState;
use crate::text;

/// The page.
pub fn view(state: PanelState) -> AnyView {
    let asked = state.settings().consent.clone();
    let is_asked = |purpose: Purpose| match purpose {
        Purpose::Process => asked.is_some(),
        Purpose::Communicate => asked.as_ref().is_some_and(|asked| !asked.communicate.is_empty()),
    };
    // What is not asked for any more can still be taken back.
    let is_shown = |purpose: Purpose| is_asked(purpose) || untrack(move || state.agrees_to(purpose));
    let purposes: Vec<AnyView> = [Purpose::Process, Purpose::Communicate]
        .into_iter()
        .filter(|&purpose| is_shown(purpose))
        .map(|purpose| purpose_view(state, purpose, is_asked(purpose)))
        .collect();
    let has_record = !purposes.is_empty() && state.route().is_some();
    let record = has_record.then(|| entry(Word::DownloadRecord, move || state.save_consents()));
    let content = view! {
        {purposes}
        {record}
        {entry(Word::ForgetDevice, move || forget(state))}
        <p class="sheet__note">{text::say(Word::ForgetDeviceHint)}</p>
    };
    frame(state, Word::Privacy, Page::Menu, content.into_any())
}

/// The page would say again who this is.
fn forget(state: PanelState) {
    state.tell_host_later(&LaterMessage::Forgotten);
    state.forget_device();
}

/// One thing that can be agreed to: how it stands, and the one button that changes it.
fn purpose_view(state: PanelState, purpose: Purpose, is_asked: bool) -> AnyView {
    let (name, yes, no) = match purpose {
        Purpose::Process => ("process", Word::PrivacyAgreed, Word::PrivacyNotAgreed),
        Purpose::Communicate => ("communicate", Word::ContactAgreed, Word::ContactNotAgreed),
    };
    let id = ["privacy-", name].concat();
    let standing = words(move || text::say(if state.agrees_to(purpose) { yes } else { no }));
    let button = piece(move || {
        if state.agrees_to(purpose) {
            Some(button(Word::Withdraw, move || state.withdraw(purpose)))
        } else {
            is_asked.then(|| button(Word::ConsentButton, move || state.give(purpose)))
        }
    });
    let named_by = id.clone();
    view! {
        <section class="sheet__purpose" role="group" aria-labelledby=named_by>
            <p id=id role="status">{standing}</p>
            {button}
        </section>
    }
    .into_any()
}

fn button(word: Word, act: impl Fn() + 'static) -> AnyView {
    view! { <button class="quiet-button" type="button" on:click=move |_| act()>{text::say(word)}</button> }
        .into_any()
}
