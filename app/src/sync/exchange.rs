//! One window's words with the server: what [`plan`] decides is carried out, answer by answer.

use futures_util::future::join;
use uuid::Uuid;
use weft::id::{PersonId, PhotoHash};
use weft::wire::{Envelope, Judged, PushRequest, PushResponse, Receipt};

use crate::data::holding::Write;
use crate::data::host::Host;
use crate::data::http::{self, HttpError, Method};
use crate::data::window::account::{end_session, refresh_session};
use crate::data::window::{commit, look_again, settle};
use crate::outbox::plan::{PhotoState, delivered};
use crate::outbox::{Account, Written};
use crate::replica::{Answer, Copy, begin_anew};

use super::plan::{self, Round, Step, Verdict};

/// Exchanges for as long as the window lives.
pub async fn run<H: Host>(host: &H) {
    let memory = host.memory();
    let (mut round, mut ahead) = (Round::default(), Ahead::default());
    while !memory.stopped.get() {
        if !host.exchanges() {
            ahead = Ahead::default();
            memory.bell.wait().await;
            continue;
        }
        if memory.ask_session.take() {
            round = round.again();
        }
        if memory.ask_pull.take() {
            round.pulled = false;
        }
        let step = plan::next(&memory.holding.borrow(), &round, host.clock().timestamp_millis());
        if let Step::Rest(ms) = step {
            if !memory.bell.wait_until(host.sleep(ms)).await && ms == plan::REST_MS {
                look_again(host).await;
                round.pulled = false;
            }
            continue;
        }
        match perform(host, &step, &mut round, &mut ahead).await {
            Ok(()) => host.online(true),
            Err(error) => after_failure(host, &step, &error, &mut round).await,
        }
    }
}

/// Sends what waits for the present account, as far as the server takes it now: before somebody signs in or out.
pub async fn send_waiting<H: Host>(host: &H) {
    let (mut round, mut ahead) = (Round { session: true, pulled: true, ..Round::default() }, Ahead::default());
    loop {
        let step = plan::next(&host.memory().holding.borrow(), &round, 0);
        if !matches!(step, Step::Upload(_) | Step::Push(_))
            || perform(host, &step, &mut round, &mut ahead).await.is_err()
        {
            return;
        }
    }
}

/// Waits before the next attempt. New work does not cut it short, so that nobody hurries a server that asked for time; the
/// network's return and the person's coming back do.
pub async fn wait_out<H: Host>(host: &H, ms: u32) {
    let hurry = &host.memory().hurry;
    hurry.hush();
    hurry.wait_until(host.sleep(ms)).await;
}

async fn after_failure<H: Host>(host: &H, step: &Step, error: &HttpError, round: &mut Round) {
    host.online(error.status().is_some());
    round.failures = round.failures.saturating_add(1);
    let verdict = plan::judge(step, &error.failure(), round, host.dice());
    // After a wait it may be asked for again: somebody may have signed in or out meanwhile.
    round.doubted = verdict == Verdict::AskSession;
    match verdict {
        // The server is there but will not take it now: go on pulling meanwhile.
        Verdict::Retry(ms) if error.status().is_some() && matches!(step, Step::Push(_) | Step::Upload(_)) => {
            round.push_from_ms = host.clock().timestamp_millis() + i64::from(ms);
            round.asked = error.failure().retry_after_s.is_some();
        }
        Verdict::Retry(ms) => wait_out(host, ms).await,
        Verdict::AskSession => round.session = false,
        Verdict::Halve => round.push_max = (round.push_max.min(step.size()) / 2).max(1),
        Verdict::PutAside => put_aside(host, step, round).await,
    }
}

async fn put_aside<H: Host>(host: &H, step: &Step, round: &mut Round) {
    match step {
        Step::Upload(hash) => round.given_up.push(*hash),
        Step::Push(commands) => {
            if let [only] = commands.as_slice() {
                let now = host.now();
                settle(host, |holding| holding.after_unreadable(only.id, now)).await;
            }
            round.push_max = Round::default().push_max;
        }
        Step::Pull(_) => {
            // The server does not know the cursor any more: a new copy is begun beside the old one.
            settle(host, |holding| begin_anew(&holding.replica.head).into_iter().map(Write::Replica).collect()).await;
        }
        Step::SignOut | Step::Session | Step::Rest(_) => {}
    }
}

async fn perform<H: Host>(host: &H, step: &Step, round: &mut Round, ahead: &mut Ahead) -> Result<(), HttpError> {
    match step {
        Step::SignOut => end_session(host).await?,
        Step::Session => {
            ask_session(host).await?;
            round.session = true;
        }
        Step::Upload(hash) => upload(host, *hash).await?,
        Step::Push(commands) => {
            push(host, commands, round, &mut ahead.push).await?;
            round.pulled = false;
            // The first push of a browser makes it known to the server, under an id that the device has yet to learn: before its own
            // matters come back, so that it knows them for its own.
            round.session &= host.memory().holding.borrow().identity.known;
        }
        Step::Pull(copy) => {
            let pulled = pull(host, copy, &mut ahead.pull).await?;
            round.pulled = pulled.complete;
            // Roles, receipts or the cookie are others than when the session was asked for. Once: two that never agree would ask for ever.
            round.session &= pulled.other.is_none() || pulled.other == round.other;
            round.other = pulled.other;
        }
        Step::Rest(_) => {}
    }
    // A session that was told says nothing of what is refused on its account, a pull that went well nothing of pushes that wait.
    if matches!(step, Step::SignOut | Step::Session) {
        return Ok(());
    }
    round.doubted = false;
    if round.push_from_ms == 0 || matches!(step, Step::Push(_)) {
        round.failures = 0;
        round.push_from_ms = 0;
        round.asked = false;
    }
    Ok(())
}

