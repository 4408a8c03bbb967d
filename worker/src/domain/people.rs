//! Whom somebody asks for, and why a conversation is theirs.

use pulina_shared::ids::VisitorId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::EmailAddress;
use pulina_shared::wire::people::{Because, PersonWanted};

/// Whom somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whoever has or gave this address.
    Email(EmailAddress),
    /// This visitor.
    Visitor(VisitorId),
}

impl Wanted {
    /// Reads a wish, which must name one person in one way.
    ///
    /// # Errors
    /// `field_invalid`, `field_too_long` with the pointer of the field.
    pub fn parse(person: &PersonWanted) -> Result<Self, Rejection> {
        match (&person.email, &person.visitor) {
            (Some(email), None) => EmailAddress::parse(email).map(Self::Email).map_err(|it| it.at("/email")),
            (None, Some(visitor)) => Ok(Self::Visitor(visitor.clone())),
            (Some(_), Some(_)) | (None, None) => Err(Rejection::new(Code::FieldInvalid).at("/email")),
        }
    }

    /// As it is hashed for the record, so that an address never equals an id.
    pub fn text(&self) -> String {
        match self {
            Self::Email(email) => ["email:", email.as_str()].concat(),
            Self::Visitor(visitor) => ["visitor:", visitor.as_str()].concat(),
        }
    }

    /// Why a conversation is listed: by the address that its contact is said to have, and the one that
    /// was given in it.
    pub fn because(&self, verified: Option<&str>, claimed: Option<&str>) -> Because {
        match self {
            Self::Visitor(_) => Because::Visitor,
            Self::Email(email) if verified == Some(email.as_str()) => Because::Verified,
            Self::Email(email) if claimed == Some(email.as_str()) => Because::Claimed,
            Self::Email(_) => Because::SameVisitor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(email: Option<&str>, visitor: Option<VisitorId>) -> Result<Wanted, Rejection> {
        Wanted::parse(&PersonWanted { email: email.map(str::to_owned), visitor })
    }

    #[test]
    fn one_person_is_named_in_one_way() {
        let visitor = VisitorId::new([1; 10]);
        assert!(wanted(Some("Aino@Shop.example "), None).is_ok());
        assert!(wanted(None, Some(visitor.clone())).is_ok());
        for (email, visitor) in [(None, None), (Some("a@shop.example"), Some(visitor)), (Some("aino"), None)]
        {
            let rejection = wanted(email, visitor).unwrap_err();
            assert_eq!((rejection.code, rejection.pointer.as_deref()), (Code::FieldInvalid, Some("/email")));
        }
    }

    #[test]
    fn strongest_reason_is_told() {
        let wanted = wanted(Some("aino@shop.example"), None).unwrap();
        let (own, other) = (Some("aino@shop.example"), Some("b@shop.example"));
        assert_eq!(wanted.because(own, own), Because::Verified);
        assert_eq!(wanted.because(other, own), Because::Claimed);
        assert_eq!(wanted.because(None, None), Because::SameVisitor);
    }
}
