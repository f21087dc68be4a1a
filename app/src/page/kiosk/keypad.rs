//! A number pad on the screen, for codes and telephone numbers.

use leptos::prelude::*;

use crate::text::{kiosk as k, t};

/// The pad. What is typed comes to `digits` without spaces, at most so many.
#[component]
pub fn Keypad(
    /// The digits so far.
    digits: RwSignal<String>,
    /// Most digits.
    digits_max: usize,
) -> impl IntoView {
    let press = move |digit: char| {
        if digits.with_untracked(String::len) < digits_max {
            digits.update(|digits| digits.push(digit));
        }
    };
    let key = move |digit: char| {
        view! {
            <button type="button" class="key num" on:click=move |_| press(digit)>
                {digit}
            </button>
        }
    };
    let erase = move |_| digits.update(|digits| _ = digits.pop());
    let clear = move |_| digits.set(String::new());
    view! {
        <div class="keypad" role="group" aria-label=t(k::KEYPAD)>
            {"123456789".chars().map(key).collect_view()} <button type="button" class="key" on:click=clear>
                {t(k::CLEAR)}
            </button> {key('0')} <button type="button" class="key" on:click=erase>
                {t(k::ERASE)}
            </button>
        </div>
    }
    .into_any()
}

/// The digits typed so far in groups, with a place for each that is still to come.
pub fn shown(digits: &str, digits_max: usize, group: usize) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().chain(std::iter::repeat('_')).take(digits_max).enumerate() {
        if index > 0 && index % group == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn digits_stand_in_groups_with_places_for_those_to_come() {
        assert_eq!(shown("12345", 10, 5), "12345 _____");
        assert_eq!(shown("", 4, 2), "__ __");
    }
}
