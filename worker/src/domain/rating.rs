//! How it was, in the visitor's words: asked once the conversation was closed, said as often as
//! they like, the newest counts.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{ConversationStatus, EventKind, Rating};

use super::act::{Decision, Given};
use super::content;
use super::conversation::Draft;

/// Notes how it was.
///
/// # Errors
/// `field_invalid` for a score out of range, an open conversation or a user; `form_invalid` where
/// it is not asked; `text_too_long`, `id_conflict`, `rate_messages`.
pub fn rate(given: &Given, asked: Rating) -> Result<Decision, Rejection> {
    given.require_visitor()?;
    let rating = parse(asked)?;
    if let Some(event) = given.known {
        return match &event.kind {
            EventKind::Rated(stored) if *stored == rating => Ok(given.repeated(event)),
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    if !given.head.policy.asks_for_rating {
        return Err(Rejection::new(Code::FormInvalid));
    }
    if given.head.status != ConversationStatus::Closed {
        return Err(Rejection::new(Code::FieldInvalid).at("/do/rate"));
    }
    let mut draft = Draft::of(given.head);
    given.count(&mut draft)?;
    draft.head.about.rating = Some(rating.clone());
    let seq = draft.append(EventKind::Rated(rating), given.now, Some(given.id));
    draft.queue_report();
    Ok(given.stored(draft, seq, true))
}

fn parse(asked: Rating) -> Result<Rating, Rejection> {
    if !(1..=limits::RATING_MAX).contains(&asked.score) {
        return Err(Rejection::new(Code::FieldInvalid).at("/do/rate/score"));
    }
    let pointer = "/do/rate/comment";
    let comment = if asked.comment.len() <= limits::MESSAGE_BYTES_MAX && asked.comment.trim().is_empty() {
        String::new()
    } else {
        content::parse_text(&asked.comment).map_err(|rejection| rejection.at(pointer))?
    };
    let n_characters = comment.chars().count();
    if n_characters > limits::RATING_CHARACTERS_MAX {
        let rejection = Rejection::above(Code::TextTooLong, limits::RATING_CHARACTERS_MAX, n_characters);
        return Err(rejection.at(pointer));
    }
    Ok(Rating { score: asked.score, comment })
}
