//! `remc graph`.

use super::args::{Cli, GraphArgs, GraphFormat};
use super::exit::ExitStatus;
use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome};
use crate::graph::{Relation, RevisionGraph};
use crate::io::write_atomic;
use crate::model::ItemId;
use crate::render::{graph_export, graph_svg};
use crate::source::suggest;

/// Answers a question about the relations, or writes them for another tool.
pub(crate) fn run(cli: &Cli, args: &GraphArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, None)?;
    project.settings(output)?;
    let compilation = &project.compilation;
    let graph = &compilation.graph;
    let text = if let Some(id) = &args.impact {
        known(&project, id)?;
        listed(&project, graph.impact(id))
    } else if let Some(id) = &args.needs {
        known(&project, id)?;
        listed(&project, graph.needs(id))
    } else if args.order {
        listed(&project, graph.order())
    } else if args.cycles {
        graph
            .cycles()
            .iter()
            .map(|cycle| cycle.iter().map(ItemId::as_str).collect::<Vec<_>>().join(" → ") + "\n")
            .collect()
    } else if let Some(ends) = &args.between {
        between(&project, ends)?
    } else {
        export(&project, args)?
    };
    match &args.out {
        None => output.result(&text),
        Some(path) => {
            write_atomic(path, text.as_bytes())
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
            output.note(&format!("écrit dans {}", path.display()));
        }
    }
    Ok(ExitStatus::Done)
}

fn known(project: &Project, id: &str) -> Result<(), Failure> {
    let corpus = &project.compilation.corpus;
    if corpus.item(id).is_some() {
        return Ok(());
    }
    let failure = Failure::usage(format!("exigence « {id} » inconnue"));
    Err(match suggest(id, corpus.items.iter().map(|item| item.id.as_str())) {
        Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
        None => failure,
    })
}

fn listed(project: &Project, ids: Vec<ItemId>) -> String {
    let title =
        |id: &ItemId| project.compilation.corpus.item(id.as_str()).map_or("", |item| item.title.as_str());
    ids.iter().map(|id| format!("{id}  {}\n", title(id))).collect()
}

/// What was created, modified, validated, withdrawn on the way, walked along the succession of revisions.
fn between(project: &Project, ends: &[String]) -> Result<String, Failure> {
    let states = project.compilation.states();
    let names: Vec<&str> = states.iter().map(|(endpoint, _)| endpoint.name.as_str()).collect();
    let [from, to] = ends else { return Err(Failure::usage("deux états sont attendus")) };
    let name = |end: &str| if end == "work" { crate::DRAFT.to_owned() } else { end.to_owned() };
    let walk = RevisionGraph::build(&states).walk(&name(from), &name(to)).ok_or_else(|| {
        Failure::usage(format!("pas de chemin de « {from} » à « {to} »"))
            .help(format!("états, dans l’ordre : {}", names.join(", ")))
    })?;
    let mut out = String::new();
    let groups = [
        ("créées", &walk.created),
        ("modifiées", &walk.modified),
        ("validées", &walk.validated),
        ("rendues obsolètes", &walk.obsoleted),
        ("réintroduites", &walk.reinstated),
    ];
    for (label, keys) in groups {
        let keys: Vec<&str> = keys.iter().map(ItemId::as_str).collect();
        out.push_str(&format!("{label} ({}) : {}\n", keys.len(), keys.join(", ")));
    }
    Ok(out)
}

fn export(project: &Project, args: &GraphArgs) -> Result<String, Failure> {
    let compilation = &project.compilation;
    let corpus = &compilation.corpus;
    let mut relations: Vec<Relation> = match &args.around {
        Some(id) => {
            known(project, id)?;
            compilation.graph.around(id, args.depth)
        }
        None => compilation.graph.relations(),
    };
    if let Some(name) = &args.lane {
        let Some(lane) = corpus.lane(name) else {
            let lanes: Vec<&str> = corpus.lanes.iter().map(|lane| lane.code.as_str()).collect();
            return Err(Failure::usage(format!("couloir « {name} » inconnu"))
                .help(format!("couloirs : {}", lanes.join(", "))));
        };
        let inside: std::collections::HashSet<&str> =
            lane.applications.iter().map(|application| application.id.as_str()).collect();
        relations.retain(|relation| relation.is_between(|id| inside.contains(id), &lane.code));
    }
    Ok(match args.format {
        GraphFormat::Json => graph_export::to_json(&relations, corpus),
        GraphFormat::Dot => graph_export::to_dot(&relations, corpus),
        GraphFormat::Svg => graph_svg::to_svg(&relations, corpus, &subject(args), args.around.as_deref()),
        GraphFormat::Mermaid => graph_export::to_mermaid(&relations, corpus),
    })
}

/// What is drawn, in words.
fn subject(args: &GraphArgs) -> String {
    let mut text = match (&args.around, args.depth) {
        (None, _) => "Relations du référentiel".to_owned(),
        (Some(id), 0 | 1) => format!("Relations de {id}"),
        (Some(id), depth) => format!("Relations autour de {id}, à {depth} pas"),
    };
    if let Some(lane) = &args.lane {
        text.push_str(&format!(", couloir {lane}"));
    }
    text
}
