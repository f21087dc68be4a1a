//! Two rulebooks compared on the server's tickets: asked for here, heard line by line.

use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;
use weft::query::{ReplayLine, ReplayRequest};

use super::http::{self, ProblemText};
use super::{Data, Device};

/// A line, or why there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line.
    Line(ReplayLine),
    /// It broke off.
    Broken(ProblemText),
}

/// A comparison under way. It stops when told to, and when this is dropped.
pub struct Running(Option<AbortController>);

impl Running {
    /// Stops it: the server notices that nobody listens.
    pub fn stop(&self) {
        if let Some(abort) = &self.0 {
            abort.abort();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Data {
    /// Asks, and hands on what is heard until it ends or is stopped.
    #[must_use]
    pub fn replay(self, request: &ReplayRequest, hear: impl Fn(Heard) + 'static) -> Running {
        let running = Running(AbortController::new().ok());
        let signal = running.0.as_ref().map(AbortController::signal);
        let body = http::json(request);
        let device = self.device();
        spawn_local(async move {
            let sent = match body {
                Ok(body) => listen(&device, body, signal.as_ref(), &hear).await,
                Err(error) => Err(error),
            };
            let is_stopped = signal.is_some_and(|signal| signal.aborted());
            if let (Err(error), false) = (sent, is_stopped) {
                hear(Heard::Broken(error.text()));
            }
        });
        running
    }
}

async fn listen(
    device: &Device,
    body: String,
    signal: Option<&web_sys::AbortSignal>,
    hear: &dyn Fn(Heard),
) -> Result<(), http::HttpError> {
    device.ready().await;
    let account = device.holding.borrow().account();
    let mut is_done = false;
    http::events("/api/replay", body, Some(account), signal, &mut |line| {
        if let Ok(line) = weft::json::read::<ReplayLine>(line) {
            is_done = matches!(line, ReplayLine::Done(_) | ReplayLine::Failed);
            hear(Heard::Line(line));
        }
    })
    .await?;
    if is_done { Ok(()) } else { Err(http::HttpError::NoAnswer) }
}
