//! What is refused until somebody proves once more who they are: whoever asked waits until they did, or
//! have closed the dialog, and asks again. The dialog is `proof_dialog.rs`.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use leptos::prelude::*;
use pulina_browser::http::{Answer, Answering, RequestError};
use pulina_shared::problem::Code;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::api;

thread_local! {
    static IS_WANTED: ArcRwSignal<bool> = ArcRwSignal::new(false);
    /// Of everybody who waits.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Whether somebody is to be asked.
pub fn is_wanted() -> RwSignal<bool> {
    IS_WANTED.with(Clone::clone).into()
}

/// Everybody who waits goes on: to ask again, or to what they were refused with.
pub fn settle(is_proved: bool) {
    for resolve in WAITING.take() {
        // The promise's own function cannot fail.
        let _ = resolve.call1(&JsValue::UNDEFINED, &is_proved.into());
    }
    // Whoever watches it settles once more, and must come to an end.
    IS_WANTED.with(|is_wanted| {
        if is_wanted.get_untracked() {
            is_wanted.set(false);
        }
    });
}

/// Sends what may ask for a proof, and once more when there is one.
pub async fn proved(call: &dyn Fn() -> Answering) -> Result<Answer, RequestError> {
    match call().await {
        Err(error) if api::code(&error) == Some(Code::StepUp) && is_given().await => call().await,
        answer => answer,
    }
}

async fn is_given() -> bool {
    let answered = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    IS_WANTED.with(|is_wanted| is_wanted.set(true));
    // A promise that is only ever resolved.
    JsFuture::from(answered).await.is_ok_and(|is_proved| is_proved.is_truthy())
}
