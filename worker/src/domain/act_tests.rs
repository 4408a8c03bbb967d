//! What participants can do besides writing, as tables.

use std::collections::BTreeMap;

use pulina_shared::ids::{FileId, Seq};
use pulina_shared::language::Language;
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::time::{DAY_MS, HOUR_MS, Timestamp};
use pulina_shared::wire::channel::{ClosedRule, ConsentMode};
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::{
    Act, Author, ConsentAct, ConversationStatus, EditMessage, FillForm, Purpose, Rating, SendMessage,
};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};

use super::conversation::{Effect, Participant, PendingFile, take_policy};
use super::memory_store::{Scene, agent, message_id, user};
use super::{order, report, retention, transcript};
use crate::internal::{ConsentPolicy, ConsentTextHashes, Order, OrderAct, Policy};

pub(super) const VISITOR: Participant = Participant::Visitor;
pub(super) const VERSION: &str = "0123456789abcdef";

pub(super) fn say(text: &str) -> Act {
    Act::SendMessage(SendMessage::plain(text.to_owned()))
}

pub(super) fn edit(number: u64, text: &str) -> Act {
    Act::EditMessage(EditMessage { message: message_id(number), text: text.to_owned() })
}

pub(super) fn delete(number: u64) -> Act {
    Act::DeleteMessage(message_id(number))
}

pub(super) fn rate(score: u8) -> Act {
    Act::Rate(Rating { score, comment: String::new() })
}

pub(super) fn answers(pairs: &[(&str, &str)]) -> Act {
    let answer =
        |(name, value): &(&str, &str)| FormAnswer { name: (*name).to_owned(), value: (*value).to_owned() };
    Act::FillForm(FillForm { language: Language::En, answers: pairs.iter().map(answer).collect() })
}

pub(super) fn consent(purpose: Purpose, is_given: bool, version: &str) -> Act {
    let (version, page) = (version.to_owned(), "https://shop.example/lamp?who=ana#top".to_owned());
    Act::Consent(ConsentAct { purpose, is_given, version, language: Language::En, page })
}

pub(super) fn agree() -> Act {
    consent(Purpose::Process, true, VERSION)
}

/// Pseudo-random numbers, the same for the same seed.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}

fn policy() -> Policy {
    let field = |name: &str, kind, is_required| FormField {
        name: name.to_owned(),
        kind,
        labels: BTreeMap::from([(Language::En, name.to_uppercase())]),
        is_required,
        options: Vec::new(),
        value: String::new(),
    };
    Policy {
        revision: 1,
        asks_for_rating: true,
        form: vec![
            field("name", FieldKind::Name, true),
            field("email", FieldKind::Email, false),
            field("order", FieldKind::Text, false),
        ],
        ..Policy::default()
    }
}

pub(super) fn with_consent(mode: ConsentMode, version: &str) -> Policy {
    let hashes = ConsentTextHashes { process: "aa".to_owned(), communicate: Some("bb".to_owned()) };
    let texts = BTreeMap::from([(Language::En, hashes)]);
    let consent = Some(ConsentPolicy { mode, version: version.to_owned(), texts });
    Policy { consent, ..policy() }
}

pub(super) fn scene(policy: Policy) -> Scene {
    let mut scene = Scene::new();
    scene.are_rates_on = false;
    scene.enforce(policy);
    scene
}

fn close(scene: &mut Scene, number: u64) {
    let act = OrderAct::Close { by: user(1).id, seen_visitor_seq: scene.head().last_visitor_seq };
    scene.with(|store, moment| order::obey(store, Order { number, act }, moment)).unwrap();
}

/// Everything that can be asked for, after a message of the visitor in a closed conversation.
fn each_act() -> Vec<Act> {
    let process = |is_given| consent(Purpose::Process, is_given, VERSION);
    vec![
        say("hi"),
        edit(1, "ho"),
        delete(1),
        Act::End,
        rate(4),
        answers(&[("name", "Ana")]),
        process(true),
        process(false),
        consent(Purpose::Communicate, true, VERSION),
    ]
}

