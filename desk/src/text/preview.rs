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
pub const DEVICES: [(bool, &str); 2] = [(false, "Computer"), (true, "Phone")];
pub const PREVIEW_WAITS: &str = "One field cannot be read yet, so this is as it was before.";
pub const NO_CONSENT: &str = "Consent is not asked on this channel.";
pub const NO_QUESTIONS: &str = "Nothing is asked before the first message.";

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
