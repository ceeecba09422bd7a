//! Layouts of workbooks: which column says what. Data, not code.
//!
//! Input: the YAML of a built-in layout or of a user's file; output: a [`Layout`] and findings. How a layout meets the
//! headers of a sheet is the business of `exchange`.

use std::collections::BTreeMap;
use std::path::Path;

use super::reader::{Fields, Reader};
use super::yaml::{self, Node, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, SourceSet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnField {
    /// Public id of the requirement.
    Id,
    /// Lane of the row.
    Lane,
    /// Squash project: a lane (`REM_…`) or a socle (`SC_…`).
    Project,
    /// Socle of the row, in a catalogue.
    Socle,
    /// Id of the socle item the row is linked to.
    SocleId,
    /// Key of the tool the workbook comes from.
    InternalKey,
    /// Rank of the version in that tool: the highest wins.
    Rank,
    /// Title.
    Title,
    /// Profiles, separated by `|` or ` , `.
    Profile,
    /// OUI when the profile is not the general one.
    Conditional,
    /// `ID_Libellé`, or a label alone.
    Section,
    /// Code of the section.
    SectionCode,
    /// Title of the section.
    SectionTitle,
    /// Bloc.
    Block,
    /// Fonction.
    Function,
    /// Nature.
    Nature,
    /// Statut, or the evolution word it is read from.
    Status,
    /// Published comment.
    Comment,
    /// Énoncé.
    Statement,
    /// Énoncé of the socle, where the lane's differs.
    SocleStatement,
    /// Internal note: goes to `note`, never published.
    Note,
    /// Criticité.
    Criticality,
    /// Périmètre.
    Scope,
    /// References of the former wave.
    Wave1,
    /// Whether a lane picks the item; the star of the header is the lane.
    Pick,
    /// Number of a scenario.
    ScenarioId,
    /// Title of a scenario.
    ScenarioTitle,
    /// Text of a scenario.
    Scenario,
    /// Prerequisite of a scenario.
    Prerequisite,
    /// Reference of a step.
    StepId,
    /// Rank of a step.
    StepNumber,
    /// Text of a step.
    Step,
    /// Requirements a step covers.
    Covers,
    /// Number of a proof; the star of the header is its rank.
    ProofId,
    /// Text of a proof.
    Proof,
    /// Several proofs in one cell: a line each, number, colon, text.
    ProofList,
    /// Verification points.
    Verification,
    /// A vendor's remark: a comment where rows are comments, reported elsewhere.
    Remark,
    /// Code or name of the vendor who comments.
    Vendor,
    /// The iteration commented on.
    Iteration,
    /// Left out on purpose, for the reason given.
    Ignored,
}

impl ColumnField {
    /// Every field and its word in a layout.
    pub const WORDS: &'static [(ColumnField, &'static str)] = &[
        (ColumnField::Id, "id"),
        (ColumnField::Lane, "couloir"),
        (ColumnField::Project, "projet"),
        (ColumnField::Socle, "socle"),
        (ColumnField::SocleId, "id_socle"),
        (ColumnField::InternalKey, "clé_interne"),
        (ColumnField::Rank, "rang"),
        (ColumnField::Title, "titre"),
        (ColumnField::Profile, "profil"),
        (ColumnField::Conditional, "conditionnelle"),
        (ColumnField::Section, "section"),
        (ColumnField::SectionCode, "section_code"),
        (ColumnField::SectionTitle, "section_titre"),
        (ColumnField::Block, "bloc"),
        (ColumnField::Function, "fonction"),
        (ColumnField::Nature, "nature"),
        (ColumnField::Status, "statut"),
        (ColumnField::Comment, "commentaire"),
        (ColumnField::Statement, "énoncé"),
        (ColumnField::SocleStatement, "énoncé_socle"),
        (ColumnField::Note, "note"),
        (ColumnField::Criticality, "criticité"),
        (ColumnField::Scope, "périmètre"),
        (ColumnField::Wave1, "vague1"),
        (ColumnField::Pick, "reprise"),
        (ColumnField::ScenarioId, "scénario_id"),
        (ColumnField::ScenarioTitle, "scénario_titre"),
        (ColumnField::Scenario, "scénario"),
        (ColumnField::Prerequisite, "prérequis"),
        (ColumnField::StepId, "étape_id"),
        (ColumnField::StepNumber, "étape_no"),
        (ColumnField::Step, "étape"),
        (ColumnField::Covers, "couvre"),
        (ColumnField::ProofId, "preuve_id"),
        (ColumnField::Proof, "preuve"),
        (ColumnField::ProofList, "preuves"),
        (ColumnField::Verification, "vérification"),
        (ColumnField::Remark, "remarque"),
        (ColumnField::Vendor, "éditeur"),
        (ColumnField::Iteration, "itération"),
        (ColumnField::Ignored, "ignoré"),
    ];

    /// The word in a layout.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(field, _)| *field == self).map_or("", |(_, word)| word)
    }
}

