//! Residents' phones that push without rest, and remember what they were told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use weft::id::{CommandId, DeviceId, TicketId, derive};
use weft::kinds::ticket;
use weft::receipt::ReceiptCode;
use weft::registry::AnyCommand;
use weft::sample::{GRIDS, noise_report};
use weft::wire::{Envelope, PUSH_COMMANDS_MAX, Problem, PushRequest, PushResponse, Receipt};
use weft_server::clock::{Clock, SystemClock};

use crate::county::new_id;

/// Longest wait for an answer, or for the next acknowledged push of any phone.
pub const ANSWER_MAX: Duration = Duration::from_secs(60);
/// The secrets of one report: address, text, name and number.
pub const SECRETS_OF_A_REPORT: usize = 4;

/// Why a push was not answered with receipts.
#[derive(Debug)]
pub enum Refused {
    NoAnswer,
    Problem(Box<Problem>),
}

/// One browser of a resident, with its queue.
pub struct Phone {
    client: reqwest::Client,
    device: DeviceId,
    seq: u64,
    mine: Option<TicketId>,
    /// Sent perhaps, but not answered.
    waiting: Vec<Envelope>,
    /// Answered, with what was said.
    answered: Vec<(Envelope, Receipt)>,
    /// How many of them were asked about again since.
    checked: usize,
    pub reports: usize,
}

impl Phone {
    pub fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static("x-weft"), HeaderValue::from_static("1"));
        let client =
            reqwest::Client::builder().cookie_store(true).default_headers(headers).timeout(ANSWER_MAX).build().unwrap();
        let device = DeviceId(new_id());
        Self { client, device, seq: 0, mine: None, waiting: Vec::new(), answered: Vec::new(), checked: 0, reports: 0 }
    }

    pub fn acknowledged(&self) -> usize {
        self.answered.len()
    }

    fn envelope(&mut self, ticket: TicketId, command: ticket::Command) -> Envelope {
        self.seq += 1;
        Envelope {
            id: CommandId(new_id()),
            device: self.device,
            seq: self.seq,
            issued_at: SystemClock.now(),
            rules_version: 1,
            target: ticket.0,
            command: AnyCommand::Ticket(command),
        }
    }

    fn report(&mut self) -> Envelope {
        let ticket = TicketId(new_id());
        let spot = i32::try_from(self.seq).unwrap();
        let mut submission = noise_report(spot % GRIDS.0, spot / GRIDS.0 % GRIDS.1);
        submission.receipt = ReceiptCode::drawn(derive(ticket.0, "receipt").as_u64_pair().0.to_be_bytes());
        self.mine = Some(ticket);
        self.reports += 1;
        self.envelope(ticket, ticket::Command::Submit(submission))
    }

    /// Writes down what to push next: some reports, and every third time something about the last one.
    fn plan(&mut self, reports: usize) {
        let withdrawn = self.mine.filter(|_| self.seq.is_multiple_of(3));
        if let Some(ticket) = withdrawn {
            let withdraw = self.envelope(ticket, ticket::Command::Withdraw);
            self.waiting.push(withdraw);
        }
        for _ in 0..reports {
            let report = self.report();
            self.waiting.push(report);
        }
    }

    /// Pushes what waits, or something new. Says how many commands were answered.
    pub async fn push(&mut self, base: &str, reports: usize) -> Result<usize, Refused> {
        if self.waiting.is_empty() {
            self.plan(reports);
        }
        let receipts = self.send(base, &self.waiting).await?;
        for (envelope, receipt) in self.waiting.iter().zip(&receipts) {
            assert_eq!(envelope.id, receipt.id);
            let is_report = matches!(envelope.command, AnyCommand::Ticket(ticket::Command::Submit(_)));
            assert!(receipt.outcome.is_accepted() || !is_report, "{receipt:?}");
        }
        let count = receipts.len();
        self.answered.extend(self.waiting.drain(..).zip(receipts));
        Ok(count)
    }

    async fn send(&self, base: &str, commands: &[Envelope]) -> Result<Vec<Receipt>, Refused> {
        let request = PushRequest { device: self.device, commands: commands.to_vec() };
        loop {
            let sent = self.client.post(format!("{base}/api/push")).json(&request).send().await;
            let answer = sent.map_err(|_| Refused::NoAnswer)?;
            let status = answer.status();
            let body = answer.bytes().await.map_err(|_| Refused::NoAnswer)?;
            match status {
                StatusCode::OK => return Ok(serde_json::from_slice::<PushResponse>(&body).unwrap().receipts),
                StatusCode::TOO_MANY_REQUESTS => self.let_a_minute_pass(base).await?,
                _ => return Err(Refused::Problem(serde_json::from_slice(&body).unwrap())),
            }
        }
    }

    /// The limits of requests count by the server's clock.
    async fn let_a_minute_pass(&self, base: &str) -> Result<(), Refused> {
        let step = self.client.post(format!("{base}/api/test/advance")).json(&json!({ "seconds": 60 }));
        step.send().await.map(drop).map_err(|_| Refused::NoAnswer)
    }

    /// Pushes again what was answered, all of it or what was not checked yet. Says how many did not get the same answer again.
    pub async fn lost(&mut self, base: &str, all: bool) -> usize {
        let from = if all { 0 } else { self.checked };
        let mut lost = 0;
        for chunk in self.answered[from..].chunks(PUSH_COMMANDS_MAX) {
            let commands: Vec<Envelope> = chunk.iter().map(|(envelope, _)| envelope.clone()).collect();
            let receipts = self.send(base, &commands).await.unwrap();
            assert_eq!(receipts.len(), chunk.len());
            for ((_, first), again) in chunk.iter().zip(receipts) {
                if again != (Receipt { duplicate: true, ..first.clone() }) {
                    println!("told {first:?}, then {again:?}");
                    lost += 1;
                }
            }
        }
        self.checked = self.answered.len();
        lost
    }

    async fn push_on(mut self, base: String, stage: Arc<AtomicU8>, tell: UnboundedSender<usize>) -> Self {
        while stage.load(Ordering::SeqCst) != OVER {
            match self.push(&base, 1 + self.reports % 5).await {
                // Nobody listens any more once it is over.
                Ok(count) => drop(tell.send(count)),
                Err(why) => assert_ne!(stage.load(Ordering::SeqCst), CALM, "{why:?} although nothing was broken"),
            }
        }
        self
    }
}

