//! The explanation of a decision as a sentence.

mod words;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use crate::calendar::{COUNTY_OFFSET, county_day};
use crate::org::{CompoundKind, Directory};
use crate::text::{Language, Text};

use super::eval::compound_key;
use super::index::{CATEGORY, COMPOUND, MODE};
use super::{Charge, Decision, FactKind, FactValue, Mode, Rulebook, Why};

impl Decision {
    /// The decision in plain words: why, who, until when, and which departments join.
    #[must_use]
    pub fn text(&self, language: Language, rules: &Rulebook, org: &Directory) -> String {
        let mut text = self.why.text(language, &self.charge, rules, org);
        let names: Vec<&str> =
            self.joint.iter().filter_map(|id| org.unit(*id)).map(|unit| unit.name.get(language)).collect();
        if !names.is_empty() {
            text += &match language {
                Language::Zh => format!("同时由{}联合处置。", names.join("、")),
                Language::En => format!(" Handled jointly with {}.", names.join(", ")),
            };
        }
        text
    }
}

impl Why {
    /// The explanation in plain words. `rules` gives the titles of what the rule looked at; where it is another version than
    /// the one that decided and no longer has them, their names stand.
    #[must_use]
    pub fn text(&self, language: Language, charge: &Charge, rules: &Rulebook, org: &Directory) -> String {
        let grounds: Vec<String> =
            self.facts.iter().map(|(fact, value)| ground(fact, value, rules, language)).collect();
        let (accept, resolve) =
            (self.moment(charge.acknowledge_by, language), self.moment(charge.resolve_by, language));
        let who = self.who(language, charge, org);
        let counting = self.counting(language);
        let note = trimmed(self.note.get(language));
        let rule = &self.rule;
        match language {
            Language::Zh => {
                let grounds = if grounds.is_empty() { String::new() } else { grounds.join("，") + "，" };
                format!("因为{grounds}{note}（规则 {rule}），{who}，{accept}前受理，{resolve}前办结；{counting}。")
            }
            Language::En => {
                let grounds = if grounds.is_empty() { String::new() } else { grounds.join(", ") + ": " };
                format!(
                    "Because {grounds}{note} (rule {rule}), {who}, to be accepted by {accept} and resolved by {resolve}. {counting}."
                )
            }
        }
    }

    /// Which departments that the rule brings in are not there, if any.
    #[must_use]
    pub fn absent_text(&self, language: Language, rules: &Rulebook) -> Option<String> {
        let title = |key: &str| {
            let service = rules.services.iter().find(|service| service.key == key);
            service.map_or(key.to_owned(), |service| service.title.get(language).to_owned())
        };
        let names: Vec<String> = self.absent.iter().map(|key| title(key)).collect();
        (!names.is_empty()).then(|| match language {
            Language::Zh => format!("本县尚未登记{}部门。", names.join("、")),
            Language::En => format!("No department is registered for {}.", names.join(", ")),
        })
    }

    fn who(&self, language: Language, charge: &Charge, org: &Directory) -> String {
        let holder = &charge.holder;
        let unit_name = |unit| org.unit(unit).map_or("", |unit| unit.name.get(language));
        let post = words::post(holder.post).get(language).to_owned();
        let name = if holder.post.is_public() { holder.name.as_str() } else { "" };
        let who = match language {
            Language::Zh => chinese(&post, unit_name(holder.unit), name),
            Language::En => english(&post, unit_name(holder.unit), name),
        };
        let empty = charge.path.first().map_or("", |unit| unit_name(*unit));
        match (language, charge.stand_in) {
            (Language::Zh, false) => format!("由{who}负责"),
            (Language::Zh, true) => format!("{empty}的岗位暂时空缺，由{who}代为负责"),
            (Language::En, false) => format!("{who} answers"),
            (Language::En, true) => {
                format!("{who} stands in for a post that is empty at {empty}")
            }
        }
    }

    /// How the time to resolve was counted, and which days were not.
    fn counting(&self, language: Language) -> String {
        let amount = self.limit.amount;
        let unit = words::limit_unit(self.limit.unit, amount).get(language).to_owned();
        let holidays = self.counted.holidays.iter().map(|holiday| {
            let (name, days) = (holiday.name.get(language), days(holiday.from, holiday.to, language));
            match language {
                Language::Zh => format!("{name}{days}放假不计"),
                Language::En => format!("{name} ({days}) does not count"),
            }
        });
        let weekends = (self.counted.weekend_days > 0).then(|| match language {
            Language::Zh => format!("周末{}天不计", self.counted.weekend_days),
            Language::En if self.counted.weekend_days == 1 => "1 weekend day does not count".to_owned(),
            Language::En => format!("{} weekend days do not count", self.counted.weekend_days),
        });
        let make_up = self.counted.make_up.iter().map(|day| {
            let (date, weekday) = (date(*day, language), words::weekday(day.weekday()));
            match language {
                Language::Zh => format!("{date}（{}）调休上班计入", weekday.zh),
                Language::En => format!("{} {date} is worked and counts", weekday.en),
            }
        });
        let provisional = self.counted.provisional.iter().map(|year| match language {
            Language::Zh => format!("{year}年放假安排尚未公布，暂按法定节假日计算"),
            Language::En => {
                format!("the holidays of {year} are not announced yet, so only statutory ones are left out")
            }
        });
        let first = match language {
            Language::Zh => format!("办结时限按{amount}{unit}计"),
            Language::En => format!("The time to resolve is {amount} {unit}"),
        };
        let parts: Vec<String> =
            std::iter::once(first).chain(holidays).chain(weekends).chain(make_up).chain(provisional).collect();
        parts.join(match language {
            Language::Zh => "，",
            Language::En => "; ",
        })
    }

