//! Identifiers of the outside world, and the order people expect of them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

/// Identifier of a requirement, scenario or proof: an opaque ASCII string such as `SC.MSS/CONF.01`.
///
/// Ordered naturally (`.9` before `.10`).
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ItemId(Arc<str>);

impl ItemId {
    /// Wraps a string; validity is `resolve`'s business.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Why a string is no id, if it is none: letters, digits, `. / - _ #`, first a letter or a digit, at least one
    /// digit, `.` or `/`, no `//`, no `..`, no trailing dot or slash, not `vN`.
    pub fn defect(text: &str) -> Option<&'static str> {
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-' | b'_' | b'#');
        let version =
            text.strip_prefix(['v', 'V']).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if !text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            Some("il commence par une lettre ou un chiffre")
        } else if !text.bytes().all(allowed) {
            Some("il ne contient que des lettres sans accent, des chiffres et « . / - _ # »")
        } else if text.contains("//") {
            Some("« // » n’y est pas admis")
        } else if text.contains("..") {
            Some("« .. » n’y est pas admis")
        } else if text.ends_with(['.', '/']) {
            Some("il ne finit ni par un point ni par une barre")
        } else if version || !text.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/')) {
            Some("il contient un chiffre, un point ou une barre, et n’est pas un numéro de version")
        } else {
            None
        }
    }
}

/// Read without the intermediate `String` that `Arc<str>` goes through.
impl<'de> Deserialize<'de> for ItemId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = ItemId;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an identifier")
            }

            fn visit_str<E>(self, text: &str) -> Result<ItemId, E> {
                Ok(ItemId::new(text))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl From<&str> for ItemId {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl std::borrow::Borrow<str> for ItemId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ItemId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Natural order, hence not the order of `str`: never look an id up in a `BTreeMap` through `&str`.
impl Ord for ItemId {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.0, &other.0)
    }
}

impl PartialOrd for ItemId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares runs of digits as numbers and the rest byte by byte; equal numbers with other zeros fall back on bytes.
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let (a, b) = (left.as_bytes(), right.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        match (a.get(i), b.get(j)) {
            (None, None) => return left.cmp(right),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (first, next_i) = digits(a, i);
                let (second, next_j) = digits(b, j);
                let order = first.len().cmp(&second.len()).then_with(|| first.cmp(second));
                if order != Ordering::Equal {
                    return order;
                }
                (i, j) = (next_i, next_j);
            }
            (Some(x), Some(y)) if x == y => {
                i += 1;
                j += 1;
            }
            (Some(x), Some(y)) => return x.cmp(y),
        }
    }
}

/// The digits at `from` without leading zeros, and where they end.
fn digits(bytes: &[u8], from: usize) -> (&[u8], usize) {
    let run = bytes.get(from..).unwrap_or_default();
    let length = run.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let zeros = run.iter().take(length).take_while(|byte| **byte == b'0').count();
    (run.get(zeros..length).unwrap_or_default(), from + length)
}
