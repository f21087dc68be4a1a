//! Entering a receipt code: grouped while typing, its check digit tried at once.

use leptos::prelude::*;
use weft::receipt::{RECEIPT_DIGITS, ReceiptCode, ReceiptFault};

use super::field::{frame, fresh_id};
use crate::text::common;
use crate::words;

/// Digits in a group.
const GROUP_DIGITS: usize = 4;

/// Digits in groups of four, at most sixteen; full-width digits count, everything else is left out.
#[must_use]
pub fn grouped(typed: &str) -> String {
    let mut text = String::new();
    let digits = typed.chars().filter_map(|typed| match typed {
        '0'..='9' => Some(typed),
        '０'..='９' => char::from_u32(typed as u32 - '０' as u32 + '0' as u32),
        _ => None,
    });
    for (index, digit) in digits.take(RECEIPT_DIGITS).enumerate() {
        if index > 0 && index % GROUP_DIGITS == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// What is to be said of a code as far as it is typed.
#[must_use]
pub fn verdict(text: &str) -> Option<Result<ReceiptCode, ReceiptFault>> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits == RECEIPT_DIGITS).then(|| text.parse())
}

/// The field for a receipt code.
#[component]
pub fn CodeField(
    /// The code as typed, in groups.
    value: RwSignal<String>,
) -> impl IntoView {
    let id = fresh_id("code");
    let error = MaybeProp::derive(move || {
        let fault = value.with(|text| verdict(text))?.err()?;
        Some(words::receipt_fault(fault).now().to_owned())
    });
    let progress = move || {
        let digits = value.with(|text| text.chars().filter(char::is_ascii_digit).count());
        match value.with(|text| verdict(text)) {
            Some(Ok(_)) => common::CODE_OK.now().to_owned(),
            Some(Err(_)) => String::new(),
            None => common::CODE_SHORT.fill(&[&digits.to_string(), &(RECEIPT_DIGITS - digits).to_string()]),
        }
    };
    let input = view! {
        <input
            id=id.clone()
            class="input code-input num"
            type="text"
            inputmode="numeric"
            autocomplete="off"
            aria-describedby=format!("{id}-hint {id}-error")
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || value.get()
            on:input:target=move |event| {
                let text = grouped(&event.target().value());
                event.target().set_value(&text);
                value.set(text);
            }
        />
        <span class="counter num" aria-live="polite">{progress}</span>
    };
    frame(id, common::CODE.into(), common::CODE_HINT.into(), error, false, input.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_and_full_width_ones_read() {
        assert_eq!(grouped("1234５６７８-9"), "1234 5678 9");
        assert_eq!(grouped("12345678901234567890"), "1234 5678 9012 3456");
    }

    #[test]
    fn a_code_is_judged_once_it_is_complete() {
        let code = ReceiptCode::drawn(*b"any code");
        let text = code.to_string();
        assert_eq!(verdict(&text[..18]), None);
        assert_eq!(verdict(&text), Some(Ok(code)));
        let last = text.chars().last().and_then(|digit| digit.to_digit(10)).unwrap();
        let wrong = format!("{}{}", &text[..18], (last + 1) % 10);
        assert_eq!(verdict(&wrong), Some(Err(ReceiptFault::WrongCheckDigit)));
    }
}
