//! The signed-in user's own name and picture, and the way out.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::links::is_https;
use pulina_shared::problem::Code;
use pulina_shared::text::DisplayName;
use pulina_shared::wire::conversation::PublicUser;

use crate::avatar::UserAvatar;
use crate::avatar_file::{NoAvatar, avatar_of};
use crate::dialog::Dialog;
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::reading::note;
use crate::state::{Desk, desk};
use crate::told::{Removed, Told, ToldLine};
use crate::{api, text};

/// Where a picture is chosen.
const CHOOSER: &str = "[data-testid=picture]";

fn take(desk: Desk, told: RwSignal<Told>, answer: Result<PublicUser, RequestError>, done: &'static str) {
    told.set(match answer {
        Ok(user) => {
            desk.receive_person(user);
            Told::Done(done)
        }
        Err(error) => {
            note(desk, &error);
            Told::Failed(api::explain(&error))
        }
    });
}

/// The picture.
#[component]
fn PictureField(
    /// Whose.
    user: Memo<Option<PublicUser>>,
) -> impl IntoView {
    let desk = desk();
    let told = RwSignal::new(Told::Nothing);
    let chooser = NodeRef::<html::Input>::new();
    let has_picture =
        Memo::new(move |_| user.with(|user| user.as_ref().is_some_and(|user| user.avatar.is_some())));
    let removed: Removed = RwSignal::new_local(None);
    let choose = move |_| {
        let Some(input) = chooser.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        told.set(Told::Running);
        removed.set(None);
        spawn_local(async move {
            match avatar_of(&file).await {
                Ok(picture) => take(desk, told, api::put_avatar(&picture).await, text::PICTURE_SAVED),
                Err(NoAvatar::TooLarge) => told.set(Told::Failed(text::PICTURE_LARGE.to_owned())),
                Err(NoAvatar::Unreadable) => told.set(Told::Failed(text::PICTURE_UNREADABLE.to_owned())),
            }
            // The same file may be chosen again.
            input.set_value("");
        });
    };
    let remove = move |_| {
        let path = user.with_untracked(|user| user.as_ref().and_then(|user| user.avatar.clone()));
        told.set(Told::Running);
        spawn_local(async move {
            let picture = api::picture(&path.unwrap_or_default()).await.ok();
            removed.set(picture);
            take(desk, told, api::remove_avatar().await, text::PICTURE_REMOVED);
            focus_soon(CHOOSER);
        });
    };
    let put_back = Callback::new(move |()| {
        let Some(picture) = removed.get_untracked() else { return };
        told.set(Told::Running);
        removed.set(None);
        focus_soon(CHOOSER);
        spawn_local(async move { take(desk, told, api::put_avatar(&picture).await, text::PICTURE_SAVED) });
    });
    view! {
        <div class="picture-field">
            {move || user.get().map(|user| view! { <UserAvatar user=Signal::stored(user)/> })}
            <div class="picture-field__actions">
                <label class="button picture-field__choose">
                    <input
                        class="visually-hidden" type="file" accept="image/png,image/jpeg,image/webp" node_ref=chooser
                        on:change=choose data-testid="picture"
                    />
                    {move || if has_picture.get() { text::REPLACE_PICTURE } else { text::CHOOSE_PICTURE }}
                </label>
                <Show when=move || has_picture.get()>
                    <button class="button button--quiet" type="button" on:click=remove>{text::REMOVE_PICTURE}</button>
                </Show>
            </div>
        </div>
        <ToldLine told removed=(removed, put_back)/>
    }
}

