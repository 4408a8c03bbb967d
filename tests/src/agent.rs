//! An agent: a user who is signed in, with an open desk, answering.

use pulina_shared::ids::{ConversationId, UserId};
use pulina_shared::problem::Problem;
use pulina_shared::wire::conversation::Event;
use pulina_shared::wire::help_desk::{Session, Ticket, TicketPage, View as ListView};
use pulina_shared::wire::http::{OwnerChange, SignIn};

use crate::desk::Desk;
use crate::door::{Answer, Ask, Door};
use crate::line::{Address, Credentials, Line};
use crate::reader;
use crate::socket::SocketOptions;
use crate::view::View;

/// An agent at their desk.
pub struct Agent {
    /// Where the agent knocks.
    pub door: Door,
    /// The session's cookie, as it goes into the header.
    pub cookie: String,
    /// What the sign-in told.
    pub session: Session,
    /// The help desk, live.
    pub desk: Desk,
}

impl Agent {
    /// Signs in and opens the desk.
    pub async fn signs_in(door: &Door, sign_in: &SignIn) -> Self {
        Self::has_come(door, &sign_in_at(door, sign_in).answer().await).await
    }

    /// Opens the desk after this answer, which signed somebody in.
    pub async fn has_come(door: &Door, answer: &Answer) -> Self {
        let cookie = session_cookie(answer);
        let desk = Desk::open(door, &cookie, None).await;
        Self { door: door.clone(), session: answer.granted(), cookie, desk }
    }

    /// Who this is.
    pub fn user(&self) -> &UserId {
        &self.session.user.id
    }

    /// A request in this agent's name, from our own page.
    pub fn asks(&self, method: &str, path: &str) -> Ask {
        self.door.ask(method, path).header("cookie", &self.cookie).header("origin", &self.door.origin())
    }

    /// Waits until the desk shows a ticket whose newest message begins so. It may have been opened
    /// before this desk was, so the list is read too.
    pub async fn sees_ticket(&mut self, preview: &str) -> Ticket {
        for ticket in self.lists(ListView::Open).await.tickets {
            self.desk.tickets.entry(ticket.number).or_insert(ticket);
        }
        self.desk
            .sees(&format!("a ticket with {preview:?}"), |ticket| ticket.last_message.preview == preview)
            .await
    }

    /// Where this agent's line to a conversation goes.
    pub fn address(&self, conversation: &ConversationId) -> Address {
        let credentials = Credentials::Agent(self.cookie.clone());
        Address { door: self.door.clone(), conversation: conversation.clone(), credentials }
    }

    /// Opens a ticket's conversation.
    pub async fn opens(&self, ticket: &Ticket) -> Line {
        self.enters(&ticket.conversation).await
    }

    /// Opens a conversation.
    ///
    /// # Panics
    /// When the server does not say hello.
    pub async fn enters(&self, conversation: &ConversationId) -> Line {
        let line =
            Line::open(&self.address(conversation), View::of("agent"), &SocketOptions::default()).await;
        line.unwrap_or_else(|(ending, _)| panic!("agent: no hello: {ending:?}"))
    }

    /// A page of a list.
    pub async fn lists(&self, view: ListView) -> TicketPage {
        self.asks("GET", &format!("/v1/tickets?view={}", view.as_str())).granted().await
    }

    /// The newest form of a ticket.
    pub async fn reads(&self, ticket: &Ticket) -> Ticket {
        self.asks("GET", &format!("/v1/tickets/{}", ticket.number.0)).granted().await
    }

    /// Gives a ticket to an owner, if it still has the expected one.
    ///
    /// # Errors
    /// The refusal.
    pub async fn gives(
        &self,
        ticket: &Ticket,
        owner: Option<UserId>,
        expected: Option<UserId>,
    ) -> Result<Ticket, Problem> {
        let path = format!("/v1/tickets/{}/owner", ticket.number.0);
        self.asks("PUT", &path).json(&OwnerChange { owner, expected }).outcome().await
    }

    /// Closes a ticket.
    pub async fn closes(&self, ticket: &Ticket) -> Ticket {
        self.asks("POST", &format!("/v1/tickets/{}/close", ticket.number.0)).granted().await
    }

    /// Opens a ticket again.
    pub async fn reopens(&self, ticket: &Ticket) -> Ticket {
        self.asks("POST", &format!("/v1/tickets/{}/reopen", ticket.number.0)).granted().await
    }

    /// The whole log of a conversation.
    pub async fn reads_log(&self, conversation: &ConversationId) -> Vec<Event> {
        reader::events_after(&self.address(conversation), 0).await
    }
}

/// The request that signs in.
pub fn sign_in_at(door: &Door, sign_in: &SignIn) -> Ask {
    door.post("/v1/sessions").header("origin", &door.origin()).json(sign_in)
}

/// The cookie that an answer set, with the attributes it must have.
///
/// # Panics
/// When there is none or an attribute is missing.
pub fn session_cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-pulina=pst_"), "{} {}: {set:?}", answer.status, answer.text());
    for attribute in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.split("; ").any(|part| part == attribute), "{attribute} is missing in {set:?}");
    }
    set.split(';').next().unwrap_or_default().to_owned()
}
