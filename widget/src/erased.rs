//! Closures behind one type for each result. Every closure that goes into a view by its own type
//! gets its own copy of the reactive machinery, about two kilobytes; these share one.

use leptos::html;
use leptos::prelude::*;

/// Text that follows signals.
pub type Words = Box<dyn FnMut() -> String + Send>;
/// A yes or no that follows signals.
pub type Flag = Box<dyn FnMut() -> bool + Send>;
/// A piece of the page that is there or not, following signals.
pub type Piece = Box<dyn FnMut() -> Option<AnyView> + Send>;

/// Text that follows signals.
pub fn words(text: impl FnMut() -> String + Send + 'static) -> Words {
    Box::new(text)
}

/// A yes or no that follows signals.
pub fn flag(is: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(is)
}

/// A piece of the page that is there or not, following signals.
pub fn piece(view: impl FnMut() -> Option<AnyView> + Send + 'static) -> Piece {
    Box::new(view)
}

/// Runs now and again after each change of a signal that it read.
pub fn follow(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    run(Box::new(move |_| action()));
}

/// Gives the focus to a button as soon as it is on the page.
pub fn focus_when_there(button: NodeRef<html::Button>) {
    follow(move || {
        if let Some(button) = button.get() {
            // An element on the page can always be focused.
            let _ = button.focus();
        }
    });
}

fn run(action: Box<dyn FnMut(Option<()>)>) {
    Effect::new(action);
}
