//! The arguments, in French.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use super::exit::ExitStatus;
use super::output::ColorChoice;

const TEMPLATE: &str = "\
{before-help}{about-with-newline}
Utilisation : {usage}

{all-args}{after-help}";

const AFTER: &str = "\
Codes de sortie : 0 fait, rien au niveau erreur · 1 les données ont des erreurs, toutes signalées · \
2 mauvais usage, ou le système a échoué.";

/// Compilateur d’exigences pour les REM et DSR du Ségur du numérique en santé
#[derive(Debug, Parser)]
#[command(
    name = "remc",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub(crate) struct Cli {
    /// Dossier du projet (par défaut : l’ancêtre le plus proche qui contient « remc.yaml », sinon ./referentials)
    #[arg(long, global = true, value_name = "DOSSIER", help_heading = "Options communes")]
    pub(crate) project: Option<PathBuf>,
    /// Couleurs
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "QUAND",
        help_heading = "Options communes"
    )]
    pub(crate) color: ColorChoice,
    /// Ne dire que l’essentiel
    #[arg(short, long, global = true, help_heading = "Options communes")]
    pub(crate) quiet: bool,
    /// Donner plus de détails
    #[arg(short, long, global = true, help_heading = "Options communes")]
    pub(crate) verbose: bool,
    /// Affiche cette aide
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "Options communes")]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Options communes")]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Écrit un petit projet prêt à compiler
    Init(InitArgs),
    /// Vérifie le projet et donne tous les constats de tous les fichiers
    Check(CheckArgs),
    /// Met les fichiers .rem en forme canonique, sans changer leur sens
    Fmt(FmtArgs),
    /// Fige une itération dans iterations/
    Freeze(FreezeArgs),
    /// Compare deux états : itération, « work », fichier figé ou git:REV
    Diff(DiffArgs),
    /// Panorama : exigences par couloir, statut et évolution, retours éditeurs
    Stats(StatsArgs),
    /// Retours éditeurs : ce qu’ils sont devenus, pour tous ou pour un seul éditeur
    Comments(CommentsArgs),
    /// Produit le site
    Build(BuildArgs),
    /// Montre le site pendant l’écriture : la page se recharge à chaque enregistrement
    Serve(ServeArgs),
    /// Relations : impact, besoins, cycles, ordre, et export pour d’autres outils
    Graph(GraphArgs),
    /// Réponses d’un éditeur : créer, reprendre d’une itération à l’autre, fusionner, vérifier, échanger
    Checklist(super::checklist::args::ChecklistArgs),
    /// Importe un classeur (XLSX, ODS, CSV) en fichiers du projet
    Import(ImportArgs),
    /// Écrit un couloir à imprimer (REM, DSR) ou sa couverture
    Export(ExportArgs),
    /// Explique un code de constat, ou les liste tous
    Explain(ExplainArgs),
    /// Donne le schéma JSON d’un format écrit par remc, ou les liste tous
    Schema(SchemaArgs),
    /// Écrit le script de complétion d’un interpréteur de commandes
    Completions(CompletionsArgs),
    /// Écrit la page de manuel
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Dossier à créer (ou vide)
    #[arg(value_name = "DOSSIER")]
    pub(crate) folder: PathBuf,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// Pour une personne.
    Human,
    /// remc/diagnostics@1.
    Json,
    /// SARIF 2.1.0, pour l’analyse de code.
    Sarif,
    /// Annotations GitHub Actions.
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Dossier du projet
    #[arg(value_name = "DOSSIER")]
    pub(crate) folder: Option<PathBuf>,
    /// Format des constats
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: CheckFormat,
    /// Ne garder que les constats sur ce qui a changé depuis cette itération
    #[arg(long, value_name = "ITn")]
    pub(crate) base: Option<String>,
    /// Traiter les avertissements comme des erreurs
    #[arg(long, value_name = "NIVEAU", value_parser = ["warnings"])]
    pub(crate) deny: Option<String>,
    /// Appliquer les corrections proposées
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Dossier du projet
    #[arg(value_name = "DOSSIER")]
    pub(crate) folder: Option<PathBuf>,
    /// Dire ce qui changerait, sans rien écrire (code 1 s’il y a des changements)
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FreezeArgs {
    /// Itération du manifeste à figer
    #[arg(value_name = "ITn")]
    pub(crate) iteration: String,
    /// Vérifier que le gel est possible, sans rien écrire
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Pour une personne, mots marqués.
    Human,
    /// remc/diff@1.
    Json,
    /// Prose pour un compte rendu ou un courriel, en Markdown.
    Md,
    /// Une ligne par champ modifié, pour un tableur.
    Csv,
    /// Une page autonome, qui s’ouvre d’un double clic.
    Html,
    /// Classeur : mots rayés et soulignés dans une même cellule.
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// État de départ : itération, « work », fichier figé ou git:REV
    #[arg(value_name = "DE", required_unless_present = "history")]
    pub(crate) from: Option<String>,
    /// État d’arrivée
    #[arg(value_name = "VERS", required_unless_present = "history")]
    pub(crate) to: Option<String>,
    /// Un seul couloir
    #[arg(long, value_name = "COULOIR")]
    pub(crate) lane: Option<String>,
    /// La vie d’une exigence à travers les itérations ; avec --lane, telle que le couloir l’énonce
    #[arg(long, value_name = "ID", conflicts_with_all = ["from", "to"])]
    pub(crate) history: Option<String>,
    /// Confronter à l’évolution calculée les libellés d’un classeur (colonne « Evolution ») ou de lignes JSON
    #[arg(long, value_name = "FICHIER", conflicts_with = "history")]
    pub(crate) labels: Option<PathBuf>,
    /// Avec --labels : modèle de colonnes du classeur, un nom connu ou un fichier YAML
    #[arg(long, value_name = "MODÈLE", default_value = "iteration", requires = "labels")]
    pub(crate) layout: String,
    /// Avec --labels : nombre d’exemples par cause d’écart
    #[arg(long, value_name = "N", default_value_t = 5, requires = "labels")]
    pub(crate) examples: usize,
    /// Format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: DiffFormat,
    /// Écrire dans ce fichier plutôt que sur la sortie
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: Option<PathBuf>,
}

