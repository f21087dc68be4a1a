//! The staff bundle's pages.

use leptos::prelude::*;

use crate::component::PageHead;
use crate::data::use_data;
use crate::page::account::{Account, SignIn};
use crate::text::staff as s;

/// The staff page for where the address bar is: signing in first.
pub fn staff_page() -> AnyView {
    let data = use_data();
    let signed_in = Memo::new(move |_| data.session().with(|session| session.is_signed_in()));
    (move || {
        if signed_in.get() {
            view! {
                <PageHead title=s::STAFF_TITLE/>
                <Account/>
            }
            .into_any()
        } else {
            view! { <SignIn then="/staff/"/> }.into_any()
        }
    })
    .into_any()
}
