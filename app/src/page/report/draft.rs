//! What a person has filled in so far, what is still wrong with it, and where it is kept.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use weft::aggregate::{Aggregate, Context};
use weft::id::{PhotoHash, TicketId, UnitId};
use weft::kinds::ticket::{Command, Contact, Refusal, Source, Submission, Ticket};
use weft::place::Point;
use weft::receipt::ReceiptCode;
use weft::rules::{FactValue, Facts, Key, Rulebook, Undecided};
use weft::secret::Secret;

use crate::map::Spotted;
use crate::page::Route;
use crate::prefs::{forget, store, stored};

/// Who reports: decides the command, where the draft is kept in this browser, and what comes after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Occasion {
    /// A resident, for themselves.
    #[default]
    Resident,
    /// A grid member on patrol.
    Patrol,
    /// A desk, for somebody on the telephone.
    Call,
}

impl Occasion {
    const fn key(self) -> &'static str {
        match self {
            Self::Resident => "weft.draft.report",
            Self::Patrol => "weft.draft.patrol",
            Self::Call => "weft.draft.call",
        }
    }

    /// The command that sends a draft under a receipt code, once it is complete.
    #[must_use]
    pub fn command(self, draft: &Draft, receipt: ReceiptCode) -> Option<Command> {
        Some(match self {
            Self::Resident => Command::Submit(draft.submission(Source::Web, receipt)?),
            Self::Patrol => Command::Intake(draft.submission(Source::Patrol, receipt)?),
            Self::Call => Command::Intake(draft.submission(Source::Phone, receipt)?),
        })
    }

    /// Where to go once it is sent.
    #[must_use]
    pub fn after(self, id: TicketId) -> String {
        match self {
            Self::Resident => Route::Receipt(id).href(),
            Self::Patrol | Self::Call => format!("/staff/ticket/{id}"),
        }
    }
}

/// A report being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The step shown.
    pub step: u8,
    /// First-level category.
    pub first: Option<Key>,
    /// Second-level category.
    pub category: Option<Key>,
    /// Answers to its questions.
    pub facts: Facts,
    /// The grid.
    pub unit: Option<UnitId>,
    /// The spot.
    pub point: Option<Point>,
    /// In words.
    pub address: String,
    /// What is the matter.
    pub text: String,
    /// The reporter.
    pub name: String,
    /// Their phone.
    pub phone: String,
    /// Photos, kept beside.
    pub photos: Vec<PhotoHash>,
}

/// Something still to be filled in or mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No category yet.
    Category,
    /// A question is not answered, or not properly.
    Fact(Key),
    /// No place yet.
    Place,
    /// No text yet.
    Text,
    /// A phone number without a name.
    Name,
    /// No phone number, or none that can be dialled.
    Phone,
    /// Something else that the ticket itself refuses.
    Other(Refusal),
}

impl Fault {
    /// The step on which it is mended.
    #[must_use]
    pub const fn step(&self) -> u8 {
        match self {
            Self::Category => 0,
            Self::Fact(_) => 1,
            Self::Place => 2,
            _ => 3,
        }
    }
}

impl Draft {
    /// The report under a receipt code, once a category, a place and a text are there.
    #[must_use]
    pub fn submission(&self, source: Source, receipt: ReceiptCode) -> Option<Submission> {
        let text = self.text.trim();
        if text.is_empty() {
            return None;
        }
        Some(Submission {
            receipt,
            category: self.category.clone()?,
            facts: self.facts.clone(),
            point: self.point,
            unit: self.unit?,
            address: some_secret(&self.address),
            text: Secret::Clear(text.to_owned()),
            contact: self.contact(),
            photos: self.photos.clone(),
            source,
        })
    }

    fn contact(&self) -> Option<Contact> {
        Some(Contact { name: some_secret(&self.name)?, phone: some_secret(&self.phone)? })
    }

    /// Everything still to be mended, in the order of the steps. What only the ticket can tell is asked of the ticket itself.
    #[must_use]
    pub fn faults(&self, cx: &Context<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        match self.category.as_deref().and_then(|key| cx.rules.category(key)) {
            None => faults.push(Fault::Category),
            Some(category) => {
                let unanswered =
                    category.questions.iter().filter(|ask| ask.required && !self.facts.contains_key(&ask.fact));
                faults.extend(unanswered.map(|ask| Fault::Fact(ask.fact.clone())));
            }
        }
        if self.unit.is_none() {
            faults.push(Fault::Place);
        }
        if self.text.trim().is_empty() {
            faults.push(Fault::Text);
        }
        match (self.name.trim().is_empty(), self.phone.trim().is_empty()) {
            (true, false) => faults.push(Fault::Name),
            (false, true) => faults.push(Fault::Phone),
            _ => {}
        }
        if faults.is_empty() {
            faults.extend(self.refusal(cx).map(fault_of));
        }
        faults
    }

