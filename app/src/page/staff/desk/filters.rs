//! Which matters the desk looks at. One set of filters, answered from the replica for what is open and by the server for all records.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use weft::actor::Actor;
use weft::id::UnitId;
use weft::kinds::ticket::{Phase, Ticket};
use weft::org::{Directory, Tier, Unit};
use weft::query::TicketQuery;
use weft::rules::Category;

use super::super::area::{answers_for, supervises, top_unit};
use crate::component::{Look, Option2, Press, Select, SwitchRow, TextField, glyph};
use crate::data::Data;
use crate::text::staff::desk as d;
use crate::text::{Phrase, common as c, ledger as l, told};
use crate::words;

/// Rows asked for at a time.
pub const ROWS: usize = 50;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What waits for this person, from the replica.
    Mine,
    /// What is open in their area, from the replica.
    Area,
    /// Everything, from the server.
    All,
}

impl Which {
    const ALL: [(Self, &'static str, Phrase); 3] =
        [(Self::Mine, "mine", d::VIEW_MINE), (Self::Area, "area", d::VIEW_AREA), (Self::All, "all", d::VIEW_ALL)];
}

/// The filters.
#[derive(Clone, Copy)]
pub struct Filters {
    /// Which list, by its key.
    pub which: RwSignal<Option<String>>,
    unit: RwSignal<String>,
    below: RwSignal<String>,
    category: RwSignal<String>,
    phase: RwSignal<String>,
    days: RwSignal<String>,
    late: RwSignal<bool>,
    text: RwSignal<String>,
    top: Memo<Option<UnitId>>,
}

/// What a ticket must be to be shown. All hold together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Lies in or below this unit.
    pub unit: Option<UnitId>,
    /// Has this category or one below it.
    pub category: String,
    /// Is in this phase.
    pub phase: Option<Phase>,
    /// Is past its date.
    pub late: bool,
    /// Was reported at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Says this, in any case.
    pub text: String,
}

impl Wanted {
    /// Whether a ticket is wanted.
    #[must_use]
    pub fn admits(&self, ticket: &Ticket, now: DateTime<Utc>) -> bool {
        let category = self.category.is_empty()
            || ticket.category == self.category
            || ticket.category.strip_prefix(&*self.category).is_some_and(|rest| rest.starts_with('.'));
        category
            && self.unit.is_none_or(|unit| ticket.place.contains(&unit))
            && self.phase.is_none_or(|phase| ticket.phase == phase)
            && self.from.is_none_or(|from| ticket.submitted_at >= from)
            && (!self.late || ticket.is_overdue(now))
            && self.says(ticket)
    }

    fn says(&self, ticket: &Ticket) -> bool {
        let wanted = self.text.trim().to_lowercase();
        if wanted.is_empty() {
            return true;
        }
        let contact = ticket.contact.as_ref();
        let texts = [
            ticket.text.clear(),
            ticket.address.as_ref().and_then(|address| address.clear()),
            contact.and_then(|contact| contact.name.clear()),
            contact.and_then(|contact| contact.phone.clear()),
        ];
        let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
        let code = !digits.is_empty()
            && digits.len() + wanted.chars().filter(|typed| typed.is_whitespace()).count() == wanted.chars().count()
            && ticket.receipt.is_some_and(|code| code.to_string().replace(' ', "").contains(&digits));
        code || texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
    }

