//! Makes an avatar of a picture file: the middle square, shrunk to the size that is shown, in the
//! browser, so that nothing larger travels and what cameras hide in files stays at home.

use js_sys::{Promise, Reflect};
use pulina_shared::limits;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// Bytes of a file that is worth decoding.
const FILE_BYTES_MAX: f64 = 20.0 * 1024.0 * 1024.0;

/// Why there is no avatar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAvatar {
    TooLarge,
    Unreadable,
}

impl From<JsValue> for NoAvatar {
    fn from(_: JsValue) -> Self {
        Self::Unreadable
    }
}

/// The avatar of this file.
///
/// # Errors
/// [`NoAvatar`].
pub async fn avatar_of(file: &File) -> Result<Blob, NoAvatar> {
    if file.size() > FILE_BYTES_MAX {
        return Err(NoAvatar::TooLarge);
    }
    let window = web_sys::window().ok_or(NoAvatar::Unreadable)?;
    let decoded = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    let bitmap: ImageBitmap = decoded.dyn_into()?;
    let drawn = draw(&bitmap);
    bitmap.close();
    let canvas = drawn?;
    // Where WebP cannot be written the browser writes PNG.
    let avatar = encode(&canvas, "image/webp").await?;
    #[allow(clippy::cast_precision_loss)]
    let bytes_max = limits::AVATAR_BYTES_MAX as f64;
    if avatar.size() <= bytes_max { Ok(avatar) } else { Err(NoAvatar::TooLarge) }
}

fn draw(bitmap: &ImageBitmap) -> Result<HtmlCanvasElement, NoAvatar> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(NoAvatar::Unreadable)?;
    let canvas: HtmlCanvasElement =
        document.create_element("canvas")?.dyn_into().map_err(|_| NoAvatar::Unreadable)?;
    let side = limits::AVATAR_SIDE_PIXELS;
    canvas.set_width(side);
    canvas.set_height(side);
    let context = canvas.get_context("2d")?.ok_or(NoAvatar::Unreadable)?;
    let context: CanvasRenderingContext2d = context.dyn_into().map_err(|_| NoAvatar::Unreadable)?;
    Reflect::set(&context, &JsValue::from_str("imageSmoothingQuality"), &JsValue::from_str("high"))?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let square = width.min(height);
    let side = f64::from(side);
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        bitmap,
        (width - square) / 2.0,
        (height - square) / 2.0,
        square,
        square,
        0.0,
        0.0,
        side,
        side,
    )?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement, kind: &str) -> Result<Blob, NoAvatar> {
    let promise = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            // Calling a promise's own function does not throw.
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        if canvas.to_blob_with_type(done.unchecked_ref(), kind).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await?.dyn_into().map_err(|_| NoAvatar::Unreadable)
}
