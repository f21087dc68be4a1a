//! What the proof finds, the worst first, each with where it is, a case that shows it, and what would mend it.

use leptos::prelude::*;
use weft::rules::{Edit, Finding, Repair, Severity};

use super::editor::Editor;
use crate::component::{Empty, glyph, icon, toast_phrase};
use crate::prefs::prefs;
use crate::text::staff::edit as e;
use crate::text::{Phrase, t};

/// Findings shown at first, and how many more each time.
const FINDINGS_STEP: usize = 25;

/// The panel.
#[component]
pub fn Findings(
    /// The editor.
    editor: Editor,
) -> impl IntoView {
    let (shown, open) = (RwSignal::new(FINDINGS_STEP), RwSignal::new(false));
    let count = move |severity| {
        editor.findings.with(|found| found.iter().filter(|finding| finding.severity() == severity).count())
    };
    let chip = move |class: &'static str, severity, phrase: Phrase| {
        move || {
            let count = count(severity);
            (count > 0).then(|| view! { <span class=class>{phrase.fill(&[&count.to_string()])}</span> })
        }
    };
    let list = move || {
        let found = editor.findings.get();
        if found.is_empty() && !editor.proving.get() {
            return view! { <Empty title=e::FINDINGS_NONE text=e::FINDINGS_NONE_TEXT/> }.into_any();
        }
        // What could be simpler may wait until somebody asks for it.
        let (advice, wrong): (Vec<&Finding>, Vec<&Finding>) =
            found.iter().partition(|finding| finding.severity() == Severity::Advice);
        let wrong = (!wrong.is_empty()).then(|| items(editor, &wrong, shown));
        let advice = (!advice.is_empty()).then(|| {
            let count = advice.len().to_string();
            let opened = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlDetailsElement>| {
                open.set(event.target().open());
            };
            let inside = move || {
                open.get().then(|| {
                    editor.findings.with(|found| {
                        let is_advice = |finding: &&Finding| finding.severity() == Severity::Advice;
                        items(editor, &found.iter().filter(is_advice).collect::<Vec<_>>(), shown)
                    })
                })
            };
            view! {
                <details prop:open=open.get_untracked() on:toggle:target=opened>
                    <summary>{move || e::FINDINGS_ADVICE.fill(&[&count])}</summary>
                    {inside}
                </details>
            }
        });
        view! {
            {wrong}
            {advice}
        }
        .into_any()
    };
    view! {
        <section class="found-panel" aria-labelledby="found-head" aria-busy=move || editor.proving.get().to_string()>
            <div class="row between">
                <h2 id="found-head">{t(e::FINDINGS)}</h2>
                <span class="row-tight" role="status">
                    {chip("badge red", Severity::Error, e::FINDINGS_ERRORS)}
                    {chip("badge amber", Severity::Warning, e::FINDINGS_WARNINGS)}
                </span>
            </div>
            {list}
        </section>
    }
    .into_any()
}

/// Findings one below the other, and a way to more of them.
fn items(editor: Editor, found: &[&Finding], shown: RwSignal<usize>) -> AnyView {
    let more = found.len().saturating_sub(shown.get());
    let more = (more > 0).then(|| {
        view! {
            <button type="button" class="btn-text" on:click=move |_| shown.update(|shown| *shown += FINDINGS_STEP)>
                {e::FINDINGS_MORE.fill(&[&more.to_string()])}
            </button>
        }
    });
    let items = found.iter().take(shown.get()).map(|finding| item(editor, (*finding).clone())).collect_view();
    view! {
        <ol class="found-list">{items}</ol>
        {more}
    }
    .into_any()
}

fn item(editor: Editor, finding: Finding) -> AnyView {
    let (class, word, sign) = match finding.severity() {
        Severity::Error => ("found-item red", e::SEVERITY_ERROR, glyph::WARN),
        Severity::Warning => ("found-item amber", e::SEVERITY_WARNING, glyph::INFO),
        Severity::Advice => ("found-item", e::SEVERITY_ADVICE, glyph::INFO),
    };
    let place = finding.place();
    let case = finding.counterexample().cloned();
    let language = prefs().language.get();
    let (said_all, words) = editor.book.with_untracked(|book| {
        let said = finding.text_in(language, book);
        // Most sentences end with their case.
        let words = case.as_ref().map(|case| case.text(language, book)).filter(|words| !said.contains(words.as_str()));
        (said, words)
    });
    let repair = editor.may_edit.then(|| finding.repair(&editor.book.read_untracked())).flatten();
    let jump = (!place.rules.is_empty()).then(|| {
        view! {
            <button type="button" class="btn-text" on:click=move |_| editor.go_to(place.clone())>
                {icon(glyph::TARGET)}
                {t(e::SHOW_PLACE)}
            </button>
        }
    });
    let example = words.map(|words| view! { <p class="found-case"><b>{t(e::EXAMPLE)}</b> " " {words}</p> });
    let try_it = case.map(|case| {
        view! {
            <button type="button" class="btn-text" on:click=move |_| editor.try_out(case.clone())>
                {icon(glyph::FORWARD)}
                {t(e::TRY_CASE)}
            </button>
        }
    });
    let suggestion = repair.as_ref().map(|repair| view! { <p class="faint">{said(repair)}</p> });
    let mend = repair.map(|repair| view! { <Mend editor=editor repair=repair/> });
    view! {
        <li class=class>
            <div class="row-tight found-word">{icon(sign)} <b>{t(word)}</b></div>
            <p>{said_all}</p>
            {example}
            {suggestion}
            <div class="row-tight found-acts">{mend} {jump} {try_it}</div>
        </li>
    }
    .into_any()
}

/// What a repair does.
fn said(repair: &Repair) -> String {
    match repair {
        Repair::Append { rule, .. } => e::REPAIR_APPEND.fill(&[&rule.id]),
        Repair::Remove { rule, .. } => e::REPAIR_REMOVE.fill(&[rule]),
        Repair::Merge { rules: [one, two], .. } => e::REPAIR_MERGE.fill(&[one, two]),
        Repair::Require { .. } => e::REPAIR_REQUIRE.now().to_owned(),
    }
}

#[component]
fn Mend(editor: Editor, repair: Repair) -> impl IntoView {
    let take = move |_| {
        if editor.apply(&Edit::Repair(repair.clone())) {
            toast_phrase(e::REPAIRED);
            if let Repair::Append { table, rule } = &repair {
                let place =
                    weft::rules::Place { table: Some(table.clone()), rules: vec![rule.id.clone()], column: None };
                editor.go_to(place);
            }
        }
    };
    view! {
        <button type="button" class="btn-text strong" on:click=take>
            {icon(glyph::CHECK)}
            {t(e::TAKE_REPAIR)}
        </button>
    }
    .into_any()
}
