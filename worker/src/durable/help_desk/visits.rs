//! Visitors: one token is one visitor, with one conversation on each channel, however often and
//! from however many tabs it is asked for.

use pulina_shared::ids::{ConversationId, VisitorId};
use pulina_shared::problem::Code;

use super::Desk;
use crate::chance::{now, random};
use crate::domain::network::network_of;
use crate::domain::window::Counted;
use crate::fault::Failure;
use crate::internal::{BeginConversation, ReserveVisit, secret_hash};
use crate::storage::visits;

impl Desk {
    /// Which visitor and conversation a token names on a channel. Only new ones count for the rate.
    pub fn reserve_visit(&self, reserve: &ReserveVisit) -> Result<BeginConversation, Failure> {
        let ReserveVisit { channel, token_hash, network } = reserve;
        let (new_visitor, own_part) = (VisitorId::new(random()?), random()?);
        self.transaction(|| {
            let head = self.head()?;
            let policy = self.policy(channel)?.ok_or(Code::NotFound)?;
            let now = now();
            let known = visits::visitor(&self.sql, token_hash)?;
            let visitor = if let Some(visitor) = known {
                visitor
            } else {
                let network =
                    secret_hash(&format!("{}:{}", head.network_key, network_of(network.as_deref())));
                self.count(Counted::Visits, &network)?;
                visits::insert_visitor(&self.sql, token_hash, &new_visitor, now)?;
                new_visitor
            };
            let begun = visits::conversation(&self.sql, &visitor, channel)?;
            let conversation = if let Some(conversation) = begun {
                conversation
            } else {
                let conversation = ConversationId::new(&head.id, own_part);
                visits::insert_visit(&self.sql, &visitor, channel, &conversation, now)?;
                conversation
            };
            Ok(BeginConversation {
                conversation,
                channel: channel.clone(),
                visitor,
                token_hash: token_hash.clone(),
                policy,
            })
        })
    }
}
