//! A comparison as prose for minutes and mails: « … » est remplacé par : « … » (C-0412). Markdown, one paragraph an item.

use std::sync::Arc;

use super::compared::{self, Compared, Shown};
use super::marks::{Marks, is_text};
use super::md::{quote, quoted, verbatim, words};
use super::names::{capital, of};
use super::typography::{count, long_date};
use super::view::{Group, diff_summary};
use crate::history::wording::{BlockDiff, Tag, TextDiff, Token, compare, tokenise};
use crate::history::{Change, Endpoint, Evolution, FieldChange, events};
use crate::model::{Field, ItemId, Reach, Vocabulary as _};

/// Unchanged items named one by one; beyond, only their number is given.
const LISTED: usize = 1_000;
/// Words shown on each side of a place that changed.
const CONTEXT: usize = 3;

/// The Markdown of a comparison.
pub fn to_md(compared: &Compared<'_>) -> String {
    write(compared, &|before, after| Arc::new(Told::of(before, after, &compare(before, after))))
}

/// The same, with comparisons already made: the twin of a page.
pub(crate) fn twin(compared: &Compared<'_>, marks: &Marks) -> String {
    write(compared, &|before, after| marks.get(before, after).told)
}

/// Where the words between two texts come from.
type Tell<'t> = &'t dyn Fn(&str, &str) -> Arc<Told>;

/// What changed between two texts, in words.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Sentences that follow each other in a paragraph.
    sentences: Vec<String>,
    /// Both texts, when there are no words for it.
    quotes: Option<(String, String)>,
}

impl Told {
    /// Tells a comparison.
    pub(crate) fn of(before: &str, after: &str, diff: &TextDiff) -> Self {
        if diff.is_rewritten() {
            let rewritten = format!("texte réécrit ({}\u{a0}% de mots communs)", diff.percent());
            return Self { sentences: vec![rewritten], quotes: Some((quote(before), quote(after))) };
        }
        let mut sentences: Vec<String> = diff.blocks.iter().flat_map(block).collect();
        let another = |block: &BlockDiff| block.restructured || block.former_kind.is_some();
        if diff.blocks.iter().any(another) {
            sentences.push("le texte est découpé autrement (paragraphes, listes)".to_owned());
        }
        if sentences.is_empty() {
            sentences.push("la mise en forme change".to_owned());
        }
        Self { sentences, quotes: None }
    }
}

/// The sentences of one block.
fn block(block: &BlockDiff) -> Vec<String> {
    let mut told = Vec::new();
    match (&block.before, &block.after) {
        (Some(before), None) => return vec![format!("{} est supprimé", quoted(before))],
        (None, Some(after)) => return vec![format!("{} est ajouté", quoted(after))],
        (Some(before), Some(after)) if block.rewritten => return vec![replaced(before, after)],
        _ => {}
    }
    if block.moved {
        told.push(format!("{} est déplacé", quoted(block.after.as_deref().unwrap_or_default())));
    }
    let mut ops = block.ops.as_slice();
    let mut left = "";
    while let Some(first) = ops.first() {
        if first.tag == Tag::Equal {
            left = &first.text;
            ops = ops.get(1..).unwrap_or_default();
            continue;
        }
        let end = ops.iter().position(|op| op.tag == Tag::Equal).unwrap_or(ops.len());
        let (hunk, rest) = ops.split_at(end);
        let right = rest.first().map_or("", |op| op.text.as_str());
        let side =
            |tag| hunk.iter().filter(|op| op.tag == tag).map(|op| op.text.as_str()).collect::<String>();
        told.push(place(left, &side(Tag::Delete), &side(Tag::Insert), right));
        ops = rest;
    }
    told
}

/// One place that changed, between what stands on its left and on its right.
fn place(left: &str, gone: &str, come: &str, right: &str) -> String {
    let (before, after) = (tail(left), head(right));
    let at = || match before.trim() {
        "" => "au début".to_owned(),
        words => format!("après {}", quoted(words)),
    };
    match (gone.trim(), come.trim()) {
        ("", come) => format!("{} est ajouté {}", quoted(come), at()),
        (gone, "") => format!("{} est supprimé {}", quoted(gone), at()),
        _ => {
            let cut = |more: bool| if more { "… " } else { "" };
            let (open, close) = (cut(before.len() < left.len()), cut(after.len() < right.len()));
            let side = |middle: &str| format!("{open}{before}{middle}{after} {}", close.trim());
            replaced(&side(gone), &side(come))
        }
    }
}

