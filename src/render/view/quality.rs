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
    rules: Vec<RuleView>,
}

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
        let count = |severity| site.context.diagnostics.iter().filter(|one| one.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            rules: by_rule.into_iter().map(|(code, found)| rule(site, root, code, &found)).collect(),
        }
    }
}

fn rule(site: &Site<'_>, root: &'static str, code: Code, found: &[&Diagnostic]) -> RuleView {
    let worst = found.iter().map(|one| one.severity).max().unwrap_or(Severity::Info);
    let badge = match worst {
        Severity::Error => Badge::new("erreur", "Erreur"),
        Severity::Warning => Badge::new("avertissement", "Avertissement"),
        Severity::Info | Severity::Ignored => Badge::new("info", "Information"),
    };
    RuleView {
        code: code.as_str(),
        title: Html::prose(code.title()),
        badge,
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
