//! The explanation of a decision as a sentence.

pub(super) mod words;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use crate::calendar::{COUNTY_OFFSET, DaysCounted, Limit, county_day};
use crate::org::Directory;
use crate::text::{Language, Text};

use super::eval::compound_named;
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
        let (accept, resolve) =
            (self.moment(charge.acknowledge_by, language), self.moment(charge.resolve_by, language));
        let who = self.who(language, charge, org);
        let (because, source) = (self.because(language, rules), self.source(language));
        let (course, counting) =
            (course(language, (&charge.ladder, charge.rung), rules), self.counting(language, charge.resolve_by, rules));
        match language {
            Language::Zh => format!(
                "因为{because}（{source}），{who}，按{course}办理，{accept}前受理，{resolve}前办结；{counting}。"
            ),
            Language::En => format!(
                "Because {because} ({source}), {who}, by {course}, to be accepted by {accept} and resolved by {resolve}. {counting}."
            ),
        }
    }

    /// What a page says beside who answers and until when, a line each: the facts that mattered with the county's reason, the rule, the
    /// ladder, how the dates were counted, and who stands in for whom.
    #[must_use]
    pub fn lines(&self, language: Language, charge: &Charge, rules: &Rulebook, org: &Directory) -> Vec<String> {
        let who = charge.stand_in.then(|| self.who(language, charge, org));
        self.lines_of(language, (&charge.ladder, charge.rung), charge.resolve_by, who, rules)
    }

    /// The lines for a rung of a ladder.
    pub(super) fn lines_of(
        &self,
        language: Language,
        rung: (&str, u8),
        resolve_by: DateTime<Utc>,
        who: Option<String>,
        rules: &Rulebook,
    ) -> Vec<String> {
        let mut lines = vec![self.because(language, rules), self.source(language)];
        lines.extend(who);
        lines.push(course(language, rung, rules));
        lines.push(self.counting(language, resolve_by, rules));
        let stop = match language {
            Language::Zh => "。",
            Language::En => ".",
        };
        lines.into_iter().map(|line| line + stop).collect()
    }

    /// The facts that the rule tested and the county's reason.
    fn because(&self, language: Language, rules: &Rulebook) -> String {
        let mut parts: Vec<String> =
            self.facts.iter().map(|(fact, value)| ground(fact, value, rules, language)).collect();
        let note = trimmed(self.note.get(language)).to_owned();
        match language {
            Language::Zh => {
                parts.push(note);
                parts.join("，")
            }
            Language::En if parts.is_empty() => note,
            Language::En => format!("{}: {note}", parts.join(", ")),
        }
    }

    /// The rule and the version of the rulebook it stands in.
    fn source(&self, language: Language) -> String {
        let (rule, version) = (&self.rule, self.rules_version);
        match language {
            Language::Zh => format!("规则手册第 {version} 版规则 {rule}"),
            Language::En => format!("rule {rule} of rulebook version {version}"),
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
        let at = charge.path.first().map_or("", |unit| unit_name(*unit));
        let empty = self.empty.map(|post| words::post(post).get(language).to_owned());
        match (language, charge.stand_in) {
            (Language::Zh, false) => format!("由{who}负责"),
            (Language::Zh, true) => {
                format!("{at}的{}岗位暂时空缺，由{who}代为负责", empty.unwrap_or_default())
            }
            (Language::En, false) => format!("{who} answers"),
            (Language::En, true) => {
                let empty = empty.map_or_else(|| "a post".to_owned(), |post| format!("the post of {post}"));
                format!("{who} stands in for {empty} that is empty at {at}")
            }
        }
    }

    /// How the times to accept and to resolve were counted, and which days were not. Where they no longer are those of the first
    /// decision, since it went up, was handed over or stood still, that is said.
    fn counting(&self, language: Language, resolve_by: DateTime<Utc>, rules: &Rulebook) -> String {
        let is_first = rules.calendar.deadline(self.from, self.limit) == Ok(resolve_by);
        let accept = self.accept.as_ref().map(|accept| counted(accept.limit, &accept.days, language));
        let resolve = counted(self.limit, &self.counted, language);
        match (language, accept) {
            (Language::Zh, accept) => {
                let first = if is_first { "" } else { "最初的" };
                let accept = accept.map_or_else(String::new, |accept| format!("受理时限为{accept}；"));
                format!("{first}{accept}办结时限为{resolve}")
            }
            (Language::En, accept) => {
                let (the, is) = if is_first { ("The", "is") } else { ("At first the", "was") };
                let accept = accept.map_or_else(String::new, |accept| format!("time to accept {is} {accept}, the "));
                format!("{the} {accept}time to resolve {is} {resolve}")
            }
        }
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

/// The ladder and the rung on it.
fn course(language: Language, (ladder, rung): (&str, u8), rules: &Rulebook) -> String {
    let known = rules.ladder(ladder);
    let title = known.map_or(ladder, |known| known.title.get(language));
    let rung = usize::from(rung) + 1;
    let rungs = known.map_or(rung, |ladder| ladder.rungs.len()).max(rung);
    match language {
        Language::Zh => format!("“{title}”升级路径第 {rung} 级（共 {rungs} 级）"),
        Language::En => format!("step {rung} of {rungs} of the ladder “{title}”"),
    }
}

/// A length of time, and which days it does not count or does.
fn counted(limit: Limit, days_counted: &DaysCounted, language: Language) -> String {
    let amount = limit.amount;
    let unit = words::limit_unit(limit.unit, amount).get(language).to_owned();
    let holidays = days_counted.holidays.iter().map(|holiday| {
        let (name, days) = (holiday.name.get(language), days(holiday.from, holiday.to, language));
        match language {
            Language::Zh => format!("{name}{days}放假不计"),
            Language::En => format!("{name} ({days}) does not count"),
        }
    });
    let weekends = (days_counted.weekend_days > 0).then(|| match language {
        Language::Zh => format!("周末{}天不计", days_counted.weekend_days),
        Language::En if days_counted.weekend_days == 1 => "1 weekend day does not count".to_owned(),
        Language::En => format!("{} weekend days do not count", days_counted.weekend_days),
    });
    let make_up = days_counted.make_up.iter().map(|day| {
        let (date, weekday) = (date(*day, language), words::weekday(day.weekday()));
        match language {
            Language::Zh => format!("{date}（{}）调休上班计入", weekday.zh),
            Language::En => format!("{} {date} is worked and counts", weekday.en),
        }
    });
    let provisional = days_counted.provisional.iter().map(|year| match language {
        Language::Zh => format!("{year}年放假安排尚未公布，暂按法定节假日计算"),
        Language::En => {
            format!("the holidays of {year} are not announced yet, so only statutory ones are left out")
        }
    });
    let days: Vec<String> = holidays.chain(weekends).chain(make_up).chain(provisional).collect();
    match (language, days.is_empty()) {
        (Language::Zh, true) => format!("{amount}{unit}"),
        (Language::Zh, false) => format!("{amount}{unit}（{}）", days.join("，")),
        (Language::En, true) => format!("{amount} {unit}"),
        (Language::En, false) => format!("{amount} {unit} ({})", days.join("; ")),
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
            compound_named(key).map_or(key.to_owned(), |kind| title(&words::compound(kind)))
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
