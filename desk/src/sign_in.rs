//! The form that lets an agent in, on its own page or over the desk when a session has ended.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::AccountId;
use pulina_shared::problem::Code;
use pulina_shared::text::EmailAddress;
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::http::SignIn;

use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::{api, text};

/// What is wrong with what was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mistakes {
    email: Option<&'static str>,
    password: Option<&'static str>,
    form: Option<String>,
}

fn check(email: &str, password: &str) -> Mistakes {
    Mistakes {
        email: match EmailAddress::parse(email) {
            Ok(_) => None,
            Err(_) if email.trim().is_empty() => Some(text::EMAIL_MISSING),
            Err(_) => Some(text::EMAIL_INVALID),
        },
        password: password.is_empty().then_some(text::PASSWORD_MISSING),
        form: None,
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
    let email = RwSignal::new(known_email.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let mistakes = RwSignal::new(Mistakes::default());
    let is_running = RwSignal::new(false);
    let email_field = NodeRef::<html::Input>::new();
    let password_field = NodeRef::<html::Input>::new();

    let focus = move |field: NodeRef<html::Input>| {
        if let Some(field) = field.get_untracked() {
            // A field that is gone needs no focus.
            let _ = field.focus();
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_running.get_untracked() {
            return;
        }
        let found = check(&email.get_untracked(), &password.get_untracked());
        let is_fine = found == Mistakes::default();
        if found.email.is_some() {
            focus(email_field);
        } else if found.password.is_some() {
            focus(password_field);
        }
        mistakes.set(found);
        if !is_fine {
            return;
        }
        is_running.set(true);
        let body = SignIn {
            account: account.clone(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            code: None,
        };
        spawn_local(async move {
            let answer = api::sign_in(&body).await;
            is_running.set(false);
            match answer {
                Ok(session) => on_session.run(session),
                Err(RequestError::Refused(problem)) if problem.code == Code::NotFound.as_str() => {
                    on_missing_account.run(());
                }
                Err(error) => {
                    mistakes.set(Mistakes { form: Some(api::explain(&error)), ..Mistakes::default() });
                    focus(password_field);
                }
            }
        });
    };
    view! {
        <form class="sign-in__form" novalidate on:submit=submit data-testid="sign-in">
            <div class="field">
                <label class="field__label" for="email">{text::EMAIL}</label>
                <input
                    class="field__input" id="email" type="email" autocomplete="username" inputmode="email"
                    autocapitalize="off" spellcheck="false" node_ref=email_field
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
                    node_ref=password_field
                    prop:value=password on:input=move |event| password.set(event_target_value(&event))
                    aria-invalid=move || mistakes.with(|mistakes| mistakes.password.map(|_| "true"))
                    aria-describedby="password-mistake"
                />
                <p class="field__mistake" id="password-mistake">
                    {move || mistakes.with(|mistakes| mistakes.password)}
                </p>
            </div>
            <div role="alert" class="sign-in__alert">
                {move || mistakes.with(|mistakes| mistakes.form.clone()).map(|sentence| {
                    view! { <p class="banner banner--danger">{sentence}</p> }
                })}
            </div>
            <button class="button button--primary button--wide" type="submit" aria-disabled=move || is_running.get().then_some("true")>
                {move || if is_running.get() { text::SIGNING_IN } else { text::SIGN_IN }}
            </button>
        </form>
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
        assert_eq!(check("", "").email, Some(text::EMAIL_MISSING));
        assert_eq!(check("ana", "x").email, Some(text::EMAIL_INVALID));
        assert_eq!(check("ana@shop.example", "").password, Some(text::PASSWORD_MISSING));
        assert_eq!(check("ana@shop.example", "x"), Mistakes::default());
    }
}
