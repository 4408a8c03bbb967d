//! The process is killed again and again under full load, and nothing that was accepted is lost,
//! doubled, altered or moved.

use futures_util::future::join_all;
use pulina_shared::wire::conversation::{Author, Event};
use pulina_shared::wire::help_desk::View as ListView;
use pulina_tests::agent::Agent;
use pulina_tests::engine::is_long;
use pulina_tests::history::{History, Violation};
use pulina_tests::line::{Address, Line, message_text};
use pulina_tests::random::{self, Dice};
use pulina_tests::reader;
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::typist::{Typist, TypistOptions};
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;

const N_CONVERSATIONS: usize = 8;
/// Conversations are replaced after so many kills, before they are full.
const N_KILLS_EACH: u64 = 20;

/// A conversation in which a visitor and an agent write without pause.
struct Busy {
    visitor: Address,
    agent: Address,
    typists: [Typist; 2],
    /// What the log held when it was last read; it may only grow.
    log: Vec<Event>,
}

#[derive(Default)]
struct Sum {
    kills: u64,
    accepted: usize,
    lost: usize,
    doubled: usize,
}

impl Busy {
    async fn begins(site: &Site, agent: &Agent, n: usize) -> Self {
        let visitor = Visitor::begins(&site.door(), site.channel()).await;
        let (visitor_address, agent_address) =
            (visitor.address(), agent.address(&visitor.begun.conversation));
        let typist = |name: &str, address: &Address, author| {
            let name = format!("{name} {n}");
            Typist::begins(TypistOptions {
                name,
                address: address.clone(),
                author,
                window: 8,
                n_messages: None,
            })
        };
        let typists = [
            typist("visitor", &visitor_address, Author::Visitor),
            typist("agent", &agent_address, Author::Agent(agent.user().clone())),
        ];
        Self { visitor: visitor_address, agent: agent_address, typists, log: Vec::new() }
    }

    fn n_accepted(&self) -> usize {
        self.typists.iter().map(Typist::n_accepted).sum()
    }

    fn told(&self) -> History {
        let mut history = History::default();
        for typist in &self.typists {
            typist.tell(&mut history);
        }
        history
    }

    /// Reads what the log has more, and checks it while both go on writing.
    async fn check(&mut self) -> Vec<Violation> {
        let earlier = self.told();
        let n_known = self.log.len() as u64;
        self.log.extend(reader::events_after(&self.agent, n_known).await);
        self.told().with_answers_of(&earlier).check(&self.log)
    }

    /// Lets both finish, and checks everything once more against the log as it is read from the
    /// beginning, and against what everybody sees after coming back.
    async fn finishes(self, sum: &mut Sum) -> Option<String> {
        sum.accepted += self.n_accepted();
        let mut history = History::default();
        let mut views = Vec::new();
        for typist in self.typists {
            views.push(typist.finishes(&mut history).await);
        }
        let log = reader::events_after(&self.agent, 0).await;
        assert_eq!(log[..self.log.len()], self.log, "what was stored once never changes");
        let last = log.last().map(|event| event.seq).unwrap_or_default();
        for (address, view) in [&self.visitor, &self.agent].into_iter().zip(views) {
            let line = Line::open(address, view, &SocketOptions::default()).await;
            let mut line = line.unwrap_or_else(|(ending, _)| panic!("no hello: {ending:?}"));
            assert!(line.hello.resumed, "{}", line.view.name);
            line.sees_up_to(last).await;
            history.views.push(line.view);
        }
        assert_eq!(history.check(&log), []);
        log.iter().rev().find_map(message_text).map(str::to_owned)
    }
}

#[tokio::test]
async fn nothing_accepted_is_lost_or_doubled_by_kill_9() {
    let n_kills = if is_long() { 400 } else { 60 };
    let seed = u64::from_le_bytes(random::bytes());
    println!("seed {seed}");
    let mut dice = Dice::new(seed);
    let mut site = Site::start_without_rates().await;
    let mut sum = Sum::default();
    let mut n_conversations = 0;
    while sum.kills < n_kills {
        let last_messages = one_generation(&mut site, &mut dice, &mut sum).await;
        n_conversations += N_CONVERSATIONS;
        check_tickets(&site, n_conversations as u64, &last_messages).await;
    }
    let Sum { kills, accepted, lost, doubled } = sum;
    println!("{kills} kills, {accepted} accepted, {lost} lost, {doubled} doubled");
    assert!(accepted > 1_000, "the load was real");
}

async fn one_generation(site: &mut Site, dice: &mut Dice, sum: &mut Sum) -> Vec<String> {
    let agent = site.agent().await;
    let mut busy = join_all((0..N_CONVERSATIONS).map(|n| Busy::begins(site, &agent, n))).await;
    for _ in 0..N_KILLS_EACH {
        // A kill may fall on any statement: the moment is when so many more were accepted.
        let goal = busy.iter().map(Busy::n_accepted).sum::<usize>()
            + usize::try_from(dice.between(20, 400)).unwrap_or(20);
        wait::until("the load goes on", wait::DRAINED, async || {
            (busy.iter().map(Busy::n_accepted).sum::<usize>() >= goal).then_some(())
        })
        .await;
        site.engine.kill();
        site.engine.restart().await;
        sum.kills += 1;
        let violations: Vec<_> =
            join_all(busy.iter_mut().map(Busy::check)).await.into_iter().flatten().collect();
        sum.lost += violations
            .iter()
            .filter(|violation| matches!(violation, Violation::AcceptedIsMissing(_)))
            .count();
        sum.doubled +=
            violations.iter().filter(|violation| matches!(violation, Violation::Doubled(..))).count();
        assert_eq!(violations, [], "after kill {}", sum.kills);
    }
    let mut last_messages = Vec::new();
    for conversation in busy {
        last_messages.extend(conversation.finishes(sum).await);
    }
    last_messages
}

/// Every conversation has exactly one ticket, and it shows the last message.
async fn check_tickets(site: &Site, n_tickets: u64, last_messages: &[String]) {
    let agent = site.agent().await;
    let expected = {
        let mut previews = last_messages.to_vec();
        previews.sort_unstable();
        previews
    };
    wait::until("the tickets show the last messages", wait::DRAINED, async || {
        let page = agent.lists(ListView::Open).await;
        assert!(page.counts.open <= n_tickets, "one conversation has one ticket");
        let newest = page.tickets.iter().take(expected.len());
        let mut previews: Vec<_> = newest.map(|ticket| ticket.last_message.preview.clone()).collect();
        previews.sort_unstable();
        (page.counts.open == n_tickets && previews == expected).then_some(())
    })
    .await;
}
