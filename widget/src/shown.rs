//! A value that the page shows: whoever looks at it while following runs again after a change.
//!
//! What Leptos' signals do, with the value apart from what remembers who looked. Each type of value
//! in a signal of Leptos brings its own copy of the reactive machinery, about three kilobytes; here
//! all of them share one. It is not kept by an owner: it lives as long as what it is a part of.

use std::cell::RefCell;

use leptos::prelude::*;

/// The value.
#[derive(Debug, Default)]
pub struct Shown<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T> Shown<T> {
    /// Shows this first.
    pub fn new(value: T) -> Self {
        Self { value: RefCell::new(value), changed: ArcTrigger::new() }
    }

    /// One that lives as long as the page, as parts of the page do that are never taken away.
    pub fn for_ever(value: T) -> &'static Self {
        Box::leak(Box::new(Self::new(value)))
    }

    /// Looks at it and follows it.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.changed.track();
        self.with_untracked(look)
    }

    /// Looks at it once.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.value.borrow())
    }

    /// Follows it without looking.
    pub fn track(&self) {
        self.changed.track();
    }

    /// Shows another value.
    pub fn set(&self, value: T) {
        self.value.replace(value);
        self.changed.notify();
    }

    /// Changes the value where it is.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        self.changed.notify();
    }
}

impl<T: PartialEq> Shown<T> {
    /// Shows another value; the same one again is no change.
    pub fn set_if_other(&self, value: T) {
        if self.with_untracked(|before| *before != value) {
            self.set(value);
        }
    }
}

impl<T: Clone> Shown<T> {
    /// The value, followed.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value at this moment.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}
