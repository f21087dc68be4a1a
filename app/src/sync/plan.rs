//! What the exchange does next, and when it tries again: pure, so that the simulation runs the same code as the browser.

use uuid::Uuid;
use weft::id::PhotoHash;
use weft::wire::{Envelope, PUSH_COMMANDS_MAX, Receipt};

use crate::data::holding::Holding;
use crate::outbox::{Written, plan};
use crate::replica::Copy;

/// First wait after a failure, milliseconds; it doubles with every further one.
pub const RETRY_MS_MIN: u32 = 1_000;
/// Longest wait after a failure, milliseconds, if the server does not ask for more.
pub const RETRY_MS_MAX: u32 = 60_000;
/// Longest wait that a server's Retry-After is believed, milliseconds.
pub const RETRY_AFTER_MS_MAX: u32 = 600_000;
/// With nothing to do, ask again after this long, milliseconds: the live stream may be cut without a sign.
pub const REST_MS: u32 = 120_000;
/// Pokes are answered within this time, milliseconds, spread over devices.
pub const POKE_MS_MAX: u32 = 300;

/// The next thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// End a session that somebody left while offline.
    SignOut,
    /// Ask whom the server takes us for.
    Session,
    /// Upload a photo that a waiting command refers to.
    Upload(PhotoHash),
    /// Push these commands.
    Push(Vec<Envelope<Written>>),
    /// Pull into this copy.
    Pull(Copy),
    /// Nothing until woken, at most this many milliseconds.
    Rest(u32),
}

impl Step {
    /// How many commands it sends.
    #[must_use]
    pub const fn size(&self) -> usize {
        match self {
            Self::Push(commands) => commands.len(),
            _ => 0,
        }
    }
}

/// How far this round of the exchange has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Whether the session was confirmed since it may have changed.
    pub session: bool,
    /// Whether everything was pulled since something may have changed.
    pub pulled: bool,
    /// Most commands in the next push: halved while the server finds pushes too large.
    pub push_max: usize,
    /// Photos the server would not take: their commands go without them, and the receipts will say so.
    pub given_up: Vec<PhotoHash>,
    /// Failures in a row.
    pub failures: u32,
    /// Whether the session was asked for because something was refused on its account, and nothing has gone well since.
    pub doubted: bool,
    /// For whom the last pull was made, if not for whom this device takes itself for.
    pub other: Option<Uuid>,
    /// When pushes may be tried again, by the device's clock, milliseconds. Pulls go on meanwhile.
    pub push_from_ms: i64,
    /// Whether it was the server that asked for this time.
    pub asked: bool,
}

impl Default for Round {
    fn default() -> Self {
        Self {
            session: false,
            pulled: false,
            push_max: PUSH_COMMANDS_MAX,
            given_up: Vec::new(),
            failures: 0,
            doubted: false,
            other: None,
            push_from_ms: 0,
            asked: false,
        }
    }
}

impl Round {
    /// From the start, at once; but a server that asked for time is given it.
    #[must_use]
    pub fn again(&self) -> Self {
        let push_from_ms = if self.asked { self.push_from_ms } else { 0 };
        Self { push_from_ms, asked: self.asked, ..Self::default() }
    }

    /// How long pushes still wait, milliseconds. A wait longer than any that was ever set comes from a clock that was put back.
    fn push_waits_ms(&self, now_ms: i64) -> u32 {
        let wait = u32::try_from(self.push_from_ms.saturating_sub(now_ms)).unwrap_or(0);
        if wait > RETRY_AFTER_MS_MAX + RETRY_MS_MAX { 0 } else { wait }
    }
}

/// What to do next. `now_ms` is the device's clock.
#[must_use]
pub fn next(holding: &Holding, round: &Round, now_ms: i64) -> Step {
    if holding.sign_out_owed {
        return Step::SignOut;
    }
    if !round.session {
        return Step::Session;
    }
    let waits_ms = round.push_waits_ms(now_ms);
    if waits_ms == 0
        && let Some(step) = next_to_send(holding, round)
    {
        return step;
    }
    if !round.pulled {
        return Step::Pull(holding.replica.head.pulling().clone());
    }
    Step::Rest(if waits_ms == 0 { REST_MS } else { waits_ms.min(REST_MS) })
}

fn next_to_send(holding: &Holding, round: &Round) -> Option<Step> {
    let (queue, account) = (&holding.queue, holding.account());
    if let Some(hash) = plan::next_upload(queue, account, &holding.photos, &round.given_up) {
        return Some(Step::Upload(hash));
    }
    let commands = plan::next_push(queue, account, round.push_max);
    (!commands.is_empty()).then_some(Step::Push(commands))
}

/// What may be pushed while the answer to a push is still being written down.
#[must_use]
pub fn push_ahead(holding: &Holding, round: &Round, receipts: &[Receipt]) -> Vec<Envelope<Written>> {
    let (queue, account) = (&holding.queue, holding.account());
    if plan::next_upload(queue, account, &holding.photos, &round.given_up).is_some() {
        return Vec::new();
    }
    plan::next_push_after(queue, account, receipts, round.push_max)
}

/// A request that brought no usable answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status; none when nothing came back.
    pub status: Option<u16>,
    /// What the server asked to wait, seconds.
    pub retry_after_s: Option<u32>,
    /// Whether the answer is the server's own (problem details) and not that of something in between.
    pub own: bool,
}

/// What to make of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same again after this many milliseconds.
    Retry(u32),
    /// The session is not what we think: ask first.
    AskSession,
    /// The push is too large or cannot be read as a whole: send half.
    Halve,
    /// This one thing will never be taken: put it aside.
    PutAside,
}

