//! Visitors for whom a customer's server vouches: what they began becomes the contact's, and what is
//! the contact's is theirs on every device until they log out there. Nothing but a signed token joins
//! anything; what a page says by itself is shown to agents as a claim.

use std::rc::Rc;

use pulina_shared::ids::{ChannelId, ConversationId, TicketNumber, VisitorId};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::token::IdentityToken;
use pulina_shared::wire::help_desk::Ticket;
use pulina_shared::wire::identity::{Attributes, Identified, IdentityAlgorithm, VerifiedContact};
use worker::{Request, Response};

use super::Desk;
use crate::answer;
use crate::chance::{now, random};
use crate::domain::attributes;
use crate::domain::identity::{LiveKey, Presented, public_key_bytes, verify};
use crate::domain::ticket::Changed;
use crate::domain::visit;
use crate::domain::window::Counted;
use crate::durable::signature;
use crate::fault::{Failure, Fault};
use crate::internal::{Identify, ListOwn, OrderAct, TellAttributes};
use crate::storage::{contacts, identity_keys, orders, tickets, visits};

/// Conversations that are looked at to find one that takes a message.
const LOOKED_AT_MAX: usize = 200;

impl Desk {
    /// The customer's server says who a visitor is.
    pub async fn identify(self: &Rc<Self>, request: &Identify) -> Result<Identified, Failure> {
        let invalid = || Failure::from(Code::IdentityInvalid);
        let token = IdentityToken::parse(&request.proof).map_err(|_| invalid())?;
        let presented = Presented::parse(&token)?;
        let live = self.live_keys(request)?;
        let (key, contact) = {
            let is_signed = |key| is_signed_with(key, &presented);
            verify(&presented, &live, &request.channel, now(), is_signed).await?
        };
        let new_visitor = VisitorId::new(random()?);
        let identified = self.transaction(|| {
            // It may have been revoked while the signature was looked at.
            if !self.live_keys(request)?.contains(key) {
                return Err(invalid());
            }
            self.vouch(request, &contact, new_visitor)
        })?;
        self.after_change().await;
        if let Some(conversation) = &identified.conversation {
            self.deliver_now(std::slice::from_ref(conversation)).await?;
        }
        Ok(identified)
    }

    fn live_keys(&self, request: &Identify) -> Result<Vec<LiveKey>, Fault> {
        let live = identity_keys::of_channel(&self.sql, &request.channel)?;
        Ok(live.into_iter().map(|(key, _)| key).collect())
    }

    /// What follows from a proof, within a transaction.
    fn vouch(
        &self,
        request: &Identify,
        proved: &VerifiedContact,
        new_visitor: VisitorId,
    ) -> Result<Identified, Failure> {
        let Identify { channel, token_hash, .. } = request;
        let policy = self.policy(channel)?.ok_or(Code::NotFound)?;
        let device = visits::visitor(&self.sql, token_hash)?;
        let contact = match contacts::find(&self.sql, channel, &proved.subject)? {
            Some(contact) => contact,
            // Nothing is stored of somebody who only looks.
            None if !self.has_begun(device.as_ref(), channel)? => {
                return Ok(Identified { is_known: false, conversation: None });
            }
            None => new_visitor,
        };
        if device.as_ref() != Some(&contact) {
            if let Some(visitor) = &device
                && contacts::channel_of(&self.sql, visitor)?.is_some()
            {
                // Two contacts never become one; the device logs the first one out.
                return Err(Code::IdConflict.into());
            }
            self.add_device(&contact, token_hash)?;
            if let Some(visitor) = device {
                for joined in contacts::join(&self.sql, &visitor, &contact, channel)? {
                    self.admit(&contact, token_hash, &joined)?;
                }
            }
        }
        if contacts::of_visitor(&self.sql, &contact, channel)?.as_ref() != Some(proved) {
            self.count(Counted::Attributes, contact.as_str())?;
            contacts::write(&self.sql, &contact, channel, proved)?;
        }
        self.note_person_of(&contact)?;
        let own = visits::own(&self.sql, &contact, channel, LOOKED_AT_MAX)?;
        let conversation = visit::newest_open(&own, policy.closed, now()).cloned();
        if let Some(conversation) = &conversation {
            self.admit(&contact, token_hash, conversation)?;
        }
        Ok(Identified { is_known: true, conversation })
    }

    /// Whether a device's visitor has anything on a channel.
    fn has_begun(&self, device: Option<&VisitorId>, channel: &ChannelId) -> Result<bool, Fault> {
        let Some(visitor) = device else { return Ok(false) };
        Ok(!visits::own(&self.sql, visitor, channel, 1)?.is_empty())
    }

    fn add_device(&self, contact: &VisitorId, token_hash: &str) -> Result<(), Fault> {
        contacts::add_device(&self.sql, contact, token_hash, now())?;
        for oldest in contacts::devices_behind(&self.sql, contact, limits::CONTACT_DEVICES_MAX)? {
            self.forget_device(&oldest)?;
        }
        Ok(())
    }

