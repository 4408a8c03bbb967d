//! What is said when the connection is not what it should be: after two seconds, in one sentence,
//! with the one thing that helps. It lies over the page, so that nothing moves when it comes and goes.

use leptos::prelude::*;
use pulina_browser::clock::Timer;
use pulina_browser::page;
use pulina_shared::connection::Link;
use pulina_shared::problem::Code;

use crate::text;

/// Shorter breaks are nobody's business.
const TROUBLE_MS: u64 = 2_000;

/// What helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    Wait,
    TryNow,
    Reload,
}

fn trouble(link: Link, is_online: bool) -> Option<(&'static str, Remedy)> {
    match link {
        Link::Idle | Link::Open => None,
        // The sign-in form says it.
        Link::Refused(code) if code == Code::SessionEnded.close_code() => None,
        Link::Refused(_) => Some((text::STOPPED_WHY, Remedy::Reload)),
        _ if !is_online => Some((text::OFFLINE_WHY, Remedy::Wait)),
        Link::BackingOff => Some((text::RECONNECTING_WHY, Remedy::TryNow)),
        Link::Connecting | Link::Syncing | Link::Lost => Some((text::RECONNECTING_WHY, Remedy::Wait)),
    }
}

/// The bar.
#[component]
pub fn LinkBar(
    /// How the link stands.
    #[prop(into)]
    link: Signal<Link>,
    /// Tries at once.
    on_try: Callback<()>,
) -> impl IntoView {
    let found = Memo::new(move |_| trouble(link.get(), page::is_online()));
    let is_in_trouble = Memo::new(move |_| found.with(Option::is_some));
    let is_shown = RwSignal::new(false);
    let patience = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        is_shown.set(false);
        patience.set_value(is_in_trouble.get().then(|| {
            Timer::after(TROUBLE_MS, move || {
                is_shown.try_set(true);
            })
        }));
    });
    let button = move |remedy| {
        match remedy {
        Remedy::Wait => ().into_any(),
        Remedy::TryNow => view! {
            <button class="button button--small" type="button" on:click=move |_| on_try.run(())>{text::TRY_NOW}</button>
        }
        .into_any(),
        Remedy::Reload => view! {
            <button class="button button--small" type="button" on:click=move |_| {
                // A page that cannot be reloaded stays as it is.
                let _ = window().location().reload();
            }>{text::RELOAD}</button>
        }
        .into_any(),
    }
    };
    view! {
        <div class="link-bar" role="status" data-testid="link-bar">
            {move || found.get().filter(|_| is_shown.get()).map(|(sentence, remedy)| view! {
                <p class="banner banner--warning">
                    <span>{sentence}</span>
                    {button(remedy)}
                </p>
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_told_with_what_helps() {
        assert_eq!(trouble(Link::Open, true), None);
        assert_eq!(trouble(Link::Idle, true), None);
        assert_eq!(trouble(Link::Refused(4401), true), None);
        assert_eq!(trouble(Link::Refused(4426), true), Some((text::STOPPED_WHY, Remedy::Reload)));
        assert_eq!(trouble(Link::BackingOff, true), Some((text::RECONNECTING_WHY, Remedy::TryNow)));
        assert_eq!(trouble(Link::BackingOff, false), Some((text::OFFLINE_WHY, Remedy::Wait)));
    }
}
