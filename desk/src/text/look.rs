//! The texts about who stands at the top of the chat, and about the channel's picture.

pub const HEADING: &str = "At the top of the chat";
/// In the order in which they can be chosen.
pub const HEADINGS: [&str; 3] =
    ["The channel's own name and picture", "Who owns the conversation", "Chosen users"];
pub const HEADING_USERS: &str = "Users at the top";
pub const HEADING_USERS_WHY: &str =
    "A visitor sees at most three of them, always the same ones. Nobody chosen: everybody.";

pub const CHANNEL_PICTURE: &str = "Picture of the channel";
pub const CHANNEL_PICTURE_WHY: &str = "Visitors have it at once. Without one they see the first letter.";
pub const REMOVE_CHANNEL_PICTURE: &str = "Remove the picture";
pub const CUT_PICTURE: &str = "Part of the picture that is shown";
pub const CUT_ZOOM: &str = "Size";
pub const CUT_ACROSS: &str = "Left to right";
pub const CUT_DOWN: &str = "Top to bottom";
pub const USE_PICTURE: &str = "Use this part";
pub const LEAVE_PICTURE: &str = "Leave it as it was";