const CALM: u8 = 0;
const STRUCK: u8 = 1;
const OVER: u8 = 2;

/// Phones that push all the time.
pub struct Load {
    stage: Arc<AtomicU8>,
    heard: UnboundedReceiver<usize>,
    phones: Vec<JoinHandle<Phone>>,
}

impl Load {
    pub fn begin(phones: Vec<Phone>, base: &str) -> Self {
        let stage = Arc::new(AtomicU8::new(CALM));
        let (tell, heard) = unbounded_channel();
        let push = |phone: Phone| tokio::spawn(phone.push_on(base.to_owned(), Arc::clone(&stage), tell.clone()));
        let phones = phones.into_iter().map(push).collect();
        Self { stage, heard, phones }
    }

    /// Waits until so many more commands were acknowledged.
    pub async fn acknowledged(&mut self, wanted: usize) {
        let mut count = 0;
        while count < wanted {
            let heard = tokio::time::timeout(ANSWER_MAX, self.heard.recv()).await;
            count += heard.expect("pushes are answered again in time").unwrap();
        }
    }

    /// From now on a push may fail, and is sent again.
    pub fn strike(&self) {
        self.stage.store(STRUCK, Ordering::SeqCst);
    }

    /// Lets every phone finish the push it is at.
    pub async fn end(self) -> Vec<Phone> {
        self.stage.store(OVER, Ordering::SeqCst);
        let mut phones = Vec::new();
        for phone in self.phones {
            phones.push(phone.await.unwrap());
        }
        phones
    }
}
