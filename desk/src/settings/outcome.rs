//! What came of something that is done at once and not by the form: said to all, in its place.

use leptos::prelude::*;
use pulina_browser::http::RequestError;

use crate::api;
use crate::reading::note;
use crate::state::{Desk, desk};

/// The last outcome on a page of the settings.
#[derive(Clone, Copy)]
pub struct Outcome {
    desk: Desk,
    done: RwSignal<String>,
    failed: RwSignal<Option<String>>,
}

impl Outcome {
    /// Nothing happened yet.
    pub fn new() -> Self {
        Self { desk: desk(), done: RwSignal::default(), failed: RwSignal::default() }
    }

    /// Something is under way.
    pub fn begin(self) {
        self.done.set(String::new());
        self.failed.set(None);
    }

    /// It is done.
    pub fn done(self, sentence: impl Into<String>) {
        self.failed.set(None);
        self.done.set(sentence.into());
    }

    /// It failed.
    pub fn fail(self, error: &RequestError) {
        note(self.desk, error);
        self.done.set(String::new());
        self.failed.set(Some(api::explain(error)));
    }
}

/// The sentence.
#[component]
pub fn OutcomeLine(
    /// What came of it.
    of: Outcome,
) -> impl IntoView {
    view! {
        <div class="users__outcome">
            <p class="field__done" role="status">{of.done}</p>
            <p class="field__mistake" role="alert">{of.failed}</p>
        </div>
    }
}
