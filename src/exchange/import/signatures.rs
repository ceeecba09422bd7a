//! Dated notes of a working session, `[ABC 12/12/2022] voir avec…`, taken out of texts meant for publication.
//!
//! A note is its bracketed mark and what follows, up to the next mark or the end of the paragraph. Every mark that
//! REM705 refuses in a published text is one here; so are looser ones (`[ABC le 12/12/2022]`).

/// A note taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// The bracketed mark.
    pub(super) mark: String,
    /// The mark and its words.
    pub(super) words: String,
}

/// Longest mark, in bytes.
const LONGEST: usize = 400;

/// Splits a text into what may be published and the dated notes. `by_line`: a line is a paragraph.
pub(super) fn take(text: &str, by_line: bool) -> (String, Vec<Taken>) {
    let mut kept = String::new();
    let mut taken = Vec::new();
    let mut rest = text;
    while let Some((start, head)) = next_mark(rest) {
        let before = rest.get(..start).unwrap_or_default();
        let open = before.trim_end_matches(['\\', '*']);
        let line = open.rsplit('\n').next().unwrap_or_default();
        let in_table = format!("{}{line}", last_line(&kept)).trim_start().starts_with('|');
        let after = rest.get(head..).unwrap_or_default();
        let paragraph = paragraph_end(after, by_line, in_table);
        let within = after.get(..paragraph).unwrap_or_default();
        let length = next_mark(within).map_or(paragraph, |(next, _)| {
            within.get(..next).map_or(paragraph, |words| words.trim_end_matches(['\\', '*']).len())
        });
        let mark = rest.get(start..head).unwrap_or_default();
        let words = format!("{mark}{}", after.get(..length).unwrap_or_default());
        taken.push(Taken { mark: mark.replace('\\', ""), words: plain(&words) });
        kept.push_str(open.trim_end_matches([' ', '\u{a0}']));
        close_emphasis(&mut kept);
        if in_table {
            kept.push(' ');
        }
        rest = after.get(length..).unwrap_or_default();
    }
    if taken.is_empty() {
        return (text.to_owned(), taken);
    }
    kept.push_str(rest);
    (tidy(&kept), taken)
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

/// Start and end of the first mark.
fn next_mark(text: &str) -> Option<(usize, usize)> {
    text.match_indices('[').find_map(|(at, _)| {
        let rest = text.get(at + 1..)?;
        let paragraph = rest.get(..rest.find("\n\n").unwrap_or(rest.len()))?;
        match paragraph.find(']').filter(|length| *length <= LONGEST) {
            Some(length) => is_mark(paragraph.get(..length)?).then_some((at, at + length + 2)),
            // Never closed: the words after the date are the note.
            None => is_mark(paragraph.lines().next()?).then_some((at, at + 1)),
        }
    })
}

/// Initials, then a date.
fn is_mark(inner: &str) -> bool {
    let plain = inner.replace(['\\', '*'], "");
    let words = || {
        let parts = plain.split(|one: char| one.is_whitespace() || matches!(one, ',' | '-' | ':' | ';'));
        parts.filter(|word| !word.is_empty())
    };
    let mut initials = false;
    for word in words() {
        if is_date(word) {
            if initials {
                return true;
            }
            break;
        }
        if !word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            break;
        }
        initials |= is_initials(word);
    }
    let mut first = words();
    first.next().is_some_and(is_initials) && first.take(4).any(is_day)
}

