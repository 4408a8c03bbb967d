//! What is kept of a person, and its end. Each conversation erases itself by an order, so that an
//! erasure survives whatever happens in between; the record fills as they report that it is done.

use std::collections::BTreeSet;
use std::rc::Rc;

use pulina_shared::ids::ConversationId;
use pulina_shared::limits::{LIST_PAGE_MAX, PERSON_CONVERSATIONS_MAX};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::people::{
    EraseWish, Erasure, Erasures, KeptConversation, PersonFound, PersonWanted,
};
use pulina_shared::wire::users::AuditAct;
use worker::{Method, Request, Response};

use super::{Desk, answer, read};
use crate::chance::now;
use crate::domain::people::Wanted;
use crate::fault::{Failure, Fault};
use crate::internal::{OrderAct, secret_hash};
use crate::storage::people::KeptRow;
use crate::storage::{contacts, orders, people, visits};

impl Desk {
    /// What concerns people on record.
    pub(super) async fn answer_people(
        self: &Rc<Self>,
        request: &mut Request,
        method: &Method,
        what: &str,
    ) -> Result<Response, Failure> {
        match (method, what) {
            (Method::Post, "search") => answer(200, self.find_person(request).await?),
            (Method::Post, "erase") => answer(200, self.erase_person(request).await?),
            (Method::Get, "erasures") => answer(200, self.erasures(request)?),
            _ => Err(Code::NotFound.into()),
        }
    }

    /// Everything that is kept of a person.
    async fn find_person(&self, request: &mut Request) -> Result<PersonFound, Failure> {
        let wanted: PersonWanted = read(request).await?;
        self.actor(request)?;
        let wanted = Wanted::parse(&wanted)?;
        // One more than are listed tells whether there are more.
        let mut rows = self.kept(&wanted, PERSON_CONVERSATIONS_MAX + 1)?;
        let has_more = rows.len() > PERSON_CONVERSATIONS_MAX;
        rows.truncate(PERSON_CONVERSATIONS_MAX);
        let conversations =
            rows.into_iter().map(|row| self.described(&wanted, row)).collect::<Result<_, _>>()?;
        let erasures = people::erasures_of(&self.sql, &self.hash_of(&wanted)?, LIST_PAGE_MAX)?;
        Ok(PersonFound { conversations, has_more, erasures })
    }

    fn kept(&self, wanted: &Wanted, n_max: usize) -> Result<Vec<KeptRow>, Fault> {
        match wanted {
            Wanted::Email(email) => people::by_email(&self.sql, email.as_str(), n_max),
            Wanted::Visitor(visitor) => people::by_visitor(&self.sql, visitor, n_max),
        }
    }

    fn described(&self, wanted: &Wanted, row: KeptRow) -> Result<KeptConversation, Fault> {
        let verified = contacts::of_visitor(&self.sql, &row.visitor, &row.channel)?;
        let attributes = contacts::told(&self.sql, &row.visitor, &row.channel)?.map(|(told, _)| told);
        let known = verified.as_ref().and_then(|contact| contact.email.as_deref());
        Ok(KeptConversation {
            because: wanted.because(known, row.email.as_deref()),
            conversation: row.conversation,
            channel: row.channel,
            visitor: row.visitor,
            ticket: row.number,
            name: row.visitor_name.unwrap_or_default(),
            subject: row.subject.unwrap_or_default(),
            email: row.email,
            verified,
            attributes,
            begun_at: row.created_at,
            changed_at: row.changed_at,
        })
    }

    /// With the account's own key, so that nobody can try addresses on what is stored.
    fn hash_of(&self, wanted: &Wanted) -> Result<String, Failure> {
        Ok(secret_hash(&[&self.head()?.network_key, ":", &wanted.text()].concat()))
    }

    /// Begins to erase conversations of a person. Repeating the wish changes nothing.
    async fn erase_person(self: &Rc<Self>, request: &mut Request) -> Result<Erasure, Failure> {
        let wish: EraseWish = read(request).await?;
        let erasure = self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let wanted = Wanted::parse(&wish.person).map_err(|it| it.under("/person"))?;
            let of = self.hash_of(&wanted)?;
            if let Some((known, known_of)) = people::erasure(&self.sql, wish.id)? {
                return if known_of == of { Ok(known) } else { Err(Code::IdConflict.into()) };
            }
            let chosen = self.chosen(&wanted, &wish.conversations)?;
            let now = now();
            people::insert_erasure(&self.sql, wish.id, &user, &of, now)?;
            for row in &chosen {
                orders::give(&self.sql, &row.conversation, &OrderAct::Erase)?;
                // Nothing was said in one without a ticket, so it will report nothing.
                let done_at = row.number.is_none().then_some(now);
                people::insert_erased(&self.sql, wish.id, &row.conversation, row.number, done_at)?;
                if done_at.is_some() {
                    visits::forget(&self.sql, &row.conversation)?;
                }
            }
            let recorded = people::erasure(&self.sql, wish.id)?;
            let (erasure, _) = recorded.ok_or(Fault::Impossible { what: "an erasure without a record" })?;
            let tickets: Vec<String> = erasure.tickets.iter().map(|number| number.0.to_string()).collect();
            self.note(&user, AuditAct::PersonErased, Some(&wish.id.to_string()), &tickets)?;
            Ok(erasure)
        })?;
        self.after_change().await;
        Ok(erasure)
    }

    /// The rows of these conversations, each of which must be this person's.
    fn chosen(&self, wanted: &Wanted, chosen: &[ConversationId]) -> Result<Vec<KeptRow>, Failure> {
        if chosen.is_empty() {
            return Err(Rejection::new(Code::FieldInvalid).at("/conversations").into());
        }
        if chosen.len() > PERSON_CONVERSATIONS_MAX {
            let above = Rejection::above(Code::TooManyItems, PERSON_CONVERSATIONS_MAX, chosen.len());
            return Err(above.at("/conversations").into());
        }
        let kept = self.kept(wanted, PERSON_CONVERSATIONS_MAX)?;
        let is_kept = |id: &ConversationId| kept.iter().any(|row| row.conversation == *id);
        if let Some(index) = chosen.iter().position(|id| !is_kept(id)) {
            return Err(Rejection::new(Code::FieldInvalid).under(&format!("/conversations/{index}")).into());
        }
        let chosen: BTreeSet<&ConversationId> = chosen.iter().collect();
        Ok(kept.into_iter().filter(|row| chosen.contains(&row.conversation)).collect())
    }

    /// The newest records.
    fn erasures(&self, request: &Request) -> Result<Erasures, Failure> {
        self.actor(request)?;
        Ok(Erasures { erasures: people::newest_erasures(&self.sql, LIST_PAGE_MAX)? })
    }
}
