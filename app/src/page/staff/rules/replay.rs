//! What a rulebook would have done with past matters: asked for, followed while it runs, and looked at.

mod figures;
mod list;

use std::sync::Arc;

use chrono::{DateTime, Months, Utc};
use leptos::prelude::*;
use weft::query::{Book, ReplayLine, ReplayRequest};
use weft::rules::Rulebook;
use weft::rules::replay::{Difference, Summary};

use super::super::asked::failed;
use crate::component::{Empty, Look, Notice, Press, Segment, Tone, glyph};
use crate::data::replay::{Heard, Running};
use crate::data::{Data, ProblemText, use_data};
use crate::text::staff::replay as w;
use crate::text::t;

/// Where a replay stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Idle,
    Running,
    Stopped,
    Done,
    Broken(ProblemText),
}

/// What has been heard of a replay.
#[derive(Clone, Copy)]
struct Heeded {
    stage: RwSignal<Stage>,
    /// Looked at, there are, and differ.
    progress: RwSignal<(u64, u64, u64)>,
    found: RwSignal<Vec<Difference>>,
    summary: RwSignal<Option<Summary>>,
    running: StoredValue<Option<Running>, LocalStorage>,
}

impl Heeded {
    fn new() -> Self {
        let heeded = Self {
            stage: RwSignal::new(Stage::Idle),
            progress: RwSignal::new((0, 0, 0)),
            found: RwSignal::new(Vec::new()),
            summary: RwSignal::new(None),
            running: StoredValue::new_local(None),
        };
        on_cleanup(move || heeded.let_go());
        heeded
    }

    fn start(self, data: Data, request: &ReplayRequest) {
        self.let_go();
        self.progress.set((0, 0, 0));
        self.found.set(Vec::new());
        self.summary.set(None);
        self.stage.set(Stage::Running);
        self.running.set_value(Some(data.replay(request, move |heard| self.hear(heard))));
    }

    fn hear(self, heard: Heard) {
        // The page may have gone, or somebody stopped it meanwhile.
        if self.stage.try_get_untracked() != Some(Stage::Running) {
            return;
        }
        match heard {
            Heard::Line(ReplayLine::Progress { seen, all, differing }) => self.progress.set((seen, all, differing)),
            Heard::Line(ReplayLine::Found(difference)) => self.found.update(|found| found.push(*difference)),
            Heard::Line(ReplayLine::Done(summary)) => {
                self.summary.set(Some(*summary));
                self.stage.set(Stage::Done);
            }
            Heard::Line(ReplayLine::Failed) => {
                let said = ProblemText::new(w::BROKE_OFF.zh, w::BROKE_OFF.en);
                self.stage.set(Stage::Broken(said));
            }
            Heard::Broken(said) => self.stage.set(Stage::Broken(said)),
        }
    }

    fn stop(self) {
        self.let_go();
        self.stage.set(Stage::Stopped);
    }

    fn let_go(self) {
        let _ = self.running.try_update_value(Option::take);
    }
}

