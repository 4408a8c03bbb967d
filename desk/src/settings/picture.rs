//! The channel's own picture: a file is chosen, its part is framed by pointer or by keyboard, and only
//! that part travels, in the size that is shown. It is live at once, like the picture of a user.

use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::wire::http::StoredSettings;
use wasm_bindgen::JsCast;
use web_sys::ImageBitmap;

use super::form::Form;
use crate::avatar_file::{Frame, NoAvatar, avatar_of_part, decode, draw};
use crate::keyboard::focus_soon;
use crate::told::{Removed, Told, ToldLine};
use crate::{api, text};

/// Pixels of a side of the preview.
const PREVIEW_SIDE: u32 = 240;

/// Where a picture is chosen.
const CHOOSER: &str = "[data-testid=channel-picture]";

/// The part of the picture that is kept, and what came of it.
#[derive(Clone, Copy)]
struct Cutting {
    form: Form,
    told: RwSignal<Told>,
    bitmap: RwSignal<Option<ImageBitmap>, LocalStorage>,
    frame: RwSignal<Frame>,
    removed: Removed,
}

impl Cutting {
    fn refuse(self, why: NoAvatar) {
        let sentence = match why {
            NoAvatar::TooLarge => text::PICTURE_LARGE,
            NoAvatar::Unreadable => text::PICTURE_UNREADABLE,
        };
        self.told.set(Told::Failed(sentence.to_owned()));
    }