/// What to make of a step that failed in this round, the failure counted. `dice` spreads the retries.
#[must_use]
pub fn judge(step: &Step, failure: &Failure, round: &Round, dice: u32) -> Verdict {
    let retry = Verdict::Retry(retry_ms(round.failures, failure.retry_after_s, dice));
    let Some(status) = failure.status.filter(|_| failure.own) else {
        return retry;
    };
    match (step, status) {
        (Step::Push(_) | Step::Upload(_) | Step::Pull(_), 401 | 409) => {
            if round.doubted {
                retry
            } else {
                Verdict::AskSession
            }
        }
        (Step::Push(commands), 400 | 413 | 422) if commands.len() > 1 => Verdict::Halve,
        (Step::Push(_) | Step::Upload(_), 400 | 413 | 415 | 422) | (Step::Pull(_), 400) => Verdict::PutAside,
        _ => retry,
    }
}

/// How long to wait after so many failures in a row, milliseconds: doubling up to [`RETRY_MS_MAX`], spread over its upper half,
/// never less than what the server asked.
#[must_use]
pub fn retry_ms(failures: u32, retry_after_s: Option<u32>, dice: u32) -> u32 {
    let doubled = RETRY_MS_MIN.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(RETRY_MS_MAX);
    let spread = doubled / 2 + dice % (doubled / 2 + 1);
    let asked = retry_after_s.unwrap_or(0).saturating_mul(1_000).min(RETRY_AFTER_MS_MAX);
    if asked == 0 { spread } else { spread.max(asked.saturating_add(dice % RETRY_MS_MIN)) }
}

#[cfg(test)]
mod tests {
    use weft::id::{DeviceId, PersonId};

    use super::*;
    use crate::session::Identity;

    fn own(status: u16) -> Failure {
        Failure { status: Some(status), retry_after_s: None, own: true }
    }

    fn failed(failures: u32) -> Round {
        Round { failures, ..Round::default() }
    }

    #[test]
    fn waits_grow_stay_bounded_and_are_never_shorter_than_asked() {
        for failures in 1..40 {
            for dice in [0, 1, 499, u32::MAX] {
                let ms = retry_ms(failures, None, dice);
                assert!((RETRY_MS_MIN / 2..=RETRY_MS_MAX).contains(&ms), "{failures} {dice}: {ms}");
                assert!(retry_ms(failures, Some(90), dice) >= 90_000);
            }
        }
        assert!(retry_ms(7, None, 0) > retry_ms(1, None, u32::MAX));
        assert!(retry_ms(1, Some(u32::MAX), u32::MAX) <= RETRY_AFTER_MS_MAX + RETRY_MS_MIN);
    }

    #[test]
    fn an_owed_sign_out_goes_before_everything_and_the_session_before_the_rest() {
        let mut holding = Holding::new(DeviceId::named("device"), Identity::anonymous(PersonId::named("guess")));
        let mut round = Round::default();
        assert_eq!(next(&holding, &round, 0), Step::Session);
        holding.sign_out_owed = true;
        assert_eq!(next(&holding, &round, 0), Step::SignOut);
        holding.sign_out_owed = false;
        round.session = true;
        assert_eq!(next(&holding, &round, 0), Step::Pull(Copy::default()));
        round.pulled = true;
        assert_eq!(next(&holding, &round, 0), Step::Rest(REST_MS));
    }

    #[test]
    fn while_pushes_wait_pulls_go_on_and_only_the_server_s_own_wait_outlives_a_new_start() {
        let holding = Holding::new(DeviceId::named("device"), Identity::anonymous(PersonId::named("guess")));
        let mut round = Round { session: true, push_from_ms: 5_000, ..Round::default() };
        assert_eq!(next(&holding, &round, 0), Step::Pull(Copy::default()));
        round.pulled = true;
        assert_eq!(next(&holding, &round, 0), Step::Rest(5_000));
        assert_eq!(next(&holding, &round, 5_000), Step::Rest(REST_MS));
        assert_eq!(round.again().push_from_ms, 0);
        round.asked = true;
        assert_eq!(round.again().push_from_ms, 5_000);
        assert_eq!(round.push_waits_ms(-1_000_000_000), 0, "the clock was put back");
    }

    #[test]
    fn what_something_in_between_answers_never_puts_a_command_aside() {
        let foreign = Failure { status: Some(400), retry_after_s: None, own: false };
        assert!(matches!(judge(&Step::Push(Vec::new()), &foreign, &failed(1), 0), Verdict::Retry(_)));
        assert_eq!(judge(&Step::Push(Vec::new()), &own(400), &failed(1), 0), Verdict::PutAside);
    }

    #[test]
    fn another_account_s_session_is_asked_for_whatever_failed_before_and_then_waited_for() {
        let pull = Step::Pull(Copy::default());
        for failures in [1, 2, 40] {
            assert_eq!(judge(&pull, &own(409), &failed(failures), 0), Verdict::AskSession);
            let doubted = Round { doubted: true, ..failed(failures) };
            assert!(matches!(judge(&pull, &own(409), &doubted, 0), Verdict::Retry(_)));
        }
    }

    #[test]
    fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
        let busy = Failure { status: Some(503), retry_after_s: Some(5), own: true };
        assert!(matches!(judge(&Step::Push(Vec::new()), &busy, &failed(1), 0), Verdict::Retry(ms) if ms >= 5_000));
    }
}
