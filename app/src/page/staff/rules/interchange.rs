//! Decision tables as files: taken out as DMN or as a spreadsheet, and brought in again as one step of editing.

use std::sync::Arc;

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use weft::rules::{DecisionTable, Edit, Rulebook, TICKET_TABLE};
use weft::text::Text;

use super::compare::differences;
use super::edit::Editor;
use crate::component::{Look, Notice, Press, Select, Tone, download, glyph, icon, toast, toast_phrase};
use crate::data::interchange::{FILE_BYTES_MAX, Form, Imported};
use crate::data::{Data, ProblemText, use_data};
use crate::prefs::prefs;
use crate::text::staff::{interchange as w, rules as r};
use crate::text::{Phrase, common as c, t, told};

/// Most faults of a file that are shown.
const FAULTS_SHOWN_MAX: usize = 50;
const BYTES_PER_MEGABYTE: u32 = 1 << 20;

/// Taking a table out as a file.
#[component]
pub fn TakeOut(
    /// The rulebook.
    #[prop(into)]
    book: Signal<Arc<Rulebook>>,
    /// The table, by name.
    #[prop(into)]
    table: Signal<String>,
) -> impl IntoView {
    let data = use_data();
    let trouble = RwSignal::new(None::<ProblemText>);
    let button = |label: Phrase, form: Form| {
        let busy = RwSignal::new(false);
        let press = move |()| take_out(data, &book.get_untracked(), table.get_untracked(), form, busy, trouble);
        let disabled = Signal::derive(move || !data.online().get());
        view! { <Press label=label look=Look::Default glyph=glyph::DOWNLOAD busy=busy disabled=disabled press=press/> }
    };
    view! {
        <p class="quiet">{t(w::TAKE_OUT_HINT)}</p>
        <div class="actions">{button(w::AS_DMN, Form::Dmn)} {button(w::AS_XLSX, Form::Xlsx)}</div>
        <div class="stack-s" aria-live="polite">
            {move || trouble.get().map(|said| view! { <Notice tone=Tone::Bad>{told(&said)}</Notice> })}
        </div>
    }
    .into_any()
}

/// That there is no network, and what that means for files.
#[component]
pub fn WithoutNetwork(
    /// What it means.
    said: Phrase,
) -> impl IntoView {
    let data = use_data();
    view! {
        <div aria-live="polite">
            {move || (!data.online().get()).then(|| view! { <Notice tone=Tone::Mind>{t(said)}</Notice> })}
        </div>
    }
    .into_any()
}

fn take_out(
    data: Data,
    book: &Arc<Rulebook>,
    table: String,
    form: Form,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<ProblemText>>,
) {
    let book = Arc::clone(book);
    busy.set(true);
    trouble.set(None);
    spawn_local(async move {
        match data.export_table(&book, &table, form).await {
            Ok(bytes) => {
                let name = format!("weft-{table}.{}", form.ending());
                download(&name, form.media_type(), &bytes);
                toast(untrack(|| w::SAVED_AS.fill(&[&name])));
            }
            Err(said) => _ = trouble.try_set(Some(said)),
        }
        let _ = busy.try_set(false);
    });
}

/// A file, and what has come of it.
#[derive(Clone)]
enum Stage {
    Reading,
    TooBig,
    NoFile,
    /// No answer, and the file to ask with again.
    Broken(ProblemText, Arc<Vec<u8>>),
    Faulty(Arc<Vec<Text>>),
    Read(Arc<DecisionTable>),
}

/// A file that was chosen: its name and how far it is.
type Chosen = RwSignal<Option<(String, Stage)>>;

/// The part of the editor in which tables come from and go to files.
#[component]
pub fn Files(
    /// The editor.
    editor: Editor,
) -> impl IntoView {
    let keys = Memo::new(move |_| {
        editor.book.with(|book| book.tables.iter().map(|table| table.key.clone()).collect::<Vec<_>>())
    });
    let table = RwSignal::new(TICKET_TABLE.to_owned());
    let chosen: Chosen = RwSignal::new(None);
    Effect::new(move |before: Option<()>| {
        table.track();
        // What was read for another table does not fit this one.
        if before.is_some() {
            chosen.set(None);
        }
    });
    let options = Signal::derive(move || {
        let named = |key: String| (key.clone(), title(&key));
        keys.get().into_iter().map(named).collect::<Vec<_>>()
    });
    let which = move || {
        keys.with(|keys| keys.len() > 1).then(|| {
            view! {
                <div class="card">
                    <Select label=w::WHICH options=options value=table/>
                </div>
            }
        })
    };
    let offline = if editor.may_edit { w::ONLINE_ONLY } else { w::ONLINE_ONLY_READ };
    view! {
        <WithoutNetwork said=offline/>
        {which}
        <section class="card stack-s">
            <h2>{t(w::TAKE_OUT)}</h2>
            <TakeOut book=editor.book table=table/>
        </section>
        {editor.may_edit.then(|| bring_in(editor, table, chosen))}
    }
    .into_any()
}

fn title(key: &str) -> String {
    if key == TICKET_TABLE { r::TAB_TABLE.now().to_owned() } else { w::OTHER_TABLE.fill(&[key]) }
}

