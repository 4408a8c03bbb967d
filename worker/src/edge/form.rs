//! The plain form: a conversation without any script. Every page is whole: what was said, and the
//! field for more. Sending the same page twice says the same thing once.

use std::collections::HashMap;

use pulina_shared::ids::MessageId;
use pulina_shared::problem::{Code, Problem};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{
    Act, Author, ClientFrame, Command, Event, EventKind, Message, PublicUser, SendMessage,
};
use pulina_shared::wire::http::EventsPage;
use serde::de::DeserializeOwned;
use worker::{Method, Response, Url};

use super::access::{ChannelAccess, ConversationAccess, VisitorAccess};
use super::panel::LANGUAGE;
use super::route::Context;
use super::template::{Value, render};
use super::{assets, body, forward, html, settings, visits};
use crate::answer;
use crate::chance::{now, random};
use crate::fault::{Failure, Fault};
use crate::internal::ChannelSettings;
use pulina_shared::limits;

const TEMPLATE: &str = include_str!("../../../widget/form.html");
const MESSAGE: &str = r#"<div class="message message--starts-group message--ends-group {{own}}">
<div class="message__body"><p class="message__meta">{{who}}</p><p class="message__bubble foreign-text">{{text}}</p></div>
</div>
"#;
/// Messages that one page shows.
const SHOWN: &str = "/events?limit=100";

const TAKEN: &str = "Your message was sent. Answers appear here when you look for them.";
const LOOKED: &str = "These are the newest messages.";

/// What the form sends.
struct Submission {
    /// Absent when the visitor only looks for answers.
    text: Option<String>,
    token: VisitorToken,
    id: MessageId,
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
    let settings = settings::of_channel(&context, &access).await?;
    let submission = submission(&mut context).await?;
    let visitor = VisitorAccess::with_token(access, &submission.token);
    let (_, conversation) = visits::begin(&context, &visitor).await?;
    let said = match &submission.text {
        Some(text) => say(&context, &conversation, submission.id, text).await?,
        None => Said::Nothing,
    };
    let outcome = Outcome { said, events: newest_events(&context, &conversation).await? };
    let css = assets::path_of(&context.env, "panel.css").await?;
    let status = if let Said::Refused(problem, _) = &outcome.said { problem.status } else { 200 };
    let next_id = MessageId::new(now(), random()?);
    let page = filled(&settings, css, &submission.token, next_id, &outcome)?;
    let mut response =
        html::page(status, page, &html::plain_policy(&html::ancestors(&settings.allowed_origins)))?;
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
    Ok(Submission { text, token, id })
}

/// Reads `a=b&c=d`.
fn form_fields(bytes: &[u8]) -> Result<HashMap<String, String>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::from(Code::ContentType))?;
    // The parser of queries is the parser of forms.
    let mut url = Url::parse("http://form.invalid/").map_err(|error| Fault::platform("form", error))?;
    url.set_query(Some(text));
    Ok(url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

async fn say(
    context: &Context,
    conversation: &ConversationAccess,
    id: MessageId,
    text: &str,
) -> Result<Said, Failure> {
    let act = Act::SendMessage(SendMessage::plain(text.to_owned()));
    let json = serde_json::to_vec(&ClientFrame::Command(Command { id, act }))
        .map_err(|error| Fault::json("command", error))?;
    let mut said =
        forward::to_conversation(context, conversation, Method::Post, "/commands", Some(json)).await?;
    Ok(match said.status_code() {
        200..300 => Said::Taken,
        _ => Said::Refused(read(&mut said).await?, text.to_owned()),
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
    serde_json::from_slice(&bytes).map_err(|error| Fault::json("conversation's answer", error))
}

fn filled(
    settings: &ChannelSettings,
    css: String,
    token: &VisitorToken,
    next_id: MessageId,
    outcome: &Outcome,
) -> Result<String, Fault> {
    let panel = &settings.panel;
    let (notice, kept) = match &outcome.said {
        Said::Nothing => (LOOKED.to_owned(), ""),
        Said::Taken => (TAKEN.to_owned(), ""),
        Said::Refused(problem, text) => (format!("{}. It was not sent.", problem.title), text.as_str()),
    };
    let mut messages = String::new();
    for event in &outcome.events.events {
        messages.push_str(&message_html(event, &outcome.events.state.people)?);
    }
    let values = HashMap::from([
        ("lang", Value::text(LANGUAGE)),
        ("title", Value::text(&panel.title)),
        ("subtitle", Value::text(&panel.subtitle)),
        ("css", Value::text(css)),
        ("accent", Value::text(panel.accent.to_string())),
        ("on_accent", Value::text(&panel.on_accent)),
        ("channel", Value::text(panel.channel.as_str())),
        ("messages", Value::Html(messages)),
        ("notice", Value::text(notice)),
        ("text", Value::text(kept)),
        ("token", Value::text(token.secret())),
        ("id", Value::text(next_id.to_string())),
    ]);
    render(TEMPLATE, &values)
}

fn message_html(event: &Event, people: &[PublicUser]) -> Result<String, Fault> {
    let EventKind::Message(Message { author, text, .. }) = &event.kind else { return Ok(String::new()) };
    let (own, who) = match author {
        Author::Visitor => ("message--own", "You"),
        Author::Agent(id) => {
            ("", people.iter().find(|user| user.id == *id).map_or("Agent", |user| user.name.as_str()))
        }
        Author::System => ("", "Pulina"),
    };
    let values =
        HashMap::from([("own", Value::text(own)), ("who", Value::text(who)), ("text", Value::text(text))]);
    render(MESSAGE, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::panel::tests::settings;
    use pulina_shared::ids::{Epoch, Seq};
    use pulina_shared::time::Timestamp;

    #[test]
    fn what_strangers_wrote_stays_text() {
        let id = MessageId::new(Timestamp(5), [1; 10]);
        let message = Message::plain(id, Author::Visitor, "<img src=x onerror=alert(1)>".to_owned());
        let event = Event { seq: Seq(1), at: Timestamp(5), kind: EventKind::Message(message) };
        let html = message_html(&event, &[]).unwrap();
        assert!(html.contains("&lt;img src=x") && html.contains("You"));
    }

    #[test]
    fn form_page_has_a_value_for_every_placeholder() {
        let state =
            serde_json::from_str(r#"{"status":"open","visitor_read":0,"agent_read":0,"people":[]}"#).unwrap();
        let events = EventsPage { epoch: Epoch::new([1; 10]), events: Vec::new(), last_seq: Seq(0), state };
        let outcome = Outcome { said: Said::Taken, events };
        let page = filled(
            &settings(),
            "/a.css".to_owned(),
            &VisitorToken::new([1; 32]),
            MessageId::new(Timestamp(5), [1; 10]),
            &outcome,
        )
        .unwrap();
        assert!(!page.contains("{{") && page.contains("pvt_"));
    }

    #[test]
    fn form_fields_are_decoded() {
        let fields = form_fields(b"text=a+b%26%C3%A4&token=").unwrap();
        assert_eq!((fields["text"].as_str(), fields["token"].as_str()), ("a b&ä", ""));
    }
}
