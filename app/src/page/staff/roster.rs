//! A list of what somebody keeps, such as accounts: a table on a wide screen, one card for each on a phone.

use leptos::prelude::*;

use crate::text::{Phrase, common as c, t};

/// The list under these headings; a last column without one is for what can be done. The roles are said again because the look of cards
/// would take them away.
pub fn roster(name: Phrase, columns: &'static [Phrase], entries: Vec<AnyView>) -> AnyView {
    let heading = |column: &Phrase| view! { <th scope="col" role="columnheader">{t(*column)}</th> };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t(name)>
            <table class="table roster" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        {columns.iter().map(heading).collect_view()}
                        <th scope="col" role="columnheader">
                            <span class="aside">{t(c::MORE)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{entries}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One line of it: who or what it is, what is to be said under each further heading, what can be done.
pub fn entry(head: AnyView, said: Vec<(Phrase, AnyView)>, acts: Option<AnyView>) -> AnyView {
    let cell = |(column, said): (Phrase, AnyView)| {
        view! {
            <td role="cell" class="num" data-name=t(column)>
                <div>{said}</div>
            </td>
        }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {head}
            </th>
            {said.into_iter().map(cell).collect_view()}
            <td role="cell">{acts}</td>
        </tr>
    }
    .into_any()
}
