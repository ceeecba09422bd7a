//! The register of external referentials.

use serde::Serialize;

use super::{Badge, Link};
use crate::model::{
    ExternalReference, Milestone, MilestoneDate, ReferenceVersion, VersionBound, Vocabulary as _,
};
use crate::quick::HashSet;
use crate::render::markdown::is_linkable;
use crate::render::markup::Markup;
use crate::render::site::Site;
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
    cited_count: usize,
    cited_by: Html,
}

#[derive(Debug, Serialize)]
struct VersionView {
    name: String,
    anchor: String,
    elements: Option<Html>,
    milestones: Vec<MilestoneView>,
    lanes: Vec<Link>,
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
        let references: Vec<ReferenceView> =
            corpus.references.iter().map(|reference| view(site, root, reference)).collect();
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

fn view(site: &Site<'_>, root: &'static str, reference: &ExternalReference) -> ReferenceView {
    let citing = site.uses.citations.get(reference.code.as_str()).cloned().unwrap_or_default();
    let versions: Vec<VersionView> =
        reference.versions.iter().map(|version| version_view(site, reference, version)).collect();
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
        versions,
        applicable,
        cited_count: citing.len(),
        cited_by: cited_by.finish(),
    }
}

fn version_view(site: &Site<'_>, reference: &ExternalReference, version: &ReferenceVersion) -> VersionView {
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
    let citing = site.uses.citations.get(reference.code.as_str()).map(Vec::as_slice).unwrap_or_default();
    let requirements = citing
        .iter()
        .filter(|item| {
            item.references.iter().filter(|link| link.code == reference.code).any(|link| match &link.bound {
                None => !lanes.is_empty(),
                Some(VersionBound::Exactly(asked) | VersionBound::AtLeast(asked)) => *asked == version.name,
            })
        })
        .count();
    let known: Vec<&str> = site
        .states
        .iter()
        .take(site.published + 1)
        .filter(|state| state.corpus.lanes.iter().any(|lane| applies(state.corpus, &lane.code)))
        .map(|state| state.name)
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
            (Badge::new("a_venir", "Annoncé"), Html::prose(&text))
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
        alerts.push(format!("La version {} s’applique mais n’est pas publiée.", version.name));
    }
    let idle = |version: &&VersionView| {
        version.lanes.is_empty() && version.requirements == 0 && version.used.is_none()
    };
    for version in versions.iter().filter(idle) {
        alerts.push(format!("La version {} n’est utilisée nulle part.", version.name));
    }
    alerts.iter().map(|alert| Html::prose(alert)).collect()
}
