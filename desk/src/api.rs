//! What the desk asks of the server over HTTP, one function a route.

use pulina_browser::http::{Answer, Call, RequestError};
use pulina_shared::ids::{
    ChannelId, IdentityKeyId, InboxId, InvitationId, SessionId, TeamId, TicketNumber, UserId,
};
use pulina_shared::problem::Code;
use pulina_shared::wire::availability::AvailabilityNow;
use pulina_shared::wire::channels::{
    ChannelChange, ChannelRecord, ChannelSeen, Channels, ConsentVersions, NewChannel,
};
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::{Session, Ticket, TicketPage};
use pulina_shared::wire::http::{OwnerChange, ProfileChange, SignIn, StoredSettings};
use pulina_shared::wire::identity::{
    Attributes, IdentityAlgorithm, IdentityKeyCreated, IdentityKeys, NewIdentityKey,
};
use pulina_shared::wire::people::{EraseWish, Erasure, Erasures, PersonFound, PersonWanted};
use pulina_shared::wire::presence::{AwayChange, Presence, WorkingHours};
use pulina_shared::wire::publishing::{Draft, DraftChange, HistoryPage, PreviewLink, Publish, Restore};
use pulina_shared::wire::routing::{ContactOwner, Priority, PriorityChange};
use pulina_shared::wire::teams::{Inbox, InboxWish, Inboxes, Team, TeamWish, Teams};
use pulina_shared::wire::users::{
    AcceptInvitation, AuditPage, InvitationCreated, NewInvitation, OwnSessions, PasswordChange, UserChange,
    UserEntry, UserList,
};
use serde::de::DeserializeOwned;
use web_sys::Blob;

use crate::proof::proved;
use crate::text;
use crate::ticket_book::ListOf;

/// What an agent is told about a request that failed.
pub fn explain(error: &RequestError) -> String {
    match error {
        RequestError::Unreachable => text::UNREACHABLE.to_owned(),
        RequestError::Refused(problem) => text::problem(problem),
        RequestError::Unreadable(_) => text::UNEXPECTED.to_owned(),
    }
}

/// The code of a refusal.
pub fn code(error: &RequestError) -> Option<Code> {
    match error {
        RequestError::Refused(problem) => Code::parse(&problem.code),
        _ => None,
    }
}

