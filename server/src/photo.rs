//! Photos: checked, kept in a folder under the SHA-256 of their bytes.

pub mod metadata;

use std::io::Cursor;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::body::Bytes;
use image::{ImageError, ImageFormat, ImageReader, Limits};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use tokio::sync::Semaphore;
use weft::id::PhotoHash;

use crate::engine::{PhotoStore, Waiting};

/// Most bytes of a photo.
pub const PHOTO_BYTES_MAX: usize = 6 * 1_024 * 1_024;
/// Longest side of a photo, pixels.
pub const PHOTO_SIDE_PX_MAX: u32 = 4_096;
/// Most memory for decoding one photo, bytes.
pub const PHOTO_DECODE_BYTES_MAX: u64 = 128 * 1_024 * 1_024;
/// Photos decoded at the same time.
pub const PHOTOS_AT_ONCE_MAX: usize = 2;

/// What is wrong with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// More than [`PHOTO_BYTES_MAX`].
    #[error("the photo has too many bytes")]
    TooLarge,
    /// The bytes have another hash than they should.
    #[error("the photo has another hash")]
    OtherHash,
    /// Not a whole JPEG, PNG or WebP.
    #[error("the photo cannot be read")]
    Unreadable,
    /// A side is longer than [`PHOTO_SIDE_PX_MAX`].
    #[error("the photo has too many pixels")]
    TooManyPixels,
    /// It carries more than the picture.
    #[error("the photo carries metadata")]
    Metadata,
}

/// Checks that these bytes are a photo that may be kept, and says its media type. Takes some milliseconds of computing.
///
/// # Errors
/// The first [`PhotoFault`] found.
pub fn check(hash: PhotoHash, bytes: &[u8]) -> Result<&'static str, PhotoFault> {
    if bytes.len() > PHOTO_BYTES_MAX {
        return Err(PhotoFault::TooLarge);
    }
    if PhotoHash::of(bytes) != hash {
        return Err(PhotoFault::OtherHash);
    }
    let format = image::guess_format(bytes).map_err(|_| PhotoFault::Unreadable)?;
    let (bare, media_type) = match format {
        ImageFormat::Jpeg => (metadata::jpeg_is_bare(bytes), "image/jpeg"),
        ImageFormat::Png => (metadata::png_is_bare(bytes), "image/png"),
        ImageFormat::WebP => (metadata::webp_is_bare(bytes), "image/webp"),
        _ => return Err(PhotoFault::Unreadable),
    };
    if !bare.map_err(|_| PhotoFault::Unreadable)? {
        return Err(PhotoFault::Metadata);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(PHOTO_SIDE_PX_MAX);
    limits.max_image_height = Some(PHOTO_SIDE_PX_MAX);
    limits.max_alloc = Some(PHOTO_DECODE_BYTES_MAX);
    reader.limits(limits);
    match reader.decode() {
        Ok(_) => Ok(media_type),
        Err(ImageError::Limits(_)) => Err(PhotoFault::TooManyPixels),
        Err(_) => Err(PhotoFault::Unreadable),
    }
}

/// Why photos cannot be kept or fetched.
#[derive(Debug, thiserror::Error)]
pub enum PhotosError {
    /// The folder.
    #[error("the photo folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The object store over it.
    #[error("the photo store failed: {0}")]
    Store(#[from] object_store::Error),
    /// The thread that checked a photo broke.
    #[error("checking a photo failed: {0}")]
    Check(#[from] tokio::task::JoinError),
}

/// The photo folder.
#[derive(Clone, Debug)]
pub struct Photos {
    folder: Arc<dyn ObjectStore>,
    turns: Arc<Semaphore>,
}

fn place(hash: PhotoHash) -> Path {
    let name = hash.to_string();
    Path::from_iter([&name[..2], name.as_str()])
}

impl Photos {
    /// Opens the photo folder, made if missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: &FilePath) -> Result<Self, PhotosError> {
        std::fs::create_dir_all(folder)?;
        let folder = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { folder: Arc::new(folder), turns: Arc::new(Semaphore::new(PHOTOS_AT_ONCE_MAX)) })
    }

    /// Checks a photo and keeps it, durably, and says its media type. Keeping the same again changes nothing.
    ///
    /// # Errors
    /// When the folder fails; the inner error when the photo may not be kept.
    pub async fn keep(&self, hash: PhotoHash, bytes: Bytes) -> Result<Result<&'static str, PhotoFault>, PhotosError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let checked = {
            let bytes = bytes.clone();
            tokio::task::spawn_blocking(move || {
                let _turn = turn;
                check(hash, &bytes)
            })
            .await?
        };
        let media_type = match checked {
            Ok(media_type) => media_type,
            Err(fault) => return Ok(Err(fault)),
        };
        self.folder.put(&place(hash), PutPayload::from_bytes(bytes)).await?;
        Ok(Ok(media_type))
    }

    /// The bytes of a photo.
    ///
    /// # Errors
    /// When the folder fails.
    pub async fn fetch(&self, hash: PhotoHash) -> Result<Option<Bytes>, PhotosError> {
        match self.folder.get(&place(hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl PhotoStore for Photos {
    fn has(&self, photo: PhotoHash) -> Waiting<'_, bool> {
        Box::pin(async move { self.folder.head(&place(photo)).await.is_ok() })
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbImage};

    use super::*;

    fn drawing(format: ImageFormat, width: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(RgbImage::new(width, 4)).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn drawings_of_the_three_formats_are_photos() {
        let formats =
            [(ImageFormat::Jpeg, "image/jpeg"), (ImageFormat::Png, "image/png"), (ImageFormat::WebP, "image/webp")];
        for (format, media_type) in formats {
            let bytes = drawing(format, 8);
            assert_eq!(check(PhotoHash::of(&bytes), &bytes), Ok(media_type));
        }
    }

    #[test]
    fn other_bytes_are_not() {
        let whole = drawing(ImageFormat::Png, 8);
        assert_eq!(check(PhotoHash([0; 32]), &whole), Err(PhotoFault::OtherHash));
        let wide = drawing(ImageFormat::Png, PHOTO_SIDE_PX_MAX + 1);
        assert_eq!(check(PhotoHash::of(&wide), &wide), Err(PhotoFault::TooManyPixels));
        let cut = &whole[..whole.len() / 2];
        assert_eq!(check(PhotoHash::of(cut), cut), Err(PhotoFault::Unreadable));
        let text = b"<svg onload='alert(1)'/>";
        assert_eq!(check(PhotoHash::of(text), text), Err(PhotoFault::Unreadable));
        let heap = vec![0xff; PHOTO_BYTES_MAX + 1];
        assert_eq!(check(PhotoHash::of(&heap), &heap), Err(PhotoFault::TooLarge));
    }

    #[tokio::test]
    async fn a_kept_photo_is_found_again_and_another_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let photos = Photos::open(folder.path()).unwrap();
        let bytes = Bytes::from(drawing(ImageFormat::Jpeg, 8));
        let hash = PhotoHash::of(&bytes);
        assert!(!photos.has(hash).await);
        assert_eq!(photos.keep(hash, bytes.clone()).await.unwrap(), Ok("image/jpeg"));
        assert!(photos.has(hash).await);
        assert_eq!(photos.fetch(hash).await.unwrap(), Some(bytes));
        assert_eq!(photos.fetch(PhotoHash([7; 32])).await.unwrap(), None);
    }
}
