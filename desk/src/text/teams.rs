//! The texts of teams, inboxes, routing, and of who is away.

use pulina_shared::text::set_apart;
use pulina_shared::wire::help_desk::{TicketStatus, View};
use pulina_shared::wire::presence::PresenceState;
use pulina_shared::wire::routing::{OwnerReason, Priority};

// ---- Who is away ----

pub const AVAILABLE: &str = "Available";
pub const AWAY_NOW: &str = "Away";
pub const NO_DESK: &str = "Not at the desk";
pub const OUTSIDE_HOURS: &str = "Outside working hours";
pub const SET_MYSELF_AVAILABLE: &str = "Set myself to available";
pub const SET_MYSELF_AWAY: &str = "Set myself to away";
pub const SEE_HOURS: &str = "See my working hours";
pub const AVAILABLE_TOLD: &str = "You are available. New tickets may come to you by themselves.";
pub const AWAY_TOLD: &str = "You are away. New tickets do not come to you by themselves.";

/// How somebody's presence is called.
pub fn presence(state: &PresenceState) -> &'static str {
    match state {
        PresenceState::Available => AVAILABLE,
        PresenceState::NoDesk => NO_DESK,
        PresenceState::Away | PresenceState::SetAway(_) => AWAY_NOW,
        PresenceState::OutsideHours => OUTSIDE_HOURS,
    }
}

/// How it stands, and what a press does, for ears.
pub fn now_and_deed(now: &str, deed: &str) -> String {
    format!("{now}: {deed}")
}

pub fn set_away_by(name: &str) -> String {
    format!("{} set you to away: new tickets do not come to you by themselves.", set_apart(name))
}

pub fn set_available(name: &str) -> String {
    format!("{SET_AVAILABLE}: {}", set_apart(name))
}

pub fn set_away(name: &str) -> String {
    format!("{SET_AWAY}: {}", set_apart(name))
}

pub fn presence_told(name: &str, is_away: bool) -> String {
    let word = if is_away { "away" } else { "available" };
    format!("{} is {word} now.", set_apart(name))
}

pub const SET_AWAY: &str = "Set to away";
pub const SET_AVAILABLE: &str = "Set to available";

// ---- Own availability ----

pub const OWN_AVAILABILITY: &str = "Your availability";
pub const OWN_AVAILABILITY_WHY: &str = "Channels give new tickets to whoever is available: not away, within working hours, with the help desk open.";
pub const KEEPS_HOURS: &str = "I have working hours";
pub const OWN_HOURS: &str = "Working hours";
pub const OWN_HOURS_WHY: &str =
    "Such as 9-12, 13-17. Leave a day empty when you do not work. Outside of them you are away by yourself.";
pub const OWN_ZONE_WHY: &str = "The hours are kept by the clocks of this place.";
pub const SAVE_HOURS: &str = "Save";
pub const HOURS_SAVED: &str = "Saved.";
pub const HOURS_OVERLAP: &str = "Hours of one day reach into those of the next. Change one of them.";
pub const HOURS_UNREADABLE: &str = "Write hours such as 9-12, 13-17.";
pub const ZONE_UNKNOWN: &str = "There is no time zone of this name. Choose one of the list.";

/// When one's working hours begin or end.
pub fn hours_change(is_working: bool, at: &str) -> String {
    if is_working {
        format!("Your working hours end {at}.")
    } else {
        format!("Your working hours begin {at}.")
    }
}

// ---- Teams ----

pub const TEAMS: &str = "Teams";
pub const TEAMS_WHY: &str = "Name some users together, so that routing and inboxes can name them at once.";
pub const NO_TEAMS: &str = "There is no team yet.";
pub const ADD_TEAM: &str = "Add a team";
pub const TEAM_NAME: &str = "Name of the team";
pub const TEAM_MEMBERS: &str = "Members";
pub const NOBODY_YET: &str = "Nobody yet";
pub const CHANGE_THIS: &str = "Change";
pub const DELETE_THIS: &str = "Delete";
pub const SAVE_THIS: &str = "Save";
pub const KEEP_THIS: &str = "Cancel";
pub const LEAVE_TYPED: &str = "What you typed is not saved, and is lost when you leave. Leave all the same?";
pub const NAME_DIFFERS: &str = "This is something else. Nothing was done.";
pub const NAME_NEEDED: &str = "Give it a name.";
pub const DELETE_TEAM_WHY: &str = "Its members stay in the account.";
pub const LOADING_TEAMS: &str = "Loading the teams…";

/// What has to be typed before something is done that nobody can undo.
pub fn type_to_go_on(name: &str) -> String {
    format!("Type {} to go on", set_apart(name))
}

