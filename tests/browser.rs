//! The published pages in a real browser: headless Chromium, axe rules, from `file://`.

use std::path::{Path, PathBuf};
use std::process::Command;

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

fn inspect(site: &Path, pages: &[&str]) {
    let done = Command::new("node")
        .arg(root().join("tests/browser/pages.mjs"))
        .arg(site)
        .args(pages)
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{report}");
}

fn sandbox() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    (folder, site)
}

/// One page of each template, on our own corpus.
#[test]
fn every_kind_of_page_is_accessible_and_self_contained() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let (_folder, site) = sandbox();
    build(&root().join("referentials"), &site);
    inspect(
        &site,
        &[
            "index.html",
            "diffs/RIS/IT2_IT3.html",
            "couloirs/RIS/index.html",
            "exigences/SC.MSS_CONF.01.html",
            "exigences/SC.DMP_CONS.03.html",
            "exigences/SC.MSS_UX.02.html",
            "couloirs/RIS/IT2.html",
            "couloirs/RIS/checklist.html",
            "couloirs/RIS/dsr.html",
            "iterations/IT3.html",
            "iterations/index.html",
            "referentiels/index.html",
            "commentaires/IT2.html",
            "exigences/index.html",
            "diffs/index.html",
            "glossaire.html",
            "qualite.html",
            "accessibilite.html",
        ],
    );
}

/// A project without iteration, comment or reference.
#[test]
fn pages_with_nothing_to_show_are_accessible_too() {
    if let Some(reason) = missing() {
        println!("skipped: {reason}");
        return;
    }
    let (folder, site) = sandbox();
    let project = folder.path().join("p");
    let done = Command::new(env!("CARGO_BIN_EXE_remc")).arg("init").arg(&project).output().unwrap();
    assert!(done.status.success());
    build(&project, &site);
    inspect(
        &site,
        &["index.html", "couloirs/RIS/index.html", "couloirs/RIS/checklist.html", "exigences/index.html"],
    );
}
