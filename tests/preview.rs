//! The preview: what it shows is what `remc build` writes, whatever changed in between.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use remc::history::baseline;
use remc::io::{Disk, Kept, ProjectPaths};
use remc::render::{Carried, Preview, SiteOptions, render_site};
use remc::{Compilation, compile, compile_after};

/// A project on the disk, to be edited.
pub(crate) struct Sandbox {
    pub(crate) folder: tempfile::TempDir,
}

impl Sandbox {
    /// Of a folder of the repository.
    pub(crate) fn of(folder: &str) -> Self {
        let sandbox = Self { folder: tempfile::tempdir().unwrap() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for path in remc::io::inventory(&from).unwrap().files {
            sandbox.put(&path.to_string_lossy(), fs::read(from.join(&path)).unwrap());
        }
        sandbox
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.path().join(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from:?}");
        self.put(name, text.replacen(from, to, 1));
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.folder.path().join(name)).unwrap();
    }
}

/// Whether two compilations say the same, but for what each keeps for the next.
fn agree(one: &Compilation, other: &Compilation) -> bool {
    one.diagnostics == other.diagnostics
        && one.trees == other.trees
        && one.damaged == other.damaged
        && one.corpus == other.corpus
        && one
            .baselines
            .iter()
            .map(|frozen| &frozen.digest)
            .eq(other.baselines.iter().map(|frozen| &frozen.digest))
}

/// The site in one go, by path.
pub(crate) fn built(compilation: &Compilation) -> BTreeMap<String, Vec<u8>> {
    let context = compilation.site(false).unwrap();
    let files = render_site(&context).unwrap();
    files.into_iter().map(|file| (file.path.to_string_lossy().into_owned(), file.bytes)).collect()
}

