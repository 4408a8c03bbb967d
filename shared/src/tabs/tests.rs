//! Facts about who leads, and a small world of tabs that come, hang, freeze and die at random.

mod world;

use super::*;
use crate::ids::AccountId;
use proptest::prelude::*;
use world::World;

const START: Timestamp = Timestamp(1_000_000);
const OTHERS: Reign = Reign(7);

struct Tab {
    tabs: Tabs,
    now: Timestamp,
}

impl Tab {
    fn new() -> Self {
        Self { tabs: Tabs::default(), now: START }
    }

    fn takes(&mut self, input: TabInput) -> Vec<TabAction> {
        self.tabs.process(input, self.now, 0).actions
    }

    fn takes_after(&mut self, duration_ms: u64, input: TabInput) -> Vec<TabAction> {
        self.now = self.now.plus(duration_ms);
        self.takes(input)
    }

    fn leading() -> Self {
        let mut tab = Self::new();
        for input in [TabInput::Wanted, TabInput::Locked, TabInput::Line(Line::Up)] {
            tab.takes(input);
        }
        tab
    }

    fn following() -> Self {
        let mut tab = Self::new();
        tab.takes(TabInput::Wanted);
        assert_eq!(tab.takes(told(OTHERS, Line::Up)), [TabAction::Join(OTHERS)]);
        tab
    }

    fn reign(&self) -> Reign {
        self.tabs.leads().expect("it leads")
    }
}

fn told(reign: Reign, line: Line) -> TabInput {
    TabInput::Told(Note::Lead(reign, line))
}

const WHO: TabAction = TabAction::Say(Note::Who);

#[test]
fn first_tab_takes_the_lock_and_opens_a_line() {
    let mut tab = Tab::new();
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::AskLock, WHO]);
    let actions = tab.takes(TabInput::Locked);
    let says = TabAction::Say(Note::Lead(tab.reign(), Line::Down));
    assert_eq!(actions, [says, TabAction::Open]);
    let says = TabAction::Say(Note::Lead(tab.reign(), Line::Up));
    assert_eq!(tab.takes(TabInput::Line(Line::Up)), [says, TabAction::TakeOver]);
    assert_eq!(tab.takes(TabInput::Line(Line::Up)), []);
    assert_eq!(tab.takes(TabInput::Told(Note::Who)), [says]);
    assert_eq!(tab.takes(TabInput::Locked), [], "twice is no more than once");
}

#[test]
fn second_tab_shares_the_line_of_the_first() {
    let tab = Tab::following();
    assert_eq!(tab.tabs.shares(), Some(OTHERS));
    assert_eq!((tab.tabs.leads(), tab.tabs.passes_on()), (None, None));
}

#[test]
fn tab_waits_for_a_line_that_is_down_and_is_given_it() {
    let mut tab = Tab::new();
    tab.takes(TabInput::Wanted);
    assert_eq!(tab.takes(told(OTHERS, Line::Down)), []);
    assert_eq!(tab.takes(told(OTHERS, Line::Down)), [], "questions and answers must not follow for ever");
    assert_eq!(tab.takes(told(OTHERS, Line::Up)), [TabAction::Join(OTHERS)]);
    assert_eq!(tab.takes(told(OTHERS, Line::Down)), [TabAction::Lose, TabAction::Nudge]);
    assert_eq!(tab.takes(TabInput::Wanted), [WHO]);
    assert_eq!(tab.takes(told(OTHERS, Line::Polled)), [TabAction::Poll]);
    assert_eq!(tab.takes(told(OTHERS, Line::Up)), [TabAction::Lose, TabAction::Nudge]);
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Join(OTHERS)]);
}

#[test]
fn tab_that_waits_for_a_better_moment_is_told_of_one() {
    let mut tab = Tab::following();
    tab.takes(TabInput::Ended);
    assert_eq!(tab.takes(told(OTHERS, Line::Down)), []);
    assert_eq!(tab.takes(told(OTHERS, Line::Up)), [TabAction::Nudge]);
}

#[test]
fn lock_that_comes_to_a_follower_makes_it_lead_with_a_line_of_its_own() {
    let mut tab = Tab::following();
    let actions = tab.takes(TabInput::Locked);
    assert!(tab.reign() > OTHERS, "of two reigns the later one is heeded");
    let says = TabAction::Say(Note::Lead(tab.reign(), Line::Down));
    assert_eq!(actions, [says, TabAction::Lose, TabAction::Nudge]);
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Open]);
}

#[test]
fn leader_that_does_not_answer_is_robbed_within_a_second() {
    let mut tab = Tab::following();
    assert_eq!(tab.takes(TabInput::Used), [WHO]);
    assert_eq!(tab.takes(TabInput::Used), [], "one question at a time");
    assert_eq!(tab.takes(told(OTHERS, Line::Up)), []);
    assert_eq!(tab.takes_after(500, TabInput::Woke), [], "it was answered");
    tab.takes(TabInput::Used);
    let outcome = tab.tabs.process(TabInput::Told(Note::Who), tab.now, 0);
    assert_eq!(outcome.wake_at, Some(tab.now.plus(limits::TAB_ANSWER_MS)));
    assert_eq!(tab.takes_after(limits::TAB_ANSWER_MS, TabInput::Woke), [TabAction::RobLock]);
}

