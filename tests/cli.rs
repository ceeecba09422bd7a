//! The program as its users run it: exit codes, files written, French messages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A sandbox whose `p` folder holds a new project.
    fn with_project() -> Self {
        let sandbox = Self::new();
        sandbox.run(&["init", "p"]).succeeds();
        sandbox
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_remc"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        Run { output, arguments: arguments.join(" ") }
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from:?}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let done = Command::new("git")
            .arg("-C")
            .arg(self.path("p"))
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

struct Run {
    output: Output,
    arguments: String,
}

impl Run {
    fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.output.status.code(),
            Some(code),
            "remc {}\n{}{}",
            self.arguments,
            self.out(),
            self.err()
        );
        self
    }

    fn succeeds(self) -> Self {
        self.exits(0)
    }

    fn out(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    fn err(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn says(self, text: &str) -> Self {
        let all = self.out() + &self.err();
        assert!(all.contains(text), "remc {} does not say {text:?}:\n{all}", self.arguments);
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out()).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn a_new_project_checks_clean_is_formatted_and_freezes() {
    let sandbox = Sandbox::with_project();
    sandbox.run(&["check", "p", "--deny", "warnings"]).succeeds().says("aucun constat");
    sandbox.run(&["fmt", "p", "--check"]).succeeds();
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds().says("figée");
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds().says("rien à faire");
    sandbox.edit("p/socles/MSS.rem", "DOIT permettre", "DOIT toujours permettre");
    sandbox.run(&["freeze", "IT1", "--project", "p"]).exits(1).says("REM802");
}

#[test]
fn init_never_overwrites() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("p")).unwrap();
    fs::write(sandbox.path("p/mine.txt"), "mine").unwrap();
    sandbox.run(&["init", "p"]).exits(2).says("n’est pas vide");
    assert_eq!(names(&sandbox.path("p")), ["mine.txt"]);
}

#[test]
fn wrong_usage_is_told_in_french_with_code_2() {
    let sandbox = Sandbox::new();
    sandbox.run(&["chek"]).exits(2).says("verbe « chek » inconnu").says("vouliez-vous dire « check »");
    sandbox.run(&["check", "--format", "xml"]).exits(2).says("valeurs admises : human, json, sarif, github");
    sandbox.run(&["check", "nulle-part"]).exits(2).says("introuvable");
    sandbox.run(&["check"]).exits(2).says("remc init DOSSIER");
    sandbox.run(&["explain", "REM3O1"]).exits(2).says("vouliez-vous dire « REM301 »");
    sandbox.run(&[]).exits(2);
    sandbox.run(&["--help"]).succeeds().says("Verbes");
}

#[test]
fn every_format_of_check_tells_the_same_findings() {
    let sandbox = Sandbox::with_project();
    sandbox.edit("p/socles/MSS.rem", "statut      instruction", "statut      instructoin");
    let json = sandbox.run(&["check", "p", "--format", "json"]).exits(1).json();
    assert_eq!(json["schema"], "remc/diagnostics@1");
    assert_eq!(json["counts"]["errors"], 1);
    assert_eq!(json["findings"][0]["code"], "REM106");
    assert_eq!(json["findings"][0]["place"]["file"], "socles/MSS.rem");
    assert_eq!(json["findings"][0]["fix"]["replacement"], "instruction");
    let sarif = sandbox.run(&["check", "p", "--format", "sarif"]).exits(1).json();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "REM106");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], json["findings"][0]["place"]["start"]["line"]);
    let github = sandbox.run(&["check", "p", "--format", "github"]).exits(1);
    assert!(github.out().starts_with("::error file=p/socles/MSS.rem,line="), "{}", github.out());
    sandbox.run(&["check", "p"]).exits(1).says("erreur[REM106]");
    sandbox.run(&["check", "p", "--fix"]).succeeds().says("aucun constat");
}

