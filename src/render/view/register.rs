//! The register of external referentials.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Badge, Link};
use crate::history::{Passage, demands, next_versions, passages_of, prospect};
use crate::model::{ExternalReference, ItemId, Milestone, MilestoneDate, ReferenceVersion, Vocabulary as _};
use crate::quick::{HashMap, HashSet};
use crate::render::compared::touched;
use crate::render::markdown::is_linkable;
use crate::render::markup::Markup;
use crate::render::names::capital;
use crate::render::site::{Pair, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The register.
#[derive(Debug, Serialize)]
pub(crate) struct RegisterView {
    references: Vec<ReferenceView>,
    lanes: Vec<Link>,
    cited: usize,
    pending: usize,
}

/// An external referential.
#[derive(Debug, Serialize)]
pub(crate) struct ReferenceView {
    code: String,
    anchor: String,
    title: Html,
    publisher: Option<Html>,
    note: Option<Html>,
    versions: Vec<VersionView>,
    applicable: Vec<ApplicableView>,
    alerts: Vec<Html>,
    /// What moving to each later version would touch.
    prospects: Vec<ProspectView>,
    /// What it touched when it moved, latest first.
    moves: Vec<ProspectView>,
    cited_count: usize,
    cited_by: Html,
}

/// A move of a referential, made or to come.
#[derive(Debug, Serialize)]
struct ProspectView {
    title: Html,
    lanes: Html,
}

#[derive(Debug, Serialize)]
struct VersionView {
    name: String,
    anchor: String,
    elements: Option<Html>,
    milestones: Vec<MilestoneView>,
    lanes: Vec<Link>,
    /// Requirements in force asked this version in at least one lane.
    requirements: usize,
    used: Option<String>,
    published: bool,
}

#[derive(Debug, Serialize)]
struct MilestoneView {
    badge: Badge,
    when: Html,
    url: Option<String>,
}

/// What applies in a lane.
#[derive(Debug, Serialize)]
struct ApplicableView {
    lane: Link,
    versions: Html,
}

impl RegisterView {
    pub(crate) fn new(site: &Site<'_>, root: &'static str) -> Self {
        let corpus = site.corpus();
        let steps = steps(site);
        let demands = demands(corpus);
        let view = |reference: &ExternalReference| {
            let asked = demands.get(reference.code.as_str());
            view(site, root, reference, asked, &steps)
        };
        let references: Vec<ReferenceView> = corpus.references.iter().map(view).collect();
        Self {
            cited: references.iter().filter(|reference| reference.cited_count > 0).count(),
            pending: references.iter().filter(|reference| reference.is_pending()).count(),
            references,
            lanes: corpus.lanes.iter().map(|lane| super::item::lane_link(&lane.code)).collect(),
        }
    }
}

impl ReferenceView {
    /// Some lane must use a version that is not published.
    fn is_pending(&self) -> bool {
        self.versions.iter().any(|version| !version.lanes.is_empty() && !version.published)
    }
}

fn view(
    site: &Site<'_>,
    root: &'static str,
    reference: &ExternalReference,
    asked: Option<&HashMap<String, BTreeSet<ItemId>>>,
    steps: &[(String, Vec<Passage>)],
) -> ReferenceView {
    let asked = |version: &ReferenceVersion| asked?.get(&version.name).map(BTreeSet::len);
    let citing = site.uses.citations.get(reference.code.as_str()).cloned().unwrap_or_default();
    let versions: Vec<VersionView> = reference
        .versions
        .iter()
        .map(|version| version_view(site, reference, version, asked(version).unwrap_or_default()))
        .collect();
    let applicable: Vec<ApplicableView> = site
        .corpus()
        .lanes
        .iter()
        .map(|lane| ApplicableView {
            lane: super::item::lane_link(&lane.code),
            versions: Html::prose(&match reference.applicable(&lane.code) {
                [] => "à venir".to_owned(),
                versions => versions.join(", "),
            }),
        })
        .collect();
    let mut cited_by = Markup::new(root, citing.len() * 64);
    cited_by.ids(site, citing.iter().map(|item| &item.id));
    ReferenceView {
        code: reference.code.clone(),
        anchor: urls::reference_anchor(&reference.code, None),
        title: Html::prose(&reference.title),
        publisher: reference.publisher.as_deref().map(Html::prose),
        note: reference.note.as_deref().map(Html::prose),
        alerts: alerts(site, reference, &versions),
        prospects: prospects(site, root, reference),
        moves: moves(site, root, reference, steps),
        versions,
        applicable,
        cited_count: citing.len(),
        cited_by: cited_by.finish(),
    }
}

/// What moved from each published state to the next, latest first.
fn steps(site: &Site<'_>) -> Vec<(String, Vec<Passage>)> {
    let published = site.pairs.iter().filter(|pair| pair.to <= site.published).rev();
    let step = |pair: &std::sync::Arc<Pair>| {
        let (from, to) = (site.states.get(pair.from)?, site.states.get(pair.to)?);
        let title = format!("{} {}", capital(&site.names.of(from.name)), site.names.to(to.name));
        Some((title, passages_of(&pair.all, from.corpus, to.corpus)))
    };
    published.filter_map(step).collect()
}

fn moves(
    site: &Site<'_>,
    root: &'static str,
    reference: &ExternalReference,
    steps: &[(String, Vec<Passage>)],
) -> Vec<ProspectView> {
    let found = steps.iter().filter_map(|(title, passages)| {
        let passage = passages.iter().find(|passage| passage.code == reference.code)?;
        Some(prospect_view(site, root, title, passage))
    });
    found.collect()
}

fn prospects(site: &Site<'_>, root: &'static str, reference: &ExternalReference) -> Vec<ProspectView> {
    let corpus = site.corpus();
    let passages = next_versions(corpus, reference)
        .into_iter()
        .map(|version| (version, prospect(corpus, reference, version)))
        .filter(|(_, passage)| !passage.lanes.is_empty());
    passages
        .map(|(version, passage)| {
            let published = reference.version(version).is_some_and(ReferenceVersion::is_published);
            let pending = if published { "" } else { " (pas encore publiée)" };
            prospect_view(site, root, &format!("Passer partout à la version {version}{pending}"), &passage)
        })
        .collect()
}

fn prospect_view(site: &Site<'_>, root: &'static str, title: &str, passage: &Passage) -> ProspectView {
    let mut out = Markup::new(root, 256);
    super::passages::lanes(&mut out, site, passage);
    let title = format!("{title} : {}", touched(passage.touched()));
    ProspectView { title: Html::prose(&title), lanes: out.finish() }
}

fn version_view(
    site: &Site<'_>,
    reference: &ExternalReference,
    version: &ReferenceVersion,
    requirements: usize,
) -> VersionView {
    let corpus = site.corpus();
    let applies = |corpus: &crate::model::Corpus, lane: &str| {
        corpus.reference(&reference.code).is_some_and(|one| one.applicable(lane).contains(&version.name))
    };
    let lanes: Vec<Link> = corpus
        .lanes
        .iter()
        .filter(|lane| applies(corpus, &lane.code))
        .map(|lane| super::item::lane_link(&lane.code))
        .collect();
    let known: Vec<&str> = site
        .states
        .iter()
        .take(site.published + 1)
        .filter(|state| state.corpus.lanes.iter().any(|lane| applies(state.corpus, &lane.code)))
        .map(|state| site.names.bare(state.name))
        .collect();
    let used = match known.as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        [first, .., last] => Some(format!("{first} à {last}")),
    };
    VersionView {
        name: version.name.clone(),
        anchor: urls::reference_anchor(&reference.code, Some(&version.name)),
        elements: version.elements.as_deref().map(Html::prose),
        milestones: version.milestones.iter().map(milestone).collect(),
        lanes,
        requirements,
        used,
        published: version.is_published(),
    }
}

