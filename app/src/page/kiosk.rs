//! The kiosk: one screen at a time, each leaving nothing in the address bar or the history.

mod enrol;
mod keypad;
mod lookup;
mod operator;
mod receipt;
mod report;
mod station;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::kinds::ticket::Ticket;
use weft::kiosk::{KIOSK_OFFLINE_DAYS_MAX, KIOSK_QUEUE_MAX};
use weft::text::Language;

use crate::clock;
use crate::component::{Emergency, Glyph, Loading, Look, Notice, Press, Toasts, Tone, glyph, icon, weave};
use crate::data::{Data, use_data};
use crate::kiosk::{Contact, Idle, Kiosk, Room, keep_watch, provide_kiosk, storage_text, use_kiosk, wipe};
use crate::prefs::prefs;
use crate::route::router;
use crate::text::{Phrase, common, kiosk as k, t, told};
use crate::when;
use crate::worker::NewVersion;

/// How long the brand is held down until the operator's page opens, milliseconds.
const LONG_PRESS_MS: u32 = 3_000;

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
enum Screen {
    /// Four doors.
    Home,
    /// A report being made.
    Report,
    /// The receipt of the report just made.
    Receipt(Arc<Ticket>),
    /// Propose: not there yet, and says so.
    Propose,
    /// Look up by receipt code.
    Lookup,
    /// Who is in charge here.
    Station,
    /// The operator's page, behind a PIN.
    Operator,
}

/// Where the kiosk is.
#[derive(Clone, Copy)]
struct Here {
    screen: RwSignal<Screen>,
    help: RwSignal<bool>,
}

