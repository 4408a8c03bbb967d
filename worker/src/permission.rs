//! The permissions by name: a route of the edge asks for one, the help desk looks whether the user's
//! role has it (`domain::permission`).

/// Something that a role may do or may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// To be signed in, and to change one's own profile, password and sessions.
    Own,
    /// To read tickets and conversations and to answer.
    Answer,
    /// To read and change what is chosen for channels.
    Channels,
    /// To make and revoke the keys by which customers' servers sign.
    Keys,
    /// To see users, ask some in, change their roles and disable them.
    Users,
    /// To do that with owners.
    Owners,
    /// To find what is kept of a person, to take it along and to erase it.
    People,
    /// To read who changed what.
    Audit,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Own,
        Self::Answer,
        Self::Channels,
        Self::Keys,
        Self::Users,
        Self::Owners,
        Self::People,
        Self::Audit,
    ];

    /// The name, on its way to the help desk and in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Answer => "answer",
            Self::Channels => "channels",
            Self::Keys => "keys",
            Self::Users => "users",
            Self::Owners => "owners",
            Self::People => "people",
            Self::Audit => "audit",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_name_of_its_own() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(permission));
        }
    }
}
