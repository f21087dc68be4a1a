//! Something to try with proposals, bodies, meetings, venues and ballots.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use uuid::Uuid;

use crate::actor::{Actor, Role};
use crate::calendar::county_day;
use crate::id::{BallotId, BodyId, MeetingId, PersonId, ProposalId, TicketId, VenueId, derive};
use crate::kinds::ballot::{self, Choice, Opening, Way};
use crate::kinds::body::{self, Called, MemberRole};
use crate::kinds::meeting;
use crate::kinds::proposal::{Command, Forum, NewMilestone, Proposal, Stage, Verdict};
use crate::kinds::venue::{self, Booking, Purpose, Routine};
use crate::org::Post;
use crate::registry::{AnyCommand, AnyState, Kind, Target};
use crate::rules::Weight;
use crate::rules::charter::Measure;
use crate::sample::deliberation as made;
use crate::sample::{grid, grid_member, noise_report, resident, staff, unit_id};
use crate::secret::Secret;

use super::Life;

/// Proposals alive side by side.
const PROPOSALS: u64 = 12;
/// Things of each other kind alive side by side.
const OTHERS: u64 = 3;
/// Electors of a ballot.
const ELECTORS: u32 = 6;

fn words() -> Secret<String> {
    Secret::Clear("居民的话".to_owned())
}

fn forum(number: u64) -> Forum {
    if number.is_multiple_of(2) {
        Forum::Meeting(MeetingId::named("meeting/0"))
    } else {
        Forum::Ballot(BallotId::named("ballot/0"))
    }
}

impl Life {
    fn known(&self, kind: Kind, id: Uuid) -> Option<&AnyState> {
        self.states.get(&Target { kind, id })
    }

    /// A thing of a kind; after a while another generation of them.
    fn thing(&mut self, kind: Kind, count: u64) -> (Uuid, u64) {
        let number = self.random.below(count);
        let generation = self.seq / 3_000;
        let id = derive(Uuid::from_u128(u128::from(number)), &format!("{}/{generation}", kind.name()));
        (id, number)
    }

