//! Says that files which are held over the panel can be dropped here.

use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::state::PanelState;
use crate::text;

/// The hint. It lies over everything, so whatever leaves it has left the panel.
pub fn view(state: PanelState) -> AnyView {
    view! {
        <div class="drop-hint" aria-hidden="true" on:dragleave=move |_| state.is_dragged_over.set(false)>
            <p class="drop-hint__words">{text::say(Word::DropFiles)}</p>
        </div>
    }
    .into_any()
}