    /// Tells whether it was done.
    async fn publish<F>(self, asked: F, done: &'static str) -> bool
    where
        F: Future<Output = Result<StoredSettings, RequestError>>,
    {
        let outcome = self.form.publish_avatar(asked).await;
        self.told.set(match &outcome {
            Ok(()) => Told::Done(done),
            Err(error) => Told::Failed(api::explain(error)),
        });
        outcome.is_ok()
    }

    fn put_away(self) {
        if let Some(bitmap) = self.bitmap.get_untracked() {
            bitmap.close();
        }
        self.bitmap.set(None);
        focus_soon(CHOOSER);
    }

    fn open(self, input: web_sys::HtmlInputElement) {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        self.told.set(Told::Running);
        self.removed.set(None);
        spawn_local(async move {
            match decode(&file).await {
                Ok(bitmap) => {
                    self.frame.set(Frame::default());
                    self.bitmap.set(Some(bitmap));
                    self.told.set(Told::Nothing);
                    focus_soon("#picture-zoom");
                }
                Err(why) => self.refuse(why),
            }
            // The same file may be chosen again.
            input.set_value("");
        });
    }

    fn save(self) {
        let Some(bitmap) = self.bitmap.get_untracked() else { return };
        let channel = self.form.channel();
        let frame = self.frame.get_untracked();
        self.told.set(Told::Running);
        spawn_local(async move {
            match avatar_of_part(&bitmap, frame).await {
                Ok(picture) => {
                    let asked = api::put_channel_avatar(&channel, &picture);
                    if self.publish(asked, text::PICTURE_SAVED).await {
                        self.put_away();
                    }
                }
                Err(why) => self.refuse(why),
            }
        });
    }

    fn remove(self) {
        let channel = self.form.channel();
        let path = self.form.typed.with_untracked(|typed| typed.settings.look.avatar.clone());
        self.told.set(Told::Running);
        spawn_local(async move {
            let picture = api::picture(&path.unwrap_or_default()).await.ok();
            self.removed.set(picture);
            self.publish(api::remove_channel_avatar(&channel), text::PICTURE_REMOVED).await;
            focus_soon(CHOOSER);
        });
    }

    fn put_back(self) {
        let Some(picture) = self.removed.get_untracked() else { return };
        let channel = self.form.channel();
        self.told.set(Told::Running);
        self.removed.set(None);
        focus_soon(CHOOSER);
        spawn_local(async move {
            self.publish(api::put_channel_avatar(&channel, &picture), text::PICTURE_SAVED).await;
        });
    }
}

/// A slider of the frame, in hundredths.
#[component]
fn Slider(
    /// Its id.
    id: &'static str,
    /// What it moves.
    label: &'static str,
    /// From where to where.
    range: (u32, u32),
    /// Where it stands.
    value: Signal<f64>,
    /// It was moved.
    on_input: Callback<f64>,
) -> impl IntoView {
    let hundredths = move || (value.get() * 100.0).round().to_string();
    let change = move |event| {
        if let Ok(hundredths) = event_target_value(&event).parse::<f64>() {
            on_input.run(hundredths / 100.0);
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <input class="cutter__slider" id=id type="range" min=range.0 max=range.1 prop:value=hundredths on:input=change/>
        </div>
    }
}

/// The picture, and the frame around the part of it that is kept.
#[component]
fn Cutter(
    /// What is cut.
    cutting: Cutting,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        if let (Some(canvas), Some(bitmap)) = (canvas.get(), cutting.bitmap.get()) {
            // Without a picture of it the sliders still do what they say.
            let _ = draw(&bitmap, cutting.frame.get(), &canvas);
        }
    });
    let grab = move |event: PointerEvent| {
        if let Some(canvas) = canvas.get_untracked() {
            // Where the pointer cannot be held it moves the picture as long as it is over it.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
    };
    let drag = move |event: PointerEvent| {
        if event.buttons() == 0 {
            return;
        }
        let side = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
        let side = f64::from(side.map_or(1, |it| it.offset_width()).max(1));
        let by = (f64::from(event.movement_x()) / side, f64::from(event.movement_y()) / side);
        let size = cutting.bitmap.with(|bitmap| bitmap.as_ref().map(|it| (it.width(), it.height())));
        cutting.frame.update(|frame| *frame = frame.moved(size.unwrap_or((1, 1)), by));
    };
    let part = move |take: fn(&Frame) -> f64| Signal::derive(move || cutting.frame.with(take));
    let set = move |change: fn(&mut Frame, f64)| {
        Callback::new(move |value| cutting.frame.update(|frame| change(frame, value)))
    };
    view! {
        <div class="cutter" role="group" aria-label=text::CUT_PICTURE>
            <canvas class="cutter__picture" width=PREVIEW_SIDE height=PREVIEW_SIDE aria-hidden="true" node_ref=canvas
                on:pointerdown=grab on:pointermove=drag></canvas>
            <div class="cutter__fields">
                <Slider id="picture-zoom" label=text::CUT_ZOOM range=(100, 400) value=part(|frame| frame.zoom)
                    on_input=set(|frame, zoom| frame.zoom = zoom)/>
                <Slider id="picture-across" label=text::CUT_ACROSS range=(0, 100) value=part(|frame| frame.across)
                    on_input=set(|frame, across| frame.across = across)/>
                <Slider id="picture-down" label=text::CUT_DOWN range=(0, 100) value=part(|frame| frame.down)
                    on_input=set(|frame, down| frame.down = down)/>
                <div class="settings__deeds">
                    <button class="button button--primary" type="button" on:click=move |_| cutting.save()>{text::USE_PICTURE}</button>
                    <button class="button button--quiet" type="button" on:click=move |_| cutting.put_away()>{text::LEAVE_PICTURE}</button>
                </div>
            </div>
        </div>
    }
}

/// The picture as it is, and what can be done to it.
#[component]
pub fn ChannelPicture(
    /// The form.
    form: Form,
) -> impl IntoView {
    let cutting = Cutting {
        form,
        told: RwSignal::new(Told::Nothing),
        bitmap: RwSignal::new_local(None),
        frame: RwSignal::new(Frame::default()),
        removed: RwSignal::new_local(None),
    };
    let avatar = Memo::new(move |_| form.typed.with(|typed| typed.settings.look.avatar.clone()));
    let has_picture = move || avatar.with(Option::is_some);
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = chooser.get_untracked() {
            cutting.open(input);
        }
    };
    let put_back = Callback::new(move |()| cutting.put_back());
    let is_cut = Memo::new(move |_| cutting.bitmap.with(Option::is_some));
    view! {
        <fieldset class="settings__group">
            <legend class="field__label">{text::CHANNEL_PICTURE}</legend>
            <p class="field__hint">{text::CHANNEL_PICTURE_WHY}</p>
            <div class="picture-field">
                {move || avatar.get().map(|path| view! {
                    <span class="avatar" aria-hidden="true"><img src=path alt="" draggable="false"/></span>
                })}
                <div class="picture-field__actions">
                    <label class="button picture-field__choose">
                        <input class="visually-hidden" type="file" accept="image/png,image/jpeg,image/webp" node_ref=chooser
                            on:change=choose data-testid="channel-picture"/>
                        {move || if has_picture() { text::REPLACE_PICTURE } else { text::CHOOSE_PICTURE }}
                    </label>
                    <Show when=has_picture>
                        <button class="button button--quiet" type="button" on:click=move |_| cutting.remove()>{text::REMOVE_CHANNEL_PICTURE}</button>
                    </Show>
                </div>
            </div>
            <Show when=move || is_cut.get()><Cutter cutting/></Show>
            <ToldLine told=cutting.told removed=(cutting.removed, put_back)/>
        </fieldset>
    }
}