#[test]
fn a_guess_is_never_applied_by_fix() {
    let sandbox = Sandbox::with_project();
    sandbox.edit("p/rem/RIS.rem", "SC.MSS/CONF.01 v1", "SC.MSS/CONF.07 v1");
    sandbox.run(&["check", "p", "--fix"]).exits(1).says("vouliez-vous dire « SC.MSS/CONF.01 »");
    assert!(fs::read_to_string(sandbox.path("p/rem/RIS.rem")).unwrap().contains("SC.MSS/CONF.07"));
}

#[test]
fn fmt_restores_the_canonical_layout_and_leaves_broken_files_alone() {
    let sandbox = Sandbox::with_project();
    let canonical = fs::read_to_string(sandbox.path("p/socles/MSS.rem")).unwrap();
    sandbox.edit("p/socles/MSS.rem", "  énoncé", " enonce");
    sandbox.run(&["fmt", "p", "--check"]).exits(1).says("socles/MSS.rem");
    sandbox.run(&["fmt", "p"]).succeeds();
    assert_eq!(fs::read_to_string(sandbox.path("p/socles/MSS.rem")).unwrap(), canonical);
    sandbox.edit("p/socles/MSS.rem", "énoncé", "énnoncé");
    let broken = fs::read_to_string(sandbox.path("p/socles/MSS.rem")).unwrap();
    sandbox.run(&["fmt", "p"]).exits(1).says("REM102");
    assert_eq!(fs::read_to_string(sandbox.path("p/socles/MSS.rem")).unwrap(), broken);
}

#[test]
fn iterations_freeze_in_order_and_only_when_the_gate_is_open() {
    let sandbox = Sandbox::with_project();
    sandbox.edit(
        "p/remc.yaml",
        "état: préparation }",
        "état: close }\n  - { nom: IT2, date: 2026-03-15, état: préparation }",
    );
    sandbox.run(&["freeze", "IT3", "--project", "p"]).exits(2).says("n’est pas déclarée");
    sandbox.edit("p/socles/MSS.rem", "statut      instruction", "statut      rédaction");
    sandbox.run(&["freeze", "IT1", "--project", "p"]).exits(1).says("REM801");
    sandbox.edit("p/socles/MSS.rem", "statut      rédaction", "statut      instruction");
    sandbox.run(&["freeze", "IT2", "--project", "p"]).succeeds();
    sandbox.run(&["freeze", "IT1", "--project", "p"]).exits(1).says("REM417");
    let frozen = sandbox.path("p/iterations/IT2.json");
    let text = fs::read_to_string(&frozen).unwrap();
    fs::write(&frozen, text.replace("DOIT permettre", "PEUT permettre")).unwrap();
    sandbox.run(&["check", "p"]).exits(1).says("REM413");
}

#[test]
fn bad_files_are_reported_not_fatal() {
    let sandbox = Sandbox::with_project();
    fs::write(sandbox.path("p/socles/latin1.rem"), b"socle MSS \"x\"\n// \xe9\n").unwrap();
    fs::write(
        sandbox.path("p/socles/id.rem"),
        "socle MSS \"x\"\nexigence ../../x v1 \"t\" { nature obligatoire }\n",
    )
    .unwrap();
    fs::write(sandbox.path("p/retours"), "").unwrap();
    sandbox.run(&["check", "p"]).exits(1).says("REM003").says("REM109");
}

