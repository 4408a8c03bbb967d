//! Emoji to choose from, with their names in the visitor's language. A grid in which one moves by
//! arrow keys, and a field that searches it; choosing one leads back to the text.

mod recent;

use std::cell::RefCell;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use pulina_browser::http::Call;
use pulina_shared::words::Word;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::erased::{follow, piece};
use crate::state::PanelState;
use crate::text;

/// Emoji in one row.
const COLUMNS: usize = 8;
/// Keys that lead from cell to cell.
const KEYS: [&str; 6] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/// An emoji: what is written, how it is called, by what else it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Emoji {
    sign: String,
    name: String,
    /// In lower case, with the name.
    found_by: String,
}

thread_local! {
    /// They come once for a page.
    static ALL: RefCell<Vec<Emoji>> = const { RefCell::new(Vec::new()) };
}

/// How far the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Loading,
    Here,
    Failed,
}

/// The choice.
pub fn view(state: PanelState) -> AnyView {
    let standing = RwSignal::new(Standing::Loading);
    let wanted = RwSignal::new(String::new());
    load(state, standing);
    let search = NodeRef::<html::Input>::new();
    follow(move || {
        if let Some(search) = search.get() {
            // An element on the page can always be focused.
            let _ = search.focus();
        }
    });
    let pressed = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            leave(state);
        }
        "ArrowDown" => {
            event.prevent_default();
            focus_at(0);
        }
        "Enter" => {
            event.prevent_default();
            let first =
                ALL.with_borrow(|all| all.iter().find(|it| it.fits(&wanted.get_untracked())).cloned());
            if let Some(first) = first.filter(|_| !wanted.with_untracked(String::is_empty)) {
                choose(state, &first.sign);
            }
        }
        _ => {}
    };
    let typed = move |_| {
        if let Some(search) = search.get_untracked() {
            wanted.set(folded(search.value().trim()));
        }
    };
    let found = piece(move || Some(found(state, standing, &wanted.get())));
    view! {
        <section class="emoji" role="dialog" aria-label=text::say(Word::Emoji)>
            <div class="emoji__head">
                <input class="emoji__search" type="search" autocomplete="off" dir="auto" enterkeyhint="search"
                    aria-label=text::say(Word::EmojiSearch) placeholder=text::say(Word::EmojiSearch)
                    node_ref=search on:input=typed on:keydown=pressed />
                <button class="emoji__close" type="button" aria-label=text::say(Word::Close) on:click=move |_| leave(state)>
                    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                        stroke-width="2" stroke-linecap="round" aria-hidden="true">
                        <path d="M6 6l12 12M18 6 6 18" />
                    </svg>
                </button>
            </div>
            <div class="emoji__body">{found}</div>
        </section>
    }
    .into_any()
}

/// Asks for the list, unless it is here.
fn load(state: PanelState, standing: RwSignal<Standing>) {
    if ALL.with_borrow(|all| !all.is_empty()) {
        return standing.set(Standing::Here);
    }
    standing.set(Standing::Loading);
    let path = state.settings().emoji.clone();
    leptos::task::spawn_local(async move {
        let answer = Call::get(&path).kept().send().await;
        let rows: Option<Vec<Vec<String>>> = answer.and_then(|answer| answer.json()).ok();
        let all: Vec<Emoji> = rows.into_iter().flatten().filter_map(Emoji::of).collect();
        let came = if all.is_empty() { Standing::Failed } else { Standing::Here };
        ALL.set(all);
        standing.set(came);
    });
}

/// What was found, as a grid; before it is there, how that stands.
fn found(state: PanelState, standing: RwSignal<Standing>, wanted: &str) -> AnyView {
    match standing.get() {
        Standing::Loading => return note(Word::Loading),
        Standing::Failed => {
            let again = move |_| load(state, standing);
            return view! {
                <button class="quiet-button" type="button" on:click=again>{text::say(Word::EarlierFailed)}</button>
            }
            .into_any();
        }
        Standing::Here => {}
    }
    let all = ALL.with_borrow(Clone::clone);
    let recent = if wanted.is_empty() { recent::read(state) } else { Vec::new() };
    let recent: Vec<Emoji> =
        recent.iter().filter_map(|sign| all.iter().find(|it| it.sign == *sign).cloned()).collect();
    let found: Vec<Emoji> = all.into_iter().filter(|it| it.fits(wanted)).collect();
    if found.is_empty() {
        return note(Word::EmojiNone);
    }
    let n_before = recent.len().div_ceil(COLUMNS) * COLUMNS;
    let first = (!recent.is_empty()).then(|| {
        view! {
            <div class="emoji__group" role="rowgroup" aria-label=text::say(Word::EmojiRecent)>
                <p class="emoji__title" role="presentation">{text::say(Word::EmojiRecent)}</p>
                {rows(state, recent, 0)}
            </div>
        }
    });
    view! {
        <div class="emoji__grid" role="grid" aria-label=text::say(Word::Emoji) on:keydown=move |event| moved(state, &event)>
            {first}
            <div class="emoji__group" role="rowgroup">{rows(state, found, n_before)}</div>
        </div>
    }
    .into_any()
}

fn note(word: Word) -> AnyView {
    view! { <p class="emoji__note" role="status">{text::say(word)}</p> }.into_any()
}

