//! Every sentence of the interface, in Chinese and English, checked when it is compiled: a phrase without its other half, or whose
//! halves have different blanks, is a compile error. Phrases nobody uses are left out of a bundle by the linker.

use leptos::prelude::*;
use weft::text::{Language, Text};

use crate::prefs::prefs;

pub mod common;
pub mod kiosk;
pub mod ledger;
pub mod matter;
pub mod report;
pub mod staff;

/// One sentence in both languages, with blanks `{0}`, `{1}`, … where something is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Phrase {
    /// A phrase from its two halves. Fails to compile (in a constant) when one is empty or their blanks differ.
    ///
    /// # Panics
    /// As said above; only ever when a constant is evaluated.
    #[must_use]
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        assert!(!zh.is_empty() && !en.is_empty(), "a phrase has both languages");
        assert!(blanks(zh) == blanks(en), "both halves of a phrase have the same blanks");
        Self { zh, en }
    }

    /// The half in this language.
    #[must_use]
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }

    /// The half in this language with its blanks filled.
    #[must_use]
    pub fn fill_in(self, language: Language, values: &[&str]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(language);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (index, tail) = after.split_once('}').unwrap_or((after, ""));
            if let Some(value) = index.parse::<usize>().ok().and_then(|index| values.get(index)) {
                filled.push_str(value);
            }
            rest = tail;
        }
        filled.push_str(rest);
        filled
    }

    /// The half in the language of the page, read reactively.
    #[must_use]
    pub fn now(self) -> &'static str {
        self.get(prefs().language.get())
    }

    /// The half in the language of the page with its blanks filled, read reactively.
    #[must_use]
    pub fn fill(self, values: &[&str]) -> String {
        self.fill_in(prefs().language.get(), values)
    }
}

impl From<Phrase> for Signal<String> {
    fn from(phrase: Phrase) -> Self {
        Signal::derive(move || phrase.now().to_owned())
    }
}

impl From<Phrase> for MaybeProp<String> {
    fn from(phrase: Phrase) -> Self {
        MaybeProp::derive(move || Some(phrase.now().to_owned()))
    }
}

/// A set of the blanks `{0}` … `{9}`, one bit each.
const fn blanks(half: &str) -> u16 {
    let bytes = half.as_bytes();
    let mut found = 0;
    let mut at = 0;
    while at + 2 < bytes.len() {
        if bytes[at] == b'{' {
            assert!(bytes[at + 1].is_ascii_digit() && bytes[at + 2] == b'}', "a blank is a digit in braces");
            found |= 1 << (bytes[at + 1] - b'0');
        }
        at += 1;
    }
    found
}

/// Names phrases: `NAME: "中文", "English";`.
macro_rules! phrases {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $name: $crate::text::Phrase = $crate::text::Phrase::new($zh, $en);
        )+
    };
}
pub(crate) use phrases;

/// A phrase as a piece of a view, following the language.
pub fn t(phrase: Phrase) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || phrase.now()
}

/// A text of the county's own data in the language of the page, read reactively.
#[must_use]
pub fn told(text: &Text) -> String {
    let language = prefs().language.get();
    let half = text.get(language);
    if half.is_empty() { text.zh.clone() } else { half.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_by_number_whatever_their_order() {
        const PHRASE: Phrase = Phrase::new("由{0}负责，{1}前答复", "Answer by {1} from {0}.");
        assert_eq!(PHRASE.fill_in(Language::Zh, &["王一", "周五"]), "由王一负责，周五前答复");
        assert_eq!(PHRASE.fill_in(Language::En, &["Wang", "Friday"]), "Answer by Friday from Wang.");
    }

    #[test]
    fn a_blank_without_a_value_stays_empty() {
        assert_eq!(Phrase::new("共{0}件", "{0} matters").fill_in(Language::Zh, &[]), "共件");
    }
}
