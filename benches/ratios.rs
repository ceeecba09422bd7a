//! Our work against its floors, on generated corpora: `cargo bench`, or `cargo bench -- --sizes 1000,10000`.
//!
//! A ratio is that of the medians of interleaved runs; the growth is the exponent from the size before (1 is linear).
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a measure, not the product"
)]

#[path = "ratios/corpus.rs"]
mod corpus;
#[path = "ratios/floors.rs"]
mod floors;
#[path = "ratios/hostile.rs"]
mod hostile;
#[path = "ratios/measure.rs"]
mod measure;
#[path = "ratios/preview.rs"]
mod preview;
#[path = "ratios/project.rs"]
mod project;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use measure::Pair;
use remc::history::{Diff, Endpoint, baseline, diff_whole};
use remc::io::{Disk, ProjectPaths, Staging};
use remc::model::Corpus;
use remc::render::{
    Compared, RenderContext, SiteOptions, diff_html, diff_json, is_of_a_site, render_site, write_site,
};

/// As in the program; the floors have it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How far from its floor each job may be.
const BAR: f64 = 4.0;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut sizes = vec![1_000, 10_000, 50_000];
    let mut only = String::new();
    let mut keep = None;
    let mut solo = 0;
    let mut memory = false;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_default();
        match argument.as_str() {
            "--sizes" => sizes = value().split(',').map(|size| size.parse().expect("a number")).collect(),
            "--only" => only = value(),
            "--memory" => memory = true,
            "--keep" => keep = Some(PathBuf::from(value())),
            "--solo" => solo = value().parse().expect("a number"),
            "--hostile" => return hostile::run(&value()),
            "--preview" => return preview::run(Path::new(&value())),
            "--help" => {
                return println!(
                    "--sizes N,N  --only check|diff|build  --memory  --keep DIR  --solo N (our side alone, for a profiler)  --hostile [NAME]  --preview PROJECT (edited, then put back)"
                );
            }
            other => panic!("unknown argument {other}"),
        }
    }
    let folder = work_folder(memory);
    let mut before: Vec<(String, usize, f64)> = Vec::new();
    println!(
        "{:>7}  {:<18} {:>10} {:>10} {:>6} {:>9}  {:>6}",
        "size", "job", "floor ms", "ours ms", "ratio", "cpu ratio", "growth"
    );
    for size in sizes {
        let root = keep
            .clone()
            .map_or_else(|| folder.path().join(size.to_string()), |keep| keep.join(size.to_string()));
        let jobs = prepare(size, &root);
        let runs = if size > 20_000 { 3 } else { 7 };
        if solo > 0 {
            jobs.solo(solo, &only);
            continue;
        }
        for (name, pair) in jobs.measure(runs, &only) {
            report(size, &name, &pair, &mut before);
        }
    }
    println!("peak memory {} MB", measure::peak_memory());
}

/// Where the system keeps temporary files: a site is written to a disk. `memory` leaves the disk out, when the system
/// offers memory as a folder: what remains is our own work against a copy of bytes.
fn work_folder(memory: bool) -> tempfile::TempDir {
    let shared = Path::new("/dev/shm");
    if memory && shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.unwrap()
}

fn report(size: usize, name: &str, pair: &Pair, before: &mut Vec<(String, usize, f64)>) {
    let growth = before.iter().rev().find(|(known, ..)| known == name).map_or_else(
        String::new,
        |(_, smaller, wall)| {
            format!("{:.2}", (pair.ours.wall / wall).ln() / (size as f64 / *smaller as f64).ln())
        },
    );
    let verdict = if pair.ratio() > BAR { "  over the bar" } else { "" };
    println!(
        "{size:>7}  {name:<18} {:>10.1} {:>10.1} {:>6.2} {:>9.2}  {growth:>6}{verdict}",
        pair.floor.wall * 1e3,
        pair.ours.wall * 1e3,
        pair.ratio(),
        pair.cpu_ratio(),
    );
    before.push((name.to_owned(), size, pair.ours.wall));
}

/// A corpus on disk, as the floors and as we read it.
struct Jobs {
    json: PathBuf,
    project: PathBuf,
    changed: PathBuf,
}

fn prepare(size: usize, root: &Path) -> Jobs {
    std::fs::create_dir_all(root).unwrap();
    let jobs =
        Jobs { json: root.join("corpus.json"), project: root.join("frozen"), changed: root.join("changed") };
    if jobs.json.exists() {
        return jobs;
    }
    let (bytes, _) = corpus::generate(size, root);
    let neutral: corpus::Neutral = serde_json::from_slice(&bytes).unwrap();
    project::write(&neutral, &jobs.project, 2);
    project::write(&neutral, &jobs.changed, 1);
    std::fs::write(&jobs.json, bytes).unwrap();
    jobs
}