    /// Lets a contact's device into a conversation of theirs, within a transaction.
    pub(super) fn admit(
        &self,
        contact: &VisitorId,
        token_hash: &str,
        conversation: &ConversationId,
    ) -> Result<(), Fault> {
        contacts::admit(&self.sql, token_hash, conversation)?;
        let (visitor, token_hash) = (contact.clone(), token_hash.to_owned());
        orders::give(&self.sql, conversation, &OrderAct::Admit { visitor, token_hash, begin: None })?;
        Ok(())
    }

    fn forget_device(&self, token_hash: &str) -> Result<Vec<ConversationId>, Fault> {
        let conversations = contacts::forget_device(&self.sql, token_hash)?;
        for conversation in &conversations {
            let act = OrderAct::Expel { token_hash: token_hash.to_owned() };
            orders::give(&self.sql, conversation, &act)?;
        }
        Ok(conversations)
    }

    /// A contact is known on this device no longer; nothing of theirs can be read from it when this
    /// is answered. Of other visitors nothing follows.
    pub async fn log_out(self: &Rc<Self>, request: &ListOwn) -> Result<Response, Failure> {
        let conversations = self.transaction(|| {
            let Some(visitor) = visits::visitor(&self.sql, &request.token_hash)? else {
                // It may be asked again because it was not done at the first time.
                return Ok(orders::expelling(&self.sql, &request.token_hash)?);
            };
            let is_contact = contacts::channel_of(&self.sql, &visitor)?.is_some();
            Ok(if is_contact { self.forget_device(&request.token_hash)? } else { Vec::new() })
        })?;
        self.deliver_now(&conversations).await?;
        Ok(answer::nothing())
    }

    /// Takes in what a page says of a visitor who has begun something.
    pub async fn tell_attributes(self: &Rc<Self>, request: &TellAttributes) -> Result<Response, Failure> {
        let told = attributes::parse(&request.told)?;
        let is_changed = self.transaction(|| {
            let visitor = visits::visitor(&self.sql, &request.token_hash)?.ok_or(Code::NotFound)?;
            if !self.has_begun(Some(&visitor), &request.channel)? {
                return Err(Code::NotFound.into());
            }
            let before = contacts::told(&self.sql, &visitor, &request.channel)?;
            if before.is_some_and(|(before, _)| before == told) {
                return Ok(false);
            }
            self.count(Counted::Attributes, visitor.as_str())?;
            contacts::tell(&self.sql, &visitor, &request.channel, &told, now())?;
            self.note_person_of(&visitor)?;
            Ok(true)
        })?;
        if is_changed {
            self.after_change().await;
        }
        Ok(answer::nothing())
    }

    /// What a page says of a ticket's visitor.
    pub fn attributes(&self, request: &Request, number: TicketNumber) -> Result<Attributes, Failure> {
        let ticket = self.ticket(request, number)?;
        let Some(visitor) = contacts::visitor_of(&self.sql, &ticket.conversation)? else {
            return Ok(Attributes::default());
        };
        let told = contacts::told(&self.sql, &visitor, &ticket.channel)?;
        Ok(told.map(|(told, _)| told).unwrap_or_default())
    }

    /// Notes on a ticket who its visitor is, as far as the help desk knows.
    pub(super) fn note_person(&self, ticket: &mut Ticket) -> Result<(), Fault> {
        let Some(visitor) = contacts::visitor_of(&self.sql, &ticket.conversation)? else { return Ok(()) };
        ticket.verified = contacts::of_visitor(&self.sql, &visitor, &ticket.channel)?;
        ticket.attributes_at = contacts::told(&self.sql, &visitor, &ticket.channel)?.map(|(_, at)| at);
        Ok(())
    }

    /// The same on all tickets of a visitor, so that desks are told.
    fn note_person_of(&self, visitor: &VisitorId) -> Result<(), Fault> {
        for record in tickets::records_of_visitor(&self.sql, visitor)? {
            let mut noted = record.clone();
            self.note_person(&mut noted.ticket)?;
            if noted != record && !record.ticket.is_erased {
                self.write_ticket(Changed { record: noted, order: None })?;
            }
        }
        Ok(())
    }
}

/// By the key's own algorithm, whatever the token says; that they are the same was seen before.
async fn is_signed_with(key: &LiveKey, presented: &Presented<'_>) -> Result<bool, Failure> {
    match key.algorithm {
        IdentityAlgorithm::Hs256 => Ok(presented.is_signed_with(&key.key)),
        IdentityAlgorithm::EdDsa => {
            let public_key = public_key_bytes(key);
            Ok(signature::is_of(&public_key, presented.signed.as_bytes(), &presented.signature).await?)
        }
    }
}
