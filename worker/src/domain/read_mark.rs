//! Read marks: how far each side has seen. They only move forward and never past the last event.

use pulina_shared::ids::Seq;

use super::conversation::{ConversationStore, Draft, Effect, Head, Participant};

/// Moves the mark of this side; tells whether it moved.
///
/// # Errors
/// Faults of the store.
pub fn mark<S: ConversationStore>(store: &mut S, reader: &Participant, up_to: Seq) -> Result<bool, S::Fault> {
    let Some(head) = store.head()? else { return Ok(false) };
    let n_unread = match reader {
        Participant::Visitor => head.n_unread,
        // The usual case needs no counting.
        Participant::Agent { .. } if up_to >= head.last_visitor_seq => 0,
        Participant::Agent { .. } => store.n_visitor_messages_after(up_to)?,
    };
    let effects = decide(&head, reader, up_to, n_unread);
    store.apply(&effects)?;
    Ok(!effects.is_empty())
}

/// The decision alone. `n_unread` counts the visitor's messages behind `up_to`.
pub fn decide(head: &Head, reader: &Participant, up_to: Seq, n_unread: u64) -> Vec<Effect> {
    let up_to = up_to.min(head.last_seq);
    let mut draft = Draft::of(head);
    match reader {
        Participant::Visitor => draft.head.visitor_read = head.visitor_read.max(up_to),
        Participant::Agent { .. } if up_to > head.agent_read => {
            draft.head.agent_read = up_to;
            draft.head.n_unread = n_unread;
            if n_unread != head.n_unread {
                draft.queue_report();
            }
        }
        Participant::Agent { .. } => {}
    }
    draft.into_effects()
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::{Scene, agent, message_id};
    use super::super::message;
    use super::*;

    /// Three messages of the visitor, one of an agent; marks; tells (moved, visitor, agent, unread, reports).
    fn check(marks: &[(Participant, u64)], expect: (bool, u64, u64, u64, u64)) {
        let mut scene = Scene::new();
        for number in 1..=4 {
            let sender = if number == 3 { agent(1) } else { Participant::Visitor };
            scene
                .with(|store, moment| message::send(store, &sender, message_id(number), "x", moment))
                .unwrap();
        }
        let mut has_moved = false;
        for (reader, up_to) in marks {
            has_moved = mark(&mut scene.store, reader, Seq(*up_to)).unwrap();
        }
        let head = scene.head();
        let found =
            (has_moved, head.visitor_read.0, head.agent_read.0, head.n_unread, head.report_version - 4);
        assert_eq!(found, expect, "{marks:?}");
    }

    #[test]
    fn marks_move_forward_only_and_never_past_the_last_event() {
        let visitor = Participant::Visitor;
        check(&[(visitor.clone(), 3)], (true, 3, 0, 3, 0));
        check(&[(visitor.clone(), 3), (visitor.clone(), 2)], (false, 3, 0, 3, 0));
        check(&[(visitor.clone(), 3), (visitor.clone(), 3)], (false, 3, 0, 3, 0));
        check(&[(visitor, 99)], (true, 4, 0, 3, 0));
    }

    #[test]
    fn any_agent_moves_the_mark_of_agents_and_the_count_of_unread() {
        check(&[(agent(1), 1)], (true, 0, 1, 2, 1));
        check(&[(agent(1), 2), (agent(2), 3)], (true, 0, 3, 1, 1));
        check(&[(agent(1), 4)], (true, 0, 4, 0, 1));
        check(&[(agent(1), 99), (agent(2), 1)], (false, 0, 4, 0, 1));
    }
}
