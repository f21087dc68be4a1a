//! The count: a pure function of what is published, which anyone can compute again.

use serde::{Deserialize, Serialize};

use crate::kinds::proposal::Verdict;
use crate::rules::charter::{Measure, Method, Procedure};

use super::schulze;
use super::vote::Choice;

/// What the votes say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All who are entitled.
    pub entitled: Measure,
    /// All who voted.
    pub voted: Measure,
    /// For, against and abstaining.
    pub answers: [Measure; 3],
    /// For each option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Measure>,
    /// How many rank each option above each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<Vec<u64>>,
    /// Which options win: one, unless there is a tie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub winners: Vec<u8>,
}

/// Counts votes, each with its weight.
#[must_use]
pub fn tally<'v>(
    method: Method,
    options: usize,
    entitled: Measure,
    votes: impl IntoIterator<Item = (&'v Choice, Measure)>,
) -> Tally {
    let mut tally = Tally { entitled, options: vec![Measure::default(); options], ..Tally::default() };
    let mut rankings: Vec<(&[u8], u64)> = Vec::new();
    for (choice, weight) in votes {
        tally.voted = tally.voted + weight;
        let mut add = |count: &mut Measure| *count = *count + weight;
        match choice {
            Choice::For => add(&mut tally.answers[0]),
            Choice::Against => add(&mut tally.answers[1]),
            Choice::Abstain => add(&mut tally.answers[2]),
            Choice::Option(option) => tally.options.get_mut(usize::from(*option)).into_iter().for_each(add),
            Choice::Ranking(ranking) => {
                for option in ranking {
                    tally.options.get_mut(usize::from(*option)).into_iter().for_each(&mut add);
                }
                rankings.push((ranking.as_slice(), weight.heads));
            }
        }
    }
    match method {
        Method::YesNo => tally.options.clear(),
        Method::Single => {
            let most = tally.options.iter().map(|count| count.heads).max().filter(|most| *most > 0);
            let winners = tally.options.iter().zip(0u8..).filter(|(count, _)| Some(count.heads) == most);
            tally.winners = winners.map(|(_, option)| option).collect();
        }
        Method::Ranked => {
            tally.preferred = schulze::preferences(options, rankings.iter().copied());
            if !rankings.is_empty() {
                tally.winners = schulze::winners(&tally.preferred);
            }
        }
    }
    tally
}

impl Tally {
    /// What it comes to by this procedure: none without a quorum, and votes for, against and abstaining.
    #[must_use]
    pub fn verdict(&self, procedure: &Procedure) -> (Option<Verdict>, [Measure; 3]) {
        if !procedure.quorum.is_met(self.voted, self.entitled) {
            return (None, self.votes());
        }
        let carried = |measure: Measure| procedure.majority.is_met(measure, self.voted);
        let verdict = match (procedure.method, &self.winners[..]) {
            (Method::YesNo, _) if carried(self.answers[0]) => Verdict::Adopted { option: None },
            (Method::Single | Method::Ranked, [winner]) if carried(self.options[usize::from(*winner)]) => {
                Verdict::Adopted { option: Some(*winner) }
            }
            // Two options that nobody can tell apart: another session is to decide between them.
            (Method::Single | Method::Ranked, [_, _, ..]) => Verdict::Deferred,
            _ => Verdict::Rejected,
        };
        (Some(verdict), self.votes())
    }

    /// For, against and abstaining; of several options, those for the one that wins, those for none of it, and abstaining.
    fn votes(&self) -> [Measure; 3] {
        match &self.winners[..] {
            [] => self.answers,
            [winner, ..] => {
                let [_, _, abstain] = self.answers;
                let yes = self.options.get(usize::from(*winner)).copied().unwrap_or_default();
                let no = Measure {
                    heads: self.voted.heads.saturating_sub(yes.heads + abstain.heads),
                    area_cm2: self.voted.area_cm2.saturating_sub(yes.area_cm2 + abstain.area_cm2),
                };
                [yes, no, abstain]
            }
        }
    }
}
