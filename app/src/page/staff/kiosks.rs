//! Kiosks of one's own area: how they fare, a code to enrol one, and revoking. Asked of the server directly: kiosks are no part of the
//! replica.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::actor::Permission;
use weft::id::UnitId;

use super::asked::Asked;
use super::roster::{entry, roster};
use super::unit_picker::UnitPicker;
use crate::component::{
    Dialog, Empty, Loading, Look, Notice, PageHead, Press, TextField, Tone, badge, glyph, toast_phrase,
};
use crate::data::kiosks::{CodeMade, KioskRow};
use crate::data::{Data, ProblemText, use_data};
use crate::prefs::prefs;
use crate::text::staff::{self as s, kiosks as w};
use crate::text::{Phrase, common as c, t, told};
use crate::when;
use crate::words;

/// Most characters of a kiosk's name.
const NAME_CHARS_MAX: usize = 64;

/// The page.
#[component]
pub fn Kiosks() -> impl IntoView {
    let data = use_data();
    let keeper = Memo::new(move |_| {
        data.session()
            .with(|session| session.actor().is_some_and(|actor| actor.holds_somewhere(Permission::KeepKiosks)))
    });
    let body = move || match keeper.get() {
        true => list(data),
        false => view! {
            <div class="card">
                <Empty title=s::NOT_YOURS text=s::NOT_YOURS_TEXT broken=true/>
            </div>
        }
        .into_any(),
    };
    view! {
        <PageHead title=w::KIOSKS/>
        {body}
    }
    .into_any()
}

fn list(data: Data) -> AnyView {
    let asked = Asked::new(move || data.kiosks());
    let (enrolling, revoking) = (RwSignal::new(false), RwSignal::new(None::<KioskRow>));
    let shown = move |rows: Vec<KioskRow>| {
        if rows.is_empty() {
            return view! { <div class="card"><Empty title=w::NONE text=w::NONE_TEXT/></div> }.into_any();
        }
        roster(w::KIOSKS, &COLUMNS, rows.into_iter().map(|row| kiosk(data, row, revoking)).collect())
    };
    view! {
        <div class="stack">
            <div class="card row between">
                <p class="quiet grow">{t(w::LINE)}</p>
                <Press label=w::NEW glyph=glyph::PLUS press=move |()| enrolling.set(true)/>
            </div>
            {asked.shown(|| view! { <Loading rows=5/> }.into_any(), shown)}
            {enrol_dialog(data, enrolling)}
            {revoke_dialog(data, revoking, asked)}
        </div>
    }
    .into_any()
}

const COLUMNS: [Phrase; 6] = [w::COL_NAME, w::COL_STATE, w::COL_CONTACT, w::COL_QUEUE, w::COL_KEPT, w::COL_VERSION];

fn kiosk(data: Data, row: KioskRow, revoking: RwSignal<Option<KioskRow>>) -> AnyView {
    let moment = move |at| when::moment(at, data.now().get(), prefs().language.get());
    let (seen_at, oldest_at, unit) = (row.seen_at, row.health.oldest_at, row.unit);
    let seen = move || seen_at.map_or_else(|| w::NEVER.now().to_owned(), moment);
    let oldest = move || oldest_at.map(|at| w::OLDEST.fill(&[&moment(at)]));
    let place = move || data.org().with(|org| words::place_or_name(unit, org));
    let state = match row.revoked_at {
        Some(_) => badge("red", glyph::CROSS, || w::REVOKED.now().to_owned()),
        None => badge("green", glyph::CHECK, || w::ACTIVE.now().to_owned()),
    };
    let (name, health, kept) = (row.name.clone(), row.health.clone(), row.kept);
    let act = row.revoked_at.is_none().then(|| {
        view! { <Press label=w::REVOKE look=Look::Text press=move |()| revoking.set(Some(row.clone()))/> }.into_any()
    });
    let head = view! { {name} <div class="faint">{place}</div> };
    let queue = view! { {health.queue} <div class="faint">{oldest}</div> };
    let version = if health.version.is_empty() { "—".to_owned() } else { health.version };
    let said = vec![
        (w::COL_STATE, state),
        (w::COL_CONTACT, seen.into_any()),
        (w::COL_QUEUE, queue.into_any()),
        (w::COL_KEPT, kept.into_any()),
        (w::COL_VERSION, version.into_any()),
    ];
    entry(head.into_any(), said, act)
}

/// Where a kiosk will stand and what it is called, then its code, shown once.
fn enrol_dialog(data: Data, open: RwSignal<bool>) -> AnyView {
    let (unit, name) = (RwSignal::new(None::<UnitId>), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<ProblemText>));
    let made = RwSignal::new(None::<CodeMade>);
    Effect::new(move || {
        if open.get() {
            made.set(None);
            trouble.set(None);
            name.set(String::new());
        }
    });
    let go = move |()| {
        let Some(unit) = unit.get_untracked() else {
            return trouble.set(Some(weft::text::Text::new(w::NEED_UNIT.zh, w::NEED_UNIT.en)));
        };
        busy.set(true);
        spawn_local(async move {
            match data.make_kiosk_code(unit, &name.get_untracked()).await {
                Ok(code) => made.set(Some(code)),
                Err(text) => trouble.set(Some(text)),
            }
            busy.set(false);
        });
    };
    let form = move || match made.get() {
        Some(CodeMade { code, expires_at }) => {
            let until =
                move || w::CODE_UNTIL.fill(&[&when::moment(expires_at, data.now().get(), prefs().language.get())]);
            view! {
                <div class="stack receipt">
                    <p>{t(w::CODE_LINE)}</p>
                    <p class="digits num" translate="no">{code}</p>
                    <p class="quiet">{until}</p>
                    <Press label=c::CLOSE press=move |()| open.set(false)/>
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="stack">
                <UnitPicker label=w::UNIT chosen=unit/>
                <TextField label=w::NAME hint=w::NAME_HINT value=name chars_max=NAME_CHARS_MAX/>
                {failure(trouble)}
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=w::MAKE busy=busy press=go/>
                </div>
            </div>
        }
        .into_any(),
    };
    view! {
        <Dialog open=open title=w::NEW>
            {form}
        </Dialog>
    }
    .into_any()
}

fn revoke_dialog(data: Data, revoking: RwSignal<Option<KioskRow>>, list: Asked<Vec<KioskRow>>) -> AnyView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<ProblemText>));
    Effect::new(move || {
        trouble.set(None);
        open.set(revoking.with(Option::is_some));
    });
    Effect::new(move || {
        if !open.get() && revoking.with_untracked(Option::is_some) {
            revoking.set(None);
        }
    });
    let go = move |()| {
        let Some(row) = revoking.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match data.revoke_kiosk(row.id).await {
                Ok(()) => {
                    open.set(false);
                    list.again();
                    toast_phrase(w::REVOKED);
                }
                Err(text) => trouble.set(Some(text)),
            }
            busy.set(false);
        });
    };
    let sure = move || revoking.with(|row| row.as_ref().map(|row| w::REVOKE_SURE.fill(&[&row.name])));
    view! {
        <Dialog open=open title=w::REVOKE>
            <div class="stack">
                <p>{sure}</p>
                {failure(trouble)}
                <div class="actions">
                    <Press label=c::CANCEL look=Look::Default press=move |()| open.set(false)/>
                    <Press label=w::REVOKE busy=busy press=go/>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

fn failure(trouble: RwSignal<Option<ProblemText>>) -> AnyView {
    (move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad>{told(&text)}</Notice> })).into_any()
}
