//! How a channel's settings become public: edited in a draft, published as a whole, and kept with
//! who published them and when.
//!
//! Two numbers count: the published revision, raised with every publication, and the draft's own,
//! raised with every change of the draft, also when it is thrown away or published. Neither ever
//! comes twice.

use serde::{Deserialize, Serialize};

use super::channel::ChannelSettings;
use crate::ids::UserId;
use crate::time::Timestamp;

/// `GET /v1/channels/{channel}/draft`, and the answer to `PUT` and `DELETE`. Where no draft is kept
/// it is what is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts the changes of the draft.
    pub revision: u64,
    /// Whether a draft is kept; a change that leaves nothing to publish ends it.
    pub is_kept: bool,
    /// The published revision on which it stands. Behind `published` when somebody has published
    /// something else since; then it cannot be published before it was looked at and put on top.
    pub based_on: u64,
    /// The revision that is published now.
    pub published: u64,
    /// Who changed it last; absent where no draft is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<UserId>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// The settings. The picture is always the published one: it is changed by its own route, at once.
    pub settings: ChannelSettings,
}

/// `PUT /v1/channels/{channel}/draft`, of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftChange {
    /// The draft's revision that was read; `settings_changed` when it is not the newest.
    pub revision: u64,
    /// The published revision that the writer has seen, usually `based_on` as it was read. Whoever has
    /// looked at a newer publication and goes on over it sends its revision.
    pub based_on: u64,
    /// All settings.
    pub settings: ChannelSettings,
}

/// `POST /v1/channels/{channel}/publish`, of users: the draft becomes public. The answer is a
/// `StoredSettings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The draft's revision that was looked at; `settings_changed` when it is not the newest, and when
    /// something else was published since the draft was begun.
    pub revision: u64,
}

/// `POST /v1/channels/{channel}/history/{revision}/restore`, of users: what was published then is
/// published again, as a new revision. The answer is a `StoredSettings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// The published revision that is replaced; `settings_changed` when it is not the newest.
    pub revision: u64,
}

/// Answer to `POST /v1/channels/{channel}/preview-links`, of users: the draft on a sample page, for
/// whoever has the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLink {
    /// The path below the server's address, `/preview/…`.
    pub path: String,
    /// When it stops to show anything.
    pub expires_at: Timestamp,
}

/// `GET /v1/channels/{channel}/history?before=REVISION&limit=N`, of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The newest first.
    pub publications: Vec<Publication>,
    /// What `before` has to be for the next page; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_before: Option<u64>,
}

/// One time that settings became public. `GET /v1/channels/{channel}/history/{revision}` gives them,
/// as a `StoredSettings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The published revision.
    pub revision: u64,
    /// Who published; absent for what was public before publications were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// When; absent as `by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The revision that was published again by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<u64>,
    /// What differs from the publication before; absent for the oldest that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
}

/// In what two settings differ (`crate::settings::diff`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// JSON pointers of the values that differ, in the order of the settings' JSON, at most `limits::CHANGES_LISTED_MAX`.
    pub pointers: Vec<String>,
    /// How many more there are.
    pub n_more: u64,
}

impl Changes {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.pointers.is_empty()
    }
}
