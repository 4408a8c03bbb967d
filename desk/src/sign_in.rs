//! The form that lets an agent in, on its own page or over the desk when a session has ended.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::AccountId;
use pulina_shared::problem::Code;
use pulina_shared::text::EmailAddress;
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::http::SignIn;

use crate::code_field::CodeField;
use crate::icon::{Icon, Sign};
use crate::keyboard::{focus, focus_soon};
use crate::{api, factors_api, passkey, text};

/// What is wrong with what was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mistakes {
    email: Option<&'static str>,
    password: Option<&'static str>,
    code: Option<String>,
    form: Option<String>,
}

impl Mistakes {
    /// The first field that is not as it should be.
    fn field(&self) -> Option<&'static str> {
        let fields = [
            ("#email", self.email.is_some()),
            ("#password", self.password.is_some()),
            ("#code", self.code.is_some()),
        ];
        fields.into_iter().find(|(_, is_wrong)| *is_wrong).map(|(field, _)| field)
    }
}

/// `code` is what stands there where one is asked for.
fn check(email: &str, password: &str, code: Option<&str>) -> Mistakes {
    Mistakes {
        email: match EmailAddress::parse(email) {
            Ok(_) => None,
            Err(_) if email.trim().is_empty() => Some(text::EMAIL_MISSING),
            Err(_) => Some(text::EMAIL_INVALID),
        },
        password: password.is_empty().then_some(text::PASSWORD_MISSING),
        code: code.filter(|code| code.trim().is_empty()).map(|_| text::CODE_MISSING.to_owned()),
        form: None,
    }
}

/// What stands in the form, and what came of sending it.
#[derive(Clone, Copy)]
struct Form {
    account: StoredValue<AccountId>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    /// The password was right, and a code is asked for on top of it.
    has_code: RwSignal<bool>,
    /// The code is not of the app.
    is_recovery: RwSignal<bool>,
    mistakes: RwSignal<Mistakes>,
    is_running: RwSignal<bool>,
    on_missing_account: Callback<()>,
    on_session: Callback<Session>,
}

impl Form {
    fn submit(self, event: SubmitEvent) {
        event.prevent_default();
        if self.is_running.get_untracked() {
            return;
        }
        let (email, password) = (self.email.get_untracked(), self.password.get_untracked());
        let code = self.has_code.get_untracked().then(|| self.code.get_untracked());
        let found = check(&email, &password, code.as_deref());
        let wrong = found.field();
        self.mistakes.set(found);
        if let Some(field) = wrong {
            focus(field);
            return;
        }
        let body = SignIn { account: self.account.get_value(), email, password, code };
        self.is_running.set(true);
        spawn_local(async move {
            let answer = api::sign_in(&body).await;
            self.is_running.set(false);
            self.take(answer);
        });
    }

    fn take(self, answer: Result<Session, RequestError>) {
        let error = match answer {
            Ok(session) => return self.on_session.run(session),
            Err(error) => error,
        };
        match api::code(&error) {
            Some(Code::NotFound) => self.on_missing_account.run(()),
            Some(Code::CodeNeeded) => {
                self.has_code.set(true);
                focus_soon("#code");
            }
            Some(Code::CodeWrong) => {
                self.mistakes.set(Mistakes { code: Some(api::explain(&error)), ..Mistakes::default() });
                focus("#code");
            }
            _ => {
                self.fail(api::explain(&error));
                focus("#password");
            }
        }
    }

    fn fail(self, sentence: String) {
        self.mistakes.set(Mistakes { form: Some(sentence), ..Mistakes::default() });
    }

    fn use_passkey(self) {
        if self.is_running.get_untracked() {
            return;
        }
        self.mistakes.set(Mistakes::default());
        self.is_running.set(true);
        spawn_local(async move {
            self.sign_in_by_passkey().await;
            self.is_running.set(false);
        });
    }

    async fn sign_in_by_passkey(self) {
        let account = self.account.get_value();
        let asked = match factors_api::ask_to_sign_in(account.clone()).await {
            Ok(asked) => asked,
            Err(error) => return self.fail(api::explain(&error)),
        };
        let answer = match passkey::sign_in(&asked, account).await {
            Ok(body) => factors_api::sign_in(&body).await,
            Err(no_passkey) => return self.fail(no_passkey.sentence().to_owned()),
        };
        match answer {
            Ok(session) => self.on_session.run(session),
            Err(error) => self.fail(api::explain(&error)),
        }
    }
}

