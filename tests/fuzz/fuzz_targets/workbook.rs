//! Any bytes as a workbook: every layout refuses it or accounts for its rows.
#![no_main]

use remc::exchange::import::{Request, import};
use remc::exchange::layout::{builtin, builtin_names};
use remc::io::Memory;
use remc::source::SourceSet;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in builtin_names() {
        let Some(layout) = builtin(name, &mut SourceSet::default(), &mut Vec::new()) else { continue };
        let request = Request { bytes, layout: &layout, iteration: Some("IT1"), date: None, lane: None, dry_run: true };
        assert!(import(&request, &Memory::default()).report.rows.balances());
    }
});
