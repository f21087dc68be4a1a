//! Planted faults on the way of requests and answers.

use std::rc::Rc;

use weft::actor::Permission;
use weft::id::CommandId;
use weft::wire::{Outcome, PullResponse, PushRequest, PushResponse, Receipt};
use weft_app::data::http::HttpError;
use weft_app::outbox::Queued;

use crate::browser::Browser;
use crate::county::{Answer, Asked};
use crate::mutation::Mutation;
use crate::poison;
use crate::window::Window;

fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("it has a JSON form")
}

/// An answer that takes every command.
pub fn all_accepted(asked: &Asked) -> Option<Answer> {
    let (_, body) = asked.body.as_ref()?;
    let request: PushRequest = serde_json::from_slice(body).ok()?;
    let accepted =
        |id| Receipt { id, outcome: Outcome::Accepted { position: 1, version: 1 }, duplicate: false, judged: None };
    let receipts = request.commands.iter().map(|envelope| accepted(envelope.id)).collect();
    Some(Answer { status: 200, own: true, text: text(&PushResponse { receipts }), set_cookie: None, retry_after: None })
}

impl Browser {
    /// A push as it leaves the device.
    pub fn before_push(self: &Rc<Self>, window: &Window, json: String) -> String {
        self.pushes.set(self.pushes.get() + 1);
        if self.mutates(Mutation::DeletesOnSend)
            && let Ok(request) = weft::json::read::<PushRequest>(&json)
        {
            let mut content = self.disk.content.borrow_mut();
            for envelope in &request.commands {
                content.outbox.remove(&envelope.seq);
                window.memory.holding.borrow_mut().queue.remove(&envelope.seq);
            }
        }
        let garbled = self.garbled.borrow();
        if garbled.is_empty() { json } else { poison::garble(json, &garbled) }
    }

    /// The answer to a push as the device reads it.
    ///
    /// # Errors
    /// What was handed in.
    pub fn after_push(
        self: &Rc<Self>,
        window: &Window,
        sent: &str,
        answer: Result<String, HttpError>,
    ) -> Result<String, HttpError> {
        let request = weft::json::read::<PushRequest>(sent);
        if let (true, Ok(request), Err(HttpError::NoAnswer)) =
            (self.mutates(Mutation::TakesSilenceForNo), &request, &answer)
        {
            let no = |id| {
                let outcome = Outcome::Forbidden { permission: Permission::SubmitTicket };
                Receipt { id, outcome, duplicate: false, judged: None }
            };
            let receipts = request.commands.iter().map(|envelope| no(envelope.id)).collect();
            return Ok(text(&PushResponse { receipts }));
        }
        let answer = answer?;
        let Ok(mut read) = weft::json::read::<PushResponse>(&answer) else {
            return Ok(answer);
        };
        match self.mutation {
            Some(Mutation::IgnoresDuplicates) => read.receipts.retain(|receipt| !receipt.duplicate),
            Some(Mutation::SettlesByPlace) => {
                let holding = window.memory.holding.borrow();
                let waiting = holding.queue.values().filter(|row| row.is_waiting()).map(|row| row.envelope.id);
                for (receipt, id) in read.receipts.iter_mut().zip(waiting) {
                    receipt.id = id;
                }
            }
            Some(Mutation::OneBadForAll) => {
                let bad = read.receipts.iter().find(|receipt| !receipt.outcome.is_accepted()).cloned();
                if let Some(bad) = bad {
                    read.receipts.iter_mut().for_each(|receipt| receipt.outcome = bad.outcome.clone());
                }
            }
            _ => {}
        }
        self.acknowledged(&read.receipts);
        Ok(text(&read))
    }

    fn acknowledged(&self, receipts: &[Receipt]) {
        let mut ledger = self.ledger.borrow_mut();
        for receipt in receipts {
            if let Outcome::Accepted { position, .. } = receipt.outcome {
                ledger.acknowledged.insert(receipt.id, position);
            }
        }
    }

    /// The answer to a pull as the device reads it.
    pub fn after_pull(&self, answer: String) -> String {
        if !self.mutates(Mutation::KeepsWhatLeft) {
            return answer;
        }
        let Ok(read) = weft::json::read::<PullResponse>(&answer) else {
            return answer;
        };
        text(&PullResponse { removed: Vec::new(), ..read })
    }

    /// A command that is called kept and reaches the disk only later, if the browser lives.
    pub fn later_on_disk(self: &Rc<Self>, row: Queued, mended: Option<CommandId>) -> u64 {
        let seq = {
            let content = self.disk.content.borrow();
            content.outbox.last_key_value().map_or(0, |(seq, _)| *seq) + 1_000
        };
        let (browser, row) =
            (Rc::clone(self), Queued { envelope: weft::wire::Envelope { seq, ..row.envelope }, ..row });
        let alive = self.windows.borrow().first().cloned();
        self.world.after(4_000, move || {
            if alive.is_some_and(|window| !window.memory.stopped.get()) {
                let mut content = browser.disk.content.borrow_mut();
                content.outbox.insert(seq, text(&row));
                if let Some(mended) = mended {
                    content.inbox.remove(&mended);
                }
            }
        });
        seq
    }

    /// A server that gives a command it has seen another name.
    pub fn forgetful(&self, asked: &Asked) -> Option<Answer> {
        let mut asked = asked.clone();
        let mut renamed = Vec::new();
        if let Some((_, body)) = &mut asked.body
            && let Ok(mut request) = serde_json::from_slice::<PushRequest>(body)
        {
            for envelope in &mut request.commands {
                if !self.seen.borrow_mut().insert(envelope.id) {
                    let other = CommandId(self.world.new_id(self.world.now()));
                    renamed.push((other, envelope.id));
                    envelope.id = other;
                }
            }
            *body = text(&request).into_bytes();
        }
        let mut answer = self.county.answer(&asked)?;
        if let Ok(mut read) = weft::json::read::<PushResponse>(&answer.text) {
            for receipt in &mut read.receipts {
                if let Some((_, own)) = renamed.iter().find(|(other, _)| *other == receipt.id) {
                    receipt.id = *own;
                }
            }
            answer.text = text(&read);
        }
        Some(answer)
    }
}
