//! What formats once formats again to the same text, without mistakes.
#![no_main]

use std::path::Path;

use remc::source::{FileId, SourceFile};
use remc::syntax::{parse, printer::format};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let source = SourceFile::from_text(Path::new("a.rem"), text.to_owned());
    let (tree, _) = parse(FileId(0), &source);
    let Some(once) = format(&source, &tree) else { return };
    let again = SourceFile::from_text(Path::new("a.rem"), once.clone());
    let (tree, _) = parse(FileId(0), &again);
    assert_eq!(format(&again, &tree), Some(once));
});
