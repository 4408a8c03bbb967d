//! Carries out one frame of a client that was admitted, the same over a socket and over HTTP.

use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{Accepted, ClientFrame, TypingSignal};

use super::act::{self, Decision};
use super::conversation::{ConversationStore, Failure, Moment, Participant};
use super::read_mark;
use super::typing::TypingRelay;

/// What the sender is answered and what the sockets must be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The answer to a command; signals have none.
    pub accepted: Option<Accepted>,
    /// The log grew.
    pub has_events: bool,
    /// Status, read marks, owner or people changed.
    pub is_state_changed: bool,
    /// A signal to pass on to everybody else.
    pub typing: Option<TypingSignal>,
}

/// Carries out a command or signal.
///
/// # Errors
/// As [`act::carry_out`]; `frame_invalid` for a frame that only a socket may send.
pub fn run<S: ConversationStore>(
    store: &mut S,
    sender: &Participant,
    frame: ClientFrame,
    relay: &mut TypingRelay,
    moment: &Moment,
) -> Result<Done, Failure<S::Fault>> {
    match frame {
        ClientFrame::Command(command) => Ok(match act::carry_out(store, sender, command, moment)? {
            Decision::Repeated(accepted) => Done { accepted: Some(accepted), ..Done::default() },
            Decision::Stored { accepted, is_state_changed, effects: _ } => {
                Done { accepted: Some(accepted), has_events: true, is_state_changed, typing: None }
            }
        }),
        ClientFrame::Typing(is_typing) => {
            let is_told = relay.relay(is_typing, moment.now);
            let typing = is_told.then(|| TypingSignal { author: sender.author(), is_typing });
            Ok(Done { typing, ..Done::default() })
        }
        ClientFrame::MarkRead(up_to) => {
            let is_state_changed = read_mark::mark(store, sender, up_to).map_err(Failure::Fault)?;
            Ok(Done { is_state_changed, ..Done::default() })
        }
        ClientFrame::Hello(_) | ClientFrame::Received(_) => Err(Rejection::new(Code::FrameInvalid).into()),
    }
}
