//! The lines of the log on the page. A line keeps its element as long as it keeps its key and its
//! place among the others, so whoever reads it or has the focus in it is not disturbed.

use std::collections::VecDeque;

use leptos::prelude::*;

use crate::erased::follow;
use crate::rows::RowKey;
use crate::spot::Spot;
use crate::state::{PanelState, Row, RowContent};
use crate::{log_line, message_bubble};

struct Line {
    key: RowKey,
    spot: Spot,
    /// What belongs to this line alone; goes with it.
    owner: Owner,
}

/// Keeps the list element of the log as the rows of the state are.
pub fn show_rows(state: PanelState) {
    // What is made while following is thrown away with the next change; lines stay.
    let Some(log) = Owner::current() else { return };
    let mut shown = VecDeque::new();
    follow(move || {
        let mut before: VecDeque<Line> = std::mem::take(&mut shown);
        for row in state.rows.get() {
            let kept = before.iter().position(|line| line.key == row.key);
            for gone in before.drain(..kept.unwrap_or(0)) {
                remove(&gone);
            }
            if kept.is_some() {
                shown.extend(before.pop_front());
                continue;
            }
            let line = draw(state, row, log.with(Owner::new));
            insert(&state.place.list, &line.spot, before.front());
            shown.push_back(line);
        }
        before.iter().for_each(remove);
    });
}

fn draw(state: PanelState, row: Row, owner: Owner) -> Line {
    let spot = untrack(|| {
        owner.with(|| match row.content {
            RowContent::Message(message) => message_bubble::message(state, message),
            RowContent::Line(line) => log_line::line(state, line),
        })
    });
    Line { key: row.key, spot, owner }
}

fn insert(list: &Spot, new: &Spot, before: Option<&Line>) {
    let next = before.and_then(|line| line.spot.element());
    if let (Some(list), Some(new)) = (list.element(), new.element()) {
        // What follows is in the list, so nothing can be wrong with it.
        let _ = list.insert_before(new, next.map(AsRef::as_ref));
    }
}

fn remove(gone: &Line) {
    if let Some(element) = gone.spot.element() {
        element.remove();
    }
    gone.owner.cleanup();
}