#[test]
fn tab_that_slept_asks_again_before_it_robs() {
    let mut tab = Tab::following();
    tab.takes(TabInput::Used);
    assert_eq!(tab.takes_after(60_000, TabInput::Woke), [WHO]);
    // All timers of hidden pages are late.
    assert_eq!(tab.takes_after(1_400, TabInput::Woke), [TabAction::RobLock]);
    // A question that was answered has used up no patience of the next.
    let mut tab = Tab::following();
    for _ in 0..2 {
        tab.takes(TabInput::Used);
        assert_eq!(tab.takes_after(1_400, TabInput::Woke), [WHO]);
        tab.takes(told(OTHERS, Line::Up));
    }
}

#[test]
fn line_over_which_nothing_is_heard_is_replaced_by_whoever_notices() {
    let mut tab = Tab::following();
    assert_eq!(tab.takes(TabInput::GaveUp), [TabAction::RobLock]);
    assert_eq!(tab.takes(TabInput::Wanted), []);
    assert!(tab.takes(TabInput::Locked).contains(&TabAction::Open));
    // Who only waited, or leads, has nobody to rob.
    let mut tab = Tab::leading();
    assert_eq!(tab.takes(TabInput::GaveUp), []);
}

#[test]
fn robbed_leader_follows_whoever_robbed_it() {
    let mut tab = Tab::leading();
    let after = Reign(tab.reign().0 + 1);
    assert_eq!(tab.takes(TabInput::Robbed), [TabAction::AskLock, WHO, TabAction::Lose, TabAction::Nudge]);
    tab.takes(TabInput::Wanted);
    assert_eq!(tab.takes(told(after, Line::Up)), [TabAction::Join(after)]);

    let mut tab = Tab::leading();
    let after = Reign(tab.reign().0 + 1);
    let actions = [TabAction::AskLock, TabAction::Lose, TabAction::Nudge];
    assert_eq!(tab.takes(told(after, Line::Up)), actions, "it may hear of it first");
    assert_eq!(tab.takes(TabInput::Robbed), []);
}

#[test]
fn older_reign_is_not_heeded() {
    let mut tab = Tab::following();
    assert_eq!(tab.takes(told(Reign(OTHERS.0 - 1), Line::Down)), []);
    assert_eq!(tab.tabs.shares(), Some(OTHERS));
}

/// A leader that was robbed and heard nothing of who has the lock now.
fn robbed() -> (Tab, Reign) {
    let mut tab = Tab::leading();
    let next = Reign(tab.reign().0 + 1);
    tab.takes(TabInput::Robbed);
    tab.takes(TabInput::Wanted);
    assert_eq!(tab.takes_after(limits::TAB_ANSWER_MS, TabInput::Woke), [TabAction::Open]);
    (tab, next)
}

#[test]
fn robbed_tab_that_hears_nobody_has_a_line_of_its_own_and_robs_nobody() {
    let (mut tab, _) = robbed();
    assert_eq!(tab.takes(TabInput::Ended), []);
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Open]);
    assert_eq!(tab.takes_after(limits::DEAD_LINK_MS_MAX, TabInput::Woke), []);
}

#[test]
fn robbed_tab_shares_a_line_again_as_soon_as_it_hears_of_one_or_leads_when_the_lock_is_free() {
    let (mut tab, next) = robbed();
    assert_eq!(tab.takes(told(next, Line::Up)), [TabAction::Lose, TabAction::Nudge]);
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Join(next)]);
    let (mut tab, _) = robbed();
    tab.takes(TabInput::Locked);
    assert!(tab.tabs.leads().is_some());
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Open]);
}

#[test]
fn tab_without_locks_or_channel_has_a_line_of_its_own() {
    let mut tab = Tab::new();
    tab.takes(TabInput::Wanted);
    assert_eq!(tab.takes(TabInput::Unshared), [TabAction::Leave, TabAction::Open]);
    assert_eq!(tab.takes(TabInput::Ended), []);
    assert_eq!(tab.takes(TabInput::Wanted), [TabAction::Open]);
    assert_eq!((tab.tabs.passes_on(), tab.takes(told(OTHERS, Line::Up))), (None, vec![]));
}

#[test]
fn page_that_is_put_away_lets_go_of_everything_and_comes_back() {
    for mut tab in [Tab::leading(), Tab::following()] {
        assert_eq!(tab.takes(TabInput::Left), [TabAction::Leave, TabAction::Lose]);
        assert_eq!(tab.takes(TabInput::Left), []);
        assert_eq!(tab.takes(TabInput::Locked), [TabAction::Leave], "it came too late");
        assert_eq!(tab.takes(TabInput::Wanted), [TabAction::AskLock, WHO]);
    }
}

#[test]
fn only_tabs_of_one_conversation_and_one_token_find_each_other() {
    let account = AccountId::new([1; 10]);
    let conversation = |n: u8| ConversationId::new(&account, [n; 10]);
    let token = |n: u8| VisitorToken::new([n; 32]);
    let name = group(&conversation(1), &token(1));
    assert_eq!(name, group(&conversation(1), &token(1)));
    assert_ne!(name, group(&conversation(2), &token(1)));
    assert_ne!(name, group(&conversation(1), &token(2)));
    let secret = token(1);
    assert!(!name.contains(secret.secret().trim_start_matches("pvt_")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn tabs_to_which_anything_happens_share_one_line_at_rest(seed in any::<u64>()) {
        let problems = World::problems(seed);
        prop_assert!(problems.is_empty(), "{problems:?}");
    }
}
