//! The published pages in a real browser: headless Chromium, axe rules, from `file://`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use remc::compile;
use remc::io::Disk;

use crate::diff_page::{everything, page};
use crate::effects::{all_met, carried, definitions};
use crate::preview::Sandbox;
use crate::serve::Server;
use crate::site;
use crate::support::project::{Project, item};
use crate::support::sites::{nothing, overflowing, sparse, too_much};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Why the browser cannot be used here, if it cannot.
fn missing() -> Option<&'static str> {
    let runs =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !runs("node") {
        Some("node is not installed")
    } else if !root().join("tests/browser/node_modules/playwright-core").exists() {
        Some("run `npm install --prefix tests/browser` first")
    } else if !runs("chromium") {
        Some("chromium is not installed")
    } else {
        None
    }
}

fn build(project: &Path, out: &Path) {
    let done = Command::new(env!("CARGO_BIN_EXE_remc"))
        .arg("build")
        .arg(project)
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Sites and the pages to visit in each: one browser visits them all.
fn inspect(sites: &[(&Path, &[&str])]) {
    let mut command = Command::new("node");
    command.arg(root().join("tests/browser/pages.mjs"));
    for (index, (site, pages)) in sites.iter().enumerate() {
        if index > 0 {
            command.arg("--");
        }
        command.arg(site).args(*pages);
    }
    let done = command.output().unwrap();
    let report = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{report}");
}

/// Pages of the same template: full, with nothing to show, and with more than fits, as `site/page`.
type Row = (&'static str, [&'static [&'static str]; 3]);

/// Every template of a page. `plein` is our own corpus, `vide` a project without a line, `mince` one with next to nothing,
/// `deborde` one with too much of everything.
const TEMPLATES: &[Row] = &[
    (
        "accessibility",
        [&["plein/accessibilite.html"], &["vide/accessibilite.html"], &["deborde/accessibilite.html"]],
    ),
    (
        "checklist",
        [
            &["plein/couloirs/RIS/checklist.html"],
            &["mince/couloirs/LGC/checklist.html"],
            &["deborde/couloirs/L01/checklist.html"],
        ],
    ),
    (
        "checklists_index",
        [&["plein/couloirs/index.html"], &["vide/couloirs/index.html"], &["deborde/couloirs/index.html"]],
    ),
    (
        "comments",
        [
            &["plein/commentaires/IT2.html"],
            &["mince/commentaires/IT1.html"],
            &["deborde/commentaires/IT1.html"],
        ],
    ),
    (
        "comments_index",
        [
            &["plein/commentaires/index.html"],
            &["vide/commentaires/index.html"],
            &["deborde/commentaires/index.html"],
        ],
    ),
    (
        "coverage",
        [
            &["plein/couloirs/RIS/couverture.html"],
            &["mince/couloirs/LGC/couverture.html"],
            &["deborde/couloirs/L01/couverture.html"],
        ],
    ),
    (
        "diff",
        [
            &["plein/diffs/RIS/IT2_IT3.html", "plein/diffs/tous/IT3_stabilise.html"],
            &[
                "mince/diffs/RIS/IT1_IT2.html",
                "mince/diffs/tous/IT2_IT3.html",
                "mince/diffs/LGC/IT2_IT3.html",
            ],
            &["deborde/diffs/L01/IT1_IT2.html"],
        ],
    ),
    ("diffs_index", [&["plein/diffs/index.html"], &["vide/diffs/index.html"], &["deborde/diffs/index.html"]]),
    (
        "dossier",
        [
            &["plein/couloirs/RIS/dsr.html", "plein/couloirs/RIS/dsr-IT2.html"],
            &["mince/couloirs/LGC/dsr.html"],
            &["deborde/couloirs/L01/dsr.html"],
        ],
    ),
    (
        "downloads",
        [
            &["plein/telechargements/index.html"],
            &["vide/telechargements/index.html"],
            &["deborde/telechargements/index.html"],
        ],
    ),
    ("glossary", [&["plein/glossaire.html"], &["vide/glossaire.html"], &["deborde/glossaire.html"]]),
    (
        "guide",
        [&["plein/guides/rediger.html"], &["vide/guides/repondre.html"], &["deborde/guides/repondre.html"]],
    ),
    (
        "guides_index",
        [&["plein/guides/index.html"], &["vide/guides/index.html"], &["deborde/guides/index.html"]],
    ),
    ("home", [&["plein/index.html"], &["vide/index.html", "mince/index.html"], &["deborde/index.html"]]),
    (
        "item",
        [
            &[
                "plein/exigences/SC.MSS_CONF.01.html",
                "plein/exigences/SC.DMP_CONS.03.html",
                "plein/exigences/SC.IMG_KOS.01.html",
                "plein/exigences/SC.SSI_JRN.02.html",
                "plein/exigences/RIS.DIF.01.html",
            ],
            &["mince/exigences/SC.MSS.02.html"],
            &["deborde/exigences/SC.LONG_A.01.html", "deborde/exigences/SC.LONG_A.02.html"],
        ],
    ),
    (
        "items_index",
        [&["plein/exigences/index.html"], &["vide/exigences/index.html"], &["deborde/exigences/index.html"]],
    ),
    (
        "iteration",
        [&["plein/iterations/IT3.html"], &["mince/iterations/IT3.html"], &["deborde/iterations/IT2.html"]],
    ),
    (
        "iterations_index",
        [
            &["plein/iterations/index.html"],
            &["vide/iterations/index.html"],
            &["deborde/iterations/index.html"],
        ],
    ),
    (
        "lane",
        [
            &["plein/couloirs/RIS/index.html", "plein/couloirs/RIS/IT2.html"],
            &["mince/couloirs/LGC/index.html"],
            &["deborde/couloirs/L01/index.html"],
        ],
    ),
    (
        "print",
        [
            &["plein/couloirs/RIS/imprimer.html"],
            &["mince/couloirs/LGC/imprimer.html"],
            &["deborde/couloirs/L01/imprimer.html"],
        ],
    ),
    ("quality", [&["plein/qualite.html"], &["vide/qualite.html"], &["deborde/qualite.html"]]),
    (
        "register",
        [
            &["plein/referentiels/index.html"],
            &["vide/referentiels/index.html"],
            &["deborde/referentiels/index.html"],
        ],
    ),
    ("search", [&["plein/recherche.html"], &["vide/recherche.html"], &["deborde/recherche.html"]]),
    (
        "tombstone",
        [
            &["plein/exigences/SC.MSS_UX.02.html"],
            &["mince/exigences/SC.MSS.01.html"],
            &["deborde/exigences/SC.LONG_A.99.html"],
        ],
    ),
];

/// A template without its row would never be looked at.
#[test]
fn every_template_of_a_page_is_in_the_table() {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(root().join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if text.starts_with("{% extends \"layout.html\"") {
            pages.push(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    pages.sort();
    let known: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
    assert_eq!(pages, known);
    assert!(TEMPLATES.iter().all(|(_, pages)| pages.iter().all(|some| !some.is_empty())));
}

#[test]
fn every_kind_of_page_is_accessible_and_self_contained() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    build(&root().join("referentials"), &folder.path().join("plein"));
    for (name, project) in [("vide", nothing()), ("mince", sparse()), ("deborde", overflowing())] {
        let sources = folder.path().join(format!("sources-{name}"));
        project.write(&sources);
        build(&sources, &folder.path().join(name));
    }
    let all = || TEMPLATES.iter().flat_map(|(_, pages)| pages.iter().copied().flatten());
    let sites: Vec<(PathBuf, Vec<&str>)> = ["plein", "vide", "mince", "deborde"]
        .iter()
        .map(|site| {
            let own = all().filter_map(|page| page.strip_prefix(site)?.strip_prefix('/'));
            (folder.path().join(site), own.collect())
        })
        .collect();
    let sites: Vec<(&Path, &[&str])> = sites.iter().map(|(site, pages)| (&**site, &**pages)).collect();
    inspect(&sites);
}

/// Comparisons with something in every section, with nothing, and with more than fits.
#[test]
fn comparisons_are_accessible_full_empty_and_overflowing() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, html: String| std::fs::write(folder.path().join(name), html).unwrap();
    write("full.html", page(&everything(), "IT1", "IT2", Some("RIS")));
    let still = Project::new().mss(&[item("SC.MSS.01")]).lane("RIS", "  reprend SC.MSS.*", &[]).freeze("IT1");
    write("empty.html", page(&still.freeze("IT2"), "IT1", "IT2", None));
    let long = format!("SC.MSS/{}.01", "LONGUE".repeat(12));
    let state = |word: &str| {
        let title = format!("\"{} {word}\"", "Intitulé_sans_espace_".repeat(12));
        let list: Vec<_> = (10..60).map(|number| item(&format!("SC.MSS.{number}"))).collect();
        let needed: Vec<&str> = list.iter().skip(word.len()).map(|one| one.id.as_str()).collect();
        let needs = format!("  dépend {}", needed.join(", "));
        [vec![item(&long).head(&title).says(&too_much(word)).with(&needs)], list].concat()
    };
    let before = Project::new().mss(&state("DOIT")).lane("RIS", "  reprend SC.MSS*", &[]).freeze("IT1");
    write("overflow.html", page(&before.mss(&state("NE DOIT PAS")).freeze("IT2"), "IT1", "IT2", None));
    // Each page stands alone: titles need not differ.
    inspect(&[
        (folder.path(), &["full.html"]),
        (folder.path(), &["empty.html"]),
        (folder.path(), &["overflow.html"]),
    ]);
}

/// The filters of a comparison, on the page of the site and on the page alone.
#[test]
fn filters_do_what_a_reader_expects() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("ris.html");
    let done = Command::new(env!("CARGO_BIN_EXE_remc"))
        .args(["diff", "IT2", "IT3", "--lane", "RIS", "--format", "html", "--project"])
        .arg(root().join("referentials"))
        .arg("--out")
        .arg(&alone)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let html = std::fs::read_to_string(&alone).unwrap();
    // Everything answered at each iteration; what falls between IT2 and IT3 is what the carry-over says.
    let compiled = compile(&Disk::new(root().join("referentials")));
    let known = definitions(&compiled, "RIS");
    let at = |name: &str| known.iter().find(|one| one.iteration == name).unwrap();
    let carried = carried(at("IT2"), at("IT3"));
    let falls = |key: &String| html.contains(&format!("data-cle=\"{key}\""));
    let fallen = carried.iter().filter(|(key, effect)| **effect == "a_revoir" && falls(key)).count();
    assert!(fallen > 1, "{carried:?}");
    for name in ["IT2", "IT3", "IT4"] {
        let file = folder.path().join(format!("{name}.json"));
        std::fs::write(file, all_met(at(name)).to_json()).unwrap();
    }
    let done = Command::new("node")
        .arg(root().join("tests/browser/filters.mjs"))
        .args([&alone, &folder.path().to_path_buf()])
        .args([fallen, at("IT2").items.len()].map(|count| count.to_string()))
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{report}");
}

/// Runs a script of tests/browser; what it prints is the failure.
fn node(script: &str, arguments: &[&Path]) {
    let done =
        Command::new("node").arg(root().join("tests/browser").join(script)).args(arguments).output().unwrap();
    let report = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{report}");
}

/// The filters of a lane, value by value, and ids that are no longer used.
#[test]
fn a_lane_is_filtered_and_old_ids_lead_somewhere() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    build(&root().join("referentials"), folder.path().join("site").as_path());
    let ways = ["DB.EX.03=DB.EX.04", "RIS.DIF.01=RIS.DIF.05"].map(Path::new);
    node("lane.mjs", &[&folder.path().join("site"), ways[0], ways[1]]);
}

/// The three questions a newcomer must answer in half a minute, with scripts and without.
#[test]
fn a_newcomer_finds_three_answers_in_three_clicks() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let [ours, silent] = ["site", "muet"].map(|name| folder.path().join(name));
    build(&root().join("referentials"), &ours);
    let state = |word: &str, claim: &str| {
        let one = format!("Le système DOIT {word} un message reçu.");
        site::item("SC.MSS/CONF.01", "instruction", &one, claim)
            + &site::item("SC.MSS/CONF.02", "instruction", &format!("{one} Puis le garder."), "")
    };
    let claimed = "  évolution IT2 fond motif precision \"Dit mieux\"";
    let (before, after) = (state("trier", ""), state("archiver", claimed));
    for file in site::site(&site::project(&[("IT1", &before), ("IT2", &after)], &after, &[])) {
        let path = silent.join(file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes).unwrap();
    }
    node("walk.mjs", &[&ours, &silent]);
}

/// The rules of the checklist page against those of the command line, on the same cases.
#[test]
fn the_page_and_the_command_line_carry_answers_over_alike() {
    if !Command::new("node").arg("--version").output().is_ok_and(|done| done.status.success()) {
        println!("skipped: node is not installed");
        return;
    }
    node("rules.mjs", &[&root().join("site/checklist"), &root().join("tests/fixtures")]);
}

/// Thirty answers given in a page, opened two iterations later, in files that are broken, merged or from elsewhere.
#[test]
fn a_vendor_fills_a_checklist_and_finds_it_again_at_the_next_iterations() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let project = root().join("referentials");
    build(&project, &site);
    let words = ["RIS", "IT2", "IT3", "IT4"].map(Path::new);
    let program = Path::new(env!("CARGO_BIN_EXE_remc"));
    node("checklist.mjs", &[&[program, &project, &site], &words[..]].concat());
}

