//! Photos, made small and stripped of everything but the picture before they leave the device.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};
use weft::id::PhotoHash;
use weft::text::Text;

/// Longest side of a photo that is sent, pixels.
pub const PHOTO_SIDE_PX_MAX: u32 = 1_600;
/// JPEG quality of a photo that is sent.
pub const PHOTO_QUALITY: f64 = 0.82;
/// Largest file that is opened, bytes.
pub const PHOTO_FILE_BYTES_MAX: f64 = 50.0 * 1024.0 * 1024.0;

/// Why a photo cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file is larger than a phone could open.
    #[error("the file is too large")]
    TooLarge,
    /// The browser cannot read it as a picture.
    #[error("not a picture this browser can read")]
    Unreadable,
    /// The browser cannot make a smaller copy.
    #[error("this browser cannot re-encode pictures")]
    CannotEncode,
}

impl PhotoError {
    /// What to tell the person.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::TooLarge => {
                Text::new("照片文件超过 50 MB，请换一张。", "The file is larger than 50 MB: choose another.")
            }
            Self::Unreadable => Text::new(
                "这个文件不是可识别的照片，请换一张。",
                "This file is not a picture that can be read: choose another.",
            ),
            Self::CannotEncode => Text::new(
                "当前浏览器无法处理照片，请更换浏览器或不附照片。",
                "This browser cannot process photos: use another browser, or report without photos.",
            ),
        }
    }
}

/// A smaller JPEG of the picture in a file, drawn anew so that place, time and device do not travel along, and its hash.
///
/// # Errors
/// See [`PhotoError`].
pub async fn re_encode(file: &File) -> Result<(PhotoHash, Blob), PhotoError> {
    if file.size() > PHOTO_FILE_BYTES_MAX {
        return Err(PhotoError::TooLarge);
    }
    let bitmap = decode(file).await.map_err(|_| PhotoError::Unreadable)?;
    let encoded = draw(&bitmap).map_err(|_| PhotoError::CannotEncode);
    bitmap.close();
    let blob = to_jpeg(&encoded?).await.map_err(|_| PhotoError::CannotEncode)?;
    let bytes = JsFuture::from(blob.array_buffer()).await.map_err(|_| PhotoError::CannotEncode)?;
    Ok((PhotoHash::of(&Uint8Array::new(&bytes).to_vec()), blob))
}

/// Width and height that keep the shape and no side longer than [`PHOTO_SIDE_PX_MAX`].
#[must_use]
pub fn fit(width: u32, height: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height).max(1));
    let max = u64::from(PHOTO_SIDE_PX_MAX);
    if longest <= max {
        return (width.max(1), height.max(1));
    }
    let scale = |side: u32| u32::try_from((u64::from(side) * max + longest / 2) / longest).unwrap_or(1).max(1);
    (scale(width), scale(height))
}

async fn decode(file: &File) -> Result<ImageBitmap, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?.dyn_into()
}

fn draw(bitmap: &ImageBitmap) -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    let (width, height) = fit(bitmap.width(), bitmap.height());
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    // JPEG has no transparency: what is not drawn would be black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width.into(), height.into());
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width.into(), height.into())?;
    Ok(canvas)
}

async fn to_jpeg(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let to_blob: Function = Reflect::get(canvas, &"toBlob".into())?.dyn_into()?;
    let blob = Promise::new(&mut |resolve, reject| {
        if to_blob.call3(canvas, &resolve, &"image/jpeg".into(), &PHOTO_QUALITY.into()).is_err() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    // A canvas that cannot be encoded gives null.
    JsFuture::from(blob).await?.dyn_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_photo_shrinks_in_its_own_shape_and_a_small_one_stays() {
        assert_eq!(fit(4_000, 3_000), (1_600, 1_200));
        assert_eq!(fit(3_000, 4_000), (1_200, 1_600));
        assert_eq!(fit(640, 480), (640, 480));
        assert_eq!(fit(100_000, 1), (1_600, 1));
        assert_eq!(fit(0, 0), (1, 1));
    }
}
