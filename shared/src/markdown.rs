//! What a message's plain text means when it is shown: a small part of Markdown as a tree, which
//! the apps turn into nodes. There is no HTML in it and no way to it; whatever is not understood
//! stays text, and nothing of a text is lost but the marks themselves.
//!
//! Marks do not reach over line ends, nesting is bounded, and every character is looked at a fixed
//! number of times, whatever the text.

mod plain;

pub use plain::plain;

use crate::links;

/// Quotes within quotes; deeper ones stay text.
const QUOTES_MAX: usize = 3;
/// Marks that can be open at once; the oldest gives way, so a tree is never deeper.
const OPEN_MARKS_MAX: usize = 6;
/// Backticks in a row that can stand around code in a line.
const TICKS_MAX: usize = 3;
const FENCE: &str = "```";

/// A part of a message that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// Lines of text.
    Paragraph(Vec<Inline<'a>>),
    /// `> ` before each line.
    Quote(Vec<Block<'a>>),
    /// `- ` or `1. ` before each item.
    List {
        /// Of a numbered list: the first number. The others follow without a hole.
        first: Option<u32>,
        /// The items, one line each.
        items: Vec<Vec<Inline<'a>>>,
    },
    /// Lines between two fences of three backticks, as they are.
    Code(String),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline<'a> {
    /// Text as it is.
    Text(&'a str),
    /// `**important**`
    Strong(Vec<Inline<'a>>),
    /// `*stressed*` or `_stressed_`
    Emphasis(Vec<Inline<'a>>),
    /// Between backticks, as it is.
    Code(&'a str),
    /// Something to follow.
    Link {
        /// Where it leads: `http`, `https` or `mailto`.
        url: String,
        /// What is seen.
        text: &'a str,
    },
    /// The end of a line.
    Break,
}

/// The message, block by block.
pub fn parse(text: &str) -> Vec<Block<'_>> {
    blocks(&text.lines().collect::<Vec<_>>(), QUOTES_MAX)
}

/// A text of which only the links count: what an admin wrote for visitors to agree to.
pub fn parse_links(text: &str) -> Vec<Inline<'_>> {
    let mut line = Line::default();
    for (index, source) in text.lines().enumerate() {
        if index > 0 {
            line.nodes.push(Inline::Break);
        }
        line.source = source;
        line.add_links(0, source.len());
    }
    line.nodes
}

// ---- Blocks ----

fn blocks<'a>(lines: &[&'a str], n_quotes: usize) -> Vec<Block<'a>> {
    let last_fence = lines.iter().rposition(|line| ends_code(line));
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if begins_code(line) && last_fence.is_some_and(|last| at < last) {
            let (code, n_lines) = code(rest);
            blocks.push(Block::Code(code));
            at += n_lines;
        } else if n_quotes > 0 && quoted(line).is_some() {
            let inner: Vec<_> = rest.iter().map_while(|line| quoted(line)).collect();
            at += inner.len();
            blocks.push(Block::Quote(self::blocks(&inner, n_quotes - 1)));
        } else if let Some((number, item)) = item(line) {
            add_item(
                &mut blocks,
                number,
                item,
                at > 0 && lines.get(at - 1).is_some_and(|it| self::item(it).is_some()),
            );
            at += 1;
        } else {
            let is_new = at == 0 || lines.get(at - 1).is_none_or(|before| before.trim().is_empty());
            if !line.trim().is_empty() {
                add_line(&mut blocks, line, is_new);
            }
            at += 1;
        }
    }
    blocks
}

/// One more line of the paragraph before it, or of a new one.
fn add_line<'a>(blocks: &mut Vec<Block<'a>>, line: &'a str, is_new: bool) {
    let nodes = inlines(line);
    match blocks.last_mut() {
        Some(Block::Paragraph(paragraph)) if !is_new => {
            paragraph.push(Inline::Break);
            paragraph.extend(nodes);
        }
        _ => blocks.push(Block::Paragraph(nodes)),
    }
}

/// One more item of the list before it, if its number is the next one; or of a new list.
fn add_item<'a>(blocks: &mut Vec<Block<'a>>, number: Option<u32>, item: &'a str, follows: bool) {
    let nodes = inlines(item);
    match blocks.last_mut() {
        Some(Block::List { first, items })
            if follows
                && first.map(|first| u64::from(first) + items.len() as u64) == number.map(u64::from) =>
        {
            items.push(nodes);
        }
        _ => blocks.push(Block::List { first: number, items: vec![nodes] }),
    }
}

