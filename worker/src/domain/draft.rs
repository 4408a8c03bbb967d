//! What a change of a draft does, and when a draft may become public. Nobody's work may vanish
//! unseen: neither that of somebody who wrote in the same draft, nor that of somebody who published
//! while the draft waited.

use pulina_shared::ids::UserId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::publishing::DraftChange;

/// A draft that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// The published revision on which it stands.
    pub based_on: u64,
    /// The settings.
    pub settings: ChannelSettings,
    /// Who changed it last.
    pub changed_by: UserId,
    /// When that was.
    pub changed_at: Timestamp,
}

/// How a channel stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The revision of the draft, also where none is kept.
    pub revision: u64,
    /// The published revision.
    pub published: u64,
    /// What is published.
    pub settings: &'a ChannelSettings,
    /// The draft.
    pub draft: Option<&'a KeptDraft>,
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: it is so already.
    Nothing,
    /// The draft is what was given, on this publication.
    Keep {
        /// The published revision on which it stands.
        based_on: u64,
    },
    /// Nothing would be left to publish, so the draft ends.
    End,
}

/// What this change does.
///
/// # Errors
/// `settings_changed`; `field_invalid` for a publication that is still to come.
pub fn change(standing: Standing<'_>, given: &DraftChange) -> Result<Outcome, Rejection> {
    let Standing { revision, published, settings, draft } = standing;
    if given.based_on > published {
        return Err(Rejection::new(Code::FieldInvalid).at("/based_on"));
    }
    let is_published = given.settings == *settings;
    let Some(draft) = draft else {
        // The first answer may have been lost, or what was changed was changed back.
        if is_published {
            return Ok(Outcome::Nothing);
        }
        // Without a draft it would overwrite what was published since.
        refuse_unless(given.revision == revision && given.based_on == published)?;
        return Ok(Outcome::Keep { based_on: published });
    };
    if given.settings == draft.settings && given.based_on <= draft.based_on {
        return Ok(Outcome::Nothing);
    }
    refuse_unless(given.revision == revision)?;
    if is_published {
        return Ok(Outcome::End);
    }
    // Whoever read this very draft has seen what it stands on, whatever they name.
    Ok(Outcome::Keep { based_on: given.based_on.max(draft.based_on) })
}

/// Whether the draft of this revision is to be published; `false` when that is done already.
/// `last_draft` is the revision of the draft that was published last.
///
/// # Errors
/// `settings_changed`.
pub fn publish(standing: Standing<'_>, revision: u64, last_draft: Option<u64>) -> Result<bool, Rejection> {
    let Some(draft) = standing.draft else {
        refuse_unless(revision == standing.revision || Some(revision) == last_draft)?;
        return Ok(false);
    };
    refuse_unless(revision == standing.revision && draft.based_on == standing.published)?;
    Ok(true)
}

fn refuse_unless(is_seen: bool) -> Result<(), Rejection> {
    if is_seen { Ok(()) } else { Err(Rejection::new(Code::SettingsChanged)) }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{End, Keep, Nothing};
    use super::*;

    fn settings(days: u16) -> ChannelSettings {
        ChannelSettings { retention_days: Some(days), ..ChannelSettings::default() }
    }

    fn draft(based_on: u64, days: u16) -> KeptDraft {
        let (changed_by, changed_at) = (UserId::new([1; 10]), Timestamp(5));
        KeptDraft { based_on, settings: settings(days), changed_by, changed_at }
    }

    /// Published are revision 7 and 1 day; the draft's revision is 4.
    fn changed(draft: Option<&KeptDraft>, revision: u64, based_on: u64, days: u16) -> Result<Outcome, Code> {
        let published = settings(1);
        let standing = Standing { revision: 4, published: 7, settings: &published, draft };
        let given = DraftChange { revision, based_on, settings: settings(days) };
        change(standing, &given).map_err(|rejection| rejection.code)
    }

    #[test]
    fn draft_is_begun_only_by_somebody_who_has_seen_what_is_published() {
        let stale = Err(Code::SettingsChanged);
        assert_eq!(changed(None, 4, 7, 2), Ok(Keep { based_on: 7 }));
        assert_eq!(changed(None, 4, 6, 2), stale, "somebody published since");
        assert_eq!(changed(None, 3, 7, 2), stale, "a draft was begun and ended since");
        assert_eq!(changed(None, 1, 2, 1), Ok(Nothing), "what is published needs no draft");
        assert_eq!(changed(None, 4, 8, 2), Err(Code::FieldInvalid));
    }

    #[test]
    fn draft_is_changed_only_by_somebody_who_has_seen_it() {
        let kept = draft(6, 2);
        assert_eq!(changed(Some(&kept), 4, 6, 3), Ok(Keep { based_on: 6 }));
        assert_eq!(changed(Some(&kept), 3, 6, 3), Err(Code::SettingsChanged));
        assert_eq!(changed(Some(&kept), 3, 6, 2), Ok(Nothing), "the first answer was lost");
        assert_eq!(changed(Some(&kept), 4, 5, 3), Ok(Keep { based_on: 6 }), "a base never goes back");
        assert_eq!(changed(Some(&kept), 4, 7, 2), Ok(Keep { based_on: 7 }), "put on top of the newest");
        assert_eq!(changed(Some(&kept), 4, 6, 1), Ok(End));
    }

    #[test]
    fn draft_is_published_as_it_was_looked_at_and_on_what_it_was_begun_on() {
        let published = settings(1);
        let publish = |draft: Option<&KeptDraft>, revision| {
            let standing = Standing { revision: 4, published: 7, settings: &published, draft };
            publish(standing, revision, Some(2)).map_err(|rejection| rejection.code)
        };
        assert_eq!(publish(Some(&draft(7, 2)), 4), Ok(true));
        assert_eq!(publish(Some(&draft(7, 2)), 3), Err(Code::SettingsChanged));
        assert_eq!(publish(Some(&draft(6, 2)), 4), Err(Code::SettingsChanged));
        assert_eq!(publish(None, 4), Ok(false), "there is nothing to publish");
        assert_eq!(publish(None, 2), Ok(false), "it was published already");
        assert_eq!(publish(None, 3), Err(Code::SettingsChanged), "it was thrown away");
    }
}
