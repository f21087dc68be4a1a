//! Who acts: roles, what each permits, and where.
//!
//! Authority is decided here and nowhere else. A [`Grant`] gives a role at a unit; a role is a fixed set of permissions; a command
//! asks for one permission in one scope. The whole matrix is golden text in `shared/tests/snapshots`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{PersonId, TicketId, UnitId, derive};
use crate::org::Directory;

/// What a person is, at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 网格员: handles tickets of a grid.
    GridMember,
    /// 受理员: triages and handles tickets of a community, town or county.
    Desk,
    /// 部门受理员: answers the part of its department.
    DepartmentDesk,
    /// 指挥中心: sees everything in its area and may step in.
    CommandCentre,
    /// 规则管理员: drafts the rulebook.
    RuleKeeper,
    /// 规则审批人: the second person who publishes a rulebook.
    RuleApprover,
    /// 组织管理员: keeps units, posts and appointments.
    OrgKeeper,
    /// 系统管理员: accounts and devices; sees no ticket.
    Administrator,
}

impl Role {
    /// Every role, in order.
    pub const ALL: [Self; 8] = [
        Self::GridMember,
        Self::Desk,
        Self::DepartmentDesk,
        Self::CommandCentre,
        Self::RuleKeeper,
        Self::RuleApprover,
        Self::OrgKeeper,
        Self::Administrator,
    ];

    /// What this role permits within its unit.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::GridMember => &[
                P::ReadTicket,
                P::ReadContact,
                P::HandleTicket,
                P::IntakeTicket,
                P::ReadProposal,
                P::ScreenProposal,
                P::DecideMicro,
                P::CarryOut,
                P::KeepBodies,
            ],
            Self::Desk => &[
                P::ReadTicket,
                P::ReadContact,
                P::HandleTicket,
                P::TriageTicket,
                P::IntakeTicket,
                P::KeepKiosks,
                P::ReadProposal,
                P::ScreenProposal,
                P::CarryOut,
                P::KeepBodies,
                P::KeepBallots,
            ],
            Self::DepartmentDesk => {
                &[P::ReadTicket, P::ReadContact, P::AnswerJointTicket, P::ReadProposal, P::AnswerQuestion]
            }
            Self::CommandCentre => {
                &[P::ReadTicket, P::ReadContact, P::TriageTicket, P::IntakeTicket, P::SwitchMode, P::ReadProposal]
            }
            Self::RuleKeeper => &[P::ReadRules, P::DraftRules],
            Self::RuleApprover => &[P::ReadRules, P::PublishRules],
            Self::OrgKeeper => &[P::ReadOrg, P::KeepOrg],
            Self::Administrator => &[P::ManageAccounts, P::KeepKiosks],
        }
    }

    /// Whether this role permits it.
    #[must_use]
    pub fn permits(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// One kind of doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Report a matter for oneself. Everyone may.
    SubmitTicket,
    /// Follow up one's own ticket: confirm, reopen, rate, add, withdraw.
    OwnTicket,
    /// Report on behalf of somebody, by phone or on patrol.
    IntakeTicket,
    /// See a ticket with its text.
    ReadTicket,
    /// See who reported it and how to reach them.
    ReadContact,
    /// Accept, work on and resolve.
    HandleTicket,
    /// Transfer, re-route, escalate, merge, bring in departments.
    TriageTicket,
    /// Answer a department's part.
    AnswerJointTicket,
    /// See appointments that are not publicly posted.
    ReadOrg,
    /// Change units, posts and appointments.
    KeepOrg,
    /// Switch a unit between routine and emergency.
    SwitchMode,
    /// See drafts of the rulebook.
    ReadRules,
    /// Write drafts of the rulebook.
    DraftRules,
    /// Publish a rulebook that somebody else drafted.
    PublishRules,
    /// Create accounts.
    ManageAccounts,
    /// Enrol kiosks, see how they fare, revoke them.
    KeepKiosks,
    /// Bring, support and discuss proposals, and vote. Everyone may, within the charter.
    TakePart,
    /// Follow up one's own proposal: mend, appeal, take back, judge.
    OwnProposal,
    /// See proposals that are not public yet, and what is hidden of the others.
    ReadProposal,
    /// Screen proposals, table them, moderate what is said.
    ScreenProposal,
    /// Decide small works within the charter's limits.
    DecideMicro,
    /// Answer a question for a department.
    AnswerQuestion,
    /// Report on how a decision is carried out.
    CarryOut,
    /// Keep bodies, their meetings and venues.
    KeepBodies,
    /// Keep electoral rolls, ballots and votes on paper.
    KeepBallots,
    /// What only time itself does: closing after silence, climbing a ladder.
    RunClock,
}

