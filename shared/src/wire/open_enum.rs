//! Enums that a newer peer may extend: externally tagged JSON objects of one member, where an
//! unknown member reads as `Unknown` instead of failing the whole frame.

/// Declares such an enum. Written like an enum whose variants hold one value each, in front of
/// every variant its tag. `Unknown` is never written.
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($(#[$variant_doc:meta])* $tag:literal => $variant:ident($value:ty),)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant($value),)*
            /// Something a newer peer knows and we do not; skipped.
            Unknown,
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(Some(1))?;
                match self {
                    $(Self::$variant(value) => map.serialize_entry($tag, value)?,)*
                    Self::Unknown => {
                        return Err(serde::ser::Error::custom("an unknown variant is never written"));
                    }
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;
                impl<'de> serde::de::Visitor<'de> for Reader {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object of one member")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let Some(tag) = map.next_key::<String>()? else {
                            return Err(serde::de::Error::custom("no member"));
                        };
                        let value = match tag.as_str() {
                            $($tag => $name::$variant(map.next_value()?),)*
                            _ => {
                                map.next_value::<serde::de::IgnoredAny>()?;
                                $name::Unknown
                            }
                        };
                        if map.next_key::<serde::de::IgnoredAny>()?.is_some() {
                            return Err(serde::de::Error::custom("more than one member"));
                        }
                        Ok(value)
                    }
                }
                deserializer.deserialize_map(Reader)
            }
        }

        impl $crate::wire::read::Read for $name {
            fn read<J: $crate::wire::read::Json>(json: &J) -> Option<Self> {
                let (tag, value) = json.sole_member()?;
                match tag.as_str() {
                    $($tag => $crate::wire::read::Read::read(&value).map(Self::$variant),)*
                    _ => Some(Self::Unknown),
                }
            }
        }
    };
}

pub(crate) use open_enum;