    pub(super) fn deliberation_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        match self.random.below(10) {
            0 => self.body_try(),
            1 => self.venue_try(),
            2 | 3 => self.meeting_try(),
            4 | 5 => self.ballot_try(),
            _ => self.proposal_try(),
        }
    }

    fn proposal_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        let (id, number) = self.thing(Kind::Proposal, PROPOSALS);
        let proposal = match self.known(Kind::Proposal, id) {
            Some(AnyState::Proposal(proposal)) => Some(proposal.clone()),
            _ => None,
        };
        let command = match &proposal {
            None => Command::Submit(Box::new(made::draft())),
            Some(proposal) if self.random.one_in(3) => self.talk(proposal, id),
            Some(proposal) => self.step(proposal, number),
        };
        (self.proposal_actor(&command), id, AnyCommand::Proposal(command))
    }

    /// What can be said or done in many stages.
    fn talk(&mut self, proposal: &Proposal, id: Uuid) -> Command {
        match self.random.below(17) {
            0 => Command::CoSign,
            1 => Command::Follow,
            2 => Command::Comment { text: words() },
            3 => Command::ReportComment { number: 0 },
            4 => Command::HideComment {
                number: u32::try_from(self.random.below(3)).unwrap_or(0),
                reason: "不文明用语".into(),
            },
            5 => Command::Ask { service: "fire".into(), text: words() },
            6 => Command::Answer { number: 0, unit: unit_id("fire"), text: "符合消防要求。".into() },
            7 => Command::Amend { text: words() },
            8 => Command::TakeAmendment { number: 0 },
            9 => Command::Link { ticket: TicketId(derive(id, &self.random.below(3).to_string())) },
            10 => Command::Object { text: words() },
            11 => Command::TimeUp,
            12 if self.random.one_in(8) => Command::Withdraw,
            13 if self.random.one_in(4) => Command::Merge { into: ProposalId::named("elsewhere") },
            14 => Command::Absorb { from: ProposalId::named("elsewhere"), people: vec![PersonId::named("one")] },
            15 => Command::Reopen { reason: words() },
            _ if proposal.stage == Stage::Submitted && self.random.one_in(4) => {
                Command::PassOn { report: Box::new(noise_report(0, 0)) }
            }
            _ => Command::Support,
        }
    }

    /// What takes it further.
    fn step(&mut self, proposal: &Proposal, number: u64) -> Command {
        let at = proposal.forum.unwrap_or_else(|| forum(number));
        match proposal.stage {
            Stage::Submitted if self.random.one_in(4) => {
                Command::Return { reason: "地点不明".into(), mend: "请补充楼号".into() }
            }
            Stage::Submitted => Command::Accept { published: made::published(), entitled: 40 },
            Stage::Returned if self.random.one_in(2) => Command::Appeal { reason: words() },
            Stage::Returned => Command::Revise(Box::new(made::draft())),
            Stage::Gathering => Command::Support,
            Stage::Tabled if self.random.one_in(4) => {
                Command::DecideMicro { body: BodyId::named("body/0"), reason: "小事速办".into() }
            }
            Stage::Tabled => Command::Notice {
                forum: at,
                unit: grid(0, 0),
                at: self.now + TimeDelta::days(4),
                ends: self.now + TimeDelta::days(5),
                charter: proposal.settlement.charter.clone(),
                weight: proposal.settlement.weight,
            },
            Stage::Noticed => Command::Open { forum: at },
            Stage::InSession if self.random.one_in(5) => Command::Postpone { forum: at, reason: "未议及".into() },
            Stage::InSession => Command::Decide { forum: at, verdict: self.verdict(), votes: votes([9, 2, 1]) },
            Stage::Objecting => Command::Object { text: words() },
            Stage::Executing if proposal.milestones.is_empty() || self.random.one_in(4) => self.plan(),
            Stage::Executing => {
                let number = u32::try_from(self.random.below(3)).unwrap_or(0);
                Command::Finish { number, note: "已完工".into(), cost_yuan: 950, photos: Vec::new() }
            }
            _ => {
                let stars = u8::try_from(self.random.below(7)).unwrap_or(0);
                Command::Judge { stars, satisfied: stars > 2, comment: Some(words()) }
            }
        }
    }

    fn verdict(&mut self) -> Verdict {
        match self.random.below(6) {
            0 => Verdict::Rejected,
            1 => Verdict::Deferred,
            2 => Verdict::Amended { text: "改为八个车位".into() },
            3 => Verdict::Adopted { option: None },
            _ => Verdict::Adopted { option: Some(0) },
        }
    }

    fn plan(&mut self) -> Command {
        let work = |title: &str, days| NewMilestone {
            title: title.into(),
            due: county_day(self.now + TimeDelta::days(days)),
            unit: grid(0, 0),
            post: Post::GridMember,
            cost_yuan: 900,
        };
        Command::Plan { milestones: vec![work("平整地面", 10), work("安装棚架", 30)] }
    }

    fn proposal_actor(&mut self, command: &Command) -> Actor {
        match command {
            Command::CoSign => resident("co-author"),
            Command::Submit(_)
            | Command::Revise(_)
            | Command::Withdraw
            | Command::Appeal { .. }
            | Command::TakeAmendment { .. } => resident("reporter"),
            Command::Answer { .. } => staff(Role::DepartmentDesk, "fire", PersonId::named("fire")),
            Command::Absorb { .. }
            | Command::Notice { .. }
            | Command::Open { .. }
            | Command::Postpone { .. }
            | Command::Decide { .. }
            | Command::TimeUp => Actor::system(),
            Command::Support
            | Command::Follow
            | Command::Comment { .. }
            | Command::ReportComment { .. }
            | Command::Ask { .. }
            | Command::Amend { .. }
            | Command::Object { .. }
            | Command::Judge { .. }
            | Command::Reopen { .. } => {
                let number = self.random.below(12);
                resident(&format!("neighbour/{number}"))
            }
            _ => grid_member(0, 0),
        }
    }

    fn body_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        let (id, _) = self.thing(Kind::Body, OTHERS);
        let agenda = [(ProposalId::named("one"), Weight::Small)];
        let (at, number) = (self.now + TimeDelta::days(5), self.seq);
        let call = made::call(MeetingId::named(&format!("called/{number}")), at, &agenda);
        let command = match self.random.below(6) {
            _ if self.known(Kind::Body, id).is_none() => body::Command::Found(Box::new(made::body())),
            0 => body::Command::Compose { members: made::body().members },
            1 if self.random.one_in(8) => body::Command::Dissolve { reason: "合并".into() },
            2 | 3 => {
                let proposal = ProposalId::named("one");
                body::Command::Spend {
                    proposal,
                    place: vec![grid(0, 0)],
                    year: 2026,
                    cost_yuan: 1_800,
                    year_yuan_max: 20_000,
                }
            }
            _ => body::Command::Convene(Box::new(call)),
        };
        let actor = if matches!(command, body::Command::Spend { .. }) { Actor::system() } else { grid_member(0, 0) };
        (actor, id, AnyCommand::Body(command))
    }

    fn meeting_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        use meeting::Command;
        let (id, _) = self.thing(Kind::Meeting, OTHERS);
        let Some(AnyState::Meeting(known)) = self.known(Kind::Meeting, id).cloned() else {
            return (Actor::system(), id, AnyCommand::Meeting(self.hold(id.into())));
        };
        let number = u32::try_from(self.random.below(5)).unwrap_or(0);
        let item = u8::try_from(self.random.below(3)).unwrap_or(0);
        let command = match self.random.below(10) {
            0 => Command::Declare { item, person: None },
            1 => Command::Declare { item, person: Some(made::member(4)) },
            2 => Command::Minute { text: "逐项议决。".into() },
            3 if self.random.one_in(3) => Command::Cancel { reason: "天气".into() },
            4 => Command::TimeUp,
            _ if known.stage == meeting::Stage::Called && known.present.len() > 3 => Command::Open,
            5 => Command::CheckInFor { person: made::member(number) },
            _ if known.stage == meeting::Stage::Called => Command::CheckIn { code: made::DOOR.into() },
            6 if known.stage == meeting::Stage::Open => Command::Close,
            _ if known.stage == meeting::Stage::Open => {
                let yes = u32::try_from(self.random.below(6)).unwrap_or(0);
                Command::Settle { item, verdict: self.verdict(), votes: [yes, 1, 0] }
            }
            _ => Command::Sign,
        };
        let actor = match &command {
            Command::TimeUp => Actor::system(),
            Command::CheckIn { .. } | Command::Declare { person: None, .. } => resident(&format!("member/{number}")),
            _ => grid_member(0, 0),
        };
        (actor, id, AnyCommand::Meeting(command))
    }

    fn hold(&mut self, id: MeetingId) -> meeting::Command {
        let agenda = ["one", "two"].map(|name| (ProposalId::named(name), Weight::Small));
        let mut members: Vec<Called> =
            (0..5).map(|number| Called { person: made::member(number), role: MemberRole::Member }).collect();
        let chair = crate::sample::holder_of("grid-0-0", Post::GridMember);
        members.push(Called { person: chair, role: MemberRole::Chair });
        meeting::Command::Hold {
            body: BodyId::named("body"),
            call: Box::new(made::call(id, self.now + TimeDelta::minutes(30), &agenda)),
            charter: "grid".into(),
            members,
            path: self.org.path(grid(0, 0)),
        }
    }

    fn venue_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        use venue::Command;
        let (id, _) = self.thing(Kind::Venue, OTHERS);
        let hours =
            |random: &mut super::SplitMix64, bound| TimeDelta::hours(i64::try_from(random.below(bound)).unwrap_or(0));
        let from = self.now + hours(&mut self.random, 72);
        let to = from + hours(&mut self.random, 5);
        let command = match self.random.below(8) {
            _ if self.known(Kind::Venue, id).is_none() => Command::Open(Box::new(made::venue())),
            0 => Command::Revise(Box::new(made::venue())),
            1 => Command::Release { from: self.first_booking(id).unwrap_or(from), reason: "改期".into() },
            2 => Command::SetRoutines { routines: vec![self.routine()] },
            3 if self.random.one_in(4) => Command::Close,
            4 => {
                let purpose = Purpose::Meeting(MeetingId::named("one"));
                Command::Book { booking: Booking { from, to, purpose } }
            }
            _ => Command::Book { booking: Booking { from, to, purpose: Purpose::Other("读书会".into()) } },
        };
        (grid_member(0, 0), id, AnyCommand::Venue(command))
    }

    fn first_booking(&self, venue: Uuid) -> Option<DateTime<Utc>> {
        match self.known(Kind::Venue, VenueId(venue).0) {
            Some(AnyState::Venue(venue)) => venue.bookings.first().map(|booking| booking.from),
            _ => None,
        }
    }

    fn routine(&mut self) -> Routine {
        let hour = u32::try_from(self.random.below(20)).unwrap_or(0);
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let first = county_day(self.now);
        Routine {
            title: crate::text::Text::new("物业经理接待日", "Property manager's day"),
            days: vec![Weekday::Wed],
            from: at(hour),
            to: at(hour + 2),
            first,
            last: first + TimeDelta::days(90),
        }
    }

    fn ballot_try(&mut self) -> (Actor, Uuid, AnyCommand) {
        use ballot::Command;
        let (uuid, number) = self.thing(Kind::Ballot, OTHERS);
        let id = BallotId(uuid);
        let desk = || staff(Role::Desk, "370", PersonId::named("desk"));
        let Some(AnyState::Ballot(known)) = self.known(Kind::Ballot, uuid).cloned() else {
            let secret = number == 0;
            let new = made::ballot(id, ProposalId::named("one"), ELECTORS, secret, self.now);
            return (desk(), uuid, AnyCommand::Ballot(Command::Announce(Box::new(new))));
        };
        let elector = u32::try_from(self.random.below(u64::from(ELECTORS) + 1)).unwrap_or(0);
        let (whose, code) = ((!known.is_secret()).then_some(elector), made::code(elector));
        let choice = self.random.pick(&[Choice::For, Choice::Against, Choice::Abstain]).clone();
        let command = match self.random.below(14) {
            0 | 1 => Command::HandOut { elector },
            2 => Command::Delegate { elector, to: (elector + 1) % ELECTORS, paper: "委托书一号".into() },
            3 | 4 => Command::Enter { elector: whose, code, choice: Secret::Clear(choice) },
            5 | 6 => Command::TimeUp,
            7 => {
                let openings = known.votes.iter().filter_map(|vote| vote.opening.clear().cloned()).collect();
                Command::Declare { openings }
            }
            8 if self.random.one_in(12) => Command::Cancel { reason: "名册有误".into() },
            _ => {
                let opening = Opening { choice, nonce: derive(uuid, &self.seq.to_string()) };
                let way = *self.random.pick(&[Way::Online, Way::Kiosk]);
                let (commitment, cast_at) = (opening.commitment(id), self.now);
                Command::Cast { elector: whose, code, way, cast_at, commitment, opening: Secret::Clear(opening) }
            }
        };
        let actor = match &command {
            Command::TimeUp => Actor::system(),
            Command::Cast { .. } => resident("voter"),
            Command::Enter { .. } if self.random.one_in(2) => staff(Role::Desk, "370", PersonId::named("second")),
            _ => desk(),
        };
        (actor, uuid, AnyCommand::Ballot(command))
    }
}

fn votes(heads: [u64; 3]) -> [Measure; 3] {
    heads.map(|heads| Measure { heads, area_cm2: 0 })
}
