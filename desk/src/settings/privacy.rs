//! People who want to know what is kept of them, or to be forgotten: found by an address or an id,
//! taken along as one file, erased for ever, and the record that it was done.

mod found;
mod record;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::pause;
use pulina_browser::http::RequestError;
use pulina_browser::random;
use pulina_shared::ids::{ConversationId, VisitorId};
use pulina_shared::time::MINUTE_MS;
use pulina_shared::wire::people::{Because, EraseWish, Erasure, PersonFound, PersonWanted};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

use self::found::Found;
use self::record::Record;
use crate::keyboard::focus_soon;
use crate::reading::note;
use crate::state::{Desk, desk};
use crate::{api, text};

/// The search while somebody looks at it.
#[derive(Clone, Copy)]
struct Search {
    desk: Desk,
    typed: RwSignal<String>,
    /// Whom the list below is about; what is typed may be somebody else by now.
    person: RwSignal<PersonWanted>,
    /// What was found; absent until somebody searched.
    found: RwSignal<Option<PersonFound>>,
    chosen: RwSignal<Vec<ConversationId>>,
    /// The newest records, or why they could not be read; absent until one of the two is here.
    record: RwSignal<Option<Result<Vec<Erasure>, String>>>,
    /// What is wrong with what was typed, or why nothing could be searched.
    mistake: RwSignal<Option<String>>,
    /// Why what was wanted of the list was not done.
    trouble: RwSignal<Option<String>>,
    /// The last wish, until it is answered: pressed again it is the same one.
    wish: StoredValue<Option<EraseWish>>,
    is_busy: RwSignal<bool>,
}

/// What was typed, as an id where it is one.
fn person(typed: &str) -> PersonWanted {
    let typed = typed.trim();
    match VisitorId::parse(typed) {
        Ok(visitor) => PersonWanted { visitor: Some(visitor), ..PersonWanted::default() },
        Err(_) => PersonWanted { email: Some(typed.to_owned()), ..PersonWanted::default() },
    }
}

/// What the person was asked for by.
fn name_of(person: &PersonWanted) -> String {
    let visitor = person.visitor.as_ref().map(ToString::to_string);
    person.email.clone().or(visitor).unwrap_or_default()
}

impl Search {
    fn new(desk: Desk) -> Self {
        Self {
            desk,
            typed: RwSignal::default(),
            person: RwSignal::default(),
            found: RwSignal::default(),
            chosen: RwSignal::default(),
            record: RwSignal::default(),
            mistake: RwSignal::default(),
            trouble: RwSignal::default(),
            wish: StoredValue::new(None),
            is_busy: RwSignal::new(false),
        }
    }

    /// What to tell of a failure. Of an invalid field, whichever it is, the server has nothing to say that
    /// helps here.
    fn sentence(self, error: &RequestError, invalid: &str) -> String {
        note(self.desk, error);
        let is_field = matches!(error, RequestError::Refused(problem) if problem.code == "field_invalid");
        if is_field { invalid.to_owned() } else { api::explain(error) }
    }

    fn find(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.mistake.set(None);
        self.is_busy.set(true);
        spawn_local(async move {
            let person = person(&self.typed.get_untracked());
            match api::find_person(&person).await {
                Ok(found) => {
                    self.desk.announce(&text::n_found(found.conversations.len(), &name_of(&person)));
                    self.take(person, found);
                    focus_soon("#person-found");
                }
                Err(error) => {
                    self.found.set(None);
                    self.mistake.set(Some(self.sentence(&error, text::NOT_A_PERSON)));
                    focus_soon("#person");
                }
            }
            self.is_busy.set(false);
        });
    }

    /// What only an address that anybody can type connects is not chosen beforehand.
    fn take(self, person: PersonWanted, found: PersonFound) {
        let certain = found
            .conversations
            .iter()
            .filter(|kept| matches!(kept.because, Because::Verified | Because::Visitor));
        self.chosen.set(certain.map(|kept| kept.conversation.clone()).collect());
        self.trouble.set(None);
        self.person.set(person);
        self.found.set(Some(found));
    }

