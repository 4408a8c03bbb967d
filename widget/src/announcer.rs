//! What is said aloud, each thing once: messages of the other side that arrive while the panel is
//! there, and what went wrong with the visitor's own. The log itself is silent, so that history,
//! reconnecting and own messages are never read out.

use leptos::prelude::*;

/// How many lines stay in a live region; older ones were read long ago.
const LINES_MAX: usize = 4;

/// A live region's lines, numbered, because the same words may be said twice.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    polite: RwSignal<Vec<(u32, String)>>,
    urgent: RwSignal<Vec<(u32, String)>>,
}

impl Announcer {
    /// Nothing was said yet.
    pub fn new() -> Self {
        Self { polite: RwSignal::new(Vec::new()), urgent: RwSignal::new(Vec::new()) }
    }

    /// Says something when the person's reader has time for it.
    pub fn say(self, text: String) {
        append(self.polite, text);
    }

    /// Says at once that something the person did went wrong.
    pub fn warn(self, text: String) {
        append(self.urgent, text);
    }
}

fn append(lines: RwSignal<Vec<(u32, String)>>, text: String) {
    lines.update(|lines| {
        let number = lines.last().map_or(0, |(number, _)| number.wrapping_add(1));
        lines.push((number, text));
        if lines.len() > LINES_MAX {
            lines.remove(0);
        }
    });
}

/// The two live regions.
#[component]
pub fn LiveRegions(
    /// What they say.
    announcer: Announcer,
) -> impl IntoView {
    let spoken = |lines: RwSignal<Vec<(u32, String)>>| {
        view! {
            <For each=move || lines.get() key=|(number, _)| *number children=|(_, text)| view! { <p>{text}</p> } />
        }
    };
    view! {
        <div class="visually-hidden" aria-live="polite" aria-relevant="additions">{spoken(announcer.polite)}</div>
        <div class="visually-hidden" role="alert" aria-relevant="additions">{spoken(announcer.urgent)}</div>
    }
}
