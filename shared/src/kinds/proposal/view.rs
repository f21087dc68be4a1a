//! Who may do what to a proposal, and who sees what of it.

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::ScopeKey;
use crate::id::{PersonId, UnitId, derive};
use crate::secret::SecretSlot;

use super::intent::Command;
use super::model::Proposal;

pub(super) fn authority(state: Option<&Proposal>, command: &Command) -> (Permission, Scope) {
    use Permission as P;
    let charge = || Scope::Path(state.map(|it| it.settlement.charge.path.clone()).unwrap_or_default());
    let place = || Scope::Path(state.map(readers).unwrap_or_default());
    let authors = || Scope::People(state.map(authors).unwrap_or_default());
    match command {
        Command::Submit(_)
        | Command::CoSign
        | Command::Support
        | Command::Follow
        | Command::Comment { .. }
        | Command::ReportComment { .. }
        | Command::Ask { .. }
        | Command::Amend { .. }
        | Command::Object { .. }
        | Command::Judge { .. }
        | Command::Reopen { .. } => (P::TakePart, Scope::Anyone),
        Command::Revise(_) | Command::Appeal { .. } | Command::TakeAmendment { .. } => (P::OwnProposal, authors()),
        // Who has only signed it cannot take it away from the others.
        Command::Withdraw => (P::OwnProposal, Scope::People(state.map(|it| it.author).into_iter().collect())),
        Command::Accept { .. } | Command::Return { .. } | Command::Merge { .. } | Command::PassOn { .. } => {
            (P::ScreenProposal, charge())
        }
        Command::HideComment { .. } => (P::ScreenProposal, place()),
        Command::DecideMicro { .. } => (P::DecideMicro, place()),
        Command::Answer { unit, .. } => (P::AnswerQuestion, Scope::Within(*unit)),
        Command::Plan { .. } | Command::Finish { .. } | Command::Link { .. } => (P::CarryOut, place()),
        Command::Absorb { .. }
        | Command::Notice { .. }
        | Command::Open { .. }
        | Command::Postpone { .. }
        | Command::Decide { .. }
        | Command::TimeUp => (P::RunClock, Scope::System),
    }
}

fn authors(proposal: &Proposal) -> Vec<PersonId> {
    std::iter::once(proposal.author).chain(proposal.co_authors.iter().copied()).collect()
}

/// Every unit whose staff see it: where it is, who answers, which departments are asked; with all units above them.
fn readers(proposal: &Proposal) -> Vec<UnitId> {
    let charge = proposal.settlement.charge.path.iter();
    let asked = proposal.questions.iter().flat_map(|question| question.part.path.iter());
    let joint = proposal.settlement.joint.iter();
    let mut units: Vec<UnitId> = proposal.place.iter().chain(charge).chain(asked).chain(joint).copied().collect();
    units.sort_unstable();
    units.dedup();
    units
}

pub(super) fn scopes(proposal: &Proposal) -> Vec<ScopeKey> {
    let people = authors(proposal).into_iter().chain(proposal.followers.iter().copied());
    let invited = proposal.draft.invited.iter().copied();
    readers(proposal).into_iter().map(ScopeKey::Unit).chain(people.chain(invited).map(ScopeKey::Person)).collect()
}

pub(super) fn view(mut proposal: Proposal, reader: &Actor) -> Option<Proposal> {
    if reader.system || reader.holds(Permission::ReadProposal, &readers(&proposal)) {
        return Some(proposal);
    }
    let is_own = proposal.is_by(reader.person) || proposal.draft.invited.contains(&reader.person);
    if !is_own && !proposal.is_public() {
        return None;
    }
    // What is hidden is hidden from whoever said it, too: it says why.
    proposal.comments.iter_mut().filter(|comment| comment.hidden.is_some()).for_each(|hidden| hidden.text.withhold());
    if !is_own {
        proposal.complaints.iter_mut().for_each(SecretSlot::withhold);
        proposal.returned = None;
    }
    mask(&mut proposal, reader.person);
    Some(proposal)
}

/// Puts a name that is the same within this proposal, and nowhere else, in place of everybody but the reader: who answers whom stays
/// to be seen, who somebody is does not.
fn mask(proposal: &mut Proposal, reader: PersonId) {
    let id = proposal.id.0;
    let hide = |person: &mut PersonId| {
        if *person != reader {
            *person = PersonId(derive(id, &person.to_string()));
        }
    };
    hide(&mut proposal.author);
    proposal.co_authors.iter_mut().for_each(hide);
    proposal.draft.invited.retain(|person| *person == reader);
    proposal.supporters.iter_mut().for_each(hide);
    proposal.followers.retain(|person| *person == reader);
    for comment in &mut proposal.comments {
        hide(&mut comment.by);
        comment.reports.retain(|person| *person == reader);
        comment.hidden.iter_mut().for_each(|hidden| hide(&mut hidden.by));
    }
    proposal.questions.iter_mut().for_each(|question| hide(&mut question.by));
    proposal.amendments.iter_mut().for_each(|amendment| hide(&mut amendment.by));
    proposal.objections.iter_mut().for_each(|objection| hide(&mut objection.by));
    proposal.judgements.iter_mut().for_each(|judgement| hide(&mut judgement.by));
    proposal.passages.iter_mut().for_each(|passage| hide(&mut passage.by));
    proposal.milestones.iter_mut().filter_map(|work| work.finished.as_mut()).for_each(|done| hide(&mut done.by));
}