    fn query(&self) -> TicketQuery {
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let phase = self.phase.and_then(|phase| serde_json::to_string(&phase).ok());
        TicketQuery {
            unit: self.unit,
            category: some(&self.category),
            phase: phase.map(|name| name.trim_matches('"').to_owned()),
            overdue: self.late,
            text: some(&self.text),
            from: self.from,
            limit: Some(ROWS),
            ..TicketQuery::default()
        }
    }
}

impl Filters {
    /// No filter, on the list that has something to do.
    #[must_use]
    pub fn new(data: Data) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            which: RwSignal::new(Some("mine".to_owned())),
            unit: empty(),
            below: empty(),
            category: empty(),
            phase: empty(),
            days: empty(),
            late: RwSignal::new(false),
            text: empty(),
            top: Memo::new(move |_| {
                data.session()
                    .with(|session| session.actor().and_then(|actor| data.org().with(|org| top_unit(actor, org))))
            }),
        }
    }

    /// Which list is shown, read reactively.
    #[must_use]
    pub fn which(self) -> Which {
        self.which.with(|key| {
            Which::ALL.iter().find(|(_, name, _)| key.as_deref() == Some(*name)).map_or(Which::Mine, |which| which.0)
        })
    }

    /// The lists to choose from.
    #[must_use]
    pub fn views(self) -> Signal<Vec<Option2>> {
        Signal::derive(|| Which::ALL.iter().map(|(_, key, word)| ((*key).to_owned(), word.now().to_owned())).collect())
    }

    /// What is wanted, read reactively.
    #[must_use]
    pub fn wanted(self, data: Data) -> Wanted {
        let days = self.days.with(|days| days.parse::<i64>().ok());
        let unit = self.below.with(|unit| unit.parse().ok()).or_else(|| self.unit.with(|unit| unit.parse().ok()));
        // The clock moves each minute; a list that jumped with it could not be read in peace.
        let now = data.now().get_untracked();
        Wanted {
            unit,
            category: self.category.get(),
            phase: self.phase.with(|phase| words::phase_named(phase)),
            late: self.late.get(),
            from: days.map(|days| now - TimeDelta::days(days)),
            text: self.text.get(),
        }
    }

    /// The question to the server.
    #[must_use]
    pub fn query(self, data: Data) -> TicketQuery {
        let wanted = self.wanted(data);
        let area = wanted.unit.or_else(|| self.top.get());
        TicketQuery { unit: area, ..wanted.query() }
    }

    fn clear(self) {
        for filter in [self.unit, self.below, self.category, self.phase, self.days, self.text] {
            filter.set(String::new());
        }
        self.late.set(false);
    }

    /// The fields.
    pub fn fields(self, data: Data) -> AnyView {
        Effect::new(move |before: Option<String>| {
            let now = self.unit.get();
            if before.is_some_and(|before| before != now) {
                self.below.set(String::new());
            }
            now
        });
        let top = self.top;
        let units =
            Signal::derive(move || data.org().with(|org| top.get().map(|top| below(org, top)).unwrap_or_default()));
        let lower = Memo::new(move |_| {
            let unit: Option<UnitId> = self.unit.with(|unit| unit.parse().ok());
            data.org().with(|org| unit.map(|unit| below(org, unit)).unwrap_or_default())
        });
        let categories = Signal::derive(move || {
            let title = |category: &Category| (category.key.clone(), told(&category.title));
            data.rules().with(|rules| rules.categories_under(None).map(title).collect())
        });
        let phases = Signal::derive(move || {
            let shown = |phase: &Phase| self.which() == Which::All || phase.is_open();
            Phase::ALL.into_iter().filter(shown).map(phase_option).collect()
        });
        let times = Signal::derive(|| {
            [("7", l::TIME_7), ("30", l::TIME_30), ("90", l::TIME_90)]
                .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
                .to_vec()
        });
        let any = |phrase: Phrase| MaybeProp::derive(move || Some(phrase.now().to_owned()));
        view! {
            <details class="card filter-box" open=wide()>
                <summary>{crate::component::icon(glyph::FILTER)} " " {crate::text::t(l::FILTERS)}</summary>
                <div class="filters" id="desk-filters">
                    <TextField label=d::TEXT value=self.text kind="search" chars_max=100/>
                    <Select label=crate::text::staff::PICK_UNIT options=units value=self.unit none=any(d::ANY_UNIT)/>
                    <Show when=move || lower.with(|lower| !lower.is_empty())>
                        <Select label=crate::text::staff::org::BELOW options=lower value=self.below none=any(c::ALL)/>
                    </Show>
                    <Select label=l::BY_CATEGORY options=categories value=self.category none=any(d::ANY_CATEGORY)/>
                    <Select label=l::BY_PHASE options=phases value=self.phase none=any(d::ANY_PHASE)/>
                    <Select label=l::BY_TIME options=times value=self.days none=any(d::ANY_TIME)/>
                    <SwitchRow label=d::ONLY_LATE on=self.late/>
                    <Press label=l::CLEAR look=Look::Text glyph=glyph::UNDO press=move |()| self.clear()/>
                </div>
            </details>
        }
        .into_any()
    }
}

