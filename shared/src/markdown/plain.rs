//! A message without its marks, for where it is heard and not seen: the words in their order, each
//! line on a line of its own.

use super::{Block, Inline, parse};

/// The words of a message.
pub fn plain(text: &str) -> String {
    let mut words = String::new();
    add_blocks(&mut words, &parse(text));
    words
}

fn add_blocks(words: &mut String, blocks: &[Block<'_>]) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                begin_line(words);
                add_inlines(words, inlines);
            }
            Block::Quote(blocks) => add_blocks(words, blocks),
            Block::List { items, .. } => {
                for item in items {
                    begin_line(words);
                    add_inlines(words, item);
                }
            }
            Block::Code(code) => {
                begin_line(words);
                words.push_str(code);
            }
        }
    }
}

fn begin_line(words: &mut String) {
    if !words.is_empty() {
        words.push('\n');
    }
}

fn add_inlines(words: &mut String, inlines: &[Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Link { text, .. } => words.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) => add_inlines(words, inner),
            Inline::Break => words.push('\n'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_are_not_heard() {
        for (text, heard) in [
            ("plain", "plain"),
            ("**Yes**, *that* is `it`", "Yes, that is it"),
            ("one\ntwo\n\nthree", "one\ntwo\nthree"),
            ("See [our terms](https://kelo.example/terms).", "See our terms."),
            ("- cups\n- **bowls**", "cups\nbowls"),
            ("> quoted\n> twice\n\nanswered", "quoted\ntwice\nanswered"),
            ("```\nlet a = 1;\n```", "let a = 1;"),
            ("2*3*4 is snake_case", "2*3*4 is snake_case"),
            ("", ""),
        ] {
            assert_eq!(plain(text), heard, "{text:?}");
        }
    }
}