/// Whether nobody is signed in any more; whoever only has to prove who they are is.
pub fn is_signed_out(error: &RequestError) -> bool {
    error.status() == Code::SessionEnded.status() && code(error) != Some(Code::StepUp)
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

pub async fn accept(body: &AcceptInvitation) -> Result<Session, RequestError> {
    Call::post("/v1/users").send_json(body).await?.json()
}

pub async fn users() -> Result<UserList, RequestError> {
    read(&Call::get("/v1/users").send().await?)
}

pub async fn change_user(user: &UserId, change: &UserChange) -> Result<UserEntry, RequestError> {
    let path = format!("/v1/users/{user}");
    read(&proved(&|| Call::new("PATCH", &path).send_json(change)).await?)
}

pub async fn say_user_away(user: &UserId, is_away: bool) -> Result<Presence, RequestError> {
    let call = Call::new("PUT", &format!("/v1/users/{user}/away"));
    read(&call.send_json(&AwayChange { is_away }).await?)
}

pub async fn say_away(is_away: bool) -> Result<Presence, RequestError> {
    Call::new("PUT", "/v1/me/away").send_json(&AwayChange { is_away }).await?.json()
}

pub async fn own_presence() -> Result<Presence, RequestError> {
    Call::get("/v1/me/presence").send().await?.json()
}

pub async fn own_hours() -> Result<WorkingHours, RequestError> {
    read(&Call::get("/v1/me/hours").send().await?)
}

pub async fn change_hours(hours: &WorkingHours) -> Result<Presence, RequestError> {
    // The writer for the protocol alone does not know all that hours are made of.
    let body = serde_json::to_string(hours).unwrap_or_default();
    Call::new("PUT", "/v1/me/hours").send_body("application/json", &body.into()).await?.json()
}

pub async fn teams() -> Result<Teams, RequestError> {
    read(&Call::get("/v1/teams").send().await?)
}

/// Changes a team, or makes one.
pub async fn write_team(id: Option<&TeamId>, wish: &TeamWish) -> Result<Team, RequestError> {
    let call = match id {
        Some(id) => Call::new("PUT", &format!("/v1/teams/{id}")),
        None => Call::post("/v1/teams"),
    };
    read(&call.send_json(wish).await?)
}

pub async fn delete_team(id: &TeamId) -> Result<(), RequestError> {
    Call::new("DELETE", &format!("/v1/teams/{id}")).send().await.map(drop)
}

pub async fn inboxes() -> Result<Inboxes, RequestError> {
    read(&Call::get("/v1/inboxes").send().await?)
}

/// Changes an inbox, or makes one.
pub async fn write_inbox(id: Option<&InboxId>, wish: &InboxWish) -> Result<Inbox, RequestError> {
    let call = match id {
        Some(id) => Call::new("PUT", &format!("/v1/inboxes/{id}")),
        None => Call::post("/v1/inboxes"),
    };
    // The writer for the protocol alone does not know choices that hold something.
    let body = serde_json::to_string(wish).unwrap_or_default();
    read(&call.send_body("application/json", &body.into()).await?)
}

pub async fn delete_inbox(id: &InboxId) -> Result<(), RequestError> {
    Call::new("DELETE", &format!("/v1/inboxes/{id}")).send().await.map(drop)
}

pub async fn invite(new: &NewInvitation) -> Result<InvitationCreated, RequestError> {
    read(&proved(&|| Call::post("/v1/invitations").send_json(new)).await?)
}

pub async fn revoke_invitation(id: &InvitationId) -> Result<(), RequestError> {
    Call::new("DELETE", &format!("/v1/invitations/{id}")).send().await.map(drop)
}

pub async fn change_password(change: &PasswordChange) -> Result<(), RequestError> {
    Call::new("PUT", "/v1/me/password").send_json(change).await.map(drop)
}

pub async fn own_sessions() -> Result<OwnSessions, RequestError> {
    read(&Call::get("/v1/sessions").send().await?)
}

/// Ends one of the user's sessions, or all but this one.
pub async fn end_sessions(which: Option<&SessionId>) -> Result<(), RequestError> {
    let path = which.map_or_else(|| "/v1/sessions".to_owned(), |id| format!("/v1/sessions/{id}"));
    Call::new("DELETE", &path).send().await.map(drop)
}

pub async fn audit(cursor: Option<&str>) -> Result<AuditPage, RequestError> {
    let path = cursor.map_or_else(
        || "/v1/audit".to_owned(),
        |cursor| format!("/v1/audit?cursor={}", String::from(js_sys::encode_uri_component(cursor))),
    );
    read(&Call::get(&path).send().await?)
}

pub async fn tickets(of: &ListOf, cursor: Option<&str>) -> Result<TicketPage, RequestError> {
    let mut path = format!("/v1/tickets?view={}", of.view.as_str());
    if let Some(inbox) = &of.inbox {
        path.push_str("&inbox=");
        path.push_str(inbox.as_str());
    }
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

pub async fn change_priority(
    number: TicketNumber,
    priority: Option<Priority>,
) -> Result<Ticket, RequestError> {
    let call = Call::new("PUT", &format!("/v1/tickets/{}/priority", number.0));
    call.send_json(&PriorityChange { priority }).await?.json()
}

pub async fn contact_owner(number: TicketNumber) -> Result<ContactOwner, RequestError> {
    read(&Call::get(&format!("/v1/tickets/{}/contact-owner", number.0)).send().await?)
}

pub async fn change_contact_owner(
    number: TicketNumber,
    wanted: &ContactOwner,
) -> Result<ContactOwner, RequestError> {
    let call = Call::new("PUT", &format!("/v1/tickets/{}/contact-owner", number.0));
    read(&call.send_json(wanted).await?)
}

pub async fn close(number: TicketNumber) -> Result<Ticket, RequestError> {
    Call::post(&format!("/v1/tickets/{}/close", number.0)).send().await?.json()
}

pub async fn reopen(number: TicketNumber) -> Result<Ticket, RequestError> {
    Call::post(&format!("/v1/tickets/{}/reopen", number.0)).send().await?.json()
}

pub async fn rename(name: &str) -> Result<PublicUser, RequestError> {
    let change = ProfileChange { name: Some(name.to_owned()), ..ProfileChange::default() };
    Call::new("PATCH", "/v1/me").send_json(&change).await?.json()
}

pub async fn change_meetings_link(link: &str) -> Result<PublicUser, RequestError> {
    let change = ProfileChange { meetings_link: Some(link.to_owned()), ..ProfileChange::default() };
    Call::new("PATCH", "/v1/me").send_json(&change).await?.json()
}

pub async fn put_avatar(picture: &Blob) -> Result<PublicUser, RequestError> {
    Call::new("PUT", "/v1/me/avatar").send_body(&picture.type_(), picture).await?.json()
}

/// A picture that is shown, from the browser's own keeping where that has it.
pub async fn picture(path: &str) -> Result<Blob, RequestError> {
    let bytes = Call::get(path).kept().send_for_bytes().await?;
    Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&bytes)).map_err(|_| RequestError::Unreadable(200))
}

pub async fn remove_avatar() -> Result<PublicUser, RequestError> {
    Call::new("DELETE", "/v1/me/avatar").send().await?.json()
}

pub async fn channels() -> Result<Channels, RequestError> {
    read(&Call::get("/v1/channels").send().await?)
}

pub async fn make_channel(new: &NewChannel) -> Result<ChannelRecord, RequestError> {
    // The writer for the protocol alone does not know all that settings are made of.
    let body = serde_json::to_string(new).unwrap_or_default();
    read(&Call::post("/v1/channels").send_body("application/json", &body.into()).await?)
}

