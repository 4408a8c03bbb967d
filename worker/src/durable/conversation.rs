//! The object of one conversation: HTTP routes from the edge and the help desk, sockets of
//! visitors and agents, one alarm. It holds no rules; each frame or request is one decision of
//! `domain`, stored before anybody is told. Everything for a frame is done without an await, so
//! frames cannot overtake each other (engine K21).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{Author, ClientFrame, PublicUser};
use pulina_shared::wire::http::ConsentRecords;
use pulina_shared::wire::parse_body;
use serde::de::DeserializeOwned;
use worker::wasm_bindgen::prelude::*;
use worker::worker_sys::web_sys::WebSocket as RawSocket;
use worker::{
    DurableObject, Env, Method, Request, Response, State, WebSocket, WebSocketPair, durable_object,
    wasm_bindgen,
};

use super::attached::Attached;
use super::call::REQUEST_ID_HEADER;
use super::courier;
use super::files;
use super::room::{Change, Room, SharedRoom};
use super::sessions;
use super::sockets::{self, Said};
use crate::answer;
use crate::chance::now;
use crate::domain::conversation::{self, ConversationStore, Participant, erase_at};
use crate::domain::history::{self, Place};
use crate::domain::rate;
use crate::domain::socket::{Outcome, Socket, on_frame, sockets_max, to_replace};
use crate::domain::{command, order, report, retention, transcript};
use crate::fault::{Failure, Fault};
use crate::internal::{BeginConversation, CALLER_HEADER, Caller, Order, OrderAct, POLICY_HEADER, Policy};
use crate::log;
use crate::storage::conversation::SqlConversation;
use crate::storage::sql::Sql;

type Answer = Result<Response, Failure>;

const VISITOR_TAG: &str = "visitor";
/// When to come back to a conversation with too many sockets.
const ROOM_BUSY_RETRY_MS: u64 = 5_000;

/// One conversation. The handlers of sockets are exported below: none of them waits for anything,
/// and a promise for each frame would cost as much as reading the frame.
#[durable_object(alarm)]
pub struct ConversationObject {
    /// Absent when the database could not be opened; then every request is answered `internal`.
    room: Result<SharedRoom, Fault>,
}

