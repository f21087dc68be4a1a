//! What readers see of a unit.

use super::*;
use crate::actor::Role;
use crate::org::Post;
use crate::sample::{morning, resident, staff, units};

/// The county with a liaison, whose post is not publicly posted.
fn county() -> Unit {
    let mut county = units().into_iter().find(|unit| unit.tier == Tier::County).unwrap();
    let mut liaison = county.appointments[0].clone();
    (liaison.post, liaison.name) = (Post::Liaison, "联络员·测试".to_owned());
    county.appointments.push(liaison);
    county
}

/// The name of the liaison as this reader sees it, if they see that there is one.
fn liaison(reader: &Actor) -> Option<String> {
    let seen = county().view(reader, morning()).unwrap();
    seen.appointments.into_iter().find(|held| held.post == Post::Liaison).map(|held| held.name)
}

#[test]
fn whoever_keeps_rules_sees_which_posts_are_held_and_not_by_whom() {
    let of = |role| staff(role, "370", PersonId::named("reader"));
    assert_eq!(liaison(&of(Role::OrgKeeper)).as_deref(), Some("联络员·测试"));
    for role in [Role::RuleKeeper, Role::RuleApprover] {
        assert_eq!(liaison(&of(role)).as_deref(), Some(""), "{role:?}");
    }
    assert_eq!(liaison(&of(Role::Desk)), None);
    assert_eq!(liaison(&resident("anyone")), None);
}
