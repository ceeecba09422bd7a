//! Which scenarios and proofs cover each requirement of a lane, and where none does.

use crate::quick::HashMap;

use serde::Serialize;

use super::Link;
use super::facet::{Counter, Facet, place};
use crate::conformity::{Cover, Coverage, Row, Tally};
use crate::model::{Corpus, ItemId, Lane, Nature};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The coverage of a lane.
#[derive(Debug, Serialize)]
pub(crate) struct CoverageView {
    lane: Link,
    state: String,
    date: Option<Html>,
    csv: String,
    total: Tallied,
    profiles: Vec<Tallied>,
    facets: Vec<Facet>,
    sections: Vec<CoverageSection>,
    bare: Html,
    bare_count: usize,
    shared: Html,
    shared_count: usize,
    crossed: Html,
    uncovered: Html,
}

/// A row of numbers.
#[derive(Debug, Serialize)]
struct Tallied {
    name: Html,
    items: usize,
    own: usize,
    both: usize,
    cross: usize,
    none: usize,
    scenarios: usize,
    proven: usize,
    bare: usize,
    proofs: usize,
    single: usize,
    shared: usize,
    links: usize,
}

#[derive(Debug, Serialize)]
struct CoverageSection {
    anchor: String,
    title: Html,
    count: usize,
    body: Html,
}

impl Tallied {
    fn new(name: &str, tally: Tally) -> Self {
        let Tally { items, own, both, cross, none, scenarios, proven, bare, proofs, single, shared, links } =
            tally;
        let name = Html::prose(name);
        Self { name, items, own, both, cross, none, scenarios, proven, bare, proofs, single, shared, links }
    }
}

impl CoverageView {
    /// About how much its list weighs.
    pub(crate) fn weight(&self) -> usize {
        self.sections.iter().map(|section| section.body.as_str().len() + 512).sum()
    }

    /// The coverage of a lane at the published state.
    pub(crate) fn new(
        site: &Site<'_>,
        root: &'static str,
        lane: &Lane,
        coverage: &Coverage<'_>,
    ) -> Option<Self> {
        let state = site.current()?;
        let sharing: HashMap<&str, usize> =
            coverage.shared.iter().map(|proof| (proof.id.as_str(), proof.scenarios.len())).collect();
        let list = |cover: Cover| {
            let mut out = Markup::new(root, 512);
            let rows = coverage.rows.iter().filter(|row| row.cover() == cover);
            out.ids(site, rows.map(|row| &row.item.id));
            out.finish()
        };
        let (crossed, uncovered) = (list(Cover::Cross), list(Cover::None));
        Some(Self {
            lane: super::item::lane_link(&lane.code),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            csv: urls::lane_file(&lane.code, "couverture.csv"),
            total: Tallied::new("Couloir", coverage.total),
            profiles: coverage
                .profiles
                .iter()
                .map(|(name, tally)| Tallied::new(name.as_deref().unwrap_or("Sans profil"), *tally))
                .collect(),
            facets: facets(coverage),
            sections: sections(site, root, state.corpus, coverage, &sharing),
            bare: bare(site, root, coverage),
            bare_count: coverage.without_proof.len(),
            shared: shared(site, root, coverage),
            shared_count: coverage.shared.len(),
            crossed,
            uncovered,
        })
    }
}