async fn ask_session<H: Host>(host: &H) -> Result<(), HttpError> {
    match refresh_session(host).await {
        // No session at all: whoever signed in here is signed out, whoever did not stays unknown.
        Err(error) if matches!(error.own_status(), Some(401 | 404)) => {
            if host.memory().holding.borrow().identity.name.is_some() {
                let fresh = PersonId(host.new_id());
                settle(host, |holding| holding.after_sign_out(fresh, false, host.clock())).await;
            }
            Ok(())
        }
        other => other,
    }
}

async fn upload<H: Host>(host: &H, hash: PhotoHash) -> Result<(), HttpError> {
    if host.has_photo(hash) {
        let account = host.memory().holding.borrow().account();
        host.send_photo(hash, account).await?;
    }
    settle(host, |_| vec![Write::Photo(hash, PhotoState::Uploaded)]).await;
    Ok(())
}

/// What was asked for while the answer before it was being written down.
#[derive(Default)]
struct Ahead {
    push: Option<Sent>,
    pull: Option<Asked>,
}

/// A push that was sent.
struct Sent {
    account: Account,
    answer: Result<String, HttpError>,
}

async fn send<H: Host>(host: &H, commands: Vec<Envelope<Written>>) -> Sent {
    let (account, device) = {
        let holding = host.memory().holding.borrow();
        (holding.account(), holding.device)
    };
    let answer = match http::json(&PushRequest { device, commands }) {
        Ok(request) => host.send(Method::POST, "/api/push", Some(request), Some(account)).await,
        Err(error) => Err(error),
    };
    Sent { account, answer }
}

/// Pushes once, and sends what comes after it while the answer is written down. `ahead` is what was sent in this way last time; should it be
/// lost, it is sent again and answered as before.
async fn push<H: Host>(
    host: &H,
    commands: &[Envelope<Written>],
    round: &Round,
    ahead: &mut Option<Sent>,
) -> Result<(), HttpError> {
    let account = host.memory().holding.borrow().account();
    let sent = match ahead.take().filter(|sent| sent.account == account && sent.answer.is_ok()) {
        Some(sent) => sent,
        None => send(host, commands.to_vec()).await,
    };
    let answer: PushResponse = http::read(&sent.answer?)?;
    if let Some(judged) = answer.receipts.iter().find_map(came_out_otherwise) {
        host.judged(judged);
    }
    let now = host.now();
    let next = plan::push_ahead(&host.memory().holding.borrow(), round, &answer.receipts);
    let after = async { if next.is_empty() { None } else { Some(send(host, next).await) } };
    let (answered, after) = join(settle(host, |holding| holding.after_push(&answer.receipts, now)), after).await;
    *ahead = after;
    // An answer that settles nothing must not be asked for again and again without a pause.
    if answered { Ok(()) } else { Err(HttpError::Unreadable) }
}

fn came_out_otherwise(receipt: &Receipt) -> Option<Judged> {
    receipt.judged.clone().filter(|judged| !judged.differs.is_empty())
}

/// What came of a pull.
#[derive(Clone, Copy, Debug, Default)]
struct Pulled {
    /// Whether the copy is complete now.
    complete: bool,
    /// For whom the answer was made, if not for whom this device takes itself for.
    other: Option<Uuid>,
}

/// A pull that was asked for.
struct Asked {
    copy: Copy,
    account: Account,
    /// The rows of the queue that had been delivered by then.
    seen: Vec<u64>,
    answer: Result<String, HttpError>,
}

async fn ask<H: Host>(host: &H, copy: Copy) -> Asked {
    let (account, seen) = {
        let holding = host.memory().holding.borrow();
        (holding.account(), delivered(&holding.queue))
    };
    // A cursor is digits, letters and dots: see the server's `Cursor`.
    let path = format!("/api/pull?cursor={}", http::encoded(&copy.cursor));
    let answer = host.send(Method::GET, &path, None, Some(account)).await;
    Asked { copy, account, seen, answer }
}

/// Pulls once, and asks for the page after this one while this one is written. `ahead` is what was asked for in this way last time.
async fn pull<H: Host>(host: &H, copy: &Copy, ahead: &mut Option<Asked>) -> Result<Pulled, HttpError> {
    let memory = host.memory();
    let account = memory.holding.borrow().account();
    let begun = ahead.take().filter(|asked| asked.copy == *copy && asked.account == account);
    let asked = match begun.filter(|asked| asked.answer.is_ok()) {
        Some(asked) => asked,
        None => ask(host, copy.clone()).await,
    };
    let answer = Answer::read(&asked.answer?).map_err(|_| HttpError::Unreadable)?;
    if memory.holding.borrow().replica.head.pulling() != copy {
        // Somebody signed in or out meanwhile: this answer is for another copy.
        return Ok(Pulled::default());
    }
    let complete = !answer.more && !answer.rebuild;
    if answer.rebuild {
        refresh_session(host).await?;
        if memory.holding.borrow().replica.head.pulling() != copy {
            return Ok(Pulled::default());
        }
    }
    let mark = memory.holding.borrow().identity.mark();
    let other = answer.reader.filter(|reader| *reader != mark);
    if complete {
        host.refetch().await;
    }
    let more = answer.more && !answer.rebuild;
    let next = more.then(|| Copy { generation: copy.generation, cursor: answer.cursor.clone() });
    let writes = memory.holding.borrow().after_pull(answer, &asked.seen);
    let after = async {
        match next {
            Some(next) => Some(ask(host, next).await),
            None => None,
        }
    };
    let (committed, after) = join(commit(host, writes), after).await;
    *ahead = after;
    Ok(Pulled { complete: committed.is_ok() && complete, other })
}
