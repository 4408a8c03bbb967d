//! A link that shows the draft to people who cannot sign in. What is typed is kept as the draft first,
//! so that the link shows what is on the screen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::page;
use pulina_shared::wire::publishing::PreviewLink;

use super::super::code_tab::Code;
use super::super::form::Form;
use super::origin;
use crate::{api, dates, text};

/// The button that makes a link, and the link.
#[component]
pub fn ShareLink(
    /// The form.
    form: Form,
) -> impl IntoView {
    let made = RwSignal::new(None::<PreviewLink>);
    let trouble = RwSignal::new(None::<String>);
    let is_running = RwSignal::new(false);
    let make = move |_| {
        if is_running.get_untracked() {
            return;
        }
        let channel = form.channel();
        is_running.set(true);
        trouble.set(None);
        spawn_local(async move {
            // What cannot be kept says why at its field.
            if form.kept().await {
                match api::make_preview_link(&channel).await {
                    Ok(link) => made.set(Some(link)),
                    Err(error) => trouble.set(Some(api::explain(&error))),
                }
            }
            is_running.set(false);
        });
    };
    let shown = move || {
        let link = made.get()?;
        let address = [origin(), page::below_base(&link.path)].concat();
        let until = text::link_until(&dates::whole(link.expires_at));
        Some(view! {
            <Code code=address label=text::SHARED_PREVIEW/>
            <p class="field__hint" role="status">{until}</p>
        })
    };
    view! {
        <div class="preview__share">
            <button class="button button--small" type="button" aria-disabled=move || is_running.get().then_some("true")
                aria-describedby="preview-share-why" on:click=make>
                {move || if is_running.get() { text::MAKING_LINK } else { text::SHARE_PREVIEW }}
            </button>
            <p class="field__hint" id="preview-share-why">{text::SHARE_PREVIEW_WHY}</p>
            <p class="field__mistake" role="alert">{trouble}</p>
            {shown}
        </div>
    }
}
