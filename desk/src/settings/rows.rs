//! Lists in the settings whose order counts: rows are moved by their buttons or by a handle, and what was
//! removed can be put back. Rows are known by their places: what stands in a place changes, the place
//! itself does not, so the focus is moved along by hand.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use super::form::Form;
use super::typed::Typed;
use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::state::desk;
use crate::text;

/// What was removed last and can be put back, until something else moves.
#[derive(Clone, Debug)]
pub struct Removed {
    list: String,
    place: usize,
    /// How many were left; with another number everything was taken back, or changed, by other means.
    n_left: usize,
    put_back: Callback<()>,
}

/// What was removed last in a tab.
pub type LastRemoved = RwSignal<Option<Removed>>;

/// One list.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Its name on the page.
    name: StoredValue<String>,
    /// How one of its rows is called.
    noun: &'static str,
    pub length: Memo<usize>,
    /// How many it may have.
    limit: usize,
    /// Where what is dragged would go.
    over: RwSignal<Option<usize>>,
    removed: LastRemoved,
    shift: Callback<(usize, usize)>,
    take_out: Callback<usize, Option<Callback<()>>>,
}

/// What a list is called, and how much it holds.
pub struct RowsOf {
    pub name: String,
    pub noun: &'static str,
    pub limit: usize,
}

impl Rows {
    /// The rows of a list within what is typed: how many there are, and the list itself whenever
    /// something is done to it.
    pub fn new<T, L>(
        form: Form,
        removed: LastRemoved,
        about: RowsOf,
        length: impl Fn(&Typed) -> usize + Send + Sync + 'static,
        list: L,
    ) -> Self
    where
        T: Clone + Send + Sync + 'static,
        L: Fn(&mut Typed) -> Option<&mut Vec<T>> + Copy + Send + Sync + 'static,
    {
        let length = Memo::new(move |_| form.typed.with(&length));
        let shift = move |(from, to): (usize, usize)| {
            form.change(|typed| {
                let Some(list) = list(typed) else { return };
                if from < list.len() && to < list.len() {
                    let row = list.remove(from);
                    list.insert(to, row);
                }
            });
        };
        let take_out = move |place: usize| {
            let mut taken = None;
            form.change(|typed| {
                let list = list(typed).filter(|list| place < list.len());
                taken = list.map(|list| list.remove(place));
            });
            let row = taken?;
            Some(Callback::new(move |()| {
                form.change(|typed| {
                    if let Some(list) = list(typed) {
                        list.insert(place.min(list.len()), row.clone());
                    }
                });
            }))
        };
        Self {
            name: StoredValue::new(about.name),
            noun: about.noun,
            length,
            limit: about.limit,
            over: RwSignal::new(None),
            removed,
            shift: Callback::new(shift),
            take_out: Callback::new(take_out),
        }
    }

    /// The id of something in a row.
    pub fn id(self, place: usize, what: &str) -> String {
        [&self.name.get_value(), "-", &place.to_string(), "-", what].concat()
    }

    fn focus(self, place: usize, what: &str) {
        focus_soon(["#", &self.id(place, what)].concat());
    }

    /// Leads to the first field of a row.
    fn enter(self, place: usize) {
        let (name, place) = (self.name.get_value(), place.to_string());
        focus_soon(["[data-rows='", &name, "'][data-place='", &place, "'] :is(input, select)"].concat());
    }

    /// Moves a row; the focus goes with it where it was on one of its buttons.
    fn shift(self, from: usize, to: usize) {
        self.removed.set(None);
        self.shift.run((from, to));
        desk().announce(&text::row_moved(self.noun, to, self.length.get_untracked()));
    }

    fn remove(self, place: usize) {
        let Some(put_back) = self.take_out.run(place) else { return };
        let n_left = self.length.get_untracked();
        self.removed.set(Some(Removed { list: self.name.get_value(), place, n_left, put_back }));
        focus_soon(["#", &self.undo_id()].concat());
    }

    fn undo_id(self) -> String {
        [&self.name.get_value(), "-undo"].concat()
    }

    /// The row of this list under a place on screen.
    fn place_at(self, x: i32, y: i32) -> Option<usize> {
        #[allow(clippy::cast_precision_loss)]
        let element = document().element_from_point(x as f32, y as f32)?;
        let selector = ["[data-rows='", &self.name.get_value(), "']"].concat();
        element.closest(&selector).ok()??.get_attribute("data-place")?.parse().ok()
    }
}

