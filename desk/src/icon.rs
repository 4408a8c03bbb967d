//! The few signs of the desk, drawn with one stroke on a grid of 20. Always decoration: the button
//! around one has a name.

use leptos::prelude::*;

/// Which sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Back,
    Close,
    Details,
    Down,
    Everything,
    Keyboard,
    Logo,
    Mine,
    Done,
    Reopen,
    Send,
    Unassigned,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Back => "M12 4.5 6.5 10l5.5 5.5",
            Self::Close => "M5.5 5.5l9 9m0-9-9 9",
            Self::Details => {
                "M3.5 5.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zM12.5 4v12"
            }
            Self::Down => "M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5",
            Self::Everything => {
                "M3.5 11.5 5.4 5.3A1.8 1.8 0 0 1 7.1 4h5.8a1.8 1.8 0 0 1 1.7 1.3l1.9 6.2v3a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zh3.7l1.1 2h3.4l1.1-2h3.7"
            }
            Self::Keyboard => {
                "M3 6.5A1.5 1.5 0 0 1 4.5 5h11A1.5 1.5 0 0 1 17 6.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 13.5zM6 8.2h.01m2.7 0h.01m2.7 0h.01m2.6 0h.01M7 12h6"
            }
            Self::Logo => {
                "M4 9.8C4 6.6 6.7 4 10 4s6 2.6 6 5.8-2.7 5.8-6 5.8c-.8 0-1.6-.2-2.3-.4L4.5 16.5l.8-2.8A5.6 5.6 0 0 1 4 9.8z"
            }
            Self::Mine => "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-6 6.5c.5-2.6 3-4.2 6-4.2s5.5 1.6 6 4.2",
            Self::Done => "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm-3-6.8 2.1 2.1L13.2 8",
            Self::Reopen => "M4.5 10a5.5 5.5 0 1 1 1.8 4.1M4 16.2v-3.4h3.4",
            Self::Send => "M4 10h12m-5-5 5 5-5 5",
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
