//! A visitor's key to their conversation, as the device keeps it: the token that this browser made
//! and the conversation it opens. Nothing is made or stored before the first message is sent.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pulina_shared::ids::{ChannelId, ConversationId};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::http::VisitBegun;

use crate::device_storage::DeviceStorage;
use crate::http::{Call, RequestError};
use crate::random;
use crate::work;

/// Where the device keeps the secret.
pub const TOKEN: &str = "token";
const CONVERSATION: &str = "conversation";

/// The visit of one channel on this device.
#[derive(Debug)]
pub struct Visit {
    channel: ChannelId,
    device: Rc<DeviceStorage>,
    /// What this page works with, whatever other tabs do to the device meanwhile.
    current: RefCell<Option<(VisitorToken, Option<ConversationId>)>>,
    /// What a visit would begin with.
    to_come: RefCell<VisitorToken>,
    /// Whether other tabs may be somebody else's.
    is_apart: Cell<bool>,
}

impl Visit {
    /// The visit that the device remembers, if it does.
    pub fn open(channel: ChannelId, device: Rc<DeviceStorage>) -> Self {
        let to_come = RefCell::new(VisitorToken::new(random::bytes()));
        let visit =
            Self { channel, device, current: RefCell::new(None), to_come, is_apart: Cell::new(false) };
        *visit.current.borrow_mut() = visit.remembered();
        visit
    }

    /// The secret, once there is one.
    pub fn token(&self) -> Option<VisitorToken> {
        self.current.borrow().as_ref().map(|(token, _)| token.clone())
    }

    /// The secret that is there, or the one that a visit would begin with: the same before and after
    /// the first message, and on every later page.
    pub fn token_to_come(&self) -> VisitorToken {
        self.token().unwrap_or_else(|| self.to_come.borrow().clone())
    }

    /// The conversation, once the server named it.
    pub fn conversation(&self) -> Option<ConversationId> {
        self.current.borrow().as_ref().and_then(|(_, conversation)| conversation.clone())
    }

    /// Asks the server for the conversation of the device's token, or of a new one. May be repeated.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn begin(&self) -> Result<(), RequestError> {
        // Another tab may have begun it meanwhile: one device is one visitor.
        let token = match self.remembered() {
            Some((token, _)) if !self.is_apart.get() => token,
            _ => self.to_come.borrow().clone(),
        };
        *self.current.borrow_mut() = Some((token.clone(), None));
        self.device.write(TOKEN, token.secret());
        let path = ["/v1/channels/", self.channel.as_str(), "/visits"].concat();
        let answer = match Call::post(&path).bearer(token.secret()).send().await {
            Err(RequestError::Refused(problem)) if problem.work.is_some() => {
                // Without the part that works the crowd is waited for.
                let refused = RequestError::Refused(problem.clone());
                work::begin(path, token.clone(), *problem).await.map_err(|_| refused)?.await
            }
            answer => answer,
        };
        let begun: VisitBegun = answer?.json()?;
        self.device.write(CONVERSATION, begun.conversation.as_str());
        *self.current.borrow_mut() = Some((token, Some(begun.conversation)));
        Ok(())
    }

    /// Takes up what another tab has begun meanwhile, unless that may be somebody else's.
    pub fn look_again(&self) {
        if !self.is_apart.get() {
            *self.current.borrow_mut() = self.remembered();
        }
    }

    /// Whether what other tabs begin may be somebody else's.
    pub fn keep_apart(&self, is_apart: bool) {
        self.is_apart.set(is_apart);
    }

    /// The secret of a conversation that another tab has begun and this one does not go on with.
    pub fn token_elsewhere(&self) -> Option<VisitorToken> {
        let (token, conversation) = self.remembered()?;
        (conversation.is_some() && token != self.token_to_come()).then_some(token)
    }

    /// The visitor has this conversation already, from another device: the visit begins with it.
    pub fn take_up(&self, conversation: &ConversationId) {
        let token = self.token_to_come();
        self.device.write(TOKEN, token.secret());
        self.device.write(CONVERSATION, conversation.as_str());
        *self.current.borrow_mut() = Some((token, Some(conversation.clone())));
    }

    /// The device goes on with this conversation of the same visitor.
    pub fn remember(&self, conversation: &ConversationId) {
        self.device.write(CONVERSATION, conversation.as_str());
    }

    /// Drops a visit that the server does not know any more, unless another tab replaced it already.
    pub fn forget(&self) {
        *self.to_come.borrow_mut() = VisitorToken::new(random::bytes());
        let dropped = self.current.borrow_mut().take().map(|(token, _)| token);
        if self.remembered().map(|(token, _)| token) == dropped {
            self.device.remove(TOKEN);
            self.device.remove(CONVERSATION);
        }
    }

    fn remembered(&self) -> Option<(VisitorToken, Option<ConversationId>)> {
        let token = VisitorToken::parse(&self.device.read(TOKEN)?).ok()?;
        let conversation = self.device.read(CONVERSATION).and_then(|text| ConversationId::parse(&text).ok());
        Some((token, conversation))
    }
}
