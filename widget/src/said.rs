//! What the page says of the visitor, by its server's signature or by itself. It stays on this page
//! until the visitor acts: opens the panel, where the customer's server vouches for them, or sends
//! something, for what the page merely says.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use pulina_browser::clock::Timer;
use pulina_browser::http::RequestError;
use pulina_shared::connection::Link;
use pulina_shared::problem::Code;
use pulina_shared::time::SECOND_MS;
use pulina_shared::wire::embed::{Claim, Happening};
use pulina_shared::wire::identity::{Attribute, Attributes, Identified};

use crate::erased::follow;
use crate::shown::Shown;
use crate::state::PanelState;

/// After a proof could not be handed over.
const TRY_AGAIN_MS: u64 = 5 * SECOND_MS;

/// How far a proof has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It is to be handed over.
    Due,
    /// It was taken, and is to be given again once there is something to be the contact's.
    Early,
    /// Nothing is left to do.
    Done,
}

struct Said {
    proof: Option<(String, Stage)>,
    claims: Vec<Claim>,
    are_claims_told: bool,
}

thread_local! {
    static SAID: RefCell<Said> =
        const { RefCell::new(Said { proof: None, claims: Vec::new(), are_claims_told: true }) };
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
    static N_CHANGES: Shown<u32> = Shown::new(0);
    static AGAIN: RefCell<Option<Timer>> = const { RefCell::new(None) };
}

/// The customer's server says who the visitor is.
pub fn identify(state: PanelState, proof: String) {
    SAID.with_borrow_mut(|said| {
        // A page that says it again, or tells another app, wants nothing new.
        if said.proof.as_ref().is_none_or(|(known, _)| *known != proof) {
            said.proof = Some((proof, Stage::Due));
        }
    });
    watch(state);
}

/// The page says something of the visitor.
pub fn claim(state: PanelState, claim: Claim) {
    SAID.with_borrow_mut(|said| {
        said.claims.retain(|known| known.name != claim.name);
        if claim.value.is_some() {
            said.claims.push(claim);
        }
        said.are_claims_told = false;
    });
    watch(state);
}

/// Nothing is said any more.
pub fn forget() {
    SAID.with_borrow_mut(|said| (said.proof, said.claims) = (None, Vec::new()));
}

/// Whether there is a proof, and how much else is said.
pub fn standing() -> (bool, usize) {
    SAID.with_borrow(|said| (said.proof.is_some(), said.claims.len()))
}

fn watch(state: PanelState) {
    N_CHANGES.with(|n_changes| n_changes.update(|count| *count = count.wrapping_add(1)));
    if IS_WATCHED.replace(true) {
        return;
    }
    follow(move || {
        // All are read every time, so that this follows each.
        N_CHANGES.with(Shown::get);
        let is_open = state.is_open.get();
        let link = state.screen.with(|screen| screen.link);
        untrack(move || hand_over(state, is_open, link));
    });
}

fn again() {
    N_CHANGES.with(|n_changes| n_changes.update(|count| *count = count.wrapping_add(1)));
}

/// One thing after the other: what is said of a visitor is said of the contact that they are.
fn hand_over(state: PanelState, is_open: bool, link: Link) {
    if IS_BUSY.get() {
        return;
    }
    let has_begun = link == Link::Open;
    let proof = SAID.with_borrow(|said| said.proof.clone());
    match proof {
        Some((proof, Stage::Due)) if is_open || has_begun => give_proof(state, proof),
        Some((proof, Stage::Early)) if has_begun => give_proof(state, proof),
        _ if has_begun => tell_claims(state),
        _ => {}
    }
}

fn give_proof(state: PanelState, proof: String) {
    IS_BUSY.set(true);
    leptos::task::spawn_local(async move {
        let answer = state.identify(&proof).await;
        IS_BUSY.set(false);
        let stage = match answer {
            Ok(identified) => taken(state, &proof, &identified),
            Err(RequestError::Refused(problem)) => match Code::parse(&problem.code) {
                Some(Code::IdentityExpired) => refused(state, Happening::IdentityExpired),
                // This device is another contact's; that one's chat is none of this one's.
                Some(Code::IdConflict) => return state.forget_device(),
                _ if problem.is_retryable() => return try_again(),
                _ => refused(state, Happening::IdentityInvalid),
            },
            Err(RequestError::Unreachable | RequestError::Unreadable(_)) => return try_again(),
        };
        SAID.with_borrow_mut(|said| {
            if let Some(known) = said.proof.as_mut().filter(|(known, _)| *known == proof) {
                known.1 = stage;
            }
        });
        again();
    });
}

fn taken(state: PanelState, proof: &str, identified: &Identified) -> Stage {
    let was_early = SAID.with_borrow(|said| {
        said.proof.as_ref().is_some_and(|(known, stage)| known == proof && *stage == Stage::Early)
    });
    if !was_early {
        state.happened(Happening::Identified, None);
    }
    match &identified.conversation {
        Some(conversation) if state.route().is_none() => state.take_up(conversation),
        _ => {}
    }
    if identified.is_known { Stage::Done } else { Stage::Early }
}

fn refused(state: PanelState, why: Happening) -> Stage {
    state.happened(why, None);
    Stage::Done
}

fn try_again() {
    AGAIN.set(Some(Timer::after(TRY_AGAIN_MS, again)));
}

fn tell_claims(state: PanelState) {
    if SAID.with_borrow(|said| said.are_claims_told) {
        return;
    }
    let attributes = SAID.with_borrow_mut(|said| {
        said.are_claims_told = true;
        let attribute = |Claim { name, value }: &Claim| {
            // What is empty says nothing.
            let value = value.clone().filter(|value| !value.trim().is_empty())?;
            Some(Attribute { name: name.clone(), value })
        };
        said.claims.iter().filter_map(attribute).collect()
    });
    leptos::task::spawn_local(async move {
        // They are a help and nothing more: what could not be told is told with the next change.
        if state.tell_attributes(&Attributes { attributes }).await.is_err() {
            SAID.with_borrow_mut(|said| said.are_claims_told = false);
        }
    });
}
