//! Any bytes: reading and printing messages never panic.
#![no_main]

use std::path::Path;

use remc::source::{SourceFile, SourceSet};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = SourceFile::decode(Path::new("a.rem"), bytes.to_vec()) else { return };
    let mut sources = SourceSet::default();
    let id = sources.add(source.clone());
    let (_, diagnostics) = remc::syntax::parse(id, &source);
    let _ = remc::diagnostic::render_all(&diagnostics, &sources, false);
});
