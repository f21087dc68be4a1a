//! The whole way: a proposal, a body's meeting and a ballot lead to one another as on the server, one refusal undoing all.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use weft::actor::{Actor, Role};
use weft::aggregate::{Context, Rejection};
use weft::calendar::county_day;
use weft::id::{BallotId, BodyId, MeetingId, PersonId, ProposalId, TicketId, VenueId, derive};
use weft::kinds::ballot::{self, Choice, Opening, Way};
use weft::kinds::body;
use weft::kinds::meeting;
use weft::kinds::proposal::{self, Draft, NewMilestone, Proposal, Stage, Verdict};
use weft::kinds::ticket;
use weft::kinds::venue;
use weft::org::{CompoundKind, Directory, Post};
use weft::react::react;
use weft::registry::{AnyCommand, AnyRefusal, AnyState, Kind, Target};
use weft::rules::{Rulebook, Weight};
use weft::sample::deliberation::{self as made, DOOR, code, member};
use weft::sample::{self, grid, grid_member, holder_of, morning, resident, staff};
use weft::secret::Secret;

/// A county's things, as the server's writer keeps them.
struct County {
    org: Directory,
    rules: Rulebook,
    now: DateTime<Utc>,
    states: BTreeMap<Target, AnyState>,
}

type Ran = Result<(), Rejection<AnyRefusal>>;

impl County {
    fn new(org: Directory) -> Self {
        Self { org, rules: sample::rulebook(), now: morning(), states: BTreeMap::new() }
    }

    /// Runs a command with all that follows from it, or nothing.
    fn run(&mut self, actor: &Actor, id: Uuid, command: &AnyCommand) -> Ran {
        let before = self.states.clone();
        let ran = self.run_deep(actor, id, command);
        if ran.is_err() {
            self.states = before;
        }
        ran
    }

    fn run_deep(&mut self, actor: &Actor, id: Uuid, command: &AnyCommand) -> Ran {
        let target = Target { kind: command.kind(), id };
        let cx = Context { actor, now: self.now, rules: &self.rules, org: &self.org, prove: weft::rules::prove };
        let events = command.execute(id, self.states.get(&target), &cx).expect("of one kind")?;
        for event in &events {
            let state = event.apply(id, self.states.remove(&target), actor.person, self.now);
            self.states.extend(state.map(|state| (target, state)));
        }
        let reactions: Vec<_> = events.iter().flat_map(|event| react(target, event)).collect();
        reactions.iter().try_for_each(|(id, command)| self.run_deep(&Actor::system(), *id, command))
    }

    fn does(&mut self, actor: &Actor, id: impl Into<Uuid>, command: AnyCommand) {
        let id = id.into();
        self.run(actor, id, &command).unwrap_or_else(|why| panic!("{command:?}: {why:?}"));
    }

    /// Lets time ask everything what it has to ask until `until`, in order.
    fn run_clock(&mut self, until: DateTime<Utc>) {
        loop {
            let due = self.states.iter().filter_map(|(target, state)| Some((state.due()?, target.id)));
            let Some(((at, command), id)) = due.min_by_key(|((at, _), _)| *at).filter(|((at, _), _)| *at <= until)
            else {
                break;
            };
            self.now = at.max(self.now);
            self.does(&Actor::system(), id, command);
        }
        self.now = until;
    }

    fn proposal(&self, id: ProposalId) -> &Proposal {
        match &self.states[&Target { kind: Kind::Proposal, id: id.0 }] {
            AnyState::Proposal(proposal) => proposal,
            other => panic!("{other:?}"),
        }
    }

    /// A proposal with its support, and the body of its grid.
    fn with_tabled(org: Directory, id: ProposalId, draft: Draft) -> Self {
        let mut county = Self::new(org);
        county.brings(id, draft);
        county.does(&grid_member(0, 0), the_body(), AnyCommand::Body(body::Command::Found(Box::new(made::body()))));
        county.does(&grid_member(0, 0), the_venue(), AnyCommand::Venue(venue::Command::Open(Box::new(made::venue()))));
        county
    }