#[test]
fn every_command_is_carried_out_once_however_often_it_is_sent() {
    for act in each_act() {
        let mut scene = scene(with_consent(ConsentMode::Implicit, VERSION));
        scene.does(&VISITOR, 90, agree()).unwrap();
        scene.does(&VISITOR, 1, say("first")).unwrap();
        close(&mut scene, 1);
        let first = scene.does(&VISITOR, 2, act.clone());
        assert!(first.is_ok(), "{act:?}: {first:?}");
        scene.now = scene.now.plus(400 * DAY_MS);
        let before = scene.store.clone();
        for _ in 0..3 {
            assert_eq!(scene.does(&VISITOR, 2, act.clone()), first, "{act:?}");
        }
        assert_eq!(scene.store, before, "{act:?}");
        for other in each_act().into_iter().filter(|other| *other != act) {
            assert_eq!(scene.does(&VISITOR, 2, other.clone()), Err(Code::IdConflict), "{act:?} {other:?}");
        }
        // Nobody else gets an answer by the id of somebody else's command.
        assert!(scene.does(&agent(1), 2, act.clone()).is_err(), "{act:?}");
        assert_eq!(scene.store, before, "{act:?}");
    }
}

#[test]
fn only_the_visitor_ends_rates_answers_and_agrees() {
    for act in [Act::End, rate(4), answers(&[("name", "Ana")]), agree()] {
        let mut scene = scene(with_consent(ConsentMode::Implicit, VERSION));
        let before = scene.store.clone();
        assert_eq!(scene.does(&agent(1), 1, act), Err(Code::FieldInvalid));
        assert_eq!(scene.store, before);
    }
}

#[test]
fn own_messages_can_be_changed_for_a_quarter_of_an_hour() {
    let window = limits::EDIT_WINDOW_MS;
    // who asks, for which message, how late, expected
    let table = [
        (VISITOR, 1, 0, Ok(())),
        (VISITOR, 1, window, Ok(())),
        (VISITOR, 1, window + 1, Err(Code::EditClosed)),
        (VISITOR, 2, 0, Err(Code::NotFound)),
        (VISITOR, 9, 0, Err(Code::NotFound)),
        (agent(1), 2, 0, Ok(())),
        (agent(2), 2, 0, Err(Code::NotFound)),
        (agent(1), 1, 0, Err(Code::NotFound)),
    ];
    for (sender, target, late_ms, expect) in table {
        for act in [edit(target, "other"), delete(target)] {
            let mut scene = scene(policy());
            scene.does(&VISITOR, 1, say("mine")).unwrap();
            scene.does(&agent(1), 2, say("yours")).unwrap();
            scene.now = scene.now.plus(late_ms);
            let before = scene.store.clone();
            let found = scene.does(&sender, 10, act.clone()).map(|_| ());
            assert_eq!(found, expect, "{sender:?} {act:?} after {late_ms} ms");
            assert!(expect.is_ok() || scene.store == before, "a refusal leaves nothing behind");
        }
    }
}

#[test]
fn message_changes_so_often_and_never_after_it_was_taken_back() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("0")).unwrap();
    for number in 1..=u64::from(limits::EDITS_MAX) {
        scene.does(&VISITOR, 10 + number, edit(1, &number.to_string())).unwrap();
    }
    assert_eq!(scene.does(&VISITOR, 99, edit(1, "more")), Err(Code::EditClosed));
    scene.does(&VISITOR, 98, delete(1)).unwrap();
    assert_eq!(scene.does(&VISITOR, 97, edit(1, "again")), Err(Code::EditClosed));
    assert_eq!(scene.does(&VISITOR, 96, edit(98, "no message")), Err(Code::NotFound));
    assert!(scene.does(&VISITOR, 11, edit(1, "1")).is_ok(), "a repetition of an edit is still known");
    assert!(scene.does(&VISITOR, 1, say("0")).is_ok(), "and one of the message");
}

