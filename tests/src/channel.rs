//! A channel from outside: its settings as users see them, and what its pages hold for visitors.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::availability::AvailabilityNow;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::embed::PanelSettings;
use pulina_shared::wire::http::StoredSettings;
use serde_json::Value;

use crate::agent::Agent;
use crate::door::Door;

/// Where a channel's settings are.
pub fn settings_path(channel: &ChannelId) -> String {
    format!("/v1/channels/{channel}/settings")
}

/// What is chosen for a channel.
pub async fn settings_of(agent: &Agent, channel: &ChannelId) -> StoredSettings {
    agent.asks("GET", &settings_path(channel)).granted().await
}

/// Changes what is chosen for a channel.
pub async fn choose(agent: &Agent, channel: &ChannelId, change: impl FnOnce(&mut ChannelSettings)) {
    let mut stored = settings_of(agent, channel).await;
    change(&mut stored.settings);
    agent.asks("PUT", &settings_path(channel)).json(&stored).granted::<StoredSettings>().await;
}

/// Whether somebody is there.
pub async fn availability(door: &Door, channel: &ChannelId) -> AvailabilityNow {
    door.get(&format!("/v1/channels/{channel}/availability")).granted().await
}

/// What the panel's page tells its app.
///
/// # Panics
/// When the page holds no settings.
pub async fn panel_settings(door: &Door, channel: &ChannelId, query: &str, accepted: &str) -> PanelSettings {
    let ask = door.get(&format!("/chat/{channel}{query}")).header("accept-language", accepted);
    let html = ask.answer().await.text();
    let (_, rest) = html.split_once(r#"id="settings">"#).expect("the page holds settings");
    let (json, _) = rest.split_once("</script>").expect("they end");
    serde_json::from_str(json).expect("they are settings")
}

/// What the loader is told.
///
/// # Panics
/// When the script is of another shape.
pub async fn launcher_settings(door: &Door, channel: &ChannelId, query: &str) -> Value {
    let and = if query.is_empty() { "?" } else { "&" };
    let script = door.get(&format!("/embed/{channel}.js{query}{and}as=settings")).answer().await.text();
    let json = script.trim().strip_prefix("export default ").and_then(|rest| rest.strip_suffix(';'));
    serde_json::from_str(json.expect("a module with the settings")).expect("JSON")
}
