//! A modal dialog on the browser's own element, which keeps the focus inside, closes on Escape and
//! gives the focus back.

use leptos::html;
use leptos::prelude::*;

use crate::icon::{Icon, Sign};
use crate::text;

/// The dialog. Its content lives only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// Its heading.
    title: &'static str,
    /// Stays open until its content is done with: no button and no Escape.
    #[prop(optional)]
    is_required: bool,
    /// Whether it may be closed now by whoever asks for it: its content can be lost with it.
    #[prop(optional)]
    may_close: Option<Callback<(), bool>>,
    /// What stands in it.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        if is_open.get() && !element.open() {
            // A dialog that cannot be modal is still shown.
            if element.show_modal().is_err() {
                element.set_open(true);
            }
        } else if !is_open.get() && element.open() {
            element.close();
        }
    });
    let may_close = move || !is_required && may_close.is_none_or(|may_close| may_close.run(()));
    let close = move || {
        if may_close() {
            is_open.set(false);
        }
    };
    let close_on_backdrop = move |event: web_sys::MouseEvent| {
        let is_backdrop = element
            .get_untracked()
            .is_some_and(|element| event.target().is_some_and(|target| target == ****element));
        if is_backdrop {
            close();
        }
    };
    let children = StoredValue::new(children);
    view! {
        <dialog
            class="dialog" node_ref=element aria-label=title
            on:cancel=move |event: web_sys::Event| if !may_close() { event.prevent_default() }
            on:close=move |_| if is_required { is_open.notify() } else { is_open.set(false) }
            on:mousedown=close_on_backdrop
        >
            <Show when=move || is_open.get()>
                <div class="dialog__card">
                    <div class="dialog__head">
                        <h2 class="dialog__title">{title}</h2>
                        <Show when=move || !is_required>
                            <button class="icon-button" type="button" aria-label=text::CLOSE_DIALOG on:click=move |_| close()>
                                <Icon sign=Sign::Close/>
                            </button>
                        </Show>
                    </div>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}
