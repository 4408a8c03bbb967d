//! What kind of world a seed is: how many people, how busy, what can break and how often. Each
//! world has only some faults, so that rare combinations are not drowned by common ones.

use crate::chance::Chance;
use crate::fault::FaultKind;

/// A kind of world.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Tabs of the visitor, all of one browser.
    pub n_visitor_tabs: usize,
    /// Agents, each with a browser and one tab of their own.
    pub n_agents: usize,
    /// How long things break and people write.
    pub busy_ms: u64,
    /// Between two acts of one person.
    pub act_every_ms: u64,
    /// Between two faults; none when there are no faults.
    pub break_every_ms: u64,
    /// What can break.
    pub faults: Vec<FaultKind>,
    /// Rates are counted.
    pub are_rates_on: bool,
    /// Somebody pastes hundreds of lines.
    pub is_flood: bool,
    /// Bytes of a pasted line.
    pub flood_text_bytes: usize,
    /// Frames to the clients really become text and are read again.
    pub is_wire_real: bool,
    /// The server is newer: it sends kinds of events and frames that the clients do not know.
    pub is_server_newer: bool,
    /// How long a commit takes to reach the disk at most.
    pub flush_ms_max: u64,
    /// The usual time of a frame.
    pub latency_ms: u64,
    /// What chance adds to it.
    pub jitter_ms: u64,
    /// One in so many reports and orders is not delivered, or its answer is lost.
    pub parcel_loss_in: usize,
    /// Everybody's texts are the same few words.
    pub are_texts_alike: bool,
    /// People also edit, take back, end, rate, agree and fill in.
    pub are_acts_done: bool,
    /// Nothing of the visitor is taken before they agreed.
    pub is_consent_asked: bool,
    /// A closed conversation takes nothing of the visitor any more.
    pub is_closed_for_good: bool,
}

impl Plan {
    /// The world of a seed.
    pub fn draw(chance: &mut Chance) -> Self {
        let is_calm = chance.one_in(16);
        let share = 2 + chance.below(5);
        let faults: Vec<FaultKind> = if is_calm {
            Vec::new()
        } else {
            FaultKind::ALL.into_iter().filter(|kind| is_drawn(*kind, share, chance)).collect()
        };
        let is_flood = chance.one_in(48);
        let busy_ms_max = if chance.one_in(6) { 240_000 } else { 70_000 };
        let act_every_ms_max = if chance.one_in(2) { 3_000 } else { 12_000 };
        Self {
            n_visitor_tabs: if chance.one_in(2) { 1 } else { 2 + chance.below(2) },
            n_agents: if chance.one_in(3) { 2 } else { 1 },
            busy_ms: chance.within(10_000, busy_ms_max),
            act_every_ms: chance.within(500, act_every_ms_max),
            break_every_ms: chance.within(800, 15_000),
            are_rates_on: !is_flood && !chance.one_in(8),
            is_flood,
            flood_text_bytes: if chance.one_in(4) { 9_000 } else { 10 },
            is_wire_real: chance.one_in(10),
            is_server_newer: chance.one_in(8),
            flush_ms_max: if chance.one_in(2) { 0 } else { chance.within(1, 60) },
            latency_ms: chance.within(1, 120),
            jitter_ms: if chance.one_in(2) { 0 } else { chance.within(1, 400) },
            parcel_loss_in: if chance.one_in(2) { 1_000_000 } else { 2 + chance.below(11) },
            are_texts_alike: chance.one_in(3),
            are_acts_done: chance.one_in(2),
            is_consent_asked: chance.one_in(6),
            is_closed_for_good: chance.one_in(12),
            faults,
        }
    }
}

fn is_drawn(kind: FaultKind, share: usize, chance: &mut Chance) -> bool {
    match kind {
        FaultKind::Restore | FaultKind::StorageWiped => chance.one_in(2 * share),
        _ => chance.one_in(share),
    }
}
