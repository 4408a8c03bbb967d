//! The page of somebody who was asked in: a name, a password, and they are at the desk.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::AccountId;
use pulina_shared::text::DisplayName;
use pulina_shared::token::InvitationSecret;
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::users::AcceptInvitation;

use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::plain_field::PlainField;
use crate::sign_in::NoticePage;
use crate::{api, text};

const START: &str = "#/invitation/";

/// The secret in the page's address, if it is that of an invitation; whether it is whole is not
/// looked at yet.
pub fn in_address() -> Option<String> {
    window().location().hash().ok()?.strip_prefix(START).map(str::to_owned)
}

/// The secret, if it is a whole one of this account.
fn whole(secret: &str, account: &AccountId) -> Option<InvitationSecret> {
    let secret = InvitationSecret::parse(secret).ok()?;
    (secret.account().as_ref() == Ok(account)).then_some(secret)
}

/// What is wrong with what was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mistakes {
    name: Option<String>,
    password: Option<String>,
    form: Option<String>,
}

fn check(name: &str, password: &str) -> Mistakes {
    Mistakes {
        name: DisplayName::parse(name).err().map(|_| {
            let is_missing = name.trim().is_empty();
            if is_missing { text::NAME_MISSING } else { text::NAME_LONG }.to_owned()
        }),
        password: text::password_mistake(password.chars().count()),
        form: None,
    }
}

/// A refusal, at the field that it is about.
fn mistakes_of(error: &RequestError) -> Mistakes {
    let sentence = Some(api::explain(error));
    let pointer = match error {
        RequestError::Refused(problem) => problem.pointer.as_deref(),
        RequestError::Unreachable | RequestError::Unreadable(_) => None,
    };
    match pointer {
        Some("/name") => Mistakes { name: sentence, ..Mistakes::default() },
        Some("/password") => Mistakes { password: sentence, ..Mistakes::default() },
        _ => Mistakes { form: sentence, ..Mistakes::default() },
    }
}

/// The page.
#[component]
pub fn InvitationPage(
    /// The team in the page's address.
    account: AccountId,
    /// What stood in the link.
    secret: String,
    /// Asks before what is typed is lost.
    navigation: Navigation,
    /// Somebody came in.
    on_session: Callback<Session>,
) -> impl IntoView {
    match whole(&secret, &account) {
        Some(secret) => {
            view! { <InvitationForm secret=secret.secret().to_owned() navigation on_session/> }.into_any()
        }
        None => view! { <NoticePage title=text::INVITATION_WRONG sentence=text::INVITATION_WRONG_WHY/> }
            .into_any(),
    }
}

#[component]
fn InvitationForm(
    /// The secret.
    secret: String,
    /// Asks before what is typed is lost.
    navigation: Navigation,
    /// Somebody came in.
    on_session: Callback<Session>,
) -> impl IntoView {
    focus_soon("#own-name");
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let has_text = |field: RwSignal<String>| field.with(|text| !text.trim().is_empty());
    navigation.asks_while(Signal::derive(move || has_text(name) || has_text(password)));
    let mistakes = RwSignal::new(Mistakes::default());
    let is_running = RwSignal::new(false);
    let show = move |found: Mistakes| {
        let is_fine = found == Mistakes::default();
        mistakes.set(found);
        if !is_fine {
            focus_soon("[aria-invalid='true']");
        }
        is_fine
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_running.get_untracked() || !show(check(&name.get_untracked(), &password.get_untracked())) {
            return;
        }
        is_running.set(true);
        let body = AcceptInvitation {
            secret: secret.clone(),
            name: name.get_untracked(),
            password: password.get_untracked(),
        };
        spawn_local(async move {
            let answer = api::accept(&body).await;
            is_running.set(false);
            match answer {
                Ok(session) => {
                    // It is not lost any more.
                    name.set(String::new());
                    password.set(String::new());
                    on_session.run(session);
                }
                Err(error) => {
                    show(mistakes_of(&error));
                }
            }
        });
    };
    view! {
        <main class="notice-page">
            <div class="notice-page__card sign-in">
                <p class="brand"><Icon sign=Sign::Logo/>{text::PRODUCT}</p>
                <h1 class="notice-page__title">{text::ASKED_IN}</h1>
                <p class="notice-page__text">{text::ASKED_IN_WHY}</p>
                <form class="sign-in__form" novalidate on:submit=submit>
                    <PlainField id="own-name" label=text::YOUR_NAME autocomplete="name" value=name
                        mistake=Signal::derive(move || mistakes.with(|it| it.name.clone()))/>
                    <PlainField id="own-password" label=text::PASSWORD kind="password" autocomplete="new-password"
                        hint=text::password_why() value=password
                        mistake=Signal::derive(move || mistakes.with(|it| it.password.clone()))/>
                    <div role="alert" class="sign-in__alert">
                        {move || mistakes.with(|it| it.form.clone()).map(|sentence| view! {
                            <p class="banner banner--danger">{sentence}</p>
                        })}
                    </div>
                    <button class="button button--primary button--wide" type="submit" aria-disabled=move || is_running.get().then_some("true")>
                        {move || if is_running.get() { text::COMING_IN } else { text::COME_IN }}
                    </button>
                </form>
            </div>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_is_whole_and_of_this_team() {
        let (ours, theirs) = (AccountId::new([1; 10]), AccountId::new([2; 10]));
        let secret = InvitationSecret::new(&ours, [3; 32]);
        assert_eq!(whole(secret.secret(), &ours), Some(secret.clone()));
        assert_eq!(whole(secret.secret(), &theirs), None);
        assert_eq!(whole(&secret.secret()[..40], &ours), None);
    }

    #[test]
    fn mistakes_stand_at_their_field() {
        let long_enough = "a password of some length";
        assert_eq!(check("Ben", long_enough), Mistakes::default());
        assert_eq!(check(" ", long_enough).name.as_deref(), Some(text::NAME_MISSING));
        assert!(check("Ben", "short").password.is_some());
    }
}
