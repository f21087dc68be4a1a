//! The draft as a page's signals, and where it is kept.

use leptos::prelude::*;
use weft::id::{PhotoHash, TicketId};
use weft::rules::{FactValue, Facts, Key};

use super::draft::{Draft, Occasion};
use crate::clock;
use crate::data::Data;
use crate::map::Spotted;
use crate::prefs::{forget, store, stored};

/// The draft as signals.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "the fields are those of a draft")]
pub struct Form {
    pub ticket: RwSignal<TicketId>,
    pub step: RwSignal<u8>,
    pub first: RwSignal<Option<Key>>,
    pub category: RwSignal<Option<Key>>,
    pub facts: RwSignal<Facts>,
    pub place: RwSignal<Option<Spotted>>,
    pub address: RwSignal<String>,
    pub text: RwSignal<String>,
    pub name: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub photos: RwSignal<Vec<PhotoHash>>,
    /// Whether the person tried to go on, so that errors show.
    pub tried: RwSignal<bool>,
    /// Who reports.
    pub occasion: Occasion,
}

impl Form {
    /// The form with what was filled in last time.
    #[must_use]
    pub fn restored(occasion: Occasion) -> Self {
        let kept = stored(occasion.key()).and_then(|json| weft::json::read(&json).ok());
        Self { occasion, ..Self::of(kept.unwrap_or_default()) }
    }

    /// The form of a draft.
    #[must_use]
    pub fn of(draft: Draft) -> Self {
        Self {
            ticket: RwSignal::new(draft.ticket.unwrap_or_else(new_ticket)),
            step: RwSignal::new(draft.step.min(3)),
            first: RwSignal::new(draft.first),
            category: RwSignal::new(draft.category),
            facts: RwSignal::new(draft.facts),
            place: RwSignal::new(draft.unit.map(|unit| Spotted { unit, point: draft.point })),
            address: RwSignal::new(draft.address),
            text: RwSignal::new(draft.text),
            name: RwSignal::new(draft.name),
            phone: RwSignal::new(draft.phone),
            photos: RwSignal::new(draft.photos),
            tried: RwSignal::new(false),
            occasion: Occasion::default(),
        }
    }

    /// The draft as it is now, read reactively.
    #[must_use]
    pub fn read(self) -> Draft {
        let place = self.place.get();
        Draft {
            ticket: Some(self.ticket.get()),
            step: self.step.get(),
            first: self.first.get(),
            category: self.category.get(),
            facts: self.facts.get(),
            unit: place.map(|place| place.unit),
            point: place.and_then(|place| place.point),
            address: self.address.get(),
            text: self.text.get(),
            name: self.name.get(),
            phone: self.phone.get(),
            photos: self.photos.get(),
        }
    }

    /// The draft as it is now.
    #[must_use]
    pub fn read_untracked(self) -> Draft {
        untrack(|| self.read())
    }

    /// Keeps the draft on this device at every change.
    pub fn keep(self) {
        Effect::new(move || {
            let draft = self.read();
            if draft.is_empty() {
                forget(self.occasion.key());
            } else if let Ok(json) = serde_json::to_string(&draft) {
                store(self.occasion.key(), &json);
            }
        });
    }

    /// Whether the device holds the ticket that this draft was to become. A ticket under its id that is another's report gives the draft
    /// a new id.
    #[must_use]
    pub fn was_sent(self, data: Data) -> bool {
        let draft = self.read_untracked();
        let id = self.ticket.get_untracked();
        let refused = data.inbox().with_untracked(|inbox| inbox.iter().any(|refused| refused.envelope.target == id.0));
        match data.ticket(id).get_untracked() {
            None => refused,
            Some(held) if draft.became(&held.state) => true,
            Some(_) => {
                self.renew();
                false
            }
        }
    }

    /// Makes the draft another report than the one that it was to become.
    pub fn renew(self) {
        self.ticket.set(new_ticket());
    }

    /// Empties the form once the device has been read, if what was filled in last time turns out to be sent; `sent` is which ticket that is.
    /// A browser that is killed forgets what it wrote to its storage last, such as that a draft was cleared.
    pub fn drop_if_sent(self, data: Data, sent: RwSignal<Option<TicketId>>) {
        let loaded = data.loaded();
        Effect::new(move || {
            if loaded.get() && self.was_sent(data) {
                sent.set(Some(self.ticket.get_untracked()));
                self.clear();
            }
        });
    }

    /// Empties the form and forgets what was kept.
    pub fn clear(self) {
        let empty = Draft::default();
        self.renew();
        self.step.set(empty.step);
        self.first.set(None);
        self.category.set(None);
        self.facts.set(empty.facts);
        self.place.set(None);
        for text in [self.address, self.text, self.name, self.phone] {
            text.set(String::new());
        }
        self.photos.set(empty.photos);
        self.tried.set(false);
        forget(self.occasion.key());
    }

    /// Shows another step from its top.
    pub fn go(self, step: u8) {
        self.step.set(step);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Sets or takes away an answer.
    pub fn answer(self, fact: &str, value: Option<FactValue>) {
        self.facts.update(|facts| match value {
            Some(value) => {
                facts.insert(fact.to_owned(), value);
            }
            None => {
                facts.remove(fact);
            }
        });
    }
}

fn new_ticket() -> TicketId {
    TicketId(clock::new_id())
}
