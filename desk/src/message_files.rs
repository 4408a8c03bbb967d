//! Files of a message: a preview of pictures, a card for everything else. The bytes come from our
//! own origin under the agent's session, and as a preview only for kinds that cannot be pages.

use leptos::prelude::*;
use pulina_shared::ids::ConversationId;
use pulina_shared::wire::content::FileInfo;

use crate::icon::{Icon, Sign};
use crate::text;

/// Pictures that browsers show and that run nothing.
const PREVIEWED: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
/// The box that a preview fits into, in CSS pixels.
const PREVIEW_WIDTH_MAX: u32 = 320;
const PREVIEW_HEIGHT_MAX: u32 = 240;

/// The size of a preview, known before its bytes are here, so that nothing moves when they come.
/// Nothing for files that have no preview.
fn preview_size(file: &FileInfo) -> Option<(u32, u32)> {
    let (width, height) = (file.width?, file.height?);
    if !PREVIEWED.contains(&file.media_type.as_str()) || width == 0 || height == 0 {
        return None;
    }
    let fitted = |side: u32, other: u32, side_max: u32| {
        let fitted = u64::from(side) * u64::from(side_max) / u64::from(other);
        u32::try_from(fitted).unwrap_or(side_max).max(1)
    };
    let (width, height) = if width > PREVIEW_WIDTH_MAX {
        (PREVIEW_WIDTH_MAX, fitted(height, width, PREVIEW_WIDTH_MAX))
    } else {
        (width, height)
    };
    Some(if height > PREVIEW_HEIGHT_MAX {
        (fitted(width, height, PREVIEW_HEIGHT_MAX), PREVIEW_HEIGHT_MAX)
    } else {
        (width, height)
    })
}

/// The sign of a kind of file.
pub fn sign_of(media_type: &str) -> Sign {
    let (kind, detail) = media_type.split_once('/').unwrap_or_default();
    match kind {
        "image" => Sign::Picture,
        "audio" => Sign::Sound,
        "video" => Sign::Film,
        _ if detail.contains("zip") || detail.contains("compressed") => Sign::Archive,
        "text" => Sign::Document,
        _ if ["pdf", "document", "word", "rtf"].iter().any(|name| detail.contains(name)) => Sign::Document,
        _ if ["sheet", "excel", "csv"].iter().any(|name| detail.contains(name)) => Sign::Table,
        _ => Sign::File,
    }
}

/// The name, the size and the way to the bytes.
#[component]
fn FileLine(
    /// The file.
    file: FileInfo,
    /// Where its bytes are.
    path: String,
) -> impl IntoView {
    let label = text::download_of(&file.name);
    view! {
        <span class="file__facts">
            <bdi class="file__name" title=file.name.clone()>{file.name.clone()}</bdi>
            <span class="file__size">{text::file_size(file.n_bytes)}</span>
        </span>
        <a class="icon-button file__download" href=path download=file.name aria-label=label title=text::DOWNLOAD>
            <Icon sign=Sign::Download/>
        </a>
    }
}

/// One file.
#[component]
fn MessageFile(
    /// The file.
    file: FileInfo,
    /// Where it belongs.
    conversation: ConversationId,
) -> impl IntoView {
    let path = format!("/v1/conversations/{conversation}/files/{}", file.id);
    // What cannot be shown is a card like any other file.
    let is_broken = RwSignal::new(false);
    move || {
        let (file, path) = (file.clone(), path.clone());
        let id = file.id.to_string();
        if let Some((width, height)) = preview_size(&file).filter(|_| !is_broken.get()) {
            let preview = format!("{path}?inline=1");
            let address = preview.clone();
            let label = text::open_picture(&file.name);
            return view! {
                <figure class="file file--picture" data-file=id>
                    <a class="file__picture" href=address target="_blank" rel="noopener" aria-label=label>
                        <img
                            src=preview alt="" loading="lazy" decoding="async" width=width height=height
                            on:error=move |_| is_broken.set(true)
                        />
                    </a>
                    <figcaption class="file__line"><FileLine file path/></figcaption>
                </figure>
            }
            .into_any();
        }
        let sign = sign_of(&file.media_type);
        view! {
            <div class="file file--card" data-file=id>
                <span class="file__sign"><Icon sign/></span>
                <FileLine file path/>
            </div>
        }
        .into_any()
    }
}

/// The files of a message.
#[component]
pub fn MessageFiles(
    /// The files.
    files: Vec<FileInfo>,
    /// Files of which only the number is known.
    n_unknown: usize,
    /// Where they belong.
    conversation: ConversationId,
) -> impl IntoView {
    view! {
        {files.into_iter().map(|file| view! { <MessageFile file conversation=conversation.clone()/> }).collect_view()}
        {(n_unknown > 0).then(|| view! {
            <p class="file file--card">
                <span class="file__sign"><Icon sign=Sign::File/></span>
                <span class="file__facts">{text::n_files(n_unknown)}</span>
            </p>
        })}
    }
}

#[cfg(test)]
mod tests {
    use pulina_shared::ids::FileId;

    use super::*;

    fn picture(media_type: &str, size: Option<(u32, u32)>) -> FileInfo {
        FileInfo {
            id: FileId::new([1; 10]),
            name: "photo".to_owned(),
            media_type: media_type.to_owned(),
            n_bytes: 9,
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        }
    }

    #[test]
    fn previews_keep_their_shape_inside_the_box() {
        let table = [
            ((100, 50), (100, 50)),
            ((640, 480), (320, 240)),
            ((4_000, 1_000), (320, 80)),
            ((1_000, 4_000), (60, 240)),
            ((12_000, 1), (320, 1)),
            ((1, 12_000), (1, 240)),
        ];
        for (size, shown) in table {
            assert_eq!(preview_size(&picture("image/png", Some(size))), Some(shown), "{size:?}");
        }
    }

    #[test]
    fn only_harmless_pictures_of_known_size_are_previewed() {
        for (media_type, size) in [
            ("image/svg+xml", Some((10, 10))),
            ("text/html", Some((10, 10))),
            ("application/pdf", None),
            ("image/png", None),
            ("image/png", Some((0, 10))),
        ] {
            assert_eq!(preview_size(&picture(media_type, size)), None, "{media_type}");
        }
    }

    #[test]
    fn kinds_of_files_have_their_signs() {
        for (media_type, sign) in [
            ("image/png", Sign::Picture),
            ("application/pdf", Sign::Document),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Sign::Document),
            ("application/vnd.ms-excel", Sign::Table),
            ("application/zip", Sign::Archive),
            ("video/mp4", Sign::Film),
            ("audio/mpeg", Sign::Sound),
            ("text/plain", Sign::Document),
            ("application/octet-stream", Sign::File),
            ("nonsense", Sign::File),
        ] {
            assert_eq!(sign_of(media_type), sign, "{media_type}");
        }
    }
}
