//! Brings orders to conversations: at least once, in order, for as long as it takes. The rows are
//! the truth; this only tries, and the alarm tries again.

use std::rc::Rc;

use futures_util::future::join_all;
use pulina_shared::ids::{ConversationId, VisitorId};
use pulina_shared::problem::Code;

use super::Desk;
use crate::chance::{now, random};
use crate::durable::call::{Object, call_object};
use crate::fault::{Failure, Fault};
use crate::internal::{BeginConversation, Order, OrderAct, Policy};
use crate::log;
use crate::storage::orders::{self, Due};

/// Conversations that are spoken to at the same time; the engine allows six connections.
const DELIVERIES_AT_ONCE: usize = 6;

impl Desk {
    /// Delivers whatever is due. One run at a time: it looks again before it ends, so what another
    /// one would have delivered is delivered by this one.
    pub async fn deliver_orders(self: &Rc<Self>) {
        if !self.is_made.get() || self.is_delivering.replace(true) {
            return;
        }
        let delivered = self.deliver_due().await;
        self.is_delivering.set(false);
        if let Err(fault) = delivered {
            log::fault("help desk delivery", "-", &fault);
        }
        self.arm(None).await;
    }

    async fn deliver_due(&self) -> Result<(), Fault> {
        loop {
            let due = orders::due(&self.sql, now(), DELIVERIES_AT_ONCE)?;
            if due.is_empty() {
                return Ok(());
            }
            for delivered in join_all(due.iter().map(|due| self.deliver_to(due))).await {
                delivered?;
            }
        }
    }

    /// Delivers what waits for these conversations before it goes on.
    ///
    /// # Errors
    /// `unavailable` when one of them could not be reached; it is tried again like all others.
    pub async fn deliver_now(self: &Rc<Self>, conversations: &[ConversationId]) -> Result<(), Failure> {
        for some in conversations.chunks(DELIVERIES_AT_ONCE) {
            let due: Vec<Due> = some.iter().cloned().map(Due::now).collect();
            for delivered in join_all(due.iter().map(|due| self.deliver_to(due))).await {
                delivered?;
            }
        }
        self.arm(None).await;
        for conversation in conversations {
            if orders::first(&self.sql, conversation)?.is_some() {
                return Err(Code::Unavailable.into());
            }
        }
        Ok(())
    }

    /// Delivers all orders that wait for one conversation, until one is not taken.
    async fn deliver_to(&self, due: &Due) -> Result<(), Fault> {
        let conversation = &due.conversation;
        let object = Object::Conversation(conversation.clone());
        while let Some(order) = orders::first(&self.sql, conversation)? {
            let order = self.filled_in(conversation, order)?;
            match call_object::<()>(&self.env, &object, "/orders", "-", &order).await {
                Ok(()) => orders::delivered(&self.sql, conversation, order.number)?,
                // Said the same way again, it would be refused again.
                Err(Failure::Rejection(rejection)) if !rejection.code.is_retryable() => {
                    log::notice("help desk delivery", "-", rejection.code.as_str());
                    orders::delivered(&self.sql, conversation, order.number)?;
                }
                Err(failure) => return self.note_failure(conversation, due, &failure),
            }
        }
        Ok(())
    }

    /// An order with what is the newest only now.
    fn filled_in(&self, conversation: &ConversationId, order: Order) -> Result<Order, Fault> {
        if let OrderAct::Admit { visitor, token_hash, .. } = order.act {
            return self.filled_in_admission(conversation, order.number, visitor, token_hash);
        }
        let OrderAct::TakePolicy(None) = order.act else { return Ok(order) };
        let policy = match self.channel_of(conversation) {
            Ok(channel) => Some(Box::new(Policy::of(&channel))),
            // Erased meanwhile.
            Err(Failure::Rejection(_)) => None,
            Err(Failure::Fault(fault)) => return Err(fault),
        };
        Ok(Order { act: OrderAct::TakePolicy(policy), ..order })
    }

    /// What a new conversation begins with; one that was erased meanwhile is not made again.
    fn filled_in_admission(
        &self,
        conversation: &ConversationId,
        number: u64,
        visitor: VisitorId,
        token_hash: String,
    ) -> Result<Order, Fault> {
        let begin = match self.channel_of(conversation) {
            Ok(channel) => Some(Box::new(BeginConversation {
                conversation: conversation.clone(),
                policy: Policy::of(&channel),
                channel: channel.channel,
                visitor: visitor.clone(),
                token_hash: token_hash.clone(),
                is_contact: true,
            })),
            Err(Failure::Rejection(_)) => None,
            Err(Failure::Fault(fault)) => return Err(fault),
        };
        Ok(Order { number, act: OrderAct::Admit { visitor, token_hash, begin } })
    }

    fn note_failure(&self, conversation: &ConversationId, due: &Due, failure: &Failure) -> Result<(), Fault> {
        if let Failure::Fault(fault) = failure {
            log::fault("help desk delivery", "-", fault);
        }
        let chance = u64::from_be_bytes(random()?);
        orders::failed(&self.sql, conversation, due.courier().after_failure(now(), chance))
    }
}
