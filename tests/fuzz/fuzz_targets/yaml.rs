//! Any manifest: compiling never panics.
#![no_main]

use remc::io::Memory;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut project = Memory::default();
    project.insert("remc.yaml", bytes);
    let _ = remc::compile(&project);
});
