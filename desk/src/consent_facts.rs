//! To what the visitor agrees at this moment, and the way to the proof.

use leptos::prelude::*;
use pulina_shared::wire::conversation::EventKind;

use crate::icon::{Icon, Sign};
use crate::live::LiveConversation;
use crate::text;

/// What stands in the details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Agreed {
    version: Option<String>,
    may_contact: bool,
    /// Whether anything was ever agreed to or taken back here, as far as the log is loaded.
    has_record: bool,
}

fn agreed(live: &LiveConversation) -> Agreed {
    live.rows(|client| {
        let timeline = client.timeline();
        let is_consent = |kind: &EventKind| matches!(kind, EventKind::Consent(_));
        let has_event = timeline.events().iter().any(|event| is_consent(&event.kind));
        let state = timeline.state();
        let version = state.and_then(|state| state.consent.clone());
        let may_contact = state.is_some_and(|state| state.may_contact);
        Agreed { has_record: has_event || version.is_some() || may_contact, version, may_contact }
    })
}

/// The facts; only that there are none where nothing was asked.
#[component]
pub fn ConsentFacts(
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let agreed = Memo::new(move |_| live.with_value(agreed));
    let record = live.with_value(|live| format!("/v1/conversations/{}/consents", live.id));
    let process = move || match agreed.with(|agreed| agreed.version.clone()) {
        Some(version) => view! {
            <span>{text::CONSENT_GIVEN}" · "<bdi title=version.clone()>{text::version(&version)}</bdi></span>
        }
        .into_any(),
        None => text::CONSENT_NONE.into_any(),
    };
    let contact = move || {
        if agreed.with(|agreed| agreed.may_contact) { text::CONSENT_GIVEN } else { text::CONSENT_NONE }
    };
    view! {
        <dt>{text::CONSENT_PROCESS}</dt>
        <dd data-testid="consent-process">{process}</dd>
        <dt>{text::CONSENT_CONTACT}</dt>
        <dd data-testid="consent-contact">
            {contact}
            <Show when=move || agreed.with(|agreed| agreed.has_record)>
                <span class="facts__actions facts__actions--below">
                    <a class="button button--small" href=record.clone() download="">
                        <Icon sign=Sign::Download/>{text::CONSENT_RECORD}
                    </a>
                </span>
            </Show>
        </dd>
    }
}