#[test]
fn hidden_files_are_no_sources() {
    let sandbox = Sandbox::with_project();
    fs::create_dir_all(sandbox.path("p/socles/.cache")).unwrap();
    for hidden in ["p/socles/.MSS.rem", "p/rem/._RIS.rem", "p/socles/.cache/a.rem"] {
        fs::write(sandbox.path(hidden), "ceci n'est pas une source {").unwrap();
    }
    sandbox.run(&["check", "p"]).succeeds();
    sandbox.run(&["fmt", "p", "--check"]).succeeds();
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_named_and_not_followed() {
    let sandbox = Sandbox::with_project();
    std::os::unix::fs::symlink("..", sandbox.path("p/socles/boucle")).unwrap();
    sandbox.run(&["check", "p"]).exits(1).says("socles/boucle").says("REM002");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_remc"))
        .arg("explain")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn states_are_compared_by_name_file_and_git_revision() {
    let sandbox = Sandbox::with_project();
    sandbox.edit(
        "p/remc.yaml",
        "état: préparation }",
        "état: close }\n  - { nom: IT2, date: 2026-03-15, état: préparation }",
    );
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds();
    sandbox.git(&["init", "-q"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "IT1"]);
    sandbox.edit("p/socles/MSS.rem", "DOIT permettre", "PEUT permettre");
    sandbox.run(&["diff", "IT1", "IT1", "--project", "p"]).succeeds();
    let same =
        sandbox.run(&["diff", "IT1", "git:HEAD", "--format", "json", "--project", "p"]).succeeds().json();
    assert_eq!(same["differences"].as_array().unwrap().len(), 0, "{same:#}");
    for (from, to) in [("IT1", "work"), ("git:HEAD", "work"), ("p/iterations/IT1.json", "work")] {
        let json = sandbox.run(&["diff", from, to, "--format", "json", "--project", "p"]).succeeds().json();
        assert_eq!(json["schema"], "remc/diff@1");
        assert_eq!(json["differences"][0]["id"], "SC.MSS/CONF.01", "{from}: {json:#}");
        assert_eq!(json["differences"][0]["portee"], "fond");
    }
    sandbox.run(&["diff", "IT1", "work", "--project", "p"]).succeeds().says("SC.MSS/CONF.01").says("PEUT");
    sandbox
        .run(&["diff", "IT1", "work", "--lane", "RIS", "--project", "p"])
        .succeeds()
        .says("SC.MSS/CONF.01");
    sandbox.run(&["diff", "IT1", "work", "--lane", "XXX", "--project", "p"]).exits(2).says("couloirs : RIS");
    sandbox.run(&["diff", "IT9", "work", "--project", "p"]).exits(2).says("introuvable");
    for meant in ["it1", "It1"] {
        let json =
            sandbox.run(&["diff", meant, "WORK", "--format", "json", "--project", "p"]).succeeds().json();
        assert_eq!((&json["de"]["it"], &json["vers"]["it"]), (&"IT1".into(), &"brouillon".into()), "{meant}");
    }
    sandbox.run(&["diff", "git:nope", "work", "--project", "p"]).exits(2).says("inconnue de git");
    sandbox.run(&["diff", "--history", "SC.MSS/CONF.01", "--project", "p"]).succeeds().says("IT1");
    sandbox.run(&["stats", "--project", "p"]).succeeds().says("RIS");
    let stats = sandbox.run(&["stats", "--format", "json", "--project", "p"]).succeeds().json();
    assert_eq!(stats["schema"], "remc/stats@1");
}

#[test]
fn build_replaces_its_own_folder_and_no_other() {
    let sandbox = Sandbox::with_project();
    sandbox.run(&["build", "p", "--out", "site"]).succeeds().says("index.html");
    let first = names(&sandbox.path("site"));
    sandbox.run(&["build", "p", "--out", "site"]).succeeds();
    assert_eq!(names(&sandbox.path("site")), first);
    sandbox.run(&["build", "p", "--out", "p"]).exits(2).says("qui n’est pas d’un site");
    // Nor what somebody put beside the pages.
    std::fs::write(sandbox.path("site/CNAME"), "exemple.fr").unwrap();
    sandbox.run(&["build", "p", "--out", "site"]).exits(2).says("« CNAME »").says("--out");
    std::fs::remove_file(sandbox.path("site/CNAME")).unwrap();
    assert!(sandbox.path("p/remc.yaml").exists());
    sandbox.run(&["build", "p", "--out", "site", "--public"]).exits(1).says("rien n’est figé");
    let left = names(sandbox.folder.path());
    assert_eq!(left, ["p", "site"], "no staging folder is left behind");
    sandbox.edit("p/socles/MSS.rem", "nature      obligatoire", "nature      obligatore");
    sandbox.run(&["build", "p", "--out", "site"]).exits(1).says("REM106");
    assert_eq!(names(&sandbox.path("site")), first, "a failed build leaves the last site");
}

#[test]
fn a_document_for_one_vendor_never_lands_in_a_published_folder() {
    let sandbox = Sandbox::with_project();
    std::fs::create_dir_all(sandbox.path("p/confidentiel")).unwrap();
    std::fs::create_dir_all(sandbox.path("p/retours")).unwrap();
    let vendors = "éditeurs:\n  - { code: V07, nom: \"Canari Premier\" }\n";
    let round = "itération: IT1\nretours:\n  - { id: C-1, exigence: SC.MSS/CONF.01, éditeur: V07, texte: \"motcanari\", disposition: non_retenu, réponse: \"Non.\" }\n";
    std::fs::write(sandbox.path("p/confidentiel/editeurs.yaml"), vendors).unwrap();
    std::fs::write(sandbox.path("p/retours/IT1.yaml"), round).unwrap();
    sandbox.run(&["build", "p", "--out", "site"]).succeeds();
    let to = |out: &str| sandbox.run(&["comments", "--vendor", "V07", "--out", out, "--project", "p"]);
    for out in ["site/V07.html", "site/data/new/V07.html", "public/V07.html", "no/../site/V07.html"] {
        to(out).exits(2).says("dossier publié");
        assert!(!sandbox.path(out).exists());
    }
    sandbox
        .run(&["comments", "--all-vendors", "--out", "site/lettres", "--project", "p"])
        .exits(2)
        .says("dossier publié");
    to("V07.html").succeeds();
    assert!(std::fs::read_to_string(sandbox.path("V07.html")).unwrap().contains("motcanari"));
    sandbox.run(&["comments", "--vendor", "V07", "--project", "p"]).exits(2).says("--out");
    sandbox
        .run(&["comments", "--vendor", "V70", "--out", "a.html", "--project", "p"])
        .exits(2)
        .says("vouliez-vous dire « V07 »");
    sandbox.run(&["comments", "--all-vendors", "--out", "lettres", "--project", "p"]).succeeds();
    assert_eq!(names(&sandbox.path("lettres")), ["V07.html"]);
    let report = sandbox.run(&["comments", "IT1", "--project", "p"]).succeeds().out();
    assert!(report.contains("Non retenu") && !report.contains("motcanari"), "{report}");
    sandbox.run(&["comments", "IT9", "--project", "p"]).exits(2).says("itérations commentées : IT1");
}

#[test]
fn a_renaming_keeps_every_address_published_before() {
    let sandbox = Sandbox::with_project();
    sandbox.edit(
        "p/remc.yaml",
        "état: préparation }",
        "état: close }\n  - { nom: IT2, date: 2030-01-01, état: close }\npublication: { contact: \"a@exemple.fr\" }",
    );
    let publish = |iteration: &str| {
        sandbox.run(&["freeze", iteration, "--project", "p"]).succeeds();
        sandbox.run(&["build", "p", "--out", "site", "--public"]).succeeds();
    };
    publish("IT1");
    let socle = std::fs::read_to_string(sandbox.path("p/socles/MSS.rem")).unwrap();
    let renamed = socle.replace("SC.MSS/CONF.01", "SC.MSS/CONF.11");
    let place = renamed.find("  nature").unwrap();
    let renamed = format!("{}  anciennement SC.MSS/CONF.01\n{}", &renamed[..place], &renamed[place..]);
    std::fs::write(sandbox.path("p/socles/MSS.rem"), renamed).unwrap();
    sandbox.edit("p/rem/RIS.rem", "SC.MSS/CONF.01", "SC.MSS/CONF.11");
    publish("IT2");
    let lock = std::fs::read_to_string(sandbox.path("p/urls.lock")).unwrap();
    for kept in [
        "exigences/SC.MSS_CONF.01.html it1\n",
        "exigences/SC.MSS_CONF.01.json\n",
        "exigences/SC.MSS_CONF.11.html it1 it2\n",
    ] {
        assert!(lock.contains(kept), "{kept} is not in {lock}");
    }
}

#[test]
fn what_was_published_cannot_vanish() {
    let sandbox = Sandbox::with_project();
    sandbox.edit(
        "p/remc.yaml",
        "état: préparation }",
        "état: close }\npublication: { contact: \"a@exemple.fr\" }",
    );
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds();
    sandbox.run(&["build", "p", "--out", "site", "--public"]).succeeds();
    let lock = std::fs::read_to_string(sandbox.path("p/urls.lock")).unwrap();
    assert!(lock.contains("exigences/SC.MSS_CONF.01.html it1"), "{lock}");
    sandbox.run(&["build", "p", "--out", "site", "--public"]).succeeds();
    assert_eq!(std::fs::read_to_string(sandbox.path("p/urls.lock")).unwrap(), lock);
    std::fs::write(sandbox.path("p/urls.lock"), lock + "exigences/PERDUE.html\n").unwrap();
    sandbox
        .run(&["build", "p", "--out", "site", "--public"])
        .exits(1)
        .says("REM804")
        .says("exigences/PERDUE.html");
    sandbox.run(&["build", "p", "--out", "site"]).succeeds();
    for address in
        ["exemple", "https://", "https://exemple.fr/?a=b", "https://exemple.fr/#c", "https://exemple.fr/\"x"]
    {
        sandbox.run(&["build", "p", "--out", "site", "--base-url", address]).exits(2).says("--base-url");
    }
    sandbox.run(&["build", "p", "--out", "site", "--templates", "p/remc.yaml"]).exits(2).says("introuvable");
    sandbox.run(&["build", "p", "--out", "site", "--templates", "rien"]).exits(2).says("introuvable");
}

#[test]
fn the_graph_answers_and_exports() {
    let sandbox = Sandbox::with_project();
    sandbox.run(&["graph", "--impact", "SC.MSS/CONF.01", "--project", "p"]).succeeds().says("RIS.IMG.01");
    sandbox.run(&["graph", "--needs", "RIS.IMG.01", "--project", "p"]).succeeds().says("SC.MSS/CONF.01");
    sandbox
        .run(&["graph", "--needs", "RIS.IMG.02", "--project", "p"])
        .exits(2)
        .says("vouliez-vous dire « RIS.IMG.01 »");
    let order = sandbox.run(&["graph", "--order", "--project", "p"]).succeeds().out();
    assert!(order.find("SC.MSS/CONF.01") < order.find("RIS.IMG.01"), "{order}");
    let json = sandbox.run(&["graph", "--around", "RIS.IMG.01", "--project", "p"]).succeeds().json();
    assert_eq!(json["edges"][0]["kind"], "dépend de");
    sandbox.run(&["graph", "--format", "dot", "--project", "p"]).succeeds().says("digraph");
    sandbox
        .run(&["graph", "--format", "mermaid", "--lane", "RIS", "--project", "p"])
        .succeeds()
        .says("flowchart");
    sandbox.edit(
        "p/remc.yaml",
        "état: préparation }",
        "état: close }\n  - { nom: IT2, date: 2026-03-15, état: préparation }",
    );
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds();
    sandbox.edit("p/socles/MSS.rem", "DOIT permettre", "PEUT permettre");
    sandbox
        .run(&["graph", "--between", "IT1", "work", "--project", "p"])
        .succeeds()
        .says("modifiées (1) : SC.MSS/CONF.01");
    sandbox.run(&["graph", "--between", "work", "IT1", "--project", "p"]).exits(2).says("pas de chemin");
}

#[test]
fn the_graph_is_drawn_in_words_too_and_holds_no_note() {
    let sandbox = Sandbox::with_project();
    sandbox.edit("p/socles/MSS.rem", "statut", "note \"CANARI\"\n  statut");
    sandbox.edit("p/socles/MSS.rem", "SC.MSS/CONF.01 v1 \"", "SC.MSS/CONF.01 v1 \"<&'> ");
    let draw = |more: &[&str]| {
        let base = ["graph", "--format", "svg", "--project", "p"];
        sandbox.run(&[&base, more].concat()).succeeds().out()
    };
    let whole = draw(&[]);
    assert_eq!(whole, draw(&[]), "the same graph gives the same bytes");
    assert!(whole.contains("<title id=\"titre\">Relations du référentiel</title>"), "{whole}");
    assert!(
        whole.contains("RIS.IMG.01 dépend de SC.MSS/CONF.01."),
        "the description tells each relation: {whole}"
    );
    assert!(whole.contains("<title>RIS.IMG.01 dépend de SC.MSS/CONF.01</title>"), "{whole}");
    assert!(whole.contains("&lt;&amp;") && !whole.contains("<&"), "{whole}");
    assert!(!whole.contains("CANARI") && !whole.contains("<script") && !whole.contains(" style="), "{whole}");
    let near = draw(&["--around", "RIS.IMG.01", "--lane", "RIS"]);
    assert!(near.contains("Relations de RIS.IMG.01, couloir RIS"), "{near}");
    assert_eq!(near.matches("class=\"ici\"").count(), 1, "{near}");
    assert!(draw(&["--around", "RIS.IMG.01", "--depth", "0"]).contains("Aucune relation."));
    sandbox.run(&["graph", "--format", "svg", "--out", "g.svg", "--project", "p"]).succeeds();
    assert_eq!(std::fs::read_to_string(sandbox.path("g.svg")).unwrap(), whole);
}

#[test]
fn pages_name_the_commit_of_the_sources_unless_they_differ_from_it() {
    let sandbox = Sandbox::with_project();
    let foot = |more: &[&str]| {
        sandbox.run(&[&["build", "p", "--out", "p/site"], more].concat()).succeeds();
        let page = std::fs::read_to_string(sandbox.path("p/site/index.html")).unwrap();
        page.split_once("commit <code>").map(|(_, rest)| rest.split('<').next().unwrap().to_owned())
    };
    assert_eq!(foot(&[]), None, "no repository");
    sandbox.git(&["init", "-q"]);
    assert_eq!(foot(&[]), None, "no commit");
    std::fs::remove_dir_all(sandbox.path("p/site")).unwrap();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "IT1"]);
    let commit = foot(&[]).expect("what a build writes does not count");
    assert_eq!(commit.len(), 40, "{commit}");
    assert_eq!(foot(&[]), Some(commit));
    sandbox.edit("p/socles/MSS.rem", "DOIT permettre", "PEUT permettre");
    assert_eq!(foot(&[]), None, "a changed source is at no commit");
    assert_eq!(foot(&["--source-commit", "ABCDEF01"]).as_deref(), Some("abcdef01"));
    sandbox.run(&["build", "p", "--out", "site", "--source-commit", "main"]).exits(2).says("hexadécimaux");
}