/// What an edit does, by name.
type Step = (&'static str, fn(&Sandbox));

/// Edits of every kind of file, some of them mistakes and their correction.
const STEPS: &[Step] = &[
    ("nothing", |_| ()),
    ("one line", |s| s.edit("socles/MSS.rem", "DOIT bien", "DOIT toujours bien")),
    ("a mistake", |s| s.edit("socles/MSS.rem", "instruction", "instructoin")),
    ("its correction", |s| s.edit("socles/MSS.rem", "instructoin", "instruction")),
    ("a warning", |s| s.edit("socles/MSS.rem", "toujours", "toujours, etc.")),
    ("a new file", |s| s.put("socles/A.rem", "édition 1\nsocle MSS \"Encore\"\nsection MSS/CONF\n")),
    ("a file that leaves", |s| s.remove("socles/A.rem")),
    ("a broken manifest", |s| s.edit("remc.yaml", "édition: 1", "édition: [1")),
    ("its correction", |s| s.edit("remc.yaml", "édition: [1", "édition: 1")),
    ("an altered iteration", |s| s.edit("iterations/IT1.json", "DOIT", "PEUT")),
    ("its correction", |s| s.edit("iterations/IT1.json", "PEUT", "DOIT")),
    ("an iteration nobody declared", |s| s.put("iterations/IT9.json", "{}")),
    ("which leaves", |s| s.remove("iterations/IT9.json")),
    ("a file without UTF-8", |s| s.put("rem/Z.rem", [0xff, 0xfe])),
    ("which leaves", |s| s.remove("rem/Z.rem")),
    ("a comment", |s| s.edit("retours/IT1.yaml", "réponse: \"", "réponse: \"Merci. ")),
];

#[test]
fn compiling_again_gives_what_compiling_afresh_gives() {
    let sandbox = lived_in();
    let kept = Kept::new(Disk::new(sandbox.folder.path()));
    let mut before = compile(&kept);
    let mut reused = 0;
    for (name, edit) in STEPS {
        edit(&sandbox);
        let changed = kept.refresh(&BTreeSet::new());
        assert_eq!(changed.is_empty(), *name == "nothing", "{name}: {changed:?}");
        let now = compile_after(&kept, &before);
        assert!(agree(&now, &compile(&Disk::new(sandbox.folder.path()))), "after {name}");
        reused +=
            now.trees.iter().filter(|tree| before.trees.iter().any(|old| Arc::ptr_eq(tree, old))).count();
        let frozen = changed.iter().any(|path| path.starts_with("iterations"));
        let same = Arc::ptr_eq(&now.baselines, &before.baselines);
        let readable = now.settings.is_some() && before.settings.is_some();
        assert!(!readable || same != frozen, "after {name}, iterations read again: {}", !same);
        before = now;
    }
    assert!(reused > STEPS.len(), "trees are taken over");
}

/// A small project with two frozen iterations, comments, a renamed item and a draft.
pub(crate) fn lived_in() -> Sandbox {
    let sandbox = Sandbox::of("templates/init");
    let dates = ["2026-01-15", "2026-03-15", "2026-06-15"];
    let iterations: String = (1..)
        .zip(dates)
        .map(|(number, date)| format!("  - {{ nom: IT{number}, date: {date}, état: concertation }}\n"))
        .collect();
    sandbox.edit(
        "remc.yaml",
        "  - { nom: IT1, date: 2026-01-15, état: préparation }\n",
        &format!("{iterations}règles: {{ REM402: info }}\n"),
    );
    sandbox.put("retours/IT1.yaml", "itération: IT1\nretours:\n  - { id: C-1, exigence: SC.MSS/CONF.01, version: 1, couloir: RIS, éditeur: E1, texte: \"secret\", disposition: intégré, réponse: \"Oui.\" }\n");
    for (name, date) in [("IT1", dates[0]), ("IT2", dates[1])] {
        let compiled = compile(&Disk::new(sandbox.folder.path()));
        let bytes = baseline::freeze(name, date, &compiled.corpus, &[]).unwrap();
        sandbox.put(&ProjectPaths::baseline(name).to_string_lossy(), bytes);
        sandbox.edit("socles/MSS.rem", "DOIT", "DOIT bien");
        if name == "IT1" {
            sandbox.edit("rem/RIS.rem", "exigence RIS.IMG.01", "exigence RIS.IMG.07");
            sandbox.edit(
                "rem/RIS.rem",
                "  nature      préconisée",
                "  anciennement RIS.IMG.01\n  nature      préconisée",
            );
        }
    }
    sandbox
}

#[test]
fn a_page_asked_for_is_the_page_built() {
    let sandbox = lived_in();
    let kept = Kept::new(Disk::new(sandbox.folder.path()));
    let mut before = Compilation::default();
    let mut carried = Carried::default();
    let edits: [Step; 3] = [
        ("nothing", |_| ()),
        ("one line", |s| s.edit("socles/MSS.rem", "un message", "un beau message")),
        ("all drafts undone", |s| {
            s.edit("socles/MSS.rem", "bien bien", "bien");
            s.edit("socles/MSS.rem", "un beau message", "un message");
        }),
    ];
    for (name, edit) in edits {
        edit(&sandbox);
        drop(kept.refresh(&BTreeSet::from([PathBuf::from("socles/MSS.rem")])));
        let now = compile_after(&kept, &before);
        let preview = Preview::new(&now.site(false).unwrap(), &SiteOptions::default(), &carried).unwrap();
        let site = built(&compile(&Disk::new(sandbox.folder.path())));
        assert!(site.contains_key("exigences/RIS.IMG.01.html"), "former ids keep their page");
        assert_eq!(site.contains_key("couloirs/RIS/brouillon.html"), name != "all drafts undone");
        for (path, bytes) in &site {
            assert!(preview.file(path).unwrap().as_ref() == Some(bytes), "{path} differs after {name}");
        }
        let strangers = ["", "exigences", "exigences/", "exigences/RIEN.html", "../remc.yaml", "assets/"];
        for absent in strangers {
            assert_eq!(preview.file(absent).unwrap(), None, "{absent}");
        }
        carried = preview.carry();
        drop(preview);
        before = now;
    }
}
