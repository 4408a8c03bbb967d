//! The sign-ins behind the sockets of a conversation: they close with their sign-in. The help desk
//! tells of each that ends; whatever was not told is found out by asking now and then.

use pulina_shared::ids::SessionId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::MINUTE_MS;

use super::call::{Object, call_object};
use super::room::SharedRoom;
use super::sockets;
use crate::chance::now;
use crate::domain::conversation::ConversationStore;
use crate::fault::{Failure, Fault};

/// For how long an ended sign-in is remembered: longer than any request is on its way.
const REMEMBERED_MS: u64 = MINUTE_MS;

/// Closes the sockets of a sign-in, also one that is still on its way.
pub fn end(room: &SharedRoom, session: SessionId) {
    for socket in room.state.get_websockets_with_tag(&format!("session:{session}")) {
        sockets::close_with(&socket, &Rejection::new(Code::SessionEnded));
    }
    let now = now();
    let mut ended = room.ended_sessions.borrow_mut();
    ended.retain(|_, at| now.since(*at) < REMEMBERED_MS);
    ended.insert(session, now);
}

/// Whether this sign-in ended a moment ago.
pub fn is_ended(room: &SharedRoom, session: &SessionId) -> bool {
    room.ended_sessions.borrow().contains_key(session)
}

/// Asks the help desk for the sign-ins that were not asked for in a while.
///
/// # Errors
/// When nobody could say; then it is asked again in a minute.
pub async fn check(room: &SharedRoom) -> Result<(), Fault> {
    let Some(head) = room.store.head()? else { return Ok(()) };
    let mut asked: Vec<SessionId> = Vec::new();
    for (_, attached) in room.sockets() {
        asked.extend(attached.unchecked_session(now()).filter(|session| !asked.contains(session)).cloned());
    }
    if asked.is_empty() {
        return Ok(());
    }
    let help_desk = Object::HelpDesk(head.conversation.account());
    let answer: Result<Vec<SessionId>, Failure> =
        call_object(&room.env, &help_desk, "/standing-sessions", head.conversation.as_str(), &asked).await;
    // Sockets may have come and gone meanwhile.
    for (socket, mut attached) in room.sockets() {
        let Some(session) = attached.unchecked_session(now()).filter(|session| asked.contains(session))
        else {
            continue;
        };
        match &answer {
            Ok(standing) if !standing.contains(session) => {
                sockets::close_with(&socket, &Rejection::new(Code::SessionEnded));
                continue;
            }
            Ok(_) => attached.session_stands(now()),
            Err(_) => attached.session_unknown(now()),
        }
        room.attached.put(&socket, attached)?;
    }
    match answer {
        Ok(_) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault),
        Err(Failure::Rejection(rejection)) => {
            Err(Fault::Answer { what: "/standing-sessions", status: rejection.code.status() })
        }
    }
}
