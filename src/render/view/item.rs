//! The page of a requirement: its text, its history, what proves it, what it is linked to.

use serde::Serialize;

use super::{Badge, Banner, BannerLink, CauseView, Fact, ItemRef, Link, cause};
use crate::history::{Change, Evolution, Presence, TimelineEntry};
use crate::model::{
    Application, Home, Lane, MilestoneDate, Proof, Requirement, Scenario, Status, VersionBound,
    Vocabulary as _,
};
use crate::render::site::{DRAFT, Entry, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The page of a requirement.
#[derive(Debug, Serialize)]
pub(crate) struct ItemView {
    id: String,
    title: Html,
    home: Html,
    home_href: String,
    citation: String,
    badges: Vec<Badge>,
    banners: Vec<Banner>,
    statement: Html,
    comment: Option<Html>,
    facts: Vec<Fact>,
    lanes: Vec<LaneUse>,
    variants: Vec<VariantView>,
    history: Vec<Moment>,
    scenarios: Vec<ScenarioView>,
    cross: Vec<CrossScenario>,
    references: Vec<ReferenceUse>,
    links: Vec<LinkGroup>,
    comments: Vec<super::comments::CommentView>,
}

/// A lane that states the item.
#[derive(Debug, Serialize)]
pub(crate) struct LaneUse {
    code: String,
    title: Html,
    href: String,
    published_id: Option<String>,
    adapted: bool,
    profiles: Html,
}

/// What a lane says differently.
#[derive(Debug, Serialize)]
pub(crate) struct VariantView {
    lane: String,
    anchor: String,
    cause: Option<CauseView>,
    marks: Option<Html>,
    rewritten: bool,
    statement: Option<Html>,
    facts: Vec<Fact>,
}

/// What an iteration did to the item, or a run of iterations that did nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Moment {
    anchor: String,
    label: String,
    date: Option<Html>,
    badges: Vec<Badge>,
    version: Option<u32>,
    id: Option<String>,
    cause: Option<CauseView>,
    signals: Vec<Html>,
    marks: Option<Html>,
    rewritten: bool,
    fields: Vec<&'static str>,
    statement: Option<Html>,
    diff: Option<String>,
    /// Set for a run: `IT1 à IT3`.
    folded: bool,
}

/// A scenario and its proofs.
#[derive(Debug, Serialize)]
pub(crate) struct ScenarioView {
    id: String,
    anchor: String,
    title: Html,
    prerequisite: Option<Html>,
    steps: Vec<StepView>,
    proofs: Vec<ProofView>,
    proof_count: usize,
}

