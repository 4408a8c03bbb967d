//! People on record: found and erased by the help desk, and taken along as one file that is made while
//! it is sent, so that how much there is costs no memory.

use std::collections::VecDeque;

use futures_util::stream;
use pulina_shared::ids::{ConversationId, Seq};
use pulina_shared::problem::Code;
use pulina_shared::wire::people::{KeptConversation, PersonFound};
use worker::{Method, Response, ResponseBuilder};

use super::access::{AgentAccess, ConversationAccess};
use super::route::Context;
use super::{body, consents, forward};
use crate::answer;
use crate::fault::{Failure, Fault};
use crate::internal::{TranscriptPage, own_json};
use crate::log;

/// `POST /v1/people/search`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn search(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Post, "/people/search", Some(body)).await
}

/// `POST /v1/people/erase`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn erase(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Post, "/people/erase", Some(body)).await
}

/// `GET /v1/people/erasures`.
///
/// # Errors
/// Faults alone.
pub async fn erasures(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/people/erasures", None).await
}

/// `POST /v1/people/export`: everything that is kept, as JSON.
///
/// # Errors
/// What is wrong with the body, and faults; what the help desk refuses is answered as it refuses it.
pub async fn export(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    let mut found =
        forward::to_help_desk(&context, &access, Method::Post, "/people/search", Some(body)).await?;
    if found.status_code() != 200 {
        return Ok(found);
    }
    let bytes = found.bytes().await.map_err(|error| Fault::call("person", error))?;
    let found: PersonFound = own_json("person", &bytes)?;
    let PersonFound { conversations, has_more, .. } = found;
    let ready = Some(format!("{{\"has_more\":{has_more},\"conversations\":[\n"));
    let writing = Writing { context, access, ready, waiting: conversations.into(), n_written: 0, open: None };
    let chunks = stream::unfold(Some(writing), |writing| async move {
        let mut writing = writing?;
        match writing.next().await {
            Ok(Some(text)) => Some((Ok(text), Some(writing))),
            Ok(None) => Some((Ok(b"\n]}\n".to_vec()), None)),
            Err(failure) => {
                // The download breaks off, which its reader notices; a shorter one would look whole.
                if let Failure::Fault(fault) = &failure {
                    log::fault("export", &writing.context.request_id, fault);
                }
                Some((Err(worker::Error::RustError("export".to_owned())), None))
            }
        }
    });
    let mut response =
        ResponseBuilder::new().from_stream(chunks).map_err(|error| Fault::platform("export", error))?;
    answer::set_header(&mut response, "content-type", "application/json")?;
    answer::set_header(&mut response, "content-disposition", "attachment; filename=\"person.json\"")?;
    Ok(response)
}

/// An export that is being sent.
struct Writing {
    context: Context,
    access: AgentAccess,
    ready: Option<String>,
    waiting: VecDeque<KeptConversation>,
    n_written: usize,
    /// The conversation of which more events come, and behind which one.
    open: Option<(ConversationAccess, Seq)>,
}

impl Writing {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(ready) = self.ready.take() {
            return Ok(Some(ready.into_bytes()));
        }
        if let Some((access, after)) = self.open.take() {
            let text = self.events(access, after).await?;
            return Ok(Some(text.into_bytes()));
        }
        let Some(kept) = self.waiting.pop_front() else { return Ok(None) };
        let before = if self.n_written == 0 { "" } else { ",\n" };
        self.n_written += 1;
        let about = json(&kept)?;
        let mut text = [before, "{\"about\":", &about].concat();
        match self.enter(kept.conversation).await? {
            Some(access) => {
                let consents = consents::records(&self.context, &access).await?;
                text.push_str(",\"consents\":");
                text.push_str(&json(&consents)?);
                text.push_str(",\"events\":[");
                self.open = Some((access, Seq(0)));
            }
            None => text.push('}'),
        }
        Ok(Some(text.into_bytes()))
    }

    /// `None` when its time ended while the file was made. Whatever else is refused, such as a session
    /// that ended, would make a file that only looks whole.
    async fn enter(&self, conversation: ConversationId) -> Result<Option<ConversationAccess>, Failure> {
        match self.access.enter(&self.context, conversation).await {
            Ok(access) => Ok(Some(access)),
            Err(Failure::Rejection(rejection)) if rejection.code == Code::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn events(&mut self, access: ConversationAccess, after: Seq) -> Result<String, Failure> {
        let path = format!("/transcript?after={}", after.0);
        let mut response = forward::to_conversation(&self.context, &access, Method::Get, &path, None).await?;
        match response.status_code() {
            200 => {}
            404 => return Ok("]}".to_owned()),
            status => return Err(Fault::Answer { what: "transcript", status }.into()),
        }
        let bytes = response.bytes().await.map_err(|error| Fault::call("transcript", error))?;
        let page: TranscriptPage = own_json("transcript", &bytes)?;
        let events: Vec<String> = page.events.iter().map(json).collect::<Result<_, _>>()?;
        let mut text = if after > Seq(0) && !events.is_empty() { ",".to_owned() } else { String::new() };
        text.push_str(&events.join(","));
        match page.next_after {
            Some(next) => self.open = Some((access, next)),
            None => text.push_str("]}"),
        }
        Ok(text)
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::json("export", error))
}
