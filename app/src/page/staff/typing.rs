//! Single keys mean something only while nothing is being typed.

use leptos::prelude::*;

/// Whether the focus is where letters are entered, or where keys have a meaning of their own.
#[must_use]
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        let name = element.tag_name();
        let ticked = element.get_attribute("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
        let entering = matches!(name.as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !ticked;
        // The map has arrow keys of its own.
        entering || element.get_attribute("role").is_some_and(|role| role == "application")
    })
}
