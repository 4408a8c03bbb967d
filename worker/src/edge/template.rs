//! Pages from templates. Every value is escaped for where it may stand, and a placeholder without
//! a value or a value without a placeholder is a fault, so a page is never half filled.

use std::collections::HashMap;
use std::hash::BuildHasher;

use serde::Serialize;

use crate::fault::Fault;

/// What a placeholder stands for.
pub enum Value {
    /// Text, between tags or in a quoted attribute.
    Text(String),
    /// JSON, within `<script type="application/json">` or as a JavaScript expression.
    Json(String),
    /// HTML that was made by [`render`].
    Html(String),
}

impl Value {
    /// Text.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    /// A value as JSON that cannot end the element or line that it stands in.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn json(value: &impl Serialize) -> Result<Self, Fault> {
        script_json(value).map(Self::Json)
    }

    fn escaped(&self) -> String {
        match self {
            Self::Text(text) => escape(text),
            Self::Json(done) | Self::Html(done) => done.clone(),
        }
    }
}

/// JSON that may stand in a script: no `<`, `>`, `&`, and none of the line ends that JSON allows
/// and old JavaScript does not.
///
/// # Errors
/// When it cannot be written.
pub fn script_json(value: &impl Serialize) -> Result<String, Fault> {
    let json = serde_json::to_string(value).map_err(|error| Fault::json("page", error))?;
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    Ok(safe)
}

/// Fills a template. Placeholders are written `{{name}}`.
///
/// # Errors
/// When placeholders and values do not fit together.
pub fn render<S: BuildHasher>(template: &str, values: &HashMap<&str, Value, S>) -> Result<String, Fault> {
    let mut page = String::with_capacity(template.len() * 2);
    let mut used: Vec<&str> = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) =
            after.split_once("}}").ok_or(Fault::Impossible { what: "a placeholder without an end" })?;
        let Some((name, value)) = values.get_key_value(name) else {
            return Err(Fault::stored("placeholder without a value", name));
        };
        page.push_str(before);
        page.push_str(&value.escaped());
        used.push(name);
        rest = after;
    }
    page.push_str(rest);
    match values.keys().find(|name| !used.contains(name)) {
        Some(name) => Err(Fault::stored("value without a placeholder", name)),
        None => Ok(page),
    }
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place() {
        let values = HashMap::from([
            ("a", Value::text("\"><script>'&")),
            ("b", Value::json(&"</script>\u{2028}&").unwrap()),
        ]);
        let page = render("<p title=\"{{a}}\">{{a}}</p><script>{{b}}</script>", &values).unwrap();
        let text = "&quot;&gt;&lt;script&gt;&#39;&amp;";
        assert_eq!(
            page,
            format!("<p title=\"{text}\">{text}</p><script>\"\\u003c/script\\u003e\\u2028\\u0026\"</script>")
        );
    }

    #[test]
    fn placeholders_within_values_stay_text() {
        let values = HashMap::from([("a", Value::text("{{b}}")), ("b", Value::text("secret"))]);
        assert_eq!(render("{{a}} {{b}}", &values).unwrap(), "{{b}} secret");
    }

    #[test]
    fn page_is_never_half_filled() {
        let values = HashMap::from([("a", Value::text("x"))]);
        assert!(render("{{a}} {{b}}", &values).is_err());
        assert!(render("nothing", &values).is_err());
        assert!(render("{{a", &values).is_err());
    }
}
