//! How it was: asked once, when the conversation was closed, and never in the way of writing.

use leptos::html;
use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::erased::{follow, piece};
use crate::later::{self, Part};
use crate::shown::Shown;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

const SCORES: [(u8, Word); 5] =
    [(1, Word::RateOne), (2, Word::RateTwo), (3, Word::RateThree), (4, Word::RateFour), (5, Word::RateFive)];

/// Makes the place of the question live; it is empty while the question does not stand.
pub fn live(state: PanelState) {
    // Drawn again only when that changes, or what is being answered would be lost.
    let is_due = Shown::for_ever(false);
    follow(move || {
        let is_open = state.screen.with(|screen| screen.is_closed && !screen.is_rated);
        is_due
            .set_if_other(state.shown_settings().asks_for_rating && (is_open || state.was_rated_here.get()));
    });
    Spot::of_page("rating").holds(move || if is_due.get() { later::part(state, Part::Rating) } else { None });
}

/// The question, or the thanks.
pub fn view(state: PanelState) -> Option<AnyView> {
    let chosen = RwSignal::new(None::<u8>);
    let view = piece(move || {
        if state.was_rated_here.get() {
            let thanks = text::say(Word::RateThanks);
            return Some(view! { <p class="rating rating__thanks">{thanks}</p> }.into_any());
        }
        Some(question(state, chosen))
    });
    Some(view! { {view} }.into_any())
}

fn question(state: PanelState, chosen: RwSignal<Option<u8>>) -> AnyView {
    let comment = NodeRef::<html::Textarea>::new();
    let marks = SCORES.map(|(score, word)| {
        view! {
            <label class="rating__mark">
                <input type="radio" name="score" value=score.to_string() on:change=move |_| chosen.set(Some(score)) />
                <span>{text::say(word)}</span>
            </label>
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(score) = chosen.get_untracked() {
            let words = comment.get_untracked().map(|comment| comment.value()).unwrap_or_default();
            state.rate(score, words.trim().to_owned());
            state.announcer.say(text::say(Word::RateThanks));
            state.was_rated_here.set(true);
            state.wish_focus();
        }
    };
    let more = piece(move || {
        chosen.get().map(|_| {
            view! {
                <label class="rating__comment">
                    <span>{text::say(Word::RateComment)}</span>
                    <textarea rows="2" maxlength="2000" dir="auto" placeholder=" " node_ref=comment></textarea>
                </label>
                <button class="gate__button" type="submit">{text::say(Word::RateSend)}</button>
            }
            .into_any()
        })
    });
    view! {
        <form class="rating" on:submit=send>
            <fieldset class="rating__marks">
                <legend>{text::say(Word::RateTitle)}</legend>
                {marks}
            </fieldset>
            {more}
        </form>
    }
    .into_any()
}