pub async fn change_channel(
    channel: &ChannelId,
    change: &ChannelChange,
) -> Result<ChannelRecord, RequestError> {
    read(&Call::new("PATCH", &format!("/v1/channels/{channel}")).send_json(change).await?)
}

pub async fn seen(channel: &ChannelId) -> Result<ChannelSeen, RequestError> {
    read(&Call::get(&format!("/v1/channels/{channel}/seen")).send().await?)
}

pub async fn consent_versions(channel: &ChannelId) -> Result<ConsentVersions, RequestError> {
    read(&Call::get(&format!("/v1/channels/{channel}/consent-versions")).send().await?)
}

pub async fn settings(channel: &ChannelId) -> Result<StoredSettings, RequestError> {
    read(&Call::get(&settings_path(channel)).send().await?)
}

pub async fn draft(channel: &ChannelId) -> Result<Draft, RequestError> {
    read(&Call::get(&draft_path(channel)).send().await?)
}

pub async fn change_draft(channel: &ChannelId, change: &DraftChange) -> Result<Draft, RequestError> {
    // The writer for the protocol alone does not know all that settings are made of.
    let body = serde_json::to_string(change).unwrap_or_default();
    let call = Call::new("PUT", &draft_path(channel));
    read(&call.send_body("application/json", &body.into()).await?)
}

pub async fn discard_draft(channel: &ChannelId) -> Result<Draft, RequestError> {
    read(&Call::new("DELETE", &draft_path(channel)).send().await?)
}

pub async fn publish(channel: &ChannelId, revision: u64) -> Result<StoredSettings, RequestError> {
    let path = format!("/v1/channels/{channel}/publish");
    read(&Call::post(&path).send_json(&Publish { revision }).await?)
}

pub async fn make_preview_link(channel: &ChannelId) -> Result<PreviewLink, RequestError> {
    read(&Call::post(&format!("/v1/channels/{channel}/preview-links")).send().await?)
}

pub async fn history(channel: &ChannelId, before: Option<u64>) -> Result<HistoryPage, RequestError> {
    let behind = before.map(|before| format!("?before={before}")).unwrap_or_default();
    read(&Call::get(&format!("/v1/channels/{channel}/history{behind}")).send().await?)
}

pub async fn restore(channel: &ChannelId, wanted: u64, over: u64) -> Result<StoredSettings, RequestError> {
    let path = format!("/v1/channels/{channel}/history/{wanted}/restore");
    read(&Call::post(&path).send_json(&Restore { revision: over }).await?)
}

fn draft_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/draft")
}

pub async fn put_channel_avatar(channel: &ChannelId, picture: &Blob) -> Result<StoredSettings, RequestError> {
    read(&Call::new("PUT", &avatar_path(channel)).send_body(&picture.type_(), picture).await?)
}

pub async fn remove_channel_avatar(channel: &ChannelId) -> Result<StoredSettings, RequestError> {
    read(&Call::new("DELETE", &avatar_path(channel)).send().await?)
}

fn avatar_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/avatar")
}

pub async fn identity_keys(channel: &ChannelId) -> Result<IdentityKeys, RequestError> {
    read(&Call::get(&keys_path(channel)).send().await?)
}

pub async fn make_identity_key(channel: &ChannelId) -> Result<IdentityKeyCreated, RequestError> {
    let new = NewIdentityKey { algorithm: IdentityAlgorithm::Hs256, public_key: None };
    read(&proved(&|| Call::post(&keys_path(channel)).send_json(&new)).await?)
}

pub async fn revoke_identity_key(channel: &ChannelId, key: &IdentityKeyId) -> Result<(), RequestError> {
    let path = format!("{}/{key}", keys_path(channel));
    proved(&|| Call::new("DELETE", &path).send()).await.map(drop)
}

fn keys_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/identity-keys")
}

/// What only settings are made of, which the reader for the protocol does not know either.
pub fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, RequestError> {
    serde_json::from_str(answer.text()).map_err(|_| RequestError::Unreadable(answer.status()))
}

pub async fn availability(channel: &ChannelId) -> Result<AvailabilityNow, RequestError> {
    Call::get(&format!("/v1/channels/{channel}/availability")).send().await?.json()
}

pub async fn find_person(person: &PersonWanted) -> Result<PersonFound, RequestError> {
    read(&Call::post("/v1/people/search").send_json(person).await?)
}

/// The file, as it is to be kept.
pub async fn export_person(person: &PersonWanted) -> Result<String, RequestError> {
    Ok(proved(&|| Call::post("/v1/people/export").send_json(person)).await?.text().to_owned())
}

pub async fn erase_person(wish: &EraseWish) -> Result<Erasure, RequestError> {
    read(&proved(&|| Call::post("/v1/people/erase").send_json(wish)).await?)
}

pub async fn erasures() -> Result<Erasures, RequestError> {
    read(&Call::get("/v1/people/erasures").send().await?)
}

fn settings_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/settings")
}
