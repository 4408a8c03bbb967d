//! One broken field at a time: each is refused by its own pointer, and nothing else is.

use std::collections::BTreeMap;

use super::*;
use crate::ids::UserId;
use crate::language::Language;
use crate::wire::availability::{DayRange, SpecialDay};
use crate::wire::channel::ConsentMode;
use crate::wire::form::{FieldKind, FormField};
use crate::wire::targeting::{Campaign, Clause, Often, QueryTest, Test};

fn good() -> ChannelSettings {
    let texts = ChannelTexts {
        title: "Paja".to_owned(),
        welcome: "Hei!\nMiten voimme auttaa?".to_owned(),
        consent:
            "Luemme viestisi. [Seloste](https://paja.example/seloste?a=1#b) ja [ehdot](https://é.example)."
                .to_owned(),
        words: BTreeMap::from([
            ("send".to_owned(), "Lähetä".to_owned()),
            ("unread_messages".to_owned(), "{n} uusi\u{1f}{n} uutta".to_owned()),
        ]),
        ..ChannelTexts::default()
    };
    let mut settings = ChannelSettings {
        language: Language::Fi,
        texts: BTreeMap::from([(Language::Fi, texts), (Language::En, ChannelTexts::default())]),
        form: vec![
            question("email", FieldKind::Email),
            FormField {
                options: vec!["Pieni".to_owned(), "Suuri".to_owned()],
                ..question("size", FieldKind::List)
            },
            FormField { value: "https://paja.example".to_owned(), ..question("more", FieldKind::Link) },
            FormField {
                labels: BTreeMap::new(),
                value: "kevät".to_owned(),
                ..question("from", FieldKind::Hidden)
            },
        ],
        closed: ClosedRule::ReopenWithinHours(48),
        retention_days: Some(30),
        allowed_origins: vec!["https://paja.example".to_owned()],
        ..ChannelSettings::default()
    };
    settings.look.avatar = Some("/v1/avatars/hd_1/usr_2/0a1b".to_owned());
    settings.availability.schedule.zone = "Europe/Helsinki".to_owned();
    settings.availability.schedule.week[4] = vec![range(540, 720), range(1320, 120), range(720, 1020)];
    settings.availability.schedule.week[5] = vec![range(120, 240)];
    settings.availability.schedule.days = vec![SpecialDay {
        date: "2026-12-24".to_owned(),
        name: "Aatto".to_owned(),
        ranges: vec![range(0, 1440)],
    }];
    settings
}

fn question(name: &str, kind: FieldKind) -> FormField {
    FormField {
        name: name.to_owned(),
        kind,
        labels: BTreeMap::from([(Language::Fi, "Kysymys".to_owned())]),
        is_required: false,
        options: Vec::new(),
        value: String::new(),
    }
}

fn range(from: u16, to: u16) -> DayRange {
    DayRange { from, to }
}

fn texts(settings: &mut ChannelSettings) -> &mut ChannelTexts {
    settings.texts.entry(Language::Fi).or_default()
}