fn bring_in(editor: Editor, table: RwSignal<String>, chosen: Chosen) -> AnyView {
    let online = editor.data.online();
    let is_reading = move || chosen.with(|chosen| matches!(chosen, Some((_, Stage::Reading))));
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open(editor, table, chosen, file);
        }
        // The same file may be chosen again once it is mended.
        input.set_value("");
    };
    let most = (FILE_BYTES_MAX / BYTES_PER_MEGABYTE).to_string();
    view! {
        <section class="card stack-s">
            <h2>{t(w::BRING_IN)}</h2>
            <p class="quiet">{t(w::BRING_IN_WHAT)}</p>
            <label class="file-drop">
                {icon(glyph::LEDGER)}
                <b>{t(w::CHOOSE)}</b>
                <span class="faint">{move || w::CHOOSE_HINT.fill(&[&most])}</span>
                <input
                    type="file" accept=".dmn,.xml,.xlsx" disabled=move || !online.get() || is_reading()
                    on:change:target=choose
                />
            </label>
            <div class="stack-s" aria-live="polite">{move || state(editor, table, chosen)}</div>
        </section>
        {move || offered(editor, table, chosen)}
    }
    .into_any()
}

/// Opens the file and has it read.
fn open(editor: Editor, table: RwSignal<String>, chosen: Chosen, file: web_sys::File) {
    let name = file.name();
    if file.size() > f64::from(FILE_BYTES_MAX) {
        chosen.set(Some((name, Stage::TooBig)));
        return;
    }
    chosen.set(Some((name.clone(), Stage::Reading)));
    spawn_local(async move {
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => read(editor, table, chosen, name, Arc::new(Uint8Array::new(&buffer).to_vec())),
            Err(_) => _ = chosen.try_set(Some((name, Stage::NoFile))),
        }
    });
}

/// Has a file read by the server.
fn read(editor: Editor, table: RwSignal<String>, chosen: Chosen, name: String, file: Arc<Vec<u8>>) {
    let (Some(book), Some(key)) = (editor.book.try_get_untracked(), table.try_get_untracked()) else {
        return;
    };
    chosen.set(Some((name.clone(), Stage::Reading)));
    spawn_local(async move {
        let stage = match editor.data.import_table(&book, &key, &file).await {
            Ok(Imported { table: Some(table), .. }) => Stage::Read(Arc::new(table)),
            Ok(Imported { faults, .. }) => Stage::Faulty(Arc::new(faults)),
            Err(said) => Stage::Broken(said, file),
        };
        // The page may have gone, or another table was asked for meanwhile.
        if table.try_get_untracked() == Some(key) {
            chosen.set(Some((name, stage)));
        }
    });
}

/// How far the file is, and what is wrong with it.
fn state(editor: Editor, table: RwSignal<String>, chosen: Chosen) -> AnyView {
    let bad = |said: String| view! { <Notice tone=Tone::Bad>{said}</Notice> }.into_any();
    let most = (FILE_BYTES_MAX / BYTES_PER_MEGABYTE).to_string();
    match chosen.get() {
        None | Some((_, Stage::Read(_))) => ().into_any(),
        Some((name, Stage::Reading)) => view! { <p class="quiet">{w::READING.fill(&[&name])}</p> }.into_any(),
        Some((name, Stage::TooBig)) => bad(w::TOO_BIG.fill(&[&name, &most])),
        Some((name, Stage::NoFile)) => bad(w::NO_FILE.fill(&[&name])),
        Some((name, Stage::Broken(said, file))) => {
            let again = move |()| read(editor, table, chosen, name.clone(), Arc::clone(&file));
            view! {
                {bad(told(&said))}
                <div class="actions"><Press label=c::RETRY look=Look::Default glyph=glyph::UNDO press=again/></div>
            }
            .into_any()
        }
        Some((name, Stage::Faulty(faults))) => {
            let more = faults.len().saturating_sub(FAULTS_SHOWN_MAX);
            let more = (more > 0).then(|| view! { <p>{w::FAULTS_MORE.fill(&[&more.to_string()])}</p> });
            let count = faults.len().to_string();
            let shown = faults.iter().take(FAULTS_SHOWN_MAX);
            let lines = shown.map(|fault| view! { <li>{told(fault)}</li> }).collect_view();
            view! {
                <Notice tone=Tone::Bad>
                    <b>{w::FAULTS.fill(&[&name, &count])}</b>
                    <ul class="findings">{lines}</ul>
                    {more}
                </Notice>
            }
            .into_any()
        }
    }
}

/// What was read, beside what is edited, to be taken over or not.
fn offered(editor: Editor, table: RwSignal<String>, chosen: Chosen) -> Option<AnyView> {
    let Some((name, Stage::Read(read))) = chosen.get() else {
        return None;
    };
    let book = editor.book.get();
    let step = Edit::SetTable(Box::new((*read).clone()));
    let leave = move |()| chosen.set(None);
    let with = match book.edited(&step) {
        Ok(with) if with == *book => {
            let same = w::SAME.fill(&[&name]);
            return Some(view! { <Notice tone=Tone::Good>{same}</Notice> }.into_any());
        }
        Ok(with) => Arc::new(with),
        Err(refused) => {
            let why = refused.text(prefs().language.get(), &book);
            return Some(view! { <Notice tone=Tone::Bad>{w::REFUSED.fill(&[&name, &why])}</Notice> }.into_any());
        }
    };
    let take = move |()| {
        if editor.apply(&step) {
            chosen.set(None);
            toast_phrase(w::TAKEN);
            if table.with_untracked(|table| table == TICKET_TABLE) {
                editor.part.set(Some("table".to_owned()));
            }
        }
    };
    let found = w::FOUND.fill(&[&name]);
    Some(
        view! {
            <section class="card stack-s">
                <h2>{found}</h2>
                <div class="actions">
                    <Press label=w::LEAVE look=Look::Default press=leave/>
                    <Press label=w::TAKE glyph=glyph::CHECK press=take/>
                </div>
            </section>
            {differences(&book, &with)}
        }
        .into_any(),
    )
}
