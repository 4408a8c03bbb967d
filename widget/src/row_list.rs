//! The lines of the log on the page. A line keeps its element as long as it keeps its key and its
//! place among the others, so whoever reads it or has the focus in it is not disturbed.

use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};

use crate::erased::follow;
use crate::rows::RowKey;
use crate::state::{PanelState, Row};

struct Shown {
    key: RowKey,
    view: AnyViewState,
    /// What belongs to this line alone; goes with it.
    owner: Owner,
}

/// Keeps the list element of the log as the rows of the state are.
pub fn show_rows(state: PanelState, view_of: impl Fn(Row) -> AnyView + 'static) {
    // What is made while following is thrown away with the next change; lines stay.
    let Some(log) = Owner::current() else { return };
    let mut shown = VecDeque::new();
    follow(move || {
        let Some(list) = state.place.list.get() else { return };
        let mut before: VecDeque<Shown> = std::mem::take(&mut shown);
        for row in state.rows.get() {
            let kept = before.iter().position(|line| line.key == row.key);
            for gone in before.drain(..kept.unwrap_or(0)) {
                remove(gone);
            }
            if kept.is_some() {
                shown.extend(before.pop_front());
                continue;
            }
            let key = row.key;
            let owner = log.with(Owner::new);
            let mut view = untrack(|| owner.with(|| view_of(row).build()));
            if !before.front().is_some_and(|next| next.view.insert_before_this(&mut view)) {
                view.mount(&list, None);
            }
            shown.push_back(Shown { key, view, owner });
        }
        before.into_iter().for_each(remove);
    });
}

fn remove(gone: Shown) {
    let Shown { mut view, owner, .. } = gone;
    view.unmount();
    // Its effects go first, or they would meet signals that are gone.
    drop(view);
    owner.cleanup();
}
