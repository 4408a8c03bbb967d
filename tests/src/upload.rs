//! Sending a file as clients do: announced, part by part, completed.

use pulina_shared::ids::{ConversationId, FileId};
use pulina_shared::limits::FILE_PART_BYTES;
use pulina_shared::problem::Problem;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::http::{FileBegun, NewFile};

use crate::agent::Agent;
use crate::door::Ask;
use crate::random;
use crate::visitor::Visitor;

/// Somebody who may take part in one conversation.
pub enum Sender<'a> {
    /// Its visitor.
    Visitor(&'a Visitor),
    /// A user of its account.
    Agent(&'a Agent, &'a ConversationId),
}

impl Sender<'_> {
    /// A request about the conversation, in this person's name.
    pub fn asks(&self, method: &str, rest: &str) -> Ask {
        match self {
            Self::Visitor(visitor) => visitor.asks(method, rest),
            Self::Agent(agent, conversation) => {
                agent.asks(method, &format!("/v1/conversations/{conversation}/{rest}"))
            }
        }
    }

    /// Announces a file.
    pub fn announces(&self, new: &NewFile) -> Ask {
        self.asks("POST", "files").json(new)
    }

    /// Sends one part.
    pub fn sends_part(&self, file: &FileId, n: usize, part: &[u8]) -> Ask {
        self.asks("PUT", &format!("files/{file}/parts/{n}")).body("application/octet-stream", part)
    }

    /// Says that all parts are there.
    pub fn completes(&self, file: &FileId) -> Ask {
        self.asks("POST", &format!("files/{file}/complete"))
    }

    /// Does not want a file any more.
    pub fn gives_up(&self, file: &FileId) -> Ask {
        self.asks("DELETE", &format!("files/{file}"))
    }

    /// Reads a file, or whatever a path behind it gives.
    pub fn reads(&self, file: &FileId, query: &str) -> Ask {
        self.asks("GET", &format!("files/{file}{query}"))
    }

    /// Sends a whole file.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn uploads(&self, name: &str, bytes: &[u8]) -> Result<FileInfo, Problem> {
        let begun: FileBegun = self.announces(&announcement(name, bytes)).outcome().await?;
        for (n, part) in parts(bytes).enumerate() {
            let answer = self.sends_part(&begun.file, n, part).answer().await;
            if !answer.is_good() {
                return Err(answer.problem());
            }
        }
        self.completes(&begun.file).outcome().await
    }
}

/// What announces a new upload of these bytes.
pub fn announcement(name: &str, bytes: &[u8]) -> NewFile {
    NewFile { upload: random::message_id(), name: name.to_owned(), n_bytes: bytes.len() as u64 }
}

/// The bytes in parts.
pub fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.chunks(usize::try_from(FILE_PART_BYTES).unwrap_or(usize::MAX))
}