/// A table for people, or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// Pour une personne.
    Human,
    /// Pour un programme.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Itération (par défaut : toutes, jusqu’à la dernière figée)
    #[arg(value_name = "ITn")]
    pub(crate) iteration: Option<String>,
    /// Format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: TextFormat,
}

/// How a report about comments is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CommentFormat {
    /// Pour une personne.
    Human,
    /// remc/comments@1, ou remc/vendor-comments@1 pour un éditeur.
    Json,
    /// Markdown, pour un compte rendu ou un message.
    Md,
    /// Une page.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct CommentsArgs {
    /// Itération commentée (par défaut : toutes)
    #[arg(value_name = "ITn")]
    pub(crate) iteration: Option<String>,
    /// Format ; avec --vendor, celui du fichier (human par défaut)
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<CommentFormat>,
    /// Document privé pour ce seul éditeur, par son code : ses commentaires et ce qu’ils sont devenus
    #[arg(long, value_name = "CODE", conflicts_with = "all_vendors")]
    pub(crate) vendor: Option<String>,
    /// Un document privé par éditeur, dans le dossier donné par --out
    #[arg(long)]
    pub(crate) all_vendors: bool,
    /// Écrire dans ce fichier (ou ce dossier, avec --all-vendors)
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: Option<PathBuf>,
}

/// How relations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// remc/graph@1.
    Json,
    /// Graphviz.
    Dot,
    /// Dessin, à ouvrir dans un navigateur.
    Svg,
    /// Mermaid.
    Mermaid,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("question").args(["impact", "needs", "order", "cycles", "between", "around"])))]
