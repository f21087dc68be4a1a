//! What a person has filled in so far, and what is still wrong with it.

use serde::{Deserialize, Serialize};
use weft::aggregate::{Aggregate, Context};
use weft::id::{PhotoHash, TicketId, UnitId};
use weft::kinds::ticket::{Command, Contact, Refusal, Source, Submission, Ticket};
use weft::place::Point;
use weft::receipt::ReceiptCode;
use weft::rules::{Facts, Key, Rulebook, Undecided};
use weft::secret::Secret;

use crate::page::Route;

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
    /// Under which name its draft is kept in this browser.
    #[must_use]
    pub const fn key(self) -> &'static str {
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
    /// The ticket that it becomes. It has this id from its first word on, so that a draft that was sent is known again, should a browser
    /// that was killed bring it back.
    pub ticket: Option<TicketId>,
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
    /// Whether nothing has been filled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Self { ticket: None, ..self.clone() } == Self::default()
    }

    /// Whether a ticket under its id came of it. Two windows may have gone on writing from one draft: then only one of them is that ticket.
    #[must_use]
    pub fn became(&self, ticket: &Ticket) -> bool {
        !matches!(&ticket.text, Secret::Clear(text) if text != self.text.trim())
    }

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

#[cfg(test)]
mod tests {
    use weft::actor::Actor;
    use weft::id::PersonId;
    use weft::org::Directory;
    use weft::rules::{Category, FactValue, Question};
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
    fn an_id_alone_is_no_draft() {
        let draft = Draft { ticket: Some(TicketId::named("to be")), ..Draft::default() };
        assert!(draft.is_empty());
        assert!(!Draft { step: 1, ..draft }.is_empty());
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
