//! What keeps the signed-in user's own sign-in safe: the password, second factors, and where else they are signed in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::SessionId;
use pulina_shared::wire::users::{OwnSession, PasswordChange};

use super::Settings;
use super::authenticator::{AuthenticatorSection, OwnFactors};
use super::outcome::{Outcome, OutcomeLine};
use super::passkeys::PasskeySection;
use crate::keyboard::focus_soon;
use crate::plain_field::PlainField;
use crate::{api, dates, text};

/// What is wrong with the two passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mistakes {
    present: Option<String>,
    next: Option<String>,
}

fn check(present: &str, next: &str) -> Mistakes {
    Mistakes {
        present: present.is_empty().then(|| text::PASSWORD_MISSING.to_owned()),
        next: text::password_mistake(next.chars().count()),
    }
}

/// A refusal, at the field that it is about, if it is about one.
fn mistakes_of(error: &RequestError) -> Option<Mistakes> {
    let RequestError::Refused(problem) = error else { return None };
    let sentence = Some(text::problem(problem));
    match problem.pointer.as_deref() {
        Some("/present") => Some(Mistakes { present: sentence, next: None }),
        Some("/password") => Some(Mistakes { present: None, next: sentence }),
        _ => None,
    }
}

/// Where the user is signed in, while somebody looks.
#[derive(Clone, Copy)]
struct Sessions {
    /// Absent until they are here.
    list: RwSignal<Option<Vec<OwnSession>>>,
    outcome: Outcome,
}

impl Sessions {
    async fn load(self) {
        match api::own_sessions().await {
            Ok(list) => self.list.set(Some(list.sessions)),
            Err(error) => self.outcome.fail(&error),
        }
    }

    async fn end(self, id: Option<SessionId>) {
        self.outcome.begin();
        let sentence = if id.is_some() { text::SESSION_ENDED } else { text::OTHERS_ENDED };
        match api::end_sessions(id.as_ref()).await {
            Ok(()) => {
                self.outcome.done(sentence);
                self.load().await;
                focus_soon("#sessions-title");
            }
            Err(error) => self.outcome.fail(&error),
        }
    }
}

/// The password.
#[component]
fn PasswordForm(
    /// What is ended by a change.
    sessions: Sessions,
) -> impl IntoView {
    let (present, next) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let mistakes = RwSignal::new(Mistakes::default());
    let is_running = RwSignal::new(false);
    let outcome = Outcome::new();
    let is_typed =
        Signal::derive(move || present.with(|it| !it.is_empty()) || next.with(|it| !it.is_empty()));
    expect_context::<Settings>().navigation.asks_while(is_typed);
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
        outcome.begin();
        if is_running.get_untracked() || !show(check(&present.get_untracked(), &next.get_untracked())) {
            return;
        }
        is_running.set(true);
        let change = PasswordChange { present: present.get_untracked(), password: next.get_untracked() };
        spawn_local(async move {
            let answer = api::change_password(&change).await;
            is_running.set(false);
            match answer {
                Ok(()) => {
                    present.set(String::new());
                    next.set(String::new());
                    outcome.done(text::PASSWORD_CHANGED);
                    sessions.load().await;
                }
                Err(error) => match mistakes_of(&error) {
                    Some(found) => {
                        show(found);
                    }
                    None => outcome.fail(&error),
                },
            }
        });
    };
    view! {
        <form class="settings__group" novalidate on:submit=submit aria-labelledby="password-title">
            <h3 class="field__label" id="password-title">{text::CHANGE_PASSWORD}</h3>
            <p class="field__hint">{text::CHANGE_PASSWORD_WHY}</p>
            <PlainField id="present-password" label=text::PRESENT_PASSWORD kind="password" autocomplete="current-password"
                value=present mistake=Signal::derive(move || mistakes.with(|it| it.present.clone()))/>
            <PlainField id="new-password" label=text::NEW_PASSWORD kind="password" autocomplete="new-password"
                hint=text::password_why() value=next mistake=Signal::derive(move || mistakes.with(|it| it.next.clone()))/>
            <OutcomeLine of=outcome/>
            <button class="button settings__make" type="submit" aria-disabled=move || is_running.get().then_some("true")>
                {move || if is_running.get() { text::SAVING } else { text::CHANGE }}
            </button>
        </form>
    }
}

/// One sign-in.
#[component]
fn SessionRow(
    /// Which.
    session: OwnSession,
    /// All of them.
    sessions: Sessions,
) -> impl IntoView {
    let OwnSession { id, created_at, used_at, is_this } = session;
    let began = dates::whole(created_at);
    let label = text::end_session(&began);
    let times = text::session_times(&began, &dates::whole(used_at));
    let end = move |_| spawn_local(sessions.end(Some(id.clone())));
    view! {
        <li class="settings__key">
            <p>
                {if is_this { text::THIS_SESSION } else { text::OTHER_SESSION }}
                <br/><span class="field__hint">{times}</span>
            </p>
            {(!is_this).then(|| view! {
                <button class="button users__deed" type="button" aria-label=label on:click=end>{text::END_SESSION}</button>
            })}
        </li>
    }
}

/// The tab.
#[component]
pub fn SecurityTab() -> impl IntoView {
    let sessions = Sessions { list: RwSignal::default(), outcome: Outcome::new() };
    spawn_local(sessions.load());
    let factors = OwnFactors::read();
    let rows = move || {
        let list = sessions.list.get().unwrap_or_default();
        list.into_iter().map(|session| view! { <SessionRow session sessions/> }).collect_view()
    };
    let is_here = Memo::new(move |_| sessions.list.with(Option::is_some));
    let has_others =
        Memo::new(move |_| sessions.list.with(|list| list.as_ref().is_some_and(|list| list.len() > 1)));
    view! {
        <PasswordForm sessions/>
        <AuthenticatorSection factors/>
        <PasskeySection factors/>
        <section class="settings__group" aria-labelledby="sessions-title">
            <h3 class="field__label users__title" id="sessions-title" tabindex="-1">{text::SESSIONS}</h3>
            <p class="visually-hidden" role="status">{move || (!is_here.get()).then_some(text::LOADING_SESSIONS)}</p>
            <ul class="settings__keys" aria-labelledby="sessions-title">{rows}</ul>
            <OutcomeLine of=sessions.outcome/>
            <Show when=move || has_others.get()>
                <button class="button settings__make" type="button" on:click=move |_| spawn_local(sessions.end(None))>
                    {text::END_OTHERS}
                </button>
            </Show>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::problem::{Code, Problem, Rejection};

    #[test]
    fn refusal_stands_at_its_field() {
        let refused = |rejection| RequestError::Refused(Box::new(Problem::from(&rejection)));
        let wrong = mistakes_of(&refused(Rejection::new(Code::PasswordWrong).at("/present")));
        assert!(wrong.is_some_and(|found| found.present.is_some() && found.next.is_none()));
        assert_eq!(mistakes_of(&refused(Rejection::new(Code::RateLogin))), None);
        assert_eq!(mistakes_of(&RequestError::Unreachable), None);
    }
}
