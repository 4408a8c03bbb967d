//! The plain form: a conversation without any script. Every page is whole: what was said, what has to
//! be agreed to first, and the field for more. Sending the same page twice says the same thing once.

use std::collections::HashMap;

use pulina_shared::ids::MessageId;
use pulina_shared::language::Language;
use pulina_shared::look;
use pulina_shared::markdown::{Inline, parse_links};
use pulina_shared::problem::{Code, Problem};
use pulina_shared::published::title;
use pulina_shared::texts::Texts;
use pulina_shared::time::Timestamp;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{
    Act, Author, ClientFrame, Command, ConsentAct, ConsentVersion, Event, EventKind, Message, PublicUser,
    Purpose, SendMessage,
};
use pulina_shared::wire::embed::ConsentAsked;
use pulina_shared::wire::http::{EventsPage, VisitWish};
use pulina_shared::words::Word;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use worker::{Method, Response, Url};

use super::access::{ChannelAccess, ConversationAccess, VisitorAccess};
use super::panel::consent_asked;
use super::route::Context;
use super::template::{Value, render};
use super::{assets, body, forward, html, language, settings, visits};
use crate::answer;
use crate::chance::{now, random};
use crate::fault::{Failure, Fault};
use crate::internal::{PublishedChannel, own_json};
use crate::texts::in_language;
use pulina_shared::limits;

const TEMPLATE: &str = include_str!("../../../widget/form.html");
const MESSAGE: &str = r#"<div class="message message--starts-group message--ends-group {{own}}">
<div class="message__body"><p class="message__meta"><bdi>{{who}}</bdi></p><p class="message__bubble foreign-text">{{text}}</p></div>
</div>
"#;
const LINK: &str = r#"<a href="{{url}}" target="_blank" rel="noopener noreferrer">{{text}}</a>"#;
/// Messages that one page shows.
const SHOWN: &str = "/events?limit=100";
/// Consent that is given by a tick, or by sending what stands below the text.
const EXPLICIT: &str = r#"<p class="plain-consent foreign-text">{{text}}</p>
<p class="plain-consent"><label><input type="checkbox" name="agree" value="{{version}}" required>{{button}}</label></p>
"#;
const IMPLICIT: &str = r#"<p class="plain-consent foreign-text">{{text}}</p>
<p class="plain-consent">{{button}}</p>
<input type="hidden" name="agree" value="{{version}}">
"#;

/// What the form sends.
struct Submission {
    /// Absent when the visitor only looks for answers.
    text: Option<String>,
    token: VisitorToken,
    id: MessageId,
    /// The version of the consent text that the visitor agrees to with it.
    agreed: Option<ConsentVersion>,
}

/// What came of it.
struct Outcome {
    said: Said,
    events: EventsPage,
}

enum Said {
    Nothing,
    Taken,
    /// Why the text was not taken, and the text.
    Refused(Problem, String),
}

/// `POST /chat/{channel}`.
///
/// # Errors
/// `content_type`, `body_too_large`, what beginning a visit is refused for, and faults.
pub async fn answer(mut context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let channel = settings::of_channel(&context, &access).await?;
    let texts = in_language(&channel.settings, language::choose(&context, &channel))?;
    let submission = submission(&mut context).await?;
    let visitor = VisitorAccess::with_token(access, &submission.token);
    let (_, conversation) = visits::begin(&context, &visitor, &VisitWish::default()).await?;
    let said = match &submission.text {
        Some(text) => say(&context, &conversation, &submission, texts.language(), text).await?,
        None => Said::Nothing,
    };
    let outcome = Outcome { said, events: newest_events(&context, &conversation).await? };
    let css = assets::served(&context, "panel.css").await?;
    let status = if let Said::Refused(problem, _) = &outcome.said { problem.status } else { 200 };
    let next_id = MessageId::new(now(), random()?);
    let page = filled(&channel, &texts, css, &submission.token, next_id, &outcome)?;
    let ancestors = html::ancestors(&channel.settings.allowed_origins);
    let mut response = html::page(status, page, &html::plain_policy(&ancestors))?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    Ok(response)
}