/// A fact shows its status; a promise shows that it is one.
fn milestone(milestone: &Milestone) -> MilestoneView {
    let status = milestone.status;
    let (badge, when) = match &milestone.date {
        Some(MilestoneDate::On(day)) => (Badge::new(status.as_json(), status.label()), typography::time(day)),
        Some(MilestoneDate::Promise { text, latest }) => {
            let what = status.label().chars().take(5).collect::<String>();
            let what = if text.starts_with(&what) { String::new() } else { format!("{} : ", status.label()) };
            let latest =
                latest.as_deref().map(|day| format!(" (au plus tard le {})", typography::long_date(day)));
            let text = format!("{what}{text}{}", latest.unwrap_or_default());
            (Badge::new("a_venir", "Annoncée"), Html::prose(&text))
        }
        None => (Badge::new(status.as_json(), status.label()), Html::prose("")),
    };
    MilestoneView { badge, when, url: milestone.url.clone().filter(|url| is_linkable(url)) }
}

fn alerts(site: &Site<'_>, reference: &ExternalReference, versions: &[VersionView]) -> Vec<Html> {
    let mut alerts = Vec::new();
    let distinct: HashSet<&[String]> =
        site.corpus().lanes.iter().map(|lane| reference.applicable(&lane.code)).collect();
    if distinct.len() > 1 {
        alerts.push("La version applicable n’est pas la même dans tous les couloirs.".to_owned());
    }
    for lane in &site.corpus().lanes {
        if reference.applicable(&lane.code).len() > 1 {
            alerts.push(format!("Deux versions s’appliquent dans le couloir {}.", lane.code));
        }
    }
    for version in versions.iter().filter(|version| !version.lanes.is_empty() && !version.published) {
        alerts.push(format!("La version {} s’applique mais n’est pas encore publiée.", version.name));
    }
    let idle = |version: &&VersionView| {
        version.lanes.is_empty() && version.requirements == 0 && version.used.is_none()
    };
    for version in versions.iter().filter(idle) {
        alerts.push(format!("La version {} n’est utilisée nulle part.", version.name));
    }
    alerts.iter().map(|alert| Html::prose(alert)).collect()
}
