//! The named examples of a rulebook: whether each comes out as expected, and keeping them.

use std::sync::Arc;

use leptos::prelude::*;
use weft::rules::{CameOut, Case, Example, Expected, Rulebook};
use weft::text::Text;

use super::{post_at, services};
use crate::component::{Dialog, Empty, Look, Press, TextField, badge, glyph};
use crate::prefs::prefs;
use crate::text::staff::try_it as y;
use crate::text::{common as c, t, told};
use crate::words;

/// The examples, the failing ones first.
#[component]
pub fn Examples(
    /// The rulebook.
    book: RwSignal<Arc<Rulebook>>,
    /// Where an example is opened to be tried.
    #[prop(optional)]
    case: Option<RwSignal<Option<Case>>>,
    /// Whether they can be renamed and deleted.
    #[prop(optional)]
    edit: bool,
) -> impl IntoView {
    let list = move || {
        let book_now = book.get();
        if book_now.examples.is_empty() {
            return view! { <Empty title=y::EXAMPLES_NONE text=y::EXAMPLES_NONE_TEXT/> }.into_any();
        }
        let all = book_now.examples.iter().enumerate();
        let mut tried: Vec<(usize, &Example, Option<CameOut>)> =
            all.map(|(place, example)| (place, example, book_now.contradicts(example))).collect();
        let failing = tried.iter().filter(|(_, _, came)| came.is_some()).count();
        tried.sort_by_key(|(place, _, came)| (came.is_none(), *place));
        let counts = [book_now.examples.len(), failing].map(|count| count.to_string());
        let one = |(_, example, came): (usize, &Example, Option<CameOut>)| {
            let acts = acts(book, example, case, edit);
            row(&book_now, example, came, acts)
        };
        view! {
            <p class="quiet num" role="status">{y::SUMMARY.fill(&[&counts[0], &counts[1]])}</p>
            <ul class="examples">{tried.into_iter().map(one).collect_view()}</ul>
        }
        .into_any()
    };
    view! {
        <section class="card stack-s">
            <h2>{t(y::EXAMPLES)}</h2>
            <p class="faint">{t(y::EXAMPLES_HINT)}</p>
            {list}
        </section>
    }
    .into_any()
}

fn row(book: &Arc<Rulebook>, example: &Example, came: Option<CameOut>, acts: AnyView) -> AnyView {
    let mark = match came {
        None => badge("green", glyph::CHECK, || y::PASSES.now().to_owned()),
        Some(_) => badge("red", glyph::CROSS, || y::FAILS.now().to_owned()),
    };
    let came = came.map(|came| {
        let said = match came {
            CameOut::Undecided(undecided) => words::undecided(&undecided, book),
            CameOut::Decided { rule, then } => {
                format!("{} · {}", y::BY_RULE.fill(&[&rule]), expected(book, &Expected::outcome(&then)))
            }
        };
        view! { <div>{y::CAME.fill(&[&said])}</div> }
    });
    view! {
        <li class="stack-s">
            <div class="row between">
                <b>{told(&example.name)}</b>
                {mark}
            </div>
            <div class="quiet">{example.case.text(prefs().language.get(), book)}</div>
            <div>{y::EXPECTED.fill(&[&expected(book, &example.expect)])}</div>
            {came}
            {acts}
        </li>
    }
    .into_any()
}

/// What is expected, in words.
pub fn expected(book: &Arc<Rulebook>, expect: &Expected) -> String {
    let post = match (expect.tier, expect.post) {
        (Some(tier), Some(post)) => Some(post_at(tier, post)),
        (Some(tier), None) => Some(words::tier(tier).now().to_owned()),
        (None, Some(post)) => Some(words::post(post).now().to_owned()),
        (None, None) => None,
    };
    let ladder = expect.ladder.as_ref().map(|ladder| {
        let title = book.ladder(ladder).map_or_else(|| ladder.clone(), |ladder| told(&ladder.title));
        y::LADDER.fill(&[&title])
    });
    let joint = expect.joint.as_ref().map(|joint| match joint.as_slice() {
        [] => y::ALONE.now().to_owned(),
        joint => y::WITH.fill(&[&services(book, joint)]),
    });
    let rule = expect.rule.as_ref().map(|rule| y::BY_RULE.fill(&[rule]));
    let parts: Vec<String> = [rule, post, ladder, joint].into_iter().flatten().collect();
    if parts.is_empty() { y::ANYHOW.now().to_owned() } else { parts.join(" · ") }
}

fn acts(book: RwSignal<Arc<Rulebook>>, example: &Example, case: Option<RwSignal<Option<Case>>>, edit: bool) -> AnyView {
    let shown = example.case.clone();
    let open = case.map(|case| {
        let open = move |()| {
            case.set(Some(shown.clone()));
            window().scroll_to_with_x_and_y(0.0, 0.0);
        };
        view! { <Press label=y::TRY_THIS look=Look::Text press=open/> }
    });
    let edit = edit.then(|| {
        view! {
            <Rename book=book name=example.name.clone()/>
            <Delete book=book name=example.name.clone()/>
        }
    });
    view! { <div class="row-tight marks">{open} {edit}</div> }.into_any()
}

/// Changes the examples of the rulebook.
fn change(book: RwSignal<Arc<Rulebook>>, change: impl FnOnce(&mut Vec<Example>)) {
    book.update(|book| change(&mut Arc::make_mut(book).examples));
}

#[component]
fn Rename(book: RwSignal<Arc<Rulebook>>, name: Text) -> impl IntoView {
    let open = RwSignal::new(false);
    let (zh, en) = (RwSignal::new(name.zh.clone()), RwSignal::new(name.en.clone()));
    let own = name.zh.clone();
    let fault = Memo::new(move |_| {
        let wanted = zh.with(|zh| zh.trim().to_owned());
        let is_taken = || book.with(|book| book.examples.iter().any(|other| other.name.zh == wanted));
        if wanted.is_empty() || en.with(|en| en.trim().is_empty()) {
            Some(y::NAME_MISSING)
        } else {
            (wanted != own && is_taken()).then_some(y::NAME_TAKEN)
        }
    });
    let error = MaybeProp::derive(move || fault.get().map(|fault| fault.now().to_owned()));
    let go = move |()| {
        if fault.get_untracked().is_some() {
            return;
        }
        let renamed = Text::new(zh.get_untracked().trim(), en.get_untracked().trim());
        open.set(false);
        change(book, |examples| {
            if let Some(example) = examples.iter_mut().find(|example| example.name == name) {
                example.name = renamed;
            }
        });
    };
    let go = Callback::new(go);
    view! {
        <Press label=y::RENAME look=Look::Text press=move |()| open.set(true)/>
        <Dialog open=open title=y::RENAME>
            <div class="stack">
                <TextField label=y::NAME_ZH value=zh error=error chars_max=60/>
                <TextField label=y::NAME_EN value=en chars_max=60/>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=y::SAVE press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Delete(book: RwSignal<Arc<Rulebook>>, name: Text) -> impl IntoView {
    let open = RwSignal::new(false);
    let go = move |()| {
        open.set(false);
        change(book, |examples| examples.retain(|example| example.name != name));
    };
    let go = Callback::new(go);
    view! {
        <Press label=y::DELETE look=Look::Text press=move |()| open.set(true)/>
        <Dialog open=open title=y::DELETE>
            <div class="stack">
                <p>{t(y::DELETE_SURE)}</p>
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=y::DELETE look=Look::Warn press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
