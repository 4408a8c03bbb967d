//! What the edge tells a help desk of its users: who asks, who wants to come in, and by what they prove it.

use pulina_shared::ids::AccountId;
use pulina_shared::wire::factors::{NewPasskey, PasskeySignIn};
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::http::{NewAccount, SignIn};
use pulina_shared::wire::users::Invitation;
use serde::{Deserialize, Serialize};

/// Carries the SHA-256 of a session token, in lower-case hex, from the edge to a help desk.
pub const SESSION_HEADER: &str = "x-pulina-session";
/// Carries the permission that a route asks for from the edge to a help desk, which looks whether
/// the user's role has it.
pub const PERMISSION_HEADER: &str = "x-pulina-permission";
/// Sent along by the edge where a route asks for a fresh proof of who its user is.
pub const PROOF_HEADER: &str = "x-pulina-proof";
/// Carries the network address of a request from the edge to a help desk; absent where the
/// platform tells none.
pub const NETWORK_HEADER: &str = "x-pulina-network";

/// `POST /create`: a new account; the ids were made by the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAccount {
    /// The account's id, by which its object was found.
    pub account: AccountId,
    /// What the operator asked for.
    pub request: NewAccount,
}

/// `POST /sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInAttempt {
    /// What the user typed.
    pub request: SignIn,
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
}

/// `POST /challenge`: somebody wants to sign in with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyWanted {
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
}

/// Under which address a browser was asked for a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Our own origin, as browsers write it.
    pub origin: String,
    /// Its host, which passkeys are bound to.
    pub host: String,
}

/// `POST /passkey`. The answer is [`SignedIn`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAttempt {
    /// What the browser gave.
    pub request: PasskeySignIn,
    /// Under which address it asked us.
    pub asked: Asked,
}

/// `POST /me/passkeys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPasskey {
    /// What the browser gave.
    pub new: NewPasskey,
    /// Under which address it asked us.
    pub asked: Asked,
}

/// The answer to [`SignInAttempt`].
#[derive(Clone, Serialize, Deserialize)]
pub struct SignedIn {
    /// The session's secret, for the cookie.
    pub token: String,
    /// What the user sees.
    pub session: Session,
}

/// The answer to `POST /invitations`.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationMade {
    /// The invitation.
    pub invitation: Invitation,
    /// What goes into the link.
    pub secret: String,
}

/// `POST /accept`: somebody brings the secret of an invitation. The answer is [`SignedIn`].
#[derive(Clone, Serialize, Deserialize)]
pub struct Accept {
    /// SHA-256 of the secret, in lower-case hex.
    pub secret_hash: String,
    /// The public name.
    pub name: String,
    /// The password.
    pub password: String,
}
