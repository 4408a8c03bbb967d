//! The texts of the questions that are asked before the first message.

pub const QUESTIONS_WHY: &str =
    "Asked before the first message, in this order. What must be answered is a step more for visitors.";
pub const QUESTION: &str = "Question";
pub const ADD_QUESTION: &str = "Add a question";
pub const QUESTION_LABEL: &str = "Words of the question";
pub const QUESTION_KIND: &str = "Kind";
pub const QUESTION_KINDS: [&str; 10] = [
    "A line of text",
    "E-mail address",
    "Name",
    "Telephone number",
    "Number",
    "Day",
    "A box to tick",
    "One of several",
    "A link to read",
    "A hidden value",
];
pub const QUESTION_NAME: &str = "Name in the data";
pub const QUESTION_NAME_WHY: &str = "Small letters, digits and _, a letter first.";
pub const QUESTION_REQUIRED: &str = "It must be answered";
pub const QUESTION_TICKED: &str = "It must be ticked";
pub const QUESTION_OPTIONS: &str = "What can be chosen";
pub const QUESTION_OPTIONS_WHY: &str = "One a line.";
pub const QUESTION_LINK: &str = "Where the link leads";
pub const QUESTION_VALUE: &str = "The value";

/// What is wrong with a field of a question, by its JSON pointer.
pub fn question_mistake(pointer: &str) -> &'static str {
    // "/form/0/labels/fi": what follows the number.
    match pointer.split('/').nth(3).unwrap_or_default() {
        "name" => "Use small letters, digits and _, a letter first, and each name once.",
        "kind" => "An e-mail address and a name can each be asked for once.",
        "labels" => "Word the question in the main language.",
        "options" => "Write what can be chosen, each once, one a line.",
        "value" => "Enter an address that begins with https://.",
        _ => "This value cannot be used.",
    }
}
