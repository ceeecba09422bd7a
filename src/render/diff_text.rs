//! A comparison for a terminal, with word marks: `[-supprimé-]` and `{+ajouté+}`, or colours.

use anstyle::{AnsiColor, Effects, Style};

use super::compared::{Compared, Shown, attribute, camps, touched, versions};
use super::marks::is_text;
use super::typography::{count, long_date};
use super::view::diff_summary;
use crate::diagnostic::sanitise;
use crate::history::wording::{BlockKind, Op, Tag, TextDiff, compare};
use crate::history::{Change, Diff, Endpoint, Evolution, Suggestion, SuggestionKind};
use crate::model::{ItemId, Vocabulary as _};
use crate::quick::{HashMap, HashMapExt as _};

/// Columns of text before a line is cut.
const WIDTH: usize = 100;

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions {
    /// Colours instead of brackets.
    pub color: bool,
}

/// The text of a comparison.
pub fn to_text(compared: &Compared<'_>, options: TextOptions) -> String {
    let mut writer = Writer { out: String::new(), color: options.color };
    writer.header(compared);
    let mut covering: HashMap<&ItemId, Vec<&str>> = HashMap::new();
    for scenario in &compared.diff.scenarios {
        for item in &scenario.covers {
            covering.entry(item).or_default().push(scenario.id.as_str());
        }
    }
    for (group, changes) in compared.groups() {
        writer.heading(&format!("{} ({})", group.title(), changes.len()));
        for change in changes {
            writer.change(compared, change, compared.diff.lane.as_deref());
            writer.covering(&covering, change);
        }
    }
    writer.scenarios(compared.diff);
    writer.lane_only(compared);
    writer.register(compared.diff);
    writer.passages(compared);
    writer.footer(compared);
    writer.out
}

/// The fields of one change, words marked, as the comparison prints them.
pub(super) fn fields_text(change: &Change, options: TextOptions) -> String {
    let mut writer = Writer { out: String::new(), color: options.color };
    for field in change.fields.iter().filter(|field| !field.typographic) {
        writer.field(&Shown::from(field));
    }
    writer.out
}

