//! A comparison in a few numbers: groups, tiles, matrix, what to remember.

use serde::Serialize;

use super::Badge;
use crate::conformity::EffectTally;
use crate::history::{Attribute, Change, Diff, Evolution, Tally};
use crate::model::{Nature, Reach, Status};
use crate::render::site::State;
use crate::render::typography::{self, Html, count, number};

/// Sentences of a summary, at most, before what is only worth saying of a short one.
const TAKEAWAYS: usize = 5;

/// Group of changes in a report, in the order of what they ask of a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Substance,
    New,
    Reinstated,
    Obsolete,
    Proofs,
    Reference,
    Moved,
    StatusOnly,
    Wording,
    Rest,
}

impl Group {
    /// Every group, in order.
    pub(crate) const ALL: [Group; 10] = [
        Group::Substance,
        Group::New,
        Group::Reinstated,
        Group::Obsolete,
        Group::Proofs,
        Group::Reference,
        Group::Moved,
        Group::StatusOnly,
        Group::Wording,
        Group::Rest,
    ];

    /// The group of a change; `None` when only typography differs.
    pub(crate) fn of(change: &Change) -> Option<Self> {
        Some(match change.evolution {
            Evolution::New => Group::New,
            Evolution::Reinstated => Group::Reinstated,
            Evolution::Obsolete => Group::Obsolete,
            Evolution::Modified => match change.reach {
                Some(Reach::Proofs) => Group::Proofs,
                Some(Reach::Reference) => Group::Reference,
                Some(Reach::Wording) => Group::Wording,
                Some(Reach::Substance) | None => Group::Substance,
            },
            Evolution::Unchanged if !change.attributes.is_empty() => Group::Moved,
            Evolution::Unchanged if change.is_status_only() => Group::StatusOnly,
            Evolution::Unchanged if change.fields.iter().all(|field| field.typographic) => return None,
            Evolution::Unchanged => Group::Rest,
        })
    }

    /// Anchor of the group in a page.
    pub(crate) fn anchor(self) -> &'static str {
        match self {
            Group::Substance => "fond",
            Group::New => "nouvelles",
            Group::Reinstated => "reintroduites",
            Group::Obsolete => "obsoletes",
            Group::Proofs => "preuves",
            Group::Reference => "references",
            Group::Moved => "renommees",
            Group::StatusOnly => "statuts",
            Group::Wording => "redactionnelles",
            Group::Rest => "autres",
        }
    }

    /// A word for the head of a column.
    pub(crate) fn short(self) -> &'static str {
        match self {
            Group::Substance => "Fond",
            Group::New => "Nouvelles",
            Group::Reinstated => "Réintro\u{ad}duites",
            Group::Obsolete => "Obsolètes, retirées",
            Group::Proofs => "Preuves",
            Group::Reference => "Références",
            Group::Moved => "Renommées, déplacées…",
            Group::StatusOnly => "Statut",
            Group::Wording => "Rédaction\u{ad}nelles",
            Group::Rest => "Autres",
        }
    }

    /// Title of the group.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Group::Substance => "Modifiées sur le fond",
            Group::New => "Nouvelles",
            Group::Reinstated => "Réintroduites",
            Group::Obsolete => "Obsolètes ou retirées",
            Group::Proofs => "Preuves ou points de vérification seuls",
            Group::Reference => "Références seules",
            Group::Moved => "Renommées, déplacées, scindées, fusionnées",
            Group::StatusOnly => "Statut seul",
            Group::Wording => "Rédactionnelles",
            Group::Rest => "Autres champs, sans effet sur le sens",
        }
    }
}

/// A number of the summary.
#[derive(Debug, Serialize)]
pub(crate) struct Tile {
    badge: Badge,
    count: usize,
    href: Option<String>,
    /// Whether the address is an anchor of the page itself.
    local: bool,
}

/// How many more items are validated.
pub(crate) fn validated_gain(tally: &Tally) -> i64 {
    signed(tally.validated_after) - signed(tally.validated_before)
}

