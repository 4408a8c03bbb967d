//! What reaches beyond what is here: older messages, others of the visitor's conversations, files to
//! keep, language, and forgetting.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use leptos::prelude::*;
use pulina_browser::files;
use pulina_browser::http::{Call, RequestError};
use pulina_browser::random;
use pulina_shared::ids::ConversationId;
use pulina_shared::problem::Code;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::channel::StorageMode;
use pulina_shared::wire::embed::{FrameMessage, Happening};
use pulina_shared::wire::http::{OwnConversations, VisitBegun, VisitWish};
use pulina_shared::wire::identity::{Attributes, Identified, IdentityProof};
use pulina_shared::words::Word;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::refresh::older_of;
use super::{Older, PanelState, reload};
use crate::menu::Page;
use crate::said;
use crate::text;

impl PanelState {
    /// Fetches the messages before those that are here.
    pub fn fetch_older(self) {
        leptos::task::spawn_local(async move {
            let conversation = self.conversation();
            let loaded = conversation.load_older().await;
            let older = if loaded.is_err() { Older::Failed } else { conversation.read(older_of) };
            self.screen.update(|screen| screen.older = older);
            if older == Older::Some {
                // Where little of it is shown the log hardly moves, and nobody would ask for more.
                request_animation_frame(move || {
                    if self.place.is_near_beginning() {
                        self.load_older();
                    }
                });
            }
        });
    }

    /// Whether this device may keep which conversation is open, so that one can go to another.
    pub fn keeps_on_device(self) -> bool {
        self.settings().storage != StorageMode::Never
    }

