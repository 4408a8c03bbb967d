//! A person who wants to be forgotten is found in the desk, and everything of them goes.

use pulina_shared::language::Language;
use pulina_shared::wire::channel::EmailCapture;
use pulina_shared::wire::conversation::{Act, FillForm};
use pulina_shared::wire::form::FormAnswer;
use pulina_tests::channel::choose;
use pulina_tests::stage::Stage;
use serde_json::json;

#[tokio::test]
async fn person_is_found_taken_along_and_erased_in_the_desk() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.email = EmailCapture::After).await;
    let mut mika = stage.site.visitor().await;
    mika.says("I am Mika").await;
    let answers = vec![FormAnswer { name: "email".to_owned(), value: "mika@shop.example".to_owned() }];
    mika.does(Act::FillForm(FillForm { language: Language::En, answers })).await.expect("an address");
    agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;

    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Data & privacy").await;
    desk.tab.shows(".settings", "Nobody was erased yet.").await;
    desk.tab.listens().await;
    desk.tab.click("textbox", "E-mail address or visitor id").await;
    desk.tab.types("mika").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Enter a whole e-mail address").await;
    desk.tab.has_focused("textbox", "E-mail address or visitor id").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types("Mika@shop.example").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".person-list", "The address was typed in it").await;
    desk.tab.hears("One conversation of \u{2068}Mika@shop.example\u{2069}").await;
    let chosen = "document.querySelector('.person-list input').checked";
    assert_eq!(desk.tab.evaluate(chosen).await, json!(false), "nothing proves that it is theirs");
    desk.tab.evaluate("URL.createObjectURL = (make => file => (window.file = file, make(file)))(URL.createObjectURL.bind(URL))").await;
    desk.tab.click("button", "Download everything").await;
    desk.tab.until("the file", "window.file?.size > 0").await;
    let file = desk.tab.evaluate("file.text()").await;
    assert!(file.as_str().is_some_and(|file| file.contains("I am Mika")), "{file}");

    desk.tab.click("button", "Choose all").await;
    desk.tab.click("button", "Erase the chosen…").await;
    desk.tab.has_focused("textbox", "Type \u{2068}Mika@shop.example\u{2069} to go on").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This is something else. Nothing was done.").await;
    desk.tab.click("button", "Cancel").await;
    desk.tab.has_focused("button", "Erase the chosen…").await;
    desk.tab.presses("Enter").await;
    desk.tab.find("button", "Erase for ever").await;
    // With nothing chosen the question is over, and choosing again does not ask it.
    let choose = "document.querySelector('.person-list input').click()";
    desk.tab.evaluate(choose).await;
    desk.tab.until("nothing is asked", "!document.querySelector('.person-erase')").await;
    desk.tab.evaluate(choose).await;
    desk.tab.until("it can be erased", "!document.getElementById('erase').disabled").await;
    assert_eq!(desk.tab.evaluate("document.querySelector('.person-erase')").await, json!(null));
    desk.tab.click("button", "Erase the chosen…").await;
    desk.tab.has_focused("textbox", "Type \u{2068}Mika@shop.example\u{2069} to go on").await;
    desk.tab.types("mika@shop.example").await;
    desk.tab.click("button", "Erase for ever").await;
    desk.tab.shows(".person-table", "#1").await;
    let erased = agent.desk.sees("an erased ticket", |ticket| ticket.is_erased).await;
    assert!(erased.subject.is_empty() && erased.email.is_none());
    assert_eq!(mika.asks("GET", "events").refused().await.code, "not_found");
}