/// What one row of the sheet stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowPer {
    /// A requirement in a lane.
    Requirement,
    /// A scenario of a requirement.
    Scenario,
    /// A proof of a scenario.
    Proof,
    /// A step of a scenario that spans several requirements.
    Step,
    /// A comment of a vendor.
    Comment,
}

/// How a workbook holds its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextMode {
    /// Tags when there are some, plain text otherwise.
    #[default]
    Mixed,
    /// Always HTML: line breaks of the source mean nothing.
    Html,
    /// Always plain text: `<p>` is content.
    Plain,
}

/// What to do with the items of the project that the workbook no longer lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// They leave the lane.
    Withdraw,
    /// They stay, and are reported.
    #[default]
    Report,
}

/// One column of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutColumn {
    /// What it holds.
    pub field: ColumnField,
    /// Its headers; `*` stands for any run, such as the rank of a proof.
    pub headers: Vec<String>,
    /// Whether the layout makes no sense without it.
    pub required: bool,
    /// Value of every row when the sheet has no such column.
    pub default: Option<String>,
    /// Whether a blank cell repeats the one above.
    pub fill_down: bool,
    /// Why the column is left out, for `ignoré`.
    pub reason: Option<String>,
}

/// A whole layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Its name.
    pub name: String,
    /// One line for people.
    pub description: String,
    /// Names of the sheets to read, `*` allowed; otherwise the first sheet with the right headers.
    pub sheets: Vec<String>,
    /// Row of the headers, from 1; otherwise looked for.
    pub header_row: Option<u32>,
    /// What a row stands for.
    pub row_per: RowPer,
    /// How texts are held.
    pub text: TextMode,
    /// What to do with absent items.
    pub absent: Absent,
    /// The columns.
    pub columns: Vec<LayoutColumn>,
    /// Words of the workbook and ours, by the word of the field.
    pub values: BTreeMap<String, Vec<(String, String)>>,
}

const KEYS: &[&str] =
    &["nom", "description", "feuilles", "entête", "ligne", "texte", "absents", "colonnes", "valeurs"];
const COLUMN_KEYS: &[&str] = &["champ", "entêtes", "obligatoire", "défaut", "recopie", "raison"];
const ROWS: &[(RowPer, &str)] = &[
    (RowPer::Requirement, "exigence"),
    (RowPer::Scenario, "scénario"),
    (RowPer::Proof, "preuve"),
    (RowPer::Step, "étape"),
    (RowPer::Comment, "retour"),
];
const TEXTS: &[(TextMode, &str)] =
    &[(TextMode::Mixed, "mixte"), (TextMode::Html, "html"), (TextMode::Plain, "brut")];
const ABSENTS: &[(Absent, &str)] = &[(Absent::Withdraw, "retirer"), (Absent::Report, "signaler")];

