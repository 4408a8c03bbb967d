//! Bugs that can be planted, one at a time, to prove that the rules find them. All are planted
//! around the shipped code, in the simulator's store, object, driver and help desk, so nothing that
//! is shipped has a switch for them.

use crate::rule::Rule;

/// One planted bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// The object answers before the commit.
    AckBeforeCommit,
    /// The object tells the others before the commit.
    BroadcastBeforeInsert,
    /// Which messages are known is forgotten when the object sleeps or dies.
    DedupeInMemoryOnly,
    /// A message id is known for two minutes.
    DedupeForTwoMinutes,
    /// A repetition takes a place in the log.
    RepetitionBurnsPlace,
    /// A repetition counts as unread once more.
    RepetitionIsUnreadAgain,
    /// Resuming sends the last known event again.
    ResumeFromSameEvent,
    /// The first page after `hello` lacks its last event.
    PageDropsLastEvent,
    /// A restored history keeps its name.
    EpochKeptAfterRestore,
    /// Statements before the one that fails stay.
    NoTransaction,
    /// A socket's place is not written down before the object sleeps.
    AttachmentNotSaved,
    /// What a client has not confirmed is not bounded.
    WindowIgnored,
    /// The newest frame decides the read mark, not the furthest.
    ReadMarkMovesBack,
    /// The alarm does not carry a report over a failure or the death of the process.
    AlarmForgetsReports,
    /// A report counts as delivered when it was sent.
    ReportSentIsDelivered,
    /// The help desk opens a ticket for every report that it does not expect.
    ReportOpensTicketAgain,
    /// The help desk takes in reports in whatever order they come.
    ReportVersionIgnored,
    /// The device keeps no outbox.
    OutboxInMemoryOnly,
    /// A message that is sent again has a new id.
    NewIdOnRetry,
    /// The client resumes from the place it was told of, not from the one it has.
    CursorSavedBeforeRender,
    /// The client does not notice that nothing comes any more.
    NoDeadLinkTimer,
    /// A kind of event that the client does not know ends the link.
    UnknownEventThrows,
    /// Events are sorted by their time.
    MergeByTimestamp,
    /// An own event is found again by its text.
    EchoMatchedByText,
    /// A lost link is opened again at once.
    ReconnectAtOnce,
    /// The next message goes before the one on the way was answered.
    SendsWithoutWaiting,
    /// The text of a message that was taken back stays stored.
    DeletionKeepsText,
    /// The device keeps messages and nothing else that was done.
    OnlyMessagesAreKept,
    /// Who did something that was refused is not told.
    RefusalIsSilent,
}

impl Mutant {
    /// All planted bugs, with the rules that may find each.
    pub const ALL: [(Self, &[Rule]); 29] = [
        (Self::AckBeforeCommit, &[Rule::AcceptedIsStored, Rule::AnswersAgree]),
        (
            Self::BroadcastBeforeInsert,
            &[Rule::AcceptedIsStored, Rule::HistoriesAreNotMixed, Rule::ReadsGoForward],
        ),
        (Self::DedupeInMemoryOnly, &[Rule::OneRowForEachId]),
        (Self::DedupeForTwoMinutes, &[Rule::OneRowForEachId]),
        (Self::RepetitionBurnsPlace, &[Rule::LogHasNoHole]),
        (Self::RepetitionIsUnreadAgain, &[Rule::UnreadIsRight]),
        (Self::ResumeFromSameEvent, &[Rule::SocketHasNoHole]),
        (Self::PageDropsLastEvent, &[Rule::SocketHasNoHole, Rule::LinkComesBack]),
        (
            Self::EpochKeptAfterRestore,
            &[Rule::HistoriesAreNotMixed, Rule::ViewIsTheLog, Rule::ReadsGoForward],
        ),
        (Self::NoTransaction, &[Rule::StoreFitsTogether]),
        (Self::AttachmentNotSaved, &[Rule::SocketHasNoHole]),
        (Self::WindowIgnored, &[Rule::WindowIsBounded]),
        (Self::ReadMarkMovesBack, &[Rule::ReadMarksGoForward]),
        (Self::AlarmForgetsReports, &[Rule::ParcelsArrive]),
        (Self::ReportSentIsDelivered, &[Rule::OneTicketAsReported]),
        (Self::ReportOpensTicketAgain, &[Rule::OneTicketAsReported]),
        (Self::ReportVersionIgnored, &[Rule::OneTicketAsReported]),
        (Self::OutboxInMemoryOnly, &[Rule::KeptIsNotLost]),
        (Self::NewIdOnRetry, &[Rule::SaidOnceShownOnce, Rule::KeptIsNotLost]),
        (Self::CursorSavedBeforeRender, &[Rule::ReadsGoForward, Rule::SocketHasNoHole]),
        (Self::NoDeadLinkTimer, &[Rule::DeadLinkIsNoticed]),
        (Self::UnknownEventThrows, &[Rule::LinkComesBack]),
        (Self::MergeByTimestamp, &[Rule::ViewIsTheLog]),
        (Self::EchoMatchedByText, &[Rule::KeptIsNotLost]),
        (Self::ReconnectAtOnce, &[Rule::ReconnectsArePolite]),
        (Self::SendsWithoutWaiting, &[Rule::TypingOrderIsKept]),
        (Self::DeletionKeepsText, &[Rule::ViewIsTheLog, Rule::SomebodySaidIt]),
        (Self::OnlyMessagesAreKept, &[Rule::KeptIsNotLost]),
        (Self::RefusalIsSilent, &[Rule::KeptIsNotLost]),
    ];
}