impl Jobs {
    fn measure(&self, runs: usize, only: &str) -> Vec<(String, Pair)> {
        let mut out = Vec::new();
        let mut wanted = |name: &str, measure: &dyn Fn() -> Pair| {
            if name.starts_with(only) {
                out.push((name.to_owned(), measure()));
            }
        };
        wanted("check", &|| {
            measure::interleaved(runs, || floors::pest(&self.project), || check(&self.project), || ())
        });
        wanted("check, 20% changed", &|| {
            measure::interleaved(runs, || floors::pest(&self.changed), || check(&self.changed), || ())
        });
        wanted("build", &|| {
            let sites = Sites::below(&self.project);
            let (texts, files) = {
                let compilation = check(&self.project);
                (markdown(&compilation), render(&compilation))
            };
            let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
            println!("         {} texts, {} files, {} MB", texts.len(), files.len(), bytes >> 20);
            measure::interleaved(
                runs,
                || floors::build(&texts, &files, &sites.next()),
                || build(&self.project, &sites.next()),
                || sites.settle(),
            )
        });
        wanted("diff JSON", &|| {
            measure::interleaved(runs, || floors::diff(&self.json), || compare(&self.project, json), || ())
        });
        wanted("diff HTML", &|| {
            measure::interleaved(runs, || floors::diff(&self.json), || compare(&self.project, html), || ())
        });
        out
    }
}

impl Jobs {
    fn solo(&self, runs: usize, job: &str) {
        let sites = Sites::below(&self.project);
        for _ in 0..runs {
            sites.settle();
            let run = match job {
                "diff" => measure::one(&mut || compare(&self.project, json)),
                "html" => measure::one(&mut || compare(&self.project, html)),
                "changed" => measure::one(&mut || check(&self.changed)),
                "build" => measure::one(&mut || build(&self.project, &sites.next())),
                "render" => {
                    let compilation = check(&self.project);
                    measure::one(&mut || render(&compilation))
                }
                _ => measure::one(&mut || check(&self.project)),
            };
            println!("{job} {:.1} ms, processor {:.1} ms", run.wall * 1e3, run.cpu * 1e3);
        }
    }
}

/// Where sites are written, one folder each. None is removed before all are measured, and what one leaves to the disk is
/// written before the next: a file system that has just forgotten thousands of files, or still has some to write, would be
/// measured instead.
struct Sites {
    folder: PathBuf,
    written: std::cell::Cell<usize>,
}

impl Sites {
    fn below(project: &Path) -> Self {
        Self { folder: project.with_file_name("sites"), written: std::cell::Cell::new(0) }
    }

    fn next(&self) -> PathBuf {
        self.written.set(self.written.get() + 1);
        self.folder.join(self.written.get().to_string())
    }

    fn settle(&self) {
        let _ = std::process::Command::new("sync").status();
    }
}

impl Drop for Sites {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn check(root: &Path) -> remc::Compilation {
    remc::compile(&Disk::new(root))
}

/// Two baselines read and compared, told as `tell` does.
fn compare<T>(root: &Path, tell: impl Fn(&Diff, &Corpus, &Corpus) -> T) -> impl Sized {
    let load = |name: &str| {
        baseline::read(&std::fs::read(root.join(ProjectPaths::baseline(name))).unwrap()).unwrap()
    };
    let (before, after) = rayon::join(|| load("IT1"), || load("IT2"));
    let endpoint = |name: &str| Endpoint { name: name.to_owned(), date: None };
    let found = diff_whole(&before.corpus, &after.corpus, endpoint("IT1"), endpoint("IT2"));
    let told = tell(&found, &before.corpus, &after.corpus);
    (before, after, found, told)
}

fn json(found: &Diff, before: &Corpus, after: &Corpus) -> String {
    diff_json::to_json(&Compared::new(found, before, after))
}

fn html(found: &Diff, before: &Corpus, after: &Corpus) -> String {
    diff_html::to_html(found, before, after, None).unwrap()
}

/// What the site of a project is made from.
fn site(compilation: &remc::Compilation) -> RenderContext<'_> {
    let last = compilation.baselines.last();
    let corpus = last.map_or(&compilation.corpus, |frozen| &frozen.corpus);
    RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus,
        work: (*corpus != compilation.corpus).then_some(&compilation.corpus),
        baselines: &compilation.baselines,
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    }
}

/// The site in memory.
fn render(compilation: &remc::Compilation) -> Vec<(PathBuf, Vec<u8>)> {
    let artifacts = render_site(&site(compilation)).unwrap();
    artifacts.into_iter().map(|file| (file.path, file.bytes)).collect()
}

/// Reads, renders, checks the links, writes, as `remc build` does.
fn build(root: &Path, target: &Path) -> remc::Compilation {
    let compilation = check(root);
    let staging = Staging::beside(target, &is_of_a_site).unwrap();
    let written = write_site(&site(&compilation), &SiteOptions::default(), &staging).unwrap();
    assert_eq!(written.problems, [], "links that lead nowhere");
    staging.replace().unwrap();
    compilation
}

/// Every text a site shows, once.
fn markdown(compilation: &remc::Compilation) -> Vec<String> {
    let mut texts = BTreeSet::new();
    let last = compilation.baselines.len() - 1;
    for (index, frozen) in compilation.baselines.iter().enumerate() {
        for item in &frozen.corpus.items {
            texts.insert(item.statement.clone());
            texts.extend(item.comment.clone());
            let scenarios = item.scenarios.iter().filter(|_| index == last);
            for scenario in scenarios {
                texts.insert(scenario.prerequisite.clone());
                texts.extend(scenario.steps.iter().map(|step| step.text.clone()));
                texts.extend(scenario.all_proofs().map(|proof| proof.text.clone()));
            }
        }
    }
    texts.into_iter().collect()
}
