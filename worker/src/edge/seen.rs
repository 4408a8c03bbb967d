//! Notes on which sites a channel's code is seen, by what browsers tell with requests that are made
//! anyway. Behind the answer, so that it never waits for the note and never fails with it.

use super::access::ChannelAccess;
use super::route::Context;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::log;
use crate::sightings::{Source, worth_noting};

/// Notes where a request for this channel, which exists, comes from.
pub fn note(context: &Context, access: &ChannelAccess) {
    let source = Source { referer: context.header("referer"), origin: context.header("origin") };
    let note = worth_noting(access.channel(), &source, &context.own_origin(), &context.base);
    let Some(note) = note else { return };
    let (env, help_desk, request_id) = (context.env.clone(), access.help_desk(), context.request_id.clone());
    context.in_background(async move {
        let noted = call_object::<()>(&env, &help_desk, "/seen", &request_id, &note).await;
        if let Err(Failure::Fault(fault)) = noted {
            log::fault("seen", &request_id, &fault);
        }
    });
}