/// The form.
#[component]
pub fn SignInForm(
    /// The team to sign in to.
    account: AccountId,
    /// The address to begin with: of whoever was signed in.
    #[prop(optional, into)]
    known_email: Option<String>,
    /// The team does not exist.
    on_missing_account: Callback<()>,
    /// Somebody signed in.
    on_session: Callback<Session>,
) -> impl IntoView {
    // Where there is something to enter, once the form is on screen.
    focus_soon(if known_email.is_some() { "#password" } else { "#email" });
    let form = Form {
        account: StoredValue::new(account),
        email: RwSignal::new(known_email.unwrap_or_default()),
        password: RwSignal::default(),
        code: RwSignal::default(),
        has_code: RwSignal::new(false),
        is_recovery: RwSignal::new(false),
        mistakes: RwSignal::default(),
        is_running: RwSignal::new(false),
        on_missing_account,
        on_session,
    };
    let Form { email, password, has_code, mistakes, is_running, .. } = form;
    view! {
        <form class="sign-in__form" novalidate on:submit=move |event| form.submit(event) data-testid="sign-in">
            <div class="field">
                <label class="field__label" for="email">{text::EMAIL}</label>
                <input
                    class="field__input" id="email" type="email" autocomplete="username" inputmode="email"
                    autocapitalize="off" spellcheck="false"
                    prop:value=email on:input=move |event| email.set(event_target_value(&event))
                    aria-invalid=move || mistakes.with(|mistakes| mistakes.email.map(|_| "true"))
                    aria-describedby="email-mistake"
                />
                <p class="field__mistake" id="email-mistake">{move || mistakes.with(|mistakes| mistakes.email)}</p>
            </div>
            <div class="field">
                <label class="field__label" for="password">{text::PASSWORD}</label>
                <input
                    class="field__input" id="password" type="password" autocomplete="current-password"
                    prop:value=password on:input=move |event| password.set(event_target_value(&event))
                    aria-invalid=move || mistakes.with(|mistakes| mistakes.password.map(|_| "true"))
                    aria-describedby="password-mistake"
                />
                <p class="field__mistake" id="password-mistake">
                    {move || mistakes.with(|mistakes| mistakes.password)}
                </p>
            </div>
            <Show when=move || has_code.get()><CodeStep form/></Show>
            <div role="alert" class="sign-in__alert">
                {move || mistakes.with(|mistakes| mistakes.form.clone()).map(|sentence| {
                    view! { <p class="banner banner--danger">{sentence}</p> }
                })}
            </div>
            <button class="button button--primary button--wide" type="submit" aria-disabled=move || is_running.get().then_some("true")>
                {move || if is_running.get() { text::SIGNING_IN } else { text::SIGN_IN }}
            </button>
            {passkey::is_there().then(|| view! {
                <button class="button button--wide" type="button" on:click=move |_| form.use_passkey()
                    aria-disabled=move || is_running.get().then_some("true")>{text::SIGN_IN_BY_PASSKEY}</button>
            })}
        </form>
    }
}

/// The code on top of the password.
#[component]
fn CodeStep(
    /// The form.
    form: Form,
) -> impl IntoView {
    let Form { code, is_recovery, mistakes, .. } = form;
    let either = move |recovery, app| Signal::derive(move || if is_recovery.get() { recovery } else { app });
    let turn = move |_| {
        is_recovery.update(|is_recovery| *is_recovery = !*is_recovery);
        mistakes.update(|mistakes| mistakes.code = None);
        focus("#code");
    };
    view! {
        <div class="sign-in__code">
            <CodeField id="code" label=either(text::RECOVERY_CODE, text::CODE) hint=either(text::RECOVERY_CODE_WHY, text::CODE_WHY)
                has_letters=is_recovery value=code mistake=Signal::derive(move || mistakes.with(|it| it.code.clone()))/>
            <button class="button button--quiet button--small sign-in__turn" type="button" on:click=turn>
                {either(text::USE_APP, text::USE_RECOVERY_CODE)}
            </button>
        </div>
    }
}

/// The page around the form.
#[component]
pub fn SignInPage(
    /// The team to sign in to.
    account: AccountId,
    /// The team does not exist.
    on_missing_account: Callback<()>,
    /// Somebody signed in.
    on_session: Callback<Session>,
) -> impl IntoView {
    view! {
        <main class="notice-page">
            <div class="notice-page__card sign-in">
                <p class="brand"><Icon sign=Sign::Logo/>{text::PRODUCT}</p>
                <h1 class="notice-page__title">{text::SIGN_IN}</h1>
                <SignInForm account on_missing_account on_session/>
            </div>
        </main>
    }
}

/// A page that says something and what to do, instead of the desk.
#[component]
pub fn NoticePage(
    /// What happened.
    title: &'static str,
    /// What to do.
    #[prop(into)]
    sentence: String,
    /// A button: its name and what it does.
    #[prop(optional)]
    button: Option<(&'static str, Callback<()>)>,
) -> impl IntoView {
    view! {
        <main class="notice-page">
            <div class="notice-page__card">
                <p class="brand"><Icon sign=Sign::Logo/>{text::PRODUCT}</p>
                <h1 class="notice-page__title">{title}</h1>
                <p class="notice-page__text">{sentence}</p>
                {button.map(|(name, act)| view! {
                    <button class="button button--primary" type="button" on:click=move |_| act.run(())>{name}</button>
                })}
            </div>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_stand_at_their_field() {
        assert_eq!(check("", "", None).email, Some(text::EMAIL_MISSING));
        assert_eq!(check("ana", "x", None).email, Some(text::EMAIL_INVALID));
        assert_eq!(check("ana@shop.example", "", None).password, Some(text::PASSWORD_MISSING));
        assert_eq!(check("ana@shop.example", "x", None), Mistakes::default());
        assert_eq!(check("ana@shop.example", "x", Some(" ")).field(), Some("#code"));
        assert_eq!(check("ana@shop.example", "", Some("")).field(), Some("#password"));
    }
}
