//! Closures behind one type for each result. Every closure that goes into a view by its own type
//! gets its own copy of the reactive machinery, about two kilobytes; these share one.

use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// Text that follows what it shows.
pub type Words = Box<dyn FnMut() -> String + Send>;
/// An attribute that is there or not, and follows what it shows.
pub type Value = Box<dyn FnMut() -> Option<String> + Send>;
/// A yes or no that follows what it shows.
pub type Flag = Box<dyn FnMut() -> bool + Send>;
/// A piece of the page that is there or not, following what it shows.
pub type Piece = Box<dyn FnMut() -> Option<AnyView> + Send>;

/// Text that follows what it shows.
pub fn words(text: impl FnMut() -> String + 'static) -> Words {
    sent(Box::new(text))
}

/// An attribute that is there or not, and follows what it shows.
pub fn value(value: impl FnMut() -> Option<String> + 'static) -> Value {
    sent(Box::new(value))
}

/// A yes or no that follows what it shows.
pub fn flag(is: impl FnMut() -> bool + 'static) -> Flag {
    sent(Box::new(is))
}

/// A piece of the page that is there or not, following what it shows.
pub fn piece(view: impl FnMut() -> Option<AnyView> + 'static) -> Piece {
    sent(Box::new(view))
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

/// Runs now and again after each change of what it looked at.
pub fn follow(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    run(Box::new(move |_| action()));
}

fn run(action: Box<dyn FnMut(Option<()>)>) {
    Effect::new(action);
}

/// A page has one thread; views only ask for what could be sent to another one.
fn sent<T: 'static>(look: Box<dyn FnMut() -> T>) -> Box<dyn FnMut() -> T + Send> {
    let mut look = SendWrapper::new(look);
    Box::new(move || (*look)())
}
