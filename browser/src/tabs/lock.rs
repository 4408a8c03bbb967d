//! The lock that decides who leads: one tab has it, the others stand in line, and the browser lets it
//! go when its tab ends. Dropping it lets it go, or leaves the line.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::locks;

/// What comes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LockEvent {
    /// It is ours until we drop it.
    Granted,
    /// It was ours, and another tab took it.
    Robbed,
    /// There is none to be had here.
    Failed,
}

/// A lock, held or waited for.
pub(super) struct Lock {
    held: Rc<Held>,
}

#[derive(Default)]
struct Held {
    /// Lets it go; there once it is ours.
    release: RefCell<Option<Function>>,
    is_dropped: Cell<bool>,
}

impl Lock {
    /// Stands in line for it, or robs whoever has it. `on_event` is never called before this
    /// returns. `None` where there are no locks.
    pub(super) fn request(
        name: &str,
        is_robbery: bool,
        on_event: impl Fn(LockEvent) + 'static,
    ) -> Option<Self> {
        let options = Object::new();
        // Setting a member of a plain new object cannot fail.
        let _ = Reflect::set(&options, &"steal".into(), &is_robbery.into());
        let held = Rc::<Held>::default();
        let on_event: Rc<dyn Fn(LockEvent)> = Rc::new(on_event);
        let given = given(Rc::clone(&held), Rc::clone(&on_event));
        let requested = locks::request(name, &options, given.unchecked_ref()).ok()?;
        let of_end = Rc::clone(&held);
        spawn_local(async move {
            let ended = JsFuture::from(requested).await;
            if ended.is_err() && !of_end.is_dropped.get() {
                let was_ours = of_end.release.borrow().is_some();
                on_event(if was_ours { LockEvent::Robbed } else { LockEvent::Failed });
            }
        });
        Some(Self { held })
    }
}

/// What is called with the lock.
fn given(held: Rc<Held>, on_event: Rc<dyn Fn(LockEvent)>) -> JsValue {
    Closure::once_into_js(move |_lock: JsValue| {
        // Nobody waits for it any more.
        if held.is_dropped.get() {
            return JsValue::NULL;
        }
        let is_held = Promise::new(&mut |resolve, _| *held.release.borrow_mut() = Some(resolve));
        on_event(LockEvent::Granted);
        is_held.into()
    })
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.held.is_dropped.set(true);
        if let Some(release) = self.held.release.take() {
            // A promise's own function cannot fail.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}
