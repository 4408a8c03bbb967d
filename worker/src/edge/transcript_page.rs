//! What a transcript looks like, as plain text and as a page that opens by itself. Everything that
//! somebody wrote stays text; times come in as words.

use std::collections::HashMap;

use pulina_shared::language::Language;
use pulina_shared::limits;
use pulina_shared::text::set_apart;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{
    Activity, Author, ConsentAct, Event, EventKind, Message, PublicUser, Purpose,
};
use pulina_shared::wire::form::FieldKind;
use pulina_shared::words::Word;

use super::template::{Value, render};
use crate::fault::Fault;
use crate::internal::TranscriptPage;
use crate::strings::Sentences;

const HEAD: &str = r#"<!doctype html>
<html lang="{{lang}}" dir="{{dir}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{title}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1c1e21;background:#fff}
h1{font-size:1.25rem}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}.entry{margin:1rem 0}.meta{color:#5a5f66;font-size:.875rem}</style>
<h1>{{title}}</h1><p class="meta">{{zone}}</p>
"#;
const ENTRY: &str = r#"<div class="entry"><p class="meta"><b dir="auto">{{who}}</b> · {{at}} {{note}}</p>{{lines}}</div>
"#;
const LINE: &str = r#"<p dir="auto">{{line}}</p>"#;

/// How a transcript is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of text.
    Text,
    /// A page.
    Html,
}

/// In which words a transcript is written, and for whom.
pub struct Voice {
    /// How it is written.
    pub format: Format,
    /// The language.
    pub language: Language,
    /// Its sentences.
    pub sentences: std::rc::Rc<Sentences>,
    /// The time zone, by its name.
    pub zone: String,
    /// What to call the visitor; they themselves are called "you".
    pub visitor: Option<&'static str>,
}

/// One thing that was said or happened.
struct Entry {
    who: String,
    is_edited: bool,
    lines: Vec<String>,
}

impl Voice {
    /// What stands before everything else.
    ///
    /// # Errors
    /// When the page does not fit its values.
    pub fn head(&self) -> Result<String, Fault> {
        let title = self.sentences.say(Word::TranscriptTitle);
        let zone = self.sentences.say(Word::TranscriptTimes).replace("{zone}", &self.zone);
        match self.format {
            Format::Text => Ok(format!("{title}\n{zone}\n")),
            Format::Html => {
                let dir = if self.language == Language::Ar { "rtl" } else { "ltr" };
                let values = HashMap::from([
                    ("lang", Value::text(self.language.tag())),
                    ("dir", Value::text(dir)),
                    ("title", Value::text(title)),
                    ("zone", Value::text(zone)),
                ]);
                render(HEAD, &values)
            }
        }
    }

    /// One page of the conversation.
    ///
    /// # Errors
    /// When the page does not fit its values.
    pub fn body(&self, page: &TranscriptPage, time: impl Fn(Timestamp) -> String) -> Result<String, Fault> {
        let mut body = String::new();
        for event in &page.events {
            if let Some(entry) = self.entry(event, page) {
                body.push_str(&self.written(&entry, &time(event.at))?);
            }
        }
        Ok(body)
    }

    fn written(&self, entry: &Entry, at: &str) -> Result<String, Fault> {
        let note = if entry.is_edited { self.sentences.say(Word::Edited) } else { "" };
        match self.format {
            Format::Text => {
                let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
                Ok(format!("\n[{at}] {}{note}\n{}\n", entry.who, entry.lines.join("\n")))
            }
            Format::Html => {
                let mut lines = String::new();
                for line in &entry.lines {
                    lines.push_str(&render(LINE, &HashMap::from([("line", Value::text(line))]))?);
                }
                let values = HashMap::from([
                    ("who", Value::text(&entry.who)),
                    ("at", Value::text(at)),
                    ("note", Value::text(note)),
                    ("lines", Value::Html(lines)),
                ]);
                render(ENTRY, &values)
            }
        }
    }

    fn entry(&self, event: &Event, page: &TranscriptPage) -> Option<Entry> {
        let visitor = || self.name(&Author::Visitor, &page.people);
        let said = |who: String, line: String| Some(Entry { who, is_edited: false, lines: vec![line] });
        match &event.kind {
            EventKind::Message(message) => Some(Entry {
                who: self.name(&message.author, &page.people),
                is_edited: !message.is_deleted && page.edited.contains(&message.id),
                lines: self.message(message),
            }),
            EventKind::Activity(activity) => said("–".to_owned(), self.activity(activity, &page.people)?),
            EventKind::Form(form) => {
                let answers = form.fields.iter().map(|field| match field.kind {
                    FieldKind::Checkbox => format!("{}: {}", field.label, self.sentences.say(Word::Yes)),
                    _ => format!("{}: {}", field.label, field.value),
                });
                let mut lines = vec![self.sentences.say(Word::FormLine).to_owned()];
                lines.extend(answers);
                Some(Entry { who: visitor(), is_edited: false, lines })
            }
            EventKind::Rated(rating) => {
                let line = self.sentences.say(Word::RatedLine).replace("{score}", &rating.score.to_string());
                let line = line.replace("{limit}", &limits::RATING_MAX.to_string());
                let comment = Some(rating.comment.clone()).filter(|comment| !comment.is_empty());
                let lines = [line].into_iter().chain(comment).collect();
                Some(Entry { who: visitor(), is_edited: false, lines })
            }
            EventKind::Consent(ConsentAct { purpose: Purpose::Process, is_given, .. }) => {
                let word = if *is_given { Word::ConsentGivenLine } else { Word::ConsentWithdrawnLine };
                said(visitor(), self.sentences.say(word).to_owned())
            }
            EventKind::Consent(_) | EventKind::Edited(_) | EventKind::Deleted(_) | EventKind::Unknown => None,
        }
    }

