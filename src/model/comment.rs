//! Vendor comments, as far as they may be published: the words and the vendor stay out.

use serde::{Deserialize, Serialize};

use super::{Disposition, ItemId};

/// What became of the comments received on one iteration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRound {
    /// The iteration commented on.
    pub iteration: String,
    /// How many distinct vendors answered.
    #[serde(rename = "editeurs")]
    pub vendors: usize,
    /// The comments, by id.
    #[serde(rename = "retours")]
    pub comments: Vec<Comment>,
}

/// A vendor comment: which item, what was decided, what is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Number, such as `C-0412`.
    pub id: String,
    /// The item commented on.
    #[serde(rename = "exigence")]
    pub item: ItemId,
    /// The version read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The lane it was sent for.
    #[serde(rename = "couloir", default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// What was decided; `None` while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// The published reply (Markdown).
    #[serde(rename = "reponse", default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// What it changed.
    #[serde(rename = "effet", default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<CommentEffect>,
}

/// A change caused by a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentEffect {
    /// The item changed.
    #[serde(rename = "exigence")]
    pub item: ItemId,
    /// The word of the register: nouvelle, modifiée, obsolète, validée, réintroduite.
    #[serde(rename = "evolution", default, skip_serializing_if = "Option::is_none")]
    pub evolution: Option<String>,
}
