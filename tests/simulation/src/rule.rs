//! What must hold. A world that breaks one of these names it.

/// A promise that is checked while a world runs, or when it has come to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A message that was answered with `accepted`, or seen in the log, is in the log.
    AcceptedIsStored,
    /// Nothing is in the log that nobody said, or said differently.
    SomebodySaidIt,
    /// A message id has one row.
    OneRowForEachId,
    /// The log counts from 1 without a hole.
    LogHasNoHole,
    /// All answers for a message name the same place and time.
    AnswersAgree,
    /// At rest a client shows the log and nothing else.
    ViewIsTheLog,
    /// A client never shows less of a history than it did before.
    ReadsGoForward,
    /// Events of a socket follow one another without a gap or repetition from where it began.
    SocketHasNoHole,
    /// A client that resumed has only events of the history that it resumed.
    HistoriesAreNotMixed,
    /// Messages of one tab stand in the order in which they were typed.
    TypingOrderIsKept,
    /// What a device kept is stored or waits for the person with a reason.
    KeptIsNotLost,
    /// A message is not said twice by one person's one act.
    SaidOnceShownOnce,
    /// At rest nothing is still being sent.
    OutboxComesToRest,
    /// At rest every client has the server's status, marks, owner and people.
    StateIsEqual,
    /// Read marks only move forward.
    ReadMarksGoForward,
    /// What is unread is counted right, by the server and by the clients.
    UnreadIsRight,
    /// There is one ticket, and it is as the conversation last reported.
    OneTicketAsReported,
    /// A report is in the end delivered, an order carried out.
    ParcelsArrive,
    /// After everything healed every client is connected in time.
    LinkComesBack,
    /// A link of which one direction passes nothing is left within a minute.
    DeadLinkIsNoticed,
    /// Two attempts of one tab are a second apart.
    ReconnectsArePolite,
    /// What a client has not confirmed is bounded.
    WindowIsBounded,
    /// Every commit leaves a store that fits together.
    StoreFitsTogether,
}
