//! JSON read without losing anything: a key written twice is told, where it stands is known.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value and the places of keys written twice in one object.
pub(super) fn parse(text: &str) -> Result<(Value, Vec<String>), serde_json::Error> {
    let mut twice = Vec::new();
    let mut path = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node { twice: &mut twice, path: &mut path }.deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, twice))
}

struct Node<'p> {
    twice: &'p mut Vec<String>,
    path: &'p mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            self.path.push(format!("{}", values.len() + 1));
            let next = list.next_element_seed(Node { twice: self.twice, path: self.path })?;
            let _ = self.path.pop();
            match next {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.path.push(key.clone());
            let value = fields.next_value_seed(Node { twice: self.twice, path: self.path })?;
            if object.contains_key(&key) {
                self.twice.push(self.path.join(" › "));
                if self.twice.len() > 100 {
                    return Err(A::Error::custom("too many keys written twice"));
                }
            }
            let _ = self.path.pop();
            let _ = object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
