//! The demo's people: evidently made up, each with a post; and accounts for those who sign in.

use std::fmt::Write;

use weft::actor::{Grant, Role};
use weft::id::{PersonId, UnitId};
use weft::import::person_id;
use weft::kinds::unit::NewUnit;
use weft::org::Tier;

/// Members of the county, as Wenshang published.
pub const MEMBERS: usize = 21_000;
/// First day of every appointment.
const FROM: &str = "2025-01-01";
const SURNAMES: [char; 20] = [
    '王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '马', '朱', '胡', '郭', '何', '高', '林',
    '罗',
];
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// An account to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// Login name.
    pub login: String,
    /// Who.
    pub person: PersonId,
    /// The name shown.
    pub name: String,
    /// Roles.
    pub grants: Vec<Grant>,
    /// What it is for, in Chinese and English, if it is one of those shown at the end.
    pub shown: Option<(String, String)>,
}

/// Everybody, as an appointments file and as accounts.
#[derive(Default)]
pub struct People {
    /// The file.
    pub appointments_csv: String,
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
    members: usize,
}

/// A post with an account: who that is in each kind of unit.
struct Duty {
    tier: Tier,
    post: &'static str,
    /// Prefix of the login; departments sign in by their service instead.
    login: &'static str,
    title: &'static str,
    title_en: &'static str,
    role: Role,
}

const DUTIES: [Duty; 8] = [
    Duty {
        tier: Tier::County,
        post: "desk",
        login: "xian",
        title: "县受理员",
        title_en: "county desk",
        role: Role::Desk,
    },
    Duty {
        tier: Tier::County,
        post: "secretary",
        login: "xsj",
        title: "县书记",
        title_en: "county secretary",
        role: Role::Desk,
    },
    Duty {
        tier: Tier::Town, post: "desk", login: "zj", title: "镇街受理员", title_en: "town desk", role: Role::Desk
    },
    Duty {
        tier: Tier::Town,
        post: "secretary",
        login: "zsj",
        title: "镇街书记",
        title_en: "town secretary",
        role: Role::Desk,
    },
    Duty {
        tier: Tier::Community,
        post: "desk",
        login: "sq",
        title: "社区受理员",
        title_en: "community desk",
        role: Role::Desk,
    },
    Duty {
        tier: Tier::Community,
        post: "secretary",
        login: "sj",
        title: "书记",
        title_en: "secretary",
        role: Role::Desk,
    },
    Duty {
        tier: Tier::Grid,
        post: "grid_member",
        login: "wg",
        title: "网格员",
        title_en: "grid member",
        role: Role::GridMember,
    },
    Duty {
        tier: Tier::Department,
        post: "desk",
        login: "",
        title: "部门受理员",
        title_en: "department desk",
        role: Role::DepartmentDesk,
    },
];

/// Accounts at the county without a post: login, role, what it is called.
const OFFICES: [(&str, Role, &str, &str); 5] = [
    ("zhihui", Role::CommandCentre, "指挥中心", "command centre"),
    ("guize", Role::RuleKeeper, "规则管理员", "rule keeper"),
    ("shenpi", Role::RuleApprover, "规则审批人", "rule approver"),
    ("zuzhi", Role::OrgKeeper, "组织管理员", "keeper of units and posts"),
    ("guanli", Role::Administrator, "系统管理员", "administrator of accounts"),
];

/// Everybody of a county with these units.
pub fn people(units: &[(UnitId, NewUnit)]) -> People {
    let mut people =
        People { appointments_csv: "unit_code,post,name,phone,from,to,person\n".to_owned(), ..People::default() };
    for duty in &DUTIES {
        let held = units.iter().filter(|(_, unit)| unit.tier == duty.tier);
        for (number, (id, unit)) in (1..).zip(held) {
            people.add_duty(duty, number, *id, unit);
        }
    }
    people.add_offices(units);
    people.add_emergency_posts(units);
    people
}

impl People {
    fn add_duty(&mut self, duty: &Duty, number: usize, id: UnitId, unit: &NewUnit) {
        let login = match (&unit.service, duty.tier) {
            (Some(service), _) => service.replace('_', "-"),
            (None, Tier::County) => duty.login.to_owned(),
            (None, _) => format!("{}{number:03}", duty.login),
        };
        let name = format!("{}·{}", duty.title, made_up_name(number, 3));
        let key = format!("demo/{login}");
        // No number of that area begins with 0: it can reach nobody.
        let phone = format!("0537-0{:06}", self.members + 1);
        self.appoint(&unit.code.value, duty.post, &name, &phone, &key);
        let shown = (number == 1 || duty.tier == Tier::Department)
            .then(|| (format!("{} · {}", duty.title, unit.name.zh), format!("{}, {}", duty.title_en, unit.name.en)));
        let grants = vec![Grant { role: duty.role, unit: id }];
        self.accounts.push(DemoAccount { login, person: person_id(&key), name, grants, shown });
    }

    fn appoint(&mut self, code: &str, post: &str, name: &str, phone: &str, key: &str) {
        self.members += 1;
        // Writing to a string cannot fail.
        let _ = writeln!(self.appointments_csv, "{code},{post},{name},{phone},{FROM},,{key}");
    }

    fn add_offices(&mut self, units: &[(UnitId, NewUnit)]) {
        let Some((county, _)) = units.iter().find(|(_, unit)| unit.tier == Tier::County) else {
            return;
        };
        for (number, (login, role, zh, en)) in (1..).zip(OFFICES) {
            self.accounts.push(DemoAccount {
                login: login.to_owned(),
                person: person_id(&format!("demo/{login}")),
                name: format!("{zh}·{}", made_up_name(number, 3)),
                grants: vec![Grant { role, unit: *county }],
                shown: Some((zh.to_owned(), en.to_owned())),
            });
        }
        self.accounts.push(DemoAccount {
            login: "jumin".to_owned(),
            person: resident(0),
            name: resident_name(0),
            grants: Vec::new(),
            shown: Some(("居民（有账号）".to_owned(), "a resident with an account".to_owned())),
        });
    }

    /// The rest of the members hold emergency posts, evenly spread over the grids.
    fn add_emergency_posts(&mut self, units: &[(UnitId, NewUnit)]) {
        let grids: Vec<&NewUnit> = units.iter().map(|(_, unit)| unit).filter(|unit| unit.tier == Tier::Grid).collect();
        let rest = MEMBERS.saturating_sub(self.members);
        for number in 0..rest {
            let Some(grid) = grids.get(number * grids.len() / rest) else {
                return;
            };
            let name = format!("队员·{}", made_up_name(number + 1, 5));
            self.appoint(&grid.code.value, "emergency", &name, "", &format!("demo/yj{:05}", number + 1));
        }
    }
}

/// A resident who reports things.
pub fn resident(number: usize) -> PersonId {
    person_id(&format!("demo/resident/{number}"))
}

/// What such a resident is called.
pub fn resident_name(number: usize) -> String {
    format!("居民·{}", made_up_name(number, 3))
}

/// A surname and a number: 王一零三. Nobody is called that.
fn made_up_name(number: usize, width: usize) -> String {
    let surname = SURNAMES[number % SURNAMES.len()];
    let digits = format!("{number:0width$}");
    let given = digits.bytes().map(|digit| DIGITS[usize::from(digit - b'0')]);
    std::iter::once(surname).chain(given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_names_are_evident_and_differ() {
        assert_eq!(made_up_name(100, 3), "王一零零");
        assert_eq!(made_up_name(7, 5), "黄零零零零七");
    }
}