fn replaced(before: &str, after: &str) -> String {
    format!("{} est remplacé par\u{a0}: {}", quoted(before), quoted(after))
}

/// The last words of a text.
fn tail(text: &str) -> &str {
    let tokens = tokenise(text);
    let word = tokens.iter().rev().filter(|token| token.is_word()).nth(CONTEXT - 1);
    text.get(word.map_or(0, |token| token.start)..).unwrap_or(text)
}

/// The first words of a text.
fn head(text: &str) -> &str {
    let tokens = tokenise(text);
    // An article elided before a vowel does not end a quotation.
    let whole = |token: &&Token| token.is_word() && !token.text(text).ends_with(['\'', '’']);
    let word = tokens.iter().filter(whole).nth(CONTEXT - 1);
    text.get(..word.map_or(text.len(), |token| token.end)).unwrap_or(text)
}

fn write(compared: &Compared<'_>, tell: Tell<'_>) -> String {
    let mut writer = Writer { out: String::new(), compared, tell };
    writer.header();
    for (group, changes) in compared.groups() {
        writer.group(group, &changes);
    }
    writer.lineage();
    writer.scenarios();
    writer.lane_only();
    writer.register();
    writer.passages();
    writer.comments();
    writer.divergences();
    writer.unchanged();
    writer.out
}

struct Writer<'c, 'a> {
    out: String,
    compared: &'c Compared<'a>,
    tell: Tell<'c>,
}

impl Writer<'_, '_> {
    fn heading(&mut self, title: &str) {
        self.out.push_str(&format!("\n## {title}\n"));
    }

    fn header(&mut self) {
        let diff = self.compared.diff;
        let scope = match &diff.lane {
            Some(lane) => format!("couloir {}", verbatim(lane)),
            None => "tous les couloirs".to_owned(),
        };
        let (from, to) = (verbatim(&diff.from.name), verbatim(&diff.to.name));
        self.out.push_str(&format!("# Ce qui change {} à {to}, {scope}\n\n", of(&from)));
        self.out.push_str(&format!("{} à {}.\n", capital(&of(&side(&diff.from))), side(&diff.to)));
        if diff.is_empty() {
            let compared = count(diff.tally.after, "exigence");
            self.out.push_str(&format!("\nAucune différence ({compared}).\n"));
            return;
        }
        self.heading("À retenir");
        let mut lines = diff_summary(diff, self.compared.effects().tally()).into_iter();
        if let Some(equation) = lines.next() {
            self.out.push_str(&format!("\n**{}.**\n", words(&equation)));
        }
        self.out.push('\n');
        for line in lines {
            self.out.push_str(&format!("- {}\n", words(&line)));
        }
    }

    fn group(&mut self, group: Group, changes: &[&Change]) {
        // Names and places are told in a table of their own; what else differs is told here.
        let told = |change: &&&Change| {
            let beside = |field: &Field| matches!(field, Field::Section | Field::Block | Field::Function);
            let mut fields = change.fields.iter().filter(|field| !field.typographic);
            group != Group::Moved || fields.any(|field| !beside(&field.field))
        };
        let changes: Vec<&&Change> = changes.iter().filter(told).collect();
        if changes.is_empty() {
            return;
        }
        let title = match group {
            Group::Moved => "Renommées ou déplacées, autres champs",
            other => other.title(),
        };
        self.heading(&format!("{title} ({})", changes.len()));
        for change in changes {
            let lane = self.compared.diff.lane.as_deref();
            self.item(change, lane, None);
        }
    }

