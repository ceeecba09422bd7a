//! Quotation marks and lists for messages.

/// A word between French quotation marks, with no-break spaces.
pub fn quoted(word: impl std::fmt::Display) -> String {
    format!("«\u{a0}{word}\u{a0}»")
}

/// Words between quotation marks, joined: « a », « b » et « c ». At most five are named.
pub fn listed<T: std::fmt::Display>(words: &[T]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = words.iter().take(SHOWN).map(quoted).collect();
    if words.len() > SHOWN {
        names.push(format!("{} autres", words.len() - SHOWN));
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} et {last}", first.join(", ")),
    }
}