fn quoted(line: &str) -> Option<&str> {
    line.strip_prefix("> ").or(if line == ">" { Some("") } else { None })
}

/// The number and the text of a list's item. A number that would be written otherwise is none.
fn item(line: &str) -> Option<(Option<u32>, &str)> {
    let line = line.trim_start_matches(' ');
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((None, text)).filter(|(_, text)| !text.trim().is_empty());
    }
    let (number, text) = line.split_once('.')?;
    let text = text.strip_prefix(' ')?;
    let is_number = matches!(number.len(), 1..=9) && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || (number.len() > 1 && number.starts_with('0')) || text.trim().is_empty() {
        return None;
    }
    Some((number.parse().ok(), text))
}

fn begins_code(line: &str) -> bool {
    line.strip_prefix(FENCE).is_some_and(|rest| !rest.contains('`'))
}

fn ends_code(line: &str) -> bool {
    line.trim_end().strip_suffix(FENCE).is_some_and(|code| !code.ends_with('`'))
}

/// The code that begins on the first line, and how many lines it takes with its fences.
fn code(lines: &[&str]) -> (String, usize) {
    let mut code = String::new();
    let mut n_lines = 0;
    for line in lines {
        n_lines += 1;
        let is_end = n_lines > 1 && ends_code(line);
        let text = match n_lines {
            1 => line.get(FENCE.len()..).unwrap_or_default(),
            _ if is_end => line.trim_end().strip_suffix(FENCE).unwrap_or_default(),
            _ => line,
        };
        // Beside a fence there mostly stands nothing.
        if !(text.is_empty() && (n_lines == 1 || is_end)) {
            code.push_str(text);
            code.push('\n');
        }
        if is_end {
            break;
        }
    }
    code.pop();
    (code, n_lines)
}

// ---- Inlines ----

/// A mark that may turn out to be the beginning of something.
struct Mark {
    letter: u8,
    is_strong: bool,
    /// Where its text stands among the nodes.
    at: usize,
}

/// A line that is being read, from the left to the right.
#[derive(Default)]
struct Line<'a> {
    source: &'a str,
    nodes: Vec<Inline<'a>>,
    open: Vec<Mark>,
    is_marked: bool,
}

fn inlines(source: &str) -> Vec<Inline<'_>> {
    let mut line = Line { source, is_marked: true, ..Line::default() };
    let (mut done, mut at) = (0, 0);
    while let Some(found) = source.get(at..).and_then(|rest| rest.find('`')) {
        let begin = at + found;
        let n_ticks = run(source, begin, b'`');
        at = begin + n_ticks;
        // Of three lengths at most, each looks in vain once: behind it there is none of its length.
        let end = if n_ticks > TICKS_MAX { None } else { closing_ticks(source, at, n_ticks) };
        if let Some(end) = end {
            line.add_links(done, begin);
            line.nodes.push(Inline::Code(source.get(at..end).unwrap_or_default()));
            at = end + n_ticks;
            done = at;
        }
    }
    line.add_links(done, source.len());
    line.nodes
}

/// Where the next run of exactly so many backticks begins.
fn closing_ticks(source: &str, from: usize, n_ticks: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += source.get(at..)?.find('`')?;
        let n_found = run(source, at, b'`');
        if n_found == n_ticks {
            return Some(at);
        }
        at += n_found;
    }
}

/// How often a byte stands there in a row.
fn run(source: &str, at: usize, letter: u8) -> usize {
    source.as_bytes().get(at..).unwrap_or_default().iter().take_while(|byte| **byte == letter).count()
}

