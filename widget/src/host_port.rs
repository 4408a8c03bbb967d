//! The panel's side of the message port to the loader, through the small script in `panel.html`,
//! which holds the port because it is there before the app. Carries no text and no secret.

use js_sys::{Array, Function, Object, Reflect};
use pulina_browser::json;
use pulina_shared::wire::embed::{FrameMessage, HostMessage};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What the page's script left for the app as `window.pulina`.
#[derive(Clone, Debug)]
pub struct HostPort {
    page: Object,
}

impl HostPort {
    /// `None` when the page did not come from our template.
    pub fn of_page() -> Option<Self> {
        let page = Reflect::get(&js_sys::global(), &"pulina".into()).ok()?.dyn_into().ok()?;
        Some(Self { page })
    }

    /// Whether a loader is there, rather than a person who opened the panel as a page.
    pub fn is_framed(&self) -> bool {
        self.member("framed").is_truthy()
    }

    /// Whether this is a window of its own that a framed panel opened and handed over to.
    pub fn is_out(&self) -> bool {
        self.member("out").is_truthy()
    }

    /// Whether this is the preview beside the settings: only its page says so, no customer's can.
    pub fn is_preview(&self) -> bool {
        self.member("preview").is_truthy()
    }

    /// Lets other windows of ours call this by its name.
    pub fn offer(&self, name: &str, function: &JsValue) {
        let _ = Reflect::set(&self.page, &name.into(), function);
    }

    /// Whether the person pressed "Send" before the app was there.
    pub fn was_submitted(&self) -> bool {
        self.member("submitted").is_truthy()
    }

    /// The app runs: from now on it has the field, and a trap means that the app died, not that it
    /// could not start.
    pub fn ready(&self) {
        self.call("ready", &JsValue::UNDEFINED);
        self.send(&FrameMessage::Ready);
    }

    /// Tells the loader something; without a loader nobody hears it.
    pub fn send(&self, message: &FrameMessage) {
        // Unit variants and one number always serialise.
        if let Some(text) = json::text(message) {
            self.send_text(&text);
        }
    }

    /// The same with what was made a text already.
    pub fn send_text(&self, text: &str) {
        self.call("send", &JsValue::from_str(text));
    }

    /// Hands over what the loader said, first what it said before the app was there.
    pub fn listen(&self, on_message: impl Fn(HostMessage) + 'static) {
        let receive = move |message: JsValue| {
            let parsed = message.as_string().and_then(|text| json::parse(&text));
            if let Some(parsed) = parsed {
                on_message(parsed);
            }
        };
        let inbox: Array = self.member("inbox").unchecked_into();
        for message in inbox.iter() {
            receive(message);
        }
        // The one closure that lives as long as the page does.
        let receive = Closure::<dyn Fn(JsValue)>::new(receive).into_js_value();
        let _ = Reflect::set(&self.page, &"receive".into(), &receive);
    }

    fn member(&self, name: &str) -> JsValue {
        Reflect::get(&self.page, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    fn call(&self, name: &str, argument: &JsValue) {
        if let Ok(function) = self.member(name).dyn_into::<Function>() {
            // The page's script does not throw; if a patched built-in makes it, the chat goes on.
            let _ = function.call1(&self.page, argument);
        }
    }
}
