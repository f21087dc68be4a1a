//! Which accounts an administrator keeps: those all of whose roles lie in the administrator's own area.

use weft::actor::{Actor, Grant, Permission, Role, Scope};
use weft::id::UnitId;
use weft::org::Directory;

use crate::account::ACCOUNT_GRANTS_MAX;
use crate::http::problem::{Failure, ProblemKind};
use crate::http::reader::{anchored, whole_county};
use crate::store::Account;

/// Whether all roles of the account lie in the administrator's area; one without roles is the county's.
pub fn keeps(actor: &Actor, account: &Account, org: &Directory) -> bool {
    match account.grants.is_empty() {
        true => covers(actor, whole_county(), org),
        false => account.grants.iter().all(|grant| covers(actor, grant.unit, org)),
    }
}

fn covers(actor: &Actor, unit: UnitId, org: &Directory) -> bool {
    let at_unit = [Grant { role: Role::Administrator, unit }];
    anchored(&at_unit, org).all(|grant| {
        actor.may(Permission::ManageAccounts, &Scope::Within(grant.unit), org)
            || actor.may(Permission::ManageAccounts, &Scope::Founding, org)
    })
}

pub fn may_grant(actor: &Actor, grants: &[Grant], org: &Directory) -> Result<(), Failure> {
    if !actor.holds_somewhere(Permission::ManageAccounts) {
        return Err(ProblemKind::Forbidden.into());
    }
    if grants.len() > ACCOUNT_GRANTS_MAX {
        return Err(ProblemKind::TooManyGrants.into());
    }
    if grants.iter().any(|grant| grant.unit != whole_county() && org.unit(grant.unit).is_none()) {
        return Err(ProblemKind::UnknownUnit.into());
    }
    let is_within = match grants.is_empty() {
        true => covers(actor, whole_county(), org),
        false => grants.iter().all(|grant| covers(actor, grant.unit, org)),
    };
    if is_within { Ok(()) } else { Err(ProblemKind::Forbidden.into()) }
}
