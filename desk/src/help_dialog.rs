//! The list of keyboard shortcuts, and the switch for those whom single keys disturb.

use leptos::prelude::*;

use crate::dialog::Dialog;
use crate::state::desk;
use crate::text;

/// The dialog.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let desk = desk();
    let switch = move |event| {
        let is_on = event_target_checked(&event);
        desk.has_shortcuts.set(is_on);
        desk.keep_on_device("shortcuts", if is_on { "" } else { "off" });
    };
    view! {
        <Dialog is_open=desk.is_help_open title=text::SHORTCUTS>
            <p class="dialog__text">{text::SHORTCUTS_WHY}</p>
            <dl class="shortcuts">
                {text::SHORTCUT_LINES.map(|(keys, meaning)| view! {
                    <div class="shortcuts__line">
                        <dt class="shortcuts__keys">{keys.iter().map(|key| view! { <kbd class="key">{*key}</kbd> }).collect_view()}</dt>
                        <dd>{meaning}</dd>
                    </div>
                }).collect_view()}
            </dl>
            <label class="switch">
                <input type="checkbox" prop:checked=desk.has_shortcuts on:change=switch/>
                <span>{text::SHORTCUTS_ON}</span>
            </label>
        </Dialog>
    }
}
