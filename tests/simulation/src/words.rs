//! Frames as short lines for people who read what a seed did.

use pulina_shared::ids::MessageId;
use pulina_shared::wire::conversation::{Act, ClientFrame, EventKind, ServerFrame};

/// The end of an id, which is what differs.
pub fn short(id: MessageId) -> String {
    let text = id.to_string();
    text.get(text.len().saturating_sub(6)..).unwrap_or(&text).to_owned()
}

/// A client's frame.
pub fn client_frame(frame: &ClientFrame) -> String {
    match frame {
        ClientFrame::Hello(hello) => match &hello.resume {
            Some(resume) => format!("hello, resume {} after {}", resume.epoch, resume.after.0),
            None => "hello".to_owned(),
        },
        ClientFrame::Command(command) => {
            let Act::SendMessage(message) = &command.act else { return format!("{:?}", command.act) };
            format!("send {} {:?}", short(command.id), message.text.chars().take(20).collect::<String>())
        }
        ClientFrame::Typing(is_typing) => format!("typing {is_typing}"),
        ClientFrame::MarkRead(seq) => format!("mark read {}", seq.0),
        ClientFrame::Received(seq) => format!("received {}", seq.0),
    }
}

/// A server's frame.
pub fn server_frame(frame: &ServerFrame) -> String {
    match frame {
        ServerFrame::Hello(hello) => format!(
            "hello {}, resumed {}, after {}, last {}",
            hello.epoch, hello.resumed, hello.after.0, hello.last_seq.0
        ),
        ServerFrame::Events(page) => {
            let event = |event: &pulina_shared::wire::conversation::Event| match &event.kind {
                EventKind::Message(message) => format!("{}:{}", event.seq.0, short(message.id)),
                EventKind::Activity(activity) => format!("{}:{activity:?}", event.seq.0),
                _ => format!("{}:unknown", event.seq.0),
            };
            format!("events {}", page.events.iter().map(event).collect::<Vec<_>>().join(" "))
        }
        ServerFrame::State(state) => {
            format!("state {:?}, read {} and {}", state.status, state.visitor_read.0, state.agent_read.0)
        }
        ServerFrame::Typing(signal) => format!("typing {}", signal.is_typing),
        ServerFrame::Accepted(accepted) => format!("accepted {} as {}", short(accepted.id), accepted.seq.0),
        ServerFrame::Rejected(rejected) => {
            format!("rejected {}: {}", short(rejected.id), rejected.problem.code)
        }
        ServerFrame::Error(error) => format!("error {}, fatal {}", error.problem.code, error.fatal),
        ServerFrame::Unknown => "something unknown".to_owned(),
    }
}
