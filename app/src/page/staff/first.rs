//! Before anybody is signed in: signing in, and making the very first administrator.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::component::{Notice, PageHead, TextField, Tone};
use crate::data::use_data;
use crate::page::account::SignIn;
use crate::route::router;
use crate::text::{common as c, staff as s, t, told};

/// Signing in.
#[component]
pub fn Door() -> impl IntoView {
    view! {
        <SignIn then="/staff/"/>
        <p class="quiet first-link">
            <a href="/staff/first">{t(s::FIRST_LINK)}</a>
        </p>
    }
    .into_any()
}

/// The first administrator, with the token that the server printed.
#[component]
pub fn First() -> impl IntoView {
    let data = use_data();
    let empty = || RwSignal::new(String::new());
    let (token, login, name, password) = (empty(), empty(), empty(), empty());
    let (busy, trouble, tried) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(false));
    let missing = move |value: RwSignal<String>| {
        MaybeProp::derive(move || {
            (tried.get() && value.with(|value| value.trim().is_empty())).then(|| c::REQUIRED.now().to_owned())
        })
    };
    let go = move || {
        tried.set(true);
        let given = |value: RwSignal<String>| value.with_untracked(|value| value.trim().to_owned());
        let (first_token, first_login, first_name) = (given(token), given(login), given(name));
        let secret = password.get_untracked();
        if busy.get_untracked() || [&first_token, &first_login, &first_name, &secret].iter().any(|text| text.is_empty())
        {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let made = data.make_first(&first_token, &first_login, &secret, &first_name).await;
            let entered = match made {
                Ok(()) => data.sign_in(&first_login, &secret).await,
                Err(text) => Err(text),
            };
            busy.set(false);
            match entered {
                Ok(()) => router().replace("/staff/"),
                Err(text) => trouble.set(Some(text)),
            }
        });
    };
    view! {
        <PageHead title=s::FIRST back="/staff/"/>
        <form
            class="card stack"
            on:submit=move |event| {
                event.prevent_default();
                go();
            }
        >
            <p class="quiet">{t(s::FIRST_LINE)}</p>
            <TextField label=s::FIRST_TOKEN value=token error=missing(token)/>
            <TextField label=crate::text::staff::accounts::NAME value=name autocomplete="name" error=missing(name)/>
            <TextField label=crate::text::staff::accounts::LOGIN value=login autocomplete="username" error=missing(login)/>
            <TextField
                label=c::PASSWORD
                hint=s::PASSWORD_HINT
                value=password
                kind="password"
                autocomplete="new-password"
                error=missing(password)
            />
            {move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad>{told(&text)}</Notice> })}
            <button class="weui-btn weui-btn_primary btn-block" type="submit" aria-busy=move || busy.get().then_some("true")>
                {t(s::FIRST_GO)}
            </button>
        </form>
    }
    .into_any()
}