/// The public name.
#[component]
fn NameField(
    /// What stands in it.
    name: RwSignal<String>,
) -> impl IntoView {
    let desk = desk();
    let told = RwSignal::new(Told::Nothing);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        match DisplayName::parse(&name.get_untracked()) {
            Ok(name) => {
                told.set(Told::Running);
                spawn_local(async move { take(desk, told, api::rename(name.as_str()).await, text::SAVED) });
            }
            Err(rejection) => told.set(Told::Failed(
                if rejection.code == Code::FieldTooLong { text::NAME_LONG } else { text::NAME_MISSING }
                    .to_owned(),
            )),
        }
    };
    view! {
        <form class="field" novalidate on:submit=save>
            <label class="field__label" for="public-name">{text::PUBLIC_NAME}</label>
            <div class="field__row">
                <input
                    class="field__input" id="public-name" type="text" autocomplete="name" aria-describedby="public-name-why"
                    prop:value=name on:input=move |event| { name.set(event_target_value(&event)); told.set(Told::Nothing); }
                />
                <button class="button button--primary" type="submit">
                    {move || if told.get() == Told::Running { text::SAVING } else { text::SAVE }}
                </button>
            </div>
            <p class="field__hint" id="public-name-why">{text::PUBLIC_NAME_WHY}</p>
            <ToldLine told/>
        </form>
    }
}

/// The page on which others book a meeting.
#[component]
fn MeetingsField(
    /// What stands in it.
    link: RwSignal<String>,
) -> impl IntoView {
    let desk = desk();
    let told = RwSignal::new(Told::Nothing);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = link.get_untracked().trim().to_owned();
        if !typed.is_empty() && !is_https(&typed) {
            told.set(Told::Failed(text::URL_INVALID.to_owned()));
            return;
        }
        told.set(Told::Running);
        spawn_local(async move {
            let answer = api::change_meetings_link(&typed).await;
            if answer.is_ok() {
                desk.receive_meetings_link(Some(typed).filter(|link| !link.is_empty()));
            }
            take(desk, told, answer, text::SAVED);
        });
    };
    view! {
        <form class="field" novalidate on:submit=save>
            <label class="field__label" for="meetings-link">{text::MEETINGS_LINK}</label>
            <div class="field__row">
                <input
                    class="field__input" id="meetings-link" type="url" autocomplete="off" aria-describedby="meetings-link-why"
                    prop:value=link on:input=move |event| { link.set(event_target_value(&event)); told.set(Told::Nothing); }
                />
                <button class="button" type="submit" aria-label=text::SAVE_MEETINGS_LINK>
                    {move || if told.get() == Told::Running { text::SAVING } else { text::SAVE }}
                </button>
            </div>
            <p class="field__hint" id="meetings-link-why">{text::MEETINGS_LINK_WHY}</p>
            <ToldLine told/>
        </form>
    }
}

/// The dialog.
#[component]
pub fn ProfileDialog(
    /// Asks before what is typed is lost.
    navigation: Navigation,
    /// Signs out.
    on_sign_out: Callback<()>,
) -> impl IntoView {
    let desk = desk();
    let user = Memo::new(move |_| desk.user());
    let email = move || desk.session.with(|session| session.as_ref().map(|session| session.email.clone()));
    let known_name =
        move || user.with(|user| user.as_ref().map(|user| user.name.clone())).unwrap_or_default();
    let known_link = move || desk.meetings_link().unwrap_or_default();
    let (name, link) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        if desk.is_profile_open.get() {
            name.set(untrack(known_name));
            link.set(untrack(known_link));
        }
    });
    let is_typed = Signal::derive(move || {
        desk.is_profile_open.get()
            && (name.with(|name| name.trim() != known_name())
                || link.with(|link| link.trim() != known_link()))
    });
    navigation.asks_while(is_typed);
    let may_close = Callback::new(move |()| navigation.may_lose_typed());
    view! {
        <Dialog is_open=desk.is_profile_open title=text::PROFILE may_close>
            <PictureField user/>
            <NameField name/>
            <MeetingsField link/>
            <div class="dialog__foot">
                <p class="dialog__text">{text::SIGNED_IN_AS}" "<bdi>{email}</bdi></p>
                <button class="button" type="button" data-testid="sign-out" on:click=move |_| on_sign_out.run(())>{text::SIGN_OUT}</button>
            </div>
        </Dialog>
    }
}
