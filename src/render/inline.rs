//! Style and scripts inside a page that must read alone, and the digests its policy allows them by.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::typography::Html;
use crate::history::baseline::sha256;

/// Text put in the page as it is, and the digest that allows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Inline {
    text: Html,
    hash: String,
}

impl Inline {
    /// Text of ours: it must not close the element it stands in.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: Html::from_markup(text.to_owned()), hash: STANDARD.encode(sha256(text.as_bytes())) }
    }
}
