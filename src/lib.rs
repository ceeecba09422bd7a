//! The requirements-as-code compiler for the REM and DSR of the French Ségur du numérique en santé.
//!
//! # The pipeline
//!
//! Each stage takes data and gives data and diagnostics; none stops at the first mistake.
//!
//! - [`io`] reads the project and writes results: nothing else touches the disk.
//! - [`settings`] reads `remc.yaml`, `references.yaml`, `retours/`, `dsr/` with places.
//! - [`syntax`] turns `.rem` files into trees, and trees back into canonical text.
//! - [`resolve`] turns trees into the [`model`]: names, picks, variants, reading order.
//! - [`graph`] answers what needs what, within a state and across iterations.
//! - [`history`] freezes states, reads them back and compares them.
//! - [`check`] runs the rules.
//! - [`conformity`] knows what a vendor answered and what of it still stands.
//! - [`exchange`] reads the workbooks everyone has into sources.
//! - [`feedback`] tells one vendor what became of its comments.
//! - [`serve`] shows the site while its sources are being written.
//!
//! [`compile()`] wires these stages into a [`Compilation`], which the command line, the site and the exports start from.
//!
//! # What is absent on purpose
//!
//! - The model knows no file path, no parser, no internal note and no vendor name: what is not there cannot leak.
//! - Below `cli` there is no clock, no locale, no environment: the same input gives the same bytes.
//! - No unordered iteration reaches an output.

pub mod check;
pub mod cli;
pub mod conformity;
pub mod diagnostic;
pub mod exchange;
pub mod feedback;
pub mod graph;
mod hex;
pub mod history;
pub mod io;
pub mod model;
pub mod publication;
mod quick;
pub mod render;
pub mod resolve;
pub mod serve;
pub mod settings;
pub mod source;
pub mod syntax;

mod compile;

pub use compile::{Compilation, DRAFT, compile, compile_after, endpoint, frozen_pair, state_at};
