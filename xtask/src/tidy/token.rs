//! Names and texts that must not stand in certain places of the code; comments are free.

use super::Finding;
use super::source::{Kind, Rust, Sources, Token};

/// The one place in the tests that may let time pass, under a deadline.
const POLLING_FILE: &str = "tests/src/wait.rs";

const STORAGE_FOLDER: &str = "worker/src/storage/";

const SQL_STARTS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
];

/// A word in an identifier, and the noun that we use.
const WORDS: [(&str, &str); 4] = [
    ("chat_room", "conversation"),
    ("customer_id", "visitor or contact"),
    ("operator", "agent or user"),
    ("assignee", "owner"),
];

pub fn sql_outside_storage(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&["shared/", "browser/", "widget/", "desk/", "worker/"]) {
        if file.path.starts_with(STORAGE_FOLDER) {
            continue;
        }
        for token in rust.tokens.iter().filter(|token| token.kind == Kind::Literal) {
            let text = token.text.trim_start_matches(['b', 'c', 'r', '#', '"']).trim_start();
            if SQL_STARTS.iter().any(|start| text.starts_with(start)) {
                findings.push(Finding::new(
                    &file.path,
                    token.line,
                    format!("SQL outside storage, use a function of {STORAGE_FOLDER}"),
                ));
            }
        }
    }
    findings
}

pub fn ignored_tests(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&[]) {
        for window in rust.tokens.windows(3) {
            if window[0].is("#") && window[1].is("[") && window[2].is("ignore") {
                findings.push(Finding::new(
                    &file.path,
                    window[2].line,
                    "a test is switched off, use PULINA_LONG for what takes long",
                ));
            }
        }
    }
    findings
}

pub fn sleeps(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&[]) {
        if file.path == POLLING_FILE || file.path.starts_with("xtask/") {
            continue;
        }
        let in_tests = file.path.starts_with("tests/");
        for (index, token) in rust.tokens.iter().enumerate() {
            let is_sleep = ["sleep", "sleep_until", "sleep_ms"].iter().any(|name| token.is(name));
            if is_sleep && (in_tests || follows(&rust.tokens, index, "thread")) {
                findings.push(Finding::new(
                    &file.path,
                    token.line,
                    format!("`{}` waits for time, use a wait for a fact ({POLLING_FILE})", token.text),
                ));
            }
        }
    }
    findings
}

pub fn clocks_and_chance(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&["shared/", "worker/src/domain/"]) {
        for (index, token) in rust.tokens.iter().enumerate() {
            if let Some(what) = clock_or_chance(rust, index, token) {
                findings.push(Finding::new(
                    &file.path,
                    token.line,
                    format!("`{what}` makes a rule unrepeatable, use an argument"),
                ));
            }
        }
    }
    findings
}

fn clock_or_chance(rust: &Rust, index: usize, token: &Token) -> Option<String> {
    if ["SystemTime", "getrandom"].iter().any(|name| token.is(name)) {
        return Some(token.text.clone());
    }
    if token.is("rand") && rust.tokens.get(index + 1).is_some_and(|next| next.is("::")) {
        return Some("rand".to_owned());
    }
    let clock =
        ["Instant", "Date", "Utc", "Local"].into_iter().find(|clock| follows(&rust.tokens, index, clock));
    clock.filter(|_| token.is("now")).map(|clock| format!("{clock}::now"))
}

/// Whether the token is the last part of `NAME::token`.
fn follows(tokens: &[Token], index: usize, name: &str) -> bool {
    index >= 2 && tokens[index - 1].is("::") && tokens[index - 2].is(name)
}

pub fn forbidden_words(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&["shared/", "browser/", "widget/", "desk/", "worker/", "tests/"]) {
        for token in rust.tokens.iter().filter(|token| token.kind == Kind::Ident) {
            let name = snake_case(&token.text);
            let is_of_visitors = file.path.starts_with("widget/") || file.path.starts_with("browser/");
            if is_of_visitors && has_words(&name, "session_id") {
                findings.push(Finding::new(
                    &file.path,
                    token.line,
                    format!("`{}`: a visitor has no session, use visitor", token.text),
                ));
            }
            for (word, instead) in WORDS {
                if has_words(&name, word) {
                    findings.push(Finding::new(
                        &file.path,
                        token.line,
                        format!("`{}`: not our word, use {instead}", token.text),
                    ));
                }
            }
        }
    }
    findings
}

/// `ChatRoom` and `CHAT_ROOM` are the same name as `chat_room`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let is_shouted = !name.chars().any(char::is_lowercase);
    for character in name.chars() {
        if character.is_uppercase() && !is_shouted && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

fn has_words(name: &str, words: &str) -> bool {
    format!("_{name}_").contains(&format!("_{words}_"))
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn sql_in_an_object_is_found_and_in_storage_is_not() {
        let text = "fn a() {\nsay(\"Selected\");\nb(\"SELECT 1\");\nb(r#\"\n DELETE FROM t\"#);\n}\n";
        let found = sql_outside_storage(&sources(&[
            ("worker/src/durable/a.rs", text),
            ("worker/src/storage/a.rs", text),
        ]));
        assert_eq!(places(&found), ["worker/src/durable/a.rs:3", "worker/src/durable/a.rs:4"]);
    }

    #[test]
    fn switched_off_test_is_found() {
        let text = "#[test]\n#[ignore]\nfn a() {}\n#[test]\n#[ignore = \"slow\"]\nfn b() {}\n";
        assert_eq!(
            places(&ignored_tests(&sources(&[("tests/a.rs", text)]))),
            ["tests/a.rs:2", "tests/a.rs:5"]
        );
    }

    #[test]
    fn sleep_is_found_outside_the_polling_file() {
        let text = "async fn a() { tokio::time::sleep(B).await; }\n";
        let found = sleeps(&sources(&[
            ("tests/integration/a.rs", text),
            (POLLING_FILE, text),
            ("browser/src/a.rs", text),
        ]));
        assert_eq!(places(&found), ["tests/integration/a.rs:1"]);
    }

    #[test]
    fn clock_in_a_rule_is_found() {
        let text = "fn a(now: Timestamp) { now; Instant::now(); }\nuse std::time::SystemTime;\nfn b() { rand::random() }\n";
        let found =
            clocks_and_chance(&sources(&[("worker/src/domain/a.rs", text), ("worker/src/edge/a.rs", text)]));
        let place = |line| format!("worker/src/domain/a.rs:{line}");
        assert_eq!(places(&found), [place(1), place(2), place(3)]);
    }

    #[test]
    fn synonyms_are_found_in_any_case() {
        let text = "struct ChatRoom;\nconst CUSTOMER_ID: u8 = 1;\nfn cooperator() {}\n";
        let found = forbidden_words(&sources(&[("desk/src/a.rs", text)]));
        assert_eq!(places(&found), ["desk/src/a.rs:1", "desk/src/a.rs:2"]);
    }

    #[test]
    fn only_users_have_sessions() {
        let text = "fn a(session_id: u8) {}\n";
        let found = forbidden_words(&sources(&[("desk/src/a.rs", text), ("widget/src/a.rs", text)]));
        assert_eq!(places(&found), ["widget/src/a.rs:1"]);
    }
}
