//! The transcript of a conversation, read and sent page by page, so that its length costs no memory.
//! Times are those of the zone that was asked for, by the platform's own calendar.

use std::collections::VecDeque;

use futures_util::stream;
use pulina_shared::ids::Seq;
use pulina_shared::language::Language;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use worker::js_sys::{Array, Function, Intl, Object, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Method, Response, ResponseBuilder, js_sys};

use super::access::ConversationAccess;
use super::forward;
use super::route::Context;
use super::transcript_page::{Format, Voice};
use crate::answer;
use crate::fault::{Failure, Fault};
use crate::internal::{Caller, TranscriptPage, own_json};
use crate::log;
use crate::strings::Sentences;

/// A page that runs nothing and loads nothing, wherever it is opened.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
const ZONE_CHARACTERS_MAX: usize = 64;

/// `GET /v1/conversations/{id}/transcript`.
///
/// # Errors
/// `field_invalid` for a format or zone that does not exist, and faults; what the conversation
/// refuses is answered as it refuses it.
pub async fn answer(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let voice = voice(&context, &access)?;
    let clock = Clock::of(voice.language, &voice.zone)?;
    let mut first = ask(&context, &access, Seq(0)).await?;
    if first.status_code() != 200 {
        return Ok(first);
    }
    let page = read(&mut first).await?;
    let (content_type, name) = match voice.format {
        Format::Text => ("text/plain; charset=utf-8", "conversation.txt"),
        Format::Html => ("text/html; charset=utf-8", "conversation.html"),
    };
    let mut ready = VecDeque::from([voice.head()?.into_bytes()]);
    ready.push_back(voice.body(&page, |at| clock.tell(at))?.into_bytes());
    let writing = Writing { context, access, voice, clock, ready, next_after: page.next_after };
    let chunks = stream::unfold(writing, |mut writing| async move {
        let chunk = writing.next().await?;
        Some((chunk, writing))
    });
    let mut response =
        ResponseBuilder::new().from_stream(chunks).map_err(|error| Fault::platform("transcript", error))?;
    answer::set_header(&mut response, "content-type", content_type)?;
    answer::set_header(&mut response, "content-security-policy", POLICY)?;
    answer::set_header(&mut response, "content-disposition", &format!("attachment; filename=\"{name}\""))?;
    Ok(response)
}

/// A transcript that is being sent.
struct Writing {
    context: Context,
    access: ConversationAccess,
    voice: Voice,
    clock: Clock,
    ready: VecDeque<Vec<u8>>,
    next_after: Option<Seq>,
}

impl Writing {
    async fn next(&mut self) -> Option<Result<Vec<u8>, worker::Error>> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(Ok(ready));
        }
        let after = self.next_after.take()?;
        let part = self.part(after).await;
        // The download breaks off, which its reader notices; a shorter one would look whole.
        Some(part.map_err(|fault| {
            log::fault("transcript", &self.context.request_id, &fault);
            worker::Error::RustError("transcript".to_owned())
        }))
    }

    async fn part(&mut self, after: Seq) -> Result<Vec<u8>, Fault> {
        let mut response =
            ask(&self.context, &self.access, after).await.map_err(|failure| match failure {
                Failure::Fault(fault) => fault,
                Failure::Rejection(rejection) => {
                    Fault::Answer { what: "transcript", status: rejection.code.status() }
                }
            })?;
        if response.status_code() != 200 {
            return Err(Fault::Answer { what: "transcript", status: response.status_code() });
        }
        let page = read(&mut response).await?;
        self.next_after = page.next_after;
        Ok(self.voice.body(&page, |at| self.clock.tell(at))?.into_bytes())
    }
}

async fn ask(context: &Context, access: &ConversationAccess, after: Seq) -> Result<Response, Failure> {
    let path = format!("/transcript?after={}", after.0);
    forward::to_conversation(context, access, Method::Get, &path, None).await
}

async fn read(response: &mut Response) -> Result<TranscriptPage, Fault> {
    let bytes = response.bytes().await.map_err(|error| Fault::call("transcript", error))?;
    own_json("transcript", &bytes)
}

fn voice(context: &Context, access: &ConversationAccess) -> Result<Voice, Failure> {
    let query = |wanted: &str| {
        let mut query = context.url.query_pairs();
        query.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
    };
    let format = match query("format").as_deref() {
        None | Some("text") => Format::Text,
        Some("html") => Format::Html,
        Some(_) => return Err(Rejection::new(Code::FieldInvalid).at("/format").into()),
    };
    let accepted = context.header("accept-language").unwrap_or_default();
    let wish = query("language").unwrap_or_default();
    let language = Language::choose(&[&wish], &accepted, Language::default(), |_| true);
    let visitor = matches!(access.caller(), Caller::Agent { .. }).then_some("Visitor");
    let zone = query("zone").filter(|zone| !zone.is_empty()).unwrap_or_else(|| "UTC".to_owned());
    Ok(Voice { format, language, sentences: Sentences::of(language)?, zone, visitor })
}

/// Tells times as people of a language and a time zone do.
struct Clock {
    format: Function,
}

impl Clock {
    fn of(language: Language, zone: &str) -> Result<Self, Failure> {
        let invalid = || Failure::from(Rejection::new(Code::FieldInvalid).at("/zone"));
        let is_name = |character: char| character.is_ascii_alphanumeric() || "/_+-".contains(character);
        if zone.len() > ZONE_CHARACTERS_MAX || !zone.chars().all(is_name) {
            return Err(invalid());
        }
        let options = Object::new();
        for (name, value) in [("dateStyle", "medium"), ("timeStyle", "medium"), ("timeZone", zone)] {
            Reflect::set(&options, &name.into(), &value.into()).map_err(platform)?;
        }
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).map_err(platform)?;
        let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).map_err(platform)?;
        let constructor: Function = constructor.dyn_into().map_err(platform)?;
        // A zone that does not exist is the only thing that can be wrong here.
        let made = Reflect::construct(&constructor, &Array::of2(&language.tag().into(), &options))
            .map_err(|_| invalid())?;
        Ok(Self { format: made.unchecked_into::<Intl::DateTimeFormat>().format() })
    }

    fn tell(&self, at: Timestamp) -> String {
        // Times are below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let told = self.format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(at.0 as f64));
        told.ok().and_then(|told| told.as_string()).unwrap_or_default()
    }
}

fn platform(error: JsValue) -> Fault {
    Fault::thrown("calendar", &error)
}
