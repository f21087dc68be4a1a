//! Kind `unit` 层级单位: the tree county → town → community → grid → compound, with departments and stations.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission, Scope};
use crate::aggregate::{Aggregate, Context, ScopeKey};
use crate::id::{PersonId, UnitId};
use crate::org::{Appointment, CompoundKind, Post, Tier, UnitCode};
use crate::place::{Outline, Point};
use crate::secret::{SecretSlot, SecretVisitor};
use crate::text::Text;

pub use crate::org::Unit;

/// Longest name, characters.
pub const NAME_CHARS_MAX: usize = 100;
/// Most appointments kept at one unit, past ones included.
pub const APPOINTMENTS_MAX: usize = 2_000;
/// Most points of one outline.
pub const OUTLINE_POINTS_MAX: usize = 20_000;

/// A new unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUnit {
    /// The unit above; none for the county.
    pub parent: Option<UnitId>,
    /// What it is.
    pub tier: Tier,
    /// Its name.
    pub name: Text,
    /// Its code.
    pub code: UnitCode,
    /// Where it lies.
    pub outline: Outline,
    /// Its door or middle.
    pub point: Option<Point>,
    /// Kind of compound.
    pub compound: Option<CompoundKind>,
    /// For departments: the service the rulebook calls it by.
    pub service: Option<String>,
    /// Posts held from the start.
    pub appointments: Vec<Appointment>,
    /// First day.
    pub from: NaiveDate,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A new unit.
    Create(Box<NewUnit>),
    /// Another name.
    Rename {
        /// The name.
        name: Text,
    },
    /// Under another unit of the right tier.
    Move {
        /// The new unit above.
        parent: UnitId,
    },
    /// Other borders.
    Redraw {
        /// The outline.
        outline: Outline,
    },
    /// Somebody takes a post.
    Appoint {
        /// Who, which and from when.
        appointment: Appointment,
    },
    /// Somebody leaves a post, or leaves it earlier than was said when they took it.
    EndAppointment {
        /// Which post.
        post: Post,
        /// Who.
        person: PersonId,
        /// Last day.
        on: NaiveDate,
    },
    /// Switches between routine 平 and emergency 急.
    SwitchMode {
        /// To emergency or back.
        emergency: bool,
    },
    /// The unit ends; what it answered for stays answerable.
    Close {
        /// Last day.
        on: NaiveDate,
    },
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was created.
    Created {
        /// As asked.
        unit: Box<NewUnit>,
        /// All units above it, nearest first.
        above: Vec<UnitId>,
    },
    /// It was renamed.
    Renamed {
        /// The name.
        name: Text,
    },
    /// It was moved.
    Moved {
        /// All units above it now, nearest first.
        above: Vec<UnitId>,
    },
    /// It has other borders.
    Redrawn {
        /// The outline.
        outline: Outline,
    },
    /// Somebody took a post.
    Appointed {
        /// Who, which and from when.
        appointment: Appointment,
    },
    /// Somebody left a post.
    AppointmentEnded {
        /// Which post.
        post: Post,
        /// Who.
        person: PersonId,
        /// Last day.
        on: NaiveDate,
    },
    /// It was switched.
    ModeSwitched {
        /// To emergency or back.
        emergency: bool,
    },
    /// It ended.
    Closed {
        /// Last day.
        on: NaiveDate,
    },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such unit.
    #[error("no such unit")]
    NotThere,
    /// It was created already.
    #[error("already created")]
    AlreadyThere,
    /// It has ended.
    #[error("the unit has ended")]
    Ended,
    /// The unit above does not exist or has ended.
    #[error("unknown unit above")]
    UnknownParent,
    /// A unit of this tier cannot stand there.
    #[error("{tier:?} cannot stand under {under:?}")]
    WrongTier {
        /// Its tier.
        tier: Tier,
        /// The tier above.
        under: Option<Tier>,
    },
    /// A unit cannot stand under itself.
    #[error("a unit cannot stand under itself")]
    Loop,
    /// The name is empty or too long.
    #[error("the name must have 1 to {max} characters")]
    BadName {
        /// Limit.
        max: usize,
    },
    /// Every ring needs three points or more, and all together at most a limit.
    #[error("bad outline")]
    BadOutline {
        /// Limit.
        points_max: usize,
    },
    /// The appointment ends before it starts.
    #[error("ends before it starts")]
    BadDays,
    /// That person holds that post already.
    #[error("already appointed")]
    AlreadyAppointed,
    /// Nobody of that id holds that post.
    #[error("not appointed")]
    NotAppointed,
    /// Units below it have not ended.
    #[error("units below have not ended")]
    HasUnitsBelow,
    /// A list is full.
    #[error("at most {max}")]
    Full {
        /// Limit.
        max: usize,
    },
    /// It is so already.
    #[error("nothing would change")]
    NothingChanges,
}