fn is_initials(word: &str) -> bool {
    (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What REM705 takes for a date: `12/12`, `12/12/22`, `12/12/2022`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    let numbers = parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    (2..=3).contains(&parts.len()) && numbers
}

/// A full day: `12/12/2022`, `12.12.22`.
fn is_day(word: &str) -> bool {
    let numbers: Option<Vec<u32>> = word.split(['/', '.']).map(|part| part.parse().ok()).collect();
    matches!(numbers.as_deref(), Some([1..=31, 1..=12, 0..=99 | 1900..=2999]))
}

/// Where the paragraph ends: a blank line, the next list item or table row, the end of a table cell.
fn paragraph_end(text: &str, by_line: bool, in_table: bool) -> usize {
    if in_table {
        return text.find(['|', '\n']).unwrap_or(text.len());
    }
    let ends = |at: &usize| {
        let next = text.get(at + 1..).unwrap_or_default();
        let line = next.lines().next().unwrap_or_default().trim_start();
        let numbered = line.trim_start_matches(|one: char| one.is_ascii_digit());
        by_line
            || line.is_empty()
            || line.starts_with(['|', '#', '>'])
            || ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet))
            || (numbered.len() < line.len() && (numbered.starts_with(". ") || numbered.starts_with(") ")))
    };
    text.match_indices('\n').map(|(at, _)| at).find(ends).unwrap_or(text.len())
}

/// Runs of `*` left open in the last paragraph.
fn open_runs(paragraph: &str) -> Vec<&str> {
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(found) = paragraph.get(at..).and_then(|rest| rest.find('*')) {
        let start = at + found;
        let rest = paragraph.get(start..).unwrap_or_default();
        let length = rest.len() - rest.trim_start_matches('*').len();
        let run = rest.get(..length).unwrap_or_default();
        at = start + length;
        if paragraph.get(..start).is_some_and(|before| before.ends_with('\\')) {
            continue;
        }
        if open.last() == Some(&run) {
            let _ = open.pop();
        } else {
            open.push(run);
        }
    }
    open
}

/// Closes the emphasis that the note taken out would have closed.
fn close_emphasis(kept: &mut String) {
    let start = kept.rfind("\n\n").map_or(0, |at| at + 2);
    let open: Vec<String> =
        open_runs(kept.get(start..).unwrap_or_default()).into_iter().rev().map(str::to_owned).collect();
    for run in open {
        kept.push_str(&run);
    }
}

/// A note without emphasis cut in two.
fn plain(words: &str) -> String {
    let words = words.trim();
    let whole = if open_runs(words).is_empty() { words.to_owned() } else { words.replace('*', "") };
    whole.trim_end_matches(['\\', ' ', '\u{a0}', '\n']).to_owned()
}

/// No empty list item, no two blank lines in a row.
fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let hollow = matches!(line.trim(), "-" | "*" | "+" | "**" | "****");
        if hollow || (line.is_empty() && out.last().is_none_or(|last| last.is_empty())) {
            continue;
        }
        out.push(line);
    }
    out.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (String, Vec<String>) {
        let (kept, taken) = take(text, false);
        (kept, taken.into_iter().map(|one| one.words).collect())
    }

    #[test]
    fn a_note_goes_to_the_next_mark_or_the_end_of_the_paragraph() {
        let (kept, notes) = split("Dit. [KTR 12/12/2022] voir avec X\nsuite [ IT3 LGC 03/01 ] oui\n\nReste.");
        assert_eq!(kept, "Dit.\n\nReste.");
        assert_eq!(notes, ["[KTR 12/12/2022] voir avec X\nsuite", "[ IT3 LGC 03/01 ] oui"]);
        assert_eq!(split("[KTR 12/12/2022] voir").0, "");
        assert_eq!(split("- un\n- [KTR 12/12] voir\n- deux").0, "- un\n- deux");
        assert_eq!(split("| a [KTR 12/12] voir | b |").0, "| a | b |");
        assert_eq!(
            split("**Dit [KTR 12/12] voir** ici"),
            ("**Dit**".into(), vec!["[KTR 12/12] voir ici".into()])
        );
        assert_eq!(split("Dit **[KTR 12/12]** voir").0, "Dit");
        assert_eq!(split("\\[KTR 12/12]: voir").0, "");
        assert_eq!(split("Dit [KTR le 12/12/2022] voir").0, "Dit");
        assert_eq!(split("Dit [KTR 12/12/2022 voir").0, "Dit");
    }

    #[test]
    fn other_brackets_stay() {
        for text in
            ["voir [REF1] et [à définir]", "[ISO 27001/2] dit", "[HL7 v3 1/2]", "[guide](http://a/12/12)"]
        {
            assert_eq!(split(text), (text.to_owned(), Vec::new()));
        }
    }
}
