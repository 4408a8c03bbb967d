//! What the desk asks of the server over HTTP, one function a route.

use pulina_browser::http::{Answer, Call, RequestError};
use pulina_shared::ids::{ChannelId, TicketNumber};
use pulina_shared::wire::availability::AvailabilityNow;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::{Session, Ticket, TicketPage, View};
use pulina_shared::wire::http::{OwnerChange, ProfileChange, SignIn, StoredSettings};
use pulina_shared::wire::identity::Attributes;
use web_sys::Blob;

use crate::text;

/// What an agent is told about a request that failed.
pub fn explain(error: &RequestError) -> String {
    match error {
        RequestError::Unreachable => text::UNREACHABLE.to_owned(),
        RequestError::Refused(problem) => text::problem(problem),
        RequestError::Unreadable(_) => text::UNEXPECTED.to_owned(),
    }
}

pub async fn session() -> Result<Session, RequestError> {
    Call::get("/v1/session").send().await?.json()
}

pub async fn sign_in(body: &SignIn) -> Result<Session, RequestError> {
    Call::post("/v1/sessions").send_json(body).await?.json()
}

pub async fn sign_out() -> Result<(), RequestError> {
    Call::new("DELETE", "/v1/session").send().await.map(drop)
}

pub async fn tickets(view: View, cursor: Option<&str>) -> Result<TicketPage, RequestError> {
    let mut path = format!("/v1/tickets?view={}", view.as_str());
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(&String::from(js_sys::encode_uri_component(cursor)));
    }
    Call::get(&path).send().await?.json()
}

pub async fn ticket(number: TicketNumber) -> Result<Ticket, RequestError> {
    Call::get(&format!("/v1/tickets/{}", number.0)).send().await?.json()
}

pub async fn attributes(number: TicketNumber) -> Result<Attributes, RequestError> {
    Call::get(&format!("/v1/tickets/{}/attributes", number.0)).send().await?.json()
}

pub async fn change_owner(number: TicketNumber, change: &OwnerChange) -> Result<Ticket, RequestError> {
    Call::new("PUT", &format!("/v1/tickets/{}/owner", number.0)).send_json(change).await?.json()
}

pub async fn close(number: TicketNumber) -> Result<Ticket, RequestError> {
    Call::post(&format!("/v1/tickets/{}/close", number.0)).send().await?.json()
}

pub async fn reopen(number: TicketNumber) -> Result<Ticket, RequestError> {
    Call::post(&format!("/v1/tickets/{}/reopen", number.0)).send().await?.json()
}

pub async fn rename(name: &str) -> Result<PublicUser, RequestError> {
    let change = ProfileChange { name: Some(name.to_owned()) };
    Call::new("PATCH", "/v1/me").send_json(&change).await?.json()
}

pub async fn put_avatar(picture: &Blob) -> Result<PublicUser, RequestError> {
    Call::new("PUT", "/v1/me/avatar").send_body(&picture.type_(), picture).await?.json()
}

pub async fn remove_avatar() -> Result<PublicUser, RequestError> {
    Call::new("DELETE", "/v1/me/avatar").send().await?.json()
}

pub async fn settings(channel: &ChannelId) -> Result<StoredSettings, RequestError> {
    read_settings(Call::get(&settings_path(channel)).send().await?)
}

pub async fn change_settings(
    channel: &ChannelId,
    settings: &StoredSettings,
) -> Result<StoredSettings, RequestError> {
    // The writer for the protocol alone does not know all that settings are made of.
    let body = serde_json::to_string(settings).unwrap_or_default();
    let call = Call::new("PUT", &settings_path(channel));
    read_settings(call.send_body("application/json", &body.into()).await?)
}

fn read_settings(answer: Answer) -> Result<StoredSettings, RequestError> {
    let (status, text) = answer.into_text();
    serde_json::from_str(&text).map_err(|_| RequestError::Unreadable(status))
}

pub async fn availability(channel: &ChannelId) -> Result<AvailabilityNow, RequestError> {
    Call::get(&format!("/v1/channels/{channel}/availability")).send().await?.json()
}

fn settings_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/settings")
}
