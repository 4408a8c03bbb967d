//! The only door. Objects are reached from the edge through the values made here, and each is made
//! from proof that came with the request. Their fields are private on purpose.

use pulina_shared::ids::{AccountId, ChannelId, ConversationId};
use pulina_shared::problem::Code;
use pulina_shared::token::{SessionToken, VisitorToken};
use sha2::{Digest, Sha256};
use worker::Method;

use super::route::Context;
use crate::bindings;
use crate::chance::random;
use crate::durable::call::{Object, call_object};
use crate::fault::Failure;
use crate::internal::{Caller, Grant, GrantRequest, secret_hash};
use crate::permission::Permission;

/// The cookie of a signed-in user. The prefix makes browsers keep it to this very origin.
pub const SESSION_COOKIE: &str = "__Host-pulina";

/// What anybody may ask about a channel.
pub struct ChannelAccess {
    channel: ChannelId,
}

/// The operator, who knows the set-up secret.
pub struct SetupAccess {
    account: AccountId,
}

/// Somebody with a visitor token, on one channel.
pub struct VisitorAccess {
    channel: ChannelAccess,
    token_hash: String,
}

/// Somebody with a session cookie and a request that no foreign page could have made. Whether the
/// session stands, and whether the user may do this, is for the help desk to say.
pub struct AgentAccess {
    account: AccountId,
    token_hash: String,
    permission: Permission,
    needs_proof: bool,
}

/// Somebody who may take part in a conversation, as far as can be known before its object looks.
pub struct ConversationAccess {
    conversation: ConversationId,
    caller: Caller,
}

impl ChannelAccess {
    /// From the channel's id in the path.
    ///
    /// # Errors
    /// `id_invalid`.
    pub fn from_path(context: &Context) -> Result<Self, Failure> {
        let channel =
            ChannelId::parse(context.param("channel")).map_err(|_| Failure::from(Code::IdInvalid))?;
        Ok(Self { channel })
    }

    /// The channel.
    pub fn channel(&self) -> &ChannelId {
        &self.channel
    }

    /// The account's object.
    pub fn help_desk(&self) -> Object {
        Object::HelpDesk(self.channel.account())
    }
}

impl SetupAccess {
    /// From the set-up secret as bearer.
    ///
    /// # Errors
    /// `setup_denied`, also when no secret is configured.
    pub fn from_secret(context: &Context) -> Result<Self, Failure> {
        let denied = || Failure::from(Code::SetupDenied);
        let secret = bindings::setup_secret(&context.env).ok_or_else(denied)?;
        let given = bearer(context).ok_or_else(denied)?;
        // Hashes are compared, so the time that it takes says nothing about the secret.
        if Sha256::digest(given.as_bytes()) != Sha256::digest(secret.as_bytes()) {
            return Err(denied());
        }
        Ok(Self { account: AccountId::new(random()?) })
    }

    /// The id of the account that is to be made.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The new account's object.
    pub fn help_desk(&self) -> Object {
        Object::HelpDesk(self.account.clone())
    }
}

impl VisitorAccess {
    /// From the visitor token as bearer.
    ///
    /// # Errors
    /// `id_invalid`, `session_ended` without a well-formed token, `origin_denied`.
    pub fn from_bearer(context: &Context) -> Result<Self, Failure> {
        let channel = ChannelAccess::from_path(context)?;
        refuse_foreign_origin(context)?;
        let token = visitor_token(context).ok_or(Failure::from(Code::SessionEnded))?;
        Ok(Self::with_token(channel, &token))
    }

    /// From a token in the body of the plain form, which any page may send: it holds the proof itself.
    pub fn with_token(channel: ChannelAccess, token: &VisitorToken) -> Self {
        Self { channel, token_hash: secret_hash(token.secret()) }
    }

    /// The channel.
    pub fn channel(&self) -> &ChannelId {
        self.channel.channel()
    }

    /// SHA-256 of the token.
    pub fn token_hash(&self) -> &str {
        &self.token_hash
    }

    /// The account's object.
    pub fn help_desk(&self) -> Object {
        self.channel.help_desk()
    }

    /// The conversation that the help desk names for this token; its object compares the hash.
    pub fn enter(&self, conversation: ConversationId) -> ConversationAccess {
        ConversationAccess { conversation, caller: Caller::Visitor { token_hash: self.token_hash.clone() } }
    }
}

impl AgentAccess {
    /// From the session cookie, for what needs this permission, and perhaps a fresh proof.
    ///
    /// # Errors
    /// `session_ended` without a well-formed cookie; `origin_denied` when a foreign page may have
    /// sent it.
    pub fn from_cookie(
        context: &Context,
        permission: Permission,
        needs_proof: bool,
    ) -> Result<Self, Failure> {
        let ended = || Failure::from(Code::SessionEnded);
        let token = session_token(context).ok_or_else(ended)?;
        let account = token.account().map_err(|_| ended())?;
        if context.request.method() != Method::Get || is_upgrade(context) {
            require_own_origin(context)?;
        }
        Ok(Self { account, token_hash: secret_hash(token.secret()), permission, needs_proof })
    }

    /// What the help desk must find allowed.
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// Whether the help desk must find that the user has proved who they are a short time ago.
    pub fn needs_proof(&self) -> bool {
        self.needs_proof
    }