    fn brings(&mut self, id: ProposalId, draft: Draft) {
        use proposal::Command as P;
        self.does(&resident("reporter"), id, AnyCommand::Proposal(P::Submit(Box::new(draft))));
        let accept = P::Accept { published: made::published(), entitled: 10 };
        let keeper = staff(Role::Desk, "370", PersonId::named("desk"));
        self.does(&keeper, id, AnyCommand::Proposal(accept));
        for number in 0..5 {
            self.does(&resident(&format!("neighbour/{number}")), id, AnyCommand::Proposal(P::Support));
            if self.proposal(id).stage == Stage::Tabled {
                break;
            }
        }
    }

    fn convene(&mut self, meeting: MeetingId, agenda: &[ProposalId]) -> Ran {
        let at = self.now + TimeDelta::days(4);
        let agenda: Vec<_> = agenda.iter().map(|proposal| (*proposal, Weight::Small)).collect();
        let call = body::Call { venue: Some(the_venue()), ..made::call(meeting, at, &agenda) };
        self.run(&grid_member(0, 0), the_body().0, &AnyCommand::Body(body::Command::Convene(Box::new(call))))
    }
}

fn the_body() -> BodyId {
    BodyId::named("body")
}

fn the_venue() -> VenueId {
    VenueId::named("venue")
}

fn propose(command: proposal::Command) -> AnyCommand {
    AnyCommand::Proposal(command)
}

fn meets(command: meeting::Command) -> AnyCommand {
    AnyCommand::Meeting(command)
}

#[test]
fn a_proposal_goes_from_a_phone_through_a_meeting_to_the_answer() {
    let (one, session) = (ProposalId::named("one"), MeetingId::named("session"));
    let mut county = County::with_tabled(sample::directory(), one, made::draft());
    county.convene(session, &[one]).expect("convened");
    assert_eq!(county.proposal(one).stage, Stage::Noticed);
    let chair = grid_member(0, 0);
    county.run_clock(morning() + TimeDelta::days(4));
    for number in 0..4 {
        county.does(&Actor::resident(member(number)), session, meets(meeting::Command::CheckIn { code: DOOR.into() }));
    }
    county.does(&chair, session, meets(meeting::Command::Open));
    assert_eq!(county.proposal(one).stage, Stage::InSession);
    let verdict = Verdict::Amended { text: "改为八个车位".into() };
    county.does(&chair, session, meets(meeting::Command::Settle { item: 0, verdict, votes: [4, 0, 0] }));
    assert_eq!(county.proposal(one).stage, Stage::Objecting);
    county.does(&chair, session, meets(meeting::Command::Close));
    county.does(&chair, session, meets(meeting::Command::Minute { text: "逐项议决。".into() }));
    county.does(&chair, session, meets(meeting::Command::Sign));
    county.run_clock(county.proposal(one).until);
    let work = NewMilestone {
        title: "安装棚架".into(),
        due: county_day(county.now + TimeDelta::days(9)),
        unit: grid(0, 0),
        post: Post::GridMember,
        cost_yuan: 1_700,
    };
    county.does(&chair, one, propose(proposal::Command::Plan { milestones: vec![work] }));
    let finish = proposal::Command::Finish { number: 0, note: "已完工".into(), cost_yuan: 1_650, photos: vec![] };
    county.does(&chair, one, propose(finish));
    let judge = proposal::Command::Judge { stars: 5, satisfied: true, comment: None };
    county.does(&resident("reporter"), one, propose(judge));
    county.run_clock(county.proposal(one).until);
    let line = county.proposal(one).public().expect("public");
    assert_eq!((line.stage, line.spent_yuan, line.satisfied), (Stage::Closed, 1_650, (1, 1)));
}

