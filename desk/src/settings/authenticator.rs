//! The authenticator app of the signed-in user: switched on by its first code, off by the password, and the
//! codes for a day without it, which are shown once.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::second_factor::grouped;
use pulina_shared::wire::factors::{Factors, RecoveryCodes};

use super::code_tab::Code;
use super::outcome::{Outcome, OutcomeLine};
use super::qr_code::QrCode;
use crate::code_field::CodeField;
use crate::keyboard::focus_soon;
use crate::plain_field::PlainField;
use crate::state::desk;
use crate::{dates, factors_api, text};

/// What the user has, while somebody looks.
#[derive(Clone, Copy)]
pub struct OwnFactors {
    /// Absent until it is here.
    pub list: RwSignal<Option<Factors>>,
    /// What came of the last thing done to the app.
    outcome: Outcome,
}

impl OwnFactors {
    /// Asks for them.
    pub fn read() -> Self {
        let factors = Self { list: RwSignal::default(), outcome: Outcome::new() };
        spawn_local(factors.load());
        factors
    }

    /// Asks for them again.
    pub async fn load(self) {
        match factors_api::factors().await {
            Ok(list) => self.list.set(Some(list)),
            Err(error) => self.outcome.fail(&error),
        }
    }
}

/// How far somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing is under way.
    Rest,
    /// A secret waits for its first code.
    SetUp,
    /// The password is asked for, to turn the app off.
    Off,
    /// The password is asked for, to make new recovery codes.
    Renew,
    /// Recovery codes are shown.
    Codes,
}

/// The app while somebody changes it.
#[derive(Clone, Copy)]
struct App {
    factors: OwnFactors,
    step: RwSignal<Step>,
    secret: RwSignal<String>,
    codes: RwSignal<String>,
    /// The code or the password.
    typed: RwSignal<String>,
    mistake: RwSignal<Option<String>>,
    is_running: RwSignal<bool>,
}

impl App {
    fn go(self, step: Step, focused: &'static str) {
        self.typed.set(String::new());
        self.mistake.set(None);
        self.step.set(step);
        focus_soon(focused);
    }

    fn begin(self) {
        self.factors.outcome.begin();
        spawn_local(async move {
            match factors_api::begin_authenticator().await {
                Ok(begun) => {
                    self.secret.set(begun.secret);
                    self.go(Step::SetUp, "#app-code");
                }
                Err(error) => self.factors.outcome.fail(&error),
            }
        });
    }

    /// Sends what was typed, for whatever it was asked.
    fn submit(self, event: SubmitEvent) {
        event.prevent_default();
        if self.is_running.get_untracked() {
            return;
        }
        self.factors.outcome.begin();
        let (step, typed) = (self.step.get_untracked(), self.typed.get_untracked());
        if typed.trim().is_empty() {
            self.refuse(
                if step == Step::SetUp { text::CODE_MISSING } else { text::PASSWORD_MISSING }.to_owned(),
            );
            return;
        }
        self.is_running.set(true);
        spawn_local(async move {
            match step {
                Step::SetUp => self.show(factors_api::confirm_authenticator(typed).await, text::APP_ON).await,
                Step::Renew => self.show(factors_api::renew_recovery_codes(typed).await, "").await,
                Step::Off => match factors_api::end_authenticator(typed).await {
                    Ok(()) => self.rest(text::APP_OFF).await,
                    Err(error) => self.fail(&error),
                },
                Step::Rest | Step::Codes => {}
            }
            self.is_running.set(false);
        });
    }

    async fn show(self, answer: Result<RecoveryCodes, RequestError>, sentence: &'static str) {
        match answer {
            Ok(made) => {
                self.codes.set(made.codes.join("\n"));
                self.factors.outcome.done(sentence);
                self.go(Step::Codes, "#recovery-codes");
                self.factors.load().await;
            }
            Err(error) => self.fail(&error),
        }
    }

    async fn rest(self, sentence: &'static str) {
        self.factors.outcome.done(sentence);
        self.factors.load().await;
        self.forget();
    }

    /// What was shown once is shown no more.
    fn forget(self) {
        self.secret.set(String::new());
        self.codes.set(String::new());
        self.go(Step::Rest, "#authenticator-title");
    }

    fn fail(self, error: &RequestError) {
        match error {
            RequestError::Refused(problem) if problem.pointer.is_some() => {
                self.refuse(text::problem(problem));
            }
            _ => self.factors.outcome.fail(error),
        }
    }

    fn refuse(self, sentence: String) {
        self.mistake.set(Some(sentence));
        focus_soon("#app-code, #factor-password");
    }
}

/// Where the app stands in the account's address for apps.
fn link(secret: &str, account: &str, email: &str) -> String {
    let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
    let issuer = encoded(&format!("{} {account}", text::PRODUCT));
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", encoded(email))
}

