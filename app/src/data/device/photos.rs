//! Photos whose bytes are on this device.

use web_sys::{File, Url};
use weft::id::PhotoHash;

use crate::data::host::Host;
use crate::outbox::plan::PhotoState;
use crate::photo::{self, PhotoError};

use super::Device;

impl Device {
    /// See [`crate::data::Data::add_photo`].
    pub(crate) async fn add_photo(&self, file: &File) -> Result<PhotoHash, PhotoError> {
        self.ready().await;
        let (hash, blob) = photo::re_encode(file).await?;
        let database = self.database.borrow().clone();
        if let Some(database) = database
            && let Err(error) = database.put_photo(hash, &blob).await
        {
            self.keeps_no_more(error);
        }
        self.holding.borrow_mut().photos.insert(hash, PhotoState::Local);
        self.blobs.borrow_mut().insert(hash, blob);
        Ok(hash)
    }

    /// See [`crate::data::Data::photo_url`].
    pub(crate) fn photo_url(&self, hash: PhotoHash) -> String {
        if let Some(url) = self.urls.borrow().get(&hash) {
            return url.clone();
        }
        let blobs = self.blobs.borrow();
        let local = blobs.get(&hash).and_then(|blob| Url::create_object_url_with_blob(blob).ok());
        match local {
            Some(url) => {
                self.urls.borrow_mut().insert(hash, url.clone());
                url
            }
            None => format!("/api/photos/{hash}"),
        }
    }

    /// Lets go of bytes that the holding no longer lists. Addresses already given out stay good until the page is left.
    pub(super) fn let_photos_go(&self) {
        let holding = self.holding.borrow();
        self.blobs.borrow_mut().retain(|hash, _| holding.photos.contains_key(hash));
    }
}