/// A way to break good settings, and what is said then.
type Case = (&'static str, Code, fn(&mut ChannelSettings));

fn check_cases(cases: &[Case]) {
    for (pointer, code, spoil) in cases {
        let mut settings = good();
        spoil(&mut settings);
        let rejection = check(&settings).expect_err(pointer);
        assert_eq!((rejection.pointer.as_deref(), rejection.code), (Some(*pointer), *code));
    }
}

use Code::{FieldInvalid, FieldTooLong, TooManyItems};

#[test]
fn good_settings_and_those_of_a_new_channel_pass() {
    assert_eq!(check(&good()), Ok(()));
    assert_eq!(check(&ChannelSettings::default()), Ok(()));
}

#[test]
fn looks_that_cannot_be_drawn_are_refused() {
    check_cases(&[
        ("/look/side_offset", FieldInvalid, |it| it.look.side_offset = 201),
        ("/look/bottom_offset", FieldInvalid, |it| it.look.bottom_offset = u16::MAX),
        ("/look/avatar", FieldInvalid, |it| it.look.avatar = Some("//evil.example/a".to_owned())),
        ("/look/avatar", FieldInvalid, |it| it.look.avatar = Some("/v1/avatars/../me".to_owned())),
        ("/look/avatar", FieldInvalid, |it| it.look.avatar = Some("/v1/avatars//x".to_owned())),
        ("/look/avatar", FieldInvalid, |it| it.look.avatar = Some("javascript:alert(1)".to_owned())),
        ("/look/heading/users", TooManyItems, |it| {
            it.look.heading = Heading::Users((0..21).map(|user| UserId::new([user; 10])).collect());
        }),
        ("/look/heading/users", FieldInvalid, |it| {
            it.look.heading = Heading::Users(vec![UserId::new([1; 10]); 2]);
        }),
    ]);
}

#[test]
fn a_channel_speaks_its_own_language_among_those_it_speaks() {
    check_cases(&[
        ("/languages", FieldInvalid, |it| it.languages = vec![Language::En]),
        ("/languages", FieldInvalid, |it| it.languages = vec![Language::Fi, Language::Fi]),
    ]);
    let mut settings = good();
    settings.languages = vec![Language::Sv, Language::Fi];
    assert_eq!(check(&settings), Ok(()));
}

#[test]
fn conditions_that_cannot_be_decided_are_refused() {
    check_cases(&[
        ("/targeting/show", TooManyItems, |it| it.targeting.show = vec![Vec::new(); 11]),
        ("/targeting/show/1", TooManyItems, |it| {
            it.targeting.show = vec![vec![], vec![clause(Test::ExitIntent); 11]];
        }),
        ("/targeting/show/0/1/what", FieldInvalid, |it| {
            it.targeting.show = vec![vec![clause(Test::ExitIntent), clause(Test::Scroll(101))]];
        }),
        ("/targeting/show/0/0/what", FieldInvalid, |it| {
            it.targeting.show = vec![vec![clause(Test::ActiveSeconds(3_601))]];
        }),
        ("/targeting/show/0/0/what", FieldInvalid, |it| {
            it.targeting.show = vec![vec![clause(Test::Trigger("two words".to_owned()))]];
        }),
        ("/targeting/show/0/0/what/query/name", FieldInvalid, |it| {
            let query = QueryTest { name: String::new(), value: "1".to_owned() };
            it.targeting.show = vec![vec![clause(Test::Query(query))]];
        }),
        ("/targeting/show/0/0/what/query/value", FieldTooLong, |it| {
            let query = QueryTest { name: "from".to_owned(), value: "x".repeat(201) };
            it.targeting.show = vec![vec![clause(Test::Query(query))]];
        }),
        ("/targeting/campaigns/0/name", FieldInvalid, |it| {
            it.targeting.campaigns = vec![campaign("same"), campaign("same")];
        }),
        ("/targeting/campaigns/0/texts/fi", FieldInvalid, |it| {
            it.targeting.campaigns = vec![Campaign { texts: BTreeMap::new(), ..campaign("silent") }];
        }),
        ("/targeting/campaigns/0/often", FieldInvalid, |it| {
            it.targeting.campaigns = vec![Campaign { often: Often::Days(0), ..campaign("daily") }];
        }),
    ]);
    let mut settings = good();
    settings.targeting.show = vec![vec![clause(Test::ActiveSeconds(3_600)), clause(Test::Scroll(100))]];
    settings.targeting.campaigns = vec![campaign("one"), campaign("two_2")];
    assert_eq!(check(&settings), Ok(()));
}

fn clause(what: Test) -> Clause {
    Clause { is_not: false, what }
}

fn campaign(name: &str) -> Campaign {
    let texts = BTreeMap::from([(Language::Fi, "Kysy meiltä".to_owned())]);
    Campaign { name: name.to_owned(), texts, ..Campaign::default() }
}

#[test]
fn texts_that_cannot_be_shown_are_refused() {
    check_cases(&[
        ("/texts/fi/title", FieldTooLong, |it| texts(it).title = "ä".repeat(81)),
        ("/texts/fi/title", FieldInvalid, |it| texts(it).title = "two\nlines".to_owned()),
        ("/texts/fi/welcome", FieldInvalid, |it| texts(it).welcome = "\u{202e}txt".to_owned()),
        ("/texts/fi/away", FieldTooLong, |it| texts(it).away = "x".repeat(2_001)),
        ("/texts/fi/consent", FieldInvalid, |it| texts(it).consent = "[x](http://a.example)".to_owned()),
        ("/texts/fi/consent", FieldInvalid, |it| texts(it).consent = "[x](javascript:alert(1))".to_owned()),
        ("/texts/fi/consent", FieldInvalid, |it| texts(it).consent = "[x](https://a.example".to_owned()),
        ("/texts/fi/consent", FieldInvalid, |it| texts(it).consent = "[ ](https://a.example)".to_owned()),
        ("/texts/fi/consent", FieldInvalid, |it| texts(it).consent = "[x](https://me@a.example)".to_owned()),
        ("/texts/fi/communicate", FieldInvalid, |it| texts(it).communicate = "x](https:// )".to_owned()),
        ("/texts/fi/words/no~1such", FieldInvalid, |it| spoil_word(it, "no/such", "x")),
        ("/texts/fi/words/send", FieldInvalid, |it| spoil_word(it, "send", "a\u{1f}b")),
        ("/texts/fi/words/unread_messages", FieldInvalid, |it| {
            spoil_word(it, "unread_messages", "1\u{1f}2\u{1f}3\u{1f}4\u{1f}5\u{1f}6\u{1f}7");
        }),
        ("/texts/fi/words/send", FieldTooLong, |it| spoil_word(it, "send", &"x".repeat(2_001))),
    ]);
}

fn spoil_word(settings: &mut ChannelSettings, key: &str, text: &str) {
    texts(settings).words.insert(key.to_owned(), text.to_owned());
}

#[test]
fn hours_that_cannot_be_kept_are_refused() {
    check_cases(&[
        ("/availability/schedule/week/0/0", FieldInvalid, |it| {
            it.availability.schedule.week[0] = vec![range(1440, 60)];
        }),
        ("/availability/schedule/week/0/0", FieldInvalid, |it| {
            it.availability.schedule.week[0] = vec![range(0, 0)];
        }),
        ("/availability/schedule/week/1/0", FieldInvalid, |it| {
            it.availability.schedule.week[1] = vec![range(540, 720), range(719, 800)];
        }),
        ("/availability/schedule/week/1/0", FieldInvalid, |it| {
            it.availability.schedule.week[1] = vec![range(1200, 60), range(1300, 1400)];
        }),
        ("/availability/schedule/week", FieldInvalid, |it| {
            it.availability.schedule.week[5] = vec![range(119, 240)];
        }),
        ("/availability/schedule/week", FieldInvalid, |it| {
            it.availability.schedule.week[6] = vec![range(1320, 600)];
        }),
        ("/availability/schedule/week/2", TooManyItems, |it| {
            it.availability.schedule.week[2] = (0..9).map(|hour| range(hour * 60, hour * 60 + 30)).collect();
        }),
        ("/availability/schedule/days/0/date", FieldInvalid, |it| {
            it.availability.schedule.days[0].date = "2026-02-30".to_owned();
        }),
        ("/availability/schedule/days/0/name", FieldTooLong, |it| {
            it.availability.schedule.days[0].name = "x".repeat(81);
        }),
        ("/availability/schedule/days/0/ranges/0", FieldInvalid, |it| {
            it.availability.schedule.days[0].ranges = vec![range(0, 1441)];
        }),
        ("/availability/schedule/days", TooManyItems, |it| {
            let day = it.availability.schedule.days[0].clone();
            it.availability.schedule.days = vec![day; 401];
        }),
        ("/availability/schedule/zone", FieldInvalid, |it| it.availability.schedule.zone = String::new()),
    ]);
}

#[cfg(feature = "schedule")]
#[test]
fn zones_that_do_not_exist_are_refused() {
    check_cases(&[("/availability/schedule/zone", FieldInvalid, |it| {
        it.availability.schedule.zone = "Europe/Hellsinki".to_owned();
    })]);
}

#[test]
fn questions_that_cannot_be_asked_are_refused() {
    check_cases(&[
        ("/form/0/name", FieldInvalid, |it| it.form[0].name = "E-mail".to_owned()),
        ("/form/0/name", FieldInvalid, |it| it.form[0].name = "size".to_owned()),
        ("/form/2/name", FieldInvalid, |it| it.form[2].name = "x".repeat(41)),
        ("/form/0/kind", FieldInvalid, |it| it.form.push(question("other_email", FieldKind::Email))),
        ("/form/0/labels/fi", FieldInvalid, |it| it.form[0].labels.clear()),
        ("/form/0/labels/fi", FieldInvalid, |it| {
            it.form[0].labels =
                BTreeMap::from([(Language::Fi, " ".to_owned()), (Language::En, "E".to_owned())]);
        }),
        ("/form/0/labels/sv", FieldTooLong, |it| {
            it.form[0].labels.insert(Language::Sv, "x".repeat(201));
        }),
        ("/form/0/options", FieldInvalid, |it| it.form[0].options = vec!["a".to_owned()]),
        ("/form/1/options", FieldInvalid, |it| it.form[1].options.clear()),
        ("/form/1/options", FieldInvalid, |it| it.form[1].options = vec!["a".to_owned(), "a".to_owned()]),
        ("/form/1/options/1", FieldInvalid, |it| it.form[1].options[1] = " a".to_owned()),
        ("/form/1/options", TooManyItems, |it| it.form[1].options = vec![String::new(); 101]),
        ("/form/2/value", FieldInvalid, |it| it.form[2].value = "javascript:alert(1)".to_owned()),
        ("/form/3/value", FieldTooLong, |it| it.form[3].value = "x".repeat(2_001)),
        ("/form/0/value", FieldInvalid, |it| it.form[0].value = "x".to_owned()),
        ("/form", TooManyItems, |it| it.form = vec![question("a", FieldKind::Text); 21]),
    ]);
}

#[test]
fn rules_that_cannot_be_followed_are_refused() {
    check_cases(&[
        ("/files/bytes_max", FieldInvalid, |it| it.files.bytes_max = 0),
        ("/files/bytes_max", FieldInvalid, |it| it.files.bytes_max = limits::FILE_BYTES_MAX + 1),
        ("/closed", FieldInvalid, |it| it.closed = ClosedRule::ReopenWithinHours(87_601)),
        ("/retention_days", FieldInvalid, |it| it.retention_days = Some(0)),
        ("/retention_days", FieldInvalid, |it| it.retention_days = Some(3_651)),
        ("/allowed_origins/1", FieldInvalid, |it| it.allowed_origins.push("https://a.example/".to_owned())),
        ("/allowed_origins/1", FieldInvalid, |it| it.allowed_origins.push("*".to_owned())),
        ("/allowed_origins", TooManyItems, |it| {
            it.allowed_origins = vec!["https://a.example".to_owned(); 201];
        }),
    ]);
}

#[test]
fn every_link_of_the_consent_text_is_looked_at() {
    assert!(check_links("a [b](https://c.example) d [e](http://f.example)").is_err());
    assert!(check_links("[a](https://b.example)[c](https://d.example)").is_ok());
    assert!(check_links("no links (at all) [here]").is_ok());
}

#[cfg(feature = "schedule")]
#[test]
fn the_version_of_the_consent_changes_with_its_texts_and_with_nothing_else() {
    let version = |change: fn(&mut ChannelSettings)| {
        let mut settings = good();
        settings.consent.mode = ConsentMode::Explicit;
        change(&mut settings);
        consent_version(&settings)
    };
    let first = version(|_| ()).unwrap();
    assert_eq!(first.len(), 16);
    assert!(first.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    assert_eq!(version(|it| it.consent.mode = ConsentMode::Off), None);

    let same: [fn(&mut ChannelSettings); 3] = [
        |it| texts(it).title = "Other".to_owned(),
        |it| it.look.side_offset = 0,
        |it| drop(it.texts.insert(Language::Da, ChannelTexts::default())),
    ];
    for change in same {
        assert_eq!(version(change).as_ref(), Some(&first));
    }

    let other: [fn(&mut ChannelSettings); 6] = [
        |it| it.consent.mode = ConsentMode::Implicit,
        |it| texts(it).consent.push('.'),
        |it| texts(it).consent_button = "OK".to_owned(),
        |it| texts(it).communicate = "OK".to_owned(),
        |it| spoil_word(it, "consent_text", "OK"),
        |it| it.texts.entry(Language::En).or_default().consent = "OK".to_owned(),
    ];
    let others: BTreeSet<_> = other.into_iter().filter_map(version).chain([first]).collect();
    assert_eq!(others.len(), 7, "each is a version of its own");
}