#[derive(Debug, Serialize)]
struct StepView {
    text: Html,
    covers: Vec<ItemRef>,
    proofs: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ProofView {
    id: String,
    kinds: String,
    text: Html,
    verification: Option<Html>,
    shared_with: usize,
}

/// A scenario of a lane that covers the item among others.
#[derive(Debug, Serialize)]
pub(crate) struct CrossScenario {
    lane: String,
    scenario: ScenarioView,
}

/// A referential the item cites.
#[derive(Debug, Serialize)]
pub(crate) struct ReferenceUse {
    code: String,
    title: Html,
    href: Option<String>,
    asked: Html,
    applicable: Html,
    latest: Option<Html>,
}

/// Items linked in one way.
#[derive(Debug, Serialize)]
pub(crate) struct LinkGroup {
    label: &'static str,
    items: Vec<ItemRef>,
}

impl ItemView {
    pub(crate) fn new(site: &Site<'_>, entry: &Entry<'_>) -> Self {
        let item = entry.item;
        let id = item.id.as_str();
        let state = site.states.get(entry.state);
        let state_name = state.map_or("", |state| state.name);
        let empty = Vec::new();
        let uses = site.uses.lanes.get(id).unwrap_or(&empty);
        let (home, home_href) = home(site, &item.home);
        Self {
            id: id.to_owned(),
            title: entry.title.clone(),
            home,
            home_href,
            citation: format!("{} v{} ({state_name})", item.id, item.version),
            badges: badges(site, entry),
            banners: banners(site, entry),
            statement: site.text(&item.statement),
            comment: item.comment.as_deref().map(|text| site.text(text)),
            facts: facts(site, item),
            lanes: uses.iter().map(|(lane, application)| lane_use(lane, application)).collect(),
            variants: uses
                .iter()
                .filter_map(|(lane, application)| variant(site, item, lane, application))
                .collect(),
            history: history(site, entry),
            scenarios: item.scenarios.iter().map(|one| scenario(site, one)).collect(),
            cross: cross(site, id),
            references: references(site, item),
            links: links(site, item),
            comments: super::comments::about(site, id),
        }
    }
}

fn home(site: &Site<'_>, home: &Home) -> (Html, String) {
    match home {
        Home::Socle(code) => {
            let title = site
                .corpus()
                .socles
                .iter()
                .find(|socle| socle.code == *code)
                .map_or("", |socle| &socle.title);
            let anchor = urls::anchor(&format!("socle-{code}"));
            (Html::prose(&format!("Socle {code} : {title}")), format!("exigences/index.html#{anchor}"))
        }
        Home::Lane(code) => {
            let title = site.corpus().lane(code).map_or("", |lane| &lane.title);
            (Html::prose(&format!("Couloir {code} : {title}")), urls::lane(code))
        }
    }
}

fn badges(site: &Site<'_>, entry: &Entry<'_>) -> Vec<Badge> {
    let item = entry.item;
    let mut badges = vec![Badge::nature(item.nature), Badge::status(item.status)];
    let last = site.timelines.get(entry.key).and_then(|timeline| {
        let name = site.states.get(entry.state)?.name;
        timeline.entries.iter().find(|one| one.iteration == name)?.change.as_ref()
    });
    if let Some(change) = last.filter(|change| change.evolution != Evolution::Unchanged && item.is_live()) {
        badges.extend(Badge::of_change(change));
    }
    if site.states.get(entry.state).is_some_and(|state| state.draft && site.states.len() > 1) {
        badges.push(Badge::new("brouillon", "Brouillon"));
    }
    badges
}

fn banners(site: &Site<'_>, entry: &Entry<'_>) -> Vec<Banner> {
    let item = entry.item;
    let mut banners = Vec::new();
    let item_links = |ids: &[crate::model::ItemId]| {
        let refs = site.item_refs(ids);
        refs.into_iter()
            .filter_map(|one| Some(BannerLink { label: Html::prose(&one.id), href: one.href? }))
            .collect::<Vec<_>>()
    };
    if item.status == Status::Obsolete {
        let since = item.obsolescence.as_ref().and_then(|obsolescence| obsolescence.since.as_deref());
        let since = since.map_or_else(String::new, |name| format!(" depuis {name}"));
        let links = item_links(&item.replaced_by);
        let text = if links.is_empty() {
            format!("Exigence obsolète{since}. Elle n’est pas remplacée ; cette page reste pour mémoire.")
        } else {
            format!("Exigence obsolète{since}, remplacée par :")
        };
        banners.push(Banner { kind: "alerte", text: Html::prose(&text), links });
    } else if entry.state < site.published {
        let name = site.states.get(entry.state).map_or("", |state| state.name);
        let text = format!(
            "Cette exigence ne figure plus dans le référentiel. Elle est montrée telle qu’elle était en {name}."
        );
        banners.push(Banner {
            kind: "alerte",
            text: Html::prose(&text),
            links: item_links(&item.replaced_by),
        });
    }
    if entry.state > site.published {
        let text = "Brouillon : cette exigence n’est pas encore publiée.";
        banners.push(Banner { kind: "note", text: Html::prose(text), links: Vec::new() });
    }
    banners
}

fn facts(site: &Site<'_>, item: &Requirement) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |label, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(Fact::new(label, value));
        }
    };
    let section = item.section.as_deref().map(|code| {
        let title = site.corpus().section_title(code);
        if title == code { code.to_owned() } else { format!("{title} ({code})") }
    });
    add("Section", section.as_deref());
    add("Bloc", item.block.as_deref());
    add("Fonction", item.function.as_deref());
    add("Profil", Some(&item.profiles.join(", ")));
    add("Condition", item.condition.as_deref());
    add("Criticité", item.criticality.map(|value| value.label()));
    add("Périmètre", item.scope.as_deref());
    add("Vague 1", Some(&item.wave1.join(", ")));
    add("Version", Some(&item.version.to_string()));
    facts
}

