//! What is asked about channels by users, beside settings and keys.

use std::rc::Rc;

use pulina_shared::problem::Code;
use worker::{Method, Request, Response};

use super::{Desk, answer};
use crate::fault::Failure;

impl Desk {
    /// Answers it; `rest` is the path below the channels.
    pub(super) async fn answer_about_channels(
        self: &Rc<Self>,
        request: &mut Request,
        rest: &[&str],
    ) -> Result<Response, Failure> {
        match (request.method(), rest) {
            (Method::Get, []) => answer(200, self.list_channels(request)?),
            (Method::Post, []) => answer(201, self.make_channel(request).await?),
            (Method::Patch, [id]) => answer(200, self.change_channel(request, id).await?),
            (Method::Delete, [id, "avatar"]) => answer(200, self.delete_channel_avatar(request, id)?),
            (Method::Get, [id, "seen"]) => answer(200, self.seen(request, id)?),
            (Method::Get, [id, "consent-versions"]) => answer(200, self.consent_versions(request, id)?),
            (Method::Get, [id, "draft"]) => answer(200, self.draft(request, id)?),
            (Method::Put, [id, "draft"]) => answer(200, self.change_draft(request, id).await?),
            (Method::Delete, [id, "draft"]) => answer(200, self.delete_draft(request, id)?),
            (Method::Post, [id, "preview-links"]) => answer(201, self.make_preview_link(request, id)?),
            (Method::Post, [id, "publish"]) => answer(200, self.publish(request, id).await?),
            (Method::Get, [id, "history"]) => answer(200, self.history(request, id)?),
            (Method::Get, [id, "history", revision]) => answer(200, self.publication(request, id, revision)?),
            (Method::Post, [id, "history", revision, "restore"]) => {
                answer(200, self.restore(request, id, revision).await?)
            }
            _ => Err(Code::NotFound.into()),
        }
    }
}
