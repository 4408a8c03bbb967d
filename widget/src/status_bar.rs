//! What is wrong with the connection or this browser, and what the person can do. Short troubles
//! are not worth a word: it speaks after two seconds.

use leptos::prelude::*;
use pulina_browser::clock::Timer;
use pulina_browser::page;
use pulina_shared::connection::Link;
use pulina_shared::time::SECOND_MS;

use crate::state::PanelState;
use crate::text;

/// How long a trouble may last without a word.
const PATIENCE_MS: u64 = 2 * SECOND_MS;

/// The bar; empty while all is well.
#[component]
pub fn StatusBar(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let lasts = RwSignal::new(false);
    let timer = StoredValue::new_local(None);
    Effect::new(move |_| match state.link.get() {
        Link::Idle | Link::Open => {
            timer.set_value(None);
            lasts.set(false);
        }
        _ if timer.with_value(Option::is_none) => {
            timer.set_value(Some(Timer::after(PATIENCE_MS, move || lasts.set(true))));
        }
        _ => {}
    });
    let trouble = Memo::new(move |_| trouble(state.link.get(), lasts.get(), state.n_waiting.get()));
    let is_closed = move || state.is_closed.get() && state.n_waiting.get() == 0;
    let is_at_risk = move || state.n_waiting.get() > 0 && lasts.get() && !state.is_lasting();
    view! {
        <div class="status" role="status">
            <Show when=is_closed>
                <p class="status__line">{text::CLOSED_NOTICE}</p>
            </Show>
            {move || {
                trouble.get().map(|(words, action)| {
                    let button = action.map(|label| {
                        view! {
                            <button class="quiet-button" type="button" on:click=move |_| state.reconnect()>
                                {label}
                            </button>
                        }
                    });
                    view! { <div class="status__line status__line--warning"><span>{words}</span>{button}</div> }
                })
            }}
            <Show when=is_at_risk>
                <p class="status__line status__line--warning">{text::NOT_LASTING}</p>
            </Show>
        </div>
    }
}

/// What is wrong, and the word on the button that helps, if one does.
fn trouble(link: Link, lasts: bool, n_waiting: usize) -> Option<(String, Option<&'static str>)> {
    let words = match link {
        Link::Idle | Link::Open => return None,
        Link::Refused(4409) => return Some((text::REPLACED.to_owned(), Some(text::USE_HERE))),
        Link::Refused(4426) => return Some((text::OUTDATED.to_owned(), Some(text::RELOAD))),
        Link::Refused(4403 | 4404) => return Some((text::NOT_HERE.to_owned(), Some(text::RETRY))),
        Link::Refused(_) => return Some((text::STOPPED.to_owned(), Some(text::RETRY))),
        _ if !lasts => return None,
        _ if !page::is_online() => text::OFFLINE,
        Link::Connecting => text::CONNECTING,
        Link::Syncing | Link::Lost | Link::BackingOff => text::RECONNECTING,
    };
    let promise = if n_waiting > 0 { [" ", text::SENT_WHEN_BACK].concat() } else { String::new() };
    Some(([words, &promise].concat(), None))
}
