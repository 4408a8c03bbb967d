//! What a visitor did besides writing: answered the channel's questions, said how it was, agreed to
//! something or took it back.

use leptos::prelude::*;
use pulina_shared::form::TICKED;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ConsentAct, Rating};
use pulina_shared::wire::form::{FieldKind, FilledField, FilledForm};

use crate::log_row::Deed;
use crate::rating_marks::RatingMarks;
use crate::{dates, text};

/// An answer as people read it.
fn answer(field: FilledField) -> String {
    match field.kind {
        FieldKind::Checkbox if field.value == TICKED => text::YES.to_owned(),
        _ => field.value,
    }
}

/// When it was.
#[component]
fn At(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    view! { <time class="log-line__time" datetime=dates::iso(at) title=dates::whole(at)>{dates::time(at)}</time> }
}

/// Questions and answers.
#[component]
fn AnsweredRow(
    /// When.
    at: Timestamp,
    /// The answers.
    form: FilledForm,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="deed" data-testid="form">
            <p class="deed__head">
                <bdi>{move || visitor_name.with(|name| text::answered(name))}</bdi>" · "<At at/>
            </p>
            <dl class="deed__answers">
                {form.fields.into_iter().map(|field| {
                    let label = field.label.clone();
                    view! {
                        <div class="deed__answer">
                            <dt dir="auto">{label}</dt>
                            <dd dir="auto">{answer(field)}</dd>
                        </div>
                    }
                }).collect_view()}
            </dl>
        </div>
    }
}

/// How it was.
#[component]
fn RatedRow(
    /// When.
    at: Timestamp,
    /// How it was.
    rating: Rating,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    let score = rating.score;
    view! {
        <div class="deed" data-testid="rated">
            <p class="deed__head">
                <RatingMarks score/>
                <bdi>{move || visitor_name.with(|name| text::rated(name, score))}</bdi>" · "<At at/>
            </p>
            {(!rating.comment.is_empty()).then(|| view! {
                <blockquote class="deed__comment foreign-text" dir="auto">{rating.comment}</blockquote>
            })}
        </div>
    }
}

/// An agreement or its end.
#[component]
fn ConsentRow(
    /// When.
    at: Timestamp,
    /// To what.
    act: ConsentAct,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    let version = act.version.clone();
    view! {
        <p class="log-line" data-testid="consent">
            <bdi>{move || visitor_name.with(|name| text::consented(name, &act))}</bdi>
            " · "
            <bdi title=version.clone()>{text::version(&version)}</bdi>
            " · "
            <At at/>
        </p>
    }
}

/// The row.
#[component]
pub fn DeedRow(
    /// When.
    at: Timestamp,
    /// What.
    deed: Deed,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    match deed {
        Deed::Answered(form) => view! { <AnsweredRow at form visitor_name/> }.into_any(),
        Deed::Rated(rating) => view! { <RatedRow at rating visitor_name/> }.into_any(),
        Deed::Consented(act) => view! { <ConsentRow at act visitor_name/> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticked_boxes_say_yes_and_other_answers_stay_as_they_are() {
        let field = |kind, value: &str| FilledField {
            name: "x".to_owned(),
            kind,
            label: "X".to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(answer(field(FieldKind::Checkbox, "true")), "Yes");
        assert_eq!(answer(field(FieldKind::Text, "true")), "true");
    }
}
