//! Visitors: one token is one visitor, with their conversations on each channel. However often and
//! from however many tabs the same thing is asked for, it is there once.

use std::rc::Rc;

use pulina_shared::ids::{ChannelId, ConversationId, VisitorId};
use pulina_shared::problem::Code;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::conversation::{Author, ConversationStatus};
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};
use pulina_shared::wire::http::{OwnConversation, OwnConversations, Work};

use super::Desk;
use crate::chance::{now, random};
use crate::domain::network::network_of;
use crate::domain::visit;
use crate::domain::window::{Counted, Window};
use crate::domain::work::{self, Crowd};
use crate::fault::{Failure, Fault};
use crate::internal::{BeginConversation, ListOwn, OrderAct, ReserveVisit, secret_hash};
use crate::storage::{channels, contacts, orders, tickets, users, visits};

/// Conversations that are looked at to find one that takes a message.
const LOOKED_AT_MAX: usize = 200;
/// Empty visits that are forgotten in one transaction.
const FORGOTTEN_AT_ONCE: usize = 100;
/// Conversations that a visitor is shown.
const LISTED_MAX: usize = 50;

impl Desk {
    /// Which visitor and conversation a token names on a channel. Only new ones count for the rates.
    pub async fn reserve_visit(
        self: &Rc<Self>,
        reserve: &ReserveVisit,
    ) -> Result<BeginConversation, Failure> {
        let (new_visitor, own_part, chance) = (VisitorId::new(random()?), random()?, random()?);
        let begin = self.transaction(|| {
            let head = self.head()?;
            let policy = self.policy(&reserve.channel)?.ok_or(Code::NotFound)?;
            // Before anybody works for what they do not get.
            if visits::visitor(&self.sql, &reserve.token_hash)?.is_none() {
                self.refuse_when_off(&reserve.channel)?;
            }
            let visitor = self.visitor(reserve, &head.network_key, new_visitor, &chance)?;
            let contact_of = contacts::channel_of(&self.sql, &visitor)?;
            visit::check_channel(contact_of.as_ref(), &reserve.channel)?;
            let conversation = match self.begun(reserve, policy.closed, &visitor)? {
                Some(conversation) => {
                    visits::renew(&self.sql, &conversation, now())?;
                    conversation
                }
                None => self.begin(reserve, &visitor, ConversationId::new(&head.id, own_part))?,
            };
            let is_contact = contact_of.is_some();
            if is_contact {
                self.admit(&visitor, &reserve.token_hash, &conversation)?;
            }
            Ok(BeginConversation {
                conversation,
                channel: reserve.channel.clone(),
                visitor,
                token_hash: reserve.token_hash.clone(),
                policy,
                is_contact,
            })
        })?;
        if begin.is_contact {
            self.deliver_now(std::slice::from_ref(&begin.conversation)).await?;
        } else {
            // Should nothing be said, it is to be forgotten.
            self.arm(None).await;
        }
        Ok(begin)
    }

    fn visitor(
        &self,
        reserve: &ReserveVisit,
        network_key: &str,
        new_visitor: VisitorId,
        chance: &[u8; work::CHANCE_BYTES],
    ) -> Result<VisitorId, Failure> {
        if let Some(visitor) = visits::visitor(&self.sql, &reserve.token_hash)? {
            return Ok(visitor);
        }
        let network = secret_hash(&format!("{network_key}:{}", network_of(reserve.network.as_deref())));
        let channel = reserve.channel.as_str();
        let of_network = visits::window(&self.sql, Counted::Visits, &network)?;
        let of_channel = visits::window(&self.sql, Counted::ChannelVisits, channel)?;
        // First: nobody should work for a place that there is not.
        self.count(Counted::Visits, &network)?;
        self.count(Counted::ChannelVisits, channel)?;
        self.check_work(reserve, network_key, [of_network, of_channel], chance)?;
        visits::insert_visitor(&self.sql, &reserve.token_hash, &new_visitor, now())?;
        Ok(new_visitor)
    }

    /// Where very many begin, a new visitor works first. Nothing stays written for those who do not.
    fn check_work(
        &self,
        reserve: &ReserveVisit,
        network_key: &str,
        [of_network, of_channel]: [Window; 2],
        chance: &[u8; work::CHANCE_BYTES],
    ) -> Result<(), Failure> {
        if !self.are_rates_on {
            return Ok(());
        }
        let now = now();
        let crowd = Crowd { of_network: of_network.n_within(now), of_channel: of_channel.n_within(now) };
        let (secret, n_tries) = (secret_hash(&format!("{network_key}:work")), crowd.n_tries());
        let is_done = |done: &Work| work::is_done(&secret, &reserve.token_hash, done, now);
        if n_tries == 0 || reserve.work.as_ref().is_some_and(is_done) {
            return Ok(());
        }
        // Whoever cannot work waits until both are over.
        let ends_at = of_network.ends_at.max(of_channel.ends_at);
        let challenge = work::challenge(&secret, &reserve.token_hash, n_tries, now, chance);
        Err(work::wanted(challenge, ends_at.since(now)).into())
    }