impl Aggregate for Unit {
    const KIND: &'static str = "unit";
    type Id = UnitId;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn authority(state: Option<&Self>, command: &Command) -> (Permission, Scope) {
        let here = state.map_or(Scope::Founding, |unit| Scope::Path(unit.path()));
        match command {
            Command::Create(unit) => (Permission::KeepOrg, unit.parent.map_or(Scope::Founding, Scope::Within)),
            Command::SwitchMode { .. } => (Permission::SwitchMode, here),
            _ => (Permission::KeepOrg, here),
        }
    }

    fn decide(id: UnitId, state: Option<&Self>, command: &Command, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        match (state, command) {
            (Some(_), Command::Create(_)) => Err(Refusal::AlreadyThere),
            (None, Command::Create(unit)) => create(unit, cx),
            (None, _) => Err(Refusal::NotThere),
            (Some(unit), _) if unit.to.is_some() => Err(Refusal::Ended),
            (Some(unit), command) => change(id, unit, command, cx).map(|event| vec![event]),
        }
    }

    fn apply(state: Option<Self>, id: UnitId, event: &Event, _by: PersonId, _at: DateTime<Utc>) -> Option<Self> {
        match (state, event) {
            (None, Event::Created { unit, above }) => Some(created(id, unit, above)),
            (Some(mut unit), event) => {
                applied(&mut unit, event);
                Some(unit)
            }
            (None, _) => None,
        }
    }

    fn view(mut self, reader: &Actor, _now: DateTime<Utc>) -> Option<Self> {
        if !reader.system && !reader.holds(Permission::ReadOrg, &self.path()) {
            // Whoever publishes rules must see whether posts are held, but not by whom.
            let sees_posts = reader.holds(Permission::ReadRules, &self.path());
            self.appointments.retain(|held| sees_posts || held.post.is_public());
            for held in &mut self.appointments {
                if !held.post.is_public() {
                    held.name.clear();
                }
                if let Some(phone) = &mut held.phone {
                    phone.withhold();
                }
            }
        }
        Some(self)
    }

    fn is_absence(why: &Refusal) -> bool {
        *why == Refusal::NotThere
    }

    fn scopes(&self) -> Vec<ScopeKey> {
        vec![ScopeKey::Public]
    }

    fn event_secrets(event: &mut Event, visit: &mut SecretVisitor<'_>) {
        match event {
            Event::Created { unit, .. } => phones(&mut unit.appointments, visit),
            Event::Appointed { appointment } => phones(std::slice::from_mut(appointment), visit),
            _ => {}
        }
    }

    fn state_secrets(&mut self, visit: &mut SecretVisitor<'_>) {
        phones(&mut self.appointments, visit);
    }
}

impl Unit {
    /// The unit and all above it, nearest first.
    #[must_use]
    pub fn path(&self) -> Vec<UnitId> {
        std::iter::once(self.id).chain(self.above.iter().copied()).collect()
    }
}

fn phones(appointments: &mut [Appointment], visit: &mut SecretVisitor<'_>) {
    appointments.iter_mut().filter_map(|held| held.phone.as_mut()).for_each(|phone| visit(phone));
}

fn create(unit: &NewUnit, cx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    check_name(&unit.name)?;
    check_outline(&unit.outline)?;
    let above = place_under(unit.tier, unit.parent, cx)?;
    if unit.parent.is_none() && cx.org.root().is_some() {
        return Err(Refusal::AlreadyThere);
    }
    if unit.appointments.len() > APPOINTMENTS_MAX {
        return Err(Refusal::Full { max: APPOINTMENTS_MAX });
    }
    unit.appointments.iter().try_for_each(check_days)?;
    Ok(vec![Event::Created { unit: Box::new(unit.clone()), above }])
}

/// All units above, nearest first, if a unit of this tier may stand there.
fn place_under(tier: Tier, parent: Option<UnitId>, cx: &Context<'_>) -> Result<Vec<UnitId>, Refusal> {
    let under = match parent {
        None => None,
        Some(parent) => {
            let open = cx.org.unit(parent).filter(|unit| unit.to.is_none());
            Some(open.ok_or(Refusal::UnknownParent)?.tier)
        }
    };
    if !tier.fits_under(under) {
        return Err(Refusal::WrongTier { tier, under });
    }
    Ok(parent.map(|parent| cx.org.path(parent)).unwrap_or_default())
}