impl DurableObject for ConversationObject {
    fn new(state: State, env: Env) -> Self {
        let room = open(state, env).inspect_err(|fault| log::fault("open conversation", "", fault));
        Self { room }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let request_id = request.headers().get(REQUEST_ID_HEADER)?.unwrap_or_default();
        let answer = self.route(request).await;
        Ok(answer.unwrap_or_else(|failure| answer::failure("conversation", &request_id, &failure)))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Ok(room) = self.room() {
            ring(room).await;
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl ConversationObject {
    /// A frame came.
    #[wasm_bindgen(js_name = webSocketMessage)]
    pub fn on_frame(&self, socket: RawSocket, message: &JsValue) {
        let socket = WebSocket::from(socket);
        let taken = self.room().and_then(|room| {
            let Some(text) = message.as_string() else {
                sockets::close_for_binary(&socket);
                return Ok(());
            };
            take_frame(room, &socket, &text)
        });
        if let Err(fault) = taken {
            log::fault("frame", "", &fault);
            sockets::close_for_fault(&socket, &fault);
        }
    }

    /// A client closed, or was lost.
    #[wasm_bindgen(js_name = webSocketClose)]
    pub fn on_close(&self, socket: RawSocket, code: usize) {
        let socket = WebSocket::from(socket);
        sockets::answer_close(&socket, code);
        let armed = self.room().and_then(|room| {
            room.attached.forget(&socket);
            room.arm()
        });
        if let Err(fault) = armed {
            log::fault("close", "", &fault);
        }
    }

    /// A network broke; the close event follows.
    #[wasm_bindgen(js_name = webSocketError)]
    pub fn on_error(&self) {}
}

/// Sets the object up. Called by the constructor, which must not throw (engine K32).
fn open(state: State, env: Env) -> Result<SharedRoom, Fault> {
    let storage = state.storage();
    let store = SqlConversation::open(Sql::of(&storage))?;
    let are_rates_on = crate::bindings::are_rates_on(&env);
    let day_ms = crate::bindings::retention_day_ms(&env);
    sockets::answer_heartbeats(&state)?;
    let room = Room {
        state,
        env,
        storage,
        store,
        are_rates_on,
        day_ms,
        delivering_since: Cell::new(None),
        delivered_version: Cell::new(0),
        pace: Cell::default(),
        attached: Attached::default(),
        connects: RefCell::new(HashMap::new()),
        ended_sessions: RefCell::default(),
        typing: RefCell::new(HashMap::new()),
        alarm_at: Cell::new(None),
    };
    let room = Rc::new(room);
    if room.store.is_made() {
        room.decide(|store, _| store.migrate())?;
        let checked = Rc::clone(&room);
        room.state.wait_until(async move { checked.check_alarm().await });
    }
    Ok(room)
}

impl ConversationObject {
    fn room(&self) -> Result<&SharedRoom, Fault> {
        self.room.as_ref().map_err(Clone::clone)
    }

    async fn route(&self, request: Request) -> Answer {
        let room = self.room()?;
        let path = request.path();
        if files::is_about_files(&path) {
            return files::answer(room, request, &path).await;
        }
        match (request.method(), path.rsplit('/').next().unwrap_or_default()) {
            (Method::Post, "begin") => begin(room, body(request).await?),
            (Method::Get, "socket") => {
                take_policy(room, &request)?;
                open_socket(room, caller(&request)?)
            }
            (Method::Post, "commands") => {
                take_policy(room, &request)?;
                let caller = caller(&request)?;
                run_command(room, caller, body(request).await?)
            }
            (Method::Get, "events") => read_events(room, &request),
            (Method::Get, "transcript") => read_transcript(room, &request),
            (Method::Get, "consents") => read_consents(room, &request),
            (Method::Post, "orders") => obey(room, body(request).await?),
            _ => Err(Code::NotFound.into()),
        }
    }
}

pub(super) async fn body<T: DeserializeOwned>(mut request: Request) -> Result<T, Failure> {
    let bytes = request.bytes().await.map_err(|error| Fault::platform("request body", error))?;
    Ok(parse_body(&bytes)?)
}

pub(super) fn caller(request: &Request) -> Result<Caller, Failure> {
    let header = request.headers().get(CALLER_HEADER).map_err(|error| Fault::platform("caller", error))?;
    let text = header.ok_or(Fault::Missing { what: "caller" })?;
    serde_json::from_str(&text).map_err(|error| Fault::json("caller", error).into())
}

/// Enforces from now on what the edge handed over, if it is newer than what is known.
pub(super) fn take_policy(room: &SharedRoom, request: &Request) -> Result<(), Failure> {
    let header = request.headers().get(POLICY_HEADER).map_err(|error| Fault::platform("policy", error))?;
    let Some(text) = header else { return Ok(()) };
    let policy: Policy = serde_json::from_str(&text).map_err(|error| Fault::json("policy", error))?;
    let is_known = room.store.head()?.is_none_or(|head| head.policy.revision >= policy.revision);
    if !is_known && room.decide(|store, _| conversation::take_policy(store, policy))? {
        room.arm()?;
        room.tell(&Change { is_state_changed: true, ..Change::default() }, None, &mut Said::default())?;
    }
    Ok(())
}

fn begin(room: &SharedRoom, begin: BeginConversation) -> Answer {
    let was_made = room.store.is_made();
    let made = room.decide(|store, moment| -> Result<(), Failure> {
        if !was_made {
            store.migrate()?;
            store.set_made(true);
        }
        Ok(conversation::begin(store, begin, moment)?)
    });
    if made.is_err() {
        room.store.set_made(was_made);
    }
    made?;
    room.arm()?;
    Ok(answer::nothing())
}

fn run_command(room: &SharedRoom, caller: Caller, frame: ClientFrame) -> Answer {
    let done = room.decide(|store, moment| -> Result<_, Failure> {
        let participant = conversation::admit(store, caller)?;
        let mut relays = room.typing.borrow_mut();
        let relay = relays.entry(participant.author()).or_default();
        Ok(command::run(store, &participant, frame, relay, moment)?)
    })?;
    let change =
        Change { has_events: done.has_events, is_state_changed: done.is_state_changed, typing: done.typing };
    after_change(room, &change, None)?;
    match done.accepted {
        Some(accepted) => Ok(answer::json(200, &accepted)?),
        None => Ok(answer::nothing()),
    }
}

fn obey(room: &SharedRoom, order: Order) -> Answer {
    let is_due_moved =
        matches!(order.act, OrderAct::TakePolicy(_) | OrderAct::Admit { .. } | OrderAct::Erase);
    let was_made = room.store.is_made();
    let makes = !was_made && matches!(order.act, OrderAct::Admit { begin: Some(_), .. });
    let obeyed = room.decide(|store, moment| {
        if makes {
            store.migrate()?;
            store.set_made(true);
        }
        order::obey(store, order, moment)
    });
    if obeyed.is_err() {
        room.store.set_made(was_made);
    }
    let obeyed = obeyed?;
    if is_due_moved {
        room.arm()?;
    }
    let change =
        Change { has_events: obeyed.has_events, is_state_changed: obeyed.is_state_changed, typing: None };
    if let Some(user) = &obeyed.renamed {
        rename(room, user)?;
    }
    after_change(room, &change, None)?;
    // A void order changes nothing that clients see, and is reported all the same.
    if room.store.head()?.is_some_and(|head| report::pending(&head).is_some()) {
        courier::start(room);
    }
    if let Some(session) = obeyed.ended {
        sessions::end(room, session);
    }
    if obeyed.is_over {
        close_all(room);
    }
    if let Some(token_hash) = obeyed.expelled {
        for (socket, attached) in room.sockets() {
            if attached.may_be_of_device(&token_hash) {
                sockets::close_with(&socket, &Rejection::new(Code::NotFound));
            }
        }
    }
    Ok(answer::nothing())
}

fn rename(room: &SharedRoom, user: &PublicUser) -> Result<(), Fault> {
    for (socket, mut attached) in room.sockets() {
        if attached.take_profile(user) {
            room.attached.put(&socket, attached)?;
        }
    }
    Ok(())
}

fn read_events(room: &SharedRoom, request: &Request) -> Answer {
    let caller = caller(request)?;
    let url = request.url().map_err(|error| Fault::platform("request url", error))?;
    let (place, events_max) = page_wanted(url.query_pairs())?;
    let read = room.decide(|store, moment| -> Result<_, Failure> {
        conversation::admit(store, caller)?;
        Ok(history::page(store, place, events_max, moment)?)
    })?;
    if read.is_epoch_new {
        room.end_history(None);
    }
    Ok(answer::json(200, &read.page)?)
}

fn read_transcript(room: &SharedRoom, request: &Request) -> Answer {
    conversation::admit(&room.store, caller(request)?)?;
    let url = request.url().map_err(|error| Fault::platform("request url", error))?;
    let after = match page_wanted(url.query_pairs())?.0 {
        Place::After(after) => after,
        Place::Newest | Place::Before(_) => Seq(0),
    };
    Ok(answer::json(200, &transcript::page(&room.store, after)?)?)
}

fn read_consents(room: &SharedRoom, request: &Request) -> Answer {
    conversation::admit(&room.store, caller(request)?)?;
    Ok(answer::json(200, &ConsentRecords { records: room.store.consents()? })?)
}

/// Reads `after` or `before`, and `limit`.
fn page_wanted<'a>(
    query: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
) -> Result<(Place, usize), Rejection> {
    let out_of_range = |pointer| move |_| Rejection::new(Code::LimitOutOfRange).at(pointer);
    let mut place = Place::Newest;
    let mut events_max = limits::LIST_PAGE_DEFAULT;
    for (name, value) in query {
        match name.as_ref() {
            "after" => place = Place::After(Seq(value.parse().map_err(out_of_range("/after"))?)),
            "before" => place = Place::Before(Seq(value.parse().map_err(out_of_range("/before"))?)),
            "limit" => events_max = value.parse().map_err(out_of_range("/limit"))?,
            _ => {}
        }
    }
    Ok((place, events_max))
}

fn open_socket(room: &SharedRoom, caller: Caller) -> Answer {
    let opened = Socket::open(caller, now());
    let participant = opened.participant();
    let author = participant.author();
    let refusal = match &participant {
        _ if !room.store.is_made() => Some(Rejection::new(Code::NotFound)),
        Participant::Agent { session, .. } if sessions::is_ended(room, session) => {
            Some(Rejection::new(Code::SessionEnded))
        }
        Participant::Agent { .. } | Participant::Visitor => busy(room),
    };
    if refusal.is_none() {
        take_connect(room, &author)?;
    }
    let pair = WebSocketPair::new().map_err(|error| Fault::platform("socket pair", error))?;
    let tags = tags(&participant);
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    room.state.accept_websocket_with_tags(&pair.server, &tags);
    let deadline = opened.deadline(None);
    room.attached.put(&pair.server, opened)?;
    match refusal {
        Some(rejection) => sockets::close_with(&pair.server, &rejection),
        None => room.wake_at(deadline),
    }
    Response::from_websocket(pair.client).map_err(|error| Fault::platform("upgrade", error).into())
}

fn busy(room: &SharedRoom) -> Option<Rejection> {
    let n_open = room.state.get_websockets().iter().filter(|socket| sockets::is_open(socket)).count();
    (n_open >= limits::CONVERSATION_SOCKETS_MAX)
        .then(|| Rejection::retry_after(Code::RoomBusy, ROOM_BUSY_RETRY_MS))
}

fn take_connect(room: &SharedRoom, author: &Author) -> Result<(), Rejection> {
    if !room.are_rates_on {
        return Ok(());
    }
    let mut connects = room.connects.borrow_mut();
    let bucket = connects.entry(author.clone()).or_default();
    *bucket = bucket
        .take(rate::CONNECTS, now())
        .map_err(|wait_ms| Rejection::retry_after(Code::RateConnects, wait_ms))?;
    Ok(())
}

fn tags(participant: &Participant) -> Vec<String> {
    match participant {
        Participant::Visitor => vec![VISITOR_TAG.to_owned()],
        Participant::Agent { user, session } => {
            vec![format!("user:{}", user.id), format!("session:{session}")]
        }
    }
}

fn take_frame(room: &SharedRoom, socket: &WebSocket, text: &str) -> Result<(), Fault> {
    if !sockets::is_open(socket) {
        return Ok(());
    }
    let mut attached = room.attached.of(socket)?;
    let outcome = if attached.is_greeted() {
        room.decide_at_once(|store, moment| on_frame(store, &mut attached, text, moment))?
    } else {
        room.decide(|store, moment| on_frame(store, &mut attached, text, moment))?
    };
    room.attached.put(socket, attached.clone())?;
    let Outcome { to_this, typing, has_events, is_state_changed, is_greeted, is_epoch_new, close } = outcome;
    let mut said = Said::default();
    sockets::say(socket, to_this, &mut said)?;
    if let Some(rejection) = close {
        sockets::close_with(socket, &rejection);
    }
    if is_epoch_new {
        room.end_history(Some(socket));
    }
    if is_greeted {
        replace_oldest(room, socket, &attached.participant());
    }
    if attached.is_paused() {
        room.wake_at(attached.deadline(None));
    }
    after_change(room, &Change { has_events, is_state_changed, typing }, Some((socket, said)))
}

/// Tells the others, and starts telling the help desk.
fn after_change(room: &SharedRoom, change: &Change, told: Option<(&WebSocket, Said)>) -> Result<(), Fault> {
    let (except, mut said) = told.map_or((None, Said::default()), |(socket, said)| (Some(socket), said));
    room.tell(change, except, &mut said)?;
    if change.has_events || change.is_state_changed {
        courier::start(room);
    }
    Ok(())
}

fn replace_oldest(room: &SharedRoom, newest: &WebSocket, participant: &Participant) {
    let author = participant.author();
    let others = room.sockets().into_iter().filter(|(socket, attached)| {
        socket != newest && attached.is_greeted() && attached.participant().author() == author
    });
    let others = others.map(|(socket, attached)| (socket, attached.age()));
    if let Some(oldest) = to_replace(others, sockets_max(participant)) {
        sockets::close_with(&oldest, &Rejection::new(Code::Replaced));
    }
}

/// Does what is due. Each part stands alone, so that none can keep another from its turn, and the
/// alarm is set again at the end whatever happened (engine K41, K43).
async fn ring(room: &SharedRoom) {
    room.alarm_at.set(None);
    for (socket, attached) in room.sockets() {
        if let Some(code) = attached.on_deadline(now(), sockets::answered_at(&room.state, &socket)) {
            sockets::close_with(&socket, &Rejection::new(code));
        }
    }
    if let Err(fault) = sessions::check(room).await {
        log::fault("sessions", "", &fault);
    }
    if let Err(fault) = expire(room) {
        log::fault("expire", "", &fault);
    }
    courier::deliver_once(room).await;
    if let Err(fault) = courier::settle(room) {
        log::fault("report", "", &fault);
    }
    if let Err(fault) = files::clear(room) {
        log::fault("files", "", &fault);
    }
    if let Err(fault) = erase_if_over(room).await {
        log::fault("erase", "", &fault);
    }
    if let Err(fault) = room.arm() {
        log::fault("alarm", "", &fault);
    }
}

/// A conversation whose time is over lets nobody in any more.
fn expire(room: &SharedRoom) -> Result<(), Fault> {
    if room.decide(|store, moment| retention::expire(store, moment.now, room.day_ms))? {
        close_all(room);
    }
    Ok(())
}

/// Nobody has anything to look for here any more.
fn close_all(room: &SharedRoom) {
    for (socket, _) in room.sockets() {
        sockets::close_with(&socket, &Rejection::new(Code::NotFound));
    }
}

async fn erase_if_over(room: &SharedRoom) -> Result<(), Fault> {
    let Some(head) = room.store.head()? else { return Ok(()) };
    let has_sockets = !room.sockets().is_empty();
    let is_forgotten = erase_at(&head, has_sockets).is_some_and(|erase_at| erase_at <= now());
    if is_forgotten || retention::is_erasable(&head) {
        // From here on nothing is found; a visit that begins again makes the tables again.
        room.store.set_made(false);
        room.delivered_version.set(0);
        room.storage.delete_all().await.map_err(|error| Fault::storage("erase", error))?;
    }
    Ok(())
}
