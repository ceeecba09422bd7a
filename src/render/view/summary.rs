//! A comparison in a few numbers: groups, tiles, matrix, what to remember.

use serde::Serialize;

use super::Badge;
use crate::conformity::EffectTally;
use crate::history::{Change, Diff, Evolution, Tally};
use crate::model::{Nature, Reach};
use crate::render::site::State;
use crate::render::typography::{self, Html, count, number};

/// Sentences of a summary, at most.
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
            Group::Moved => "Déplacées",
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

/// At most five sentences: what to do, what to withdraw, what hardened, what to know.
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
    } else if tally.after > 0 {
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
    let gained = diff.changes.iter().filter(|change| becomes_validated(change)).count();
    if gained > 0 {
        lines.push(format!("{} désormais validée{}.", count(gained, "exigence"), plural(gained)));
    }
    lines.extend(answers(tally.before, given));
    let unexplained = unexplained(diff);
    if draft && unexplained > 0 && lines.len() < TAKEAWAYS {
        lines.push(format!("{} sans motif.", count(unexplained, "modification")));
    }
    lines
}

/// What becomes of the answers vendors gave before; `None` when there was nothing to answer, or nothing moved.
fn answers(before: usize, given: EffectTally) -> Option<String> {
    let EffectTally { kept, confirm, review, archived, taken_over, new: _ } = given;
    if before == 0 || archived + confirm + review == 0 {
        return None;
    }
    let parts: Vec<String> = [
        (kept, if kept > 1 { "restent à jour" } else { "reste à jour" }),
        (confirm, "à confirmer"),
        (review, "à revoir"),
        (archived, if archived > 1 { "archivées" } else { "archivée" }),
    ]
    .into_iter()
    .filter(|(value, _)| *value > 0)
    .map(|(value, words)| format!("{} {words}", number(value)))
    .collect();
    let end = match taken_over {
        0 => String::new(),
        all if all == archived => format!(", reprise{} par d’autres exigences", plural(all)),
        some => format!(", dont {} reprise{} par d’autres exigences", number(some), plural(some)),
    };
    Some(format!("Réponses déjà données : {}{end}.", super::enumeration(&parts)))
}

/// What is said of a modification without a motive.
pub(crate) const NO_MOTIVE: &str = "Sans motif";

/// Whether nobody said why an item is modified.
pub(crate) fn is_silent(change: &Change) -> bool {
    change.evolution == Evolution::Modified && change.cause.is_none()
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

fn becomes_validated(change: &Change) -> bool {
    use crate::model::Status::Validated;
    change.status.1 == Some(Validated) && change.status.0.is_some_and(|before| before != Validated)
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
    if tally.withdrawn > 0 {
        tiles.push(tile("obsolete", "Retirées du couloir", tally.withdrawn, Group::Obsolete));
    }
