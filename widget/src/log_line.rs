//! A line between messages: a new day, where the unread ones begin, what the system tells.

use pulina_browser::clock;
use pulina_shared::wire::conversation::Purpose;
use pulina_shared::words::Word;

use crate::dates;
use crate::rows::LineView;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

/// The line. What it says follows from its key, so it never changes.
pub fn line(state: PanelState, line: LineView) -> Spot {
    let (class, words, agreed) = match line {
        LineView::Day(at) => ("log-line log-line--day", dates::day_name(at, clock::now()), None),
        LineView::Unread => ("log-line log-line--unread", text::say(Word::UnreadHere), None),
        LineView::Activity(words) => ("log-line", words, None),
        LineView::Agreed(purpose, words) => ("log-line log-line--agreed", words, Some(purpose)),
    };
    let line = Spot::new("p", class);
    let span = line.add("span", "");
    span.set("dir", "auto");
    span.set_text(&words);
    if let Some(purpose) = agreed {
        withdraw(state, &line, purpose);
    }
    line
}

/// Taking back is one press, because agreeing was one.
fn withdraw(state: PanelState, line: &Spot, purpose: Purpose) {
    let button = line.add("button", "log-line__act");
    button.set("type", "button");
    button.set_text(&text::say(Word::Withdraw));
    button.shows_while(move || state.agrees_to(purpose));
    button.on("click", move |_| state.withdraw(purpose));
}