#[test]
fn a_wrong_template_is_told_in_french_with_its_line() {
    let sandbox = Sandbox::with_project();
    std::fs::create_dir_all(sandbox.path("t")).unwrap();
    std::fs::write(sandbox.path("t/home.html"), "<p>\n{% broken %}\n").unwrap();
    let build = || sandbox.run(&["build", "p", "--out", "site", "--templates", "t"]).exits(2);
    build().says("gabarit « home.html », ligne 2 : une instruction n’est pas comprise").says("--templates");
    std::fs::write(sandbox.path("t/home.html"), "{{ v.inconnu.nom }}").unwrap();
    build().says("gabarit « home.html », ligne 1 : une valeur demandée n’existe pas");
    std::fs::write(sandbox.path("t/home.html"), "{% include \"autre.html\" %}").unwrap();
    build().says("gabarit « home.html », ligne 1 : un gabarit appelé n’existe pas");
}

#[test]
fn completions_and_manual_are_written() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        sandbox.run(&["completions", shell]).succeeds().says("remc");
    }
    sandbox.run(&["man"]).succeeds().says(".TH remc");
}

#[test]
fn a_workbook_is_imported_frozen_and_compared() {
    let sandbox = Sandbox::new();
    let round = |name: &str, rows: &str| {
        let head = "REM;ID Exigence;Profil;Section (Domaine);Bloc;Fonction;Nature de l'exigence;Evolution;Enoncé IT#2\n";
        fs::write(sandbox.path(name), format!("{head}{rows}")).unwrap();
    };
    round(
        "un.csv",
        "BIO;SC.ABC/DEF.01;Général;ABC/DEF_Titre;B;F;Obligatoire;Nouvelle;Le système DOIT lire.\n\
         RIS;SC.ABC/DEF.01;Général;ABC/DEF_Titre;B;F;Obligatoire;Nouvelle;Le système DOIT lire.\n",
    );
    let import = |file: &str, iteration: &str, date: &str, more: &[&str]| {
        let mut arguments =
            vec!["import", file, "--layout", "iteration", "--into", "p", "--iteration", iteration];
        arguments.extend(["--date", date]);
        arguments.extend(more);
        sandbox.run(&arguments)
    };
    let dry = import("un.csv", "IT1", "2022-10-24", &["--dry-run", "--format", "json"]).succeeds();
    assert!(dry.out().contains("\"schema\": \"remc/import@1\"") && !sandbox.path("p").exists());
    import("un.csv", "IT1", "2022-10-24", &[]).succeeds();
    sandbox.run(&["fmt", "--check", "p"]).succeeds();
    sandbox.run(&["--project", "p", "freeze", "IT1"]).succeeds();
    import("un.csv", "IT1", "2022-10-24", &[]).exits(1);
    round(
        "deux.csv",
        "BIO;ABC/DEF.01;Général;ABC/DEF_Titre;B;F;Obligatoire;Exigence revue;Le système DOIT écrire.\n",
    );
    import("deux.csv", "IT2", "2022-11-14", &[]).succeeds();
    sandbox.run(&["--project", "p", "freeze", "IT2"]).succeeds();
    let diff = sandbox
        .run(&["--project", "p", "diff", "IT1", "IT2", "--lane", "BIO", "--format", "json"])
        .succeeds();
    assert!(diff.out().contains("\"SC.ABC/DEF.01\""), "{}", diff.out());
    let unknown = sandbox.run(&["import", "un.csv", "--layout", "inconnu", "--into", "p"]).exits(2);
    assert!(unknown.err().contains("modèles connus"));
    import("absent.csv", "IT3", "2022-11-28", &[]).exits(2);
    import("deux.csv", "IT3", "28/11/2022", &[]).exits(2);
}