struct Writer {
    out: String,
    color: bool,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn styled(&mut self, text: &str, style: Style) {
        let painted = self.paint(text, style);
        self.line(&painted);
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.styled(title, Style::new().effects(Effects::BOLD | Effects::UNDERLINE));
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn header(&mut self, compared: &Compared<'_>) {
        let diff = compared.diff;
        let side = |endpoint: &Endpoint| match &endpoint.date {
            Some(date) => format!("{} ({})", endpoint.name, long_date(date)),
            None => endpoint.name.clone(),
        };
        let scope = diff.lane.as_deref().unwrap_or("Tous les couloirs");
        let title = format!("{scope} : {} → {}", side(&diff.from), side(&diff.to));
        self.styled(&sanitise(&title), Style::new().effects(Effects::BOLD));
        if diff.is_empty() {
            self.line(&format!("Aucune différence ({}).", count(diff.tally.after, "exigence")));
            return;
        }
        for line in diff_summary(diff, compared.effects().tally()) {
            self.line(&line);
        }
        self.suggestions(diff);
    }

    /// Lineage nobody declared: only a reader knows, so the line to write stands beside the question.
    fn suggestions(&mut self, diff: &Diff) {
        if diff.suggestions.is_empty() {
            return;
        }
        self.heading(&format!("Filiations possibles, non déclarées ({})", diff.suggestions.len()));
        for one in &diff.suggestions {
            self.line(&format!("  {:>3}\u{a0}%  {}", one.score.percent(), sanitise(&suggestion(one))));
            for line in &one.lines {
                self.line(&sanitise(&format!("         dans {}, écrire : {}", line.item, line.text)));
            }
        }
    }

    /// What happened in one lane only.
    fn lane_only(&mut self, compared: &Compared<'_>) {
        let list = &compared.diff.lane_only;
        if list.is_empty() {
            return;
        }
        self.heading(&format!("Propres à un couloir ({})", list.len()));
        for own in list {
            self.change(compared, &own.change, Some(&own.lane));
        }
    }

    /// An item, in the words of a lane when one is given.
    fn change(&mut self, compared: &Compared<'_>, change: &Change, lane: Option<&str>) {
        let id = self.paint(&sanitise(change.id.as_str()), Style::new().effects(Effects::BOLD));
        self.line("");
        self.line(&format!("  {id}  {}", sanitise(&change.title)));
        let mut notes: Vec<String> = Vec::new();
        if compared.diff.lane.is_none()
            && let Some(lane) = lane
        {
            let reach = change.reach.map(|reach| format!(" ({})", reach.label().to_lowercase()));
            // An attribute says that the lane withdraws it.
            let what = match change.is_withdrawn() {
                true => String::new(),
                false => format!(" : {}", change.evolution.label().to_lowercase()),
            };
            notes.push(format!("couloir {lane}{what}{}", reach.unwrap_or_default()));
        }
        if let (Some(before), Some(after)) = change.status
            && before != after
        {
            notes.push(format!("{} → {}", before.label(), after.label()));
        }
        if let (Some(before), Some(after)) = change.nature
            && before != after
        {
            notes.push(format!("{} → {}", before.label(), after.label()));
        }
        if let (Some(before), Some(after)) = change.version
            && before != after
        {
            notes.push(format!("v{before} → v{after}"));
        }
        notes.extend(change.attributes.iter().map(attribute));
        if lane.is_none() && !change.lanes.is_empty() {
            notes.push(format!("couloirs {}", change.lanes.join(", ")));
        }
        if !notes.is_empty() {
            self.line(&format!("    {}", sanitise(&notes.join(" · "))));
        }
        if change.cause.is_some() || !change.comments.is_empty() {
            let cause = change.reason();
            let motive = cause.and_then(|cause| cause.motive).map(|motive| motive.label().to_owned());
            let text = cause.and_then(|cause| cause.text.as_ref()).map(|text| format!("« {text} »"));
            let comments = (!change.comments.is_empty()).then(|| format!("({})", change.comments.join(", ")));
            let label = if cause.is_some() { "motif" } else { "retours" };
            let parts: Vec<String> = [motive, text, comments].into_iter().flatten().collect();
            if !parts.is_empty() {
                self.line(&format!("    {label} : {}", sanitise(&parts.join(" "))));
            }
        }
        let alert = Style::new().fg_color(Some(AnsiColor::Magenta.into()));
        if change.is_contradicted() {
            self.styled("    portée déclarée plus faible que ce que montre le texte", alert);
        }
        for signal in &change.signals {
            self.styled(&format!("    signal : {}", sanitise(&signal.text)), alert);
        }
        // What goes was read before; what comes is read here.
        let gone = change.evolution == Evolution::Obsolete;
        for field in compared.fields(change, lane).iter().filter(|field| !field.typographic && !gone) {
            self.field(field);
        }
    }

    /// Scenarios of several requirements that changed too and cover the item.
    fn covering(&mut self, covering: &HashMap<&ItemId, Vec<&str>>, change: &Change) {
        if let Some(ids) = covering.get(&change.id) {
            self.line(&format!("    scénario transverse modifié aussi : {}", sanitise(&ids.join(", "))));
        }
    }

    fn field(&mut self, field: &Shown<'_>) {
        let of = field.of.map_or_else(String::new, |id| format!(" {}", sanitise(id.as_str())));
        self.line(&format!("    {}{of} :", field.field.label()));
        match (field.before.as_deref(), field.after.as_deref()) {
            (Some(before), Some(after)) if is_text(field.field) => {
                let diff = compare(before, after);
                if diff.is_rewritten() {
                    self.line(&format!("      texte réécrit, {} % de mots communs", diff.percent()));
                    self.block(&self.deleted(before));
                    self.block(&self.inserted(after));
                } else {
                    self.marks(&diff);
                }
            }
            (Some(before), Some(after)) => {
                self.block(&format!("{} {}", self.deleted(before), self.inserted(after)))
            }
            (Some(before), None) => self.block(&self.deleted(before)),
            (None, Some(after)) => self.block(&self.inserted(after)),
            (None, None) => {}
        }
    }

    fn marks(&mut self, diff: &TextDiff) {
        for block in &diff.blocks {
            let mark = match block.kind {
                BlockKind::ListItem { ordinal: Some(number), .. } => format!("{number}. "),
                BlockKind::ListItem { ordinal: None, .. } => "- ".to_owned(),
                BlockKind::LinkTarget => "Adresse du lien : ".to_owned(),
                BlockKind::Paragraph
                | BlockKind::TableCell { .. }
                | BlockKind::Heading { .. }
                | BlockKind::Code => String::new(),
            };
            let moved = if block.moved { "[déplacé] " } else { "" };
            let text: String = block.ops.iter().map(|op| self.op(op)).collect();
            self.block(&format!("{mark}{moved}{text}"));
        }
    }

    fn op(&self, op: &Op) -> String {
        match op.tag {
            Tag::Equal => sanitise(&op.text),
            Tag::Delete => self.deleted(&op.text),
            Tag::Insert => self.inserted(&op.text),
        }
    }

    fn deleted(&self, text: &str) -> String {
        let text = sanitise(text);
        if !self.color {
            return between("[-", &text, "-]");
        }
        self.words(&text, Style::new().fg_color(Some(AnsiColor::Red.into())).effects(Effects::STRIKETHROUGH))
    }

    fn inserted(&self, text: &str) -> String {
        let text = sanitise(text);
        if !self.color {
            return between("{+", &text, "+}");
        }
        self.words(&text, Style::new().fg_color(Some(AnsiColor::Green.into())).effects(Effects::UNDERLINE))
    }

    /// Paints word by word, so that a line can be cut anywhere.
    fn words(&self, text: &str, style: Style) -> String {
        let words: Vec<String> = text.split(' ').map(|word| self.paint(word, style)).collect();
        words.join(" ")
    }

    /// Writes a text in lines of a readable width.
    fn block(&mut self, text: &str) {
        for paragraph in text.lines() {
            let mut line = String::from("      ");
            let mut width = 6;
            for word in paragraph.split(' ') {
                let length = visible_width(word);
                if width > 6 && width + 1 + length > WIDTH {
                    self.line(&line);
                    line = String::from("      ");
                    width = 6;
                }
                if width > 6 {
                    line.push(' ');
                    width += 1;
                }
                line.push_str(word);
                width += length;
            }
            self.line(&line);
        }
    }

    /// Scenarios that span several requirements, with what they cover.
    fn scenarios(&mut self, diff: &Diff) {
        if diff.scenarios.is_empty() {
            return;
        }
        self.heading(&format!("Scénarios transverses ({})", diff.scenarios.len()));
        for change in &diff.scenarios {
            let id = self.paint(change.id.as_str(), Style::new().effects(Effects::BOLD));
            self.line("");
            self.line(&format!("  {id}  {}", sanitise(&change.title)));
            let mut what = change.label().to_lowercase();
            if let Some(reach) = change.reach {
                what.push_str(&format!(" ({})", reach.label().to_lowercase()));
            }
            let covers: Vec<&str> = change.covers.iter().map(ItemId::as_str).collect();
            let mut notes = vec![format!("couloir {}", change.lane), what];
            if !covers.is_empty() {
                notes.push(format!("couvre {}", covers.join(", ")));
            }
            self.line(&format!("    {}", sanitise(&notes.join(" · "))));
            for field in change.fields.iter().filter(|field| !field.typographic) {
                self.field(&Shown::from(field));
            }
        }
    }

    fn register(&mut self, diff: &Diff) {
        if !diff.register.is_empty() {
            self.heading(&format!("Référentiels externes ({})", diff.register.len()));
        }
        for change in &diff.register {
            let line = format!(
                "  {}  {} → {}  ({})",
                change.code,
                versions(&change.before),
                versions(&change.after),
                count(change.cited_by.len(), "exigence"),
            );
            self.line(&sanitise(&line));
        }
    }

    /// What each referential that moves touches, lane by lane.
    fn passages(&mut self, compared: &Compared<'_>) {
        let passages = compared.passages();
        if !passages.is_empty() {
            self.heading(&format!("Passages de version ({})", passages.len()));
        }
        for passage in &passages {
            self.line(&sanitise(&format!("  {} : {}", passage.code, touched(passage.touched()))));
            for lane in &passage.lanes {
                let ids: Vec<&str> = lane.touched.iter().map(|id| id.as_str()).collect();
                let list = if ids.is_empty() { String::new() } else { format!(" : {}", ids.join(", ")) };
                let moved = format!("{} → {}", versions(&lane.before), versions(&lane.after));
                let told = format!("    {} {moved}, {}{list}", lane.lane, touched(ids.len()));
                self.line(&sanitise(&told));
            }
        }
    }

    /// Comments answered, then what did not change.
    fn footer(&mut self, compared: &Compared<'_>) {
        let comments = compared.comments();
        if !comments.is_empty() {
            self.heading(&format!("Retours traités ({})", comments.len()));
        }
        for (comment, items) in &comments {
            let items: Vec<&str> = items.iter().map(|id| id.as_str()).collect();
            self.line(&sanitise(&format!("  {comment}  {}", items.join(", "))));
        }
        let divergences = &compared.diff.divergences;
        if !divergences.is_empty() {
            self.heading(&format!("Divergences entre couloirs ({})", divergences.len()));
        }
        for one in divergences {
            let fields: Vec<String> = one.fields.iter().map(|field| field.label().to_lowercase()).collect();
            let (what, fields) = (one.event.label().to_lowercase(), fields.join(", "));
            let (before, after) = (camps(&one.before), camps(&one.after));
            self.line(&sanitise(&format!("  {}  {what} : {fields} ({before} → {after})", one.id)));
        }
        let typographic: Vec<&str> = compared.typographic().map(|change| change.id.as_str()).collect();
        if !typographic.is_empty() {
            self.heading(&format!("Typographie seule ({})", typographic.len()));
            self.block(&sanitise(&typographic.join(", ")));
        }
    }
}

/// Characters shown, the colours left out.
fn visible_width(word: &str) -> usize {
    let mut width = 0;
    let mut escape = false;
    for character in word.chars() {
        match character {
            '\u{1b}' => escape = true,
            'm' if escape => escape = false,
            _ if escape => {}
            _ => width += 1,
        }
    }
    width
}

/// A suggestion in words.
fn suggestion(one: &Suggestion) -> String {
    let ids = |list: &[ItemId]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match one.kind {
        SuggestionKind::Reused => {
            format!(
                "{} : {} L’énoncé n’a plus rien de commun avec le précédent",
                ids(&one.before),
                one.kind.question()
            )
        }
        _ => format!("{} → {} : {}", ids(&one.before), ids(&one.after), one.kind.question()),
    }
}

/// A text between two marks, which hold no space of its ends: a line is cut outside them.
fn between(open: &str, text: &str, close: &str) -> String {
    let words = text.trim_matches(' ');
    if words.is_empty() {
        return format!("{open}{text}{close}");
    }
    let (before, after) = text.split_once(words).unwrap_or_default();
    format!("{before}{open}{words}{close}{after}")
}
