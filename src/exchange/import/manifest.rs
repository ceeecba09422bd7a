//! `remc.yaml`: written whole for a new project, completed line by line in an existing one, so that nothing its authors
//! wrote is lost.

use std::fmt::Write as _;

use super::state::{HomeEntry, State};

/// The iteration an import brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewIteration {
    pub(super) name: String,
    pub(super) date: String,
}

/// A YAML string in double quotes: JSON strings are YAML strings.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

fn list(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")
}

fn lane_line(entry: &HomeEntry) -> String {
    let mut line = format!("  - {{ code: {}, titre: {}", quoted(&entry.code), quoted(&entry.title));
    if !entry.aliases.is_empty() {
        let _ = write!(line, ", alias: [{}]", list(&entry.aliases));
    }
    if !entry.prefixes.is_empty() {
        let _ = write!(line, ", prefixes: [{}]", list(&entry.prefixes));
    }
    line.push_str(", sans_prefixe: \"SC.\" }");
    line
}

fn socle_line(entry: &HomeEntry) -> String {
    let mut line = format!("  - {{ code: {}, titre: {}", quoted(&entry.code), quoted(&entry.title));
    if !entry.prefixes.is_empty() {
        let _ = write!(line, ", prefixes: [{}]", list(&entry.prefixes));
    }
    line.push_str(" }");
    line
}

fn section_line((code, title): &(String, String)) -> String {
    format!("  - {{ code: {}, titre: {} }}", quoted(code), quoted(title))
}

fn profile_line(name: &str) -> String {
    format!("  - {{ nom: {} }}", quoted(name))
}

fn iteration_line(iteration: &NewIteration) -> String {
    format!(
        "  - {{ nom: {}, date: {}, état: close, reprise: true }}",
        quoted(&iteration.name),
        quoted(&iteration.date)
    )
}

/// The manifest of a new project.
pub(super) fn new(state: &State, iteration: Option<&NewIteration>) -> String {
    let mut out = String::from("édition: 1\nprogramme: \"Référentiels repris de classeurs\"\n");
    let blocks = [
        ("couloirs", state.lanes.iter().map(lane_line).collect::<Vec<_>>()),
        ("socles", state.socles.iter().map(socle_line).collect()),
        ("sections", state.sections.iter().map(section_line).collect()),
        ("profils", state.profiles.iter().map(|name| profile_line(name)).collect()),
        ("itérations", iteration.into_iter().map(iteration_line).collect()),
    ];
    for (key, lines) in blocks {
        if lines.is_empty() {
            let _ = writeln!(out, "{key}: []");
        } else {
            let _ = writeln!(out, "{key}:\n{}", lines.join("\n"));
        }
    }
    out
}

/// The manifest of an existing project, with what the import adds.
///
/// # Errors
/// A French sentence when a list to complete is written in a way that lines cannot be added to.
pub(super) fn complete(
    text: &str,
    before: &State,
    after: &State,
    iteration: Option<&NewIteration>,
) -> Result<String, String> {
    let known = |entries: &[HomeEntry], code: &str| entries.iter().any(|entry| entry.code == code);
    let additions: [(&[&str], Vec<String>); 5] = [
        (
            &["couloirs"],
            after.lanes.iter().filter(|one| !known(&before.lanes, &one.code)).map(lane_line).collect(),
        ),
        (
            &["socles"],
            after.socles.iter().filter(|one| !known(&before.socles, &one.code)).map(socle_line).collect(),
        ),
        (
            &["sections"],
            after
                .sections
                .iter()
                .filter(|(code, _)| !before.sections.iter().any(|(known, _)| known == code))
                .map(section_line)
                .collect(),
        ),
        (
            &["profils"],
            after
                .profiles
                .iter()
                .filter(|one| !before.profiles.contains(one))
                .map(|name| profile_line(name))
                .collect(),
        ),
        (
            &["itérations", "iterations"],
            iteration
                .filter(|one| !before.iterations.contains(&one.name))
                .map(iteration_line)
                .into_iter()
                .collect(),
        ),
    ];
    let mut out = text.to_owned();
    for (keys, lines) in additions {
        if !lines.is_empty() {
            out = insert(&out, keys, &lines)?;
        }
    }
    for (code, title) in &after.sections {
        let old = before.sections.iter().find(|(known, _)| known == code).map(|(_, title)| title);
        if let Some(old) = old
            && old != title
        {
            out = retitle(&out, code, title);
        }
    }
    Ok(out)
}

