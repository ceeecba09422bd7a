//! The printer: canonical layout, same meaning, nothing lost.