    /// The paragraph of an item, then the texts that sentences cannot tell.
    fn item(&mut self, change: &Change, lane: Option<&str>, own: Option<&str>) {
        let mut quotes = String::new();
        let title =
            if change.title.is_empty() { String::new() } else { format!(" — {}", words(&change.title)) };
        let mut sentences = Vec::new();
        if let Some(lane) = own {
            let reach = change.reach.map(|reach| format!(", {}", reach.label().to_lowercase()));
            // An attribute says that the lane withdraws it.
            let what = match change.is_withdrawn() {
                true => String::new(),
                false => format!("\u{a0}: {}", change.evolution.label().to_lowercase()),
            };
            sentences.push(format!("couloir {}{what}{}", verbatim(lane), reach.unwrap_or_default()));
        } else if lane.is_none() && !change.lanes.is_empty() {
            sentences.push(format!("couloirs {}", verbatim(&change.lanes.join(", "))));
        }
        sentences.extend(change.attributes.iter().map(|one| verbatim(&compared::attribute(one))));
        sentences.extend(facets(change));
        if change.is_contradicted() {
            let claimed = change.claimed.map_or("", Reach::label).to_lowercase();
            sentences
                .push(format!("la portée déclarée ({claimed}) est plus faible que ce que montre le texte"));
        }
        let signals: Vec<String> = change.signals.iter().map(|signal| words(&signal.text)).collect();
        if !signals.is_empty() {
            sentences.push(format!("signal normatif\u{a0}: {}", signals.join("\u{202f}; ")));
        }
        let compared = self.compared;
        for field in compared.fields(change, lane.or(own)).iter().filter(|field| !field.typographic) {
            self.field(field, &mut sentences, &mut quotes);
        }
        let mut paragraph = format!("\n**{}**{title}.", verbatim(change.id.as_str()));
        for sentence in sentences {
            paragraph.push(' ');
            paragraph.push_str(&ended(&capital(&sentence)));
        }
        paragraph.push_str(&cause(change));
        self.out.push_str(&paragraph);
        self.out.push('\n');
        self.out.push_str(&quotes);
    }

    fn field(&self, shown: &Shown<'_>, sentences: &mut Vec<String>, quotes: &mut String) {
        let of = shown.of.map(|id| format!(" {}", verbatim(id.as_str()))).unwrap_or_default();
        let lead = match shown.field {
            Field::Statement => String::new(),
            field => format!("{}{of}\u{a0}: ", field.label()),
        };
        match (shown.before.as_deref(), shown.after.as_deref()) {
            (Some(before), Some(after)) if is_text(shown.field) => {
                let told = (self.tell)(before, after);
                sentences.push(format!("{lead}{}", told.sentences.join("\u{202f}; ")));
                if let Some((before, after)) = &told.quotes {
                    let label = format!("{}{of}", shown.field.label());
                    quotes.push_str(&format!(
                        "\n{label}, avant\u{a0}:\n\n{before}\n{label}, après\u{a0}:\n\n{after}"
                    ));
                }
            }
            (Some(before), Some(after)) => {
                sentences.push(format!("{lead}{} → {}", words(before), words(after)))
            }
            (None, Some(after)) if shown.field == Field::Statement => {
                quotes.push_str(&format!("\n{}", quote(after)));
            }
            (Some(before), None) if shown.field == Field::Statement => {
                quotes.push_str(&format!("\nDernier énoncé\u{a0}:\n\n{}", quote(before)));
            }
            (None, Some(text)) | (Some(text), None) => {
                let (verb, noun) =
                    if shown.after.is_some() { ("ajouté", "ajout") } else { ("supprimé", "suppression") };
                if text.trim().contains('\n') {
                    sentences.push(format!("{lead}{noun}"));
                    quotes.push_str(&format!(
                        "\n{}{of}, {noun}\u{a0}:\n\n{}",
                        shown.field.label(),
                        quote(text)
                    ));
                } else {
                    sentences.push(format!("{lead}{} est {verb}", quoted(text)));
                }
            }
            (None, None) => {}
        }
    }

