//! Any text as any file of a project beside a sound manifest: compiling never panics.
#![no_main]

use remc::io::Memory;

const MANIFEST: &str = "édition: 1\nprogramme: \"P\"\ncouloirs:\n  - { code: RIS, titre: \"RIS\", prefixes: [\"RIS.\"] }\n";
const PATHS: [&str; 5] =
    ["references.yaml", "retours/IT1.yaml", "dsr/RIS.md", "iterations/IT1.json", "confidentiel/editeurs.yaml"];

libfuzzer_sys::fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let mut project = Memory::default();
    project.insert("remc.yaml", MANIFEST.as_bytes());
    if let Some(path) = PATHS.get(usize::from(choice) % PATHS.len()) {
        project.insert(path, bytes);
    }
    let _ = remc::compile(&project);
});