async fn submission(context: &mut Context) -> Result<Submission, Failure> {
    if body::media_type(context) != "application/x-www-form-urlencoded" {
        return Err(Code::ContentType.into());
    }
    let bytes = body::bytes(context, limits::BODY_BYTES_MAX, Code::BodyTooLarge).await?;
    let fields = form_fields(&bytes)?;
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let token = match VisitorToken::parse(field("token")) {
        Ok(token) => token,
        // The first message of a browser without scripts: its token is made here and stays in its page.
        Err(_) => VisitorToken::new(random()?),
    };
    let id = match MessageId::parse(field("id")) {
        Ok(id) => id,
        Err(_) => MessageId::new(now(), random()?),
    };
    let text = (!fields.contains_key("look")).then(|| field("text").to_owned());
    let agreed = fields.get("agree").cloned();
    Ok(Submission { text, token, id, agreed })
}

/// Reads `a=b&c=d`.
fn form_fields(bytes: &[u8]) -> Result<HashMap<String, String>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::from(Code::ContentType))?;
    // The parser of queries is the parser of forms.
    let mut url = Url::parse("http://form.invalid/").map_err(|error| Fault::platform("form", error))?;
    url.set_query(Some(text));
    Ok(url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// Agrees, if that was ticked, and says it.
async fn say(
    context: &Context,
    conversation: &ConversationAccess,
    submission: &Submission,
    language: Language,
    text: &str,
) -> Result<Said, Failure> {
    let refused = |problem| Ok(Said::Refused(problem, text.to_owned()));
    if let Some(version) = &submission.agreed {
        let act = Act::Consent(ConsentAct {
            purpose: Purpose::Process,
            is_given: true,
            version: version.clone(),
            language,
            page: String::new(),
        });
        if let Some(problem) = refusal(context, conversation, consent_id(submission.id), act).await? {
            return refused(problem);
        }
    }
    let act = Act::SendMessage(SendMessage::plain(text.to_owned()));
    match refusal(context, conversation, submission.id, act).await? {
        Some(problem) => refused(problem),
        None => Ok(Said::Taken),
    }
}

/// The id of the consent that goes with a message: another one, and the same each time.
fn consent_id(message: MessageId) -> MessageId {
    let mut bytes = [0; 10];
    let hash = Sha256::digest(message.to_string().as_bytes());
    for (byte, from) in bytes.iter_mut().zip(hash) {
        *byte = from;
    }
    let made_at: String = message.to_string().chars().filter(char::is_ascii_hexdigit).take(12).collect();
    MessageId::new(Timestamp(u64::from_str_radix(&made_at, 16).unwrap_or_default()), bytes)
}

/// Why a command was refused, if it was.
async fn refusal(
    context: &Context,
    conversation: &ConversationAccess,
    id: MessageId,
    act: Act,
) -> Result<Option<Problem>, Failure> {
    let json = serde_json::to_vec(&ClientFrame::Command(Command { id, act }))
        .map_err(|error| Fault::json("command", error))?;
    let mut said =
        forward::to_conversation(context, conversation, Method::Post, "/commands", Some(json)).await?;
    Ok(match said.status_code() {
        200..300 => None,
        _ => Some(read(&mut said).await?),
    })
}

async fn newest_events(context: &Context, conversation: &ConversationAccess) -> Result<EventsPage, Failure> {
    let mut page = forward::to_conversation(context, conversation, Method::Get, SHOWN, None).await?;
    if page.status_code() != 200 {
        return Err(Fault::Answer { what: "events for the form", status: page.status_code() }.into());
    }
    Ok(read(&mut page).await?)
}

async fn read<T: DeserializeOwned>(response: &mut Response) -> Result<T, Fault> {
    let bytes = response.bytes().await.map_err(|error| Fault::call("conversation", error))?;
    own_json("conversation's answer", &bytes)
}

fn filled(
    channel: &PublishedChannel,
    texts: &Texts<'_>,
    css: String,
    token: &VisitorToken,
    next_id: MessageId,
    outcome: &Outcome,
) -> Result<String, Fault> {
    let look = &channel.settings.look;
    let (notice, kept) = match &outcome.said {
        Said::Nothing => (texts.say(Word::PlainNewest), ""),
        Said::Taken => (texts.say(Word::PlainSent), ""),
        Said::Refused(problem, text) => {
            let why = texts.say(why(problem));
            (format!("{} {why}", texts.say(Word::NotSent)), text.as_str())
        }
    };
    let mut messages = String::new();
    for event in &outcome.events.events {
        messages.push_str(&message_html(event, texts, &outcome.events.state.people)?);
    }
    let asked = consent_asked(channel, texts.language());
    // Whoever agreed to this version is not asked again.
    let asked = asked.filter(|asked| outcome.events.state.consent.as_ref() != Some(&asked.version));
    let consent = asked.map_or(Ok(String::new()), |asked| consent_html(&asked, texts))?;
    let say = |word| Value::text(texts.say(word));
    let values = HashMap::from([
        ("lang", Value::text(texts.language().tag())),
        ("dir", Value::text(texts.language().direction())),
        ("title", Value::text(title(&channel.name, texts))),
        ("subtitle", Value::text(texts.own_or(|texts| &texts.subtitle, Word::ChatSubtitle))),
        ("css", Value::text(css)),
        ("look", Value::Html(look::css(look))),
        ("classes", Value::text(look::classes(look))),
        ("scheme", Value::text(look::scheme(look))),
        ("channel", Value::text(channel.channel.as_str())),
        ("conversation", say(Word::Conversation)),
        ("message_label", say(Word::MessageLabel)),
        ("message_hint", say(Word::MessageHint)),
        ("send", say(Word::Send)),
        ("look_again", say(Word::PlainLook)),
        ("messages", Value::Html(messages)),
        ("notice", Value::text(notice)),
        ("consent", Value::Html(consent)),
        ("text", Value::text(kept)),
        ("token", Value::text(token.secret())),
        ("id", Value::text(next_id.to_string())),
    ]);
    render(TEMPLATE, &values)
}

fn consent_html(asked: &ConsentAsked, texts: &Texts<'_>) -> Result<String, Fault> {
    let (template, button) = match asked.mode {
        ConsentMode::Explicit => (EXPLICIT, asked.button.clone()),
        ConsentMode::Implicit | ConsentMode::Off => (IMPLICIT, texts.say(Word::ConsentImplicit)),
    };
    let values = HashMap::from([
        ("text", Value::Html(linked(&asked.text)?)),
        ("button", Value::text(button)),
        ("version", Value::text(&asked.version)),
    ]);
    render(template, &values)
}

/// A text in which the channel's links can be followed.
fn linked(text: &str) -> Result<String, Fault> {
    let mut html = String::new();
    for part in parse_links(text) {
        let (template, values) = match part {
            Inline::Text(text) => ("{{text}}", HashMap::from([("text", Value::text(text))])),
            Inline::Link { url, text } => {
                (LINK, HashMap::from([("url", Value::text(url)), ("text", Value::text(text))]))
            }
            Inline::Break => ("<br>", HashMap::new()),
            // Nothing else is looked for in these texts.
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Code(_) => continue,
        };
        html.push_str(&render(template, &values)?);
    }
    Ok(html)
}

/// The sentence for a refusal.
fn why(problem: &Problem) -> Word {
    match Code::parse(&problem.code) {
        Some(Code::TextEmpty) => Word::FailedEmpty,
        Some(Code::TextTooLong | Code::BodyTooLarge) => Word::FailedTooLong,
        Some(Code::RateMessages | Code::RateFrames | Code::RateConnects) => Word::FailedFast,
        Some(Code::RateConversations | Code::WorkWanted) => Word::FailedManyConversations,
        Some(Code::ConversationFull) => Word::FailedFull,
        Some(Code::ConversationClosed) => Word::FailedClosed,
        Some(Code::IdConflict) => Word::FailedConflict,
        Some(Code::ConsentRequired) => Word::FailedConsent,
        Some(Code::ConsentVersion) => Word::ConsentChanged,
        _ if problem.status >= 500 => Word::FailedOurs,
        _ => Word::FailedOther,
    }
}

fn message_html(event: &Event, texts: &Texts<'_>, people: &[PublicUser]) -> Result<String, Fault> {
    let EventKind::Message(Message { author, text, is_deleted, .. }) = &event.kind else {
        return Ok(String::new());
    };
    let (own, who) = match author {
        Author::Visitor => ("message--own", texts.say(Word::You)),
        Author::Agent(id) => {
            let name = people.iter().find(|user| user.id == *id).map(|user| user.name.clone());
            ("", name.unwrap_or_default())
        }
        Author::System => ("", String::new()),
    };
    let text = if *is_deleted { texts.say(Word::TakenBack) } else { text.clone() };
    let values =
        HashMap::from([("own", Value::text(own)), ("who", Value::text(who)), ("text", Value::text(text))]);
    render(MESSAGE, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::panel::tests::channel;
    use pulina_shared::ids::{Epoch, Seq};
    use pulina_shared::wire::conversation::ConversationState;

    fn page(language: Language, said: Said, agreed: Option<ConsentVersion>) -> String {
        let channel = channel();
        let texts = in_language(&channel.settings, language).unwrap();
        let state = ConversationState { consent: agreed, ..ConversationState::default() };
        let events = EventsPage { epoch: Epoch::new([1; 10]), events: Vec::new(), last_seq: Seq(0), state };
        let (token, id) = (VisitorToken::new([1; 32]), MessageId::new(Timestamp(5), [1; 10]));
        filled(&channel, &texts, "/a.css".to_owned(), &token, id, &Outcome { said, events }).unwrap()
    }

    #[test]
    fn what_strangers_wrote_stays_text() {
        let id = MessageId::new(Timestamp(5), [1; 10]);
        let message = Message::plain(id, Author::Visitor, "<img src=x onerror=alert(1)>".to_owned());
        let event = Event { seq: Seq(1), at: Timestamp(5), kind: EventKind::Message(message) };
        let channel = channel();
        let texts = in_language(&channel.settings, Language::En).unwrap();
        let html = message_html(&event, &texts, &[]).unwrap();
        assert!(html.contains("&lt;img src=x") && html.contains("You"));
    }

    #[test]
    fn form_page_has_a_value_for_every_placeholder() {
        let page = page(Language::En, Said::Taken, None);
        assert!(!page.contains("{{") && page.contains("pvt_"));
    }

    #[test]
    fn whoever_has_to_agree_can_and_is_asked_once() {
        let version = channel().consent.unwrap().version;
        let tick = format!(r#"name="agree" value="{version}" required"#);
        assert!(page(Language::En, Said::Nothing, None).contains(&tick));
        assert!(!page(Language::En, Said::Nothing, Some(version)).contains("agree"));
    }

    #[test]
    fn refusal_is_told_in_the_visitors_language_and_keeps_the_text() {
        let problem = Problem::from(&pulina_shared::problem::Rejection::new(Code::ConsentRequired));
        let page = page(Language::Fi, Said::Refused(problem, "moi & hei".to_owned()), None);
        assert!(page.contains("moi &amp; hei") && page.contains(r#"<html lang="fi" dir="ltr""#));
        assert!(!page.contains("agreed"), "no English");
    }

    #[test]
    fn links_of_a_text_can_be_followed_and_nothing_else_of_it_is_html() {
        let html = linked("Read <b>our</b> [notice](https://a.example/?x=1&y)\nfirst").unwrap();
        assert_eq!(
            html,
            "Read &lt;b&gt;our&lt;/b&gt; <a href=\"https://a.example/?x=1&amp;y\" target=\"_blank\" \
             rel=\"noopener noreferrer\">notice</a><br>first"
        );
    }

    #[test]
    fn consent_of_a_message_has_an_id_of_its_own_that_stays() {
        let id = MessageId::new(Timestamp(5), [1; 10]);
        assert_eq!(consent_id(id), consent_id(id));
        assert_ne!(consent_id(id), id);
    }

    #[test]
    fn form_fields_are_decoded() {
        let fields = form_fields(b"text=a+b%26%C3%A4&token=").unwrap();
        assert_eq!((fields["text"].as_str(), fields["token"].as_str()), ("a b&ä", ""));
    }
}