fn wide() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= super::PANEL_PX)
}

fn phase_option(phase: Phase) -> Option2 {
    let key = serde_json::to_string(&phase).unwrap_or_default();
    (key.trim_matches('"').to_owned(), words::phase_for_staff(phase).now().to_owned())
}

/// The units in force directly below, by code; not departments and stations, in which nothing lies.
fn below(org: &Directory, unit: UnitId) -> Vec<Option2> {
    let placed = |unit: &&Unit| unit.to.is_none() && !matches!(unit.tier, Tier::Department | Tier::Station);
    let mut units: Vec<&Unit> = org.children(unit).filter(placed).collect();
    units.sort_by(|a, b| a.code.value.cmp(&b.code.value));
    units.into_iter().map(|unit| (unit.id.to_string(), told(&unit.name))).collect()
}

/// Whether an open ticket belongs to the list.
#[must_use]
pub fn belongs(which: Which, ticket: &Ticket, actor: &Actor) -> bool {
    match which {
        Which::Mine => answers_for(ticket, actor) && ticket.phase.is_handled() || supervises(ticket, actor),
        Which::Area => ticket.phase.is_open(),
        Which::All => false,
    }
}

#[cfg(test)]
mod tests {
    use weft::aggregate::{Context, execute, fold};
    use weft::id::TicketId;
    use weft::kinds::ticket::Command;
    use weft::sample;

    use super::*;

    fn reported() -> Ticket {
        let (rules, org, actor) = (sample::rulebook(), sample::directory(), sample::resident("一"));
        let cx = Context { actor: &actor, now: sample::morning(), rules: &rules, org: &org, prove: weft::rules::prove };
        let id = TicketId::named("one");
        let events = execute::<Ticket>(id, None, &Command::Submit(sample::noise_report(0, 0)), &cx).unwrap();
        fold(None, id, &events, actor.person, cx.now).unwrap()
    }

    fn admits(change: impl FnOnce(&mut Wanted)) -> bool {
        let mut wanted = Wanted::default();
        change(&mut wanted);
        wanted.admits(&reported(), sample::morning())
    }

    #[test]
    fn a_ticket_is_found_by_its_unit_and_every_unit_above_and_by_no_other() {
        assert!(admits(|wanted| wanted.unit = Some(sample::grid(0, 0))));
        assert!(admits(|wanted| wanted.unit = Some(sample::unit_id("370"))));
        assert!(!admits(|wanted| wanted.unit = Some(sample::grid(1, 0))));
    }

    #[test]
    fn a_first_level_category_stands_for_those_below_but_not_for_others_that_begin_alike() {
        assert!(admits(|wanted| wanted.category = "noise".into()));
        assert!(admits(|wanted| wanted.category = "noise.night".into()));
        assert!(!admits(|wanted| wanted.category = "noi".into()));
    }

    #[test]
    fn text_is_looked_for_in_report_place_contact_and_code() {
        let code = reported().receipt.expect("of its own").to_string();
        for text in ["音乐", "2单元", "居民测试甲", "13900000001", &code, &code[..9]] {
            assert!(admits(|wanted| wanted.text = text.into()), "{text}");
        }
        assert!(!admits(|wanted| wanted.text = "没有这句话".into()));
    }

    #[test]
    fn only_the_overdue_are_shown_when_asked() {
        assert!(!admits(|wanted| wanted.late = true));
        let late = Wanted { late: true, ..Wanted::default() };
        assert!(late.admits(&reported(), sample::morning() + TimeDelta::days(2)));
    }

    #[test]
    fn the_phase_travels_by_its_name() {
        let wanted = Wanted { phase: Some(Phase::InProgress), text: " 路灯 ".into(), ..Wanted::default() };
        let query = wanted.query();
        assert_eq!((query.phase.as_deref(), query.text.as_deref()), (Some("in_progress"), Some("路灯")));
    }
}