impl Permission {
    /// Every permission, in order.
    pub const ALL: [Self; 26] = [
        Self::SubmitTicket,
        Self::OwnTicket,
        Self::IntakeTicket,
        Self::ReadTicket,
        Self::ReadContact,
        Self::HandleTicket,
        Self::TriageTicket,
        Self::AnswerJointTicket,
        Self::ReadOrg,
        Self::KeepOrg,
        Self::SwitchMode,
        Self::ReadRules,
        Self::DraftRules,
        Self::PublishRules,
        Self::ManageAccounts,
        Self::KeepKiosks,
        Self::TakePart,
        Self::OwnProposal,
        Self::ReadProposal,
        Self::ScreenProposal,
        Self::DecideMicro,
        Self::AnswerQuestion,
        Self::CarryOut,
        Self::KeepBodies,
        Self::KeepBallots,
        Self::RunClock,
    ];
}

/// A role at a unit: it holds for the unit and everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where.
    pub unit: UnitId,
}

/// Who acts. Made by the server from the session (or, on a device, from what the server said of the session); never sent in a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person, or the anonymous reporter of this browser.
    pub person: PersonId,
    /// Roles held.
    pub grants: Vec<Grant>,
    /// Tickets whose receipt code this session has shown.
    pub receipts: Vec<TicketId>,
    /// Whether this is time itself or a reaction, run by the server.
    pub system: bool,
}

impl Actor {
    /// A resident or anonymous reporter: no roles.
    #[must_use]
    pub const fn resident(person: PersonId) -> Self {
        Self { person, grants: Vec::new(), receipts: Vec::new(), system: false }
    }

    /// Whoever uses a browser that the server has not seen before: owns nothing.
    #[must_use]
    pub fn nobody() -> Self {
        Self::resident(PersonId::named("nobody"))
    }

    /// Whether this is [`Actor::nobody`].
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.person == PersonId::named("nobody")
    }

    /// A member of staff.
    #[must_use]
    pub const fn staff(person: PersonId, grants: Vec<Grant>) -> Self {
        Self { person, grants, receipts: Vec::new(), system: false }
    }

    /// Time itself and reactions.
    #[must_use]
    pub fn system() -> Self {
        Self { person: PersonId::named("system"), grants: Vec::new(), receipts: Vec::new(), system: true }
    }

    /// Tells this reader from any other: two marks are the same only if person, roles and receipts are. It reveals none of them.
    #[must_use]
    pub fn mark(&self) -> Uuid {
        let grants = self.grants.iter().map(|grant| derive(grant.unit.0, &(grant.role as u8).to_string()));
        let receipts = self.receipts.iter().map(|ticket| derive(ticket.0, "receipt"));
        // The order in which they are listed says nothing.
        let all = grants.chain(receipts).fold(0, |all, one| all ^ one.as_u128());
        derive(self.person.0, &Uuid::from_u128(all).to_string())
    }

    /// Whether some role held at one of these units permits it. `path` is a unit with all units above it.
    #[must_use]
    pub fn holds(&self, permission: Permission, path: &[UnitId]) -> bool {
        self.grants.iter().any(|grant| grant.role.permits(permission) && path.contains(&grant.unit))
    }

    /// Whether some role permits it anywhere at all (for menus, not for decisions).
    #[must_use]
    pub fn holds_somewhere(&self, permission: Permission) -> bool {
        self.grants.iter().any(|grant| grant.role.permits(permission))
    }

    /// Whether this actor may do it in this scope.
    #[must_use]
    pub fn may(&self, permission: Permission, scope: &Scope, org: &Directory) -> bool {
        match scope {
            Scope::Anyone => true,
            Scope::System => self.system,
            Scope::Owner { people, ticket } => {
                self.system || people.contains(&self.person) || self.receipts.contains(ticket)
            }
            Scope::People(people) => self.system || people.contains(&self.person),
            Scope::Path(path) => self.system || self.holds(permission, path),
            Scope::Within(unit) => self.system || self.holds(permission, &org.path(*unit)),
            Scope::Founding => self.system || (org.is_empty() && self.holds_somewhere(permission)),
            Scope::County => {
                self.system
                    || org.root().map_or_else(
                        || org.is_empty() && self.holds_somewhere(permission),
                        |root| self.holds(permission, &[root]),
                    )
            }
        }
    }
}

/// Where a command takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Open to everyone.
    Anyone,
    /// The server itself.
    System,
    /// The people a ticket belongs to, or a session that has shown its receipt code.
    Owner {
        /// Reporter and whoever else counts as owner.
        people: Vec<PersonId>,
        /// Whose receipt code also opens it.
        ticket: TicketId,
    },
    /// These people.
    People(Vec<PersonId>),
    /// A unit and all above it, as a thing has recorded them.
    Path(Vec<UnitId>),
    /// A unit, whose path is looked up now.
    Within(UnitId),
    /// The first unit of an empty county.
    Founding,
    /// The county as a whole; while it is empty, whoever holds the role at all.
    County,
}
