//! Kind `proposal` 议题: something to be deliberated and decided together, from a resident's words to the answer.
//!
//! Life: submitted → gathering support → tabled → noticed → in session → decided → objections → carried out → done → closed; beside it
//! returned to be mended, merged, passed on as a ticket, withdrawn, lapsed. A draft stays on its writer's device. In every open stage
//! [`Proposal::awaiting`] names somebody and a date; the charter of the rulebook says how long, and time itself moves on what was let lie.

mod apply;
mod decide;
mod event;
mod intent;
mod model;
mod public;
#[cfg(test)]
mod tests;
mod view;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{PersonId, PhotoHash, ProposalId};
use crate::secret::SecretVisitor;

pub use event::Event;
pub use intent::{Command, Draft, Forum, Plan, Published, Refusal, Verdict};
pub use model::{
    Amendment, Awaiting, Comment, Decision, Finished, Hidden, Judgement, Milestone, NewMilestone, Objection, Passage,
    Proposal, Question, Stage,
};
pub use public::PublicProposal;

/// Most people who may sign a proposal beside its author.
pub const CO_AUTHORS_MAX: usize = 10;
/// Most options of a proposal.
pub const OPTIONS_MAX: usize = 8;
/// Most pictures of all options together.
pub const PICTURES_MAX: usize = 12;
/// Most people supporting one proposal.
pub const SUPPORTERS_MAX: usize = 5_000;
/// Most people following one proposal.
pub const FOLLOWERS_MAX: usize = 500;
/// Most comments, questions and amendments of each sort.
pub const COMMENTS_MAX: usize = 300;
/// Most people who can report one comment.
pub const REPORTS_MAX: usize = 20;
/// Most objections to one decision.
pub const OBJECTIONS_MAX: usize = 2_000;
/// Most pieces of work, and most tickets linked.
pub const MILESTONES_MAX: usize = 40;
/// Most people judging the result.
pub const JUDGEMENTS_MAX: usize = 500;
/// Most times it can be reopened, and most times it can be appealed.
pub const REOPENINGS_MAX: u32 = 5;
/// Most passages kept; the log keeps all.
pub const PASSAGES_MAX: usize = 100;

impl Aggregate for Proposal {
    const KIND: &'static str = "proposal";
    type Id = ProposalId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Self::Command) -> (Permission, Scope) {
        view::authority(state, command)
    }

    fn decide(
        id: ProposalId,
        state: Option<&Self>,
        command: &Self::Command,
        cx: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        decide::decide(id, state, command, cx)
    }

    fn apply(state: Option<Self>, id: ProposalId, event: &Event, by: PersonId, at: DateTime<Utc>) -> Option<Self> {
        apply::apply(state, id, event, by, at)
    }

    fn view(self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        view::view(self, reader)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        view::scopes(self)
    }

    fn is_live(&self) -> bool {
        self.stage.is_open()
    }

    fn due(&self) -> Option<(DateTime<Utc>, Command)> {
        let (_, until) = self.awaiting()?;
        // What is overdue at the top waits for people.
        (!self.overdue).then_some((until, Command::TimeUp))
    }

    fn event_secrets(event: &mut Event, visit: &mut SecretVisitor<'_>) {
        event.secrets(visit);
    }

    fn state_secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        self.secrets(visit);
    }

    fn command_photos(command: &Command) -> &[PhotoHash] {
        command.photos()
    }

    fn photos(&self) -> Vec<PhotoHash> {
        let done = self.milestones.iter().filter_map(|work| work.finished.as_ref());
        self.draft.photos.iter().chain(done.flat_map(|done| done.photos.iter())).copied().collect()
    }
}