    /// A moment in county time, with the year if it is not that of the report.
    fn moment(&self, at: DateTime<Utc>, language: Language) -> String {
        let local = at.with_timezone(&COUNTY_OFFSET);
        let year = (local.year() != county_day(self.from).year()).then(|| local.year());
        let day = date(local.date_naive(), language);
        let (hour, minute) = (local.hour(), local.minute());
        match (language, year) {
            (Language::Zh, None) => format!("{day}{hour:02}:{minute:02}"),
            (Language::Zh, Some(year)) => format!("{year}年{day}{hour:02}:{minute:02}"),
            (Language::En, None) => format!("{hour:02}:{minute:02} on {day}"),
            (Language::En, Some(year)) => format!("{hour:02}:{minute:02} on {day} {year}"),
        }
    }
}

fn chinese(post: &str, unit: &str, name: &str) -> String {
    // Names are often posted together with the post, such as 网格员·王一零三.
    let post = if name.starts_with(post) { "" } else { post };
    match unit {
        "" => format!("{post}{name}"),
        unit => format!("{unit}的{post}{name}"),
    }
}

fn english(post: &str, unit: &str, name: &str) -> String {
    match (unit, name) {
        ("", "") => format!("the {post}"),
        (unit, "") => format!("the {post} of {unit}"),
        ("", name) => format!("the {post} {name}"),
        (unit, name) => format!("the {post} {name} of {unit}"),
    }
}

/// One fact that the rule looked at.
pub(super) fn ground(fact: &str, value: &FactValue, rules: &Rulebook, language: Language) -> String {
    let title = |text: &Text| text.get(language).to_owned();
    match (fact, value) {
        (CATEGORY, FactValue::Choice(key)) => {
            let parent = rules.category(key).and_then(|category| category.parent.as_deref());
            let path: Vec<String> = parent
                .into_iter()
                .chain([key.as_str()])
                .map(|key| rules.category(key).map_or(key.to_owned(), |found| title(&found.title)))
                .collect();
            match language {
                Language::Zh => format!("事项属于“{}”", path.join("·")),
                Language::En => format!("the matter is “{}”", path.join(" · ")),
            }
        }
        (MODE, FactValue::Choice(key)) => {
            let mode = Mode::ALL.into_iter().find(|mode| mode.key() == key);
            mode.map_or(key.to_owned(), |mode| title(&words::mode(mode)))
        }
        (COMPOUND, FactValue::Choice(key)) => {
            let kind = CompoundKind::ALL.into_iter().find(|kind| compound_key(*kind) == key);
            kind.map_or(key.to_owned(), |kind| title(&words::compound(kind)))
        }
        _ => {
            let known = rules.fact(fact);
            let name = known.map_or(fact.to_owned(), |known| title(&known.title));
            let value = match (value, known.map(|known| &known.kind)) {
                (FactValue::Boolean(answer), _) => title(&words::answer(*answer)),
                (FactValue::Date { date }, _) => day_of_year(*date, language),
                (FactValue::Integer(_) | FactValue::Decimal { .. } | FactValue::Text { .. }, _) => value.to_string(),
                (FactValue::Choice(key), Some(FactKind::Choice { options })) => options
                    .iter()
                    .find(|option| option.key == *key)
                    .map_or(key.to_owned(), |option| title(&option.title)),
                (FactValue::Choice(key), _) => key.to_owned(),
            };
            match language {
                Language::Zh => format!("“{name}”为{value}"),
                Language::En => format!("“{name}” is {value}"),
            }
        }
    }
}

/// A note without its full stop, so that it fits into a sentence.
fn trimmed(note: &str) -> &str {
    note.trim().trim_end_matches(['。', '.'])
}

fn date(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Zh => format!("{}月{}日", day.month(), day.day()),
        Language::En => format!("{} {}", day.day(), words::month(day.month0())),
    }
}

/// A day with its year.
fn day_of_year(day: NaiveDate, language: Language) -> String {
    let short = date(day, language);
    match language {
        Language::Zh => format!("{}年{short}", day.year()),
        Language::En => format!("{short} {}", day.year()),
    }
}

fn days(from: NaiveDate, to: NaiveDate, language: Language) -> String {
    let same_month = from.month() == to.month() && from.year() == to.year();
    match language {
        _ if from == to => date(from, language),
        Language::Zh if same_month => format!("{}月{}日至{}日", from.month(), from.day(), to.day()),
        Language::Zh => format!("{}至{}", date(from, language), date(to, language)),
        Language::En if same_month => {
            format!("{}–{} {}", from.day(), to.day(), words::month(from.month0()))
        }
        Language::En => format!("{} – {}", date(from, language), date(to, language)),
    }
}
