//! Waiting for something to happen, or for time to pass.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::{Poll, Waker};

/// Something that can be rung and waited for. A ring that nobody waited for is heard by the next who waits.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Cell<bool>,
    rings: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Bell {
    /// Wakes everyone who waits.
    pub fn ring(&self) {
        self.rung.set(true);
        self.rings.set(self.rings.get().wrapping_add(1));
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    /// Forgets a ring that nobody waited for.
    pub fn hush(&self) {
        self.rung.set(false);
    }

    /// Waits for a ring.
    pub async fn wait(&self) {
        self.wait_until(pending()).await;
    }

    /// Waits for a ring, but no longer than until `over`. Returns whether it rang.
    pub async fn wait_until(&self, over: impl Future<Output = ()>) -> bool {
        let mut over = pin!(over);
        let rings = self.rings.get();
        poll_fn(|cx| {
            // A ring counts also when somebody else who waited has taken it by now.
            if self.rung.get() || self.rings.get() != rings || over.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
        self.rung.replace(false)
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::task::Context;

    use super::*;

    fn poll<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Poll<T> {
        std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_ring_that_nobody_waited_for_is_heard_by_the_next_once() {
        let bell = Bell::default();
        bell.ring();
        assert_eq!(poll(&mut pin!(bell.wait_until(pending()))), Poll::Ready(true));
        assert_eq!(poll(&mut pin!(bell.wait_until(pending()))), Poll::Pending);
        assert_eq!(poll(&mut pin!(bell.wait_until(ready(())))), Poll::Ready(false));
    }

    #[test]
    fn all_who_wait_are_woken_by_one_ring() {
        let bell = Bell::default();
        let (mut one, mut two) = (Box::pin(bell.wait()), Box::pin(bell.wait()));
        assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
        bell.ring();
        assert!(poll(&mut one).is_ready() && poll(&mut two).is_ready());
    }

    #[test]
    fn a_hushed_ring_is_forgotten() {
        let bell = Bell::default();
        bell.ring();
        bell.hush();
        assert!(poll(&mut pin!(bell.wait())).is_pending());
    }
}
