//! One command of a participant, whatever it asks for: every accepted one is an event of the log,
//! is found again by its id for ever, and is answered the same way each time it is repeated. A
//! refusal leaves nothing behind.

use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{Accepted, Act, Command, Event};

use super::conversation::{ConversationStore, Draft, Effect, Failure, Head, Moment, Participant, Person};
use super::rate::{self, Bucket};
use super::{consent, content, edit, ending, message, questions, rating};

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was carried out already; the answer of then.
    Repeated(Accepted),
    /// It is new.
    Stored {
        /// The answer, once the effects are applied.
        accepted: Accepted,
        /// What to store.
        effects: Vec<Effect>,
        /// Whether the small state changed with it.
        is_state_changed: bool,
    },
}

/// What every decision about a command starts from.
pub struct Given<'a> {
    /// The conversation.
    pub head: &'a Head,
    /// Who asks.
    pub sender: &'a Participant,
    /// What is stored of a user who asks.
    pub person: Option<Person>,
    /// The command's id.
    pub id: MessageId,
    /// The event that this command made, if it was carried out already.
    pub known: Option<&'a Event>,
    /// The server's clock.
    pub now: Timestamp,
    /// Whether commands are counted.
    pub are_rates_on: bool,
}

impl Given<'_> {
    /// Only the visitor can do this.
    pub(super) fn require_visitor(&self) -> Result<(), Rejection> {
        match self.sender {
            Participant::Visitor => Ok(()),
            Participant::Agent { .. } => Err(Rejection::new(Code::FieldInvalid).at("/do")),
        }
    }

    /// The answer of then.
    pub(super) fn repeated(&self, event: &Event) -> Decision {
        Decision::Repeated(Accepted { id: self.id, seq: event.seq, at: event.at })
    }

    /// The answer to what was decided now.
    pub(super) fn stored(&self, draft: Draft, seq: Seq, is_state_changed: bool) -> Decision {
        let accepted = Accepted { id: self.id, seq, at: self.now };
        Decision::Stored { accepted, effects: draft.into_effects(), is_state_changed }
    }

    /// Counts one more command of the sender. Tells whether a user became known by it. Of one who is
    /// known the profile stays: it changes by the help desk's order alone, because who sends may have
    /// come in under an earlier one.
    pub(super) fn count(&self, draft: &mut Draft) -> Result<bool, Rejection> {
        match self.sender {
            Participant::Visitor => {
                self.count_visitor(draft)?;
                Ok(false)
            }
            Participant::Agent { user, .. } => {
                let bucket = self.person.as_ref().map_or(Bucket::default(), |person| person.rate);
                let known = self.person.as_ref().map(|person| &person.user);
                draft.put_person(Person { user: known.unwrap_or(user).clone(), rate: self.taken(bucket)? });
                Ok(known.is_none())
            }
        }
    }

    fn count_visitor(&self, draft: &mut Draft) -> Result<(), Rejection> {
        if !self.are_rates_on {
            return Ok(());
        }
        let now = self.now;
        let too_fast = |wait_ms| Rejection::retry_after(Code::RateMessages, wait_ms);
        let head = &mut draft.head;
        head.visitor_day = head.visitor_day.take(limits::VISITOR_MESSAGES_PER_DAY, now).map_err(too_fast)?;
        head.visitor_rate = head.visitor_rate.take(rate::VISITOR_MESSAGES, now).map_err(too_fast)?;
        Ok(())
    }

    fn taken(&self, bucket: Bucket) -> Result<Bucket, Rejection> {
        if !self.are_rates_on {
            return Ok(bucket);
        }
        let taken = bucket.take(rate::AGENT_MESSAGES, self.now);
        taken.map_err(|wait_ms| Rejection::retry_after(Code::RateMessages, wait_ms))
    }
}

/// Decides about a command and stores what follows.
///
/// # Errors
/// `not_found`, `id_conflict`, `rate_messages`, and what the modules of the acts say; faults of the
/// store.
pub fn carry_out<S: ConversationStore>(
    store: &mut S,
    sender: &Participant,
    command: Command,
    moment: &Moment,
) -> Result<Decision, Failure<S::Fault>> {
    let not_found = || Failure::Rejected(Rejection::new(Code::NotFound));
    let head = store.head().map_err(Failure::Fault)?;
    let head = head.filter(|head| !head.is_expired).ok_or_else(not_found)?;
    let known = store.command(command.id).map_err(Failure::Fault)?;
    let person = match sender {
        Participant::Visitor => None,
        Participant::Agent { user, .. } => store.person(&user.id).map_err(Failure::Fault)?,
    };
    let (now, are_rates_on) = (moment.now, moment.are_rates_on);
    let given =
        Given { head: &head, sender, person, id: command.id, known: known.as_ref(), now, are_rates_on };
    let decision = decide(store, &given, command.act)?;
    if let Decision::Stored { effects, .. } = &decision {
        store.apply(effects).map_err(Failure::Fault)?;
    }
    Ok(decision)
}

fn decide<S: ConversationStore>(store: &S, given: &Given, act: Act) -> Result<Decision, Failure<S::Fault>> {
    Ok(match act {
        Act::SendMessage(said) => {
            let content = content::parse(given.sender, said)?;
            let pending = content.files.iter().map(|id| store.pending_file(id));
            let pending: Vec<_> = match given.known {
                Some(_) => Vec::new(),
                None => pending.collect::<Result<_, _>>().map_err(Failure::Fault)?,
            };
            message::decide(given, content, pending)?
        }
        Act::EditMessage(asked) => {
            let target = store.command(asked.message).map_err(Failure::Fault)?;
            let n_edits = store.n_edits(asked.message).map_err(Failure::Fault)?;
            edit::say_otherwise(given, target.as_ref(), n_edits, &asked)?
        }
        Act::DeleteMessage(message) => {
            let target = store.command(message).map_err(Failure::Fault)?;
            edit::take_back(given, target.as_ref(), message)?
        }
        Act::End => ending::end(given)?,
        Act::Rate(asked) => rating::rate(given, asked)?,
        Act::FillForm(filled) => questions::answer(given, &filled)?,
        Act::Consent(asked) => consent::decide(given, asked)?,
    })
}
