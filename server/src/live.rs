//! Live pokes: each new position is written out once, and the same bytes go to everyone who listens.
//!
//! Nothing is queued for a listener: it holds its place in a channel that keeps only the newest poke. One that reads slowly gets fewer
//! of them, and one that stops reading is cut off by the connection's write time limit; both go on by their cursor. Each poke's id is its
//! position: who comes back with the newest one (`Last-Event-ID`) is not poked again. Waits are spread by chance, so that a county's
//! devices do not all come back at once after a restart.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::watch;
use weft::wire::Poke;

/// Most live connections of one server.
pub const LIVE_CONNECTIONS_MAX: usize = 10_000;
/// Most live connections from one address: many households share one.
pub const LIVE_PER_ADDRESS_MAX: usize = 500;
/// Time between heartbeats, seconds.
pub const HEARTBEAT_S: u64 = 15;
/// A connection is ended after at most this long, so that a session that ended meanwhile ends here too, seconds.
pub const LIVE_S_MAX: u64 = 3_600;
/// By how much the ends of connections are spread, seconds.
pub const LIVE_SPREAD_S: u64 = 600;
/// How long a browser waits at least before it connects again, milliseconds.
pub const RETRY_MS_MIN: u32 = 1_000;
/// By how much those waits are spread, milliseconds.
pub const RETRY_SPREAD_MS: u32 = 4_000;

const HEARTBEAT: &[u8] = b": beat\n\n";

/// Sends pokes to everyone who listens.
#[derive(Clone, Debug)]
pub struct Live {
    pokes: watch::Receiver<Frame>,
    beats: watch::Receiver<()>,
    task: tokio::task::AbortHandle,
}

/// A poke, written out for everybody at once: for pokes all readers are one audience.
#[derive(Clone, Debug)]
struct Frame {
    position: u64,
    bytes: Bytes,
}

impl Frame {
    fn of(position: u64) -> Self {
        let poke = serde_json::to_string(&Poke { position }).unwrap_or_default();
        Self { position, bytes: format!("event: poke\nid: {position}\ndata: {poke}\n\n").into() }
    }
}

impl Live {
    /// Follows the newest position until its sender is gone; listeners' streams end then too.
    #[must_use]
    pub fn follow(mut position: watch::Receiver<u64>) -> Self {
        let (poke, pokes) = watch::channel(Frame::of(*position.borrow_and_update()));
        let (beat, beats) = watch::channel(());
        let task = tokio::spawn(async move {
            let period = Duration::from_secs(HEARTBEAT_S);
            let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
            loop {
                tokio::select! {
                    changed = position.changed() => match changed {
                        Ok(()) => { poke.send_replace(Frame::of(*position.borrow_and_update())); }
                        Err(_) => break,
                    },
                    _ = ticks.tick() => { beat.send_replace(()); }
                }
            }
        });
        Self { pokes, beats, task: task.abort_handle() }
    }

    /// Ends all listeners' streams, now and from now on.
    pub fn close(&self) {
        self.task.abort();
    }

    /// The body of one listener's answer: how to reconnect, the newest position unless it is the one `heard` before, then each new one,
    /// and heartbeats between. `dice` spreads when listeners come back.
    pub fn listen(
        &self,
        seat: Option<Seat>,
        heard: Option<u64>,
        dice: u32,
    ) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + use<> {
        let retry_ms = RETRY_MS_MIN + dice % RETRY_SPREAD_MS;
        let live = Duration::from_secs(LIVE_S_MAX - u64::from(dice) % LIVE_SPREAD_S);
        let mut listener = Listener {
            pokes: self.pokes.clone(),
            beats: self.beats.clone(),
            until: tokio::time::Instant::now() + live,
            greeting: Some(Bytes::from(format!("retry: {retry_ms}\n\n"))),
            _seat: seat,
        };
        listener.beats.mark_unchanged();
        // A position beyond the newest is from before the log was restored from an older copy: that listener must hear of it.
        if heard == Some(listener.pokes.borrow_and_update().position) {
            listener.pokes.mark_unchanged();
        } else {
            listener.pokes.mark_changed();
        }
        stream::unfold(listener, |mut listener| async move {
            let bytes = listener.next().await?;
            Some((Ok(bytes), listener))
        })
        .fuse()
    }
}

struct Listener {
    pokes: watch::Receiver<Frame>,
    beats: watch::Receiver<()>,
    until: tokio::time::Instant,
    greeting: Option<Bytes>,
    _seat: Option<Seat>,
}

impl Listener {
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(greeting) = self.greeting.take() {
            return Some(greeting);
        }
        tokio::select! {
            biased;
            changed = self.pokes.changed() => changed.ok().map(|()| self.pokes.borrow_and_update().bytes.clone()),
            beat = self.beats.changed() => beat.ok().map(|()| Bytes::from_static(HEARTBEAT)),
            () = tokio::time::sleep_until(self.until) => None,
        }
    }
}

/// Counts who is connected, so that nobody takes all places.
#[derive(Clone, Debug)]
pub struct Seats<K> {
    taken: Arc<Mutex<Taken<K>>>,
    shown: Gauge,
}

#[derive(Debug)]
struct Taken<K> {
    all: usize,
    by_address: HashMap<K, usize>,
}

