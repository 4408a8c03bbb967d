//! The small form that adds an answer to choose from or a link to the reply.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use pulina_shared::limits;

use crate::attached::Attached;
use crate::dialog::Dialog;
use crate::keyboard::focus_soon;
use crate::offer::{self, Mistake};
use crate::state::desk;
use crate::text;

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    QuickReply,
    Link,
}

type Texts = RwSignal<[String; 3]>;

/// A labelled line.
#[component]
fn OfferField(
    /// Its name in mistakes.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// A sentence below it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// How the browser may help.
    #[prop(default = "text")]
    kind: &'static str,
    /// Which of the texts.
    index: usize,
    /// The texts.
    texts: Texts,
    /// What is wrong.
    mistake: RwSignal<Option<Mistake>>,
) -> impl IntoView {
    let id = format!("offer-{name}");
    let about = format!("offer-{name}-about");
    let sentence = Memo::new(move |_| {
        mistake.with(|it| it.as_ref().filter(|(field, _)| *field == name).map(|(_, why)| why.clone()))
    });
    let typed = move |event| {
        let value = event_target_value(&event);
        if mistake.with_untracked(Option::is_some) {
            mistake.set(None);
        }
        texts.update(|texts| {
            if let Some(text) = texts.get_mut(index) {
                *text = value;
            }
        });
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input
                class="field__input" id=id type=kind dir="auto" autocomplete="off" aria-describedby=about.clone()
                aria-invalid=move || sentence.with(Option::is_some).then_some("true")
                prop:value=move || texts.with(|texts| texts.get(index).cloned()) on:input=typed
            />
            <div id=about>
                {hint.map(|hint| view! { <p class="field__hint">{hint}</p> })}
                <p class="field__mistake" role="alert">{sentence}</p>
            </div>
        </div>
    }
}

/// The fields of one kind.
#[component]
fn OfferFields(
    /// Which kind.
    kind: RwSignal<Kind>,
    /// The texts.
    texts: Texts,
    /// What is wrong.
    mistake: RwSignal<Option<Mistake>>,
) -> impl IntoView {
    let desk = desk();
    let use_meetings_link = move |_| {
        let name = untrack(|| desk.user()).map(|user| user.name).unwrap_or_default();
        let link = untrack(|| desk.meetings_link()).unwrap_or_default();
        mistake.set(None);
        texts.set([link, text::book_with(&name), String::new()]);
        focus_soon("#offer-title");
    };
    let has_meetings_link = Memo::new(move |_| desk.meetings_link().is_some());
    move || {
        match kind.get() {
        Kind::QuickReply => view! {
            <p class="dialog__text">{text::QUICK_REPLY_WHY}</p>
            <OfferField name="label" label=text::CHOICE_LABEL index=0 texts mistake/>
            <OfferField name="value" label=text::CHOICE_VALUE hint=text::CHOICE_VALUE_HINT index=1 texts mistake/>
        }
        .into_any(),
        Kind::Link => view! {
            <Show when=move || has_meetings_link.get()>
                <button class="button dialog__proposal" type="button" on:click=use_meetings_link>{text::INSERT_MEETINGS_LINK}</button>
            </Show>
            <OfferField name="url" label=text::CARD_URL kind="url" index=0 texts mistake/>
            <OfferField name="title" label=text::CARD_TITLE index=1 texts mistake/>
            <OfferField name="text" label=text::CARD_TEXT hint=text::OPTIONAL index=2 texts mistake/>
        }
        .into_any(),
    }
    }
}

fn add(attached: &Attached, kind: Kind, [first, second, third]: &[String; 3]) -> Result<(), Mistake> {
    let is_full = |n_items: usize| n_items >= limits::MESSAGE_ITEMS_MAX;
    match kind {
        Kind::QuickReply if is_full(attached.choices.with_untracked(Vec::len)) => {
            Err(("label", text::too_many_items()))
        }
        Kind::QuickReply => {
            let choice = offer::choice(first, second)?;
            attached.choices.update(|choices| choices.push(choice));
            Ok(())
        }
        Kind::Link if is_full(attached.cards.with_untracked(Vec::len)) => {
            Err(("url", text::too_many_items()))
        }
        Kind::Link => {
            let card = offer::card(first, second, third)?;
            attached.cards.update(|cards| cards.push(card));
            Ok(())
        }
    }
}

/// The dialog.
#[component]
pub fn InsertDialog(
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// What the reply gets.
    attached: StoredValue<Attached, LocalStorage>,
) -> impl IntoView {
    let kind = RwSignal::new(Kind::QuickReply);
    let texts: Texts = RwSignal::default();
    let mistake = RwSignal::new(None::<Mistake>);
    let begin = move |chosen: Kind| {
        kind.set(chosen);
        texts.set(Default::default());
        mistake.set(None);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let added = attached
            .with_value(|attached| texts.with_untracked(|it| add(attached, kind.get_untracked(), it)));
        match added {
            Ok(()) => {
                begin(kind.get_untracked());
                is_open.set(false);
                focus_soon("#reply");
            }
            Err(found) => mistake.set(Some(found)),
        }
    };
    let tab = move |it: Kind, label: &'static str| {
        view! {
            <label class="segments__item">
                <input
                    class="visually-hidden" type="radio" name="offer" prop:checked=move || kind.get() == it
                    on:change=move |_| begin(it)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <Dialog is_open title=text::INSERT_TITLE>
            <form class="dialog__form" novalidate on:submit=submit>
                <div class="segments" role="radiogroup" aria-label=text::INSERT_TITLE>
                    {tab(Kind::QuickReply, text::QUICK_REPLY)}
                    {tab(Kind::Link, text::LINK_CARD)}
                </div>
                <OfferFields kind texts mistake/>
                <div class="dialog__actions">
                    <button class="button" type="button" on:click=move |_| is_open.set(false)>{text::CANCEL}</button>
                    <button class="button button--primary" type="submit">{text::ADD}</button>
                </div>
            </form>
        </Dialog>
    }
}
