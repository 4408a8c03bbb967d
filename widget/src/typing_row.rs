//! Who writes at this moment. Its height is always there, so nothing jumps when it comes and goes.

use pulina_shared::words::Word;

use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

/// Makes the row live.
pub fn live(state: PanelState) {
    Spot::of_page("dots").shows_while(move || state.screen.with(|screen| screen.writer.is_some()));
    Spot::of_page("writer").says(move || {
        state.screen.with(|screen| {
            screen.writer.as_deref().map(|name| text::say_name(Word::IsWriting, name)).unwrap_or_default()
        })
    });
}
