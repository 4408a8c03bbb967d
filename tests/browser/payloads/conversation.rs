//! What is said in one conversation: it arrives before both sides' eyes, is read again later, and is
//! kept as a file.

use pulina_shared::language::Language;
use pulina_shared::limits::{
    CARD_TEXT_CHARACTERS_MAX, CHOICE_CHARACTERS_MAX, FORM_FIELDS_MAX, MESSAGE_ITEMS_MAX,
    SUBJECT_CHARACTERS_MAX,
};
use pulina_shared::text::one_line;
use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{Act, EditMessage, FillForm, Rating, SendMessage};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::harm::{has_each, lines, seen, shows_each, squeezed};
use pulina_tests::line::Line;
use pulina_tests::payloads::payloads;
use pulina_tests::stage::Stage;
use pulina_tests::visitor::Visitor;

use super::{are_unharmed, tried_in, with_details};

#[tokio::test]
async fn what_is_said_in_a_conversation_stays_text() {
    let (stage, canary) = Stage::with_canary().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        (settings.form, settings.asks_for_rating) = (questions(), true);
    })
    .await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Hello").await;
    let ticket = agent.sees_ticket("Hello").await;
    let mut answering = agent.opens(&ticket).await;
    let panel = stage.panel_of(&visitor).await.tab;
    let desk = stage.agent_with(&with_details()).await;
    desk.opens_ticket_number(ticket.number.0).await;
    let desk = desk.tab;
    desk.shows("[data-testid=log] .message__text", "Hello").await;

    // While both look on.
    panel.shows(".message--own .message__bubble", "Hello").await;
    let texts = payloads();
    says_all(&mut visitor, &mut answering, &texts).await;
    shows_messages(&panel, &PANEL, &texts).await;
    shows_messages(&desk, &DESK, &texts).await;
    offers_all(&mut answering, &panel, &texts).await;
    answers_all(&mut visitor, &texts).await;
    agent.closes(&ticket).await;
    for comment in &texts {
        does(&mut visitor, Act::Rate(Rating { score: 3, comment: comment.clone() })).await;
    }
    shows_each(&desk, "[data-testid=rating] p", texts.last().map(|text| squeezed(text))).await;
    are_unharmed(&[(&panel, "the panel"), (&desk, "the desk")]).await;

    // As history.
    panel.reloads().await;
    panel.brings_all(".message-log__older button").await;
    shows_messages(&panel, &PANEL, &texts).await;
    shows_cards(&panel, &texts).await;
    desk.reloads().await;
    desk.brings_all(".message-log__older button").await;
    shows_messages(&desk, &DESK, &texts).await;
    shows_cards(&desk, &texts).await;
    shows_what_only_agents_see(&desk, &texts).await;
    are_unharmed(&[(&panel, "the panel's history"), (&desk, "the desk's history")]).await;
    super::documents::transcripts_are_text(&stage, &visitor, &agent, &texts).await;
    canary.was_left_alone();
}

/// Where the words of each side stand.
struct Places {
    visitor: &'static str,
    agent: &'static str,
}

const PANEL: Places = Places {
    visitor: ".message--own .message__bubble",
    agent: ".message-log__list .message:not(.message--own) .message__bubble",
};
const DESK: Places =
    Places { visitor: ".message--visitor .message__text", agent: ".message--ours .message__text" };

async fn does(line: &mut Line, act: Act) {
    let place = tried_in(&act);
    line.does(act).await.unwrap_or_else(|problem| panic!("{place}: {problem:?}"));
}

/// Every text as a message of each side, and as what another message of the visitor was changed to.
async fn says_all(visitor: &mut Visitor, agent: &mut Line, texts: &[String]) {
    let changed = texts.iter().cycle().skip(1);
    for (text, changed) in texts.iter().zip(changed) {
        agent.says(text).await;
        let message = visitor.says(text).await.id;
        does(visitor, Act::EditMessage(EditMessage { message, text: changed.clone() })).await;
    }
}

