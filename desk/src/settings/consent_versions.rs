//! Every wording that visitors were ever asked to agree to, and how many did: what somebody shows who has to
//! prove it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channels::ShownConsent;

use super::form::Form;
use crate::reading::note;
use crate::{api, dates, text};

/// One of them.
#[component]
fn VersionRow(
    /// Which.
    version: ShownConsent,
) -> impl IntoView {
    let ShownConsent { since, is_current, mode, texts, n_accepted, .. } = version;
    // What was asked before times were kept has none.
    let since = if since > Timestamp(0) { dates::whole(since) } else { text::BEFORE_HISTORY.to_owned() };
    let wordings = texts.into_iter().map(|(language, shown)| {
        view! {
            <dt lang=language.tag()>{language.own_name()}</dt>
            <dd class="foreign-text" lang=language.tag() dir="auto">
                <p>{shown.text}</p>
                <p><span class="consent-versions__button">{shown.button}</span></p>
                {(!shown.communicate.is_empty()).then(|| view! { <p>{shown.communicate}</p> })}
            </dd>
        }
    });
    view! {
        <li class="settings__key consent-versions__row">
            <p>
                <strong>{since}</strong>
                {is_current.then(|| view! { " "<span class="channel__mark">{text::CURRENT_VERSION}</span> })}
                <br/><span class="field__hint">{text::consent_mode(mode)}</span>
            </p>
            <p class="consent-versions__count">{text::n_accepted(n_accepted)}</p>
            <details class="consent-versions__wording">
                <summary>{text::WORDING}</summary>
                <dl>{wordings.collect_view()}</dl>
            </details>
        </li>
    }
}

/// All of them, the newest first.
#[component]
pub fn ConsentVersions(
    /// The form, for the channel.
    form: Form,
) -> impl IntoView {
    let versions = RwSignal::new(None::<Result<Vec<ShownConsent>, String>>);
    let load = move || {
        spawn_local(async move {
            let read = match api::consent_versions(&form.channel()).await {
                Ok(read) => Ok(read.versions),
                Err(error) => {
                    note(form.desk, &error);
                    Err(api::explain(&error))
                }
            };
            // Whoever asked may have left.
            let _ = versions.try_set(Some(read));
        });
    };
    let published = Memo::new(move |_| form.published.with(|it| it.as_ref().map(|it| it.revision)));
    Effect::new(move |_| {
        // What is published now may be asked now.
        published.get();
        load();
    });
    let list = move || {
        match versions.get() {
        None => view! { <p role="status" class="field__hint">{text::LOADING_VERSIONS}</p> }.into_any(),
        Some(Err(sentence)) => view! {
            <p class="field__mistake" role="alert">{sentence}</p>
            <button class="button settings__make" type="button" on:click=move |_| load()>{text::TRY_AGAIN}</button>
        }
        .into_any(),
        Some(Ok(list)) if list.is_empty() => {
            view! { <p class="field__hint">{text::NO_CONSENT_VERSIONS}</p> }.into_any()
        }
        Some(Ok(list)) => view! {
            <ul class="settings__keys" aria-labelledby="versions-title">
                {list.into_iter().map(|version| view! { <VersionRow version/> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
    };
    view! {
        <section class="settings__group" aria-labelledby="versions-title">
            <h3 class="field__label" id="versions-title">{text::CONSENT_VERSIONS}</h3>
            <p class="field__hint">{text::CONSENT_VERSIONS_WHY}</p>
            {list}
        </section>
    }
}