/// What the matrix can be filtered by.
fn facets(coverage: &Coverage<'_>) -> Vec<Facet> {
    let (mut cover, mut profile, mut proof) = (Counter::default(), Counter::default(), Counter::default());
    for row in &coverage.rows {
        cover.add(row.cover().as_json(), || row.cover().label().to_owned());
        for name in &row.item.profiles {
            profile.add(name, || name.clone());
        }
        if lacks_proof(row) {
            proof.add("sans", || "Un scénario sans preuve".to_owned());
        }
    }
    let covers = [Cover::Own, Cover::Both, Cover::Cross, Cover::None].map(Cover::as_json);
    let cover = cover.ranked(|value| place(&covers, value));
    [
        cover.facet("couverture", "Couverture"),
        profile.sorted().facet("profil", "Profil"),
        proof.facet("preuve", "Preuves"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn lacks_proof(row: &Row<'_>) -> bool {
    row.scenarios.iter().any(|scenario| scenario.proofs.is_empty())
}

/// The matrix, section by section. Requirements of one section that do not follow each other open it again.
fn sections(
    site: &Site<'_>,
    root: &'static str,
    corpus: &Corpus,
    coverage: &Coverage<'_>,
    sharing: &HashMap<&str, usize>,
) -> Vec<CoverageSection> {
    let mut found: Vec<CoverageSection> = Vec::new();
    let mut open: Option<Option<&str>> = None;
    let mut body = Markup::new(root, 0);
    for row in &coverage.rows {
        let code = row.item.section.as_deref();
        if open != Some(code) {
            if let Some(last) = found.last_mut() {
                last.body = std::mem::replace(&mut body, Markup::new(root, 8 << 10)).finish();
            }
            open = Some(code);
            found.push(CoverageSection {
                anchor: format!("m-{}", found.len() + 1),
                title: Html::prose(code.map_or("Sans section", |code| corpus.section_title(code))),
                count: 0,
                body: Html::prose(""),
            });
        }
        if let Some(last) = found.last_mut() {
            last.count += 1;
        }
        group(&mut body, site, row, sharing);
    }
    if let Some(last) = found.last_mut() {
        last.body = body.finish();
    }
    found
}

/// A requirement: one line per scenario.
fn group(out: &mut Markup, site: &Site<'_>, row: &Row<'_>, sharing: &HashMap<&str, usize>) {
    out.raw("<tbody class=\"mx\" data-couverture=\"").raw(row.cover().as_json()).raw("\" data-profil=\"");
    for (index, profile) in row.item.profiles.iter().enumerate() {
        out.raw(if index > 0 { "|" } else { "" }).text(profile);
    }
    out.raw(if lacks_proof(row) { "\" data-preuve=\"sans\">\n" } else { "\">\n" });
    out.raw("<tr><th scope=\"rowgroup\"");
    if row.scenarios.len() > 1 {
        out.raw(" rowspan=\"").number(row.scenarios.len()).raw("\"");
    }
    out.raw(">").id(site, row.item.id.as_str()).raw(" ");
    if row.item.nature == Nature::Recommended {
        out.nature(row.item.nature);
    }
    out.raw("</th>");
    if row.scenarios.is_empty() {
        out.raw("<td colspan=\"2\" class=\"vide\">Aucun scénario</td></tr>\n");
    }
    for (index, scenario) in row.scenarios.iter().enumerate() {
        out.raw(if index > 0 { "<tr><td>" } else { "<td>" });
        out.raw("<span class=\"id\">").text(scenario.id.as_str()).raw("</span> ").prose(&scenario.title);
        out.raw(if scenario.cross { " <span class=\"discret\">transverse</span>" } else { "" });
        out.raw("</td><td>");
        if scenario.proofs.is_empty() {
            out.raw("<span class=\"vide\">aucune preuve</span>");
        }
        for (index, proof) in scenario.proofs.iter().enumerate() {
            out.raw(if index > 0 { ", " } else { "" });
            out.raw("<span class=\"id\">").text(proof.as_str()).raw("</span>");
            if let Some(count) = sharing.get(proof.as_str()) {
                out.raw(" <span class=\"discret\">partagée par ").number(*count).raw(" scénarios</span>");
            }
        }
        out.raw("</td></tr>\n");
    }
    out.raw("</tbody>\n");
}

fn bare(site: &Site<'_>, root: &'static str, coverage: &Coverage<'_>) -> Html {
    let mut out = Markup::new(root, 1024);
    for one in &coverage.without_proof {
        out.raw("<li><span class=\"id\">").text(one.id.as_str()).raw("</span> ").prose(&one.title);
        out.raw(" <span class=\"discret\">couvre ").ids(site, &one.items).raw("</span></li>\n");
    }
    out.finish()
}

fn shared(site: &Site<'_>, root: &'static str, coverage: &Coverage<'_>) -> Html {
    let mut out = Markup::new(root, 1024);
    for proof in &coverage.shared {
        out.raw("<tr><th scope=\"row\"><span class=\"id\">").text(proof.id.as_str());
        out.raw("</span></th><td>");
        for (index, scenario) in proof.scenarios.iter().enumerate() {
            out.raw(if index > 0 { ", " } else { "" }).text(ItemId::as_str(scenario));
        }
        out.raw("</td><td>").ids(site, &proof.items).raw("</td></tr>\n");
    }
    out.finish()
}
