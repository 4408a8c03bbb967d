//! The two readers compared: what serde reads is what is read here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;
use crate::wire::conversation::{EventKind, ServerFrame, ServerText};
use crate::wire::help_desk::HelpDeskFrame;

impl Json for Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn sole_member(&self) -> Option<(String, Self)> {
        let mut members = self.as_object()?.iter();
        let (name, value) = members.next()?;
        members.next().is_none().then(|| (name.clone(), value.clone()))
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<u64> {
        self.as_u64()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }
}

const USER: &str = r#"{"id":"usr_0000000000000000","name":"Ana","avatar":"/v1/avatars/x"}"#;
const PROBLEM: &str = r#"{"type":"/problems/rate_messages","title":"t","status":429,"code":"rate_messages","limit":1,"actual":2,"retry_after_ms":400,"pointer":"/text","instance":"i","more":{}}"#;
const STATE: &str = r#"{"status":"closed","visitor_read":1,"agent_read":2,"owner":"usr_0000000000000000","people":[{"id":"usr_0000000000000000","name":"Ana"}]}"#;
const EVENTS: &str = r#"[{"seq":1,"at":5,"kind":{"message":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","author":"visitor","text":"hi"}}},{"seq":2,"at":6,"kind":{"activity":{"closed":{"agent":"usr_0000000000000000"}}}},{"seq":3,"at":6,"kind":{"activity":{"reopened":"system"}}},{"seq":4,"at":6,"kind":{"activity":{"taken":"usr_0000000000000000"}}},{"seq":5,"at":7,"kind":{"newer":[1,2.5]}}]"#;
const TICKET: &str = r#"{"number":7,"conversation":"cnv_00000000000000000000000000000000","channel":"chn_000000000000000000000000","subject":"s","visitor_name":"v","status":"waiting_on_us","inbox":"inb_0000000000000000","owner":null,"owner_reason":"routed","priority":"high","last_message":{"author":"visitor","preview":"p","at":1},"n_unread":3,"opened_at":1,"changed_at":2,"revision":9}"#;

/// Both readers agree on the text, on the text without each of its members, and with each of its
/// members set to something of another kind.
fn agree<T: Read + DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(text: &str) {
    let whole: Value = serde_json::from_str(text).unwrap();
    assert!(T::read(&whole).is_some(), "{text}");
    for changed in changes(&whole) {
        let by_serde = serde_json::from_value::<T>(changed.clone()).ok();
        assert_eq!(T::read(&changed), by_serde, "{changed}");
    }
}

