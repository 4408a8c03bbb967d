//! Facts about who leads, and a small world of tabs that are born, hang, freeze and die at random
//! while people write, in which nothing may be lost, doubled or told differently.

mod world;

use super::*;
use proptest::prelude::*;
use world::World;

const START: Timestamp = Timestamp(1_000_000);
const OTHER: TabId = TabId(2);

struct Tab {
    tabs: Tabs,
    now: Timestamp,
}

impl Tab {
    fn new() -> Self {
        Self { tabs: Tabs::new(true), now: START }
    }

    fn input(&mut self, input: TabInput) -> Vec<TabAction> {
        self.tabs.process(input, self.now).actions
    }

    fn after(&mut self, duration_ms: u64, input: TabInput) -> Vec<TabAction> {
        self.now = self.now.plus(duration_ms);
        self.input(input)
    }

    fn leading() -> Self {
        let mut tab = Self::new();
        tab.input(TabInput::Wanted);
        tab.input(TabInput::Locked);
        tab.input(TabInput::Line(Line::Up));
        tab
    }

    fn following() -> Self {
        let mut tab = Self::new();
        tab.input(TabInput::Wanted);
        assert_eq!(tab.input(lead(5, Line::Up)), [TabAction::Alive, TabAction::Join]);
        tab
    }
}

fn lead(since: u64, line: Line) -> TabInput {
    TabInput::Told(OTHER, Note::Lead { since: Timestamp(since), line })
}

fn ask() -> TabAction {
    TabAction::Say(Note::Ask { is_seen: true })
}

#[test]
fn first_tab_takes_the_lock_and_opens_a_line() {
    let mut tab = Tab::new();
    assert_eq!(tab.input(TabInput::Wanted), [TabAction::AskLock, ask()]);
    let actions = tab.input(TabInput::Locked);
    assert!(matches!(actions[..], [TabAction::Say(Note::Lead { line: Line::Down(0), .. }), TabAction::Open]));
}

#[test]
fn second_tab_joins_the_line_of_the_first() {
    let tab = Tab::following();
    assert!(tab.tabs.hears(OTHER) && !tab.tabs.hears(TabId(3)));
}

#[test]
fn tab_that_joins_while_the_line_is_down_waits_for_it() {
    let mut tab = Tab::new();
    tab.input(TabInput::Wanted);
    assert_eq!(tab.input(lead(5, Line::Down(0)))[..], [TabAction::Alive, ask()]);
    assert_eq!(tab.input(lead(5, Line::Up)), [TabAction::Alive, TabAction::Join]);
}

#[test]
fn leader_that_does_not_answer_is_robbed_within_a_second() {
    let mut tab = Tab::following();
    assert_eq!(tab.after(limits::TAB_ASK_MS, TabInput::Woke), [ask()]);
    assert_eq!(tab.after(limits::TAB_ANSWER_MS, TabInput::Woke), [TabAction::RobLock]);
    let actions = tab.input(TabInput::Locked);
    assert!(matches!(actions[..], [TabAction::Say(Note::Lead { .. }), TabAction::Move]), "{actions:?}");
}

#[test]
fn leader_that_answers_is_left_alone() {
    let mut tab = Tab::following();
    tab.after(limits::TAB_ASK_MS, TabInput::Woke);
    assert_eq!(tab.after(100, lead(5, Line::Up)), [TabAction::Alive]);
    assert_eq!(tab.after(limits::TAB_ASK_MS, TabInput::Woke), [ask()], "and asked again");
}

#[test]
fn timer_that_slept_with_the_page_robs_nobody() {
    let mut tab = Tab::following();
    tab.after(limits::TAB_ASK_MS, TabInput::Woke);
    assert_eq!(tab.after(60_000, TabInput::Woke), [ask()]);
}

#[test]
fn tab_at_which_nobody_looks_asks_nothing() {
    let mut tab = Tab::following();
    tab.input(TabInput::Seen(false));
    assert_eq!(tab.tabs.process(TabInput::Woke, tab.now).wake_at, None);
    assert_eq!(tab.after(60_000, TabInput::Seen(true)), [ask()], "but at once when somebody comes");
}

