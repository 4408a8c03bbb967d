//! The texts of the preview beside the settings.

use crate::settings::Scene;

pub const PREVIEW: &str = "Preview";
pub const PREVIEW_CLOSE: &str = "Close the preview";
pub const PREVIEW_FRAME: &str = "The chat as visitors see it";
pub const PREVIEW_SCENE: &str = "What is shown";
pub const PREVIEW_LIGHT: &str = "Light or dark";
pub const PREVIEW_DEVICE: &str = "Device";
pub const PREVIEW_LANGUAGE: &str = "Language of the preview";
pub const LIGHTS: [(bool, &str); 2] = [(false, "Light"), (true, "Dark")];
pub const PREVIEW_DEVICES: [(bool, &str); 2] = [(false, "Computer"), (true, "Phone")];
pub const SHARE_PREVIEW: &str = "Make a link to this preview";
pub const SHARE_PREVIEW_WHY: &str = "Whoever has the link sees the draft on a sample page, without signing in. What is written there goes nowhere.";
pub const SHARED_PREVIEW: &str = "Link to the preview";
pub const MAKING_LINK: &str = "Making the link…";
pub const PREVIEW_WAITS: &str = "One field cannot be read yet, so this is as it was before.";
pub const NO_CONSENT: &str = "Consent is not asked on this channel.";
pub const NO_QUESTIONS: &str = "Nothing is asked before the first message.";

/// Until when a link works; `when` is a date with its time.
pub fn link_until(when: &str) -> String {
    format!("It works until {when}, and shows the draft as it is then.")
}

/// What a state of the chat is called.
pub fn scene(scene: Scene) -> &'static str {
    match scene {
        Scene::Launcher => "Launcher",
        Scene::Open => "Open",
        Scene::Away => "Away",
        Scene::Consent => "Consent",
        Scene::Questions => "Questions",
        Scene::Conversation => "Conversation",
        Scene::Ended => "Ended",
    }
}
