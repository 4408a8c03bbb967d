//! A lock of the browser: one tab has it, the others stand in line, and it is let go when its tab
//! dies. Dropping it lets it go, or leaves the line.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Object)]
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        granted: &JsValue,
    ) -> Result<Promise, JsValue>;
}

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
    shared: Rc<Shared>,
    controller: AbortController,
}

#[derive(Default)]
struct Shared {
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
        let navigator = web_sys::window()?.navigator();
        let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
        let manager: LockManager = manager.is_object().then(|| manager.unchecked_into())?;
        let controller = AbortController::new().ok()?;
        let options = Object::new();
        // A robbery takes no signal: it does not wait. Setting members of a new object cannot fail.
        let _ = if is_robbery {
            Reflect::set(&options, &"steal".into(), &JsValue::TRUE)
        } else {
            Reflect::set(&options, &"signal".into(), &controller.signal())
        };
        let shared = Rc::<Shared>::default();
        let on_event: Rc<dyn Fn(LockEvent)> = Rc::new(on_event);
        let granted = granted(Rc::clone(&shared), Rc::clone(&on_event));
        let requested = manager.request(name, &options, &granted).ok()?;
        let of_end = Rc::clone(&shared);
        spawn_local(async move {
            let ended = JsFuture::from(requested).await;
            if ended.is_err() && !of_end.is_dropped.get() {
                let was_ours = of_end.release.borrow().is_some();
                on_event(if was_ours { LockEvent::Robbed } else { LockEvent::Failed });
            }
        });
        Some(Self { shared, controller })
    }
}

/// Called with the lock; it stays ours for as long as the promise that this answers is open.
fn granted(shared: Rc<Shared>, on_event: Rc<dyn Fn(LockEvent)>) -> JsValue {
    Closure::once_into_js(move |_lock: JsValue| {
        if shared.is_dropped.get() {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        let held = Promise::new(&mut |resolve, _| *shared.release.borrow_mut() = Some(resolve));
        spawn_local(async move {
            if !shared.is_dropped.get() {
                on_event(LockEvent::Granted);
            }
        });
        held
    })
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.shared.is_dropped.set(true);
        match self.shared.release.take() {
            // A promise's own function cannot fail.
            Some(release) => drop(release.call0(&JsValue::UNDEFINED)),
            None => self.controller.abort(),
        }
    }
}
