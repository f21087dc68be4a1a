//! Planted faults: each changes one step of a device, of the network or of the server, and the checks must find it.

/// One planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// A row leaves the queue when it is sent, not when it is answered.
    DeletesOnSend,
    /// A command is called kept before it is on the disk.
    KeepsInMemory,
    /// Receipts that say "duplicate" are passed over.
    IgnoresDuplicates,
    /// The server does not know a command again.
    ForgetsCommands,
    /// Things that left the reader's scope stay on the device.
    KeepsWhatLeft,
    /// Requests do not say whom they are meant for.
    SendsAsAnybody,
    /// A refused command leaves the queue and is put nowhere.
    DropsRefusals,
    /// Receipts are matched to rows by their place.
    SettlesByPlace,
    /// A push without an answer counts as refused.
    TakesSilenceForNo,
    /// A rebuild of the replica empties the queue.
    RebuildEmptiesQueue,
    /// The server answers before it has committed.
    AnswersBeforeCommit,
    /// A refused command is shown as delivered.
    ShowsRefusedAsDelivered,
    /// A change of person leaves the former one's rows.
    KeepsRowsOfOthers,
    /// The cursor is written before the rows, in a transaction of its own.
    CursorBeforeRows,
    /// A pull is written although another window was first.
    WritesOverOthers,
    /// Signing out empties the queue.
    SignOutEmptiesQueue,
    /// One bad command is answered for all.
    OneBadForAll,
}

impl Mutation {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::DeletesOnSend,
        Self::KeepsInMemory,
        Self::IgnoresDuplicates,
        Self::ForgetsCommands,
        Self::KeepsWhatLeft,
        Self::SendsAsAnybody,
        Self::DropsRefusals,
        Self::SettlesByPlace,
        Self::TakesSilenceForNo,
        Self::RebuildEmptiesQueue,
        Self::AnswersBeforeCommit,
        Self::ShowsRefusedAsDelivered,
        Self::KeepsRowsOfOthers,
        Self::CursorBeforeRows,
        Self::WritesOverOthers,
        Self::SignOutEmptiesQueue,
        Self::OneBadForAll,
    ];
}