#[test]
fn robbed_leader_follows_the_robber() {
    let mut tab = Tab::leading();
    assert_eq!(tab.input(TabInput::Robbed), [ask(), TabAction::Move, TabAction::AskLock]);
    tab.input(TabInput::Unwanted);
    tab.input(TabInput::Wanted);
    let actions = tab.input(lead(START.0 + 9, Line::Up));
    assert_eq!(actions, [TabAction::Alive, TabAction::Join]);
}

#[test]
fn leader_heeds_one_that_leads_since_later_and_no_other() {
    let mut tab = Tab::leading();
    for since in [START.0, 3] {
        assert_eq!(tab.input(lead(since, Line::Up)), []);
    }
    assert_eq!(tab.input(lead(START.0 + 1, Line::Up)), [TabAction::Move]);
    assert_eq!(tab.tabs.standing(), Standing::Follows(OTHER));
}

#[test]
fn tabs_that_cannot_hear_each_other_keep_a_line_each() {
    let mut tab = Tab::leading();
    tab.input(TabInput::Robbed);
    tab.input(TabInput::Unwanted);
    tab.input(TabInput::Wanted);
    assert_eq!(tab.after(limits::TAB_ANSWER_MS, TabInput::Woke), [TabAction::Open]);
    assert_eq!(tab.tabs.standing(), Standing::Alone);
    assert!(matches!(tab.input(TabInput::Locked)[..], [TabAction::Say(Note::Lead { .. })]), "keeps its line");
}

#[test]
fn tab_without_locks_opens_a_line_of_its_own() {
    let mut tab = Tab::new();
    tab.input(TabInput::Wanted);
    assert_eq!(tab.input(TabInput::Unshared), [TabAction::Open]);
}

#[test]
fn leader_that_is_put_away_lets_the_lock_go() {
    let mut tab = Tab::leading();
    assert_eq!(tab.input(TabInput::Left), [TabAction::DropLock, TabAction::Lose(1_001)]);
    assert_eq!(tab.input(TabInput::Locked), [TabAction::DropLock], "also when it came too late");
}

#[test]
fn followers_learn_why_the_line_ended() {
    let mut tab = Tab::following();
    assert_eq!(tab.input(lead(5, Line::Down(4_404))), [TabAction::Lose(4_404)]);
    assert_eq!(tab.input(lead(5, Line::Up)), [TabAction::Nudge]);
}

#[test]
fn what_nobody_has_seen_makes_itself_heard_in_the_leading_tab_alone() {
    let mut leader = Tab::leading();
    leader.input(TabInput::Arrived(Seq(7)));
    let heard = [TabAction::Say(Note::Heard(Seq(7))), TabAction::MakeHeard { is_seen: true }];
    assert_eq!(leader.after(limits::UNSEEN_MS, TabInput::Woke), heard);
    let mut follower = Tab::following();
    follower.input(TabInput::Arrived(Seq(7)));
    assert_eq!(follower.after(limits::UNSEEN_MS, TabInput::Woke), []);
}

#[test]
fn what_was_seen_or_heard_in_another_tab_stays_silent() {
    for input in [TabInput::Read(Seq(7)), TabInput::Told(OTHER, Note::Heard(Seq(7)))] {
        let mut tab = Tab::leading();
        tab.input(TabInput::Arrived(Seq(7)));
        tab.input(input);
        assert_eq!(tab.after(limits::UNSEEN_MS, TabInput::Woke), []);
    }
}

#[test]
fn leader_knows_whether_somebody_looks_at_another_tab() {
    let mut tab = Tab::leading();
    tab.input(TabInput::Seen(false));
    for (pause_ms, is_seen) in [(0, true), (LOOKED_AT_MS, false)] {
        tab.input(TabInput::Told(OTHER, Note::Ask { is_seen: pause_ms == 0 }));
        tab.now = tab.now.plus(pause_ms);
        tab.input(TabInput::Arrived(Seq(7 + pause_ms)));
        let actions = tab.after(limits::UNSEEN_MS, TabInput::Woke);
        assert_eq!(actions.last(), Some(&TabAction::MakeHeard { is_seen }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tabs_that_come_and_go_at_random_agree_in_the_end(seed in any::<u64>()) {
        prop_assert_eq!(World::problems(seed), Vec::<String>::new());
    }
}