#[test]
fn nothing_of_a_message_that_was_taken_back_is_kept() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("secret one")).unwrap();
    scene.does(&VISITOR, 2, edit(1, "secret two")).unwrap();
    scene.does(&VISITOR, 3, delete(1)).unwrap();
    assert_eq!(scene.log(), "v: edited: deleted");
    assert!(!format!("{:?}", scene.store).contains("secret"), "{:?}", scene.store);
    let report = report::pending(&scene.head()).unwrap();
    assert!(!format!("{report:?}").contains("secret"), "the ticket forgets it too");
}

#[test]
fn help_desk_shows_the_newest_form_of_the_first_and_the_last_message() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("first")).unwrap();
    scene.does(&VISITOR, 2, say("last")).unwrap();
    scene.does(&VISITOR, 3, edit(1, "First!")).unwrap();
    scene.does(&VISITOR, 4, edit(2, "Last!")).unwrap();
    let report = report::pending(&scene.head()).unwrap();
    assert_eq!((report.subject.as_str(), report.last_message.preview.as_str()), ("First!", "Last!"));
}

#[test]
fn visitor_ends_a_conversation_and_opens_it_again_by_writing() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("hi")).unwrap();
    scene.does(&VISITOR, 2, Act::End).unwrap();
    let ended = scene.head();
    assert_eq!((ended.status, ended.closed_at), (ConversationStatus::Closed, Some(scene.now)));
    assert_eq!(report::pending(&ended).unwrap().status, ConversationStatus::Closed);
    scene.now = scene.now.plus(HOUR_MS);
    scene.does(&VISITOR, 3, Act::End).unwrap();
    assert_eq!(scene.head().closed_at, ended.closed_at, "it is closed since the first time");
    scene.does(&VISITOR, 4, say("again")).unwrap();
    assert_eq!(scene.log(), "v:hi closed closed reopened v:again");
    assert_eq!(scene.head().closed_at, None);
}

#[test]
fn closed_rule_binds_the_visitor_and_no_agent() {
    use ClosedRule::{Reopen, ReopenWithinHours};
    let table = [
        (Reopen, 9_000 * HOUR_MS, None, true),
        (ReopenWithinHours(2), 2 * HOUR_MS - 1, Some(2 * HOUR_MS), true),
        (ReopenWithinHours(2), 2 * HOUR_MS, Some(2 * HOUR_MS), false),
        (ReopenWithinHours(0), 0, Some(0), false),
    ];
    for (closed, later_ms, reopens_ms, is_taken) in table {
        let mut scene = scene(Policy { closed, ..policy() });
        scene.does(&VISITOR, 1, say("hi")).unwrap();
        close(&mut scene, 1);
        let closed_at = scene.now;
        scene.now = scene.now.plus(later_ms);
        let state = scene.head().state(Vec::new());
        assert_eq!(state.reopens_until, reopens_ms.map(|ms| closed_at.plus(ms)), "{closed:?}");
        let before = scene.store.clone();
        let found = scene.does(&VISITOR, 2, say("again"));
        assert_eq!(found.map(|_| ()), if is_taken { Ok(()) } else { Err(Code::ConversationClosed) });
        assert!(is_taken || scene.store == before);
        scene.does(&agent(1), 3, say("still there?")).unwrap();
        assert_eq!(scene.head().status, ConversationStatus::Open, "agents may always write");
    }
}