/// Compares two rulebooks on the server's tickets, when asked to.
#[component]
pub fn Replayed(
    /// The one.
    #[prop(into)]
    from: Signal<Book>,
    /// The other: a draft or version that the server has, or one that may be on this device only.
    #[prop(into)]
    to: Signal<Book>,
    /// The other as far as its words are shown.
    #[prop(into)]
    rules: Signal<Arc<Rulebook>>,
) -> impl IntoView {
    let data = use_data();
    let heeded = Heeded::new();
    let period = RwSignal::new(Some("12".to_owned()));
    let begin = Callback::new(move |()| {
        let request = ReplayRequest {
            from: from.get_untracked(),
            to: to.get_untracked(),
            since: since(period.get_untracked().as_deref(), data.now().get_untracked()),
            until: None,
        };
        heeded.start(data, &request);
    });
    let periods = Signal::derive(|| {
        [("3", w::MONTHS_3), ("12", w::MONTHS_12), ("all", w::EVER)]
            .map(|(key, word)| (key.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let online = data.online();
    let runs = Memo::new(move |_| heeded.stage.get() == Stage::Running);
    let label = Signal::derive(move || {
        let phrase = if heeded.stage.with(|stage| *stage == Stage::Idle) { w::START } else { w::AGAIN };
        phrase.now().to_owned()
    });
    let offline = move || (!online.get()).then(|| view! { <Notice tone=Tone::Mind>{t(w::ONLINE_ONLY)}</Notice> });
    let buttons = move || match runs.get() {
        true => view! { <Press label=w::STOP look=Look::Default press=move |()| heeded.stop()/> }.into_any(),
        false => {
            let disabled = Signal::derive(move || !online.get());
            view! { <Press label=label look=Look::Default glyph=glyph::UNDO disabled=disabled press=begin/> }.into_any()
        }
    };
    view! {
        <section class="stack replay">
            <div class="stack-s">
                <h3>{t(w::TITLE)}</h3>
                <p class="quiet">{t(w::WHAT)}</p>
                <div class="row between">
                    <Segment legend=w::PERIOD options=periods value=period/>
                    <div class="actions">{buttons}</div>
                </div>
                {offline}
            </div>
            <div class="stack" aria-live="polite">
                {move || progress(heeded)}
            </div>
            {move || outcome(data, heeded, rules, begin)}
        </section>
    }
    .into_any()
}

/// The first moment of a period of so many months, or none for all time.
fn since(months: Option<&str>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let months = months?.parse().ok()?;
    now.checked_sub_months(Months::new(months))
}

/// How far it is, while it runs or once it was stopped.
fn progress(heeded: Heeded) -> AnyView {
    match heeded.stage.get() {
        Stage::Running | Stage::Stopped => {}
        _ => return ().into_any(),
    }
    let was_stopped = heeded.stage.get() == Stage::Stopped;
    let said = move || {
        let (seen, all, differing) = heeded.progress.get();
        w::PROGRESS.fill(&[&seen.to_string(), &all.to_string(), &differing.to_string()])
    };
    let (seen, all) = (move || heeded.progress.get().0.to_string(), move || heeded.progress.get().1.max(1).to_string());
    view! {
        {was_stopped.then(|| view! { <p class="quiet">{t(w::STOPPED)}</p> })}
        <progress class="replay-progress" max=all value=seen aria-label=t(w::PROGRESS_BAR)></progress>
        <p class="faint num">{said}</p>
    }
    .into_any()
}

fn outcome(data: Data, heeded: Heeded, rules: Signal<Arc<Rulebook>>, again: Callback<()>) -> AnyView {
    match heeded.stage.get() {
        Stage::Idle | Stage::Running => ().into_any(),
        Stage::Broken(said) => failed(&said, again),
        Stage::Stopped => {
            let (_, _, differing) = heeded.progress.get_untracked();
            list::listed(data, heeded.found, rules, RwSignal::new(String::new()), differing)
        }
        Stage::Done => heeded.summary.with_untracked(|summary| match summary {
            Some(summary) => shown(data, heeded, rules, summary),
            None => ().into_any(),
        }),
    }
}

fn shown(data: Data, heeded: Heeded, rules: Signal<Arc<Rulebook>>, summary: &Summary) -> AnyView {
    if summary.matters == 0 {
        return view! { <Empty title=w::NO_MATTERS text=w::NO_MATTERS_TEXT/> }.into_any();
    }
    if summary.changes.is_empty() {
        let count = summary.matters.to_string();
        let text = Signal::derive(move || w::NONE_TEXT.fill(&[&count]));
        return view! { <Empty title=w::NONE text=text/> }.into_any();
    }
    let change = RwSignal::new(String::new());
    view! {
        {figures::tiles(data, summary)}
        {figures::kinds(summary, change)}
        <div class="charts">
            {figures::moves(summary)}
            {figures::loads(data, summary)}
        </div>
        {list::listed(data, heeded.found, rules, change, summary.differing)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reaches_back_so_many_months_and_all_time_has_no_beginning() {
        let now: DateTime<Utc> = "2026-03-31T04:00:00Z".parse().unwrap();
        assert_eq!(since(Some("3"), now), Some("2025-12-31T04:00:00Z".parse().unwrap()));
        assert_eq!(since(Some("all"), now), None);
    }
}
