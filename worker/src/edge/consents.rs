//! The proof of what was agreed to: the conversation's own records, with the texts that the help
//! desk keeps. Records name texts by version and language; both are kept for ever.

use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{ConsentVersion, Purpose};
use pulina_shared::wire::http::{ConsentRecord, ConsentRecords};
use worker::{Method, Response};

use super::access::ConversationAccess;
use super::forward;
use super::route::Context;
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::{Failure, Fault};
use crate::internal::{ConsentText, KeptConsentTexts, own_json};

/// `GET /v1/conversations/{id}/consents`.
///
/// # Errors
/// Faults alone; what the conversation refuses is answered as it refuses it.
pub async fn answer(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let mut asked = forward::to_conversation(&context, &access, Method::Get, "/consents", None).await?;
    if asked.status_code() != 200 {
        return Ok(asked);
    }
    let found = joined(&context, &access, &mut asked).await?;
    let mut response = answer::json(200, &found)?;
    answer::set_header(&mut response, "content-disposition", "attachment; filename=\"consents.json\"")?;
    Ok(response)
}

/// The same within an answer of ours; nothing of a conversation that is gone.
///
/// # Errors
/// Faults alone.
pub async fn records(context: &Context, access: &ConversationAccess) -> Result<ConsentRecords, Failure> {
    let mut asked = forward::to_conversation(context, access, Method::Get, "/consents", None).await?;
    match asked.status_code() {
        200 => joined(context, access, &mut asked).await,
        404 => Ok(ConsentRecords { records: Vec::new() }),
        status => Err(Fault::Answer { what: "consents", status }.into()),
    }
}

async fn joined(
    context: &Context,
    access: &ConversationAccess,
    asked: &mut Response,
) -> Result<ConsentRecords, Failure> {
    let bytes = asked.bytes().await.map_err(|error| Fault::call("consents", error))?;
    let mut found: ConsentRecords = own_json("consents", &bytes)?;
    let mut versions: Vec<&ConsentVersion> = found.records.iter().map(|record| &record.act.version).collect();
    versions.sort_unstable();
    versions.dedup();
    let kept: KeptConsentTexts =
        call_object(&context.env, &access.help_desk(), "/consent-texts", &context.request_id, &versions)
            .await?;
    for record in &mut found.records {
        let texts = kept.get(&record.act.version).and_then(|texts| texts.get(&record.act.language));
        if let Some(texts) = texts {
            join(record, texts);
        }
    }
    Ok(found)
}

fn join(record: &mut ConsentRecord, texts: &ConsentText) {
    match record.act.purpose {
        Purpose::Process => record.text.clone_from(&texts.text),
        Purpose::Communicate => record.text.clone_from(&texts.communicate),
    }
    if record.act.purpose == Purpose::Process && record.act.is_given && record.mode == ConsentMode::Explicit {
        record.button.clone_from(&texts.button);
    }
}