fn change(id: UnitId, unit: &Unit, command: &Command, cx: &Context<'_>) -> Result<Event, Refusal> {
    match command {
        Command::Create(_) => Err(Refusal::AlreadyThere),
        Command::Rename { name } => {
            check_name(name)?;
            differs(*name != unit.name)?;
            Ok(Event::Renamed { name: name.clone() })
        }
        Command::Move { parent } => {
            differs(unit.parent != Some(*parent))?;
            let above = place_under(unit.tier, Some(*parent), cx)?;
            if above.contains(&id) { Err(Refusal::Loop) } else { Ok(Event::Moved { above }) }
        }
        Command::Redraw { outline } => {
            check_outline(outline)?;
            differs(*outline != unit.outline)?;
            Ok(Event::Redrawn { outline: outline.clone() })
        }
        Command::Appoint { appointment } => appoint(unit, appointment),
        Command::EndAppointment { post, person, on } => {
            let ended = ended_by(&unit.appointments, *post, *person, *on);
            let held = ended.and_then(|index| unit.appointments.get(index)).ok_or(Refusal::NotAppointed)?;
            if *on < held.from {
                return Err(Refusal::BadDays);
            }
            Ok(Event::AppointmentEnded { post: *post, person: *person, on: *on })
        }
        Command::SwitchMode { emergency } => {
            differs(unit.emergency != *emergency)?;
            Ok(Event::ModeSwitched { emergency: *emergency })
        }
        Command::Close { on } => {
            if *on < unit.from {
                return Err(Refusal::BadDays);
            }
            if cx.org.children(id).any(|below| below.to.is_none()) {
                return Err(Refusal::HasUnitsBelow);
            }
            Ok(Event::Closed { on: *on })
        }
    }
}

fn appoint(unit: &Unit, appointment: &Appointment) -> Result<Event, Refusal> {
    check_days(appointment)?;
    if open_appointment(unit, appointment.post, appointment.person).is_some() {
        return Err(Refusal::AlreadyAppointed);
    }
    if unit.appointments.len() >= APPOINTMENTS_MAX {
        return Err(Refusal::Full { max: APPOINTMENTS_MAX });
    }
    Ok(Event::Appointed { appointment: appointment.clone() })
}

fn open_appointment(unit: &Unit, post: Post, person: PersonId) -> Option<&Appointment> {
    unit.appointments.iter().find(|held| held.post == post && held.person == person && held.to.is_none())
}

/// Which appointment it is that ends by somebody leaving a post on this day: the open one, else the one that was to end last, if later.
fn ended_by(appointments: &[Appointment], post: Post, person: PersonId, on: NaiveDate) -> Option<usize> {
    let of_both = appointments.iter().enumerate().filter(|(_, held)| held.post == post && held.person == person);
    let last_day = |held: &Appointment| held.to.unwrap_or(NaiveDate::MAX);
    let latest = of_both.filter(|(_, held)| last_day(held) > on).min_by_key(|(_, held)| Reverse(last_day(held)));
    latest.map(|(index, _)| index)
}

fn differs(differs: bool) -> Result<(), Refusal> {
    if differs { Ok(()) } else { Err(Refusal::NothingChanges) }
}

fn check_name(name: &Text) -> Result<(), Refusal> {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME_CHARS_MAX;
    if fits(&name.zh) && fits(&name.en) { Ok(()) } else { Err(Refusal::BadName { max: NAME_CHARS_MAX }) }
}

fn check_outline(outline: &Outline) -> Result<(), Refusal> {
    let points: usize = outline.0.iter().map(Vec::len).sum();
    let fits = outline.0.iter().all(|ring| ring.len() >= 3) && points <= OUTLINE_POINTS_MAX;
    if fits { Ok(()) } else { Err(Refusal::BadOutline { points_max: OUTLINE_POINTS_MAX }) }
}

fn check_days(appointment: &Appointment) -> Result<(), Refusal> {
    if appointment.to.is_some_and(|to| to < appointment.from) { Err(Refusal::BadDays) } else { Ok(()) }
}

fn created(id: UnitId, unit: &NewUnit, above: &[UnitId]) -> Unit {
    let unit = unit.clone();
    Unit {
        id,
        parent: unit.parent,
        above: above.to_vec(),
        tier: unit.tier,
        name: unit.name,
        code: unit.code,
        outline: unit.outline,
        point: unit.point,
        compound: unit.compound,
        service: unit.service,
        emergency: false,
        appointments: unit.appointments,
        from: unit.from,
        to: None,
    }
}

fn applied(unit: &mut Unit, event: &Event) {
    match event {
        Event::Created { .. } => {}
        Event::Renamed { name } => unit.name = name.clone(),
        Event::Moved { above } => {
            unit.parent = above.first().copied();
            unit.above.clone_from(above);
        }
        Event::Redrawn { outline } => unit.outline = outline.clone(),
        Event::Appointed { appointment } => unit.appointments.push(appointment.clone()),
        Event::AppointmentEnded { post, person, on } => {
            let ended = ended_by(&unit.appointments, *post, *person, *on);
            if let Some(held) = ended.and_then(|index| unit.appointments.get_mut(index)) {
                held.to = Some(*on);
            }
        }
        Event::ModeSwitched { emergency } => unit.emergency = *emergency,
        Event::Closed { on } => unit.to = Some(*on),
    }
}