#[test]
fn a_meeting_that_collides_with_another_at_its_venue_is_not_called_and_nothing_is_noticed() {
    let (one, two) = (ProposalId::named("one"), ProposalId::named("two"));
    let mut county = County::with_tabled(sample::directory(), one, made::draft());
    county.brings(two, made::draft());
    county.convene(MeetingId::named("first"), &[one]).expect("convened");
    let refused = county.convene(MeetingId::named("second"), &[two]);
    assert!(matches!(refused, Err(Rejection::Refused(AnyRefusal::Venue(venue::Refusal::Taken { .. })))));
    assert_eq!(county.proposal(two).stage, Stage::Tabled);
    let cancel = meets(meeting::Command::Cancel { reason: "天气".into() });
    county.does(&grid_member(0, 0), MeetingId::named("first"), cancel);
    assert_eq!(county.proposal(one).stage, Stage::Tabled);
    county.convene(MeetingId::named("second"), &[two]).expect("the place is free again");
}

#[test]
fn what_a_meeting_does_not_come_to_is_put_off() {
    let one = ProposalId::named("one");
    let session = MeetingId::named("session");
    let mut county = County::with_tabled(sample::directory(), one, made::draft());
    county.convene(session, &[one]).expect("convened");
    county.run_clock(morning() + TimeDelta::days(6));
    assert_eq!(county.proposal(one).stage, Stage::Tabled, "nobody opened it, and time itself put it off");
}

#[test]
fn a_small_work_beyond_the_years_limit_is_refused_by_the_books_of_the_body() {
    let ids: Vec<ProposalId> = (0..12).map(|number| ProposalId::named(&number.to_string())).collect();
    let mut county = County::with_tabled(sample::directory(), ids[0], made::draft());
    ids[1..].iter().for_each(|id| county.brings(*id, made::draft()));
    let micro = propose(proposal::Command::DecideMicro { body: the_body(), reason: "小事速办".into() });
    for id in &ids[..11] {
        county.does(&grid_member(0, 0), *id, micro.clone());
    }
    let refused = county.run(&grid_member(0, 0), ids[11].0, &micro);
    let year_spent = matches!(
        refused,
        Err(Rejection::Refused(AnyRefusal::Body(body::Refusal::YearSpent { spent_yuan: 19_800, .. })))
    );
    assert!(year_spent, "{refused:?}");
    assert_eq!(county.proposal(ids[11]).stage, Stage::Tabled);
}

#[test]
fn a_repair_passed_on_is_a_ticket_that_its_author_follows() {
    let one = ProposalId::named("one");
    let mut county = County::new(sample::directory());
    county.does(&resident("reporter"), one, propose(proposal::Command::Submit(Box::new(made::draft()))));
    let report = Box::new(sample::noise_report(0, 0));
    county.does(&grid_member(0, 0), one, propose(proposal::Command::PassOn { report }));
    let ticket: TicketId = county.proposal(one).tickets[0];
    let Some(AnyState::Ticket(ticket)) = county.states.get(&Target { kind: Kind::Ticket, id: ticket.0 }) else {
        panic!("a ticket")
    };
    assert_eq!((ticket.phase, &ticket.followers[..]), (ticket::Phase::Routed, &[resident("reporter").person][..]));
}

#[test]
fn merging_tells_the_people_of_both_and_a_merge_into_nothing_is_refused() {
    let (one, two) = (ProposalId::named("one"), ProposalId::named("two"));
    let mut county = County::with_tabled(sample::directory(), one, made::draft());
    let merge = |into| propose(proposal::Command::Merge { into });
    assert!(county.run(&grid_member(0, 0), one.0, &merge(two)).is_err());
    assert_eq!(county.proposal(one).stage, Stage::Tabled);
    county.brings(two, made::draft());
    county.does(&grid_member(0, 0), one, merge(two));
    assert_eq!((county.proposal(one).stage, county.proposal(one).merged_into), (Stage::Merged, Some(two)));
}