/// The handle by which a row is dragged. By keyboard its buttons do the same.
#[component]
fn Handle(
    /// Whose row.
    rows: Rows,
    /// Which.
    place: usize,
) -> impl IntoView {
    let is_held = move || rows.over.with_untracked(Option::is_some);
    let grab = move |event: PointerEvent| {
        let target = event
            .current_target()
            .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
        if let Some(element) = target
            && element.set_pointer_capture(event.pointer_id()).is_ok()
        {
            rows.over.set(Some(place));
        }
    };
    let drag = move |event: PointerEvent| {
        if is_held() {
            let over = rows.place_at(event.client_x(), event.client_y());
            rows.over.set(over.or(Some(place)));
        }
    };
    let drop = move |_| {
        let over = rows.over.get_untracked();
        rows.over.set(None);
        if let Some(to) = over.filter(|&to| to != place) {
            rows.shift(place, to);
        }
    };
    view! {
        <span class="row__handle" aria-hidden="true" title=text::DRAG on:pointerdown=grab on:pointermove=drag
            on:pointerup=drop on:pointercancel=move |_| rows.over.set(None)></span>
    }
}

/// One row: its name, what can be done to it, and what is in it.
#[component]
pub fn Row(
    /// Whose row.
    rows: Rows,
    /// Which.
    place: usize,
    /// Whether the order does not count.
    #[prop(optional)]
    is_fixed: bool,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let name = text::row(rows.noun, place);
    let step = move |to: Option<usize>, what: &'static str| match to {
        Some(to) if to < rows.length.get_untracked() => {
            rows.shift(place, to);
            rows.focus(to, what);
        }
        _ => desk().announce(text::NO_FURTHER),
    };
    let is_last = move || (place + 1 == rows.length.get()).to_string();
    let moves = (!is_fixed).then(|| {
        view! {
            <button class="icon-button row__up" type="button" id=rows.id(place, "up") aria-label=text::move_up(&name)
                aria-disabled=(place == 0).to_string() on:click=move |_| step(place.checked_sub(1), "up")
            ><Icon sign=Sign::Down/></button>
            <button class="icon-button" type="button" id=rows.id(place, "down") aria-label=text::move_down(&name)
                aria-disabled=is_last on:click=move |_| step(Some(place + 1), "down")
            ><Icon sign=Sign::Down/></button>
        }
    });
    view! {
        <li><div class="row" role="group" aria-label=name.clone() data-rows=rows.name.get_value() data-place=place
            data-drop=move || (rows.over.get() == Some(place)).then_some("")>
            <div class="row__head">
                {(!is_fixed).then(|| view! { <Handle rows place/> })}
                <span class="row__name" aria-hidden="true">{name.clone()}</span>
                {moves}
                <button class="icon-button" type="button" aria-label=text::remove_row(&name)
                    on:click=move |_| rows.remove(place)
                ><Icon sign=Sign::Delete/></button>
            </div>
            {children()}
        </div></li>
    }
}

/// Below a list: one more, as long as it may have one, and back again what was removed.
#[component]
pub fn Foot(
    /// The list.
    rows: Rows,
    /// What adds a row.
    label: &'static str,
    /// Adds one at the end.
    #[prop(into)]
    on_add: Callback<()>,
) -> impl IntoView {
    let is_full = Memo::new(move |_| rows.length.get() >= rows.limit);
    let add = move |_| {
        if is_full.get_untracked() {
            return;
        }
        rows.removed.set(None);
        let place = rows.length.get_untracked();
        on_add.run(());
        rows.enter(place);
    };
    let place_removed = Memo::new(move |_| {
        let removed = rows.removed.get()?;
        let is_here = removed.list == rows.name.get_value() && removed.n_left == rows.length.get();
        is_here.then_some(removed.place)
    });
    let put_back = move |_| {
        if let Some(removed) = rows.removed.get_untracked() {
            rows.removed.set(None);
            removed.put_back.run(());
            rows.enter(removed.place);
        }
    };
    let full_id = StoredValue::new([&rows.name.get_value(), "-full"].concat());
    view! {
        {move || place_removed.get().map(|place| view! {
            <p class="rows__removed">
                <span role="status">{text::row_removed(rows.noun, place)}</span>
                <button class="button button--small" type="button" id=rows.undo_id() on:click=put_back>{text::PUT_BACK}</button>
            </p>
        })}
        <div class="rows__foot">
            <button class="button" type="button" aria-disabled=move || is_full.get().to_string()
                aria-describedby=full_id.get_value() on:click=add>{label}</button>
            <span class="field__hint" id=full_id.get_value()>
                {move || is_full.get().then(|| text::rows_full(rows.limit))}
            </span>
        </div>
    }
}
