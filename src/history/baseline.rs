//! Frozen iterations: writing them, reading them back, knowing they were not touched.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::model::{Corpus, Dossier, Requirement};

/// Name and version of the format. Readers for every past version stay.
pub const SCHEMA: &str = "remc/baseline@1";

/// A frozen iteration.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Name of the iteration.
    pub iteration: String,
    /// Day of the iteration, ISO 8601.
    pub date: String,
    /// `sha256:` and the digest of the content as written.
    pub digest: String,
    /// Whether the content still has that digest, and the name and day it was frozen with.
    pub intact: bool,
    /// The model as it was.
    pub corpus: Corpus,
    /// What was found and let through when the iteration was taken over from elsewhere.
    pub findings: Vec<RecordedFinding>,
    /// The dossiers as they were, in the order of the lanes; `None` when the iteration was frozen before they were recorded.
    pub dossiers: Option<Vec<Dossier>>,
}

/// A finding let through at the freeze of an iteration marked `reprise: true`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFinding {
    /// Code of the rule.
    pub code: String,
    /// The item concerned.
    #[serde(rename = "exigence", default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was found.
    pub message: String,
}

/// Why bytes are no baseline.
#[derive(Debug)]
pub enum BaselineError {
    /// Not JSON, or not the fields of a baseline.
    Json(serde_json::Error),
    /// A format this version does not know.
    Schema(String),
}

impl fmt::Display for BaselineError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BaselineError::Json(error) => {
                write!(
                    formatter,
                    "ce n’est pas une itération figée (ligne {}, colonne {})",
                    error.line(),
                    error.column()
                )
            }
            BaselineError::Schema(schema) => {
                write!(formatter, "format « {schema} » inconnu de cette version")
            }
        }
    }
}

impl std::error::Error for BaselineError {}

#[derive(Serialize)]
struct ContentOut<'a> {
    iteration: &'a str,
    date: &'a str,
    #[serde(rename = "constats")]
    findings: &'a [RecordedFinding],
    #[serde(skip_serializing_if = "Option::is_none")]
    dossiers: Option<&'a [Dossier]>,
    #[serde(rename = "modele")]
    corpus: &'a Corpus,
}

#[derive(Deserialize)]
struct ContentIn {
    #[serde(default)]
    iteration: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(rename = "constats")]
    findings: Vec<RecordedFinding>,
    #[serde(default)]
    dossiers: Option<Vec<Dossier>>,
    #[serde(rename = "modele")]
    corpus: Corpus,
}

/// What stands before the content.
#[derive(Deserialize)]
struct Head {
    schema: String,
    iteration: String,
    date: String,
    #[serde(rename = "empreinte")]
    digest: String,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(flatten)]
    head: Head,
    #[serde(rename = "contenu", borrow)]
    content: &'a RawValue,
}

/// The bytes of a baseline without dossiers: sorted, one field per line, the same for the same model.
///
/// # Errors
/// When the model cannot be written as JSON, which no resolved model causes.
pub fn freeze(
    iteration: &str,
    date: &str,
    corpus: &Corpus,
    findings: &[RecordedFinding],
) -> Result<Vec<u8>, serde_json::Error> {
    freeze_with(iteration, date, corpus, findings, None)
}

/// The bytes of a baseline with the dossiers of its lanes; `None` writes none, as before they were recorded.
///
/// # Errors
/// As [`freeze`].
pub fn freeze_with(
    iteration: &str,
    date: &str,
    corpus: &Corpus,
    findings: &[RecordedFinding],
    dossiers: Option<&[Dossier]>,
) -> Result<Vec<u8>, serde_json::Error> {
    let content = serde_json::to_string_pretty(&ContentOut { iteration, date, findings, dossiers, corpus })?;
    let text = |value: &str| serde_json::to_string(value);
    Ok(format!(
        "{{\n  \"schema\": {},\n  \"iteration\": {},\n  \"date\": {},\n  \"empreinte\": {},\n  \"contenu\": {content}\n}}\n",
        text(SCHEMA)?,
        text(iteration)?,
        text(date)?,
        text(&digest(content.as_bytes()))?,
    )
    .into_bytes())
}

/// Reads a baseline back. A content whose digest differs is read all the same, and marked.
///
/// # Errors
/// When the bytes are not a baseline.
pub fn read(bytes: &[u8]) -> Result<Baseline, BaselineError> {
    if let Some((head, content)) = as_written(bytes)
        && let Ok(baseline) = open(head, content)
    {
        return Ok(baseline);
    }
    let envelope: Envelope<'_> = serde_json::from_slice(bytes).map_err(BaselineError::Json)?;
    if envelope.head.schema != SCHEMA {
        return Err(BaselineError::Schema(envelope.head.schema));
    }
    open(envelope.head, envelope.content.get().as_bytes()).map_err(BaselineError::Json)
}

/// The head and the content of a baseline whose layout is the one [`freeze`] gives it: the end of the content is known
/// without a first pass over it.
fn as_written(bytes: &[u8]) -> Option<(Head, &[u8])> {
    const CONTENT: &[u8] = b"\"contenu\":";
    let start = memchr::memmem::find(bytes.get(..bytes.len().min(4096))?, CONTENT)?;
    let head = bytes.get(..start)?.trim_ascii_end().strip_suffix(b",")?;
    let content = bytes.get(start + CONTENT.len()..)?.trim_ascii_end().strip_suffix(b"}")?.trim_ascii();
    let head: Head = serde_json::from_slice(&[head, b"}"].concat()).ok()?;
    (head.schema == SCHEMA).then_some((head, content))
}

/// Reads the content, and checks it against the head.
fn open(head: Head, content: &[u8]) -> Result<Baseline, serde_json::Error> {
    let (read, found) = rayon::join(|| serde_json::from_slice::<ContentIn>(content), || digest(content));
    let ContentIn { iteration, date, findings, dossiers, mut corpus } = read?;
    corpus.reindex();
    let intact = found == head.digest && told(iteration, &head.iteration) && told(date, &head.date);
    let Head { iteration, date, digest, .. } = head;
    Ok(Baseline { iteration, date, digest, intact, corpus, findings, dossiers })
}

/// Whether the head says what the content says; the first baselines had it in their head only.
fn told(inside: Option<String>, head: &str) -> bool {
    inside.is_none_or(|inside| inside == head)
}

/// SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of the content with `\n` line ends, whatever a version-control tool made of them.
fn digest(content: &[u8]) -> String {
    let mut hasher = Sha256::new();
    if content.contains(&b'\r') {
        for line in content.split_inclusive(|byte| *byte == b'\r') {
            hasher.update(line.strip_suffix(b"\r").unwrap_or(line));
        }
    } else {
        hasher.update(content);
    }
    named(&hasher.finalize())
}

/// `sha256:` and the digest in hexadecimal.
fn named(digest: &[u8]) -> String {
    format!("sha256:{}", hex(digest))
}

/// SHA-256 of one item: of its JSON on one line, fields in the order a baseline gives them. Two states of an item have the
/// same one if and only if nothing at all differs.
pub fn item_digest(item: &Requirement) -> String {
    // Room for nearly any item: growing by doubling would copy most of it twice.
    let mut json = Vec::with_capacity(8192);
    let _ = serde_json::to_writer(&mut json, item);
    named(&sha256(&json))
}