    fn message(&self, message: &Message) -> Vec<String> {
        if message.is_deleted {
            return vec![self.sentences.say(Word::TakenBack).to_owned()];
        }
        let text = Some(message.text.clone()).filter(|text| !text.is_empty());
        let choices = message.choices.iter().map(|choice| format!("[{}]", choice.label));
        let cards = message
            .cards
            .iter()
            .map(|card| format!("{} <{}> {}", card.title, card.url, card.text).trim_end().to_owned());
        let files = message.files.iter().map(|file| format!("[{}]", file.name));
        text.into_iter().chain(choices).chain(cards).chain(files).collect()
    }

    fn activity(&self, activity: &Activity, people: &[PublicUser]) -> Option<String> {
        let by = |named: Word, author: &Author| {
            self.sentences.say(named).replace("{name}", &set_apart(&self.name(author, people)))
        };
        Some(match activity {
            Activity::Taken(user) => by(Word::Joined, &Author::Agent(user.clone())),
            Activity::Closed(Author::Visitor) if self.visitor.is_none() => {
                self.sentences.say(Word::YouEnded).to_owned()
            }
            Activity::Closed(Author::System) => self.sentences.say(Word::Closed).to_owned(),
            Activity::Closed(author) => by(Word::ClosedBy, author),
            Activity::Reopened(author @ Author::Agent(_)) => by(Word::ReopenedBy, author),
            Activity::Reopened(_) => self.sentences.say(Word::Reopened).to_owned(),
            Activity::Unknown => return None,
        })
    }

    fn name(&self, author: &Author, people: &[PublicUser]) -> String {
        match author {
            Author::Visitor => self.visitor.unwrap_or(self.sentences.say(Word::You)).to_owned(),
            Author::Agent(id) => people
                .iter()
                .find(|user| user.id == *id)
                .map_or_else(|| "Agent".to_owned(), |user| user.name.clone()),
            Author::System => "Pulina".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::ids::{MessageId, Seq};
    use pulina_shared::wire::content::LinkCard;

    fn voice(format: Format, language: Language) -> Voice {
        let sentences = Sentences::of(language).unwrap();
        Voice { format, language, sentences, zone: "Europe/Helsinki".to_owned(), visitor: None }
    }

    fn page() -> TranscriptPage {
        let said = |number: u64, message: Message| Event {
            seq: Seq(number),
            at: Timestamp(number),
            kind: EventKind::Message(message),
        };
        let id = |number| MessageId::new(Timestamp(number), [0; 10]);
        let plain = |number: u64, text: &str| Message::plain(id(number), Author::Visitor, text.to_owned());
        let card = LinkCard {
            url: "https://a.example/\"><script>".to_owned(),
            title: "</p><img src=x>".to_owned(),
            text: String::new(),
        };
        let closed = EventKind::Activity(Activity::Closed(Author::Visitor));
        TranscriptPage {
            events: vec![
                said(1, plain(1, "<script>alert(1)</script>\nsecond line")),
                said(2, Message { is_deleted: true, ..plain(2, "") }),
                said(3, Message { cards: vec![card], ..plain(3, "now") }),
                Event { seq: Seq(4), at: Timestamp(4), kind: closed },
            ],
            edited: vec![id(3), id(2)],
            people: Vec::new(),
            next_after: None,
        }
    }

    #[test]
    fn what_strangers_wrote_stays_text_in_the_page() {
        let voice = voice(Format::Html, Language::Ar);
        let html = voice.head().unwrap() + &voice.body(&page(), |at| format!("t{}", at.0)).unwrap();
        assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("dir=\"rtl\""), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn text_has_a_line_for_whatever_the_visitor_may_see() {
        let voice = voice(Format::Text, Language::En);
        let text = voice.head().unwrap() + &voice.body(&page(), |at| format!("t{}", at.0)).unwrap();
        assert_eq!(
            text,
            "Transcript of the conversation\nTime zone: Europe/Helsinki\n\
             \n[t1] You\n<script>alert(1)</script>\nsecond line\n\
             \n[t2] You\nThis message was deleted\n\
             \n[t3] You (Edited)\nnow\n</p><img src=x> <https://a.example/\"><script>>\n\
             \n[t4] –\nYou ended the conversation\n"
        );
    }
}
