//! Units, posts and appointments, and the directory that answers who is responsible where.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::cached::Cached;
use crate::id::{PersonId, UnitId};
use crate::place::{AreaIndex, Outline, Point};
use crate::secret::Secret;
use crate::text::Text;

/// Most levels between a grid and the county, itself included: bounds every walk up the tree.
pub const PATH_UNITS_MAX: usize = 8;

/// What a unit is in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 县区.
    County,
    /// 镇街.
    Town,
    /// 社区 / 村.
    Community,
    /// 网格.
    Grid,
    /// 小区.
    Compound,
    /// 部门.
    Department,
    /// 驿站.
    Station,
}

impl Tier {
    /// Every tier, from the top.
    pub const ALL: [Self; 7] =
        [Self::County, Self::Town, Self::Community, Self::Grid, Self::Compound, Self::Department, Self::Station];

    /// Whether a unit of this tier may stand directly under one of `parent`.
    #[must_use]
    pub const fn fits_under(self, parent: Option<Self>) -> bool {
        matches!(
            (self, parent),
            (Self::County, None)
                | (Self::Town, Some(Self::County))
                | (Self::Community, Some(Self::Town))
                | (Self::Grid, Some(Self::Community))
                | (Self::Compound, Some(Self::Grid))
                | (Self::Department, Some(Self::County | Self::Town))
                | (Self::Station, Some(Self::County | Self::Town | Self::Community | Self::Grid))
        )
    }
}

/// A duty at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 网格员.
    GridMember,
    /// 书记.
    Secretary,
    /// 值班 / 受理员.
    Desk,
    /// 联络员.
    Liaison,
    /// 后备.
    Reserve,
    /// 应急岗位.
    Emergency,
}

impl Post {
    /// Every post, in order.
    pub const ALL: [Self; 6] =
        [Self::GridMember, Self::Secretary, Self::Desk, Self::Liaison, Self::Reserve, Self::Emergency];

    /// Whether who holds it is publicly posted (四定一公示).
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::GridMember | Self::Secretary | Self::Desk)
    }
}

/// A code and the system that gave it: statistical (NBS) and civil-affairs codes differ and are never joined.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitCode {
    /// Such as `nbs` or `county`.
    pub system: String,
    /// Such as `2023-06-30`.
    pub version: String,
    /// Such as `370830100001`.
    pub value: String,
}

/// Kinds of residential compound, which decide the deliberation rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CompoundKind {
    /// 新建.
    New,
    /// 老旧.
    Old,
    /// 回迁.
    Resettlement,
    /// 商住.
    Commercial,
    /// 村居.
    Village,
}

impl CompoundKind {
    /// Every kind, in order.
    pub const ALL: [Self; 5] = [Self::New, Self::Old, Self::Resettlement, Self::Commercial, Self::Village];
}

/// A person holding a post from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Which duty.
    pub post: Post,
    /// Who.
    pub person: PersonId,
    /// The name as posted.
    pub name: String,
    /// Duty phone, for those who may read it.
    pub phone: Option<Secret<String>>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, or open.
    pub to: Option<NaiveDate>,
}

impl Appointment {
    /// Whether it is held on this day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A node of the unit tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id, which outlives renaming, moving and new codes.
    pub id: UnitId,
    /// The unit above; none for the county.
    pub parent: Option<UnitId>,
    /// All units above it, nearest first, as they were when it was last placed.
    pub above: Vec<UnitId>,
    /// What it is.
    pub tier: Tier,
    /// Its name.
    pub name: Text,
    /// Its code.
    pub code: UnitCode,
    /// Where it lies; a station or department has only a point.
    pub outline: Outline,
    /// Its door or middle.
    pub point: Option<Point>,
    /// Kind of compound, for compounds and grids.
    pub compound: Option<CompoundKind>,
    /// For departments: the name the rulebook calls it by, such as `fire`.
    pub service: Option<String>,
    /// Whether it is switched from routine 平 to emergency 急.
    #[serde(default)]
    pub emergency: bool,
    /// Who holds which post, also past ones.
    pub appointments: Vec<Appointment>,
    /// First day of existence.
    pub from: NaiveDate,
    /// Last day; past responsibility stays answerable.
    pub to: Option<NaiveDate>,
}

/// The unit tree with its indexes: a pure function of the units.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Behind a pointer each: a walk up the tree then touches little memory, and a copy of the tree shares them.
    units: BTreeMap<UnitId, Arc<Unit>>,
    areas: Cached<AreaIndex<UnitId>>,
    departments: Vec<Department>,
    root: Option<UnitId>,
}

/// A department and what it is looked up by.
#[derive(Clone, Debug)]
struct Department {
    service: String,
    parent: UnitId,
    id: UnitId,
}

/// Who answers for something at a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The unit at which the post is held.
    pub unit: UnitId,
    /// The post.
    pub post: Post,
    /// Who.
    pub person: PersonId,
    /// The name as posted.
    pub name: String,
}

