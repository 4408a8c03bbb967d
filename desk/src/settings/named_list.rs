//! A list of things that have a name, are made, changed in their place and deleted: teams and inboxes.
//! What differs between them is only what one holds besides its name.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::problem::Code;

use super::Settings;
use super::name_question::NameQuestion;
use super::outcome::{Outcome, OutcomeLine};
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::{api, text};

/// Which of them is being changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editing {
    Nothing,
    New,
    Of(String),
}

/// The list while somebody looks at it.
#[derive(Clone, Copy)]
pub struct NamedList {
    navigation: Navigation,
    pub editing: RwSignal<Editing>,
    /// Which is about to be deleted.
    pub asked: RwSignal<Option<String>>,
    pub outcome: Outcome,
    /// What is wrong with the name that is typed.
    pub mistake: RwSignal<Option<String>>,
}

impl NamedList {
    /// Nothing is being changed.
    pub fn new() -> Self {
        Self {
            navigation: expect_context::<Settings>().navigation,
            editing: RwSignal::new(Editing::Nothing),
            asked: RwSignal::default(),
            outcome: Outcome::new(),
            mistake: RwSignal::default(),
        }
    }

    /// Opens one, or a new one, for changes.
    pub fn edit(self, which: Editing) {
        if !self.navigation.may_lose_typed() {
            return;
        }
        self.outcome.begin();
        self.mistake.set(None);
        self.asked.set(None);
        self.editing.set(which);
        focus_soon("#edited-name");
    }

    /// Goes back to the list; what is typed is gone.
    pub fn leave(self) {
        self.editing.set(Editing::Nothing);
        focus_soon("#add-named");
    }

    /// It was saved.
    pub fn saved(self, name: &str) {
        self.leave();
        self.outcome.done(text::saved_named(name));
    }

    /// It was refused: what was typed stays, and what is wrong with the name stands at the name.
    pub fn refused(self, error: &RequestError) {
        let code = match error {
            RequestError::Refused(problem) => Code::parse(&problem.code),
            _ => None,
        };
        if matches!(code, Some(Code::NameTaken | Code::FieldTooLong)) {
            self.mistake.set(Some(api::explain(error)));
            focus_soon("#edited-name");
        } else {
            self.outcome.fail(error);
        }
    }

    /// Asks before one is deleted.
    pub fn ask(self, id: &str) {
        self.outcome.begin();
        self.asked.set(Some(id.to_owned()));
    }
}

/// The fields of one that is being changed.
#[component]
pub fn NamedForm(
    /// The list.
    list: NamedList,
    /// How the name is called.
    label: &'static str,
    /// The name.
    name: RwSignal<String>,
    /// Whether anything is typed that is not saved.
    #[prop(into)]
    is_typed: Signal<bool>,
    /// Saves it; the name is not empty.
    on_save: Callback<String>,
    /// The other fields.
    children: Children,
) -> impl IntoView {
    list.navigation.asks_while(is_typed);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() {
            list.mistake.set(Some(text::NAME_NEEDED.to_owned()));
            focus_soon("#edited-name");
            return;
        }
        list.mistake.set(None);
        on_save.run(typed);
    };
    view! {
        <form class="settings__group named__form" novalidate on:submit=submit>
            <div class="field">
                <label class="field__label" for="edited-name">{label}</label>
                <input class="field__input" id="edited-name" type="text" dir="auto" autocomplete="off"
                    aria-describedby="edited-name-mistake"
                    aria-invalid=move || list.mistake.with(Option::is_some).to_string()
                    prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
                <p class="field__mistake" id="edited-name-mistake" role="alert">{list.mistake}</p>
            </div>
            {children()}
            <div class="settings__ask">
                <button class="button button--primary" type="submit">{text::SAVE_THIS}</button>
                <button class="button button--quiet" type="button" on:click=move |_| list.leave()>{text::KEEP_THIS}</button>
            </div>
        </form>
    }
}

/// One of the list, as long as nobody changes it.
#[component]
pub fn NamedRow(
    /// The list.
    list: NamedList,
    /// Which.
    id: String,
    /// How it is called.
    name: String,
    /// What there is to say of it.
    facts: Vec<String>,
    /// What deleting it does; absent where it cannot be deleted.
    #[prop(optional_no_strip)]
    delete_why: Option<&'static str>,
    /// Deletes it.
    on_delete: Callback<()>,
) -> impl IntoView {
    let (of_edit, of_ask, of_asked) = (id.clone(), id.clone(), id);
    let is_asked = Memo::new(move |_| list.asked.with(|asked| asked.as_ref() == Some(&of_asked)));
    let (change, delete) = (text::change_named(&name), text::delete_named(&name));
    let asked_name = name.clone();
    let facts = facts.into_iter().map(|fact| view! { <br/><span class="field__hint">{fact}</span> });
    view! {
        <li class="settings__key">
            <p class="users__facts"><bdi class="users__name">{name}</bdi>{facts.collect_view()}</p>
            <div class="users__deeds">
                <button class="button users__deed" type="button" aria-label=change
                    on:click=move |_| list.edit(Editing::Of(of_edit.clone()))>{text::CHANGE_THIS}</button>
                {delete_why.map(|_| view! {
                    <button class="button users__deed" type="button" aria-label=delete aria-expanded=move || is_asked.get().to_string()
                        on:click=move |_| list.ask(&of_ask)>{text::DELETE_THIS}</button>
                })}
            </div>
            <Show when=move || is_asked.get()>
                <NameQuestion id="name-to-delete".to_owned() name=asked_name.clone() why=delete_why.unwrap_or_default()
                    deed=text::DELETE_THIS on_deed=on_delete on_close=move |()| list.asked.set(None)/>
            </Show>
        </li>
    }
}

/// The button that adds one, and what came of the last change.
#[component]
pub fn NamedFoot(
    /// The list.
    list: NamedList,
    /// What the button says.
    label: &'static str,
    /// Whether the list is there; until then nothing stands below it that it would push away.
    #[prop(into)]
    is_here: Signal<bool>,
) -> impl IntoView {
    view! {
        <OutcomeLine of=list.outcome/>
        <Show when=move || is_here.get() fallback=|| view! { <span class="skeleton channels__skeleton"></span> }>
            <button class="button settings__make" id="add-named" type="button"
                hidden=move || list.editing.get() == Editing::New on:click=move |_| list.edit(Editing::New)>{label}</button>
        </Show>
    }
}

/// Deletes one and tells so.
pub fn delete<F>(list: NamedList, name: String, deleting: F, then: impl FnOnce() + 'static)
where
    F: Future<Output = Result<(), RequestError>> + 'static,
{
    list.outcome.begin();
    list.asked.set(None);
    spawn_local(async move {
        match deleting.await {
            Ok(()) => {
                list.outcome.done(text::deleted_named(&name));
                focus_soon("#add-named");
                then();
            }
            Err(error) => list.outcome.fail(&error),
        }
    });
}
