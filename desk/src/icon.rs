//! The few signs of the desk, drawn with one stroke on a grid of 20. Always decoration: the button
//! around one has a name.

use leptos::prelude::*;

/// Which sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Archive,
    Attach,
    Back,
    Close,
    Delete,
    Details,
    Document,
    Down,
    Download,
    Edit,
    Everything,
    File,
    Film,
    Insert,
    Keyboard,
    Link,
    Logo,
    Mine,
    Done,
    Picture,
    Reopen,
    Send,
    Settings,
    Sound,
    Star,
    Table,
    Unassigned,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Archive => {
                "M4 6.5h12v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 14.5zM3.5 4h13v2.5h-13zM8.5 9.5h3"
            }
            Self::Attach => {
                "M15.5 9.3l-5.6 5.6a3.3 3.3 0 0 1-4.7-4.7l6-6a2.2 2.2 0 0 1 3.1 3.1l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.5-5.5"
            }
            Self::Back => "M12 4.5 6.5 10l5.5 5.5",
            Self::Close => "M5.5 5.5l9 9m0-9-9 9",
            Self::Delete => {
                "M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.7 9.3a1.2 1.2 0 0 0 1.2 1.2h5.2a1.2 1.2 0 0 0 1.2-1.2l.7-9.3M8.5 8.5v4.5m3-4.5v4.5"
            }
            Self::Document => {
                "M5 4.5A1.5 1.5 0 0 1 6.5 3H12l3 3v9.5a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 15.5zM7.5 9h5m-5 2.5h5m-5 2.5h3"
            }
            Self::Details => {
                "M3.5 5.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zM12.5 4v12"
            }
            Self::Down => "M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5",
            Self::Download => "M10 3.5v9m-3.5-3.5L10 12.5 13.5 9M4 16h12",
            Self::Edit => "M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5",
            Self::Everything => {
                "M3.5 11.5 5.4 5.3A1.8 1.8 0 0 1 7.1 4h5.8a1.8 1.8 0 0 1 1.7 1.3l1.9 6.2v3a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zh3.7l1.1 2h3.4l1.1-2h3.7"
            }
            Self::File => {
                "M5 4.5A1.5 1.5 0 0 1 6.5 3H12l3 3v9.5a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 15.5zM11.5 3v3.5H15"
            }
            Self::Film => {
                "M3.5 5.5A1.5 1.5 0 0 1 5 4h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 15 16H5a1.5 1.5 0 0 1-1.5-1.5zM8.5 7.5v5l4-2.5z"
            }
            Self::Insert => "M10 4.5v11M4.5 10h11",
            Self::Keyboard => {
                "M3 6.5A1.5 1.5 0 0 1 4.5 5h11A1.5 1.5 0 0 1 17 6.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 13.5zM6 8.2h.01m2.7 0h.01m2.7 0h.01m2.6 0h.01M7 12h6"
            }
            Self::Link => {
                "M8.5 11.5l3-3M9 6.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5 9.5 15A3.2 3.2 0 0 1 5 10.5L6.5 9"
            }
            Self::Logo => {
                "M4 9.8C4 6.6 6.7 4 10 4s6 2.6 6 5.8-2.7 5.8-6 5.8c-.8 0-1.6-.2-2.3-.4L4.5 16.5l.8-2.8A5.6 5.6 0 0 1 4 9.8z"
            }
            Self::Mine => "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-6 6.5c.5-2.6 3-4.2 6-4.2s5.5 1.6 6 4.2",
            Self::Done => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm-3-6.8 2.1 2.1L13.2 8",
            Self::Picture => {
                "M3.5 5.5A1.5 1.5 0 0 1 5 4h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 15 16H5a1.5 1.5 0 0 1-1.5-1.5zM4 14l3.5-3.5 3 3 2-2 3.5 3.5M12.5 8h.01"
            }
            Self::Reopen => "M4.5 10a5.5 5.5 0 1 1 1.8 4.1M4 16.2v-3.4h3.4",
            Self::Send => "M4 10h12m-5-5 5 5-5 5",
            Self::Sound => {
                "M8 14.5V5.5l7-1.5v9M8 14.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0zm7-1.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0z"
            }
            Self::Settings => {
                "M3.5 6.5h6m4 0h3M3.5 13.5h3m4 0h6M11.5 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.5 15.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
            }
            Self::Star => "M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.8 8.1l5-.7z",
            Self::Table => {
                "M3.5 5.5A1.5 1.5 0 0 1 5 4h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 15 16H5a1.5 1.5 0 0 1-1.5-1.5zM3.5 8h13m-13 4h13M9 8v8"
            }
            Self::Unassigned => {
                "M8.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zm-5.5 6.5c.4-2.4 2.7-3.9 5.5-3.9.9 0 1.7.1 2.5.4M14.5 11.5v5m-2.5-2.5h5"
            }
        }
    }
}

/// A sign in the colour of the text around it.
#[component]
pub fn Icon(
    /// Which.
    sign: Sign,
) -> impl IntoView {
    view! {
        <svg
            class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor"
            stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
        >
            <path d=sign.path()></path>
        </svg>
    }
}
