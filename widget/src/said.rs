//! What the page says of the visitor, by its server's signature or by itself. It stays on this page
//! until the visitor acts: opens the panel, where the customer's server vouches for them, or sends
//! something, for what the page merely says.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use pulina_browser::clock::{self, Timer};
use pulina_browser::http::RequestError;
use pulina_shared::connection::Link;
use pulina_shared::problem::Code;
use pulina_shared::time::{MINUTE_MS, SECOND_MS, Timestamp};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::embed::{Claim, LaterMessage};
use pulina_shared::wire::identity::{Attribute, Attributes, Identified};

use crate::erased::follow;
use crate::shown::Shown;
use crate::state::PanelState;

/// After something could not be handed over.
const TRY_AGAIN_MS: u64 = 5 * SECOND_MS;
/// Between two times that the server forgets a device whose page still vouches for the visitor: with
/// more devices than a contact can have, each would push out another one for ever.
const LOST_AGAIN_MS: u64 = MINUTE_MS;
/// Which proof has made the panel begin anew, by the end of its signature; kept by the tab.
const CONFLICT: &str = "conflict";
/// Characters that tell proofs apart and prove nothing.
const MARK_CHARACTERS: usize = 16;

/// How far a proof has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// It is to be handed over.
    Due,
    /// It was taken, and is to be given again once there is something to be the contact's.
    Early,
    /// The device with this secret is the contact's.
    Done(VisitorToken),
    /// It proves nothing.
    Refused,
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
    /// Whether this page is about to begin anew: what is said from now on is for the next one.
    static IS_OVER: Cell<bool> = const { Cell::new(false) };
    static WAS_GIVEN: Cell<bool> = const { Cell::new(false) };
    static LOST_AT: Cell<Timestamp> = const { Cell::new(Timestamp(0)) };
    /// What another tab has begun, as far as it was asked whether it is the same contact's.
    static ASKED: RefCell<Option<VisitorToken>> = const { RefCell::new(None) };
    static N_CHANGES: Shown<u32> = Shown::new(0);
    static AGAIN: RefCell<Option<Timer>> = const { RefCell::new(None) };
}

/// The customer's server says who the visitor is.
pub fn identify(state: PanelState, proof: String) {
    if IS_OVER.get() {
        return;
    }
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
    if IS_OVER.get() {
        return;
    }
    SAID.with_borrow_mut(|said| {
        said.claims.retain(|known| known.name != claim.name);
        if claim.value.is_some() {
            said.claims.push(claim);
        }
        said.are_claims_told = false;
    });
    watch(state);
}

/// Nothing is said any more, and no answer that is still to come is heard: the page begins anew.
pub fn forget() {
    IS_OVER.set(true);
    SAID.with_borrow_mut(|said| (said.proof, said.claims) = (None, Vec::new()));
}

/// Whether the server may know by a proof whose this device is.
pub fn was_given() -> bool {
    WAS_GIVEN.get()
}

/// Whether there is a proof, and how much else is said.
pub fn standing() -> (bool, usize) {
    SAID.with_borrow(|said| (said.proof.is_some(), said.claims.len()))
}

/// Another tab keeps something else. What it has begun is gone on with, if it is the same contact's:
/// two tabs may show pages on which two people are signed in.
pub fn look_at_device(state: PanelState) {
    let Some(proof) = proof_under_way().filter(|_| !IS_BUSY.get() && state.route().is_none()) else { return };
    let Some(token) = state.conversation().token_elsewhere() else { return };
    if ASKED.replace(Some(token.clone())).as_ref() == Some(&token) {
        return;
    }
    IS_BUSY.set(true);
    leptos::task::spawn_local(async move {
        let answer = state.identify(&token, &proof).await;
        IS_BUSY.set(false);
        if answer.is_ok_and(|identified| identified.is_known) && stands(&proof, Stage::Done(token)) {
            state.conversation().follow_device();
        }
        again();
    });
}