fn lane_use(lane: &Lane, application: &Application) -> LaneUse {
    let id = application.id.as_str();
    let published = lane.published_id(id);
    LaneUse {
        code: lane.code.clone(),
        title: Html::prose(&lane.title),
        href: format!("{}#{}", urls::lane(&lane.code), urls::anchor(id)),
        published_id: (application.picked && published != id).then(|| published.to_owned()),
        adapted: application.variant.is_some(),
        profiles: Html::prose(&application.profiles.join(", ")),
    }
}

fn variant(
    site: &Site<'_>,
    item: &Requirement,
    lane: &Lane,
    application: &Application,
) -> Option<VariantView> {
    let variant = application.variant.as_ref()?;
    let fields = &variant.fields;
    let mut facts = Vec::new();
    let mut add = |label, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, &value)));
    add("Titre", fields.title.clone());
    add("Nature", fields.nature.map(|nature| nature.label().to_owned()));
    add("Profil", fields.profiles.as_ref().map(|profiles| profiles.join(", ")));
    add("Condition", fields.condition.clone());
    add("Section", fields.section.as_deref().map(|code| site.corpus().section_title(code).to_owned()));
    add("Bloc", fields.block.clone());
    add("Fonction", fields.function.clone());
    add("Commentaire", fields.comment.clone());
    let dropped: Vec<&str> = variant.without_scenarios.iter().map(|id| id.as_str()).collect();
    let own: Vec<&str> = variant.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
    add("Sans les scénarios", (!dropped.is_empty()).then(|| dropped.join(", ")));
    add("Scénarios propres", (!own.is_empty()).then(|| own.join(", ")));
    let marked = fields.statement.as_deref().map(|statement| site.marks.get(&item.statement, statement));
    Some(VariantView {
        lane: lane.code.clone(),
        anchor: format!("couloir-{}", urls::anchor(&lane.code)),
        cause: cause(site, &variant.cause),
        rewritten: marked.as_ref().is_some_and(|marked| marked.rewritten),
        marks: marked.filter(|marked| !marked.rewritten).map(|marked| marked.html),
        statement: fields.statement.as_deref().map(|text| site.text(text)),
        facts,
    })
}

/// Newest first; iterations without any change fold into one line.
fn history(site: &Site<'_>, entry: &Entry<'_>) -> Vec<Moment> {
    let Some(timeline) = site.timelines.get(entry.key) else { return Vec::new() };
    let mut moments: Vec<Moment> = Vec::new();
    let mut quiet: Vec<&TimelineEntry> = Vec::new();
    for (index, one) in timeline.entries.iter().enumerate() {
        if index > 0 && one.change.as_ref().is_none_or(is_quiet) {
            quiet.push(one);
            continue;
        }
        flush(site, &mut quiet, &mut moments);
        moments.push(moment(site, one, index > 0));
    }
    flush(site, &mut quiet, &mut moments);
    moments.reverse();
    moments
}

fn is_quiet(change: &Change) -> bool {
    change.evolution == Evolution::Unchanged
        && change.status.0 == change.status.1
        && change.attributes.is_empty()
        && change.fields.iter().all(|field| field.typographic)
}

