//! Any bytes as a frozen iteration: refused, or read and frozen again to a baseline that says the same.
#![no_main]

use remc::history::baseline;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = baseline::read(bytes) else { return };
    let Ok(again) = baseline::freeze(&read.iteration, &read.date, &read.corpus, &read.findings) else { return };
    assert_eq!(baseline::read(&again).map(|baseline| baseline.corpus).ok(), Some(read.corpus));
});
