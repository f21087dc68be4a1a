//! The way between devices and server: it loses, doubles, delays and reorders, and something in between may answer instead.

use std::rc::Rc;

use weft_app::data::http::{HttpError, REQUEST_MS_MAX};

use crate::browser::Browser;
use crate::county::{Answer, Asked};
use crate::mutation::Mutation;
use crate::world::Slot;

/// How bad it is: each is one chance in so many, and none at all if zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// A request gets lost.
    pub lose: u64,
    /// An answer gets lost.
    pub lose_answer: u64,
    /// A request arrives twice.
    pub double: u64,
    /// A request or an answer takes long, perhaps longer than anybody waits.
    pub delay: u64,
    /// Something in between answers instead.
    pub portal: u64,
}

impl Weather {
    /// Everything arrives.
    pub const FAIR: Self = Self { lose: 0, lose_answer: 0, double: 0, delay: 0, portal: 0 };
    /// A stairwell.
    pub const BAD: Self = Self { lose: 6, lose_answer: 6, double: 10, delay: 8, portal: 24 };
}

const JOURNEY_MS_MAX: u64 = 400;
const DELAY_MS_MAX: u64 = 45_000;

impl Browser {
    fn happens(&self, one_in: u64) -> bool {
        one_in > 0 && self.world.one_in(one_in)
    }

    fn journey_ms(&self, weather: Weather) -> u64 {
        let longest = if self.happens(weather.delay) { DELAY_MS_MAX } else { JOURNEY_MS_MAX };
        1 + self.world.below(longest)
    }

    /// Sends a request and waits for its answer, no longer than a browser does.
    pub async fn request(self: &Rc<Self>, asked: Asked) -> Result<Answer, HttpError> {
        let answered = Slot::default();
        let weather = self.weather.get();
        let given_up = answered.clone();
        self.world.after(u64::from(REQUEST_MS_MAX), move || given_up.fill(Err(HttpError::NoAnswer)));
        if self.offline.get() {
            let refused = answered.clone();
            self.world.after(1 + self.world.below(50), move || refused.fill(Err(HttpError::NoAnswer)));
            return answered.await;
        }
        if self.happens(weather.portal) {
            let (portal, wait) = (answered.clone(), self.journey_ms(weather));
            let status = self.world.pick(&[200, 204, 400, 401, 413, 502]);
            let answer = Answer { status, own: false, text: "<html>".to_owned(), set_cookie: None, retry_after: None };
            self.world.after(wait, move || portal.fill(Ok(answer)));
            return answered.await;
        }
        let copies = 1 + u64::from(self.happens(weather.double));
        for _ in 0..copies {
            if self.happens(weather.lose) {
                continue;
            }
            let (browser, asked, answered) = (Rc::clone(self), asked.clone(), answered.clone());
            self.world.after(self.journey_ms(weather), move || browser.arrives(&asked, answered));
        }
        answered.await
    }

    fn arrives(self: &Rc<Self>, asked: &Asked, answered: Slot<Result<Answer, HttpError>>) {
        self.county.set_time(self.world.now());
        let Some(answer) = self.serve(asked) else {
            return;
        };
        self.world.note(|| format!("{} {} {} -> {}", self.name, asked.method, asked.path, answer.status));
        let weather = self.weather.get();
        if self.happens(weather.lose_answer) || self.offline.get() {
            return;
        }
        let browser = Rc::clone(self);
        self.world.after(self.journey_ms(weather), move || {
            // A browser that has given up takes no cookie from an answer that comes after all.
            if answered.is_open()
                && let Some(cookie) = &answer.set_cookie
            {
                let kept = Some(cookie.clone()).filter(|cookie| !cookie.ends_with('='));
                *browser.cookie.borrow_mut() = kept;
            }
            answered.fill(Ok(answer));
        });
    }

    /// The server's answer; nothing when it is down, or goes down over it.
    fn serve(self: &Rc<Self>, asked: &Asked) -> Option<Answer> {
        let pushes = asked.path == "/api/push";
        let crashes = pushes && self.happens(self.server_crashes.get());
        let before_commit = crashes && self.world.one_in(2);
        if before_commit {
            let answer = self.mutates(Mutation::AnswersBeforeCommit).then(|| crate::storm::all_accepted(asked));
            self.cut_off();
            return answer.flatten();
        }
        let answer = if pushes && self.mutates(Mutation::ForgetsCommands) {
            self.forgetful(asked)
        } else {
            self.county.answer(asked)
        };
        if crashes {
            self.cut_off();
            return None;
        }
        self.poke_all();
        answer
    }

    fn cut_off(self: &Rc<Self>) {
        if !self.county.is_up() {
            return;
        }
        self.world.note(|| "server cut off".to_owned());
        self.county.crash();
        let browser = Rc::clone(self);
        self.world.after(self.world.below(30_000), move || {
            if !browser.county.is_up() {
                browser.county.set_time(browser.world.now());
                browser.county.start();
                browser.world.note(|| "server started".to_owned());
            }
        });
    }
}
