//! A visitor: a browser that acted, with its token, its conversation and an open line.

use std::ops::{Deref, DerefMut};

use altcha::{Challenge, SolveChallengeOptions, solve_challenge};
use pulina_shared::ids::ChannelId;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::http::{VisitBegun, VisitWish, Work};

use crate::door::{Answer, Ask, Door};
use crate::line::{Address, Credentials, Line};
use crate::random;
use crate::socket::SocketOptions;
use crate::view::View;

/// A visitor who is connected. What a line can do, the visitor can do.
pub struct Visitor {
    /// Where the visitor knocks.
    pub door: Door,
    /// The secret.
    pub token: VisitorToken,
    /// Who the visitor is and which conversation is theirs.
    pub begun: VisitBegun,
    line: Line,
}

impl Visitor {
    /// Begins a visit with a new token and opens the line.
    pub async fn begins(door: &Door, channel: &ChannelId) -> Self {
        let token = random::visitor_token();
        let begun: VisitBegun = begin_visit(door, channel, &token).granted().await;
        Self::connects(door, token, begun, View::of("visitor")).await
    }

    /// Opens a line for a visit that was begun, going on from where the view stops.
    ///
    /// # Panics
    /// When the server does not say hello.
    pub async fn connects(door: &Door, token: VisitorToken, begun: VisitBegun, view: View) -> Self {
        let address = address(door, &token, &begun);
        let line = Line::open(&address, view, &SocketOptions::default()).await;
        let line = line.unwrap_or_else(|(ending, view)| panic!("{}: no hello: {ending:?}", view.name));
        Self { door: door.clone(), token, begun, line }
    }

    /// The same visitor on another device or tab.
    pub async fn another_tab(&self) -> Self {
        Self::connects(&self.door, self.token.clone(), self.begun.clone(), View::of("another tab")).await
    }

    /// Where this visitor's line goes.
    pub fn address(&self) -> Address {
        address(&self.door, &self.token, &self.begun)
    }

    /// Breaks the connection without a word.
    pub fn loses_connection(self) -> AwayVisitor {
        AwayVisitor {
            door: self.door,
            token: self.token,
            begun: self.begun,
            view: self.line.loses_connection(),
        }
    }

    /// Closes the line and does not come back.
    pub async fn leaves_for_good(self) {
        self.line.leaves().await;
    }

    /// A request about this visitor's conversation, in their name.
    pub fn asks(&self, method: &str, rest: &str) -> Ask {
        let path = format!("/v1/conversations/{}/{rest}", self.begun.conversation);
        self.door.ask(method, &path).token(&self.token)
    }
}

impl Deref for Visitor {
    type Target = Line;

    fn deref(&self) -> &Line {
        &self.line
    }
}

impl DerefMut for Visitor {
    fn deref_mut(&mut self) -> &mut Line {
        &mut self.line
    }
}

/// A visitor without a connection, who remembers everything.
pub struct AwayVisitor {
    /// Where the visitor knocks.
    pub door: Door,
    /// The secret.
    pub token: VisitorToken,
    /// Who the visitor is.
    pub begun: VisitBegun,
    /// What was seen.
    pub view: View,
}

impl AwayVisitor {
    /// Connects again, going on from where it stopped.
    pub async fn comes_back(self) -> Visitor {
        Visitor::connects(&self.door, self.token, self.begun, self.view).await
    }
}

/// The request that begins a visit.
pub fn begin_visit(door: &Door, channel: &ChannelId, token: &VisitorToken) -> Ask {
    door.post(&format!("/v1/channels/{channel}/visits")).token(token)
}

/// Begins a visit as the panel does: with work, where that is wanted.
pub async fn begins_working(begin: impl Fn() -> Ask) -> Answer {
    let answer = begin().answer().await;
    let work = if answer.is_good() { None } else { answer.problem().work };
    match work {
        Some(challenge) => {
            begin().json(&VisitWish { work: Some(solved(challenge)), ..VisitWish::default() }).answer().await
        }
        None => answer,
    }
}

/// Does what a challenge asks for, by ALTCHA's own solver.
///
/// # Panics
/// When it cannot be done.
pub fn solved(challenge: String) -> Work {
    let theirs: Challenge = serde_json::from_str(&challenge).expect("a challenge of ALTCHA");
    let solution = solve_challenge(SolveChallengeOptions::new(&theirs)).expect("it can be solved");
    Work { challenge, counter: solution.expect("it is solved in time").counter }
}

fn address(door: &Door, token: &VisitorToken, begun: &VisitBegun) -> Address {
    let credentials = Credentials::Visitor(token.clone());
    Address { door: door.clone(), conversation: begun.conversation.clone(), credentials }
}
