//! What is asked when.

use pulina_shared::ids::{AccountId, ChannelId};
use pulina_shared::text::Colour;
use pulina_shared::wire::availability::{AvailabilityNow, AwayBehaviour, ReplyTime};
use pulina_shared::wire::channel::StorageMode;
use pulina_shared::wire::embed::ConsentAsked;
use pulina_shared::wire::form::ShownField;

use super::*;

fn settings() -> PanelSettings {
    PanelSettings {
        emoji: String::new(),
        channel: ChannelId::new(&AccountId::new([1; 10]), [2; 5]),
        language: "en".to_owned(),
        words: Vec::new(),
        title: String::new(),
        subtitle: String::new(),
        welcome: String::new(),
        accent: Colour { rgb: [0; 3] },
        on_accent: String::new(),
        avatar: None,
        faces: Vec::new(),
        is_owner_shown: false,
        consent: None,
        storage: StorageMode::AfterConsent,
        availability: AvailabilityNow {
            is_open: true,
            changes_at: None,
            opens_at: None,
            away: AwayBehaviour::ReturnTime,
            reply_time: ReplyTime::Hidden,
            depends_on_users: false,
            revision: 0,
        },
        away_text: String::new(),
        reply_text: String::new(),
        email: EmailCapture::Never,
        form: Vec::new(),
        files: None,
        asks_for_rating: false,
        languages: Vec::new(),
    }
}

fn asked(mode: ConsentMode) -> Option<ConsentAsked> {
    let version = "v2".to_owned();
    Some(ConsentAsked {
        mode,
        version,
        text: String::new(),
        button: String::new(),
        communicate: String::new(),
    })
}

fn field(kind: FieldKind) -> ShownField {
    let (name, label) = ("f".to_owned(), "f".to_owned());
    ShownField { name, kind, label, is_required: true, options: Vec::new(), value: String::new() }
}

fn check(settings: &PanelSettings, known: &Known, given: &Given, is_away: bool, expect: Gate) {
    assert_eq!(gate(settings, known, given, is_away), expect, "{known:?} {given:?}");
}

#[test]
fn explicit_consent_comes_first_and_an_old_version_does_not_count() {
    let mut settings = settings();
    settings.form = vec![field(FieldKind::Text)];
    settings.consent = asked(ConsentMode::Explicit);
    let old = Known { consent: Some("v1".to_owned()), ..Known::default() };
    check(&settings, &old, &Given::default(), false, Gate::Consent);
    let new = Known { consent: Some("v2".to_owned()), ..Known::default() };
    check(&settings, &new, &Given::default(), false, Gate::Questions);
    let given = Given { has_agreed: true, ..Given::default() };
    check(&settings, &Known::default(), &given, false, Gate::Questions);
    settings.consent = asked(ConsentMode::Implicit);
    check(&settings, &Known::default(), &Given::default(), false, Gate::Questions);
}

#[test]
fn questions_are_asked_before_the_first_message_only() {
    let mut settings = settings();
    settings.form = vec![field(FieldKind::Text)];
    let said = Known { has_said: true, ..Known::default() };
    check(&settings, &said, &Given::default(), false, Gate::Nothing);
    let answered = Given { answers: Some(Vec::new()), ..Given::default() };
    check(&settings, &Known::default(), &answered, false, Gate::Nothing);
}

#[test]
fn an_address_is_asked_when_the_channel_wants_it_and_once() {
    let mut settings = settings();
    let said = Known { has_said: true, ..Known::default() };
    let (nothing_given, not_said) = (Given::default(), Known::default());
    for (when, before, after, after_away) in [
        (EmailCapture::Never, Gate::Nothing, Gate::Nothing, Gate::Nothing),
        (EmailCapture::Before, Gate::Email, Gate::Nothing, Gate::Nothing),
        (EmailCapture::After, Gate::Nothing, Gate::Email, Gate::Email),
        (EmailCapture::WhenAway, Gate::Nothing, Gate::Nothing, Gate::Email),
    ] {
        settings.email = when;
        check(&settings, &not_said, &nothing_given, false, before);
        check(&settings, &said, &nothing_given, false, after);
        check(&settings, &said, &nothing_given, true, after_away);
    }
    let skipped = Given { is_email_done: true, ..Given::default() };
    check(&settings, &said, &skipped, true, Gate::Nothing);
    let known = Known { is_email_known: true, ..said.clone() };
    check(&settings, &known, &nothing_given, true, Gate::Nothing);
    settings.form = vec![field(FieldKind::Email)];
    check(&settings, &said, &nothing_given, true, Gate::Nothing);
    assert!(!Gate::Email.holds());
}
