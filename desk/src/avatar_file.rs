//! Makes an avatar of a picture file: a square of it, shrunk to the size that is shown, in the browser,
//! so that nothing larger travels and what cameras hide in files stays at home.

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

/// Which square of a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// How many times smaller than the largest square it is, 1 or more.
    pub zoom: f64,
    /// Where it lies between the left end, 0, and the right end, 1.
    pub across: f64,
    /// Where it lies between the top, 0, and the bottom, 1.
    pub down: f64,
}

impl Default for Frame {
    fn default() -> Self {
        Self { zoom: 1.0, across: 0.5, down: 0.5 }
    }
}

impl Frame {
    fn side(self, (width, height): (u32, u32)) -> f64 {
        f64::from(width.min(height)) / self.zoom.max(1.0)
    }

    /// The frame after the picture of these sides was dragged by so many sides of the square.
    pub fn moved(self, (width, height): (u32, u32), (right, down): (f64, f64)) -> Self {
        let side = self.side((width, height));
        let moved = |place: f64, length: u32, by: f64| {
            let room = f64::from(length) - side;
            if room < 1.0 { place } else { (place - by * side / room).clamp(0.0, 1.0) }
        };
        Self { across: moved(self.across, width, right), down: moved(self.down, height, down), ..self }
    }
}

/// The avatar of the middle of this file's picture.
///
/// # Errors
/// [`NoAvatar`].
pub async fn avatar_of(file: &File) -> Result<Blob, NoAvatar> {
    let bitmap = decode(file).await?;
    let avatar = avatar_of_part(&bitmap, Frame::default()).await;
    bitmap.close();
    avatar
}

/// The picture of this file.
///
/// # Errors
/// [`NoAvatar`].
pub async fn decode(file: &File) -> Result<ImageBitmap, NoAvatar> {
    if file.size() > FILE_BYTES_MAX {
        return Err(NoAvatar::TooLarge);
    }
    let window = web_sys::window().ok_or(NoAvatar::Unreadable)?;
    let decoded = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    Ok(decoded.dyn_into()?)
}

/// The avatar of this part of a picture.
///
/// # Errors
/// [`NoAvatar`].
pub async fn avatar_of_part(bitmap: &ImageBitmap, frame: Frame) -> Result<Blob, NoAvatar> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(NoAvatar::Unreadable)?;
    let canvas: HtmlCanvasElement =
        document.create_element("canvas")?.dyn_into().map_err(|_| NoAvatar::Unreadable)?;
    canvas.set_width(limits::AVATAR_SIDE_PIXELS);
    canvas.set_height(limits::AVATAR_SIDE_PIXELS);
    draw(bitmap, frame, &canvas)?;
    // Where WebP cannot be written the browser writes PNG.
    let avatar = encode(&canvas, "image/webp").await?;
    #[allow(clippy::cast_precision_loss)]
    let bytes_max = limits::AVATAR_BYTES_MAX as f64;
    if avatar.size() <= bytes_max { Ok(avatar) } else { Err(NoAvatar::TooLarge) }
}

/// Draws a part of a picture over all of a canvas.
///
/// # Errors
/// [`NoAvatar`], where the browser does not draw.
pub fn draw(bitmap: &ImageBitmap, frame: Frame, canvas: &HtmlCanvasElement) -> Result<(), NoAvatar> {
    let context = canvas.get_context("2d")?.ok_or(NoAvatar::Unreadable)?;
    let context: CanvasRenderingContext2d = context.dyn_into().map_err(|_| NoAvatar::Unreadable)?;
    Reflect::set(&context, &JsValue::from_str("imageSmoothingQuality"), &JsValue::from_str("high"))?;
    let square = frame.side((bitmap.width(), bitmap.height()));
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    // What is see-through must not show what was drawn before.
    context.clear_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        bitmap,
        (f64::from(bitmap.width()) - square) * frame.across,
        (f64::from(bitmap.height()) - square) * frame.down,
        square,
        square,
        0.0,
        0.0,
        width,
        height,
    )?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_stays_on_the_picture_however_far_it_is_dragged() {
        let wide = (400, 100);
        let frame = Frame::default().moved(wide, (0.75, 0.75));
        assert_eq!((frame.across, frame.down), (0.25, 0.5), "there is no room up and down");
        assert_eq!(frame.moved(wide, (9.0, 0.0)), Frame { across: 0.0, ..frame });
        let near = Frame { zoom: 2.0, ..Frame::default() };
        assert_eq!(near.moved(wide, (0.0, -0.25)), Frame { down: 0.75, ..near });
    }
}
