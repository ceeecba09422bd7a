//! Projects whose sites have nothing to show, or more than fits.

use super::project::{Item, Project, item};

/// A word no line can hold.
fn endless(times: usize) -> String {
    "anticonstitutionnellement".repeat(times)
}

/// Nothing but a name.
pub fn nothing() -> Project {
    Project::new().file("remc.yaml", "édition: 1\nprogramme: \"Vide\"\n")
}

/// Every kind of page, each with next to nothing on it: a lane without requirement, one without scenario, a requirement that
/// only changed its name, a round without comment, a dossier without text.
pub fn sparse() -> Project {
    let before = Project::new()
        .mss(&[item("SC.MSS.01").head("")])
        .lane("RIS", "  reprend SC.MSS*", &[])
        .lane("LGC", "", &[])
        .file(
            "dsr/LGC.md",
            "---\ncouloir: LGC\ntitre: \"Dossier\"\nversion: \"0.1\"\ndate: 2022-10-24\n---\n",
        )
        .file("retours/IT1.yaml", "itération: IT1\nretours: []\n")
        .freeze("IT1");
    before.mss(&[item("SC.MSS.02").head("").with("  anciennement SC.MSS.01")]).freeze("IT2").freeze("IT3")
}

/// A text of everything that may not fit: long words, a wide table, a long line of code.
pub fn too_much(word: &str) -> String {
    let wide = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(14));
    format!(
        "Le système {word} {} afficher.\n\n{}{}{}\n```\n{}\n```\n\n{}",
        endless(20),
        wide("colonne"),
        wide("---"),
        wide("valeur"),
        "code ".repeat(80),
        "Une phrase de plus pour ce texte. ".repeat(120),
    )
}

/// Lanes of the project that overflows.
const LANES: usize = 13;

/// Many lanes, sections, iterations, comments and versions, words that never end, one requirement all others need, another
/// name for it halfway.
pub fn overflowing() -> Project {
    let mut project = Project::new()
        .file("remc.yaml", manifest())
        .file("references.yaml", references())
        .file("confidentiel/editeurs.yaml", "éditeurs:\n  - { code: E01, nom: \"Zyxadis\" }\n")
        .file("retours/IT1.yaml", comments())
        .file("socles/LONG.rem", socle("DOIT", "SC.LONG/A.99"));
    for lane in 1..=LANES {
        let rem = format!(
            "édition 1\nrem L{lane:02} \"Couloir {lane}\" {{\n  profils \"Général\"\n  reprend SC.LONG*\n}}\n"
        );
        project = project.file(&format!("rem/L{lane:02}.rem"), rem);
    }
    let dossier = format!(
        "---\ncouloir: L01\ntitre: \"{0}\"\nversion: \"0.1\"\ndate: 2022-10-24\nprocédure: \"{0}\"\n---\n\n# {0}\n\n{1}\n",
        endless(8),
        too_much("DOIT")
    );
    project
        .file("dsr/L01.md", dossier)
        .freeze("IT1")
        .file("socles/LONG.rem", socle("NE DOIT PAS", "SC.LONG/A.01"))
        .freeze("IT2")
        .freeze("IT3")
}

fn manifest() -> String {
    let long = endless(8);
    let lanes: String = (1..=LANES)
        .map(|lane| format!("  - {{ code: L{lane:02}, titre: \"Couloir {lane} {long}\" }}\n"))
        .collect();
    let sections: String = (1..=40)
        .map(|section| format!("  - {{ code: LONG/B{section:02}, titre: \"{section} {long}\" }}\n"))
        .collect();
    let words: String = (1..=30)
        .map(|word| format!("  - {{ terme: \"Mot{word}{long}\", développé: \"{long}\", définition: \"{long}\", source: \"{long}\" }}\n"))
        .collect();
    format!(
        "édition: 1\nprogramme: \"{long}\"\ntitre: \"{long}\"\navertissement: \"{long}\"\ncouloirs:\n{lanes}socles:\n  - {{ code: LONG, titre: \"{long}\", prefixes: [\"SC.LONG\"] }}\nsections:\n  - {{ code: LONG/A, titre: \"{long}\" }}\n{sections}profils:\n  - {{ nom: \"Général\" }}\n  - {{ nom: \"{long}\" }}\nitérations:\n  - {{ nom: IT1, date: 2022-10-24, état: close }}\n  - {{ nom: IT2, date: 2022-12-05, état: close }}\n  - {{ nom: IT3, date: 2023-02-06, état: close }}\nglossaire:\n{words}"
    )
}

fn references() -> String {
    let long = endless(6);
    let versions: String = (1..=20)
        .map(|version| {
            format!("      - {{ v: \"{version}.0\", éléments: \"{long}\", jalons: [{{ statut: publiée, date: 2021-05-01, url: \"https://exemple.fr/{long}\" }}] }}\n")
        })
        .collect();
    let one = |code: &str, applicable: &str| {
        format!(
            "  - code: {code}\n    titre: \"{long}\"\n    éditeur: \"{long}\"\n    versions:\n{versions}    applicable: {{ défaut: [{applicable}] }}\n    note: \"{long}\"\n"
        )
    };
    format!("références:\n{}{}", one("REF-A", "\"1.0\""), one(&"REFERENTIEL-".repeat(6), "\"1.0\", \"2.0\""))
}

fn comments() -> String {
    let rows: String = (1..=40)
        .map(|number| {
            format!(
                "  - id: C-01{number:02}\n    exigence: SC.LONG/A.99\n    éditeur: E01\n    texte: \"Trop.\"\n    disposition: intégré\n    réponse: \"{} {}\"\n",
                endless(6),
                "Une phrase de plus. ".repeat(30)
            )
        })
        .collect();
    format!("itération: IT1\nretours:\n{rows}")
}

/// Forty sections of one requirement, then one of thirty; all need the first one, which bears the id `hub`.
fn socle(word: &str, hub: &str) -> String {
    let long = endless(8);
    let renamed = if hub == "SC.LONG/A.99" { "" } else { "  anciennement SC.LONG/A.99" };
    let needs = format!("  dépend {hub}");
    let title = |number: usize| format!("\"Titre {number} {long}\"");
    let proof = |id: &str| {
        format!(
            "  scénario {id}.01 \"{long}\" {{\n    étape \"\"\"{long}\"\"\"\n    preuve {id}.01.01 capture \"{long}\"\n  }}"
        )
    };
    let many = |id: String, number| {
        item(&id)
            .head(&title(number))
            .status("instruction")
            .says(&format!("Le système {word} {long} {}", "et encore ".repeat(60)))
    };
    let mut text = format!("édition 1\nsocle LONG \"{long}\"\n");
    let mut write = |section: &str, items: &[Item]| {
        text += &format!("section {section}\n");
        items.iter().for_each(|one| text += &one.to_string());
    };
    for section in 1..=40 {
        let id = format!("SC.LONG/B{section:02}.01");
        write(
            &format!("LONG/B{section:02}"),
            &[item(&id).head(&title(section)).says("Le système DOIT agir.").with(&needs)],
        );
    }
    let first = item(hub).head(&title(1)).says(&too_much(word)).with(&proof(hub)).with(renamed);
    let others = (2..=30).map(|number| {
        let id = format!("SC.LONG/A.{number:02}");
        let references = format!("  référence REF-A, {} >= 1.0", "REFERENTIEL-".repeat(6));
        many(id.clone(), number).with(&needs).with(&references).with(&proof(&id))
    });
    write("LONG/A", &std::iter::once(first).chain(others).collect::<Vec<_>>());
    text
}