impl Directory {
    /// A directory of these units. A point belongs to the grid whose outline contains it (see [`Outline::contains`] for borders).
    #[must_use]
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Self {
        let units = units.into_iter().map(|unit| (unit.id, Arc::new(unit))).collect();
        let mut directory = Self { units, ..Self::default() };
        directory.index();
        directory
    }

    /// Puts a unit in, in place of the one with its id: the same as a new directory, without computing again what has not changed.
    pub fn put(&mut self, unit: Unit) {
        let outlined = |unit: &Unit| (unit.tier == Tier::Grid && unit.to.is_none()).then(|| unit.outline.clone());
        if self.units.get(&unit.id).and_then(|known| outlined(known)) != outlined(&unit) {
            self.areas.forget();
        }
        self.units.insert(unit.id, Arc::new(unit));
        self.index();
    }

    fn index(&mut self) {
        let open = || self.units.values().filter(|unit| unit.to.is_none());
        self.departments = open()
            .filter_map(|unit| Some(Department { service: unit.service.clone()?, parent: unit.parent?, id: unit.id }))
            .collect();
        self.root = open().find(|unit| unit.tier == Tier::County).map(|unit| unit.id);
    }

    fn areas(&self) -> &AreaIndex<UnitId> {
        self.areas.get_or_compute(|| {
            let grids = self.units.values().filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
            AreaIndex::new(grids.map(|unit| (unit.id, unit.outline.clone())).collect())
        })
    }

    /// Whether there is no unit yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The county.
    #[must_use]
    pub const fn root(&self) -> Option<UnitId> {
        self.root
    }

    /// One unit.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id).map(Arc::as_ref)
    }

    /// All units, by id.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().map(Arc::as_ref)
    }

    /// The units directly below.
    pub fn children(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        self.units().filter(move |unit| unit.parent == Some(id))
    }

    /// The unit and all above it, nearest first. Empty for an unknown unit.
    #[must_use]
    pub fn path(&self, id: UnitId) -> Vec<UnitId> {
        let mut path = Vec::with_capacity(PATH_UNITS_MAX);
        let mut next = self.units.get(&id);
        while let Some(unit) = next {
            if path.len() == PATH_UNITS_MAX {
                break;
            }
            path.push(unit.id);
            next = unit.parent.and_then(|parent| self.units.get(&parent));
        }
        path
    }

    /// The unit of this tier on the path from `id` up.
    #[must_use]
    pub fn above(&self, id: UnitId, tier: Tier) -> Option<&Unit> {
        let mut next = self.units.get(&id);
        for _ in 0..PATH_UNITS_MAX {
            let unit = next?;
            if unit.tier == tier {
                return Some(unit);
            }
            next = self.units.get(&unit.parent?);
        }
        None
    }

    /// Whether the unit, or one above it, is switched to emergency.
    #[must_use]
    pub fn in_emergency(&self, id: UnitId) -> bool {
        self.emergency_of(id).is_some()
    }

    /// The unit that is switched to emergency and so puts this one in it: itself, or the nearest above.
    #[must_use]
    pub fn emergency_of(&self, id: UnitId) -> Option<&Unit> {
        self.path(id).iter().filter_map(|unit| self.unit(*unit)).find(|unit| unit.emergency)
    }

    /// The grid in which a point lies.
    #[must_use]
    pub fn locate(&self, point: Point) -> Option<UnitId> {
        self.areas().locate(point)
    }

    /// Who holds a post at a unit on a day, in the order of appointment.
    pub fn holders(&self, unit: UnitId, post: Post, day: NaiveDate) -> impl Iterator<Item = &Appointment> {
        self.units
            .get(&unit)
            .into_iter()
            .flat_map(|unit| unit.appointments.iter())
            .filter(move |held| held.post == post && held.holds_on(day))
    }

    /// The first holder of a post at a unit on a day.
    #[must_use]
    pub fn holder(&self, unit: UnitId, post: Post, day: NaiveDate) -> Option<Holder> {
        self.holders(unit, post, day).next().map(|held| Holder {
            unit,
            post,
            person: held.person,
            name: held.name.clone(),
        })
    }

    /// The department of this service that is nearest up the path from `from`: a town's own before the county's.
    #[must_use]
    pub fn department(&self, service: &str, from: UnitId) -> Option<UnitId> {
        self.department_on(service, &self.path(from))
    }

    /// [`Directory::department`] for a path that is known already, nearest unit first.
    #[must_use]
    pub fn department_on(&self, service: &str, path: &[UnitId]) -> Option<UnitId> {
        let distance = |department: &Department| path.iter().position(|unit| *unit == department.parent);
        self.departments
            .iter()
            .filter(|department| department.service == service)
            .filter_map(|department| Some((distance(department)?, department.id)))
            .min()
            .map(|(_, id)| id)
    }
}
