//! A file in the log: pictures as themselves, everything else as a card. The bytes come with the
//! visitor's own proof, so a picture is asked for by the app and not by an address.

use js_sys::Reflect;
use leptos::html;
use leptos::prelude::*;
use pulina_browser::files;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::words::Word;

use crate::erased::{flag, follow};
use crate::state::PanelState;
use crate::text;

/// Pictures that every browser shows.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
/// The widest a picture becomes in a bubble, in CSS pixels.
const WIDTH_MAX: u32 = 240;
const HEIGHT_MAX: u32 = 320;

/// The file.
pub fn view(state: PanelState, file: FileInfo) -> AnyView {
    let failed = RwSignal::new(false);
    let download = {
        let file = file.clone();
        move |_| {
            let file = file.clone();
            leptos::task::spawn_local(async move {
                let Some(route) = state.route() else { return };
                failed.set(files::save(&route, &file).await.is_err());
            });
        }
    };
    let label = text::say_with(Word::Download, "{file}", &text::foreign(&file.name));
    let picture = SHOWN.contains(&file.media_type.as_str()).then(|| picture(state, &file));
    view! {
        <div class="file">
            {picture}
            <button class="file__card" type="button" title=label on:click=download>
                <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                    <path d="M12 4v11m-5-4 5 5 5-5M5 20h14" />
                </svg>
                <bdi class="file__name">{file.name.clone()}</bdi>
                <span class="file__size">{size(file.n_bytes)}</span>
            </button>
            <p class="file__wrong" role="alert" hidden=flag(move || !failed.get())>
                {text::say(Word::LinkExpired)}
            </p>
        </div>
    }
    .into_any()
}

fn picture(state: PanelState, file: &FileInfo) -> AnyView {
    let place = NodeRef::<html::Img>::new();
    let (width, height) = fitted(file.width.unwrap_or(WIDTH_MAX), file.height.unwrap_or(WIDTH_MAX));
    let alt = text::say_with(Word::PictureOf, "{file}", &text::foreign(&file.name));
    let wanted = file.clone();
    let mut is_asked = false;
    follow(move || {
        let Some(place) = place.get() else { return };
        if std::mem::replace(&mut is_asked, true) {
            return;
        }
        let wanted = wanted.clone();
        leptos::task::spawn_local(async move {
            let Some(route) = state.route() else { return };
            if let Ok(address) = files::object_address(&route, &wanted).await {
                place.set_src(&address);
            }
        });
    });
    view! { <img class="file__picture" node_ref=place alt=alt width=width height=height /> }.into_any()
}

/// The box of a picture before it is there, so that nothing jumps.
fn fitted(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (width_max, height_max) = (u64::from(WIDTH_MAX), u64::from(HEIGHT_MAX));
    let (w, h) = if width * height_max > height * width_max {
        (width.min(width_max), height * width.min(width_max) / width)
    } else {
        (width * height.min(height_max) / height, height.min(height_max))
    };
    (u32::try_from(w.max(1)).unwrap_or(WIDTH_MAX), u32::try_from(h.max(1)).unwrap_or(HEIGHT_MAX))
}

/// "22 MB", as the language has it.
#[allow(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
pub fn size(n_bytes: u64) -> String {
    let (unit, value) = match n_bytes {
        0..1_000 => ("byte", n_bytes as f64),
        1_000..1_000_000 => ("kilobyte", (n_bytes as f64 / 1e3).round()),
        _ => ("megabyte", (n_bytes as f64 / 1e5).round() / 10.0),
    };
    let options = js_sys::Object::new();
    // Of bytes there is no abbreviation that people would know.
    let display = if unit == "byte" { "long" } else { "short" };
    for (name, value) in [("style", "unit"), ("unit", unit), ("unitDisplay", display)] {
        // Setting a member of a plain new object cannot fail.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    text::formatted(value, &options)
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn pictures_keep_their_shape_and_stay_in_the_bubble() {
        for (given, expect) in [
            ((100, 50), (100, 50)),
            ((4_800, 2_400), (240, 120)),
            ((1_000, 4_000), (80, 320)),
            ((12_000, 1), (240, 1)),
            ((0, 0), (1, 1)),
        ] {
            assert_eq!(fitted(given.0, given.1), expect);
        }
    }
}