#[test]
fn rating_is_taken_once_closed_and_the_newest_counts() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("hi")).unwrap();
    assert_eq!(scene.does(&VISITOR, 2, rate(5)), Err(Code::FieldInvalid));
    close(&mut scene, 1);
    for score in [0, 6, 255] {
        assert_eq!(scene.does(&VISITOR, 2, rate(score)), Err(Code::FieldInvalid));
    }
    let long = Rating { score: 1, comment: "x".repeat(limits::RATING_CHARACTERS_MAX + 1) };
    assert_eq!(scene.does(&VISITOR, 2, Act::Rate(long)), Err(Code::TextTooLong));
    scene.does(&VISITOR, 2, rate(1)).unwrap();
    let kind = Rating { score: 5, comment: "Thanks ".to_owned() };
    scene.does(&VISITOR, 3, Act::Rate(kind)).unwrap();
    let state = scene.head().state(Vec::new());
    assert_eq!(state.rating, Some(Rating { score: 5, comment: "Thanks".to_owned() }));
    assert_eq!(report::pending(&scene.head()).unwrap().rating, Some(5));
    scene.enforce(Policy { asks_for_rating: false, ..policy() });
    assert_eq!(scene.does(&VISITOR, 4, rate(5)), Err(Code::FormInvalid));
}

#[test]
fn answers_name_the_visitor_and_can_be_completed_later() {
    let mut scene = scene(policy());
    for wrong in [
        answers(&[]),
        answers(&[("name", "Ana"), ("email", "nobody")]),
        answers(&[("name", "Ana"), ("nothing", "x")]),
        answers(&[("name", "Ana"), ("name", "Ben")]),
    ] {
        assert_eq!(scene.does(&VISITOR, 1, wrong), Err(Code::FormInvalid));
    }
    scene.does(&VISITOR, 1, answers(&[("name", "Ana"), ("order", "A7")])).unwrap();
    let state = scene.head().state(Vec::new());
    assert!(state.form_done && !state.email_known);
    scene.does(&VISITOR, 2, answers(&[("email", "ANA@shop.example")])).unwrap();
    assert!(scene.head().state(Vec::new()).email_known);
    scene.does(&VISITOR, 3, say("hi")).unwrap();
    let report = report::pending(&scene.head()).unwrap();
    assert_eq!(report.claimed_name.as_deref(), Some("Ana"));
    assert_eq!(report.claimed_email.as_deref(), Some("ana@shop.example"));
    assert_eq!(scene.does(&VISITOR, 4, answers(&[])), Err(Code::FormInvalid), "nothing is in question");
    scene.enforce(Policy::default());
    assert!(scene.does(&VISITOR, 2, answers(&[("email", "ana@shop.example")])).is_ok(), "it was taken then");
}

#[test]
fn nothing_that_a_visitor_writes_is_taken_without_their_consent() {
    for mode in [ConsentMode::Explicit, ConsentMode::Implicit] {
        let mut scene = scene(with_consent(mode, VERSION));
        scene.does(&agent(1), 80, say("Hello!")).unwrap();
        let refused = |scene: &mut Scene, why: &str| {
            let before = scene.store.clone();
            for act in [say("hi"), answers(&[("name", "Ana")])] {
                assert_eq!(scene.does(&VISITOR, 1, act), Err(Code::ConsentRequired), "{why}");
            }
            assert_eq!(scene.store, before, "{why}");
        };
        refused(&mut scene, "before it is given");
        let french = ConsentAct {
            purpose: Purpose::Process,
            is_given: true,
            version: VERSION.to_owned(),
            language: Language::Fr,
            page: String::new(),
        };
        for wrong in [
            consent(Purpose::Process, true, "fedcba9876543210"),
            consent(Purpose::Process, false, "fedcba9876543210"),
            Act::Consent(french),
        ] {
            assert_eq!(scene.does(&VISITOR, 2, wrong), Err(Code::ConsentVersion));
        }
        scene.does(&VISITOR, 2, consent(Purpose::Communicate, true, VERSION)).unwrap();
        refused(&mut scene, "another purpose");
        scene.does(&VISITOR, 3, agree()).unwrap();
        scene.does(&VISITOR, 4, say("hi")).unwrap();
        scene.does(&VISITOR, 5, consent(Purpose::Process, false, VERSION)).unwrap();
        refused(&mut scene, "after it was taken back");
        assert_eq!(scene.does(&VISITOR, 6, edit(4, "ho")), Err(Code::ConsentRequired));
        assert!(scene.does(&VISITOR, 4, say("hi")).is_ok(), "what was taken then is known");
        scene.does(&VISITOR, 7, delete(4)).unwrap();
        scene.does(&VISITOR, 8, agree()).unwrap();
        scene.enforce(with_consent(mode, "aaaaaaaaaaaaaaaa"));
        refused(&mut scene, "another version");
        scene.does(&VISITOR, 9, consent(Purpose::Process, false, VERSION)).unwrap();
        assert_eq!(scene.head().about.consent, None, "what was agreed to can be taken back for ever");
    }
}

