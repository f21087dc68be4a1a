//! `/api/photos/{sha256}`: photos go in before the commands that refer to them, and out to those who may see what they show.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use weft::id::{PersonId, PhotoHash};

use super::client::Client;
use super::extract::{Bytes, Path};
use super::problem::{Failure, ProblemKind};
use super::reader::{Known, Reader};
use super::{App, limited, shape};
use crate::metrics::OutcomeLabels;
use crate::photo::{PHOTO_BYTES_MAX, PhotoFault};
use crate::store::Photo;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    limited(routes!(keep, show), PHOTO_BYTES_MAX)
}

/// Stores a photo under the SHA-256 of its bytes.
///
/// JPEG, PNG or WebP; at most 6 MB and 4096 pixels a side; without metadata such as place or device. Storing the same again changes
/// nothing. The photo is durable when this answers.
#[utoipa::path(
    put,
    path = "/api/photos/{sha256}",
    tag = "photos",
    params(("sha256" = String, Path, description = "64 hexadecimal digits")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "Stored"),
        (status = 400, description = "`bad-path`", body = shape::Problem),
        (status = 413, description = "`photo-too-large`", body = shape::Problem),
        (status = 422, description = "`photo-hash-mismatch`, `photo-unreadable`, `photo-dimensions` or `photo-metadata`", body = shape::Problem),
        (status = 429, description = "`photo-quota`", body = shape::Problem),
    )
)]
async fn keep(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Path(hash): Path<PhotoHash>,
    body: Result<Bytes, Failure>,
) -> Result<Response, Failure> {
    let Bytes(body) = body.map_err(|failure| match failure.kind() {
        ProblemKind::TooLarge => ProblemKind::PhotoTooLarge.into(),
        _ => failure,
    })?;
    app.limits.address_photos.pass(&client.key())?;
    let known = Known::or_begin(&app, &client, reader).await?;
    let kept = keep_of(&app, known.reader.actor.person, hash, body).await;
    Ok(known.answer(kept.map(|()| StatusCode::NO_CONTENT)))
}

async fn keep_of(app: &App, by: PersonId, hash: PhotoHash, body: axum::body::Bytes) -> Result<(), Failure> {
    app.limits.photos.pass(&by)?;
    let size_bytes = body.len() as u64;
    let kept = app.photos.keep(hash, body).await.map_err(Failure::internal)?;
    let outcome = if kept.is_ok() { "kept" } else { "refused" };
    app.metrics.photos.get_or_create(&OutcomeLabels { outcome }).inc();
    let photo = Photo { hash, by, media_type: kept.map_err(of_photo)?.to_owned(), size_bytes, at: app.now() };
    app.engine.store().put_photo(&photo).await.map_err(Failure::internal)
}

fn of_photo(fault: PhotoFault) -> ProblemKind {
    match fault {
        PhotoFault::TooLarge => ProblemKind::PhotoTooLarge,
        PhotoFault::OtherHash => ProblemKind::PhotoHashMismatch,
        PhotoFault::Unreadable => ProblemKind::PhotoUnreadable,
        PhotoFault::TooManyPixels => ProblemKind::PhotoDimensions,
        PhotoFault::Metadata => ProblemKind::PhotoMetadata,
    }
}

/// Shows a photo to whoever brought it, and to those who may see something that shows it.
#[utoipa::path(
    get,
    path = "/api/photos/{sha256}",
    tag = "photos",
    params(("sha256" = String, Path, description = "64 hexadecimal digits")),
    responses(
        (status = 200, description = "The photo", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304, description = "The browser has it"),
        (status = 404, description = "`not-found`", body = shape::Problem),
    )
)]
async fn show(
    State(app): State<App>,
    client: Client,
    reader: Reader,
    Path(hash): Path<PhotoHash>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    app.limits.reads.pass(&client.key())?;
    let photo = app.engine.store().photo(hash).await.map_err(Failure::internal)?.ok_or(ProblemKind::NotFound)?;
    if !may_see(&app, &reader, &photo).await? {
        return Err(ProblemKind::NotFound.into());
    }
    let tag = format!("\"{hash}\"");
    // Asked for each time, so that whoever may not see it any more does not.
    let fixed = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    let bytes = app.photos.fetch(hash).await.map_err(Failure::internal)?.ok_or(ProblemKind::NotFound)?;
    Ok((fixed, [(header::CONTENT_TYPE, photo.media_type)], bytes).into_response())
}

async fn may_see(app: &App, reader: &Reader, photo: &Photo) -> Result<bool, Failure> {
    if reader.session.is_some() && reader.actor.person == photo.by {
        return Ok(true);
    }
    for target in app.engine.store().photo_targets(photo.hash).await.map_err(Failure::internal)? {
        let row = app.engine.get(&reader.actor, target).await?;
        if row.is_some_and(|row| row.state.photos().contains(&photo.hash)) {
            return Ok(true);
        }
    }
    Ok(false)
}
