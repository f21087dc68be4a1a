//! Who lives and works in the county. All evidently made up.

use weft::actor::{Grant, Role};
use weft::id::PersonId;
use weft::org::Post;
use weft::sample;

/// Somebody with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Name to sign in by.
    pub login: &'static str,
    /// Role held from the start.
    pub role: Role,
    /// At the unit of this code.
    pub unit: &'static str,
    /// The post whose holder this is, if any.
    pub post: Option<Post>,
}

const fn staff(login: &'static str, role: Role, unit: &'static str, post: Option<Post>) -> Staff {
    Staff { login, role, unit, post }
}

/// Everybody with an account.
pub const STAFF: [Staff; 8] = [
    staff("wangge-00", Role::GridMember, "grid-0-0", Some(Post::GridMember)),
    staff("wangge-10", Role::GridMember, "grid-1-0", Some(Post::GridMember)),
    staff("wangge-21", Role::GridMember, "grid-2-1", Some(Post::GridMember)),
    staff("xicun", Role::Desk, "370-01-02", Some(Post::Desk)),
    staff("yangzhen", Role::Desk, "370-01", Some(Post::Desk)),
    staff("yangxian", Role::Desk, "370", Some(Post::Desk)),
    staff("xiaofang", Role::DepartmentDesk, "fire", Some(Post::Desk)),
    staff("zhihui", Role::CommandCentre, "370", None),
];

/// Their person.
#[must_use]
pub fn person(staff: &Staff) -> PersonId {
    staff.post.map_or_else(|| PersonId::named(staff.login), |post| sample::holder_of(staff.unit, post))
}

/// The roles they begin with.
#[must_use]
pub fn grants(staff: &Staff) -> Vec<Grant> {
    vec![Grant { role: staff.role, unit: sample::unit_id(staff.unit) }]
}
