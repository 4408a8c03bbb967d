//! An element of the page, made live. The page comes with everything that is there to stay, so it is
//! on the screen before the app; the app draws none of it and only lets it follow what happens.
//!
//! Where the page has no such element, everything about it does nothing.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTemplateElement};

use crate::erased::follow;

/// The element.
#[derive(Clone, Debug)]
pub struct Spot(Option<HtmlElement>);

impl Spot {
    /// The element of the page with this id.
    pub fn of_page(id: &str) -> Self {
        Self::of(document().get_element_by_id(id))
    }

    /// A copy of what the page's template with this id holds.
    pub fn copy_of(id: &str) -> Self {
        let template =
            document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlTemplateElement>().ok());
        let copy =
            template.and_then(|it| it.content().first_element_child()?.clone_node_with_deep(true).ok());
        Self::of(copy.and_then(|copy| copy.dyn_into().ok()))
    }

    /// The first element in this one that the selector fits.
    pub fn within(&self, selector: &str) -> Self {
        Self::of(self.element().and_then(|element| element.query_selector(selector).ok()?))
    }

    /// A new element at the end of this one.
    pub fn add(&self, name: &str, class: &str) -> Self {
        let new = Self::new(name, class);
        if let (Some(parent), Some(child)) = (self.element(), new.element()) {
            // An element of one's own can always be appended to another.
            let _ = parent.append_child(child);
        }
        new
    }

    /// A new element that is nowhere yet.
    pub fn new(name: &str, class: &str) -> Self {
        let new = Self::of(document().create_element(name).ok());
        new.set("class", class);
        new
    }

    fn of(element: Option<Element>) -> Self {
        Self(element.and_then(|element| element.dyn_into().ok()))
    }

    /// The element itself.
    pub fn element(&self) -> Option<&HtmlElement> {
        self.0.as_ref()
    }

    /// Has this text instead of what is in it.
    pub fn set_text(&self, text: &str) {
        if let Some(element) = self.element() {
            element.set_text_content(Some(text));
        }
    }

    /// Has this attribute.
    pub fn set(&self, name: &str, value: &str) {
        if let Some(element) = self.element() {
            // The names are ours, so they are valid.
            let _ = element.set_attribute(name, value);
        }
    }

    /// Is there or not.
    pub fn show(&self, is_there: bool) {
        if let Some(element) = self.element() {
            element.set_hidden(!is_there);
        }
    }

    /// Cannot be reached, or can be again.
    pub fn set_inert(&self, is_inert: bool) {
        if let Some(element) = self.element() {
            element.set_inert(is_inert);
        }
    }

    /// Is taken out of the page for good.
    pub fn remove(&self) {
        if let Some(element) = self.element() {
            element.remove();
        }
    }

    /// Takes the focus.
    pub fn focus(&self) {
        if let Some(element) = self.element() {
            // Focusing an element that is on the page cannot fail.
            let _ = element.focus();
        }
    }

    /// Says this from now on.
    pub fn says(&self, text: impl FnMut() -> String + 'static) {
        self.follows(Box::new(text), Self::set_text);
    }

    /// Has this class from now on.
    pub fn has_class(&self, class: impl FnMut() -> String + 'static) {
        self.follows(Box::new(class), |spot, class| spot.set("class", class));
    }

    fn follows(&self, mut text: Box<dyn FnMut() -> String>, put: fn(&Self, &str)) {
        let spot = self.clone();
        let mut before = None;
        follow(move || {
            let text = text();
            // What is said again is read out again by some screen readers.
            if before.as_ref() != Some(&text) {
                put(&spot, &text);
                before = Some(text);
            }
        });
    }

    /// Has "true" or "false" in this attribute from now on.
    pub fn tells(&self, name: &'static str, is: impl Fn() -> bool + 'static) {
        let spot = self.clone();
        follow(move || spot.set(name, if is() { "true" } else { "false" }));
    }

    /// Is there from now on while this is so.
    pub fn shows_while(&self, is: impl Fn() -> bool + 'static) {
        let spot = self.clone();
        let is: Box<dyn Fn() -> bool> = Box::new(is);
        follow(move || spot.show(is()));
    }

    /// Holds this view from now on, and nothing else.
    pub fn holds(&self, view: impl FnMut() -> Option<AnyView> + 'static) {
        let Some(place) = self.element().cloned() else { return };
        let mut view: Box<dyn FnMut() -> Option<AnyView>> = Box::new(view);
        let mut held: Option<AnyViewState> = None;
        follow(move || match (view(), &mut held) {
            (Some(new), Some(held)) => new.rebuild(held),
            (Some(new), None) => {
                let mut new = new.build();
                new.mount(&place, None);
                held = Some(new);
            }
            (None, _) => {
                if let Some(mut gone) = held.take() {
                    gone.unmount();
                }
            }
        });
    }

    /// Does this whenever that happens, as long as what it belongs to is there.
    pub fn on(&self, event: &'static str, act: impl FnMut(&Event) + 'static) {
        let Some(element) = self.element() else { return };
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(element, event, options, act);
        let listener = SendWrapper::new(listener);
        on_cleanup(move || drop(listener));
    }
}
