//! Photos: choosing them, and showing them.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use weft::id::PhotoHash;

use super::field::{error_line, fresh_id};
use super::{glyph, icon, toast_phrase};
use crate::data::{Data, use_data};
use crate::text::{common, t, told};

/// Choosing photos, with small pictures and a way to remove each. A photo is kept on the device at once.
#[component]
pub fn PhotoPicker(
    /// The photos chosen.
    photos: RwSignal<Vec<PhotoHash>>,
    /// Most photos.
    photos_max: usize,
) -> impl IntoView {
    let data = use_data();
    let busy = RwSignal::new(0usize);
    let error = RwSignal::new(None::<String>);
    let id = fresh_id("photos");
    let add = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        let Some(files) = input.files() else { return };
        error.set(None);
        let free = photos_max.saturating_sub(photos.with_untracked(Vec::len) + busy.get_untracked());
        let chosen: Vec<web_sys::File> = (0..files.length()).filter_map(|index| files.get(index)).take(free).collect();
        // So that the same file can be chosen again after it was removed.
        input.set_value("");
        busy.update(|busy| *busy += chosen.len());
        for file in chosen {
            spawn_local(async move {
                let added = data.add_photo(file).await;
                busy.update(|busy| *busy -= 1);
                match added {
                    Ok(hash) => photos.update(|photos| put(photos, hash, photos_max)),
                    Err(why) => error.set(Some(told(&why.text()))),
                }
            });
        }
    };
    let remove = move |hash: PhotoHash| {
        photos.update(|photos| photos.retain(|other| *other != hash));
        toast_phrase(common::PHOTO_REMOVED);
    };
    let picture = move |(index, hash)| chosen_photo(data, index, hash, remove);
    let room = move || photos.with(Vec::len) + busy.get() < photos_max;
    view! {
        <div class="field" role="group" aria-labelledby=format!("{id}-label") aria-describedby=format!("{id}-hint {id}-error")>
            <span class="label" id=format!("{id}-label")>
                {t(common::PHOTOS)}
                <span class="optional">{t(common::OPTIONAL)}</span>
            </span>
            <span class="hint" id=format!("{id}-hint")>
                {move || common::PHOTO_HINT.fill(&[&photos_max.to_string()])}
            </span>
            <div class="photos">
                {move || photos.get().into_iter().enumerate().map(picture).collect_view()}
                {move || (busy.get() > 0).then(|| view! { <div class="photo-add" role="status">{t(common::PHOTO_BUSY)}</div> })}
                <label class="photo-add" class:aside=move || !room()>
                    {icon(glyph::CAMERA)}
                    <span>{t(common::PHOTO_ADD)}</span>
                    <input type="file" accept="image/*" multiple disabled=move || !room() on:change:target=add/>
                </label>
            </div>
            {error_line(format!("{id}-error"), error.into())}
        </div>
    }
    .into_any()
}

fn put(photos: &mut Vec<PhotoHash>, hash: PhotoHash, photos_max: usize) {
    if !photos.contains(&hash) && photos.len() < photos_max {
        photos.push(hash);
    }
}

/// A small picture of a chosen photo, with a way to remove it.
fn chosen_photo(
    data: Data,
    index: usize,
    hash: PhotoHash,
    remove: impl Fn(PhotoHash) + Copy + Send + 'static,
) -> impl IntoView {
    let number = (index + 1).to_string();
    let name = number.clone();
    view! {
        <div class="photo">
            <img src=data.photo_url(hash) alt=move || common::PHOTO_NUMBER.fill(&[&name])/>
            <button
                type="button"
                aria-label=move || common::PHOTO_REMOVE.fill(&[&number])
                on:click=move |_| remove(hash)
            >
                {icon(glyph::CROSS)}
            </button>
        </div>
    }
}

/// Photos to look at; each opens large.
#[component]
pub fn Photos(
    /// The photos.
    photos: Vec<PhotoHash>,
) -> impl IntoView {
    let data = use_data();
    let picture = move |(index, hash): (usize, PhotoHash)| {
        let url = data.photo_url(hash);
        let large = url.clone();
        let number = (index + 1).to_string();
        view! {
            <div class="photo">
                <a href=large target="_blank" rel="noopener">
                    <img src=url alt=move || common::PHOTO_NUMBER.fill(&[&number]) loading="lazy"/>
                </a>
            </div>
        }
    };
    view! { <div class="photos">{photos.into_iter().enumerate().map(picture).collect_view()}</div> }.into_any()
}