/// Owners of an old compound, by heads and area, online, at a kiosk and on paper.
fn owners() -> (County, ProposalId, BallotId) {
    let mut units = sample::units();
    units.iter_mut().filter(|unit| unit.id == grid(0, 0)).for_each(|unit| unit.compound = Some(CompoundKind::Old));
    let (one, id) = (ProposalId::named("one"), BallotId::named("vote"));
    let mut county = County::with_tabled(Directory::new(units), one, made::draft());
    assert_eq!(county.proposal(one).settlement.charter, "owners");
    let mut new = made::ballot(id, one, 6, false, county.now);
    new.opens = county.now + TimeDelta::days(15);
    new.closes = new.opens + TimeDelta::days(10);
    let announce = AnyCommand::Ballot(ballot::Command::Announce(Box::new(new)));
    county.does(&desk("one"), id, announce);
    assert_eq!(county.proposal(one).stage, Stage::Noticed);
    county.run_clock(morning() + TimeDelta::days(16));
    assert_eq!(county.proposal(one).stage, Stage::InSession);
    (county, one, id)
}

fn desk(name: &str) -> Actor {
    staff(Role::Desk, "370", PersonId::named(name))
}

fn cast(county: &County, id: BallotId, number: u32, choice: Choice, way: Way) -> AnyCommand {
    let opening = Opening { choice, nonce: derive(id.0, &number.to_string()) };
    AnyCommand::Ballot(ballot::Command::Cast {
        elector: Some(number),
        code: code(number),
        way,
        cast_at: county.now,
        commitment: opening.commitment(id),
        opening: Secret::Clear(opening),
    })
}

fn declare(county: &County, id: BallotId) -> AnyCommand {
    let AnyState::Ballot(ballot) = &county.states[&Target { kind: Kind::Ballot, id: id.0 }] else { panic!("a ballot") };
    let openings = ballot.votes.iter().filter_map(|vote| vote.opening.clear().cloned()).collect();
    AnyCommand::Ballot(ballot::Command::Declare { openings })
}

#[test]
fn owners_vote_by_heads_and_area_across_three_ways_and_the_result_reaches_the_proposal() {
    let (mut county, one, id) = owners();
    let voter = resident("voter");
    for (number, way) in [(2, Way::Online), (3, Way::Kiosk), (4, Way::Online)] {
        let vote = cast(&county, id, number, Choice::For, way);
        county.does(&voter, id, vote);
    }
    for name in ["one", "two"] {
        let enter = ballot::Command::Enter { elector: Some(5), code: code(5), choice: Secret::Clear(Choice::Against) };
        county.does(&desk(name), id, AnyCommand::Ballot(enter));
    }
    let again = cast(&county, id, 5, Choice::For, Way::Kiosk);
    let refused = county.run(&voter, id.0, &again);
    assert!(matches!(
        refused,
        Err(Rejection::Refused(AnyRefusal::Ballot(ballot::Refusal::AlreadyVoted { way: Way::Paper, .. })))
    ));
    county.run_clock(morning() + TimeDelta::days(29));
    let result = declare(&county, id);
    county.does(&resident("anybody"), id, result);
    let decision = county.proposal(one).decision.as_ref().expect("decided");
    assert_eq!(decision.verdict, Verdict::Adopted { option: None });
    assert_eq!(decision.votes.map(|votes| votes.heads), [3, 1, 0]);
    assert_eq!(decision.votes[0].area_cm2, 530_000 * 3);
}

#[test]
fn without_a_quorum_a_ballot_puts_its_proposal_off() {
    let (mut county, one, id) = owners();
    let vote = cast(&county, id, 0, Choice::For, Way::Online);
    county.does(&resident("voter"), id, vote);
    county.run_clock(morning() + TimeDelta::days(29));
    let result = declare(&county, id);
    county.does(&resident("anybody"), id, result);
    assert_eq!(county.proposal(one).stage, Stage::Tabled);
}

#[test]
fn the_person_in_the_chair_is_whoever_holds_the_post() {
    let (one, session) = (ProposalId::named("one"), MeetingId::named("session"));
    let mut county = County::with_tabled(sample::directory(), one, made::draft());
    county.convene(session, &[one]).expect("convened");
    let AnyState::Meeting(meeting) = &county.states[&Target { kind: Kind::Meeting, id: session.0 }] else {
        panic!("a meeting")
    };
    let chair = meeting.members.iter().find(|called| called.role == body::MemberRole::Chair).expect("a chair");
    assert_eq!(chair.person, holder_of("grid-0-0", Post::GridMember));
}
