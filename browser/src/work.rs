//! The work that a server asks for where very many begin at once, done by ALTCHA's own solver in a web
//! worker, so that the page stays quick. Few ever need it: it is in the chunk of what a line needs.

use js_sys::Promise;
use pulina_shared::problem::Problem;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::http::{VisitWish, Work};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{AddEventListenerOptions, MessageEvent, Worker};

use crate::http::{Answering, Call, RequestError};

/// Where the page says which built file the solver is.
const PLACE: &str = "data-work";
/// The crowd may grow while one works; after so many times it is waited for.
const TIMES_MAX: usize = 3;

/// Begins a visit that was refused with this problem, by doing what it asks for.
#[wasm_split(line, fallible)]
pub(crate) fn begin(
    path: String,
    token: VisitorToken,
    problem: Problem,
) -> Result<Answering, SplitLoaderError> {
    Ok(Box::pin(async move {
        let mut refused = RequestError::Refused(Box::new(problem));
        for _ in 0..TIMES_MAX {
            let RequestError::Refused(problem) = &refused else { break };
            let Some(challenge) = problem.work.as_deref().map(str::to_owned) else { break };
            // A browser that cannot work waits.
            let Some(counter) = found(&challenge).await else { break };
            let wish = VisitWish { work: Some(Work { challenge, counter }), ..VisitWish::default() };
            match Call::post(&path).bearer(token.secret()).send_json(&wish).await {
                Err(error) => refused = error,
                answer => return answer,
            }
        }
        Err(refused)
    }))
}

/// What the solver finds.
async fn found(challenge: &str) -> Option<u32> {
    let page = web_sys::window()?.document()?.document_element()?;
    let solver = Worker::new(&page.get_attribute(PLACE)?).ok()?;
    let answered = Promise::new(&mut |resolve, _| {
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        // One that cannot run says nothing but that.
        for event in ["message", "error"] {
            // A worker's own events can be listened to.
            let _ = solver
                .add_event_listener_with_callback_and_add_event_listener_options(event, &resolve, &once);
        }
    });
    let answer = solver.post_message(&challenge.into()).ok().map(|()| JsFuture::from(answered));
    let answer = answer?.await;
    solver.terminate();
    let counter = answer.ok()?.dyn_into::<MessageEvent>().ok()?.data().as_f64()?;
    // Never more than the tries that were asked for, and never less than none.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(counter as u32)
}
