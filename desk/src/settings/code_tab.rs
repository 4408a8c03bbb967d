//! How the chat comes onto a page: the code to paste, for each kind of site, and the sites that may.

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::page;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Settings;
use super::field::{ChoiceField, TextField};
use super::form::Form;
use super::keys::KeySection;
use super::live_check::LiveCheck;
use crate::keyboard::focus_soon;
use crate::state::desk;
use crate::text;

/// The button that copies the code for a site.
const COPY_SNIPPET: &str = "copy-snippet";

/// How a site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Html,
    TagManager,
    WordPress,
    React,
}

/// The code for a site of this kind. `address` is the script's.
fn code(kind: Kind, address: &str) -> String {
    match kind {
        Kind::Html | Kind::TagManager | Kind::WordPress => {
            format!("<script async src=\"{address}\"></script>")
        }
        Kind::React => format!(
            "useEffect(() => {{\n  const script = document.createElement(\"script\");\n  script.async = true;\n  \
             script.src = \"{address}\";\n  document.head.append(script);\n  \
             return () => {{ window.Pulina?.destroy?.(); script.remove(); }};\n}}, []);"
        ),
    }
}

/// What a strict page has to allow.
fn policy(origin: &str) -> String {
    format!("script-src {origin}; frame-src {origin}")
}

/// Where this desk, and with it the chat, is served from.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Puts a text into the clipboard.
async fn copied(text: &str) -> Result<(), JsValue> {
    // Absent where the page is not served safely.
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write: js_sys::Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    let promise: js_sys::Promise = write.call1(&clipboard, &text.into())?.dyn_into()?;
    JsFuture::from(promise).await.map(drop)
}

/// Code that can be copied.
#[component]
pub fn Code(
    /// The code.
    #[prop(into)]
    code: Signal<String>,
    /// What it is, for ears.
    label: &'static str,
    /// By what its button is found.
    #[prop(optional)]
    testid: Option<&'static str>,
) -> impl IntoView {
    let desk = desk();
    let told = RwSignal::new("");
    let copy = move |_| {
        spawn_local(async move {
            let sentence = match copied(&code.get_untracked()).await {
                Ok(()) => text::COPIED,
                Err(_) => text::NOT_COPIED,
            };
            told.set(sentence);
            desk.announce(sentence);
        });
    };
    view! {
        <div class="settings__code">
            <pre tabindex="0" role="group" aria-label=label><code>{code}</code></pre>
            <button class="button button--small" type="button" data-testid=testid on:click=copy>{text::COPY}</button>
            <span class="field__done" aria-hidden="true">{told}</span>
        </div>
    }
}

/// The tab.
#[component]
pub fn CodeTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let kind = RwSignal::new(Kind::Html);
    let settings = expect_context::<Settings>();
    if settings.arrival.with_value(|channel| *channel == Some(form.channel())) {
        focus_soon(format!("[data-testid={COPY_SNIPPET}]"));
        // Not before the page has seen that its heading does not get the focus.
        request_animation_frame(move || settings.arrival.set_value(None));
    }
    let address = move || {
        let channel = form.channel();
        [origin(), page::below_base(&format!("/embed/{channel}.js"))].concat()
    };
    view! {
        <ChoiceField id="code-kind" label=text::SITE_KIND options=text::SITE_KINDS.to_vec() value=kind
            on_choice=move |chosen| kind.set(chosen)/>
        <p class="settings__lead">{move || text::paste_where(kind.get())}</p>
        <Code code=Signal::derive(move || code(kind.get(), &address())) label=text::SNIPPET testid=COPY_SNIPPET/>
        <LiveCheck form/>
        <h3 class="settings__heading">{text::POLICY}</h3>
        <p class="settings__lead">{text::POLICY_WHY}</p>
        <Code code=Signal::derive(|| policy(&origin())) label=text::POLICY/>
        <TextField form pointer="/allowed_origins" label=text::SITES hint=text::SITES_WHY is_long=true
            value=Signal::derive(move || form.typed.with(|typed| typed.sites.clone()))
            on_input=move |value| form.change(|typed| typed.sites = value)/>
        <KeySection form/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_the_script_once_and_leaves_nothing_open() {
        for kind in [Kind::Html, Kind::TagManager, Kind::WordPress, Kind::React] {
            let code = code(kind, "https://chat.example/embed/cha_1.js");
            assert_eq!(code.matches("\"https://chat.example/embed/cha_1.js\"").count(), 1, "{code}");
            for (open, close) in [('{', '}'), ('(', ')'), ('<', '>')] {
                let n = |wanted: char| code.replace("=>", "").matches(wanted).count();
                assert_eq!(n(open), n(close), "{code}");
            }
        }
    }
}
