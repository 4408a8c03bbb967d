//! The dialog in which somebody proves once more who they are, over whatever else is open. What they were
//! about to do is done then; when the dialog is closed it is not, and nothing of it is lost.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::problem::Code;

use crate::dialog::Dialog;
use crate::keyboard::{focus, focus_soon};
use crate::plain_field::PlainField;
use crate::reading::note;
use crate::state::{Desk, desk};
use crate::{api, factors_api, passkey, proof, text};

/// What stands in the dialog.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk,
    password: RwSignal<String>,
    mistake: RwSignal<Option<String>>,
    /// What went wrong with nothing that was typed.
    trouble: RwSignal<Option<String>>,
    is_running: RwSignal<bool>,
}

impl Form {
    fn submit(self, event: SubmitEvent) {
        event.prevent_default();
        if self.is_running.get_untracked() {
            return;
        }
        let password = self.password.get_untracked();
        if password.is_empty() {
            self.refuse(text::PASSWORD_MISSING.to_owned());
            return;
        }
        self.run(async move { self.take(factors_api::prove(password).await) });
    }

    fn use_passkey(self) {
        if self.is_running.get_untracked() {
            return;
        }
        self.run(async move {
            let Some(account) =
                self.desk.session.with_untracked(|it| it.as_ref().map(|it| it.account.clone()))
            else {
                return;
            };
            let asked = match factors_api::ask_to_sign_in(account.clone()).await {
                Ok(asked) => asked,
                Err(error) => return self.take(Err(error)),
            };
            match passkey::sign_in(&asked, account).await {
                Ok(body) => self.take(factors_api::prove_by_passkey(&body).await),
                Err(no_passkey) => self.trouble.set(Some(no_passkey.sentence().to_owned())),
            }
        });
    }

    fn run(self, asks: impl Future<Output = ()> + 'static) {
        self.mistake.set(None);
        self.trouble.set(None);
        self.is_running.set(true);
        spawn_local(async move {
            asks.await;
            self.is_running.set(false);
        });
    }

    fn take(self, answer: Result<(), RequestError>) {
        let Err(error) = answer else { return proof::settle(true) };
        note(self.desk, &error);
        match api::code(&error) {
            // The sign-in form lies over everything now.
            Some(Code::SessionEnded) => proof::settle(false),
            Some(Code::PasswordWrong) => self.refuse(api::explain(&error)),
            _ => self.trouble.set(Some(api::explain(&error))),
        }
    }

    fn refuse(self, sentence: String) {
        self.mistake.set(Some(sentence));
        focus("#proof-password");
    }
}

/// The dialog.
#[component]
pub fn ProofDialog() -> impl IntoView {
    let desk = desk();
    let is_open = proof::is_wanted();
    let form = Form {
        desk,
        password: RwSignal::default(),
        mistake: RwSignal::default(),
        trouble: RwSignal::default(),
        is_running: RwSignal::new(false),
    };
    Effect::new(move |_| {
        form.password.set(String::new());
        form.mistake.set(None);
        form.trouble.set(None);
        if is_open.get() {
            focus_soon("#proof-password");
        } else {
            proof::settle(false);
        }
    });
    view! { <Dialog is_open title=text::PROVE><ProofForm form/></Dialog> }
}

#[component]
fn ProofForm(
    /// What stands in it.
    form: Form,
) -> impl IntoView {
    let Form { desk, password, mistake, trouble, is_running } = form;
    let email = move || desk.session.with(|session| session.as_ref().map(|session| session.email.clone()));
    let is_busy = move || is_running.get().then_some("true");
    view! {
        <form class="dialog__form" novalidate on:submit=move |event| form.submit(event) data-testid="proof">
            <p class="dialog__text">{text::PROVE_WHY}</p>
            // For what keeps passwords: it has to know whose this is.
            <input class="visually-hidden" type="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=email/>
            <PlainField id="proof-password" label=text::YOUR_PASSWORD kind="password" autocomplete="current-password" value=password mistake/>
            <p class="field__mistake" role="alert">{trouble}</p>
            <div class="dialog__actions">
                <button class="button" type="button" on:click=move |_| proof::settle(false)>{text::CANCEL}</button>
                {passkey::is_there().then(|| view! {
                    <button class="button" type="button" on:click=move |_| form.use_passkey() aria-disabled=is_busy>{text::USE_PASSKEY}</button>
                })}
                <button class="button button--primary" type="submit" aria-disabled=is_busy>
                    {move || if is_running.get() { text::PROVING } else { text::CONFIRM }}
                </button>
            </div>
        </form>
    }
}
