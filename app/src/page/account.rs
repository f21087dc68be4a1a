//! Signing in, and the settings of this browser.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Route;
use crate::component::{
    DeviceCard, Emergency, Look, Notice, PageHead, Preferences, Press, TextField, Tone, glyph, icon, toast_phrase,
};
use crate::data::{SessionState, use_data};
use crate::text::{common as c, t, told};

/// Settings.
#[component]
pub fn Settings() -> impl IntoView {
    view! {
        <PageHead title=c::SETTINGS/>
        <div class="stack">
            <Preferences/>
            <Account/>
            <DeviceCard inbox="/inbox"/>
            <section class="card stack-s">
                <h2>{t(c::ABOUT)}</h2>
                <p class="quiet">{t(c::ABOUT_TEXT)}</p>
            </section>
            <Emergency/>
        </div>
    }
    .into_any()
}

/// Who is signed in, and out again.
#[component]
pub fn Account() -> impl IntoView {
    let data = use_data();
    let busy = RwSignal::new(false);
    let out = move |()| {
        busy.set(true);
        spawn_local(async move {
            data.sign_out().await;
            busy.set(false);
            toast_phrase(c::SIGNED_OUT);
        });
    };
    let account = move || match data.session().get() {
        SessionState::Staff { name, .. } => view! {
            <p>{move || c::SIGNED_IN_AS.fill(&[&name])}</p>
            <div class="actions">
                <a class="weui-btn weui-btn_primary" href="/staff/">
                    {t(c::STAFF_PAGES)}
                </a>
                <Press label=c::SIGN_OUT look=Look::Default busy=busy press=out/>
            </div>
        }
        .into_any(),
        _ => view! {
            <p class="quiet">{t(c::ANONYMOUS)}</p>
            <a class="weui-btn weui-btn_default" href=Route::SignIn.href()>
                {icon(glyph::PERSON)}
                {t(c::SIGN_IN)}
            </a>
        }
        .into_any(),
    };
    view! {
        <section class="card stack">
            <h2>{t(c::ACCOUNT)}</h2>
            {account}
        </section>
    }
    .into_any()
}

/// Signing in.
#[component]
pub fn SignIn(
    /// Where to go afterwards.
    #[prop(default = "/staff/")]
    then: &'static str,
) -> impl IntoView {
    let data = use_data();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble, tried) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(false));
    let missing = move |value: RwSignal<String>| {
        MaybeProp::derive(move || {
            (tried.get() && value.with(|value| value.trim().is_empty())).then(|| c::REQUIRED.now().to_owned())
        })
    };
    let go = move || {
        tried.set(true);
        if busy.get_untracked()
            || login.with_untracked(|text| text.trim().is_empty())
            || password.with_untracked(String::is_empty)
        {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match data.sign_in(login.get_untracked().trim(), &password.get_untracked()).await {
                Ok(()) => {
                    password.set(String::new());
                    // The other bundle is another page.
                    let _ = window().location().assign(then);
                }
                Err(text) => trouble.set(Some(text)),
            }
            busy.set(false);
        });
    };
    view! {
        <PageHead title=c::SIGN_IN back=Route::Settings.href()/>
        <form
            class="card stack"
            on:submit=move |event| {
                event.prevent_default();
                go();
            }
        >
            <p class="quiet">{t(c::SIGN_IN_LINE)}</p>
            <TextField label=c::LOGIN value=login autocomplete="username" error=missing(login)/>
            <TextField label=c::PASSWORD value=password kind="password" autocomplete="current-password" error=missing(password)/>
            {move || {
                let said = trouble.with(|text| text.as_ref().map(told));
                said.map(|said| view! { <Notice tone=Tone::Bad>{said}</Notice> })
            }}
            <button class="weui-btn weui-btn_primary btn-block" type="submit" aria-busy=move || busy.get().then_some("true")>
                {t(c::SIGN_IN)}
            </button>
        </form>
    }
    .into_any()
}
