//! The states that the demo's channel can be put into, so that a person can look at each. A state is
//! what it changes of a channel's settings; several can be taken together.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

const MINUTES_PER_DAY: u64 = 24 * 60;
/// The channel opens so much later than now, wherever the clock stands.
const OPENS_IN_MINUTES: u64 = 2 * 60;
const OPEN_FOR_MINUTES: u64 = 60;

/// A state of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// Everything as it was at first
    Reset,
    /// Somebody is there and answers within minutes
    Open,
    /// Outside of the hours; says when somebody is there again
    HoursClosed,
    /// Outside of the hours; says the channel's own away message
    AwayMessage,
    /// Outside of the hours; no launcher
    Hidden,
    /// There is somebody as long as the desk is open somewhere
    Users,
    /// The visitor agrees by a button before the first message
    ConsentExplicit,
    /// The visitor agrees by sending the first message
    ConsentImplicit,
    /// A form with every kind of question before the first message
    Form,
    /// Asks for an e-mail address after the first message
    Email,
    /// The team's faces at the top
    TeamHeading,
    /// Whoever owns the conversation at the top
    OwnerHeading,
    /// A bubble beside the launcher, and a welcome in the panel
    Teaser,
    /// Always light
    Light,
    /// Always dark
    Dark,
    /// Another accent and typeface, on the other side
    Orange,
    /// Words on the launcher
    LabelLauncher,
    /// No launcher; the page's own buttons open the chat
    NoLauncher,
    /// In Finnish, with texts of its own
    Finnish,
    /// In Arabic, from right to left
    Arabic,
    /// Files cannot be sent
    NoFiles,
    /// Asks how it was when the conversation was closed
    Rating,
}

impl State {
    /// The language that the customer's page asks for in this state.
    pub fn language(self) -> Option<&'static str> {
        match self {
            Self::Finnish => Some("fi"),
            Self::Arabic => Some("ar"),
            _ => None,
        }
    }

    /// What it changes of settings that are all defaults.
    pub fn settings(self) -> Result<Value> {
        Ok(match self {
            Self::Reset => json!({}),
            Self::Open => json!({"availability": {"mode": "always", "reply_time": "minutes"}}),
            Self::HoursClosed => closed("return_time")?,
            Self::AwayMessage => {
                let mut settings = closed("message")?;
                let away = "The shop is closed. Write to us; we answer at {time}.";
                merge(&mut settings, json!({"texts": {"en": {"away": away}}}));
                settings
            }
            Self::Hidden => closed("hide_launcher")?,
            Self::Users => {
                json!({"availability": {"mode": "users", "schedule": {"week": [[], [], [], [], [], [], []]}}})
            }
            Self::ConsentExplicit => consent("explicit"),
            Self::ConsentImplicit => consent("implicit"),
            Self::Form => json!({"form": form()}),
            Self::Email => json!({"email": "after"}),
            Self::TeamHeading => json!({"look": {"heading": {"users": []}}}),
            Self::OwnerHeading => json!({"look": {"heading": "owner"}}),
            Self::Teaser => json!({"texts": {"en": {
                "teaser": "Looking for a size? Ask us.",
                "welcome": "Hello! What can we find for you?",
            }}}),
            Self::Light => json!({"look": {"scheme": "light"}}),
            Self::Dark => json!({"look": {"scheme": "dark"}}),
            Self::Orange => json!({"look": {
                "accent": "#e8590c", "font": "rounded", "side": "start", "side_offset": 48, "bottom_offset": 32,
            }}),
            Self::LabelLauncher => json!({
                "look": {"launcher": "label"}, "texts": {"en": {"launcher": "Ask the shop"}},
            }),
            Self::NoLauncher => json!({"look": {"launcher": "hidden"}}),
            Self::Finnish => json!({"language": "fi", "texts": {"fi": {
                "title": "Demo-kauppa", "subtitle": "Kysy mitä vain", "welcome": "Hei! Miten voimme auttaa?",
            }}}),
            Self::Arabic => json!({"language": "ar", "texts": {"ar": {
                "title": "متجر تجريبي", "welcome": "مرحبًا! كيف يمكننا مساعدتك؟",
            }}}),
            Self::NoFiles => json!({"files": {
                "are_allowed": false, "bytes_max": 1_048_576, "are_archives_allowed": false,
            }}),
            Self::Rating => json!({"asks_for_rating": true}),
        })
    }
}

/// Puts what one object has into another, object by object.
pub fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

fn closed(away: &str) -> Result<Value> {
    let minute = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 60 % MINUTES_PER_DAY;
    let from = (minute + OPENS_IN_MINUTES) % MINUTES_PER_DAY;
    // Midnight at the end of a day is its last minute, not the first of the next.
    let to = match (from + OPEN_FOR_MINUTES) % MINUTES_PER_DAY {
        0 => MINUTES_PER_DAY,
        to => to,
    };
    let week = vec![json!([{"from": from, "to": to}]); 7];
    Ok(json!({"availability": {
        "mode": "hours", "away": away, "reply_time": "hours",
        "schedule": {"zone": "UTC", "week": week, "days": []},
    }}))
}

fn consent(mode: &str) -> Value {
    json!({
        "consent": {"mode": mode},
        "texts": {"en": {
            "consent": "We read what you write to answer you, and keep it for a year. \
                        More in our [privacy notice](https://example.com/privacy).",
            "consent_button": "Agree and chat",
            "communicate": "You may write to me about offers.",
        }},
    })
}

fn form() -> Value {
    let question = |name: &str, kind: &str, [en, fi, ar]: [&str; 3]| json!({"name": name, "kind": kind, "labels": {"en": en, "fi": fi, "ar": ar}});
    let mut form = vec![
        question("name", "name", ["Your name", "Nimesi", "اسمك"]),
        question("email", "email", ["E-mail address", "Sähköpostiosoite", "البريد الإلكتروني"]),
        question("phone", "phone", ["Telephone", "Puhelin", "الهاتف"]),
        question("order", "number", ["Order number", "Tilausnumero", "رقم الطلب"]),
        question("day", "date", ["When did you order?", "Milloin tilasit?", "متى طلبت؟"]),
        question("topic", "list", ["What is it about?", "Mistä on kyse?", "ما الموضوع؟"]),
        question("details", "text", ["In a few words", "Muutamalla sanalla", "بإيجاز"]),
        question("terms", "link", ["Our terms", "Ehtomme", "شروطنا"]),
        question("accepts", "checkbox", ["I have read them", "Olen lukenut ne", "لقد قرأتها"]),
        question("page", "hidden", ["Page", "Sivu", "الصفحة"]),
    ];
    let changes = [
        (0, json!({"is_required": true})),
        (5, json!({"options": ["Delivery", "Returns", "Something else"]})),
        (7, json!({"value": "https://example.com/terms"})),
        (9, json!({"value": "demo"})),
    ];
    for (index, change) in changes {
        if let Some(question) = form.get_mut(index) {
            merge(question, change);
        }
    }
    Value::Array(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_taken_together() {
        let mut settings = State::Dark.settings().unwrap();
        merge(&mut settings, State::LabelLauncher.settings().unwrap());
        assert_eq!(settings["look"], json!({"scheme": "dark", "launcher": "label"}));
    }

    #[test]
    fn closed_hours_do_not_begin_before_they_are_far() {
        let settings = closed("message").unwrap();
        let range = &settings["availability"]["schedule"]["week"][6][0];
        let (from, to) = (range["from"].as_u64().unwrap(), range["to"].as_u64().unwrap());
        assert!(from < MINUTES_PER_DAY && (1..=MINUTES_PER_DAY).contains(&to));
    }
}
