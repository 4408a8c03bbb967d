//! Pictures that visitors see: served to anybody, and of a channel also changed here. The address of
//! a picture names its content, so it never changes.

use pulina_shared::ids::{ChannelId, UserId};
use pulina_shared::problem::Code;
use pulina_shared::wire::http::StoredSettings;
use sha2::{Digest, Sha256};
use worker::{Request, Response};

use super::channels::stored;
use super::{Actor, Desk};
use crate::answer;
use crate::domain::image::ImageKind;
use crate::fault::{Failure, Fault};
use crate::storage::channels::ChannelRow;
use crate::storage::help_desk::AccountHead;
use crate::storage::pictures;
use crate::storage::publications::{self, Cause};

impl Desk {
    /// Gives a channel a picture.
    pub async fn put_channel_avatar(
        &self,
        request: &mut Request,
        id: &str,
    ) -> Result<StoredSettings, Failure> {
        let bytes = request.bytes().await.map_err(|error| Fault::platform("request body", error))?;
        self.transaction(|| {
            let Actor { head: AccountHead { id: account, .. }, user, .. } = self.actor(request)?;
            let row = self.channel_row(id)?;
            let kind = ImageKind::parse(&bytes)?;
            let hash = short_hash(&bytes);
            pictures::insert(&self.sql, row.id.as_str(), &hash, kind.content_type(), bytes)?;
            let path = format!("/v1/avatars/{account}/{}/{hash}", row.id);
            self.write_channel_avatar(row, Some(path), Some(&hash), &user.id)
        })
    }

    /// Takes the picture of a channel away.
    pub fn delete_channel_avatar(&self, request: &Request, id: &str) -> Result<StoredSettings, Failure> {
        self.transaction(|| {
            let user = self.actor(request)?.user;
            self.write_channel_avatar(self.channel_row(id)?, None, None, &user.id)
        })
    }

    fn write_channel_avatar(
        &self,
        row: ChannelRow,
        path: Option<String>,
        hash: Option<&str>,
        by: &UserId,
    ) -> Result<StoredSettings, Failure> {
        pictures::keep_only(&self.sql, row.id.as_str(), hash)?;
        // What is so already is no change.
        if row.settings.look.avatar == path {
            return Ok(stored(row));
        }
        let mut settings = row.settings.clone();
        settings.look.avatar = path;
        let before = row.revision;
        let row = self.make_public(row, settings, by, Cause::Choice)?;
        publications::move_draft(&self.sql, &row.id, before, row.revision)?;
        Ok(stored(row))
    }

    /// A picture.
    pub fn avatar(&self, whose: &str, hash: &str) -> Result<Response, Failure> {
        if UserId::parse(whose).is_err() && ChannelId::parse(whose).is_err() {
            return Err(Code::IdInvalid.into());
        }
        let picture = pictures::find(&self.sql, whose, hash)?.ok_or(Failure::from(Code::NotFound))?;
        Ok(answer::bytes(200, &picture.content_type, picture.bytes)?)
    }
}

/// 96 bits of the content's hash: a name, not a secret.
pub fn short_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().take(12).fold(String::with_capacity(24), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