/// A project in a folder of its repository, without a remote: tags, branches and commits are states like any other.
#[test]
fn a_project_inside_a_repository_is_compared_by_tag_branch_and_commit() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("depot")).unwrap();
    sandbox.run(&["init", "depot/projets/été"]).succeeds();
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .arg("-C")
            .arg(sandbox.path("depot"))
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "-q"]);
    fs::write(sandbox.path("depot/LISEZMOI"), "avant le projet").unwrap();
    git(&["add", "LISEZMOI"]);
    git(&["commit", "-qm", "vide"]);
    git(&["tag", "vide"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "un"]);
    git(&["tag", "-a", "v1", "-m", "annotée"]);
    sandbox.edit("depot/projets/été/socles/MSS.rem", "DOIT permettre", "PEUT permettre");
    git(&["checkout", "-qb", "essai/branche"]);
    git(&["commit", "-qam", "deux"]);
    let commit = git(&["rev-parse", "--short", "HEAD"]);
    let diff = |from: &str, to: &str| {
        sandbox.run(&["diff", from, to, "--format", "json", "--project", "depot/projets/été"])
    };
    for to in ["git:essai/branche", "git:HEAD", &format!("git:{commit}"), "work"] {
        let json = diff("git:v1", to).succeeds().json();
        assert_eq!(json["differences"].as_array().unwrap().len(), 1, "{to}: {json:#}");
        assert_eq!(json["differences"][0]["signaux"][0], "modal:DOIT>PEUT", "{to}: {json:#}");
    }
    assert_eq!(diff("git:HEAD", "work").succeeds().json()["differences"].as_array().unwrap().len(), 0);
    diff("git:v9", "work").exits(2).says("révision « v9 » inconnue de git");
    diff("git:--upload-pack=x", "work").exits(2).says("inconnue de git");
    diff("git:", "work").exits(2).says("inconnue de git");
    diff("git:vide", "work").exits(1).says("n’existe pas à cette révision");
}

