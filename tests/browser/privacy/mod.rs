//! What a browser keeps and tells of a visitor: nothing before they act, and afterwards exactly what
//! `docs/PRIVACY.md` says.

mod after_acting;
mod before_acting;

use std::collections::BTreeSet;

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode, StorageMode};
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::kept::kept_by;
use pulina_tests::stage::Stage;

const MODES: [StorageMode; 3] = [StorageMode::Never, StorageMode::AfterConsent, StorageMode::Always];

/// A channel of its own, whose visitors have to agree before anything is sent. Its desk is open.
async fn channel_with(
    stage: &Stage,
    storage: StorageMode,
    change: impl FnOnce(&mut ChannelSettings),
) -> (ChannelId, Agent) {
    let account = stage.site.another_account().await;
    let agent = stage.site.owner_of(&account).await;
    let channel = account.created.channel;
    choose(&agent, &channel, |settings| {
        (settings.consent.mode, settings.consent.storage) = (ConsentMode::Explicit, storage);
        change(settings);
    })
    .await;
    (channel, agent)
}

/// Fails when a document's origin keeps anything else than this.
async fn keeps(frame: &Frame, names: &[String], when: &str) {
    let wanted: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(kept_by(frame).await, wanted, "{when}");
}
