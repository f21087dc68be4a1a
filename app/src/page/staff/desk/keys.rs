//! The desk by keyboard. Single keys work only while nothing is being typed and no dialog is open.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::act::{Act, quickly, use_doing};
use super::super::matter::acts_of;
use super::super::typing::is_typing;
use super::Hand;
use super::list::List;
use crate::component::{Dialog, toast_phrase};
use crate::data::Data;
use crate::text::staff::{act as a, desk as d};
use crate::text::{Phrase, t};

/// The keys, for the help.
const KEYS: [(&str, Phrase); 11] = [
    ("J ↓", d::KEYS_J),
    ("K ↑", d::KEYS_K),
    ("Enter", d::KEYS_ENTER),
    ("/", d::KEYS_SLASH),
    ("A", d::KEYS_A),
    ("R", d::KEYS_R),
    ("T", d::KEYS_T),
    ("E", d::KEYS_E),
    ("X", d::KEYS_X),
    ("Esc", d::KEYS_ESC),
    ("?", d::KEYS_HELP),
];

/// Listens as long as the page is there.
pub fn listen(data: Data, list: List, hand: Hand, help: RwSignal<bool>) {
    let doing = use_doing();
    let act = move |act: Act| {
        let Some(id) = hand.cursor.get_untracked().or_else(|| hand.open.get_untracked()) else {
            return;
        };
        let held = data.ticket(id).get_untracked();
        let open = held.is_some_and(|held| untrack(|| acts_of(data, &held.state)).contains(&act));
        if open {
            quickly(data, doing, act, vec![id]);
        } else {
            toast_phrase(a::DO_NOTHING);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        if held
            || event.default_prevented()
            || is_typing()
            || doing.with_untracked(Option::is_some)
            || help.get_untracked()
        {
            return;
        }
        match event.key().as_str() {
            "j" | "ArrowDown" => hand.step(&list.ids(), 1),
            "k" | "ArrowUp" => hand.step(&list.ids(), -1),
            "Enter" if !is_on_control() => {
                if let Some(id) = hand.cursor.get_untracked() {
                    hand.show(id);
                }
            }
            "x" => {
                if let Some(id) = hand.cursor.get_untracked() {
                    hand.pick(id);
                }
            }
            "a" => act(Act::Accept),
            "r" => act(Act::Resolve),
            "t" => act(Act::Transfer),
            "e" => act(Act::Escalate),
            "/" => search(),
            "?" => help.set(true),
            "Escape" => hand.open.set(None),
            _ => return,
        }
        event.prevent_default();
    };
    let listening = window_event_listener(ev::keydown, key);
    on_cleanup(move || listening.remove());
}

fn focused() -> Option<web_sys::Element> {
    document().active_element()
}

fn is_on_control() -> bool {
    focused().is_some_and(|element| matches!(element.tag_name().as_str(), "A" | "BUTTON" | "INPUT" | "SUMMARY"))
}

/// Opens the filters and goes to the search field.
fn search() {
    let Ok(Some(field)) = document().query_selector(".filter-box input[type=search]") else {
        return;
    };
    if let Ok(Some(frame)) = field.closest("details") {
        // An attribute of an element of ours: setting it cannot fail.
        let _ = frame.set_attribute("open", "");
    }
    if let Some(field) = field.dyn_ref::<web_sys::HtmlElement>() {
        let _ = field.focus();
    }
}

/// What the keys do.
#[component]
pub fn Help(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let row = |(key, phrase): (&'static str, Phrase)| view! { <dt><kbd>{key}</kbd></dt><dd>{t(phrase)}</dd> };
    view! {
        <Dialog open=open title=d::KEYS>
            <dl class="facts keys">{KEYS.into_iter().map(row).collect_view()}</dl>
        </Dialog>
    }
    .into_any()
}