fn flush(site: &Site<'_>, quiet: &mut Vec<&TimelineEntry>, moments: &mut Vec<Moment>) {
    let (Some(first), Some(last)) = (quiet.first(), quiet.last()) else { return };
    let last = match quiet.as_slice() {
        [.., before, end] if end.iteration == DRAFT => before,
        _ => last,
    };
    let label = if first.iteration == last.iteration {
        first.iteration.clone()
    } else {
        format!("{} à {}", first.iteration, last.iteration)
    };
    moments.push(Moment {
        anchor: anchor(site, &last.iteration),
        label,
        date: None,
        badges: vec![Badge::evolution(Evolution::Unchanged)],
        version: None,
        id: None,
        cause: None,
        signals: Vec::new(),
        marks: None,
        rewritten: false,
        fields: Vec::new(),
        statement: None,
        diff: None,
        folded: true,
    });
    quiet.clear();
}

fn anchor(site: &Site<'_>, iteration: &str) -> String {
    let slug = site.state_named(iteration).map_or_else(|| urls::slug(iteration), |state| state.slug.clone());
    slug.to_ascii_lowercase()
}

fn moment(site: &Site<'_>, one: &TimelineEntry, born: bool) -> Moment {
    let change = one.change.as_ref();
    let mut badges = match change {
        Some(change) => Badge::of_change(change),
        None => vec![Badge::evolution(Evolution::New)],
    };
    if let Some(change) = change
        && let (Some(before), Some(after)) = change.status
        && before != after
    {
        badges.push(Badge::status(after));
    }
    let statement = change.and_then(|change| {
        change.fields.iter().find(|field| field.field == crate::model::Field::Statement && !field.typographic)
    });
    let marked = statement.and_then(|field| site.marks.of_field(field));
    let mut fields: Vec<&'static str> = change
        .map(|change| {
            change.fields.iter().filter(|field| !field.typographic).map(|field| field.field.label()).collect()
        })
        .unwrap_or_default();
    fields.dedup();
    let gone = one.presence == Presence::Obsolete;
    Moment {
        anchor: anchor(site, &one.iteration),
        label: one.iteration.clone(),
        date: one.date.as_deref().map(typography::time),
        badges,
        version: (!gone).then_some(one.version),
        id: renamed(change),
        cause: change.and_then(|change| change.cause.as_ref()).and_then(|clause| cause(site, clause)),
        signals: change
            .map(|change| change.signals.iter().map(|signal| Html::prose(&signal.text)).collect())
            .unwrap_or_default(),
        rewritten: marked.as_ref().is_some_and(|marked| marked.rewritten),
        marks: marked.filter(|marked| !marked.rewritten).map(|marked| marked.html),
        fields: if born { fields } else { Vec::new() },
        statement: (!gone && !one.statement.is_empty()).then(|| site.text(&one.statement)),
        diff: change.filter(|_| born).and_then(|change| diff_link(site, one, change)),
        folded: false,
    }
}

fn renamed(change: Option<&Change>) -> Option<String> {
    change?.attributes.iter().find_map(|attribute| match attribute {
        crate::history::Attribute::Renamed(former) => Some(former.to_string()),
        _ => None,
    })
}

fn diff_link(site: &Site<'_>, one: &TimelineEntry, change: &Change) -> Option<String> {
    let to = site.states.iter().position(|state| state.name == one.iteration)?;
    let pair = site.pair_to(to)?;
    let (from, to) = (site.states.get(pair.from)?, site.states.get(pair.to)?);
    pair.all.changes.iter().any(|other| other.key == change.key).then(|| {
        format!("{}#{}", urls::diff(None, &from.slug, &to.slug, "html"), urls::anchor(change.id.as_str()))
    })
}

/// A scenario, ready.
pub(crate) fn scenario(site: &Site<'_>, scenario: &Scenario) -> ScenarioView {
    let proof = |proof: &Proof| ProofView {
        id: proof.id.to_string(),
        kinds: proof.kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(" ou "),
        text: if proof.text.is_empty() { Html::prose("") } else { site.text(&proof.text) },
        verification: proof.verification.as_ref().map(|points| site.text(&points.0)),
        shared_with: site.uses.proofs.get(proof.id.as_str()).map_or(0, |items| items.len().saturating_sub(1)),
    };
    let proofs: Vec<ProofView> = scenario.all_proofs().map(proof).collect();
    ScenarioView {
        id: scenario.id.to_string(),
        anchor: urls::anchor(scenario.id.as_str()),
        title: Html::prose(&scenario.title),
        prerequisite: (!scenario.prerequisite.is_empty()).then(|| site.text(&scenario.prerequisite)),
        steps: scenario
            .steps
            .iter()
            .map(|step| StepView {
                text: site.text(&step.text),
                covers: site.item_refs(&step.covers),
                proofs: step.proofs.iter().map(|proof| proof.id.to_string()).collect(),
            })
            .collect(),
        proof_count: proofs.len(),
        proofs,
    }
}

