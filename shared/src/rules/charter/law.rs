//! What the law asks for at least, and charters that ask just that.

use serde::{Deserialize, Serialize};

use crate::calendar::{Limit, LimitUnit};
use crate::org::Tier;
use crate::text::Text;

use super::super::{Key, Weight};
use super::{
    Assembly, Charter, Hurdle, LateRule, Method, Micro, Periods, Procedure, Secrecy, Share, Standing, Support,
};

const TWO_THIRDS: Share = Share::at_least(2, 3);
const THREE_QUARTERS: Share = Share::at_least(3, 4);
const MOST: Share = Share::more_than(1, 2);

/// Where a charter's least thresholds come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 《民法典》第二百七十八条: owners' joint decisions. Two thirds of the area and of the heads take part; ordinary matters need more than
    /// half of both of those taking part, weighty ones (items 6 to 8) three quarters of both. Fifteen days' notice: 《物业管理条例》第十四条.
    Owners,
    /// 《村民委员会组织法》第二十二条: the villagers' meeting. More than half of those of age come, more than half of those there decide; ten days'
    /// notice: 第二十一条.
    Villagers,
    /// 《村民委员会组织法》第二十六条: the villagers' representatives. Two thirds of them come, more than half of those there decide.
    VillagerRepresentatives,
    /// 《城市居民委员会组织法》第十条: the residents' meeting. More than half come, more than half of those there decide.
    Residents,
    /// 中办国办《关于加强城乡社区协商的意见》(2015): community consultation, which sets no numbers; a meeting of fewer than half of a body decides
    /// nothing here all the same.
    Consultation,
}

/// The least that the law asks for.
pub(super) struct Floor {
    pub(super) quorum: Hurdle,
    pub(super) majority: Hurdle,
    pub(super) notice_days: u32,
}

impl Basis {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Owners, Self::Villagers, Self::VillagerRepresentatives, Self::Residents, Self::Consultation];

    pub(super) const fn floor(self, weight: Weight) -> Floor {
        match (self, weight) {
            (Self::Owners, _) => Floor {
                quorum: Hurdle::both(TWO_THIRDS),
                majority: Hurdle::both(if matches!(weight, Weight::Big) { THREE_QUARTERS } else { MOST }),
                notice_days: 15,
            },
            // A weighty matter of a village is for all villagers, not for their representatives.
            (Self::Villagers, _) | (Self::VillagerRepresentatives, Weight::Big) => of_heads(MOST, 10),
            (Self::VillagerRepresentatives, Weight::Small) => of_heads(TWO_THIRDS, 3),
            (Self::Residents | Self::Consultation, _) => of_heads(MOST, 3),
        }
    }

    const fn assembly(self, weight: Weight) -> Assembly {
        match (self, weight) {
            (Self::Owners, _) => Assembly::Owners,
            (Self::VillagerRepresentatives, Weight::Small) => Assembly::VillagerRepresentatives,
            (Self::Villagers | Self::VillagerRepresentatives, _) => Assembly::Villagers,
            (Self::Residents, _) => Assembly::Residents,
            (Self::Consultation, _) => Assembly::Council,
        }
    }

    /// The procedure that asks for just what the law does.
    #[must_use]
    pub fn procedure(self, weight: Weight) -> Procedure {
        let Floor { quorum, majority, notice_days } = self.floor(weight);
        Procedure {
            assembly: self.assembly(weight),
            quorum,
            majority,
            notice: days(notice_days),
            method: Method::YesNo,
            // Everybody of a village or neighbourhood votes secretly; owners sign, and a council raises hands.
            secrecy: match self.assembly(weight) {
                Assembly::Villagers | Assembly::Residents => Secrecy::Secret,
                Assembly::Owners | Assembly::VillagerRepresentatives | Assembly::Council => Secrecy::Named,
            },
            late: LateRule::Cast(days(3)),
            delegations_max: 1,
        }
    }

    /// A charter that asks for just what the law does, for units of a level and kinds of compound, open to these subjects.
    #[must_use]
    pub fn preset(self, key: &str, title: Text, tier: Tier, compounds: &[&str], subjects: &[&str]) -> Charter {
        let keys = |names: &[&str]| names.iter().map(|name| Key::from(*name)).collect();
        Charter {
            key: key.into(),
            title,
            basis: self,
            tier,
            compounds: keys(compounds),
            subjects: keys(subjects),
            propose: Standing::Resident,
            support: Standing::Resident,
            needed: match self {
                // 《物业管理条例》第十三条; 《村民委员会组织法》第二十一条; 《城市居民委员会组织法》第十条.
                Self::Owners | Self::Residents => Support::Share(Share::at_least(1, 5)),
                Self::Villagers | Self::VillagerRepresentatives => Support::Share(Share::at_least(1, 10)),
                Self::Consultation => Support::People(5),
            },
            objectors: Share::at_least(1, 5),
            periods: PERIODS,
            ordinary: self.procedure(Weight::Small),
            weighty: self.procedure(Weight::Big),
            micro: Some(Micro { matter_yuan_max: 2_000, year_yuan_max: 20_000 }),
        }
    }
}

/// Periods of the presets.
const PERIODS: Periods = Periods {
    screen: Limit { amount: 5, unit: LimitUnit::WorkingDays },
    mend: days(15),
    gather: days(30),
    table: Limit { amount: 10, unit: LimitUnit::WorkingDays },
    sit: days(10),
    object: days(7),
    report: days(30),
    judge: days(15),
};

const fn of_heads(quorum: Share, notice_days: u32) -> Floor {
    Floor { quorum: Hurdle::heads(quorum), majority: Hurdle::heads(MOST), notice_days }
}

const fn days(amount: u32) -> Limit {
    Limit { amount, unit: LimitUnit::Days }
}