    fn begun(
        &self,
        reserve: &ReserveVisit,
        closed: ClosedRule,
        visitor: &VisitorId,
    ) -> Result<Option<ConversationId>, Failure> {
        let ReserveVisit { channel, begin, enter, .. } = reserve;
        if let Some(conversation) = enter {
            let is_own = visits::has(&self.sql, visitor, channel, conversation)?;
            return if is_own { Ok(Some(conversation.clone())) } else { Err(Code::NotFound.into()) };
        }
        if let Some(begun_as) = begin {
            return Ok(visits::wished(&self.sql, visitor, channel, *begun_as)?);
        }
        let own = visits::own(&self.sql, visitor, channel, LOOKED_AT_MAX)?;
        Ok(visit::newest_open(&own, closed, now()).cloned())
    }

    /// What was begun and never led to anything is forgotten, with its visitor where it was all of
    /// them. Some at a time: the alarm comes again as long as there are more.
    pub(super) fn forget_empty_visits(&self, now: Timestamp) -> Result<(), Failure> {
        let Some(before) = now.0.checked_sub(self.day_ms).map(Timestamp) else { return Ok(()) };
        self.transaction(|| {
            for conversation in visits::empty_before(&self.sql, before, FORGOTTEN_AT_ONCE)? {
                // Somebody may still look on; logging out later would not find them any more.
                for token_hash in contacts::admitted(&self.sql, &conversation)? {
                    orders::give(&self.sql, &conversation, &OrderAct::Expel { token_hash })?;
                }
                visits::forget(&self.sql, &conversation)?;
            }
            Ok(())
        })
    }

    fn begin(
        &self,
        reserve: &ReserveVisit,
        visitor: &VisitorId,
        conversation: ConversationId,
    ) -> Result<ConversationId, Failure> {
        let ReserveVisit { channel, begin, .. } = reserve;
        self.refuse_when_off(channel)?;
        let own = visits::own(&self.sql, visitor, channel, LOOKED_AT_MAX)?;
        if !own.is_empty() {
            visit::check_one_more(&own, now())?;
            self.count(Counted::Conversations, visitor.as_str())?;
        }
        visits::insert_visit(&self.sql, visitor, channel, &conversation, *begin, now())?;
        Ok(conversation)
    }

    /// Nothing new begins on a channel that is off.
    fn refuse_when_off(&self, channel: &ChannelId) -> Result<(), Failure> {
        let is_off = channels::find(&self.sql, channel)?.is_some_and(|row| !row.is_on);
        if is_off { Err(Code::ChannelOff.into()) } else { Ok(()) }
    }

    /// What a token's visitor has on a channel; an unknown token has nothing.
    pub fn list_own(&self, list: &ListOwn) -> Result<OwnConversations, Failure> {
        if channels::find(&self.sql, &list.channel)?.is_none() {
            return Err(Code::NotFound.into());
        }
        let own = match visits::visitor(&self.sql, &list.token_hash)? {
            Some(visitor) => tickets::of_visitor(&self.sql, &visitor, &list.channel, LISTED_MAX)?,
            None => Vec::new(),
        };
        let conversations = own.into_iter().map(|ticket| self.own_conversation(ticket));
        Ok(OwnConversations { conversations: conversations.collect::<Result<_, _>>()? })
    }

    fn own_conversation(&self, ticket: Ticket) -> Result<OwnConversation, Fault> {
        let last_agent_name = match &ticket.last_message.author {
            Author::Agent(user) => users::find(&self.sql, user)?.map(|user| user.name),
            Author::Visitor | Author::System => None,
        };
        let status = match ticket.status {
            TicketStatus::Closed => ConversationStatus::Closed,
            TicketStatus::New | TicketStatus::WaitingOnContact | TicketStatus::WaitingOnUs => {
                ConversationStatus::Open
            }
        };
        Ok(OwnConversation {
            id: ticket.conversation,
            status,
            last_message: ticket.last_message,
            last_agent_name,
            opened_at: ticket.opened_at,
        })
    }
}
