//! A question to the server, as a page shows it: on its way, answered, or failed with a way to ask again.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::component::{Empty, Press, glyph};
use crate::data::{ProblemText, use_data};
use crate::text::{common as c, told};

type Asking<T> = Pin<Box<dyn Future<Output = Result<T, ProblemText>>>>;

/// A question and what has come of it.
pub struct Asked<T: Send + Sync + 'static> {
    answer: RwSignal<Option<Result<T, ProblemText>>>,
    turn: RwSignal<u32>,
    ask: StoredValue<Box<dyn Fn() -> Asking<T>>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Asked<T> {}

impl<T: Clone + Send + Sync + 'static> Asked<T> {
    /// Asks now, and anew whenever a signal that `ask` reads before it waits has changed.
    pub fn new<F>(ask: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ProblemText>> + 'static,
    {
        let asked = Self {
            answer: RwSignal::new(None),
            turn: RwSignal::new(0),
            ask: StoredValue::new_local(Box::new(move || Box::pin(ask()) as Asking<T>)),
        };
        Effect::new(move || asked.go());
        asked
    }

    /// Asks. An answer to an older question than the last one is dropped.
    fn go(self) {
        let turn = self.turn.get_untracked() + 1;
        self.turn.set(turn);
        let asking = self.ask.with_value(|ask| ask());
        spawn_local(async move {
            let answer = asking.await;
            // The page may have gone meanwhile.
            if self.turn.try_get_untracked() == Some(turn) {
                self.answer.set(Some(answer));
            }
        });
    }

    /// Asks again; what was answered stays until then.
    pub fn again(self) {
        untrack(|| self.go());
    }

    /// The answer, if there is one.
    pub fn get(self) -> Option<T> {
        self.answer.get().and_then(Result::ok)
    }

    /// Changes the answer in place, after something was changed at the server.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.answer.update(|answer| {
            if let Some(Ok(answer)) = answer {
                change(answer);
            }
        });
    }

    /// The answer as a view, or that it is on its way, or why there is none and a way to ask again.
    pub fn shown(
        self,
        loading: impl Fn() -> AnyView + Send + 'static,
        show: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        (move || match self.answer.get() {
            None => loading(),
            Some(Ok(answer)) => show(answer),
            Some(Err(text)) => failed(&text, Callback::new(move |()| self.again())),
        })
        .into_any()
    }
}

/// Why there is no answer, and a way to ask again.
pub fn failed(text: &ProblemText, again: Callback<()>) -> AnyView {
    let online = use_data().online();
    let text = text.clone();
    let title = Signal::derive(move || if online.get() { c::BROKEN.now() } else { c::NO_NETWORK.now() }.to_owned());
    let said = Signal::derive(move || told(&text));
    view! {
        <Empty title=title text=said broken=true>
            <Press label=c::RETRY glyph=glyph::UNDO press=again/>
        </Empty>
    }
    .into_any()
}