fn signed(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// `179 − 12 obsolètes + 9 nouvelles = 176 exigences`.
pub(crate) fn equation(tally: &Tally) -> Html {
    Html::prose(&equation_text(tally))
}

fn equation_text(tally: &Tally) -> String {
    if tally.obsolete + tally.new + tally.reinstated == 0 {
        return format!("{}, aucune ajoutée ni retirée", count(tally.after, "exigence"));
    }
    let mut text = number(tally.before);
    for gone in gone(tally) {
        text.push_str(&format!(" − {gone}"));
    }
    if tally.new > 0 {
        text.push_str(&format!(" + {}", count(tally.new, "nouvelle")));
    }
    if tally.reinstated > 0 {
        text.push_str(&format!(" + {}", count(tally.reinstated, "réintroduite")));
    }
    text.push_str(&format!(" = {}", count(tally.after, "exigence")));
    text
}

/// What is no longer asked: `5 obsolètes`, `1 retirée du couloir`.
pub(crate) fn gone(tally: &Tally) -> Vec<String> {
    gone_as(tally, "")
}

/// The same, the first of which says what is counted: `5 exigences obsolètes`.
fn gone_items(tally: &Tally) -> Vec<String> {
    gone_as(tally, "exigence")
}

fn gone_as(tally: &Tally, noun: &str) -> Vec<String> {
    let kinds = [(tally.retired(), "obsolète", ""), (tally.withdrawn, "retirée", " du couloir")];
    let mut words = Vec::new();
    for (value, word, end) in kinds.into_iter().filter(|(value, ..)| *value > 0) {
        let end = format!("{word}{}{end}", plural(value));
        words.push(match words.is_empty() && !noun.is_empty() {
            true => format!("{} {end}", count(value, noun)),
            false => format!("{}\u{a0}{end}", number(value)),
        });
    }
    words
}

/// The equation and what to remember, as plain lines.
pub(crate) fn diff_summary(diff: &Diff, answers: EffectTally) -> Vec<String> {
    let tally = &diff.tally;
    let mut lines = vec![format!(
        "{}, dont {} ({})",
        equation_text(tally),
        count(tally.validated_after, "validée"),
        typography::signed(validated_gain(tally)),
    )];
    lines.extend(takeaway_lines(diff, answers, diff.to.date.is_none()));
    lines
}

/// A few sentences: what to do, what to withdraw, what hardened, what to know.
pub(crate) fn takeaways(diff: &Diff, answers: EffectTally, to: &State<'_>) -> Vec<Html> {
    takeaway_lines(diff, answers, to.draft).iter().map(|line| Html::prose(line)).collect()
}

fn takeaway_lines(diff: &Diff, given: EffectTally, draft: bool) -> Vec<String> {
    let tally = &diff.tally;
    let mut lines = Vec::new();
    let actions = tally.new + tally.reinstated + tally.substance + tally.proofs + tally.reference;
    let parts: Vec<String> = [
        (tally.new, "nouvelle", "nouvelles"),
        (tally.reinstated, "réintroduite", "réintroduites"),
        (tally.substance, "modifiée sur le fond", "modifiées sur le fond"),
        (tally.proofs, "dont seules les preuves changent", "dont seules les preuves changent"),
        (tally.reference, "dont seule la référence change", "dont seules les références changent"),
    ]
    .into_iter()
    .filter(|(value, _, _)| *value > 0)
    .map(|(value, one, many)| format!("{} {}", number(value), if value > 1 { many } else { one }))
    .collect();
    if actions > 0 {
        let verb = if actions > 1 { "demandent" } else { "demande" };
        let on = count(tally.after, "exigence");
        lines.push(format!(
            "{} sur {on} {verb} une action : {}.",
            number(actions),
            super::enumeration(&parts)
        ));
    } else if tally.after > 0 && given.review + given.confirm == 0 {
        lines.push("Aucune exigence ne demande d’action.".to_owned());
    }
    if tally.obsolete > 0 {
        let verb = if tally.obsolete > 1 { "sont" } else { "est" };
        lines.push(format!("{} {verb} à sortir de votre dossier.", super::enumeration(&gone_items(tally))));
    }
    let natures = |before, after| {
        diff.changes.iter().filter(|change| change.nature == (Some(before), Some(after))).count()
    };
    let hardened = natures(Nature::Recommended, Nature::Mandatory);
    let softened = natures(Nature::Mandatory, Nature::Recommended);
    let turned = |value: usize, word: &str| {
        (value > 0).then(|| format!("{} devenue{} {word}{}", number(value), plural(value), plural(value)))
    };
    let turned: Vec<String> =
        [turned(hardened, "obligatoire"), turned(softened, "préconisée")].into_iter().flatten().collect();
    if !turned.is_empty() {
        lines.push(format!("Nature : {}.", super::enumeration(&turned)));
    }
    lines.extend(validation(diff));
    lines.extend(answers(given));
    lines.extend(shared(given));
    let unexplained = unexplained(diff);
    if draft && unexplained > 0 && lines.len() < TAKEAWAYS {
        lines.push(format!("{} sans motif.", count(unexplained, "modification")));
    }
    lines
}

/// What becomes of the answers vendors gave before, one to each requirement; `None` when there was none, or nothing moved.
fn answers(given: EffectTally) -> Option<String> {
    let EffectTally { kept, confirm, review, archived, .. } = given;
    if archived + confirm + review == 0 {
        return None;
    }
    let parts: Vec<String> = [
        (kept, "reste à jour", "restent à jour"),
        (confirm, "est à confirmer", "sont à confirmer"),
        (review, "est à revoir", "sont à revoir"),
        (archived, "est archivée", "sont archivées"),
    ]
    .into_iter()
    .filter(|(value, ..)| *value > 0)
    .map(|(value, one, many)| format!("{} {}", number(value), if value > 1 { many } else { one }))
    .collect();
    Some(format!(
        "Réponses déjà données : sur {}, {}{}.",
        number(given.given()),
        super::enumeration(&parts),
        taken_over(given)
    ))
}

/// What a scenario of several requirements does to those that do not change.
fn shared(given: EffectTally) -> Option<String> {
    let EffectTally { touched, touched_to_see, .. } = given;
    let (touches, share) = if touched > 1 {
        ("inchangées partagent", "leurs réponses")
    } else {
        ("inchangée partage", "sa réponse")
    };
    let stand = match touched_to_see {
        0 if touched > 1 => format!("{share} restent à jour"),
        0 => format!("{share} reste à jour"),
        1 => "1 est à revoir".to_owned(),
        some => format!("{} sont à revoir", number(some)),
    };
    (touched > 0).then(|| {
        format!("{} {touches} un scénario transverse qui change : {stand}.", count(touched, "exigence"))
    })
}

/// Who takes archived answers over.
fn taken_over(given: EffectTally) -> String {
    let EffectTally { taken_over, successors, archived, .. } = given;
    let by = if successors > 1 { "autres exigences" } else { "autre exigence" };
    let told = format!("reprise{} par {} {by}, à revoir", plural(taken_over), number(successors));
    match taken_over {
        0 => String::new(),
        all if all == archived => format!(" ({told})"),
        some => format!(" (dont {} {told})", number(some)),
    }
}

/// What the requirements that come have for an answer; `None` when none comes.
fn awaited(given: EffectTally) -> Option<String> {
    let EffectTally { new, inherited, .. } = given;
    let parts: Vec<String> = [
        (new, "à traiter", "à traiter"),
        (inherited, "qui reprend une réponse archivée", "qui reprennent des réponses archivées"),
    ]
    .into_iter()
    .filter(|(value, ..)| *value > 0)
    .map(|(value, one, many)| format!("{} {}", number(value), if value > 1 { many } else { one }))
    .collect();
    (!parts.is_empty()).then(|| {
        let came = count(new + inherited, "exigence");
        let verb = if new + inherited > 1 { "S’y ajoutent" } else { "S’y ajoute" };
        format!("{verb} {came} : {}.", super::enumeration(&parts))
    })
}

/// What becomes of every answer, in whole sentences.
pub(crate) fn effect(given: EffectTally) -> Html {
    let none = || "Cette itération n’invalide aucune réponse déjà donnée.".to_owned();
    let lines = [answers(given).or_else(|| (given.given() > 0).then(none)), awaited(given)];
    Html::prose(&lines.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// What is said of a modification without a motive.
pub(crate) const NO_MOTIVE: &str = "Sans motif";

/// Whether nobody said why an item is modified: the comments it answers say who asked, not why.
pub(crate) fn is_silent(change: &Change) -> bool {
    change.evolution == Evolution::Modified && change.reason().is_none()
}

/// Whether an item comes or goes without a motive, a comment or a lineage to explain it: nobody has to give one, and a
/// reader may want to know.
pub(crate) fn is_undeclared(change: &Change) -> bool {
    let comes_or_goes =
        matches!(change.evolution, Evolution::New | Evolution::Reinstated | Evolution::Obsolete);
    let derived = |one: &Attribute| matches!(one, Attribute::SplitFrom(_) | Attribute::MergedFrom(_));
    comes_or_goes
        && change.reason().is_none()
        && change.comments.is_empty()
        && !change.attributes.iter().any(derived)
}

/// Modifications whose author did not say why.
pub(crate) fn unexplained(diff: &Diff) -> usize {
    diff.changes.iter().filter(|change| is_silent(change)).count()
}

/// Whether a vendor must now do what it was not obliged to do: the item comes, or comes back, as an obligation, or stops
/// being a recommendation.
pub(crate) fn is_new_obligation(change: &Change) -> bool {
    match change.evolution {
        Evolution::New | Evolution::Reinstated => change.nature.1 == Some(Nature::Mandatory),
        Evolution::Modified | Evolution::Unchanged => {
            change.nature == (Some(Nature::Recommended), Some(Nature::Mandatory))
        }
        Evolution::Obsolete => false,
    }
}

fn plural(value: usize) -> &'static str {
    if value > 1 { "s" } else { "" }
}

/// What is validated from now on and what no longer is: the difference of both numbers is the gain that is shown.
fn validation(diff: &Diff) -> Option<String> {
    let moved = |ways: [bool; 2]| diff.changes.iter().filter(|change| validated(change) == ways).count();
    let (gained, lost) = (moved([false, true]), moved([true, false]));
    let gain = format!("{} désormais validée{}", count(gained, "exigence"), plural(gained));
    match (gained, lost) {
        (0, 0) => None,
        (_, 0) => Some(format!("{gain}.")),
        (0, 1) => Some("1 exigence n’est plus validée ou n’est plus demandée.".to_owned()),
        (0, _) => {
            Some(format!("{} ne sont plus validées ou ne sont plus demandées.", count(lost, "exigence")))
        }
        (_, 1) => Some(format!("{gain}, 1 ne l’est plus ou n’est plus demandée.")),
        _ => Some(format!("{gain}, {} ne le sont plus ou ne sont plus demandées.", number(lost))),
    }
}

/// Whether an item is asked and validated, before and after.
fn validated(change: &Change) -> [bool; 2] {
    let asked_before = !matches!(change.evolution, Evolution::New | Evolution::Reinstated);
    let asked_after = change.evolution != Evolution::Obsolete;
    let is_validated = |status| status == Some(Status::Validated);
    [asked_before && is_validated(change.status.0), asked_after && is_validated(change.status.1)]
}

/// The numbers of a comparison, each linked to its group in the page at `page`.
pub(crate) fn tiles(diff: &Diff, page: &str) -> Vec<Tile> {
    let tally = &diff.tally;
    let tile = |kind: &'static str, text: &str, count: usize, group: Group| Tile {
        badge: Badge::new(kind, text),
        count,
        href: (count > 0).then(|| format!("{page}#{}", group.anchor())),
        local: page.is_empty(),
    };
    let mut tiles = vec![
        tile("nouvelle", "Nouvelles", tally.new, Group::New),
        tile("fond", "Modifiées, fond", tally.substance, Group::Substance),
        tile("preuves", "Preuves seules", tally.proofs, Group::Proofs),
        tile("reference", "Références seules", tally.reference, Group::Reference),
        tile("redactionnelle", "Rédaction\u{ad}nelles", tally.wording, Group::Wording),
        tile("obsolete", "Obsolètes", tally.retired(), Group::Obsolete),
    ];
    if tally.withdrawn > 0 {
        tiles.push(tile("obsolete", "Retirées du couloir", tally.withdrawn, Group::Obsolete));
    }
    if tally.reinstated > 0 {
        tiles.insert(1, tile("reintroduite", "Réintroduites", tally.reinstated, Group::Reinstated));
    }
    tiles.push(Tile {
        badge: Badge::new("inchangee", "Inchangées"),
        count: tally.unchanged,
        href: (tally.unchanged > 0).then(|| format!("{page}#inchangees")),
        local: page.is_empty(),
    });
    tiles
}