#[test]
fn a_comparison_is_written_in_every_format() {
    let sandbox = Sandbox::with_project();
    sandbox.run(&["freeze", "IT1", "--project", "p"]).succeeds();
    sandbox.edit("p/socles/MSS.rem", "DOIT permettre", "PEUT permettre");
    let diff = |more: &[&str]| sandbox.run(&[&["diff", "IT1", "work", "--project", "p"], more].concat());
    diff(&["--format", "md"]).succeeds().says("est remplacé par\u{a0}: «");
    diff(&["--format", "csv"]).succeeds().says("\u{feff}Couloir;De;Vers;ID");
    let piped = diff(&["--format", "xlsx"]).succeeds();
    assert!(piped.output.stdout.starts_with(b"PK\x03\x04"));
    diff(&["--format", "xlsx", "--out", "d.xlsx"]).succeeds().says("écrit dans d.xlsx");
    assert_eq!(fs::read(sandbox.path("d.xlsx")).unwrap(), piped.output.stdout);
    diff(&["--format", "xlsx", "--out", "p"]).exits(2).says("« p »");
    sandbox.run(&["schema"]).succeeds().says("Comparaison de deux états");
    sandbox.run(&["schema", "difff"]).exits(2).says("vouliez-vous dire « diff »");
    sandbox.run(&["schema", "diff", "--out", "s.json"]).succeeds();
    assert!(fs::read_to_string(sandbox.path("s.json")).unwrap().contains("remc/diff@1"));
}

#[test]
fn a_state_is_found_without_its_accents_nor_its_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::with_project();
    let project = root.join("referentials").to_string_lossy().into_owned();
    let diff = |to: &str| sandbox.run(&["diff", "IT4", to, "--format", "json", "--project", &project]);
    let exact = diff("stabilisé").succeeds().json();
    assert_eq!(exact, diff("stabilise").succeeds().json());
    assert_eq!(exact, diff("Stabilisé").succeeds().json());
    diff("stabilis").exits(2).says("vouliez-vous dire « stabilisé »");
    let view = |at: &str| {
        let out = sandbox.path("r.json").to_string_lossy().into_owned();
        let _ = fs::remove_file(&out);
        let new = ["checklist", "new", "--lane", "RIS", "--product", "P", "--iteration", at, "--out", &out];
        sandbox.run(&[&new[..], &["--project", &project]].concat()).succeeds();
        fs::read_to_string(&out).unwrap()
    };
    assert_eq!(view("stabilise"), view("stabilisé"));
}
