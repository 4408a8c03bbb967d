//! Keeps what a person reads where it is while the log changes around it: at the end it follows the
//! end, elsewhere the line at the top stays at the top, whatever is added above or below.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

use crate::shown::Shown;
use crate::spot::Spot;

/// How near to an edge counts as being there, in pixels. Zoomed pages scroll in fractions.
const NEAR_PIXELS: i32 = 48;
/// How many lines are remembered: enough that one of them is a message.
const ANCHORS_MAX: usize = 4;

/// The place.
#[derive(Debug)]
pub struct ReadersPlace {
    /// What scrolls.
    pub scroller: Spot,
    /// What holds the lines, one element each.
    pub list: Spot,
    /// Whether the newest line is in sight.
    pub is_at_end: Shown<bool>,
    /// Lines in sight before a change, with where they were. Several, because the first may be gone
    /// afterwards: a day moves up to where it now begins.
    anchors: RefCell<Vec<(Element, f64)>>,
    last_top: Cell<i32>,
}

impl ReadersPlace {
    /// At the end, where every log begins.
    pub fn new() -> Self {
        Self {
            scroller: Spot::of_page("log"),
            list: Spot::of_page("list"),
            is_at_end: Shown::new(true),
            anchors: RefCell::default(),
            last_top: Cell::default(),
        }
    }

    /// To be called before the lines change. The place is found again when the browser is about to
    /// paint, so no other place is ever seen.
    pub fn hold(&'static self) {
        // The place of the first of several changes before one paint is the one to find again.
        if !self.is_at_end.get_untracked() && self.anchors.borrow().is_empty() {
            self.anchors.replace(self.lines_in_sight());
        }
        request_animation_frame(move || self.find_again());
    }

    /// Goes to the newest line and stays there.
    pub fn go_to_end(&self) {
        self.is_at_end.set(true);
        self.find_again();
    }

    /// The person scrolled. Returns whether they came near the beginning.
    pub fn scrolled(&self) -> bool {
        let Some(scroller) = self.scroller.element() else { return false };
        let top = scroller.scroll_top();
        let below = scroller.scroll_height() - top - scroller.client_height();
        // Only a person moves up; when the end itself moves away, it is followed.
        let has_moved_up = top < self.last_top.get();
        self.last_top.set(top);
        let is_at_end = below <= NEAR_PIXELS || (self.is_at_end.get_untracked() && !has_moved_up);
        self.is_at_end.set_if_other(is_at_end);
        top <= NEAR_PIXELS
    }

    /// Whether the oldest line that is here is in sight, or nearly.
    pub fn is_near_beginning(&self) -> bool {
        self.scroller.element().is_some_and(|scroller| scroller.scroll_top() <= NEAR_PIXELS)
    }

    /// Follows the end also when only sizes change: a taller composer, a keyboard, a larger text.
    pub fn watch_sizes(&'static self) {
        let (Some(scroller), Some(list)) = (self.scroller.element(), self.list.element()) else { return };
        let on_resize = Closure::<dyn Fn()>::new(move || {
            if self.is_at_end.get_untracked() {
                self.find_again();
            }
        });
        if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(scroller);
            observer.observe(list);
            // It lives as long as the log, which is as long as the page.
            on_resize.forget();
        }
    }

    fn find_again(&self) {
        let Some(scroller) = self.scroller.element() else { return };
        if self.is_at_end.get_untracked() {
            scroller.set_scroll_top(scroller.scroll_height());
            // Known at once: a person may move away before the event of this move comes.
            self.last_top.set(scroller.scroll_top());
            return;
        }
        let anchors = self.anchors.take();
        if let Some((line, top_before)) = anchors.into_iter().find(|(line, _)| line.is_connected()) {
            let moved = line.get_bounding_client_rect().top() - top_before;
            scroller.set_scroll_top(scroller.scroll_top() + rounded(moved));
        }
    }

    fn lines_in_sight(&self) -> Vec<(Element, f64)> {
        let (Some(scroller), Some(list)) = (self.scroller.element(), self.list.element()) else {
            return Vec::new();
        };
        let top = scroller.get_bounding_client_rect().top();
        let lines = list.child_nodes();
        (0..lines.length())
            .filter_map(|index| lines.get(index)?.dyn_into::<Element>().ok())
            .map(|line| (line.get_bounding_client_rect(), line))
            .skip_while(|(rect, _)| rect.bottom() <= top)
            .take(ANCHORS_MAX)
            .map(|(rect, line)| (line, rect.top()))
            .collect()
    }
}

/// Pixels on a screen are far below the limits of the type.
#[allow(clippy::cast_possible_truncation)]
fn rounded(pixels: f64) -> i32 {
    pixels.round() as i32
}