/// Reads the text of a layout. `None` when it has no usable column; findings point into the file added to `sources`.
pub fn read_layout(
    path: &Path,
    text: &str,
    sources: &mut SourceSet,
    problems: &mut Vec<Diagnostic>,
) -> Option<Layout> {
    let source = SourceFile::from_text(path, text.to_owned());
    let text = source.text().to_owned();
    let file = sources.add(source);
    let document = yaml::parse(&text, file, 0, problems);
    let empty = yaml::empty_root(file);
    let root = document.root.as_ref().filter(|root| !root.is_null()).unwrap_or(&empty);
    let mut reader = Reader::new(problems);
    let fields = reader.fields(root, "le modèle de colonnes", KEYS)?;
    let name = reader.required(&fields, "nom").map(|text| text.value).unwrap_or_default();
    let description = reader.word(&fields, "description").unwrap_or_default();
    let sheets = reader.texts(&fields, "feuilles").into_iter().map(|text| text.value).collect();
    let header_row = reader.number(&fields, "entête");
    let row_per = reader.required_choice(&fields, "ligne", ROWS);
    let mode = reader.choice(&fields, "texte", TEXTS).unwrap_or_default();
    let absent = reader.choice(&fields, "absents", ABSENTS).unwrap_or_default();
    let columns = columns(&fields, &mut reader);
    let values = values(&fields, &mut reader);
    if columns.is_empty() {
        reader.refuse(root.span, "modèle de colonnes sans colonne", "écrire la liste « colonnes »");
        return None;
    }
    Some(Layout {
        name,
        description,
        sheets,
        header_row,
        row_per: row_per?,
        text: mode,
        absent,
        columns,
        values,
    })
}

fn columns(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<LayoutColumn> {
    let mut columns = Vec::new();
    for node in reader.items(fields, "colonnes") {
        let Some(entry) = reader.fields(node, "une colonne", COLUMN_KEYS) else { continue };
        let field = reader.required_choice(&entry, "champ", ColumnField::WORDS);
        let headers: Vec<String> =
            reader.texts(&entry, "entêtes").into_iter().map(|text| text.value).collect();
        let column = LayoutColumn {
            field: field.unwrap_or(ColumnField::Ignored),
            headers,
            required: reader.flag(&entry, "obligatoire"),
            default: reader.word(&entry, "défaut"),
            fill_down: reader.flag(&entry, "recopie"),
            reason: reader.word(&entry, "raison"),
        };
        if column.headers.is_empty() {
            reader.refuse(entry.at, "colonne sans en-tête", "ajouter « entêtes: [\"…\"] »");
        } else if column.field == ColumnField::Ignored && column.reason.is_none() && field.is_some() {
            reader.refuse(entry.at, "colonne ignorée sans raison", "ajouter « raison: \"…\" »");
        } else if field.is_some() {
            columns.push(column);
        }
    }
    columns
}

fn values(fields: &Fields<'_>, reader: &mut Reader<'_>) -> BTreeMap<String, Vec<(String, String)>> {
    let mut values = BTreeMap::new();
    let Some(node) = fields.get("valeurs") else { return values };
    for (name, list) in pairs(node, reader) {
        let words: Vec<(String, String)> = pairs(list, reader)
            .into_iter()
            .filter_map(|(word, ours)| match &ours.value {
                Value::Scalar { text, .. } => Some((word, text.trim().to_owned())),
                Value::List(_) | Value::Map(_) => reader.text(ours, &word).map(|text| (word, text.value)),
            })
            .collect();
        let _ = values.insert(name, words);
    }
    values
}

fn pairs<'n>(node: &'n Node, reader: &mut Reader<'_>) -> Vec<(String, &'n Node)> {
    match &node.value {
        Value::Map(map) => map.pairs.iter().map(|pair| (pair.key.clone(), &pair.value)).collect(),
        Value::Scalar { .. } | Value::List(_) => {
            reader.refuse(
                node.span,
                "« valeurs » n’a pas la forme attendue",
                "écrire « nature: { Obligatoire: obligatoire } », un champ par ligne",
            );
            Vec::new()
        }
    }
}