/// An editor writes while the preview is open.
#[test]
fn the_preview_follows_the_editor() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let sandbox = Sandbox::of("referentials");
    sandbox.edit("remc.yaml", "règles:\n", "règles:\n  REM402: info\n  REM410: info\n");
    sandbox.edit("rem/RIS.rem", "DOIT intégrer", "DOIT bien intégrer");
    let server = Server::start(sandbox.folder.path(), &[]);
    let address = format!("http://127.0.0.1:{}/", server.port);
    node("preview.mjs", &[Path::new(&address), sandbox.folder.path()]);
}

/// The pages a reader opens first, from an unzipped folder, in the other engine: they are drawn, whatever it supports.
#[test]
fn firefox_draws_the_site_from_a_folder() {
    let Some(firefox) = ["firefox-esr", "firefox"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|done| done.status.success()))
    else {
        return println!("skipped: Firefox is not installed");
    };
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    build(&root().join("referentials"), &site);
    for page in ["index.html", "diffs/RIS/IT2_IT3.html"] {
        let weight = drawn(firefox, folder.path(), &format!("file://{}", site.join(page).display()));
        let Some(weight) = weight else { return println!("skipped: Firefox does not start here") };
        // A blank picture of this size weighs 5 KB: a page with text weighs many times more.
        assert!(weight > 20_000, "{page}: {weight} bytes");
    }
}

/// Weight, in bytes, of the picture Firefox draws of a page; `None` when it draws none within a minute.
fn drawn(firefox: &str, folder: &Path, address: &str) -> Option<u64> {
    let (shot, profile) = (folder.join("vue.png"), folder.join("profil"));
    let _ = std::fs::remove_file(&shot);
    std::fs::create_dir_all(&profile).unwrap();
    let mut child = Command::new(firefox)
        .args(["--headless", "--no-remote", "--window-size=1200,900", "--profile"])
        .arg(&profile)
        .arg("--screenshot")
        .arg(&shot)
        .arg(address)
        .env("HOME", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    for _ in 0..600 {
        if child.try_wait().ok()?.is_some() {
            return std::fs::metadata(&shot).ok().map(|file| file.len());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}