/// The value itself, and the value with one change anywhere in it. Nobody writes `null` for what
/// has a default; it is read as if it were missing.
fn changes(value: &Value) -> Vec<Value> {
    let mut all = vec![value.clone(), Value::Bool(true), Value::from(-1), Value::from("?")];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                all.push(Value::Object(without));
                for changed in changes(member) {
                    let mut with = members.clone();
                    with.insert(name.clone(), changed);
                    all.push(Value::Object(with));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for changed in changes(item) {
                    let mut with = items.clone();
                    with[index] = changed;
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn every_frame_is_read_as_serde_reads_it() {
    for frame in [
        format!(
            r#"{{"hello":{{"version":1,"epoch":"epo_0000000000000000","resumed":false,"after":0,"last_seq":2,"state":{STATE}}}}}"#
        ),
        format!(r#"{{"events":{{"events":{EVENTS}}}}}"#),
        format!(r#"{{"state":{STATE}}}"#),
        r#"{"typing":{"author":{"agent":"usr_0000000000000000"},"is_typing":true}}"#.to_owned(),
        r#"{"accepted":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","seq":3,"at":9}}"#.to_owned(),
        format!(r#"{{"rejected":{{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","problem":{PROBLEM}}}}}"#),
        format!(r#"{{"error":{{"problem":{PROBLEM},"fatal":true}}}}"#),
    ] {
        let value: Value = serde_json::from_str(&frame).unwrap();
        for changed in changes(&value) {
            let by_serde = serde_json::from_value::<ServerFrame>(changed.clone()).ok();
            assert_eq!(ServerFrame::read(&changed), by_serde, "{changed}");
            for text in [Value::from(vec![changed.clone(), value.clone()]), changed] {
                let by_serde = serde_json::from_value::<ServerText>(text.clone()).ok();
                assert_eq!(ServerText::read(&text), by_serde, "{text}");
            }
        }
    }
}

#[test]
fn everything_that_can_happen_is_read_as_serde_reads_it() {
    for kind in [
        r#"{"message":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","author":"visitor","text":"","files":[{"id":"fil_0000000000000000","name":"a.png","media_type":"image/png","n_bytes":3,"width":1,"height":2}],"choices":[{"label":"l","value":"v"}],"cards":[{"url":"https://a","title":"t","text":"x"}],"is_deleted":true}}"#,
        r#"{"edited":{"message":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","text":"t"}}"#,
        r#"{"deleted":"0198f0c2-7f3e-7fff-bfff-ffffffffffff"}"#,
        r#"{"form":{"fields":[{"name":"n","kind":"email","label":"l","value":"v"}]}}"#,
        r#"{"rated":{"score":5,"comment":"c"}}"#,
        r#"{"consent":{"purpose":"process","is_given":true,"version":"0123456789abcdef","language":"fi","page":"https://a"}}"#,
    ] {
        agree::<EventKind>(kind);
    }
    agree::<ConversationState>(
        r#"{"status":"closed","visitor_read":1,"agent_read":2,"people":[],"consent":"0123456789abcdef","may_contact":true,"form_done":true,"email_known":true,"rating":{"score":1},"reopens_until":5}"#,
    );
}

#[test]
fn every_answer_is_read_as_serde_reads_it() {
    agree::<Problem>(PROBLEM);
    agree::<VisitBegun>(
        r#"{"visitor":"vis_0000000000000000","conversation":"cnv_00000000000000000000000000000000"}"#,
    );
    agree::<Session>(&format!(
        r#"{{"account":"acc_0000000000000000","account_name":"a","user":{USER},"role":"admin","email":"e","users":[{USER}],"channels":[{{"id":"chn_000000000000000000000000","name":"c"}}],"meetings_link":"https://c","inboxes":[{{"id":"inb_0000000000000000","name":"i"}}],"presence":{{"state":"away","changes_at":3}}}}"#
    ));
    for state in
        [r#""available""#, r#""no_desk""#, r#""outside_hours""#, r#"{"set_away":"usr_0000000000000000"}"#]
    {
        agree::<Presence>(&format!(r#"{{"state":{state},"changes_at":3}}"#));
    }
    let counts = r#"{"mine":1,"unassigned":2,"open":3}"#;
    agree::<TicketPage>(&format!(
        r#"{{"tickets":[{TICKET}],"next_cursor":"n","epoch":"epo_0000000000000000","revision":4,"counts":{counts}}}"#
    ));
    agree::<HelpDeskFrame>(
        &format!(r#"{{"changes":{{"revision":4,"tickets":[{TICKET}],"users":[{USER}],"counts":{counts},"presence":{{"state":"away"}}}}}}"#)
            .replace("unknown", ""),
    );
    agree::<HelpDeskFrame>(
        r#"{"hello":{"version":1,"epoch":"epo_0000000000000000","resumed":true,"revision":2}}"#,
    );
    let file = r#"{"id":"fil_0000000000000000","name":"a.txt","media_type":"text/plain","n_bytes":3}"#;
    agree::<FileBegun>(&format!(r#"{{"file":"fil_0000000000000000","parts":[0,2],"info":{file}}}"#));
    agree::<Identified>(r#"{"is_known":true,"conversation":"cnv_00000000000000000000000000000000"}"#);
    agree::<Attributes>(r#"{"attributes":[{"name":"plan","value":"pro"}]}"#);
    agree::<Ticket>(&TICKET.replace(
        "\"owner\":null",
        r#""owner":null,"verified":{"subject":"7","name":"n","email":"e"},"attributes_at":5"#,
    ));
    for reason in [
        r#"{"chosen":"usr_0000000000000000"}"#,
        r#""answered""#,
        r#""contact_owner""#,
        r#""nobody_available""#,
        r#""contact_owner_away""#,
        r#""no_contact_owner""#,
    ] {
        agree::<Ticket>(&TICKET.replace(r#""routed""#, reason));
    }
    for priority in ["low", "medium", "urgent"] {
        agree::<Ticket>(&TICKET.replace("high", priority));
    }
    agree::<DownloadLink>(r#"{"path":"/v1/files/x","expires_at":9}"#);
    agree::<OwnConversations>(
        r#"{"conversations":[{"id":"cnv_00000000000000000000000000000000","status":"open","last_message":{"author":"visitor","preview":"p","at":4},"last_agent_name":"Ana","opened_at":3}]}"#,
    );
    let events: Value = serde_json::from_str(
        &EVENTS.replace(r#"{"newer":[1,2.5]}"#, r#"{"activity":{"taken":"usr_0000000000000000"}}"#),
    )
    .unwrap();
    agree::<EventsPage>(&format!(
        r#"{{"epoch":"epo_0000000000000000","events":{events},"last_seq":5,"state":{STATE}}}"#
    ));
}

#[test]
fn what_the_device_and_the_page_keep_is_read_as_serde_reads_it() {
    for failure in [r#""expired""#.to_owned(), format!(r#"{{"refused":{PROBLEM}}}"#)] {
        agree::<OutboxItem>(&format!(
            r#"{{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","act":"end","written_at":3,"failure":{failure}}}"#
        ));
    }
    for act in [
        r#"{"send_message":{"text":"t","files":["fil_0000000000000000"],"choices":[{"label":"l","value":"v"}],"cards":[{"url":"u","title":"t","text":"x"}]}}"#,
        r#"{"edit_message":{"message":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","text":"t"}}"#,
        r#"{"delete_message":"0198f0c2-7f3e-7fff-bfff-ffffffffffff"}"#,
        r#""end""#,
        r#"{"rate":{"score":5,"comment":"c"}}"#,
        r#"{"fill_form":{"language":"fi","answers":[{"name":"n","value":"v"}]}}"#,
        r#"{"consent":{"purpose":"process","is_given":true,"version":"v","language":"fi","page":"p"}}"#,
    ] {
        agree::<Act>(act);
    }
    agree::<PanelSettings>(
        r##"{"channel":"chn_000000000000000000000000","language":"fi","words":["a","b"],"title":"t","subtitle":"s","welcome":"w","accent":"#3b5bdb","on_accent":"#fff","avatar":"/a","faces":[{"id":"usr_0000000000000000","name":"Ana"}],"is_owner_shown":true,"consent":{"mode":"explicit","version":"0123456789abcdef","text":"t","button":"b","communicate":"c"},"storage":"always","availability":{"is_open":false,"changes_at":1,"opens_at":2,"away":"message","reply_time":"hours","depends_on_users":true},"away_text":"a","reply_text":"r","email":"when_away","form":[{"name":"n","kind":"list","label":"l","is_required":true,"options":["o"],"value":"v"}],"files":{"are_allowed":true,"bytes_max":9,"are_archives_allowed":false},"emoji":"/assets/emoji-en.txt","asks_for_rating":true,"languages":["fi"]}"##,
    );
    for message in ["opened", "shown", "closed", "ping"] {
        let value = serde_json::json!({ "t": message });
        assert_eq!(HostMessage::read(&value), serde_json::from_value(value).ok());
    }
    agree::<HostMessage>(r#"{"t":"wish","c":"\"begin\""}"#);
    assert_eq!(HostMessage::read(&serde_json::json!({ "t": "other" })), None);
    for wish in ["begin", "logout", "inspect"] {
        assert!(HostWish::read(&serde_json::json!(wish)).is_some(), "{wish}");
    }
    for wish in [
        r#"{"compose":"hello"}"#,
        r#"{"show":"cnv_00000000000000000000000000000000"}"#,
        r#"{"identify":"a.b.c"}"#,
        r#"{"claim":{"name":"plan","value":"pro"}}"#,
        r#"{"preview":"{}"}"#,
    ] {
        agree::<HostWish>(wish);
    }
}
