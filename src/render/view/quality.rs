//! What the compiler found, by rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Badge;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::typography::Html;

/// Findings shown for one rule; the others are only counted.
const SHOWN: usize = 50;

/// The quality report.
#[derive(Debug, Serialize)]
pub(crate) struct QualityView {
    errors: usize,
    warnings: usize,
    infos: usize,
    /// Findings, by rule.
    rules: Vec<RuleView>,
    /// Every rule, by subject, with or without findings.
    groups: Vec<RuleGroup>,
    checked: usize,
}

/// Rules on one subject.
#[derive(Debug, Serialize)]
struct RuleGroup {
    title: &'static str,
    found: usize,
    rules: Vec<RuleRow>,
}

/// A rule, what it checks, what it found.
#[derive(Debug, Serialize)]
struct RuleRow {
    code: &'static str,
    /// Whether the project did not ask to ignore it.
    applied: bool,
    what: Html,
    badge: Badge,
    count: usize,
}

/// Subjects, by the first figure of their codes.
const SUBJECTS: [(char, &str); 8] = [
    ('0', "Projet et fichiers"),
    ('1', "Écriture des sources"),
    ('2', "Noms et renvois"),
    ('3', "Structure et dépendances"),
    ('4', "Suivi d’une itération à l’autre"),
    ('5', "Rédaction des énoncés"),
    ('6', "Conformité, référentiels externes et dossiers"),
    ('7', "Retours des éditeurs et confidentialité"),
];

/// A rule and what it found.
#[derive(Debug, Serialize)]
pub(crate) struct RuleView {
    code: &'static str,
    title: Html,
    badge: Badge,
    count: usize,
    findings: Vec<FindingView>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct FindingView {
    item: Option<Html>,
    message: Html,
    place: Option<String>,
}

impl QualityView {
    pub(crate) fn new(site: &Site<'_>, root: &'static str) -> Self {
        let mut by_rule: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in site.context.diagnostics.iter().filter(|one| one.severity != Severity::Ignored) {
            by_rule.entry(diagnostic.code).or_default().push(diagnostic);
        }
        let groups = groups(site, &by_rule);
        let count = |severity| site.context.diagnostics.iter().filter(|one| one.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            checked: groups.iter().map(|group| group.rules.len()).sum(),
            groups,
            rules: by_rule.into_iter().map(|(code, found)| rule(site, root, code, &found)).collect(),
        }
    }
}

/// Whether a check runs a rule: those of an import, of a freeze and of a publication speak at that moment only.
fn is_checked(name: &str) -> bool {
    !(name.starts_with("REM02") || matches!(name, "REM030" | "REM417"))
}

/// The rules a check runs, by subject.
fn groups(site: &Site<'_>, found: &BTreeMap<Code, Vec<&Diagnostic>>) -> Vec<RuleGroup> {
    let subjects = SUBJECTS.iter().map(|(figure, title)| {
        let own = |code: &&Code| {
            let name = code.as_str();
            name.chars().nth(3) == Some(*figure) && is_checked(name)
        };
        let rules: Vec<RuleRow> = Code::ALL
            .iter()
            .filter(own)
            .map(|code| row(site, *code, found.get(code).map_or(0, Vec::len)))
            .collect();
        RuleGroup { title, found: rules.iter().map(|rule| rule.count).sum(), rules }
    });
    subjects.collect()
}

fn row(site: &Site<'_>, code: Code, count: usize) -> RuleRow {
    let declared = site.context.settings.manifest.severities.get(&code).copied();
    RuleRow {
        code: code.as_str(),
        applied: declared.unwrap_or(code.default_severity()) != Severity::Ignored,
        what: site.text(subject(code)),
        badge: badge(declared.unwrap_or(code.default_severity())),
        count,
    }
}

/// What a rule checks: the first paragraph of its page.
fn subject(code: Code) -> &'static str {
    let (_, after) = code.page().split_once("## Ce qui est vérifié").unwrap_or_default();
    after.trim_start().split("\n\n").next().unwrap_or_default()
}

fn badge(severity: Severity) -> Badge {
    match severity {
        Severity::Error => Badge::new("erreur", "Erreur"),
        Severity::Warning => Badge::new("avertissement", "Avertissement"),
        Severity::Info => Badge::new("info", "Information"),
        Severity::Ignored => Badge::new("info", "Ignorée par le projet"),
    }
}

fn rule(site: &Site<'_>, root: &'static str, code: Code, found: &[&Diagnostic]) -> RuleView {
    let worst = found.iter().map(|one| one.severity).max().unwrap_or(Severity::Info);
    RuleView {
        code: code.as_str(),
        title: Html::prose(code.title()),
        badge: badge(worst),
        count: found.len(),
        findings: found.iter().take(SHOWN).map(|one| finding(site, root, one)).collect(),
        more: found.len().saturating_sub(SHOWN),
    }
}

fn finding(site: &Site<'_>, root: &'static str, diagnostic: &Diagnostic) -> FindingView {
    let place = diagnostic.primary.as_ref().and_then(|label| {
        let file = site.context.sources.get(label.span.file)?;
        Some(format!("{}:{}", file.display_path(), file.locate(label.span.start as usize).line))
    });
    FindingView {
        item: diagnostic.item.as_deref().filter(|id| site.entry(id).is_some()).map(|id| {
            let mut out = Markup::new(root, 64);
            out.id(site, id);
            out.finish()
        }),
        message: Html::prose(&diagnostic.message),
        place,
    }
}
