//! Between a conversation and the part of it that makes lines and shares them with the browser's other
//! tabs ([`crate::tabs`]), which is in a chunk, loaded when a line is first wanted.

use pulina_shared::connection::Link;
use pulina_shared::wire::conversation::ClientFrame;

/// What the sharing part is told. What follows comes after what is going on.
pub(crate) enum Told<'a> {
    /// The client wants a line.
    Wanted,
    /// The client's line has ended.
    Ended,
    /// The client gave its line up, because nothing was heard over it.
    GaveUp,
    /// Where the client's link stands now.
    Link(Link),
    /// Our own socket brought this text, and the client has taken it.
    Text(&'a str),
    /// A good moment to try again.
    Nudged,
    /// Another tab keeps something else on the device.
    Kept,
    /// The chat was opened or closed in this tab.
    Opened(bool),
}

/// The sharing part. Dropping it lets everything go.
pub(crate) trait Sharing {
    /// Takes something up.
    fn tell(&self, told: Told<'_>);
}

/// A line, whatever it is. Dropping it ends it silently.
pub(crate) trait Carrier {
    /// Sends a frame.
    fn transmit(&self, frame: ClientFrame);

    /// Asks for a sign of life.
    fn ping(&self);

    /// Sends what another tab says, where that is possible.
    fn send_text(&self, _text: &str) {}

    /// Whether it asks for events again and again.
    fn is_polling(&self) -> bool {
        false
    }
}