pub(crate) struct GraphArgs {
    /// Ce qu’un changement de cette exigence peut toucher
    #[arg(long, value_name = "ID")]
    pub(crate) impact: Option<String>,
    /// Tout ce dont cette exigence a besoin
    #[arg(long, value_name = "ID")]
    pub(crate) needs: Option<String>,
    /// Exigences dans un ordre où chacune suit ce dont elle dépend
    #[arg(long)]
    pub(crate) order: bool,
    /// Cycles de dépendances, chemin entier
    #[arg(long)]
    pub(crate) cycles: bool,
    /// Ce qui a été créé, modifié, validé, rendu obsolète d’un état à un autre
    #[arg(long, num_args = 2, value_names = ["DE", "VERS"])]
    pub(crate) between: Option<Vec<String>>,
    /// Exporter le voisinage de cette exigence
    #[arg(long, value_name = "ID")]
    pub(crate) around: Option<String>,
    /// Nombre de pas autour de l’exigence
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub(crate) depth: usize,
    /// Exporter un seul couloir
    #[arg(long, value_name = "COULOIR")]
    pub(crate) lane: Option<String>,
    /// Format de l’export
    #[arg(long, value_enum, default_value = "json", value_name = "FORMAT")]
    pub(crate) format: GraphFormat,
    /// Écrire dans ce fichier plutôt que sur la sortie
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Dossier du projet
    #[arg(value_name = "DOSSIER")]
    pub(crate) folder: Option<PathBuf>,
    /// Dossier du site, remplacé d’un coup
    #[arg(long, default_value = "public", value_name = "DOSSIER")]
    pub(crate) out: PathBuf,
    /// Publication : dernier état figé seulement, refusée si le contrôle de publication échoue
    #[arg(long)]
    pub(crate) public: bool,
    /// Adresse publique du site, pour les liens des fils et de l’édition imprimée ; à défaut, celle de « remc.yaml »
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Gabarits, « theme.css » et logo à mettre à la place de ceux de remc
    #[arg(long, value_name = "DOSSIER")]
    pub(crate) templates: Option<PathBuf>,
    /// Commit des sources, écrit au pied des pages ; à défaut, celui du dépôt Git quand le projet n’a rien à y ajouter
    #[arg(long, value_name = "COMMIT")]
    pub(crate) source_commit: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Dossier du projet
    #[arg(value_name = "DOSSIER")]
    pub(crate) folder: Option<PathBuf>,
    /// Port de l’aperçu, sur cette machine seulement (8017 par défaut ; 0 : un port libre)
    #[arg(long, default_value_t = 8017, value_name = "N")]
    pub(crate) port: u16,
    /// Ouvrir l’aperçu dans le navigateur
    #[arg(long)]
    pub(crate) open: bool,
    /// Gabarits, « theme.css » et logo à mettre à la place de ceux de remc
    #[arg(long, value_name = "DOSSIER")]
    pub(crate) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Classeur ou CSV
    #[arg(value_name = "FICHIER")]
    pub(crate) file: PathBuf,
    /// Modèle de colonnes : un nom connu, ou un fichier YAML
    #[arg(long, value_name = "MODÈLE")]
    pub(crate) layout: String,
    /// Projet de destination, créé s’il n’existe pas
    #[arg(long, value_name = "DOSSIER")]
    pub(crate) into: PathBuf,
    /// Itération que le classeur représente
    #[arg(long, value_name = "ITn")]
    pub(crate) iteration: Option<String>,
    /// Date de cette itération (AAAA-MM-JJ)
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// Couloir des lignes qui n’en disent pas
    #[arg(long, value_name = "COULOIR")]
    pub(crate) lane: Option<String>,
    /// Éditeur qui a renvoyé le classeur, par son code (modèle « retours »)
    #[arg(long, value_name = "CODE")]
    pub(crate) vendor: Option<String>,
    /// Ne rien écrire
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Format du compte rendu
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: TextFormat,
}

