//! A list of members beside the one that is chosen, with what every list can do: add, order, take out.

use leptos::prelude::*;
use weft::rules::{Edit, Key, MemberName};
use weft::text::Text;

use super::cell::t_owned;
use super::editor::Editor;
use super::fields::small;
use crate::component::glyph;
use crate::text::told;

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The member.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// What is said of it beside.
    pub aside: String,
    /// Whether it stands below the one before.
    pub is_below: bool,
}

/// The list and what is chosen of it.
pub fn listed(
    lines: Memo<Vec<Line>>,
    chosen: RwSignal<Option<Key>>,
    foot: AnyView,
    detail: impl Fn(Key) -> AnyView + Send + 'static,
) -> AnyView {
    let one = move |line: Line| {
        let (mine, press) = (line.key.clone(), line.key.clone());
        let is_here = move || chosen.with(|chosen| chosen.as_ref() == Some(&mine));
        let title = line.title;
        view! {
            <li>
                <button
                    type="button" class="listed-item" class:below=line.is_below aria-current=move || is_here().then_some("true")
                    on:click=move |_| chosen.set(Some(press.clone()))
                >
                    <span class="grow">{move || told(&title)}</span>
                    <span class="faint num">{line.aside}</span>
                </button>
            </li>
        }
    };
    let shown =
        Memo::new(move |_| chosen.get().filter(|key| lines.with(|lines| lines.iter().any(|line| line.key == *key))));
    view! {
        <div class="listed">
            <div class="card listed-list">
                <ul>{move || lines.get().into_iter().map(one).collect_view()}</ul>
                {foot}
            </div>
            <div class="listed-detail">{move || shown.get().map(&detail)}</div>
        </div>
    }
    .into_any()
}

/// Up, down and out.
pub fn orders(editor: Editor, of: MemberName) -> AnyView {
    let name = StoredValue::new(of);
    let shift = move |up| {
        editor.apply(&Edit::Shift { of: name.get_value(), up });
    };
    let remove = move || {
        editor.apply(&Edit::Remove(name.get_value()));
    };
    use crate::text::staff::edit as e;
    view! {
        <span class="row-tight">
            {small(t_owned(e::MOVE_UP), glyph::UP, "", move || shift(true))}
            {small(t_owned(e::MOVE_DOWN), glyph::UP, "down", move || shift(false))}
            {small(t_owned(e::REMOVE), glyph::CROSS, "red", remove)}
        </span>
    }
    .into_any()
}