    /// The visitor's conversations on this channel.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn own_conversations(self) -> Result<OwnConversations, RequestError> {
        self.of_channel(Call::get, "/conversations").ok_or(RequestError::Unreachable)?.send().await?.json()
    }

    /// Goes to another conversation: the page begins anew with it.
    pub fn open_conversation(self, conversation: &ConversationId) {
        self.conversation().remember(conversation);
        reload();
    }

    /// Goes to another conversation because the visitor chose it. It may have been begun on another
    /// device, so it is asked to let this one in.
    pub fn select(self, conversation: &ConversationId) {
        let Some(call) = self.of_channel(Call::post, "/visits") else { return };
        let wish = VisitWish { enter: Some(conversation.clone()), ..VisitWish::default() };
        leptos::task::spawn_local(async move {
            match call.send_json(&wish).await.and_then(|answer| answer.json::<VisitBegun>()) {
                Ok(VisitBegun { conversation, .. }) => {
                    self.happened(Happening::Selected, Some(conversation.clone()));
                    self.open_conversation(&conversation);
                }
                Err(RequestError::Unreachable) => self.complain(Word::Offline),
                Err(_) => self.complain(Word::FailedOurs),
            }
        });
    }

    /// The same, if it is one of the visitor's own and not the present one.
    pub fn select_own(self, conversation: ConversationId) {
        let is_here = self.route().is_some_and(|route| route.conversation == conversation);
        if is_here || !self.keeps_on_device() {
            return;
        }
        leptos::task::spawn_local(async move {
            let own = self.own_conversations().await;
            if own.is_ok_and(|own| own.conversations.iter().any(|one| one.id == conversation)) {
                self.select(&conversation);
            }
        });
    }

    /// Begins another conversation.
    pub fn begin_another(self) {
        let Some(call) = self.of_channel(Call::post, "/visits") else { return };
        leptos::task::spawn_local(async move {
            let wish = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
            match call.send_json(&wish).await.and_then(|answer| answer.json::<VisitBegun>()) {
                Ok(begun) => {
                    self.happened(Happening::Started, Some(begun.conversation.clone()));
                    self.open_conversation(&begun.conversation);
                }
                Err(error) => self.complain(match &error {
                    RequestError::Refused(problem) => match Code::parse(&problem.code) {
                        Some(Code::TooManyOpen) => Word::TooManyOpen,
                        Some(Code::RateConversations) => Word::FailedManyConversations,
                        _ => Word::FailedOurs,
                    },
                    RequestError::Unreachable => Word::Offline,
                    RequestError::Unreadable(_) => Word::FailedOurs,
                }),
            }
        });
    }

    /// Hands the conversation as a page or as text to the browser to keep.
    pub fn save_transcript(self, format: &'static str) {
        let zone = text_of(&js_sys::Intl::DateTimeFormat::default().resolved_options(), "timeZone");
        let language = self.settings().language.clone();
        let query = ["/transcript?format=", format, "&language=", &language, "&zone=", &zone].concat();
        let name = if format == "html" { "chat.html" } else { "chat.txt" };
        self.save(query, name);
    }

    /// Hands the proof of what the visitor agreed to to the browser to keep.
    pub fn save_consents(self) {
        self.save("/consents".to_owned(), "consents.json");
    }

    fn save(self, path: String, name: &'static str) {
        leptos::task::spawn_local(async move {
            let Some(route) = self.route() else { return };
            let bytes: Result<Uint8Array, RequestError> = route.call("GET", &path).send_for_bytes().await;
            let saved = bytes.and_then(|bytes| files::save_bytes(&bytes, "application/octet-stream", name));
            if saved.is_err() {
                self.complain(Word::FailedOurs);
            }
        });
    }

    /// Says in the menu why something did not come about.
    fn complain(self, word: Word) {
        self.trouble.set(text::say(word));
        if self.menu.get_untracked() == Page::Closed {
            self.menu.set(Page::Menu);
        }
    }

    /// Whether the chat can go on in a window of its own: it must be able to take over what is kept.
    pub fn can_pop_out(self) -> bool {
        self.is_framed() && self.keeps_on_device() && self.is_lasting()
    }

    /// Lets another window of our own origin take over what is kept, and give it back. This copy
    /// keeps still from now on; it can only begin anew.
    pub fn hand_over(self) {
        self.conversation().end();
        let device = Rc::clone(&self.device);
        let hand_over = Closure::<dyn Fn() -> Object>::new(move || {
            let texts = Object::new();
            for (name, text) in device.texts() {
                // Setting a member of a plain new object cannot fail.
                let _ = Reflect::set(&texts, &name.into(), &text.into());
            }
            texts
        });
        let device = Rc::clone(&self.device);
        let take_back = Closure::<dyn Fn(Object)>::new(move |texts: Object| {
            let texts = Object::entries(&texts).into_iter().filter_map(|entry| {
                let entry: Array = entry.dyn_into().ok()?;
                Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
            });
            device.replace(&texts.collect::<Vec<_>>());
        });
        // Both live as long as this document.
        self.port.offer("handOver", &hand_over.into_js_value());
        self.port.offer("takeBack", &take_back.into_js_value());
        self.menu.set(Page::Out);
        self.tell_host(&FrameMessage::Unread(0));
        self.tell_host(&FrameMessage::Close);
    }

    /// Removes everything from this device and begins anew. The server forgets the device as well,
    /// where it knows it as a contact's; if it cannot be reached, nobody has the token any more.
    pub fn forget_device(self) {
        let is_told = self.route().is_some() || said::was_given();
        let token = self.conversation().token_to_come().filter(|_| is_told);
        let told =
            token.map(|token| Call::new("DELETE", &self.path_of_channel("/identity")).bearer(token.secret()));
        said::forget();
        self.conversation().end();
        self.device.clear();
        self.tab_storage().clear();
        leptos::task::spawn_local(async move {
            if let Some(told) = told {
                // The page begins anew whatever the answer is.
                let _ = told.send().await;
            }
            // What was under way may have been kept meanwhile.
            self.device.clear();
            reload();
        });
    }

    /// Tells the server who the visitor is, by what the customer's server has signed.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn identify(self, token: &VisitorToken, proof: &str) -> Result<Identified, RequestError> {
        let path = self.path_of_channel("/identity");
        let proof = IdentityProof { token: proof.to_owned() };
        Call::post(&path).bearer(token.secret()).send_json(&proof).await?.json()
    }

    /// Goes on with a contact's conversation that was begun elsewhere.
    pub fn take_up(self, conversation: &ConversationId) {
        self.conversation().take_up(conversation);
    }

    /// Tells the server what the page says of the visitor.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn tell_attributes(self, told: &Attributes) -> Result<(), RequestError> {
        let call =
            self.of_channel(|path| Call::new("PUT", path), "/attributes").ok_or(RequestError::Unreachable)?;
        call.send_json(told).await.map(drop)
    }

    /// Speaks another language from now on; what is being written comes along.
    pub fn speak(self, tag: &str) {
        let draft = document().get_element_by_id("text").map(|field| text_of(&field, "value"));
        let state = Object::new();
        // Setting a member of a plain new object cannot fail.
        let _ = Reflect::set(&state, &"draft".into(), &draft.unwrap_or_default().into());
        let address = ["?lang=", tag].concat();
        let history = window().history();
        if history.is_ok_and(|history| history.replace_state_with_url(&state, "", Some(&address)).is_ok()) {
            reload();
        }
    }

    /// What was being written when the language was changed.
    pub fn carried_draft(self) -> Option<String> {
        let state = window().history().ok()?.state().ok()?;
        state.is_object().then(|| text_of(&state, "draft")).filter(|text| !text.is_empty())
    }

    fn of_channel(self, call: fn(&str) -> Call, rest: &str) -> Option<Call> {
        let token = self.route()?.token?;
        Some(call(&self.path_of_channel(rest)).bearer(token.secret()))
    }

    fn path_of_channel(self, rest: &str) -> String {
        ["/v1/channels/", self.settings().channel.as_str(), rest].concat()
    }
}

fn text_of(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}
