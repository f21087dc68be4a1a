//! Faults of charters as sentences.

use crate::rules::why::words;
use crate::text::Text;

use super::{Basis, CharterFault, Threshold};

impl Basis {
    /// The law's title and article.
    #[must_use]
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Owners => ("《民法典》第二百七十八条", "Civil Code, art. 278"),
            Self::Villagers => ("《村民委员会组织法》第二十二条", "Organic Law of Villagers' Committees, art. 22"),
            Self::VillagerRepresentatives => {
                ("《村民委员会组织法》第二十六条", "Organic Law of Villagers' Committees, art. 26")
            }
            Self::Residents => {
                ("《城市居民委员会组织法》第十条", "Organic Law of Urban Residents' Committees, art. 10")
            }
            Self::Consultation => {
                ("《关于加强城乡社区协商的意见》", "Opinions on Strengthening Urban and Rural Community Consultation")
            }
        };
        Text::new(zh, en)
    }
}

impl Threshold {
    /// What it is.
    #[must_use]
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Support => ("附议人数", "support"),
            Self::Objectors => ("异议人数", "objections"),
            Self::OrdinaryQuorum => ("一般事项的参与比例", "quorum of ordinary matters"),
            Self::OrdinaryMajority => ("一般事项的通过比例", "majority of ordinary matters"),
            Self::OrdinaryNotice => ("一般事项的公告期", "notice of ordinary matters"),
            Self::WeightyQuorum => ("重大事项的参与比例", "quorum of weighty matters"),
            Self::WeightyMajority => ("重大事项的通过比例", "majority of weighty matters"),
            Self::WeightyNotice => ("重大事项的公告期", "notice of weighty matters"),
        };
        Text::new(zh, en)
    }
}

impl CharterFault {
    /// The case that shows it.
    pub(in crate::rules) const fn counterexample(&self) -> Option<&crate::rules::Case> {
        match self {
            Self::NoCharter { case, .. } | Self::NotOnAgenda { case, .. } => Some(case),
            _ => None,
        }
    }

    /// The fault as a sentence about this charter.
    pub(in crate::rules) fn sentence(&self, charter: &str) -> Text {
        let both = |zh: String, en: String| Text { zh, en };
        match self {
            Self::NoTable => both(
                "有自治章程，但缺少决策表“proposal”。".into(),
                "There are charters, but no table “proposal”.".into(),
            ),
            Self::NoFact { fact } => both(
                format!("议题需要的要素“{fact}”不存在或类型不对。"),
                format!("Proposals need the fact “{fact}”, which is missing or of the wrong type."),
            ),
            Self::NoCharter { tier, case } => {
                let Text { zh, en } = words::tier(*tier);
                both(
                    format!("没有章程适用于{zh}一级，例如：{case}。"),
                    format!("No charter is for the level of the {en}, as in: {case}."),
                )
            }
            Self::NotOnAgenda { subject, case } => both(
                format!("章程“{charter}”的议题目录没有“{subject}”，例如：{case}。"),
                format!("The agenda of charter “{charter}” lacks “{subject}”, as in: {case}."),
            ),
            Self::Unmeetable { threshold } => {
                let Text { zh, en } = threshold.title();
                both(
                    format!("章程“{charter}”的{zh}永远达不到。"),
                    format!("Charter “{charter}”: the {en} can never be reached."),
                )
            }
            Self::BelowLaw { threshold, basis } => {
                let (what, law) = (threshold.title(), basis.title());
                both(
                    format!("章程“{charter}”的{}低于{}的规定。", what.zh, law.zh),
                    format!("Charter “{charter}”: the {} is below what the {} asks for.", what.en, law.en),
                )
            }
            Self::BadPeriod { period } => both(
                format!("章程“{charter}”的期限“{period}”为零或过长。"),
                format!("Charter “{charter}”: the period “{period}” is zero or too long."),
            ),
            Self::NotCovered { period, year } => both(
                format!("章程“{charter}”的期限“{period}”无法计算：日历没有 {year} 年。"),
                format!("Charter “{charter}”: the period “{period}” cannot be counted, the calendar lacks {year}."),
            ),
            Self::SecretByArea => both(
                format!("章程“{charter}”按面积计票又要求秘密投票：面积会暴露投票人。"),
                format!(
                    "Charter “{charter}”: votes weigh by area and are secret, but the weight tells whose vote it is."
                ),
            ),
            Self::MicroOverYear => both(
                format!("章程“{charter}”的单项微实事限额高于全年限额。"),
                format!("Charter “{charter}”: one small work may cost more than all of a year."),
            ),
        }
    }
}