fn watch(state: PanelState) {
    keep_apart(state);
    again();
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

/// The proof of which is not known yet whether this device is the contact's.
fn proof_under_way() -> Option<String> {
    SAID.with_borrow(|said| match &said.proof {
        Some((proof, Stage::Due | Stage::Early)) => Some(proof.clone()),
        _ => None,
    })
}

fn keep_apart(state: PanelState) {
    state.conversation().keep_apart(proof_under_way().is_some());
}

/// Notes how far the proof has come; false when it is not wanted any more.
fn stands(proof: &str, stage: Stage) -> bool {
    SAID.with_borrow_mut(|said| {
        let known = said.proof.as_mut().filter(|(known, _)| known == proof);
        known.map(|known| known.1 = stage).is_some()
    })
}

/// One thing after the other: what is said of a visitor is said of the contact that they are.
fn hand_over(state: PanelState, is_open: bool, link: Link) {
    let Some(token) = state.conversation().token_to_come() else { return };
    if IS_BUSY.get() || IS_OVER.get() || is_lost_too_soon(&token) {
        return;
    }
    keep_apart(state);
    let has_begun = link == Link::Open;
    let proof = SAID.with_borrow(|said| said.proof.clone());
    match proof {
        Some((proof, Stage::Due)) if is_open || has_begun => give_proof(state, token, proof),
        Some((proof, Stage::Early)) if has_begun => give_proof(state, token, proof),
        _ if has_begun => tell_claims(state),
        _ => {}
    }
}

/// A proof that was taken for another device is due again; true where that has to wait.
fn is_lost_too_soon(token: &VisitorToken) -> bool {
    let is_lost =
        SAID.with_borrow(|said| matches!(&said.proof, Some((_, Stage::Done(known))) if known != token));
    if !is_lost {
        return false;
    }
    let now = clock::now();
    let wait_ms = LOST_AT.get().plus(LOST_AGAIN_MS).since(now);
    if LOST_AT.get() != Timestamp(0) && wait_ms > 0 {
        AGAIN.set(Some(Timer::after(wait_ms, again)));
        return true;
    }
    LOST_AT.set(now);
    SAID.with_borrow_mut(|said| {
        if let Some((_, stage)) = &mut said.proof {
            *stage = Stage::Due;
        }
    });
    false
}

fn give_proof(state: PanelState, token: VisitorToken, proof: String) {
    IS_BUSY.set(true);
    WAS_GIVEN.set(true);
    leptos::task::spawn_local(async move {
        let answer = state.identify(&token, &proof).await;
        IS_BUSY.set(false);
        let is_wanted =
            SAID.with_borrow(|said| said.proof.as_ref().is_some_and(|(known, _)| *known == proof));
        if !is_wanted {
            // Logged out, or somebody else meanwhile: the answer is about nobody who is here.
            return again();
        }
        let stage = match answer {
            Ok(identified) => taken(state, token, &identified),
            Err(RequestError::Refused(problem)) => match Code::parse(&problem.code) {
                Some(Code::IdentityExpired) => refused(state, &LaterMessage::IdentityExpired),
                Some(Code::IdConflict) if begins_anew(state, &proof) => return,
                _ if problem.is_retryable() => return try_again(),
                _ => refused(state, &LaterMessage::IdentityInvalid),
            },
            Err(RequestError::Unreachable | RequestError::Unreadable(_)) => return try_again(),
        };
        stands(&proof, stage);
        again();
    });
}

/// This device is another contact's; that one's chat is none of this one's. Once for each proof: were
/// it so again, two pages would take the device from each other for ever.
fn begins_anew(state: PanelState, proof: &str) -> bool {
    let end = proof.len().saturating_sub(MARK_CHARACTERS);
    let mark = proof.get(end..).unwrap_or_default();
    let tab = state.tab_storage();
    if tab.read(CONFLICT).as_deref() == Some(mark) {
        return false;
    }
    state.forget_device();
    // Where nothing is kept no other tab can have the same device.
    if state.keeps_on_device() {
        tab.write(CONFLICT, mark);
    }
    true
}

fn taken(state: PanelState, token: VisitorToken, identified: &Identified) -> Stage {
    let was_early =
        SAID.with_borrow(|said| said.proof.as_ref().is_some_and(|(_, stage)| *stage == Stage::Early));
    if !was_early {
        state.tell_host_later(&LaterMessage::Identified);
    }
    match &identified.conversation {
        Some(conversation) if state.route().is_none() => state.take_up(conversation),
        _ => {}
    }
    if identified.is_known { Stage::Done(token) } else { Stage::Early }
}

fn refused(state: PanelState, why: &LaterMessage) -> Stage {
    state.tell_host_later(why);
    Stage::Refused
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
        match state.tell_attributes(&Attributes { attributes }).await {
            Ok(()) => {}
            // Said the same way again they would be refused again.
            Err(RequestError::Refused(problem)) if !problem.is_retryable() => {
                state.tell_host_later(&LaterMessage::AttributesRefused);
            }
            Err(_) => {
                SAID.with_borrow_mut(|said| said.are_claims_told = false);
                try_again();
            }
        }
    });
}
