//! What a vendor answers, and what of it still stands when the next iteration comes.
//!
//! Owner of three documents and of the rules between them. Pure: bytes in, bytes out; no clock, no disk.
//!
//! - [`Definition`], `remc/checklist@1`: what a lane asks at one iteration, with the history of every item. Built by
//!   [`define()`] from the frozen states; published with the site.
//! - [`Answers`], `remc/reponses@1`: the file a vendor keeps. [`read()`] says what is wrong with one, [`Answers::to_json`]
//!   writes it; nothing a vendor wrote is ever dropped, unknown fields included.
//! - [`View`], `remc/reprise@1`: what each answer is worth now. [`view()`] is a **pure function of (answers, definition)**:
//!   nothing is written when an iteration lands. Only [`confirm()`] writes, and what it writes is what the vendor saw.
//! - [`Effects`]: what a comparison of two states does to answers, by the same rules.
//!
//! # For another implementation
//!
//! The page runs the same rules in JavaScript; `tests/fixtures/carryover/` holds cases both run. What it must know:
//!
//! - **Bytes.** JSON, UTF-8, two spaces of indentation, `\n` line ends and one at the end, empty lists and objects as `[]`
//!   and `{}`: what `JSON.stringify(value, null, 2) + "\n"` writes. Fields stand in the order of the types here; keys
//!   of maps (`reponses`, `preuves`, `references`…) and fields this version does not know stand in code point order,
//!   unknown fields after known ones. A field marked optional is left out when it is empty, never `null`.
//! - **Fingerprints** ([`Print`]) are computed here only and published in the definition: `STRICT-NORMALISED`. To confirm
//!   an answer, copy the item's `vu` into it. To compare, compare the halves.
//! - **Keys.** Answers go by the stable key (`cle`) of an item, proofs by the key of the proof: its number, with the
//!   stable key of its requirement in place of a new id. A rename changes neither.

mod answers;
mod blockers;
mod confirm;
mod coverage;
mod define;
mod definition;
mod deposit;
mod effect;
mod embed;
mod freshness;
mod json;
mod lineage;
mod merge;
mod read;
mod report;
mod seen;
mod state;
mod steps;
mod summary;
mod table;
mod table_csv;
mod table_in;
mod view;

pub use answers::{
    ANSWERS, Answer, Answers, Archive, Choice, Entry, Product, ProofFile, Reply, State, Unknown,
};
pub use confirm::{Decision, confirm};
pub use coverage::{Bare, Cover, Coverage, Covering, Row, SharedProof, Tally};
pub use define::{Catalogue, Moment, define};
pub use definition::{
    CHECKLIST, ConditionDef, Definition, ItemDef, IterationDef, ProfileDef, ProofDef, ProofLink,
    ReferenceDef, Retired, ScenarioDef, SectionDef, Step, StepDef, Version,
};
pub use deposit::{DEPOSIT, Deposit, Found, Gap, deposit, safe_name};
pub use effect::{Consequence, Effect, EffectTally, Effects, Sides, Touched, Watched};
pub use freshness::{Freshness, Reason};
pub use merge::{Conflict, Hand, MERGE, MergeError, Merged, Standing, choices, merge};
pub use read::{MAX_BYTES, ReadError, is_day, read, too_large};
pub use report::{
    Applicability, Archived, Blocker, Counts, Impact, ItemView, Orphan, ProofState, ProofView, Proposal,
    REPRISE, View,
};
pub use seen::{Print, Seen};
pub use summary::summary;
pub use table::{COLUMNS, Column, Table, table};
pub(crate) use table_csv::is_risky;
pub use table_csv::to_csv;
pub use table_in::{Applied, apply, take_over};
pub use view::{Mismatch, check, view};
