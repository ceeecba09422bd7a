//! From the neutral corpus to a project of ours: manifest, one file per socle and lane, frozen iterations.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use remc::history::baseline;
use remc::io::{Disk, ProjectPaths};

use super::corpus::{Item, Neutral, is_socle};

/// Writes the project in its second iteration below `root`, with the first `frozen` iterations frozen.
pub fn write(neutral: &Neutral, root: &Path, frozen: usize) {
    put(root, ProjectPaths::MANIFEST, &manifest(neutral));
    for (position, date) in [(0, "2024-01-15"), (1, "2024-06-15")].into_iter().take(2) {
        sources(neutral, position, root);
        if position < frozen {
            let compiled = remc::compile(&Disk::new(root));
            let name = format!("IT{}", position + 1);
            let bytes = baseline::freeze(&name, date, &compiled.corpus, &[]).unwrap();
            let path = root.join(ProjectPaths::baseline(&name));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Titles of sections in order of first use; a section's code is its position.
fn section_titles(neutral: &Neutral) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let titles = neutral.lanes.iter().flat_map(|lane| &lane.sections).map(String::as_str);
    titles.filter(|title| seen.insert(*title)).collect()
}

fn manifest(neutral: &Neutral) -> String {
    let mut out = String::from("édition: 1\nprogramme: \"Corpus de mesure\"\n");
    for (key, socles) in [("socles", true), ("couloirs", false)] {
        let _ = writeln!(out, "{key}:");
        for lane in neutral.lanes.iter().filter(|lane| is_socle(&lane.code) == socles) {
            let (code, title) = (&lane.code, &lane.title);
            let _ = writeln!(out, "  - {{ code: {code}, titre: \"{title}\", prefixes: [\"{code}.\"] }}");
        }
    }
    out.push_str("sections:\n");
    for (index, title) in section_titles(neutral).iter().enumerate() {
        let _ = writeln!(out, "  - {{ code: S{index:03}, titre: \"{title}\" }}");
    }
    out.push_str(
        "profils:\n  - { nom: \"Général\" }\n  - { nom: \"Ambulatoire\" }\n  - { nom: \"Hospitalier\" }\n",
    );
    out.push_str("itérations:\n  - { nom: IT1, date: 2024-01-15, état: close }\n");
    out.push_str("  - { nom: IT2, date: 2024-06-15, état: close }\n  - { nom: IT3, date: 2025-01-15, état: préparation }\n");
    out
}

fn sources(neutral: &Neutral, position: usize, root: &Path) {
    let items = &neutral.iterations[position].requirements;
    let codes: HashMap<&str, usize> =
        section_titles(neutral).into_iter().enumerate().map(|(index, title)| (title, index)).collect();
    let by_id: HashMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut by_lane: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in items {
        by_lane.entry(&item.lane).or_default().push(item);
    }
    for lane in &neutral.lanes {
        let Some(own) = by_lane.get(lane.code.as_str()) else { continue };
        let mut text = String::from("édition 1\n\n");
        let folder = if is_socle(&lane.code) {
            let _ = writeln!(text, "socle {} \"{}\"", lane.code, lane.title);
            ProjectPaths::SOCLES
        } else {
            let _ = writeln!(
                text,
                "rem {} \"{}\" {{\n  reprend\n    {}\n}}",
                lane.code,
                lane.title,
                picks(own, &by_id)
            );
            ProjectPaths::LANES
        };
        let mut section = "";
        for item in own {
            if item.section != section {
                section = &item.section;
                let (bloc, fonction) = (&item.bloc, &item.fonction);
                let _ = write!(
                    text,
                    "\nsection S{:03}\nbloc \"{bloc}\"\nfonction \"{fonction}\"\n",
                    codes[section]
                );
            }
            requirement(item, position, &mut text);
        }
        put(root, &format!("{folder}/{}.rem", lane.code), &text);
    }
}

/// What a lane takes of the socles: two families of each, and whatever its own items need.
fn picks(own: &[&Item], by_id: &HashMap<&str, &Item>) -> String {
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    let mut queue: Vec<&str> = own.iter().flat_map(|item| &item.depends).map(String::as_str).collect();
    while let Some(id) = queue.pop() {
        let Some(item) = by_id.get(id).filter(|item| is_socle(&item.lane)) else { continue };
        if needed.insert(id) {
            queue.extend(item.depends.iter().map(String::as_str));
        }
    }
    let stem = |id: &&str| id.split('/').next().map(|stem| format!("{stem}/*")).unwrap_or_default();
    let families: BTreeSet<String> = needed.iter().map(stem).collect();
    let mut out: Vec<String> = families.into_iter().step_by(3).take(4).collect();
    let singles: Vec<&str> = needed
        .into_iter()
        .filter(|id| !out.iter().any(|family| id.starts_with(family.trim_end_matches('*'))))
        .collect();
    out.extend(singles.into_iter().map(str::to_owned));
    if out.is_empty() { "SC*".to_owned() } else { out.join(",\n    ") }
}

fn requirement(item: &Item, position: usize, out: &mut String) {
    let modified = position > 0 && item.status == "modified";
    let version = if modified { 2 } else { 1 };
    let nature = if item.statement.contains("**DOIT**") { "obligatoire" } else { "préconisée" };
    let status = match (position, item.status.as_str()) {
        (0, _) | (_, "new" | "modified") => "instruction",
        (_, "obsolete") => "obsolète depuis IT2 motif sans_objet \"Couverte par une autre exigence\"",
        _ => "validée",
    };
    let _ = writeln!(out, "\nexigence {} v{version} \"{}\" {{", item.id, item.title);
    let _ = writeln!(out, "  nature {nature}\n  statut {status}\n  profil \"{}\"", item.profile);
    if !item.depends.is_empty() {
        let _ = writeln!(out, "  dépend {}", item.depends.join(", "));
    }
    let _ = write!(out, "  énoncé ");
    block(&item.statement, 4, out);
    if modified {
        out.push_str("  évolution IT2 fond motif precision \"Formulation précisée\"\n");
    }
    for (index, scenario) in item.scenarios.iter().enumerate() {
        let number = format!("{}.{:02}", item.id, index + 1);
        let _ = writeln!(out, "  scénario {number} \"Cas {}\" {{", index + 1);
        for step in &scenario.steps {
            out.push_str("    étape ");
            block(step, 6, out);
        }
        for (proof_index, proof) in scenario.proofs.iter().enumerate() {
            let _ = writeln!(out, "    preuve {number}.{:02} capture \"{proof}\"", proof_index + 1);
        }
        out.push_str("  }\n");
    }
    out.push_str("}\n");
}

fn block(text: &str, indent: usize, out: &mut String) {
    out.push_str("\"\"\"\n");
    for line in text.lines() {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str("\"\"\"\n");
}
