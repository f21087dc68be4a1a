//! Trying a rulebook out: a case is filled in, and what follows from it is shown with the reasons.

mod form;

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use leptos::prelude::*;
use weft::calendar::COUNTY_OFFSET;
use weft::id::UnitId;
use weft::org::CompoundKind;
use weft::rules::{Case, Decision, Example, Expected, Foreseen, Matter, Mode, Rulebook, Undecided};
use weft::text::{Language, Text};

use super::super::reasons;
use super::{post_at, reaches, rule_href, services};
use crate::component::{Dialog, Look, Notice, Press, TextField, Tone, glyph, toast_phrase};
use crate::data::{Data, use_data};
use crate::prefs::prefs;
use crate::text::staff::try_it as y;
use crate::text::{common as c, t};
use crate::when;
use crate::words;

/// How a moment is written in an input.
const MOMENT_FORM: &str = "%Y-%m-%dT%H:%M";
/// Most characters of a name.
const NAME_CHARS_MAX: usize = 60;

/// A case to fill in, and what a rulebook makes of it.
#[component]
pub fn TryIt(
    /// The rulebook.
    #[prop(into)]
    book: Signal<Arc<Rulebook>>,
    /// The case; set it to open one.
    case: RwSignal<Option<Case>>,
    /// Keeps a case as a named example, where the rulebook is being edited.
    #[prop(optional, into)]
    keep: Option<Callback<Example>>,
) -> impl IntoView {
    let data = use_data();
    let place = RwSignal::new(None::<UnitId>);
    let start = data.now().get_untracked().with_timezone(&COUNTY_OFFSET).format(MOMENT_FORM).to_string();
    let moment = RwSignal::new(start);
    let at = Memo::new(move |_| moment.with(|moment| read_moment(moment)));
    let wrong = MaybeProp::derive(move || at.get().is_none().then(|| y::BAD_MOMENT.now().to_owned()));
    // With a place it is the place that says what kind of compound it is.
    Effect::new(move || {
        let kind = place.get().and_then(|unit| compound_at(data, unit));
        if place.with_untracked(Option::is_some) {
            case.update(|case| _ = case.as_mut().map(|case| case.compound = kind));
        }
    });
    let outcome = move || match (case.get(), at.get()) {
        (Some(case), Some(at)) => outcome(data, &book.get(), &case, at, place.get(), keep),
        (None, _) => view! { <p class="quiet">{t(y::CHOOSE)}</p> }.into_any(),
        (_, None) => ().into_any(),
    };
    view! {
        <section class="try-it">
            <div class="card stack">
                <h2>{t(y::TRY)}</h2>
                <form::Form book=book case=case place=place/>
                <TextField label=y::MOMENT value=moment kind="datetime-local" error=wrong/>
            </div>
            <div class="card stack" aria-live="polite">{outcome}</div>
        </section>
    }
    .into_any()
}

fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text.get(..16)?, MOMENT_FORM).ok()?;
    Some(COUNTY_OFFSET.from_local_datetime(&local).single()?.to_utc())
}

fn compound_at(data: Data, unit: UnitId) -> Option<CompoundKind> {
    let none = weft::rules::Facts::new();
    let matter = Matter { category: "", facts: &none, unit, mode: Mode::Routine, at: data.now().get_untracked() };
    data.org().with(|org| Rulebook::case_of(&matter, org).ok()).and_then(|case| case.compound)
}

/// What follows.
fn outcome(
    data: Data,
    book: &Arc<Rulebook>,
    case: &Case,
    at: DateTime<Utc>,
    place: Option<UnitId>,
    keep: Option<Callback<Example>>,
) -> AnyView {
    let (language, org) = (prefs().language.get(), data.org().get());
    let failed = |undecided: &Undecided| {
        let said = y::NOTHING.fill(&[&words::undecided(undecided, book)]);
        view! { <Notice tone=Tone::Bad>{said}</Notice> }.into_any()
    };
    let foreseen = match book.foresee(case, at) {
        Ok(foreseen) => foreseen,
        Err(undecided) => return failed(&undecided),
    };
    let decided = place.map(|unit| {
        let matter = Matter { category: &case.category, facts: &case.facts, unit, mode: case.mode, at };
        book.route(&matter, &org)
    });
    let decision = match decided {
        Some(Err(undecided)) => return failed(&undecided),
        Some(Ok(decision)) => Some(decision),
        None => None,
    };
    let reasons = match &decision {
        Some(decision) => decision.why.lines(language, &decision.charge, book, &org),
        None => foreseen.lines(language, book),
    };
    let otherwise = book.counterfactual(case).ok().map(|otherwise| reaches(&otherwise, book));
    let keep = keep.map(|keep| {
        let (case, rule) = (case.clone(), foreseen.rule.then.clone());
        view! { <Keep book=book.clone() case=case expect=Expected::outcome(&rule) keep=keep/> }
    });
    view! {
        <h2>{t(y::RESULT)}</h2>
        {facts(data, book, &foreseen, decision.as_ref(), language)}
        <h3>{t(y::WHY)}</h3>
        {reasons::lines(reasons)}
        {otherwise}
        {keep}
    }
    .into_any()
}

