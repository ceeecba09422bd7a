//! The requirements-as-code compiler for the REM and DSR of the French Ségur du numérique en santé.
pub mod diagnostic;
pub mod history;
pub mod io;
pub mod model;
pub mod settings;
pub mod source;
pub mod syntax;