/// Two hundred histories of giving and taking back, each rebuilt from its records alone.
#[test]
fn records_tell_everything_that_was_agreed_to_and_taken_back() {
    for seed in 0..200_u64 {
        let mut chance = Chance(seed);
        let mut scene = scene(with_consent(ConsentMode::Explicit, VERSION));
        let mut expect = Vec::new();
        for number in 0..chance.below(12) {
            let purpose = if chance.below(2) == 0 { Purpose::Process } else { Purpose::Communicate };
            let is_given = chance.below(2) == 0;
            scene.now = scene.now.plus(chance.below(DAY_MS));
            scene.does(&VISITOR, number, consent(purpose, is_given, VERSION)).unwrap();
            expect.push((scene.now, purpose, is_given));
        }
        let records = &scene.store.consents;
        let found: Vec<_> =
            records.iter().map(|record| (record.at, record.act.purpose, record.act.is_given)).collect();
        assert_eq!(found, expect, "seed {seed}");
        let last =
            |purpose| expect.iter().rfind(|(_, other, _)| *other == purpose).is_some_and(|last| last.2);
        let state = scene.head().state(Vec::new());
        assert_eq!(state.consent.is_some(), last(Purpose::Process), "seed {seed}");
        assert_eq!(state.may_contact, last(Purpose::Communicate), "seed {seed}");
        for record in records {
            let hash = if record.act.purpose == Purpose::Process { "aa" } else { "bb" };
            assert_eq!((record.text_sha256.as_str(), record.mode), (hash, ConsentMode::Explicit));
            assert_eq!(record.act.page, "https://shop.example/lamp", "no query, no fragment");
        }
    }
}

#[test]
fn policy_is_replaced_by_a_newer_one_and_by_no_other() {
    let mut scene = scene(policy());
    assert_eq!(take_policy(&mut scene.store, Policy { revision: 1, ..Policy::default() }), Ok(false));
    assert_eq!(take_policy(&mut scene.store, Policy { revision: 0, ..Policy::default() }), Ok(false));
    assert_eq!(take_policy(&mut scene.store, with_consent(ConsentMode::Explicit, VERSION)), Ok(false));
    let newer = Policy { revision: 2, ..with_consent(ConsentMode::Explicit, VERSION) };
    assert_eq!(take_policy(&mut scene.store, newer), Ok(true));
    assert_eq!(scene.does(&VISITOR, 1, say("hi")), Err(Code::ConsentRequired));
}

#[test]
fn files_are_sent_by_who_uploaded_them_and_once() {
    let mut scene = scene(policy());
    let file = FileId::new([7; 10]);
    let info = FileInfo {
        id: file.clone(),
        name: "lamp.png".to_owned(),
        media_type: "image/png".to_owned(),
        n_bytes: 5,
        width: None,
        height: None,
    };
    scene.store.files.insert(file.clone(), PendingFile { info, by: Author::Visitor });
    let with_file = || Act::SendMessage(SendMessage { files: vec![file.clone()], ..SendMessage::default() });
    assert_eq!(scene.does(&agent(1), 1, with_file()), Err(Code::NotFound));
    let first = scene.does(&VISITOR, 1, with_file());
    assert_eq!(first.as_ref().map(|accepted| accepted.seq), Ok(Seq(1)));
    assert_eq!(scene.does(&VISITOR, 1, with_file()), first, "a repetition needs no pending file");
    assert_eq!(scene.does(&VISITOR, 2, with_file()), Err(Code::NotFound));
    assert_eq!(scene.head().opened.unwrap().subject, "lamp.png");
}