/// One connection's place; given back when dropped.
pub struct Seat(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(leave) = self.0.take() {
            leave();
        }
    }
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Seats<K> {
    /// No one yet; the gauge shows how many there are.
    #[must_use]
    pub fn new(shown: Gauge) -> Self {
        Self { taken: Arc::new(Mutex::new(Taken { all: 0, by_address: HashMap::new() })), shown }
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Taken<K>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more from this address, unless there are too many.
    #[must_use]
    pub fn sit(&self, address: K) -> Option<Seat> {
        let mut taken = self.taken();
        let here = taken.by_address.get(&address).copied().unwrap_or(0);
        if taken.all >= LIVE_CONNECTIONS_MAX || here >= LIVE_PER_ADDRESS_MAX {
            return None;
        }
        taken.all += 1;
        taken.by_address.insert(address.clone(), here + 1);
        self.shown.inc();
        let seats = self.clone();
        Some(Seat(Some(Box::new(move || seats.leave(&address)))))
    }

    fn leave(&self, address: &K) {
        let mut taken = self.taken();
        taken.all = taken.all.saturating_sub(1);
        match taken.by_address.get_mut(address) {
            Some(here) if *here > 1 => *here -= 1,
            _ => {
                taken.by_address.remove(address);
            }
        }
        self.shown.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poke(position: u64) -> String {
        format!("event: poke\nid: {position}\ndata: {{\"position\":{position}}}\n\n")
    }

    #[tokio::test(start_paused = true)]
    async fn a_listener_hears_the_newest_position_and_then_each_new_one() {
        let (position, follow) = watch::channel(5);
        let live = Live::follow(follow);
        let mut heard = Box::pin(live.listen(None, None, 0));
        assert_eq!(heard.next().await.unwrap().unwrap(), "retry: 1000\n\n");
        assert_eq!(heard.next().await.unwrap().unwrap(), poke(5));
        position.send_replace(6);
        assert_eq!(heard.next().await.unwrap().unwrap(), poke(6));
        assert_eq!(heard.next().await.unwrap().unwrap(), HEARTBEAT);
        drop(position);
        assert!(heard.next().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_listener_misses_pokes_but_never_the_newest() {
        let (position, follow) = watch::channel(0);
        let live = Live::follow(follow);
        let mut heard = Box::pin(live.listen(None, None, 0));
        heard.next().await;
        for newer in 1..=1_000 {
            position.send_replace(newer);
            tokio::task::yield_now().await;
        }
        assert_eq!(heard.next().await.unwrap().unwrap(), poke(1_000));
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_back_with_the_newest_position_is_not_poked_again() {
        let (position, follow) = watch::channel(5);
        let live = Live::follow(follow);
        let first_after = async |heard| {
            let mut stream = Box::pin(live.listen(None, heard, 0)).skip(1);
            stream.next().await.unwrap().unwrap()
        };
        assert_eq!(first_after(Some(5)).await, HEARTBEAT);
        assert_eq!(first_after(Some(4)).await, poke(5));
        assert_eq!(first_after(Some(6)).await, poke(5), "the log was restored from an older copy");
        let mut back = Box::pin(live.listen(None, Some(5), 0)).skip(1);
        position.send_replace(7);
        assert_eq!(back.next().await.unwrap().unwrap(), poke(7));
    }

    #[tokio::test(start_paused = true)]
    async fn all_listeners_are_sent_the_same_bytes() {
        let (_position, follow) = watch::channel(5);
        let live = Live::follow(follow);
        let mut sent = Vec::new();
        for dice in 0..3 {
            let mut stream = Box::pin(live.listen(None, None, dice)).skip(1);
            sent.push(stream.next().await.unwrap().unwrap().as_ptr());
        }
        assert!(sent.iter().all(|bytes| *bytes == sent[0]), "written out once, not once for each");
    }

    #[tokio::test(start_paused = true)]
    async fn listeners_come_back_at_different_times() {
        let (_position, follow) = watch::channel(5);
        let live = Live::follow(follow);
        let mut greetings = std::collections::BTreeSet::new();
        let mut lives = std::collections::BTreeSet::new();
        for dice in [0, 1_234, 77_777, u32::MAX] {
            let start = tokio::time::Instant::now();
            let mut stream = Box::pin(live.listen(None, None, dice));
            let greeting = stream.next().await.unwrap().unwrap();
            let text = std::str::from_utf8(&greeting).unwrap();
            let ms: u32 = text.trim().strip_prefix("retry: ").unwrap().parse().unwrap();
            assert!((RETRY_MS_MIN..RETRY_MS_MIN + RETRY_SPREAD_MS).contains(&ms), "{text}");
            greetings.insert(ms);
            while stream.next().await.is_some() {}
            let lived = start.elapsed().as_secs();
            assert!((LIVE_S_MAX - LIVE_SPREAD_S..=LIVE_S_MAX).contains(&lived), "{lived}");
            lives.insert(lived);
        }
        assert_eq!((greetings.len(), lives.len()), (4, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn closing_ends_every_stream() {
        let (_position, follow) = watch::channel(0);
        let live = Live::follow(follow);
        let heard = tokio::spawn(live.listen(None, None, 0).count());
        tokio::task::yield_now().await;
        live.close();
        assert!(heard.await.unwrap() >= 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_ends_after_its_longest_time() {
        let (_position, follow) = watch::channel(0);
        let frames = Live::follow(follow).listen(None, None, 0).count().await;
        assert!(frames as u64 >= LIVE_S_MAX / HEARTBEAT_S);
    }

    #[test]
    fn one_address_cannot_take_every_seat_and_seats_are_given_back() {
        let seats = Seats::new(Gauge::default());
        let held: Vec<_> = (0..LIVE_PER_ADDRESS_MAX).map(|_| seats.sit("a").unwrap()).collect();
        assert!(seats.sit("a").is_none());
        assert!(seats.sit("b").is_some());
        assert_eq!(seats.shown.get(), LIVE_PER_ADDRESS_MAX as i64);
        drop(held);
        assert_eq!(seats.shown.get(), 0);
        assert!(seats.taken().by_address.is_empty());
        assert!(seats.sit("a").is_some());
    }
}