    /// What bears another name, stands elsewhere, comes from or becomes something else.
    fn lineage(&mut self) {
        let events = events(self.compared.diff);
        if events.is_empty() {
            return;
        }
        self.heading(&format!("Renommées, déplacées, scindées, fusionnées ({})", events.len()));
        self.out.push_str("\n| Avant | Changement | Après |\n| --- | --- | --- |\n");
        for event in &events {
            let kinds: Vec<&str> = event.kinds.iter().map(|kind| kind.label()).collect();
            let before =
                format!("{}{}", ids(event.before.iter().copied()), standing(event.change, |one| &one.before));
            let after =
                format!("{}{}", ids(event.after.iter().copied()), standing(event.change, |one| &one.after));
            self.out.push_str(&format!("| {before} | {} | {after} |\n", kinds.join(", ")));
        }
    }

    fn lane_only(&mut self) {
        let own = &self.compared.diff.lane_only;
        if own.is_empty() {
            return;
        }
        self.heading(&format!("Propres à un couloir ({})", own.len()));
        for one in own {
            self.item(&one.change, None, Some(&one.lane));
        }
    }

    fn register(&mut self) {
        let register = &self.compared.diff.register;
        if register.is_empty() {
            return;
        }
        self.heading(&format!("Référentiels externes ({})", register.len()));
        self.out.push_str(
            "\n| Référentiel | Avant | Après | Exigences qui le citent |\n| --- | --- | --- | --- |\n",
        );
        for change in register {
            let row = [
                format!("**{}** {}", verbatim(&change.code), words(&change.title)),
                verbatim(&compared::versions(&change.before)),
                verbatim(&compared::versions(&change.after)),
                if change.cited_by.is_empty() { "aucune".to_owned() } else { ids(change.cited_by.iter()) },
            ];
            self.out.push_str(&format!("| {} |\n", row.join(" | ")));
        }
    }

    /// What each referential that moves touches, lane by lane.
    fn passages(&mut self) {
        let passages = self.compared.passages();
        if passages.is_empty() {
            return;
        }
        self.heading(&format!("Passages de version ({})", passages.len()));
        for passage in &passages {
            let (code, told) = (verbatim(&passage.code), compared::touched(passage.touched()));
            self.out.push_str(&format!("\n**{code}** : {told}.\n\n"));
            for lane in &passage.lanes {
                let (before, after) = (compared::versions(&lane.before), compared::versions(&lane.after));
                let list = match lane.touched.as_slice() {
                    [] => "aucune exigence touchée".to_owned(),
                    touched => format!("{}\u{a0}: {}", compared::touched(touched.len()), ids(touched.iter())),
                };
                let (before, after) = (verbatim(&before), verbatim(&after));
                self.out.push_str(&format!("- {} {before} → {after}, {list}\n", verbatim(&lane.lane)));
            }
        }
    }

    fn comments(&mut self) {
        let comments = self.compared.comments();
        if comments.is_empty() {
            return;
        }
        self.heading(&format!("Retours traités ({})", comments.len()));
        self.out.push('\n');
        for (comment, items) in comments {
            let items = ids(items.iter().copied());
            self.out.push_str(&format!("- {}\u{a0}: {items}\n", verbatim(comment.as_str())));
        }
    }

    /// Scenarios that span several requirements.
    fn scenarios(&mut self) {
        let scenarios = &self.compared.diff.scenarios;
        if scenarios.is_empty() {
            return;
        }
        self.heading(&format!("Scénarios transverses ({})", scenarios.len()));
        for one in scenarios {
            let covers = ids(one.covers.iter());
            let mut text = format!(
                "\n**{}** — {}. {} (couloir {})\u{a0}; couvre {covers}.\n",
                verbatim(one.id.as_str()),
                words(&one.title),
                one.label(),
                verbatim(&one.lane),
            );
            let (mut sentences, mut quotes) = (Vec::new(), String::new());
            for field in one.fields.iter().filter(|field| !field.typographic) {
                self.field(&Shown::from(field), &mut sentences, &mut quotes);
            }
            for sentence in sentences {
                text.push_str(&format!("\n- {sentence}"));
            }
            text.push_str(&quotes);
            if !text.ends_with('\n') {
                text.push('\n');
            }
            self.out.push_str(&text);
        }
    }