    fn refusal(&self, cx: &Context<'_>) -> Option<Refusal> {
        let command = Command::Submit(self.submission(Source::Web, ReceiptCode::drawn([0; 8]))?);
        Ticket::decide(TicketId::named("draft"), None, &command, cx).err()
    }

    /// The draft without answers that do not belong to its category any more.
    #[must_use]
    pub fn fitting(mut self, rules: &Rulebook) -> Self {
        let asked = self.category.as_deref().and_then(|key| rules.category(key));
        self.facts.retain(|key, _| asked.is_some_and(|category| category.questions.iter().any(|ask| ask.fact == *key)));
        self
    }
}

fn fault_of(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::BadPhone => Fault::Phone,
        Refusal::OutsideCounty | Refusal::OtherGrid { .. } | Refusal::UnknownGrid => Fault::Place,
        Refusal::Undecided(Undecided::MissingFact { fact } | Undecided::BadFact { fact }) => Fault::Fact(fact),
        Refusal::Undecided(Undecided::UnknownCategory { .. }) => Fault::Category,
        other => Fault::Other(other),
    }
}

fn some_secret(text: &str) -> Option<Secret<String>> {
    let text = text.trim();
    (!text.is_empty()).then(|| Secret::Clear(text.to_owned()))
}

/// The draft as signals.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "the fields are those of a draft")]
pub struct Form {
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
            if draft == Draft::default() {
                forget(self.occasion.key());
            } else if let Ok(json) = serde_json::to_string(&draft) {
                store(self.occasion.key(), &json);
            }
        });
    }

    /// Empties the form and forgets what was kept.
    pub fn clear(self) {
        let empty = Draft::default();
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

#[cfg(test)]
mod tests {
    use weft::actor::Actor;
    use weft::id::PersonId;
    use weft::org::Directory;
    use weft::rules::{Category, Question};
    use weft::text::Text;

    use super::*;

    fn rules() -> Rulebook {
        let question = Question { fact: "danger".into(), ask: Text::new("危险吗", "Danger?"), required: true };
        Rulebook {
            categories: vec![Category {
                key: "fire.lane".into(),
                parent: None,
                title: Text::new("通道", "Lane"),
                hint: Text::default(),
                questions: vec![question],
            }],
            ..Rulebook::default()
        }
    }

    fn faults(draft: &Draft) -> Vec<Fault> {
        let (actor, rules, org) = (Actor::resident(PersonId::named("me")), rules(), Directory::default());
        draft.faults(&Context {
            actor: &actor,
            now: chrono::DateTime::UNIX_EPOCH,
            rules: &rules,
            org: &org,
            prove: weft::rules::prove,
        })
    }

    #[test]
    fn an_empty_draft_names_what_is_missing_in_the_order_of_the_steps() {
        assert_eq!(faults(&Draft::default()), [Fault::Category, Fault::Place, Fault::Text]);
    }

    #[test]
    fn a_required_question_and_half_a_contact_are_faults_of_their_own() {
        let draft = Draft {
            category: Some("fire.lane".into()),
            unit: Some(UnitId::named("grid")),
            text: "堵了".into(),
            phone: "13900000000".into(),
            ..Draft::default()
        };
        assert_eq!(faults(&draft), [Fault::Fact("danger".into()), Fault::Name]);
    }

    #[test]
    fn what_only_the_ticket_can_tell_becomes_a_fault_at_its_field() {
        let draft = Draft {
            category: Some("fire.lane".into()),
            facts: [("danger".to_owned(), FactValue::Boolean(true))].into(),
            unit: Some(UnitId::named("no such grid")),
            text: "堵了".into(),
            ..Draft::default()
        };
        assert_eq!(faults(&draft), [Fault::Place]);
        let dialled = Draft { name: "测试员甲".into(), phone: "12".into(), ..draft };
        assert_eq!(faults(&dialled), [Fault::Phone]);
    }

    #[test]
    fn a_draft_reads_back_and_an_old_one_with_fewer_fields_too() {
        let draft = Draft { text: "半句".into(), step: 2, ..Draft::default() };
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
        assert_eq!(serde_json::from_str::<Draft>(r#"{"text":"半句"}"#).unwrap().text, "半句");
    }

    #[test]
    fn answers_of_another_category_do_not_stay() {
        let draft = Draft {
            category: Some("fire.lane".into()),
            facts: [("danger".to_owned(), FactValue::Boolean(true)), ("depth".to_owned(), FactValue::Integer(3))]
                .into(),
            ..Draft::default()
        };
        assert_eq!(draft.fitting(&rules()).facts.len(), 1);
    }
}