/// What leaves, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LaneFormat {
    /// Exigences du couloir, en PDF balisé.
    RemPdf,
    /// Dossier du couloir, en PDF balisé.
    DsrPdf,
    /// Source Typst du premier.
    RemTyp,
    /// Source Typst du second.
    DsrTyp,
    /// Exigences, scénarios et preuves, une ligne par preuve.
    CouvertureCsv,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Document et format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: LaneFormat,
    /// Couloir
    #[arg(long, value_name = "COULOIR")]
    pub(crate) lane: String,
    /// Itération figée, ou « work » (par défaut : la dernière figée)
    #[arg(long, value_name = "ITn")]
    pub(crate) iteration: Option<String>,
    /// Fichier à écrire
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Code, tel que REM301 (sans code : la liste)
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// Format
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: TextFormat,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Format, tel que diff (sans format : la liste)
    #[arg(value_name = "FORMAT")]
    pub(crate) name: Option<String>,
    /// Écrire dans ce fichier plutôt que sur la sortie
    #[arg(long, value_name = "FICHIER")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Interpréteur de commandes
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The command with its French headings.
pub fn command() -> clap::Command {
    let french = |command: clap::Command| {
        command
            .help_template(TEMPLATE)
            .subcommand_help_heading("Verbes")
            .subcommand_value_name("VERBE")
            .mut_args(|arg| {
                let values: Vec<String> =
                    arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
                if !arg.get_action().takes_values() {
                    return arg;
                }
                let arg = arg.hide_default_value(true).hide_possible_values(true);
                if values.is_empty() {
                    return arg;
                }
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let default =
                    arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
                let default = default.map(|value| format!(" ; par défaut {value}")).unwrap_or_default();
                arg.help(format!("{help} : {}{default}", values.join(", ")))
            })
    };
    let command = french(Cli::command()).after_help(AFTER);
    each_verb(command, &french)
}

/// Gives every verb, and every action of a verb, the French headings.
fn each_verb(mut command: clap::Command, french: &dyn Fn(clap::Command) -> clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| {
            let sub = french(each_verb(sub, french));
            let positionals: Vec<clap::Id> = sub.get_positionals().map(|arg| arg.get_id().clone()).collect();
            let sub = positionals
                .into_iter()
                .fold(sub, |sub, id| sub.mut_arg(id, |arg| arg.help_heading("Arguments")));
            sub.mut_args(|arg| match arg.get_help_heading() {
                None => arg.help_heading("Options"),
                Some(_) => arg,
            })
        });
    }
    command
}

/// Prints help and version, or says in French what is wrong with the arguments.
pub(crate) fn report(error: &clap::Error) -> ExitStatus {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return ExitStatus::Done;
    }
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(value)) => value.clone(),
        Some(ContextValue::Strings(values)) => values.join(", "),
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("valeur manquante pour « {argument} »"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("« {value} » refusé pour « {argument} »")
        }
        ErrorKind::UnknownArgument => format!("argument « {argument} » inconnu"),
        ErrorKind::InvalidSubcommand => format!("verbe « {} » inconnu", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("argument manquant : {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "verbe manquant".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!("« {argument} » ne va pas avec « {} »", text(ContextKind::PriorArg))
        }
        ErrorKind::TooManyValues => format!("« {value} » est de trop"),
        _ => "arguments refusés".to_owned(),
    };
    let mut lines = format!("erreur : {}\n", crate::diagnostic::sanitise(&message));
    let suggestion =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| match error.get(kind)? {
                ContextValue::String(value) => Some(value.clone()),
                // The nearest comes last.
                ContextValue::Strings(values) => values.last().cloned(),
                _ => None,
            });
    if let Some(found) = suggestion {
        lines.push_str(&format!("  aide : vouliez-vous dire « {found} » ?\n"));
    }
    let admitted = text(ContextKind::ValidValue);
    if !admitted.is_empty() {
        lines.push_str(&format!("  aide : valeurs admises : {admitted}\n"));
    }
    lines.push_str("  aide : « remc --help » liste les verbes, « remc VERBE --help » leurs options\n");
    eprint!("{lines}");
    ExitStatus::Failed
}
