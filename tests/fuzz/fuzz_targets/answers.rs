//! Any bytes as a vendor's answers, as choices of a merge, as a list of requirements, as a filled table: never a panic,
//! and answers once read are written and read back the same.
#![no_main]

use remc::conformity::{Definition, choices, read};
use remc::exchange::checklist::read_cells;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = choices(bytes);
    let _ = Definition::from_json(bytes);
    let _ = read_cells(bytes);
    let Ok(answers) = read(bytes) else { return };
    assert_eq!(read(answers.to_json().as_bytes()).ok(), Some(answers));
});