/// Adds lines at the end of the list of a top-level key; adds the key when it is not there.
fn insert(text: &str, keys: &[&str], lines: &[String]) -> Result<String, String> {
    let all: Vec<&str> = text.lines().collect();
    let Some((start, value)) =
        all.iter().enumerate().find_map(|(index, line)| Some((index, heads(line, keys)?)))
    else {
        let mut out = text.to_owned();
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        let _ = writeln!(out, "{}:\n{}", keys.first().copied().unwrap_or_default(), lines.join("\n"));
        return Ok(out);
    };
    let value = value.split(" #").next().unwrap_or_default().trim();
    let empty_list = value == "[]";
    if !value.is_empty() && !empty_list {
        let key = keys.first().copied().unwrap_or_default();
        return Err(format!(
            "« remc.yaml » : écrivez la liste « {key} » avec un élément par ligne pour que l’import la complète"
        ));
    }
    let inside = |line: &&str| line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
    let mut end = start + 1 + all.iter().skip(start + 1).take_while(|line| inside(line)).count();
    while end > start + 1
        && all.get(end - 1).is_some_and(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        end -= 1;
    }
    let indent = all
        .get(start + 1..end)
        .unwrap_or_default()
        .iter()
        .find(|line| line.trim_start().starts_with('-'))
        .map_or(2, |line| line.len() - line.trim_start().len());
    let mut out = String::with_capacity(text.len() + 256);
    for (index, line) in all.iter().enumerate() {
        if index == start && empty_list {
            out.push_str(&line.replacen(" []", "", 1));
        } else {
            out.push_str(line);
        }
        out.push('\n');
        if index + 1 == end {
            for added in lines {
                let _ = writeln!(out, "{}{}", " ".repeat(indent), added.trim_start());
            }
        }
    }
    Ok(out)
}

/// What follows the key on its line.
fn heads<'a>(line: &'a str, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| line.strip_prefix(key)?.strip_prefix(':'))
}

/// Changes the title of a section written on one line; leaves any other writing alone.
fn retitle(text: &str, code: &str, title: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let plain = format!("code: {code},");
    let wrapped = format!("code: {},", quoted(code));
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '-', '#']) && !line.trim().is_empty() {
            inside = line.starts_with("sections:");
        }
        let mine = inside && (line.contains(&plain) || line.contains(&wrapped));
        match line.find("titre: ") {
            Some(at) if mine && line.trim_end().ends_with('}') && line.trim_start().starts_with('-') => {
                let (head, _) = line.split_at(at);
                let _ = write!(out, "{head}titre: {} }}", quoted(title));
                out.push('\n');
            }
            _ => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_at_the_end_of_a_list() {
        let text = "édition: 1\nsections: # ici\n  - { code: A, titre: \"a\" }\n# fin\nprofils: []\n";
        let out = insert(text, &["sections"], &["  - { code: B }".to_owned()]).unwrap_or_default();
        assert_eq!(
            out,
            "édition: 1\nsections: # ici\n  - { code: A, titre: \"a\" }\n  - { code: B }\n# fin\nprofils: []\n"
        );
        let out = insert(&out, &["profils"], &["  - { nom: P }".to_owned()]).unwrap_or_default();
        assert!(out.ends_with("profils:\n  - { nom: P }\n"));
        let out =
            insert(&out, &["itérations", "iterations"], &["  - { nom: IT1 }".to_owned()]).unwrap_or_default();
        assert!(out.ends_with("itérations:\n  - { nom: IT1 }\n"));
        assert!(insert("profils: [a, b]\n", &["profils"], &["  - c".to_owned()]).is_err());
    }

    #[test]
    fn a_section_gets_its_new_title() {
        let text =
            "socles:\n  - { code: A, titre: \"s\" }\nsections:\n  - { code: \"A\", titre: \"vieux\" }\n";
        let out = retitle(text, "A", "neuf");
        assert_eq!(out, text.replace("vieux", "neuf"));
    }
}
