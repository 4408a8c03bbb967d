//! One message: who, when, what, and how it stands. Its words are drawn again only when they change.

use std::rc::Rc;

use pulina_browser::clock;
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::follow;
use crate::face;
use crate::later::{self, Deed, Part};
use crate::rows::{MessageView, Speaker, Standing};
use crate::shown::Shown;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

/// The message, from the page's template.
pub fn message(state: PanelState, message: Rc<Shown<MessageView>>) -> Spot {
    let bubble = Spot::copy_of("message");
    let id = message.with_untracked(|message| message.id);
    bubble.within(".message__retry").on("click", move |_| state.retry(id));
    bubble.within(".message__discard").on("click", move |_| state.discard(id));
    let followed = Rc::clone(&message);
    bubble.within(".message__extras").holds(move || followed.with(|message| extras(state, message)));
    // Drawn anew only with other words: whoever is asked about a message, or has a finger on a
    // button, is not to lose it because the message was seen.
    let changeable = Rc::new(Shown::default());
    let (noted, followed) = (Rc::clone(&changeable), Rc::clone(&message));
    follow(move || noted.set_if_other(followed.with(words_to_change)));
    bubble.within(".message__can").holds(move || {
        let (id, words) = changeable.get()?;
        later::part(state, Part::Actions(id, words))
    });
    let mut drawing = Drawing::of(bubble.clone());
    follow(move || message.with(|message| drawing.draw(state, message)));
    bubble
}

fn extras(state: PanelState, message: &MessageView) -> Option<leptos::prelude::AnyView> {
    message.more.as_ref()?;
    later::part(state, Part::Extras(message.clone()))
}

/// What an own message says, for as long as it can be changed.
fn words_to_change(message: &MessageView) -> Option<(MessageId, String)> {
    let is_stored = matches!(message.standing, Standing::Quiet | Standing::Sent | Standing::Seen);
    let is_young = clock::now().since(message.at) < limits::EDIT_WINDOW_MS;
    let can_be_changed = message.speaker == Speaker::You && is_stored && is_young && !message.is_deleted();
    can_be_changed.then(|| (message.id, message.text.clone()))
}

/// The parts of a message that change, and what stands in those that are not drawn anew each time.
struct Drawing {
    whole: Spot,
    avatar: Spot,
    head: Spot,
    name: Spot,
    time: Spot,
    words: Spot,
    edited: Spot,
    standing: Spot,
    failure: Spot,
    why: Spot,
    speaker: Option<Speaker>,
    /// Its words, and whether they are rich.
    drawn: Option<(bool, String)>,
}

impl Drawing {
    fn of(whole: Spot) -> Self {
        Self {
            avatar: whole.within(".avatar"),
            head: whole.within(".message__body > p"),
            name: whole.within(".message__name"),
            time: whole.within(".message__time"),
            words: whole.within(".message__bubble"),
            edited: whole.within(".message__edited"),
            standing: whole.within(".message__standing"),
            failure: whole.within(".message__failure"),
            why: whole.within(".message__failure p"),
            speaker: None,
            drawn: None,
            whole,
        }
    }

    fn draw(&mut self, state: PanelState, message: &MessageView) {
        self.whole.set("class", &class(message));
        self.head.set("class", head_class(message));
        self.time.set_text(&dates::clock_time(message.at));
        self.edited.show(message.is_edited);
        if self.speaker.as_ref() != Some(&message.speaker) {
            self.draw_speaker(state, &message.speaker);
            self.speaker = Some(message.speaker.clone());
        }
        if message.is_deleted() {
            self.words.set_text(&text::say(Word::TakenBack));
        } else {
            self.draw_words(state, &message.text);
        }
        self.draw_standing(&message.standing);
    }

    /// First as it was typed; with what its marks mean as soon as it is known what that is.
    fn draw_words(&mut self, state: PanelState, text: &str) {
        let drawn = (later::is_here(), text.to_owned());
        if self.drawn.as_ref() == Some(&drawn) {
            return;
        }
        match self.words.element() {
            Some(words) if drawn.0 => later::deed(state, Deed::Enrich(words.clone().into(), text.to_owned())),
            _ => self.words.set_text(text),
        }
        self.drawn = Some(drawn);
    }

    fn draw_speaker(&self, state: PanelState, speaker: &Speaker) {
        match speaker {
            // Nobody needs a picture of themselves.
            Speaker::You => self.name.set_text(&text::say(Word::You)),
            Speaker::Person { name, avatar } => {
                self.name.set_text(name);
                face::fill(&self.avatar, name, avatar.as_deref());
            }
            Speaker::Team => {
                self.name.set_text(state.title());
                face::fill_own(&self.avatar, state);
            }
        }
    }

    fn draw_standing(&self, standing: &Standing) {
        let (class, words) = match standing {
            Standing::Quiet | Standing::Failed(_) => ("message__standing", None),
            Standing::Sending => ("message__standing message__standing--sending", Some(Word::Sending)),
            Standing::Sent => ("message__standing", Some(Word::Sent)),
            Standing::Seen => ("message__standing", Some(Word::Seen)),
        };
        self.standing.show(words.is_some());
        self.standing.set("class", class);
        self.standing.set_text(&words.map(text::say).unwrap_or_default());
        let why = match standing {
            Standing::Failed(failure) => Some(text::failure(failure)),
            _ => None,
        };
        self.failure.show(why.is_some());
        self.why.set_text(&why.unwrap_or_default());
    }
}

fn class(message: &MessageView) -> String {
    let parts = [
        (message.speaker == Speaker::You, " message--own"),
        (matches!(message.standing, Standing::Failed(_)), " message--failed"),
        (message.is_deleted(), " message--deleted"),
        (message.starts_group, " message--starts-group"),
        (message.ends_group, " message--ends-group"),
    ];
    let mut class = "message".to_owned();
    for (is, part) in parts {
        if is {
            class.push_str(part);
        }
    }
    class
}

fn head_class(message: &MessageView) -> &'static str {
    if message.starts_group { "message__head" } else { "message__head visually-hidden" }
}