/// Rule, post, departments and dates.
fn facts(
    data: Data,
    book: &Arc<Rulebook>,
    foreseen: &Foreseen,
    decision: Option<&Decision>,
    language: Language,
) -> AnyView {
    let (org, now) = (data.org().get(), data.now().get_untracked());
    let then = &foreseen.rule.then;
    let holder = decision.map(|decision| view! { <div>{words::holder(&decision.charge.holder, &org)}</div> });
    let joint = (!then.joint.is_empty()).then(|| {
        view! {
            <dt>{t(y::JOINT)}</dt>
            <dd>{services(book, &then.joint)}</dd>
        }
    });
    let (accept, resolve) = decision.map_or((foreseen.acknowledge_by, foreseen.resolve_by), |decision| {
        (decision.charge.acknowledge_by, decision.charge.resolve_by)
    });
    let is_published = data.rules().with(|rules| rules.version == book.version && **rules == **book);
    let rule = foreseen.rule.id.clone();
    let rule = if is_published {
        view! { <a href=rule_href(&rule, book.version)><code>{rule.clone()}</code></a> }.into_any()
    } else {
        view! { <code>{rule}</code> }.into_any()
    };
    view! {
        <dl class="facts">
            <dt>{t(y::RULE)}</dt>
            <dd>{rule}</dd>
            <dt>{t(y::WHO)}</dt>
            <dd><b>{post_at(then.tier, then.post)}</b>{holder}</dd>
            {joint}
            <dt>{t(y::ACCEPT)}</dt>
            <dd class="num">{when::moment(accept, now, language)}</dd>
            <dt>{t(y::RESOLVE)}</dt>
            <dd class="num">{when::moment(resolve, now, language)}</dd>
        </dl>
    }
    .into_any()
}

/// Keeping the case with what came out as a named example.
#[component]
fn Keep(book: Arc<Rulebook>, case: Case, expect: Expected, keep: Callback<Example>) -> impl IntoView {
    let open = RwSignal::new(false);
    let named = |language| RwSignal::new(short(&case.text(language, &book)));
    let (zh, en) = (named(Language::Zh), named(Language::En));
    let taken: Vec<String> = book.examples.iter().map(|example| example.name.zh.clone()).collect();
    let fault = Memo::new(move |_| match (zh.with(|zh| zh.trim().to_owned()), en.with(|en| en.trim().is_empty())) {
        (zh, _) if taken.contains(&zh) => Some(y::NAME_TAKEN),
        (zh, en_missing) if zh.is_empty() || en_missing => Some(y::NAME_MISSING),
        _ => None,
    });
    let error = MaybeProp::derive(move || fault.get().map(|fault| fault.now().to_owned()));
    let go = move |()| {
        if fault.get_untracked().is_some() {
            return;
        }
        let name = Text::new(zh.get_untracked().trim(), en.get_untracked().trim());
        open.set(false);
        toast_phrase(y::KEPT);
        keep.run(Example { name, case: case.clone(), expect: expect.clone() });
    };
    let go = Callback::new(go);
    view! {
        <div class="actions">
            <Press label=y::KEEP look=Look::Default glyph=glyph::BOOK press=move |()| open.set(true)/>
        </div>
        <Dialog open=open title=y::KEEP>
            <div class="stack">
                <p>{t(y::KEEP_HINT)}</p>
                <TextField label=y::NAME_ZH value=zh error=error chars_max=NAME_CHARS_MAX/>
                <TextField label=y::NAME_EN value=en chars_max=NAME_CHARS_MAX/>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=y::KEEP press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

fn short(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}