#[test]
fn every_kind_of_command_is_counted() {
    let mut scene = scene(with_consent(ConsentMode::Implicit, VERSION));
    scene.are_rates_on = true;
    for number in 0..u64::from(limits::VISITOR_MESSAGES_BURST) {
        scene.does(&VISITOR, number, agree()).unwrap();
    }
    for act in [agree(), say("hi"), Act::End, answers(&[("name", "Ana")])] {
        assert_eq!(scene.does(&VISITOR, 90, act), Err(Code::RateMessages));
    }
}

#[test]
fn conversation_is_kept_so_many_days_after_its_last_event() {
    let mut scene = scene(Policy { retention_days: Some(30), ..policy() });
    assert_eq!(retention::expires_at(&scene.head(), DAY_MS), None, "nothing was said");
    scene.does(&VISITOR, 1, say("a secret")).unwrap();
    scene.now = scene.now.plus(29 * DAY_MS);
    scene.does(&VISITOR, 2, Act::End).unwrap();
    scene.does(&VISITOR, 4, rate(1)).unwrap();
    let due_at = scene.now.plus(30 * DAY_MS);
    assert_eq!(retention::due_at(&scene.head(), DAY_MS), Some(due_at));
    assert_eq!(retention::expire(&mut scene.store, Timestamp(due_at.0 - 1), DAY_MS), Ok(false));
    assert_eq!(retention::expire(&mut scene.store, due_at, DAY_MS), Ok(true));
    assert_eq!(retention::expire(&mut scene.store, due_at, DAY_MS), Ok(false), "it happens once");
    assert!(!retention::is_erasable(&scene.head()), "the help desk has to know first");
    let told = report::pending(&scene.head()).unwrap();
    assert!(told.is_erased && !format!("{told:?}").contains("secret"), "{told:?}");
    assert_eq!(told.rating, None);
    assert_eq!(scene.does(&VISITOR, 3, say("more")), Err(Code::NotFound));
    report::delivered(&mut scene.store, told.version).unwrap();
    assert!(retention::is_erasable(&scene.head()));
    scene.enforce(policy());
    assert!(retention::is_erasable(&scene.head()), "there is no way back");
}

#[test]
fn transcript_has_every_message_in_its_newest_form() {
    let mut scene = scene(policy());
    scene.does(&VISITOR, 1, say("first")).unwrap();
    scene.does(&agent(1), 2, say("answer")).unwrap();
    scene.does(&VISITOR, 3, edit(1, "First")).unwrap();
    scene.does(&VISITOR, 4, edit(1, "First!")).unwrap();
    scene.does(&VISITOR, 5, say("oops")).unwrap();
    scene.does(&VISITOR, 6, edit(5, "OOPS")).unwrap();
    scene.does(&VISITOR, 7, delete(5)).unwrap();
    let page = transcript::page(&scene.store, Seq(0)).unwrap();
    let texts: Vec<_> =
        page.events.iter().filter_map(|event| event.kind.message()).map(|said| said.text.as_str()).collect();
    assert_eq!(texts, ["First!", "answer", ""]);
    assert_eq!((page.edited, page.next_after), (vec![message_id(1), message_id(5)], None));
    assert_eq!(page.people, [user(1)]);
}

#[test]
fn effects_of_a_plain_message_are_an_event_and_the_head() {
    let mut scene = scene(policy());
    let command =
        pulina_shared::wire::conversation::Command { id: message_id(1), act: say("each costs a statement") };
    let decided =
        scene.with(|store, moment| super::act::carry_out(store, &VISITOR, command, moment)).unwrap();
    let super::act::Decision::Stored { effects, .. } = decided else { panic!("{decided:?}") };
    assert!(matches!(effects[..], [Effect::AppendEvent { .. }, Effect::SetHead(_)]), "{effects:?}");
}
