//! What can break, and the words for it in reports.

/// One kind of fault; X and B numbers are those of the reliability bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// X1: the server's process dies and starts again.
    Crash,
    /// X2: a deploy; every socket closes.
    Deploy,
    /// X3: a link is reset, what was on its way is lost.
    Reset,
    /// X4: nothing passes in either direction.
    HoleBothWays,
    /// X5: nothing passes to the client.
    HoleDown,
    /// X6: nothing passes to the server.
    HoleUp,
    /// X7: a link is cut in the middle of a frame from the client.
    Cut,
    /// X8: everything takes up to five seconds.
    Slow,
    /// X10: a commit fails and nothing is stored.
    CommitFails,
    /// X10: a commit is stored, and the process dies before anybody is told.
    CommitUnknown,
    /// X11: the tab is killed; somebody opens it again later.
    TabKilled,
    /// X13: the tab is reloaded.
    TabReloaded,
    /// X12: the tab is frozen, which is a reader that stalls as well.
    TabFrozen,
    /// X15: the device's storage is wiped.
    StorageWiped,
    /// X15: the device's storage takes nothing for a while.
    StorageBlocked,
    /// X16: the device's clock jumps, back or forth, up to ten years.
    DeviceClockJumps,
    /// X16: the server's clock steps back by seconds.
    ServerClockSteps,
    /// X17: one of the next statements fails.
    StatementFails,
    /// X18: the object sleeps; only its store and the sockets' attachments stay.
    Hibernation,
    /// B2: an older copy of the data folder is put in place.
    Restore,
    /// The help desk cannot be reached for a while.
    DeskAway,
    /// A report is delivered again, much later.
    ReportRepeated,
    /// Sockets are blocked for a while; plain HTTP is not.
    SocketsBlocked,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 23] = [
        Self::Crash,
        Self::Deploy,
        Self::Reset,
        Self::HoleBothWays,
        Self::HoleDown,
        Self::HoleUp,
        Self::Cut,
        Self::Slow,
        Self::CommitFails,
        Self::CommitUnknown,
        Self::TabKilled,
        Self::TabReloaded,
        Self::TabFrozen,
        Self::StorageWiped,
        Self::StorageBlocked,
        Self::DeviceClockJumps,
        Self::ServerClockSteps,
        Self::StatementFails,
        Self::Hibernation,
        Self::Restore,
        Self::DeskAway,
        Self::ReportRepeated,
        Self::SocketsBlocked,
    ];
}