impl Here {
    fn go(self, screen: Screen) {
        self.screen.set(screen);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Forgets whoever stands before the screen.
    fn forget(self) {
        self.help.set(false);
        self.screen.set(Screen::Home);
        wipe();
    }
}

fn here() -> Here {
    expect_context()
}

/// The kiosk's frame and screens.
pub fn kiosk() -> AnyView {
    let data = use_data();
    let kiosk = provide_kiosk(data);
    let first = if router().path() == "operator" { Screen::Operator } else { Screen::Home };
    let here = Here { screen: RwSignal::new(first), help: RwSignal::new(false) };
    provide_context(here);
    provide_context(operator::Tries(RwSignal::new(0)));
    let idle = RwSignal::new(Idle::Fresh);
    let at_rest = move || here.screen.with(|screen| *screen == Screen::Home) && !here.help.get();
    let busy = Signal::derive(move || {
        kiosk.about.with(Option::is_some) && !(at_rest() && prefs().language.get() == Language::Zh)
    });
    keep_watch(busy, idle, Callback::new(move |()| here.forget()));
    // Nobody is asked before a kiosk, and it stays open for months: a new version takes over once nobody is at it and nothing waits.
    let new: NewVersion = expect_context();
    Effect::new(move || {
        if new.is_ready() && at_rest() && kiosk.loaded.get() && kiosk.queued.get() == 0 {
            new.take_over();
        }
    });
    // Each contact with the server changes what the kiosk knows of itself; the screen must not be drawn anew for that.
    let enrolled = Memo::new(move |_| kiosk.about.with(Option::is_some));
    Effect::new(|| document().set_title(k::WELCOME.now()));
    view! {
        <div class="kiosk">
            {bar(data, here)} {strips(data, kiosk)} <main id="main" tabindex="-1">
                {move || screen(kiosk, here, enrolled)}
            </main> {idle_dialog(here, idle)} {help_dialog(here)} <Toasts/>
        </div>
    }
    .into_any()
}

fn screen(kiosk: Kiosk, here: Here, enrolled: Memo<bool>) -> AnyView {
    if !kiosk.loaded.get() {
        return view! { <Loading/> }.into_any();
    }
    if let Some(error) = kiosk.broken.get() {
        return view! { <Notice tone=Tone::Bad>{told(&storage_text(&error))}</Notice> }.into_any();
    }
    if !enrolled.get() {
        return enrol::enrol();
    }
    match here.screen.get() {
        Screen::Home => home(here),
        Screen::Report => report::report(),
        Screen::Receipt(ticket) => receipt::receipt(&ticket),
        Screen::Propose => view! {
            <div class="card stack-l">
                <h1>{t(k::DOOR_PROPOSE)}</h1>
                <p>{t(k::PROPOSE_LINE)}</p>
                <Press label=k::DOOR_REPORT block=true press=move |()| here.go(Screen::Report)/>
            </div>
        }
        .into_any(),
        Screen::Lookup => lookup::lookup(),
        Screen::Station => station::station(),
        Screen::Operator => operator::operator(),
    }
}

/// The bar: brand, help, language, and the way home. Holding the brand down opens the operator's page.
fn bar(data: Data, here: Here) -> AnyView {
    let held = Rc::new(Cell::new(0_u32));
    let release = {
        let held = Rc::clone(&held);
        move || held.set(held.get() + 1)
    };
    let (up, away) = (release.clone(), release);
    let down = move |_| {
        held.set(held.get() + 1);
        let (held, at) = (Rc::clone(&held), held.get());
        spawn_local(async move {
            clock::sleep(LONG_PRESS_MS).await;
            if held.get() == at {
                here.go(Screen::Operator);
            }
        });
    };
    let county = move || {
        let county = data.county().with(told);
        if county.is_empty() { common::BRAND_LINE.now().to_owned() } else { county }
    };
    let language = move |()| {
        prefs().language.update(|language| {
            *language = if *language == Language::Zh { Language::En } else { Language::Zh };
        });
    };
    let home = move || {
        (here.screen.get() != Screen::Home).then(|| {
            view! { <Press label=k::HOME look=Look::Default glyph=glyph::HOME press=move |()| here.forget()/> }
        })
    };
    view! {
        <header class="kiosk-bar no-print">
            <div
                class="kiosk-brand"
                on:pointerdown=down
                on:pointerup=move |_| up()
                on:pointercancel=move |_| away()
            >
                <b>{t(common::BRAND)}</b>
                <span>{county}</span>
            </div>
            <div class="row-tight">
                {home} <Press label=k::HELP look=Look::Default glyph=glyph::INFO press=move |()| here.help.set(true)/>
                <Press label=k::LANGUAGE look=Look::Default press=language/>
            </div>
        </header>
    }
    .into_any()
}

/// What everybody before the kiosk must know now.
fn strips(data: Data, kiosk: Kiosk) -> AnyView {
    let emergency = move || {
        let unit = kiosk.about.get()?.enrolled.unit;
        data.org().with(|org| org.in_emergency(unit)).then(|| {
            view! { <div class="kiosk-strip red no-print" role="alert">{icon(glyph::WARN)} <span>{t(k::EMERGENCY_STRIP)}</span></div> }
        })
    };
    let contact = move || {
        match kiosk.contact.get() {
        Contact::None if kiosk.about.with(Option::is_some) => {
            Some(view! {
                <div class="kiosk-strip amber">
                    {icon(glyph::OFFLINE)} <span>{t(k::OFFLINE)} " " {move || k::LAST_CONTACT.fill(&[&last_contact(data, kiosk)])}</span>
                </div>
            }.into_any())
        }
        Contact::Refused(_) => {
            Some(view! { <div class="kiosk-strip red">{icon(glyph::WARN)} <span>{t(k::REVOKED)}</span></div> }.into_any())
        }
        _ => None,
    }
    };
    view! {
        {emergency}
        <div role="status" class="no-print">{contact}</div>
    }
    .into_any()
}

/// When the server last answered, in words.
fn last_contact(data: Data, kiosk: Kiosk) -> String {
    match kiosk.about.get().and_then(|about| about.contact_at) {
        Some(at) => when::moment(at, data.now().get(), prefs().language.get()),
        None => k::NEVER.now().to_owned(),
    }
}

fn home(here: Here) -> AnyView {
    let door = move |screen: Screen, glyph: Glyph, title: Phrase, line: Phrase, main: bool| {
        let screen = StoredValue::new(screen);
        view! {
            <button type="button" class="door" class:main=main on:click=move |_| here.go(screen.get_value())>
                <span class="tile">{icon(glyph)}</span>
                <span>
                    <b>{t(title)}</b>
                    <small>{t(line)}</small>
                </span>
            </button>
        }
    };
    view! {
        <section class="hero">{weave()} <h1>{t(k::WELCOME)}</h1> <p>{t(k::WELCOME_LINE)}</p></section>
        <nav class="doors" aria-label=t(k::WELCOME_LINE)>
            {door(Screen::Report, glyph::REPORT, k::DOOR_REPORT, k::DOOR_REPORT_LINE, true)}
            {door(Screen::Propose, glyph::PROPOSE, k::DOOR_PROPOSE, k::DOOR_PROPOSE_LINE, false)}
            {door(Screen::Lookup, glyph::SEARCH, k::DOOR_LOOKUP, k::DOOR_LOOKUP_LINE, false)}
            {door(Screen::Station, glyph::PIN, k::DOOR_STATION, k::DOOR_STATION_LINE, false)}
        </nav>
        <div class="stack kiosk-foot">{room_notice()} <Emergency/></div>
    }
    .into_any()
}

/// What is to be said of the queue: that it is full, or that it has waited for very long.
fn room_notice() -> impl Fn() -> Option<AnyView> {
    let kiosk = use_kiosk();
    move || match kiosk.room() {
        Room::Plenty => None,
        Room::Full => {
            let said = k::FULL.fill(&[&KIOSK_QUEUE_MAX.to_string()]);
            Some(view! { <Notice tone=Tone::Bad>{said}</Notice> }.into_any())
        }
        Room::Overdue => {
            let said = k::OVERDUE.fill(&[&KIOSK_OFFLINE_DAYS_MAX.to_string()]);
            Some(view! { <Notice tone=Tone::Mind>{said}</Notice> }.into_any())
        }
    }
}

/// Whether somebody is still there.
fn idle_dialog(here: Here, idle: RwSignal<Idle>) -> AnyView {
    let open = move || match idle.get() {
        Idle::Warn(left) => Some(left),
        Idle::Fresh | Idle::Wipe => None,
    };
    let asked = Memo::new(move |_| open().is_some());
    let body = move || {
        asked.get().then(|| {
            view! {
                <div class="kiosk-scrim" on:click=move |_| idle.set(Idle::Fresh)>
                    <div class="card stack-l" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-line">
                        <h1 id="idle-title">{t(k::IDLE_TITLE)}</h1>
                        <p id="idle-line">{move || k::IDLE_LINE.fill(&[&open().unwrap_or_default().to_string()])}</p>
                        <Press label=k::IDLE_STAY block=true press=move |()| idle.set(Idle::Fresh)/>
                        <Press label=k::IDLE_LEAVE look=Look::Default block=true press=move |()| here.forget()/>
                    </div>
                </div>
            }
        })
    };
    body.into_any()
}

fn help_dialog(here: Here) -> AnyView {
    let body = move || {
        here.help.get().then(|| {
            view! {
                <div class="kiosk-scrim">
                    <div class="card stack-l" role="dialog" aria-labelledby="help-title">
                        <h1 id="help-title">{t(k::HELP)}</h1>
                        <ol class="kiosk-help">
                            <li>{t(k::HELP_1)}</li>
                            <li>{t(k::HELP_2)}</li>
                            <li>{t(k::HELP_3)}</li>
                            <li>{t(k::HELP_4)}</li>
                        </ol>
                        <Press label=common::CLOSE block=true press=move |()| here.help.set(false)/>
                    </div>
                </div>
            }
        })
    };
    body.into_any()
}