/// A secret, and the code that proves that the app has it.
#[component]
fn SetUp(
    /// The app.
    app: App,
) -> impl IntoView {
    let session = desk().session;
    let secret = app.secret.get_untracked();
    let link = session.with_untracked(|session| {
        session.as_ref().map(|it| link(&secret, &it.account_name, &it.email)).unwrap_or_default()
    });
    let key = grouped(&secret, " ");
    view! {
        <form class="settings__group" novalidate on:submit=move |event| app.submit(event) aria-labelledby="authenticator-title">
            <p>{text::SCAN}</p>
            <QrCode of=link.clone() label=text::QR_CODE/>
            <Code code=Signal::stored(key) label=text::KEY/>
            <p><a href=link>{text::OPEN_IN_APP}</a></p>
            <CodeField id="app-code" label=text::APP_CODE hint=text::APP_CODE_WHY value=app.typed mistake=app.mistake/>
            <FormButtons app deed=text::CONFIRM/>
        </form>
    }
}

/// The password, for what must not be done by whoever finds a desk open.
#[component]
fn PasswordStep(
    /// The app.
    app: App,
    /// What follows from it.
    why: &'static str,
    /// What is done.
    deed: &'static str,
) -> impl IntoView {
    view! {
        <form class="settings__group" novalidate on:submit=move |event| app.submit(event) aria-labelledby="authenticator-title">
            <PlainField id="factor-password" label=text::YOUR_PASSWORD kind="password" autocomplete="current-password"
                hint=why value=app.typed mistake=app.mistake/>
            <FormButtons app deed/>
        </form>
    }
}

/// What sends a form, and what leaves it.
#[component]
fn FormButtons(
    /// The app.
    app: App,
    /// What is done.
    deed: &'static str,
) -> impl IntoView {
    view! {
        <div class="settings__deeds">
            <button class="button button--primary" type="submit" aria-disabled=move || app.is_running.get().then_some("true")>{deed}</button>
            <button class="button" type="button" on:click=move |_| app.forget()>{text::CANCEL}</button>
        </div>
    }
}

/// Codes that are shown this once.
#[component]
fn Codes(
    /// The app.
    app: App,
) -> impl IntoView {
    view! {
        <section class="settings__secret" id="recovery-codes" tabindex="-1" aria-label=text::RECOVERY_CODES>
            <p class="settings__lead">{text::RECOVERY_CODES_WHY}</p>
            <Code code=Signal::stored(app.codes.get_untracked()) label=text::RECOVERY_CODES/>
            <button class="button settings__make" type="button" on:click=move |_| app.forget()>{text::CODES_KEPT}</button>
        </section>
    }
}

/// The section.
#[component]
pub fn AuthenticatorSection(
    /// What the user has.
    factors: OwnFactors,
) -> impl IntoView {
    let app = App {
        factors,
        step: RwSignal::new(Step::Rest),
        secret: RwSignal::default(),
        codes: RwSignal::default(),
        typed: RwSignal::default(),
        mistake: RwSignal::default(),
        is_running: RwSignal::new(false),
    };
    let is_here = Memo::new(move |_| factors.list.with(Option::is_some));
    let stands = move || {
        let (since, n_codes) = factors
            .list
            .with(|list| list.as_ref().map(|it| (it.authenticator_since, it.n_recovery_codes)))?;
        Some(match since {
            None => view! {
                <button class="button settings__make" type="button" on:click=move |_| app.begin()>{text::TURN_ON}</button>
            }
            .into_any(),
            Some(since) => view! {
                <p>{text::on_since(&dates::whole(since), n_codes)}</p>
                <div class="settings__deeds">
                    <button class="button" type="button" on:click=move |_| app.go(Step::Renew, "#factor-password")>{text::NEW_CODES}</button>
                    <button class="button" type="button" on:click=move |_| app.go(Step::Off, "#factor-password")>{text::TURN_OFF_DOTS}</button>
                </div>
            }
            .into_any(),
        })
    };
    view! {
        <section class="settings__group" aria-labelledby="authenticator-title">
            <h3 class="field__label users__title" id="authenticator-title" tabindex="-1">{text::AUTHENTICATOR}</h3>
            <p class="field__hint">{text::AUTHENTICATOR_WHY}</p>
            <p class="visually-hidden" role="status">{move || (!is_here.get()).then_some(text::LOADING_FACTORS)}</p>
            {move || match app.step.get() {
                Step::Rest => stands.into_any(),
                Step::SetUp => view! { <SetUp app/> }.into_any(),
                Step::Off => view! { <PasswordStep app why=text::TURN_OFF_WHY deed=text::TURN_OFF/> }.into_any(),
                Step::Renew => view! { <PasswordStep app why=text::NEW_CODES_WHY deed=text::MAKE_CODES/> }.into_any(),
                Step::Codes => view! { <Codes app/> }.into_any(),
            }}
            <OutcomeLine of=factors.outcome/>
        </section>
    }
}
