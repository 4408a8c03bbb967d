//! The page in the frame. Everything that the panel has to know before it asks comes with it.

use std::collections::HashMap;

use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::template::{Value, render};
use super::{assets, html, settings};
use crate::answer;
use crate::fault::{Failure, Fault};
use crate::internal::ChannelSettings;

const TEMPLATE: &str = include_str!("../../../widget/panel.html");
/// The one language so far.
pub const LANGUAGE: &str = "en";

/// The built files that the page names.
struct Files {
    css: String,
    js: String,
    wasm: String,
}

/// `GET /chat/{channel}`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let settings = settings::of_channel(&context, &access).await?;
    let files = Files {
        css: assets::path_of(&context.env, "panel.css").await?,
        js: assets::path_of(&context.env, "panel.js").await?,
        wasm: assets::path_of(&context.env, "panel.wasm").await?,
    };
    let nonce = html::nonce()?;
    let page = filled(&settings, files, &nonce)?;
    let policy = html::app_policy(&context, &nonce, &html::ancestors(&settings.allowed_origins));
    let mut response = html::page(200, page, &policy)?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    assets::compress(&context, &mut response)?;
    Ok(response)
}

fn filled(settings: &ChannelSettings, files: Files, nonce: &str) -> Result<String, Fault> {
    let panel = &settings.panel;
    let values = HashMap::from([
        ("title", Value::text(&panel.title)),
        ("subtitle", Value::text(&panel.subtitle)),
        ("welcome", Value::text(&panel.welcome)),
        ("settings", Value::json(panel)?),
        ("nonce", Value::text(nonce)),
        ("css", Value::text(files.css)),
        ("js", Value::text(files.js)),
        ("wasm", Value::text(files.wasm)),
        ("accent", Value::text(panel.accent.to_string())),
        ("on_accent", Value::text(&panel.on_accent)),
        ("channel", Value::text(panel.channel.as_str())),
        ("lang", Value::text(LANGUAGE)),
    ]);
    render(TEMPLATE, &values)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use pulina_shared::ids::{AccountId, ChannelId};
    use pulina_shared::text::Colour;
    use pulina_shared::wire::availability::{AvailabilityNow, AwayBehaviour, ReplyTime};
    use pulina_shared::wire::channel::{EmailCapture, StorageMode};
    use pulina_shared::wire::embed::{PanelSettings, Side};

    pub fn settings() -> ChannelSettings {
        ChannelSettings {
            panel: PanelSettings {
                channel: ChannelId::new(&AccountId::new([1; 10]), [2; 5]),
                title: "</script><b>Chat".to_owned(),
                subtitle: "We answer".to_owned(),
                welcome: "Hello".to_owned(),
                accent: Colour { rgb: [1, 2, 3] },
                on_accent: "#ffffff".to_owned(),
                language: "en".to_owned(),
                words: Vec::new(),
                avatar: None,
                faces: Vec::new(),
                is_owner_shown: false,
                consent: None,
                storage: StorageMode::default(),
                availability: AvailabilityNow {
                    is_open: true,
                    changes_at: None,
                    opens_at: None,
                    away: AwayBehaviour::default(),
                    reply_time: ReplyTime::default(),
                    depends_on_users: false,
                },
                away_text: String::new(),
                reply_text: String::new(),
                email: EmailCapture::default(),
                form: Vec::new(),
                files: None,
                asks_for_rating: false,
                languages: Vec::new(),
            },
            side: Side::End,
            allowed_origins: Vec::new(),
        }
    }

    #[test]
    fn panel_page_has_a_value_for_every_placeholder() {
        let files = Files { css: "/a.css".to_owned(), js: "/a.js".to_owned(), wasm: "/a.wasm".to_owned() };
        let page = filled(&settings(), files, "abc").unwrap();
        assert!(!page.contains("{{"));
        assert!(!page.contains("</script><b>"), "a title cannot leave its place");
    }
}