pub fn change_named(name: &str) -> String {
    format!("{CHANGE_THIS} {}", set_apart(name))
}

pub fn delete_named(name: &str) -> String {
    format!("{DELETE_THIS} {}", set_apart(name))
}

pub fn saved_named(name: &str) -> String {
    format!("{} is saved.", set_apart(name))
}

pub fn deleted_named(name: &str) -> String {
    format!("{} is deleted.", set_apart(name))
}

// ---- Inboxes ----

pub const INBOXES: &str = "Inboxes";
pub const INBOXES_WHY: &str = "Tickets are in the inbox of the channel that they came by. An inbox stands in the side bar of its members.";
pub const ADD_INBOX: &str = "Add an inbox";
pub const INBOX: &str = "Inbox";
pub const INBOX_NAME: &str = "Name of the inbox";
pub const INBOX_FOR: &str = "Who has it in the side bar";
pub const INBOX_FOR_ALL: &str = "Everybody";
pub const EVERYBODY: &str = "everybody";
pub const INBOX_FOR_SOME: &str = "These users and teams";
pub const INBOX_CHANNELS: &str = "Channels that lead to it";
pub const INBOX_CHANNELS_WHY: &str =
    "New tickets of these channels come here. Those that are there stay where they are.";
pub const DELETE_INBOX_WHY: &str = "Its channels and tickets go to the first inbox.";
pub const LOADING_INBOXES: &str = "Loading the inboxes…";
pub const NO_CHANNEL_LEADS: &str = "none";
pub const ALL_INBOXES: &str = "All inboxes";

/// Which channels lead to an inbox.
pub fn inbox_channels(channels: &str) -> String {
    format!("Channels: {channels}")
}

/// Whose desks show an inbox.
pub fn inbox_members(members: &str) -> String {
    format!("In the side bar of: {members}")
}

/// A view, of one inbox where that is named.
pub fn view_of(view: View, inbox: Option<&str>) -> String {
    match inbox {
        Some(inbox) => format!("{} · {}", super::view(view), set_apart(inbox)),
        None => super::view(view).to_owned(),
    }
}

// ---- Routing ----

pub const ROUTING: &str = "Routing";
pub const ROUTING_RULE: &str = "Who gets new tickets";
pub const ROUTING_RULES: [&str; 3] =
    ["No one, somebody takes them", "Specific users and teams", "The contact's owner"];
pub const ROUTING_RULES_WHY: [&str; 3] = [
    "Tickets stay unassigned until somebody takes or answers them.",
    "Whoever of them has the fewest open tickets gets it.",
    "Whoever owns the contact gets it. Where nobody does, it stays unassigned.",
];
pub const ROUTING_MEMBERS: &str = "Users and teams";
pub const ROUTING_AVAILABLE: &str = "Only to users who are available";
pub const ROUTING_AVAILABLE_WHY: &str = "Available: not away, within working hours, with the help desk open. While nobody is, tickets wait, and are given out when somebody becomes available.";
pub const TICKET_DEFAULTS: &str = "What new tickets begin with";
pub const FIRST_STATUS: &str = "Status";
pub const FIRST_STATUSES: [(TicketStatus, &str); 2] =
    [(TicketStatus::New, "New"), (TicketStatus::WaitingOnUs, "Waiting on us")];
pub const TICKET_PRIORITY: &str = "Priority";
pub const NO_PRIORITY: &str = "None";
pub const USERS_OF: &str = "Users";
pub const MEMBERS_MISSING: &str = "Choose at least one user or team.";

pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Low",
        Priority::Medium => "Medium",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    }
}

/// Why a ticket has its owner, or none. `by` is who chose, where somebody did.
pub fn owner_reason(reason: &OwnerReason, by: Option<&str>, is_me: bool) -> String {
    match reason {
        OwnerReason::Chosen(_) if is_me => "Chosen by you.".to_owned(),
        OwnerReason::Chosen(_) => format!("Chosen by {}.", set_apart(by.unwrap_or("somebody"))),
        OwnerReason::Answered => "Answered first.".to_owned(),
        OwnerReason::Routed => {
            "By the channel's routing: the fewest open tickets of those whom it names.".to_owned()
        }
        OwnerReason::ContactOwner => "By the channel's routing: owns the contact.".to_owned(),
        OwnerReason::NobodyAvailable => {
            "Nobody whom the channel's routing names is available. It is given out when somebody is."
                .to_owned()
        }
        OwnerReason::ContactOwnerAway => {
            "The contact's owner is not available. They get it when they are.".to_owned()
        }
        OwnerReason::NoContactOwner => {
            "The channel's routing wants the contact's owner, and the contact has none.".to_owned()
        }
    }
}

pub const CONTACT_OWNER: &str = "Contact owner";
