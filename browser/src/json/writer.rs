//! Writes wire types as JSON. It knows what the protocol uses and no more: whole numbers, texts,
//! lists, objects and enums with at most one value, so it is a tenth of a general writer.

use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

/// A value that the protocol has no place for: a fraction, or an enum's variant that is never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

/// The text so far.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// What was written.
    pub fn into_text(self) -> String {
        self.text
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn number(&mut self, number: u64) {
        self.push(&number.to_string());
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => self.text.push('\\'),
                '\0'..='\x1f' => {
                    self.push(if letter < '\x10' { "\\u000" } else { "\\u001" });
                    self.text.extend(char::from_digit(u32::from(letter) & 15, 16));
                    continue;
                }
                _ => {}
            }
            self.text.push(letter);
        }
        self.text.push('"');
    }

    /// A comma, unless this is the first of its list or object. A text ends in a quotation mark, so
    /// a bracket at the end was opened just now.
    fn separate(&mut self) {
        if !self.text.ends_with(['{', '[']) {
            self.text.push(',');
        }
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.quoted(name);
        self.text.push(':');
    }
}

impl Serializer for &mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Self;
    type SerializeTuple = Impossible<(), Unwritable>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.push(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Unwritable> {
        self.number(value);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        if value < 0 {
            self.push("-");
        }
        self.serialize_u64(value.unsigned_abs())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.quoted(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        self.quoted(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.push("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.push("{");
        self.name(variant);
        value.serialize(&mut *self)?;
        self.push("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unwritable> {
        self.push("[");
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unwritable> {
        self.push("{");
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unwritable> {
        self.push("{");
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable)
    }
}

impl SerializeSeq for &mut Writer {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.separate();
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.push("]");
        Ok(())
    }
}

impl SerializeMap for &mut Writer {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.separate();
        key.serialize(&mut **self)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.push(":");
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.push("}");
        Ok(())
    }
}

impl SerializeStruct for &mut Writer {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.name(name);
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.push("}");
        Ok(())
    }
}

impl Error for Unwritable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for Unwritable {}

impl std::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not of the protocol")
    }
}

#[cfg(test)]
mod tests {
    use pulina_shared::ids::{MessageId, Seq};
    use pulina_shared::language::Language;
    use pulina_shared::outbox::{Failure, OutboxItem};
    use pulina_shared::problem::{Code, Problem, Rejection};
    use pulina_shared::time::Timestamp;
    use pulina_shared::wire::conversation::{
        Act, ClientFrame, Command, ConsentAct, FillForm, Hello, Purpose, Rating, SendMessage, ServerFrame,
    };
    use pulina_shared::wire::embed::FrameMessage;
    use pulina_shared::wire::form::FormAnswer;

    use crate::json::text;

    fn agree(value: &impl serde::Serialize) {
        let written: Option<serde_json::Value> =
            text(value).and_then(|text| serde_json::from_str(&text).ok());
        assert_eq!(written, serde_json::to_value(value).ok());
    }

    fn acts() -> Vec<Act> {
        let every_letter: String = ('\0'..'\u{300}').chain(['\u{2028}', '😀']).collect();
        vec![
            Act::SendMessage(SendMessage::plain(every_letter)),
            Act::SendMessage(SendMessage::plain("[{\"\\".to_owned())),
            Act::DeleteMessage(MessageId::new(Timestamp(7), [9; 10])),
            Act::End,
            Act::Rate(Rating { score: 5, comment: String::new() }),
            Act::FillForm(FillForm {
                language: Language::default(),
                answers: ["{", "["].map(|text| FormAnswer { name: text.into(), value: text.into() }).into(),
            }),
            Act::Consent(ConsentAct {
                purpose: Purpose::Process,
                is_given: true,
                version: "v".to_owned(),
                language: Language::default(),
                page: "p".to_owned(),
            }),
        ]
    }

    #[test]
    fn everything_that_is_sent_and_kept_is_written_with_the_meaning_that_serde_json_gives_it() {
        let id = MessageId::new(Timestamp(u64::MAX), [1; 10]);
        agree(&ClientFrame::Hello(Hello { version: 1, token: None, resume: None }));
        agree(&ClientFrame::Typing(true));
        agree(&ClientFrame::MarkRead(Seq(u64::MAX)));
        agree(&FrameMessage::Ready);
        agree(&FrameMessage::Unread(3));
        let problem = Problem::from(&Rejection::above(Code::TextTooLong, 1, 2).at("/text"));
        for act in acts() {
            agree(&ClientFrame::Command(Command { id, act: act.clone() }));
            for failure in [None, Some(Failure::Expired), Some(Failure::Refused(problem.clone()))] {
                agree(&OutboxItem { id, act: act.clone(), written_at: Timestamp(3), failure });
            }
        }
        agree(&vec![Some(-4_i32), None]);
    }

    #[test]
    fn what_is_never_written_is_no_text() {
        assert_eq!(text(&ServerFrame::Unknown), None);
        assert_eq!(text(&0.5), None);
    }
}