    /// SHA-256 of the session's secret.
    pub fn token_hash(&self) -> &str {
        &self.token_hash
    }

    /// The desk of the account, as a path of ours.
    pub fn desk_path(&self) -> String {
        format!("/desk/{}", self.account)
    }

    /// The account's object.
    pub fn help_desk(&self) -> Object {
        Object::HelpDesk(self.account.clone())
    }

    /// A conversation of the account, if the session stands.
    ///
    /// # Errors
    /// `session_ended`, `not_found`, and faults.
    pub async fn enter(
        &self,
        context: &Context,
        conversation: ConversationId,
    ) -> Result<ConversationAccess, Failure> {
        if conversation.account() != self.account {
            return Err(Code::NotFound.into());
        }
        let request = GrantRequest {
            token_hash: self.token_hash.clone(),
            conversation: conversation.clone(),
            is_socket: is_upgrade(context),
        };
        let Grant { user, session } =
            call_object(&context.env, &self.help_desk(), "/grants", &context.request_id, &request).await?;
        Ok(ConversationAccess { conversation, caller: Caller::Agent { user, session } })
    }
}

impl ConversationAccess {
    /// From a visitor token as bearer, else from the session cookie. A socket of neither is let
    /// through unproved: its first frame must bring the proof, and is told why when it does not.
    ///
    /// # Errors
    /// `id_invalid`, `session_ended`, `origin_denied`, `not_found`.
    pub async fn from_request(context: &Context) -> Result<Self, Failure> {
        let conversation = ConversationId::parse(context.param("conversation"))
            .map_err(|_| Failure::from(Code::IdInvalid))?;
        refuse_foreign_origin(context)?;
        if let Some(token) = visitor_token(context) {
            let caller = Caller::Visitor { token_hash: secret_hash(token.secret()) };
            return Ok(Self { conversation, caller });
        }
        let entered = match AgentAccess::from_cookie(context, Permission::Answer, false) {
            Ok(agent) => agent.enter(context, conversation.clone()).await,
            Err(failure) => Err(failure),
        };
        match entered {
            Err(Failure::Rejection(rejection))
                if is_upgrade(context) && is_about_the_session(rejection.code) =>
            {
                let caller =
                    if rejection.code == Code::NotFound { Caller::Stranger } else { Caller::Unproved };
                Ok(Self { conversation, caller })
            }
            entered => entered,
        }
    }

    /// Who speaks.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The conversation.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    /// The object of the account that it belongs to.
    pub fn help_desk(&self) -> Object {
        Object::HelpDesk(self.conversation.account())
    }

    /// The conversation's object.
    pub fn object(&self) -> Object {
        Object::Conversation(self.conversation.clone())
    }
}

/// The object of an account to sign in to: the password, which it checks, is the proof.
pub fn help_desk_to_sign_in(account: &AccountId) -> Object {
    Object::HelpDesk(account.clone())
}

/// The object that knows an invitation: its secret, which it checks, is the proof.
pub fn help_desk_of_invitation(account: AccountId) -> Object {
    Object::HelpDesk(account)
}

/// The object that keeps a public picture: visitors see it, so nothing has to be proved.
pub fn help_desk_with_pictures(account: AccountId) -> Object {
    Object::HelpDesk(account)
}

/// The object that signed a download link: the signature, which it checks, is the proof.
pub fn conversation_of_link(conversation: ConversationId) -> Object {
    Object::Conversation(conversation)
}

/// A socket may still be a visitor's, whatever cookie the browser sent along.
fn is_about_the_session(code: Code) -> bool {
    matches!(code, Code::SessionEnded | Code::NotFound | Code::OriginDenied)
}

/// Whether the request asks for a socket.
pub fn is_upgrade(context: &Context) -> bool {
    context.header("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// The account of the session cookie, proved or not: good for nothing but choosing a page.
pub fn account_of_cookie(context: &Context) -> Option<AccountId> {
    session_token(context)?.account().ok()
}

/// An origin that is not ours is refused; programs that are no browsers send none.
///
/// # Errors
/// `origin_denied`.
pub fn refuse_foreign_origin(context: &Context) -> Result<(), Failure> {
    match context.header("origin") {
        Some(origin) if origin != context.own_origin() => Err(Code::OriginDenied.into()),
        Some(_) | None => Ok(()),
    }
}

/// The request must say that a page of ours made it, because its cookie came by itself.
fn require_own_origin(context: &Context) -> Result<(), Failure> {
    let is_ours = context.header("origin").is_some_and(|origin| origin == context.own_origin());
    let is_same_origin = context.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if is_ours && is_same_origin { Ok(()) } else { Err(Code::OriginDenied.into()) }
}

fn bearer(context: &Context) -> Option<String> {
    let value = context.header("authorization")?;
    let (scheme, credentials) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| credentials.trim().to_owned())
}

fn visitor_token(context: &Context) -> Option<VisitorToken> {
    VisitorToken::parse(&bearer(context)?).ok()
}

fn session_token(context: &Context) -> Option<SessionToken> {
    let cookies = context.header("cookie")?;
    let value = cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == SESSION_COOKIE).then_some(value)
    })?;
    SessionToken::parse(value).ok()
}