async fn shows_messages(frame: &Frame, places: &Places, texts: &[String]) {
    for place in [places.visitor, places.agent] {
        shows_each(frame, place, texts.iter().map(|text| seen(text))).await;
    }
}

/// Every text on a button, as what the button says, and on a card. The panel shows the buttons of
/// the newest message alone, so each message is looked at when it comes.
async fn offers_all(agent: &mut Line, panel: &Frame, texts: &[String]) {
    for texts in texts.chunks(MESSAGE_ITEMS_MAX) {
        let act = Act::SendMessage(SendMessage {
            text: "Choose:".to_owned(),
            files: Vec::new(),
            choices: texts.iter().filter_map(|text| choice(text)).collect(),
            cards: texts.iter().filter_map(|text| card(text)).collect(),
        });
        does(agent, act).await;
        shows_each(panel, ".choice", labels(texts)).await;
    }
}

fn choice(text: &str) -> Option<Choice> {
    let label = one_line(text, CHOICE_CHARACTERS_MAX).ok()?;
    Some(Choice::text(&label, &format!("{text} says")))
}

fn card(text: &str) -> Option<LinkCard> {
    let title = one_line(text, SUBJECT_CHARACTERS_MAX).ok()?;
    let text = one_line(text, CARD_TEXT_CHARACTERS_MAX).ok()?;
    Some(LinkCard { url: "https://a.example/".to_owned(), title, text })
}

fn labels(texts: &[String]) -> impl Iterator<Item = String> {
    texts.iter().filter_map(|text| choice(text)).map(|choice| squeezed(&choice.label))
}

async fn shows_cards(frame: &Frame, texts: &[String]) {
    let cards: Vec<LinkCard> = texts.iter().filter_map(|text| card(text)).collect();
    shows_each(frame, ".link-card__title", cards.iter().map(|card| squeezed(&card.title))).await;
    shows_each(frame, ".link-card__text", cards.iter().map(|card| squeezed(&card.text))).await;
}

/// As many questions as there may be, with another label in every second language, which is as much
/// as fits.
fn questions() -> Vec<FormField> {
    let labels = lines(SUBJECT_CHARACTERS_MAX);
    let mut labels = labels.iter().cycle();
    let question = |n| FormField {
        name: format!("question_{n}"),
        kind: FieldKind::Text,
        labels: Language::ALL.iter().copied().step_by(2).zip(labels.by_ref().cloned()).collect(),
        is_required: false,
        options: Vec::new(),
        value: String::new(),
    };
    (0..FORM_FIELDS_MAX).map(question).collect()
}

/// Every text as an answer, under the questions of each language in turn.
async fn answers_all(visitor: &mut Visitor, texts: &[String]) {
    let languages = Language::ALL.iter().copied().step_by(2).cycle();
    for (texts, language) in texts.chunks(FORM_FIELDS_MAX).zip(languages) {
        let answer =
            |(n, text): (usize, &String)| FormAnswer { name: format!("question_{n}"), value: text.clone() };
        let answers = texts.iter().enumerate().map(answer).collect();
        does(visitor, Act::FillForm(FillForm { language, answers })).await;
    }
}

/// First texts of changed messages, offered answers, questions and answers, ratings.
async fn shows_what_only_agents_see(desk: &Frame, texts: &[String]) {
    let all = || texts.iter().map(|text| squeezed(text));
    shows_each(desk, ".message__first-text", all()).await;
    shows_each(desk, ".choices__item", labels(texts)).await;
    let says = texts.iter().filter_map(|text| choice(text)).map(|choice| squeezed(&choice.value));
    has_each(desk, ".choices__item", "title", says).await;
    let asked = questions().into_iter().flat_map(|question| question.labels.into_values());
    shows_each(desk, "[data-testid=form] dt", asked.map(|label| squeezed(&label))).await;
    shows_each(desk, "[data-testid=form] dd", all()).await;
    shows_each(desk, "[data-testid=rated] .deed__comment", all()).await;
}