/// Rows of cells, whose places are counted from `place` on.
fn rows(state: PanelState, emoji: Vec<Emoji>, place: usize) -> AnyView {
    let rows = emoji.chunks(COLUMNS).enumerate().map(|(row, emoji)| {
        let cells = emoji.iter().enumerate().map(|(column, it)| {
            let place = place + row * COLUMNS + column;
            let Emoji { sign, name, .. } = it.clone();
            let written = sign.clone();
            view! {
                <button class="emoji__cell" type="button" role="gridcell" id=cell_id(place) aria-label=name.clone() title=name
                    tabindex=if place == 0 { "0" } else { "-1" } on:click=move |_| choose(state, &written)>{sign}</button>
            }
        });
        view! { <div class="emoji__row" role="row">{cells.collect_view()}</div> }
    });
    rows.collect_view().into_any()
}

fn cell_id(place: usize) -> String {
    ["emoji-", &place.to_string()].concat()
}

/// Arrow keys lead from cell to cell; above the first row is the search.
fn moved(state: PanelState, event: &ev::KeyboardEvent) {
    let key = event.key();
    if key == "Escape" {
        event.stop_propagation();
        return leave(state);
    }
    let focused = document().active_element().map(|element| element.id()).unwrap_or_default();
    let Some(place) = focused.strip_prefix("emoji-").and_then(|place| place.parse::<usize>().ok()) else {
        return;
    };
    let is_rtl =
        document().document_element().is_some_and(|root| root.get_attribute("dir").as_deref() == Some("rtl"));
    if !KEYS.contains(&key.as_str()) {
        return;
    }
    event.prevent_default();
    let to = target(&key, place, is_rtl);
    let is_above = key == "ArrowUp" && to.is_none();
    if let (true, Some(search)) = (is_above, document().query_selector(".emoji__search").ok().flatten()) {
        return focus(search);
    }
    focus_near(place, to.unwrap_or(place));
}

/// Where a key leads; before the first cell is nothing.
fn target(key: &str, place: usize, is_rtl: bool) -> Option<usize> {
    let row = place - place % COLUMNS;
    match key {
        "ArrowLeft" | "ArrowRight" if (key == "ArrowLeft") == is_rtl => Some(place + 1),
        "ArrowLeft" | "ArrowRight" => place.checked_sub(1),
        "ArrowDown" => Some(place + COLUMNS),
        "ArrowUp" => place.checked_sub(COLUMNS),
        "Home" => Some(row),
        _ => Some(row + COLUMNS - 1),
    }
}

/// Focuses a cell; where rows have holes, the nearest one on the way there.
fn focus_near(from: usize, to: usize) {
    let cell = |place: usize| document().get_element_by_id(&cell_id(place));
    let between: Vec<usize> = if to > from {
        // A last row may be short: its last cell is meant then.
        (to..to + COLUMNS).chain((from + 1..to).rev()).collect()
    } else {
        (0..=to).rev().take(COLUMNS).collect()
    };
    if let Some(cell) = between.into_iter().find_map(cell) {
        focus(cell);
    }
}

fn focus_at(place: usize) {
    if let Some(cell) = document().get_element_by_id(&cell_id(place)) {
        focus(cell);
    }
}

fn focus(element: web_sys::Element) {
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        // An element on the page can always be focused.
        let _ = element.focus();
    }
}

fn choose(state: PanelState, sign: &str) {
    recent::note(state, sign);
    state.insertion.set(sign.to_owned());
    state.shows_emoji.set(false);
}

fn leave(state: PanelState) {
    state.shows_emoji.set(false);
    state.wish_focus();
}

fn folded(text: &str) -> String {
    js_sys::JsString::from(text).to_locale_lower_case(None).into()
}

impl Emoji {
    fn of(row: Vec<String>) -> Option<Self> {
        let [sign, name, found_by]: [String; 3] = row.try_into().ok()?;
        let found_by = [&name, " ", &*found_by].concat();
        Some(Self { sign, name, found_by: folded(&found_by) })
    }

    /// Whether every word that is searched for begins one of its own.
    fn fits(&self, wanted: &str) -> bool {
        let begins = |part: &str| self.found_by.split([' ', '-', '’', '\'']).any(|own| own.starts_with(part));
        wanted.split_whitespace().all(begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_begins_one_of_the_names() {
        let emoji = Emoji {
            sign: "👍".to_owned(),
            name: "Thumbs up".to_owned(),
            found_by: "thumbs up +1 yes".to_owned(),
        };
        for (wanted, fits) in
            [("", true), ("th", true), ("up thumb", true), ("humb", false), ("thumb no", false)]
        {
            assert_eq!(emoji.fits(wanted), fits, "{wanted:?}");
        }
    }

    #[test]
    fn arrows_lead_as_the_language_reads() {
        for (key, place, is_rtl, to) in [
            ("ArrowRight", 3, false, Some(4)),
            ("ArrowRight", 3, true, Some(2)),
            ("ArrowLeft", 3, true, Some(4)),
            ("ArrowLeft", 0, false, None),
            ("ArrowDown", 3, false, Some(11)),
            ("ArrowUp", 3, false, None),
            ("Home", 13, false, Some(8)),
            ("End", 13, false, Some(15)),
        ] {
            assert_eq!(target(key, place, is_rtl), to, "{key} from {place}");
        }
    }
}
