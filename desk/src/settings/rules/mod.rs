//! The display rules: on which pages the chat is shown, what it says there by itself, and a tester that
//! tells what the rules as they are typed would do on a page.

mod campaigns;
mod condition;
mod tester;
pub mod typed;

use leptos::prelude::*;

use self::campaigns::CampaignsEditor;
use self::condition::{ConditionEditor, Of};
use self::tester::{Page, Tester};
use super::field::TextField;
use super::form::Form;
use crate::text;

/// A part of the tab.
#[component]
fn Part(
    /// Its name.
    title: &'static str,
    /// Why it is there.
    why: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="rules" aria-label=title>
            <h3 class="rules__title">{title}</h3>
            <p class="field__hint">{why}</p>
            {children()}
        </section>
    }
}

/// The tab.
#[component]
pub fn RulesTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let removed = RwSignal::new(None);
    let page = Page::new();
    let tested = page.tested(form);
    view! {
        <Part title=text::SHOWN_WHERE why=text::SHOWN_WHERE_WHY>
            <ConditionEditor form of=Of::Show removed tested without=text::SHOWN_EVERYWHERE/>
        </Part>
        <Part title=text::TESTER why=text::TESTER_WHY><Tester page tested/></Part>
        <Part title=text::CAMPAIGNS why=text::CAMPAIGNS_WHY><CampaignsEditor form removed tested/></Part>
        <TextField form pointer="/targeting/priority" label=text::PRIORITY hint=text::PRIORITY_WHY
            value=Signal::derive(move || form.typed.with(|typed| typed.rules.priority.clone()))
            on_input=move |value| form.change(|typed| typed.rules.priority = value)/>
    }
}