    fn download(self) {
        self.trouble.set(None);
        spawn_local(async move {
            let person = self.person.get_untracked();
            match api::export_person(&person).await {
                Ok(file) if save(&file).is_ok() => self.desk.announce(text::DOWNLOADED),
                Ok(_) => self.trouble.set(Some(text::UNEXPECTED.to_owned())),
                Err(error) => self.trouble.set(Some(self.sentence(&error, text::NOT_A_PERSON))),
            }
        });
    }

    /// For ever.
    fn erase(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.trouble.set(None);
        self.is_busy.set(true);
        let wish = self.wish();
        spawn_local(async move {
            match api::erase_person(&wish).await {
                Ok(erasure) => {
                    self.wish.set_value(None);
                    self.desk.announce(&text::n_erased(erasure.n_conversations));
                    self.found.update(|found| {
                        if let Some(found) = found {
                            found
                                .conversations
                                .retain(|kept| !wish.conversations.contains(&kept.conversation));
                        }
                    });
                    self.chosen.set(Vec::new());
                    self.load_record().await;
                    focus_soon("#record-title");
                }
                Err(error) => self.trouble.set(Some(self.sentence(&error, text::CHANGED_MEANWHILE))),
            }
            self.is_busy.set(false);
        });
    }

    /// To erase what is chosen now. The answer to the last one may have been lost.
    fn wish(self) -> EraseWish {
        let (person, conversations) = (self.person.get_untracked(), self.chosen.get_untracked());
        let last = self.wish.get_value();
        let same = last.filter(|last| last.person == person && last.conversations == conversations);
        let wish = same.unwrap_or_else(|| EraseWish { id: random::message_id(), person, conversations });
        self.wish.set_value(Some(wish.clone()));
        wish
    }

    async fn load_record(self) {
        self.record.set(Some(match api::erasures().await {
            Ok(record) => Ok(record.erasures),
            Err(error) => Err(self.sentence(&error, text::UNEXPECTED)),
        }));
    }
}

/// Hands a file to the browser to keep.
fn save(file: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&file.into());
    let address = Url::create_object_url_with_blob(&Blob::new_with_str_sequence(&parts)?)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download("person.json");
    link.click();
    spawn_local(async move {
        // Some browsers begin to read it later.
        pause(MINUTE_MS).await;
        // What cannot be given back goes with the page.
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}

/// The page.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let search = Search::new(desk());
    spawn_local(search.load_record());
    let find = move |event: ev::SubmitEvent| {
        event.prevent_default();
        search.find();
    };
    let is_invalid = move || search.mistake.with(Option::is_some).to_string();
    view! {
        <div class="settings__fields">
            <p class="settings__lead">{text::PRIVACY_WHY}</p>
            <form class="person-search" novalidate role="search" aria-label=text::FIND_PERSON on:submit=find>
                <div class="field">
                    <label class="field__label" for="person">{text::PERSON}</label>
                    <input class="field__input" id="person" type="text" dir="auto" placeholder=" " autocomplete="off" spellcheck="false"
                        aria-describedby="person-hint person-mistake" aria-invalid=is_invalid
                        prop:value=move || search.typed.get() on:input=move |event| search.typed.set(event_target_value(&event))/>
                    <p class="field__hint" id="person-hint">{text::PERSON_WHY}</p>
                    <p class="field__mistake" id="person-mistake" role="alert">{move || search.mistake.get()}</p>
                </div>
                <button class="button button--primary" type="submit">
                    {move || if search.is_busy.get() { text::SEARCHING } else { text::FIND }}
                </button>
            </form>
            {move || search.found.get().map(|found| view! { <Found search found/> })}
            <Record search/>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_of_a_visitor_is_told_from_an_address() {
        let visitor = VisitorId::new([1; 10]);
        assert_eq!(person(&format!(" {visitor} ")).visitor, Some(visitor.clone()));
        assert_eq!(person("a@shop.example ").email.as_deref(), Some("a@shop.example"));
        assert_eq!(name_of(&person(visitor.as_str())), visitor.to_string());
    }
}