impl Line<'_> {
    /// A part of the line without code: `[words](address)`, and what stands between.
    fn add_links(&mut self, begin: usize, end: usize) {
        let source = self.source;
        let (mut done, mut from) = (begin, begin);
        while let Some(middle) = middle_of_link(source, from, end) {
            if let Some((words, link)) = named_link(source, from, middle, end) {
                self.add_addresses(done, words - 1);
                from = middle + 2 + link.len() + 1;
                done = from;
                let text = source.get(words..middle).unwrap_or_default();
                self.nodes.push(Inline::Link { url: link.to_owned(), text });
            } else {
                from = middle + 2;
            }
        }
        self.add_addresses(done, end);
    }

    /// A part of the line without code and named links: bare addresses, and what stands between.
    fn add_addresses(&mut self, begin: usize, end: usize) {
        let mut at = begin;
        while let Some(found) = self.source.get(at..end).and_then(links::first) {
            self.add_marks(at, at + found.before.len());
            at = end - found.after.len();
            self.nodes.push(Inline::Link { url: found.url, text: found.text });
        }
        self.add_marks(at, end);
    }

    /// A part of the line with nothing but text and marks.
    fn add_marks(&mut self, begin: usize, end: usize) {
        let (mut done, mut at) = (begin, begin);
        while self.is_marked {
            let Some(found) = self.source.get(at..end).and_then(|rest| rest.find(['*', '_'])) else { break };
            at += found;
            let letter = if self.source.as_bytes().get(at) == Some(&b'*') { b'*' } else { b'_' };
            let length = run(self.source, at, letter).min(end - at);
            let (opens, closes) = self.reach(at, length);
            let is_known = length <= if letter == b'*' { 3 } else { 1 };
            if is_known && (opens || closes) {
                self.add_text(done, at);
                self.add_mark(at, length, letter, opens, closes);
                done = at + length;
            }
            at += length;
        }
        self.add_text(done, end);
    }

    fn add_text(&mut self, begin: usize, end: usize) {
        if let Some(text) = self.source.get(begin..end).filter(|text| !text.is_empty()) {
            self.nodes.push(Inline::Text(text));
        }
    }

    /// Whether a mark can open and whether it can close: not between two letters, because
    /// `snake_case`, `2*3*4` and `d**n` are what they are. Scripts without spaces can use `**`.
    fn reach(&self, at: usize, length: usize) -> (bool, bool) {
        let before = self.source.get(..at).and_then(|text| text.chars().next_back());
        let after = self.source.get(at + length..).and_then(|text| text.chars().next());
        let is_space = |beside: Option<char>| beside.is_none_or(char::is_whitespace);
        let is_word = |beside: Option<char>| {
            beside.is_some_and(|beside| beside.is_alphanumeric() && (length == 1 || beside.is_ascii()))
        };
        (!is_space(after) && !is_word(before), !is_space(before) && !is_word(after))
    }

    /// One, two or three letters: stressed, important, or both.
    fn add_mark(&mut self, at: usize, length: usize, letter: u8, opens: bool, closes: bool) {
        let mut rest = length;
        while closes && rest > 0 {
            let fits = |mark: &Mark| mark.letter == letter && (rest == 3 || mark.is_strong == (rest == 2));
            let Some(index) = self.open.iter().rposition(fits) else { break };
            rest -= self.close(index);
        }
        let mut at = at + length - rest;
        while rest > 0 {
            let n_letters = rest.min(2);
            if opens {
                if self.open.len() == OPEN_MARKS_MAX {
                    self.open.remove(0);
                }
                self.open.push(Mark { letter, is_strong: n_letters == 2, at: self.nodes.len() });
            }
            self.add_text(at, at + n_letters);
            at += n_letters;
            rest -= n_letters;
        }
    }

    /// Makes one node of everything behind an open mark; marks within it that were never closed
    /// stay text. Tells how many letters that took.
    fn close(&mut self, index: usize) -> usize {
        let Some(mark) = self.open.drain(index..).next() else { return 1 };
        let inner = self.nodes.split_off(mark.at + 1);
        self.nodes.truncate(mark.at);
        self.nodes.push(if mark.is_strong { Inline::Strong(inner) } else { Inline::Emphasis(inner) });
        1 + usize::from(mark.is_strong)
    }
}

/// Where `](` stands next.
fn middle_of_link(source: &str, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += source.get(at..end)?.find(']')?;
        if source.get(at + 1..end)?.starts_with('(') {
            return Some(at);
        }
        at += 1;
    }
}

/// Where the words of `[words](address)` begin, and its address, if it is one. Words that are an
/// address themselves would promise to lead elsewhere than they do.
fn named_link(source: &str, from: usize, middle: usize, end: usize) -> Option<(usize, &str)> {
    let words = from + source.get(from..middle)?.rfind('[')? + 1;
    let rest = source.get(middle + 2..end)?;
    let mut n_open = 0_usize;
    let is_end = |letter: char| match letter {
        '(' => {
            n_open += 1;
            false
        }
        ')' if n_open > 0 => {
            n_open -= 1;
            false
        }
        ')' | '[' | ']' => true,
        letter => links::is_around(letter),
    };
    let address = rest.get(..rest.find(is_end)?)?;
    let text = source.get(words..middle)?;
    let is_link = rest.get(address.len()..)?.starts_with(')')
        && links::is_whole(address)
        && !text.trim().is_empty()
        && links::first(text).is_none();
    is_link.then_some((words, address))
}

#[cfg(test)]
mod tests;