    fn divergences(&mut self) {
        let divergences = &self.compared.diff.divergences;
        if divergences.is_empty() {
            return;
        }
        self.heading(&format!("Divergences entre couloirs ({})", divergences.len()));
        for one in divergences {
            let fields: Vec<String> = one.fields.iter().map(|field| field.label().to_lowercase()).collect();
            self.out.push_str(&format!(
                "\n**{}** — {}. {}\u{a0}: {} ({} → {}).\n",
                verbatim(one.id.as_str()),
                words(&one.title),
                one.event.label(),
                fields.join(", "),
                verbatim(&compared::camps(&one.before)),
                verbatim(&compared::camps(&one.after)),
            ));
        }
    }

    fn unchanged(&mut self) {
        let unchanged = &self.compared.diff.unchanged;
        let typographic: Vec<&ItemId> = self.compared.typographic().map(|change| &change.id).collect();
        let total = unchanged.len() + typographic.len();
        if total == 0 {
            return;
        }
        self.heading(&format!("Inchangées ({total})"));
        if !typographic.is_empty() {
            let list = ids(typographic.iter().copied());
            self.out.push_str(&format!("\nTypographie seule\u{a0}: {list}.\n"));
        }
        if (1..=LISTED).contains(&unchanged.len()) {
            self.out.push_str(&format!("\nÀ l’identique\u{a0}: {}.\n", ids(unchanged.iter())));
        }
    }
}

fn side(endpoint: &Endpoint) -> String {
    let name = verbatim(&endpoint.name);
    match &endpoint.date {
        Some(date) => format!("{name} ({})", words(&long_date(date))),
        None => name,
    }
}

fn ids<'i>(list: impl Iterator<Item = &'i ItemId>) -> String {
    list.map(|id| verbatim(id.as_str())).collect::<Vec<_>>().join(", ")
}

/// Status, nature and version, when they move.
fn facets(change: &Change) -> Vec<String> {
    let mut facets = Vec::new();
    if let (Some(before), Some(after)) = change.status
        && before != after
    {
        facets.push(format!("statut\u{a0}: {} → {}", before.label(), after.label()));
    }
    let told = change.fields.iter().any(|field| field.field == Field::Nature);
    match change.nature {
        (Some(before), Some(after)) if before != after && !told => {
            facets.push(format!("nature\u{a0}: {} → {}", before.label(), after.label()));
        }
        (_, Some(nature)) if change.evolution == Evolution::New => facets.push(nature.label().to_lowercase()),
        _ => {}
    }
    if let (Some(before), Some(after)) = change.version
        && before != after
    {
        facets.push(format!("version {before} → {after}"));
    }
    facets
}

/// « Motif : Retour éditeurs, « … » (C-0412). »
fn cause(change: &Change) -> String {
    let cause = change.cause.as_ref();
    let motive = cause.and_then(|cause| cause.motive).map(|motive| motive.label().to_lowercase());
    let text = cause.and_then(|cause| cause.text.as_deref()).map(quoted);
    let parts: Vec<String> = motive.into_iter().chain(text).collect();
    let comments = match change.comments.as_slice() {
        [] => String::new(),
        comments => format!(" ({})", verbatim(&comments.join(", "))),
    };
    if parts.is_empty() {
        return if comments.is_empty() { String::new() } else { format!("{comments}.") };
    }
    ended(&format!(" Motif\u{a0}: {}{comments}", parts.join(", ")))
}

/// The sentence with its final stop, unless the quotation that ends it has one.
fn ended(sentence: &str) -> String {
    let closed = sentence.ends_with(['.', '!', '?']) || sentence.ends_with(".\u{202f}»");
    if closed { sentence.to_owned() } else { format!("{sentence}.") }
}

/// Where an item stands on one side, when that changes: ` (section …)`.
fn standing(change: &Change, side: fn(&FieldChange) -> &Option<String>) -> String {
    let placed = |one: &&FieldChange| matches!(one.field, Field::Section | Field::Block | Field::Function);
    let part = |one: &FieldChange| {
        format!("{} {}", one.field.label().to_lowercase(), words(side(one).as_deref().unwrap_or("—")))
    };
    let parts: Vec<String> = change.fields.iter().filter(placed).map(part).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