fn cross(site: &Site<'_>, id: &str) -> Vec<CrossScenario> {
    let found = site.uses.scenarios.get(id).map(Vec::as_slice).unwrap_or_default();
    found
        .iter()
        .map(|(lane, one)| CrossScenario { lane: lane.clone(), scenario: scenario(site, one) })
        .collect()
}

fn references(site: &Site<'_>, item: &Requirement) -> Vec<ReferenceUse> {
    let register = site.corpus();
    let lanes: Vec<&str> = site
        .uses
        .lanes
        .get(item.id.as_str())
        .map(|uses| uses.iter().map(|(lane, _)| lane.code.as_str()).collect())
        .unwrap_or_default();
    item.references
        .iter()
        .map(|link| {
            let reference = register.reference(&link.code);
            let asked = match &link.bound {
                None => "version applicable au couloir".to_owned(),
                Some(VersionBound::Exactly(version)) => version.clone(),
                Some(VersionBound::AtLeast(version)) => format!("{version} ou ultérieure"),
            };
            let applicable = reference.map_or_else(String::new, |reference| {
                let mut versions: Vec<&str> =
                    lanes.iter().flat_map(|lane| reference.applicable(lane)).map(String::as_str).collect();
                versions.sort_by(|a, b| crate::model::natural_order(a, b));
                versions.dedup();
                versions.join(", ")
            });
            ReferenceUse {
                code: link.code.clone(),
                title: Html::prose(reference.map_or("absent du registre", |reference| &reference.title)),
                href: reference.map(|_| urls::reference(&link.code)),
                asked: Html::prose(&asked),
                applicable: Html::prose(&applicable),
                latest: reference.and_then(latest),
            }
        })
        .collect()
}

/// The last version known and how far its publication went.
fn latest(reference: &crate::model::ExternalReference) -> Option<Html> {
    let version = reference.versions.last()?;
    let milestone = version.milestones.last();
    let state = milestone.map(|milestone| {
        let when = match &milestone.date {
            Some(MilestoneDate::On(day)) => format!(" le {}", typography::long_date(day)),
            Some(MilestoneDate::Promise { text, .. }) => format!(", annoncée : {text}"),
            None => String::new(),
        };
        format!(" ({}{when})", milestone.status.label().to_lowercase())
    });
    Some(Html::prose(&format!("{}{}", version.name, state.unwrap_or_default())))
}

fn links(site: &Site<'_>, item: &Requirement) -> Vec<LinkGroup> {
    let id = item.id.as_str();
    let needs: Vec<&crate::model::ItemId> = item.depends.iter().map(|link| &link.id).collect();
    let needed_by = site.uses.needed_by.get(id).cloned().unwrap_or_default();
    let successors = site.uses.successors.get(id).cloned().unwrap_or_default();
    let successors: Vec<_> = successors.into_iter().filter(|one| !item.replaced_by.contains(one)).collect();
    let groups = [
        ("Dépend de", needs),
        ("Nécessaire à", needed_by),
        ("Remplacée par", item.replaced_by.iter().collect()),
        ("A donné", successors),
        ("Issue de", item.derived_from.iter().collect()),
        ("Réunit", item.merges.iter().collect()),
        ("S’appelait", item.formerly.iter().collect()),
    ];
    groups
        .into_iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(label, ids)| LinkGroup { label, items: site.item_refs(ids) })
        .collect()
}

/// Address and label of a lane, for a list of lanes.
pub(crate) fn lane_link(code: &str) -> Link {
    Link::new(code, urls::lane(code))
}
