//! Proposals, bodies, calls and ballots of the sample county.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::id::{BallotId, MeetingId, PersonId, ProposalId};
use crate::kinds::ballot::{Elector, NewBallot, slip};
use crate::kinds::body::{Call, Member, MemberRole, NewBody, Seat};
use crate::kinds::meeting::door;
use crate::kinds::proposal::{Draft, Plan, Published};
use crate::kinds::ticket::Source;
use crate::kinds::venue::{NewVenue, VenueSort};
use crate::org::Post;
use crate::rules::Weight;
use crate::secret::Secret;

use super::{grid, text, unit_id};

/// The code at every sample door.
pub const DOOR: &str = "24680135";

fn words(text: &str) -> Secret<String> {
    Secret::Clear(text.into())
}

/// A proposal for a charging shed in grid 0-0, with two options.
#[must_use]
pub fn draft() -> Draft {
    let option = |title: &str, cost_yuan| Plan { title: words(title), cost_yuan, pictures: Vec::new() };
    Draft {
        subject: "shed".into(),
        cost_yuan: 1_800,
        reach: "compound".into(),
        unit: grid(0, 0),
        title: words("在三号楼北侧加一处充电棚"),
        text: words("楼道里停电动车不安全，北侧空地可以放下十二个车位。"),
        options: vec![option("十二个车位", 1_800), option("六个车位", 1_000)],
        photos: Vec::new(),
        invited: vec![PersonId::named("co-author")],
        source: Source::Web,
    }
}

/// The words in which it is made public.
#[must_use]
pub fn published() -> Published {
    Published {
        title: "加建充电棚".into(),
        summary: "在小区北侧空地加建电动车充电棚。".into(),
        options: vec!["十二个车位".into(), "六个车位".into()],
    }
}

/// A member's person.
#[must_use]
pub fn member(number: u32) -> PersonId {
    PersonId::named(&format!("member/{number}"))
}

/// The body of grid 0-0: its grid member in the chair, five representatives, a department on call.
#[must_use]
pub fn body() -> NewBody {
    let person = |number| Seat::Person { person: member(number), name: words(&format!("居民代表测试{number}")) };
    let mut members: Vec<Member> =
        (0..5).map(|number| Member { role: MemberRole::Member, seat: person(number) }).collect();
    let chair = Seat::Post { unit: grid(0, 0), post: Post::GridMember };
    members.push(Member { role: MemberRole::Chair, seat: chair });
    let fire = Seat::Post { unit: unit_id("fire"), post: Post::Desk };
    members.push(Member { role: MemberRole::OnCall, seat: fire });
    NewBody { unit: grid(0, 0), name: text("样本议事会", "Sample council"), charter: "grid".into(), members }
}

/// A call to a meeting at this time.
#[must_use]
pub fn call(meeting: MeetingId, at: DateTime<Utc>, agenda: &[(ProposalId, Weight)]) -> Call {
    Call {
        meeting,
        place: "样本驿站二楼".into(),
        venue: None,
        at,
        minutes: 90,
        agenda: agenda.to_vec(),
        door: door(meeting, DOOR),
    }
}

/// A venue.
#[must_use]
pub fn venue() -> NewVenue {
    NewVenue {
        unit: grid(0, 0),
        name: text("样本驿站", "Sample station"),
        sort: VenueSort::Station,
        address: "样镇东村一号".into(),
        seats: 30,
    }
}

/// The code of an elector's slip, or of the slip drawn so-manieth.
#[must_use]
pub fn code(number: u32) -> String {
    format!("样本票{number:04}")
}

/// A ballot among so many electors, each with one square metre more than the one before, beginning a little after this time and open
/// for ten days. `secret` by the charter of residents, otherwise named and by area by that of owners.
#[must_use]
pub fn ballot(id: BallotId, proposal: ProposalId, electors: u32, secret: bool, now: DateTime<Utc>) -> NewBallot {
    let elector = |number: u32| Elector {
        name: words(&format!("业主测试{number}")),
        area_cm2: 500_000 + 10_000 * u64::from(number),
        slip: (!secret).then(|| slip(id, &code(number))),
        handed_out: false,
        delegate: None,
    };
    let slips: Vec<Uuid> =
        if secret { (0..electors).map(|number| slip(id, &code(number))).collect() } else { Vec::new() };
    NewBallot {
        proposal,
        unit: if secret { unit_id("370-01-01") } else { grid(0, 0) },
        charter: if secret { "residents" } else { "owners" }.into(),
        weight: Weight::Small,
        options: Vec::new(),
        opens: now + TimeDelta::seconds(1),
        closes: now + TimeDelta::days(10),
        roll: (0..electors).map(elector).collect(),
        slips,
    }
}
