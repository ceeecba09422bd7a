//! Eight mistakes in one project: each with its code, its exact place and the right suggestion, all in one run.

use remc::diagnostic::Diagnostic;

use crate::support::project::{Project, item};

const MISTAKES: &str = "\
édition 1
socle MSS \"Messagerie\"
section S1

exigence A.1 \"Référence pendante\" {
  nature obligatoire
  statut validée
  dépend A.22
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.2 \"Première\" {
  nature obligatoire
  statut validée
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.2 \"Identifiant en double\" {
  nature obligatoire
  statut validée
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.3 \"Valeur sans accent\" {
  nature obligatoire
  statut validee
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.4 \"Champ mal écrit\" {
  natrue obligatoire
  statut validée
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.5 \"Champ absent\" {
  nature obligatoire
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.6 \"Faute de syntaxe\" {
  nature obligatoire
  statut validée
  profil Général
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence C.1 \"Cycle\" {
  nature obligatoire
  statut validée
  dépend C.2
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence C.2 \"Cycle\" {
  nature obligatoire
  statut validée
  dépend C.3
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence C.3 \"Cycle\" {
  nature obligatoire
  statut validée
  dépend C.1
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}

exigence A.7 \"Deux à la fois\" {
  nature obligatoir
  statut validée
  référence CI-SYS
  énoncé \"\"\"Le système DOIT tracer.\"\"\"
}
";

const REGISTER: &str = "références: [{ code: CI-SIS, titre: \"Cadre\", versions: [{ v: \"1.0\" }] }]";

#[test]
fn eight_seeded_mistakes_are_all_told_in_one_run() {
    let compiled = Project::new()
        .file("socles/MSS.rem", MISTAKES)
        .file("references.yaml", REGISTER)
        .lane("RIS", "reprend *", &[item("RIS.1").with("dépend A.3, A.4, A.5, A.6, A.7")])
        .compile();
    let tell = |one: &Diagnostic| {
        let label = one.primary.as_ref().unwrap();
        let place = compiled.sources.get(label.span.file).unwrap().locate(label.span.start as usize);
        let marked = compiled.sources.slice(label.span).lines().next().unwrap_or_default();
        let also: Vec<String> = one
            .secondary
            .iter()
            .map(|label| {
                let place = compiled.sources.get(label.span.file).unwrap().locate(label.span.start as usize);
                format!(" +{}:{}", place.line, place.column)
            })
            .collect();
        let fix = one.fix.as_ref().map(|fix| format!(" -> {}", fix.replacement)).unwrap_or_default();
        format!("{} {}:{} {marked}{}{fix}", one.code.as_str(), place.line, place.column, also.concat())
    };
    let families = ["REM1", "REM2", "REM3"];
    let told: Vec<String> = compiled
        .diagnostics
        .iter()
        .filter(|one| families.iter().any(|family| one.code.as_str().starts_with(family)))
        .map(tell)
        .collect();
    let expected = [
        "REM201 8:10 A.22 -> A.2",
        "REM301 18:10 A.2 +12:10",
        "REM106 26:10 validee -> validée",
        "REM102 31:3 natrue -> nature",
        "REM108 36:10 A.5",
        "REM101 44:10 Général -> \"Général\"",
        "REM303 51:10 C.2 +58:10 +65:10",
        "REM106 70:10 obligatoir -> obligatoire",
        "REM205 72:13 CI-SYS -> CI-SIS",
    ];
    assert_eq!(told, expected);
    let said = |code: &str| compiled.diagnostics.iter().find(|one| one.code.as_str() == code).unwrap();
    assert!(
        said("REM108")
            .help
            .iter()
            .any(|line| line.contains("statut validée") || line.contains("« validée »")),
        "{:?}",
        said("REM108").help
    );
    assert!(said("REM303").message.contains("C.1 → C.2 → C.3 → C.1"), "{}", said("REM303").message);
}
