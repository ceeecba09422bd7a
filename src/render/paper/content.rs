//! Requirements and scenarios as blocks.

use super::{Block, Span};
use crate::model::{Application, Lane, Proof, Requirement, Scenario, Vocabulary as _};

/// A requirement, below a heading of `level`.
pub(super) fn requirement(
    out: &mut Vec<Block>,
    level: u8,
    lane: &Lane,
    application: &Application,
    item: &Requirement,
) {
    let id = item.id.as_str();
    out.push(Block::Heading(level, vec![Span::Id(id.to_owned()), Span::text(format!(" {}", item.title))]));
    out.push(Block::Text(vec![
        Span::Strong(item.nature.label().to_owned()),
        Span::text(facts(lane, application, item)),
    ]));
    out.push(Block::Markdown(item.statement.clone()));
    if let Some(comment) = &item.comment {
        out.push(Block::Lead("Commentaire"));
        out.push(Block::Markdown(comment.clone()));
    }
    for one in &item.scenarios {
        scenario(out, one);
    }
}

/// Statut, profil, condition, references and origin on one line.
fn facts(lane: &Lane, application: &Application, item: &Requirement) -> String {
    let mut parts = vec![item.status.label().to_owned()];
    if !item.profiles.is_empty() {
        parts.push(format!("profil : {}", item.profiles.join(", ")));
    }
    if let Some(condition) = &item.condition {
        parts.push(format!("condition : {condition}"));
    }
    if !item.references.is_empty() {
        let cited: Vec<String> = item.references.iter().map(ToString::to_string).collect();
        parts.push(format!("références : {}", cited.join(", ")));
    }
    if application.picked {
        parts.push(format!("socle {}", item.home.code()));
    }
    let published = lane.published_id(item.id.as_str());
    if published != item.id.as_str() {
        parts.push(format!("publiée sous {published}"));
    }
    format!(" · {}", parts.join(" · "))
}

/// A scenario, its steps and its proofs.
pub(super) fn scenario(out: &mut Vec<Block>, one: &Scenario) {
    let mut head = vec![
        Span::Strong("Scénario ".to_owned()),
        Span::Id(one.id.to_string()),
        Span::text(format!(" {}", one.title)),
    ];
    if !one.profiles.is_empty() {
        head.push(Span::text(format!(" · profil : {}", one.profiles.join(", "))));
    }
    out.push(Block::Text(head));
    if !one.prerequisite.is_empty() {
        out.push(Block::Lead("Prérequis"));
        out.push(Block::Markdown(one.prerequisite.clone()));
    }
    if !one.steps.is_empty() {
        let steps = one.steps.iter().map(|step| {
            let mut blocks = vec![Block::Markdown(step.text.clone())];
            if !step.covers.is_empty() {
                let mut line = vec![Span::text("Couvre : ")];
                for (index, id) in step.covers.iter().enumerate() {
                    line.push(Span::text(if index > 0 { ", " } else { "" }));
                    line.push(Span::Id(id.to_string()));
                }
                blocks.push(Block::Text(line));
            }
            blocks.extend(proofs(&step.proofs));
            blocks
        });
        out.push(Block::List(true, steps.collect()));
    }
    out.extend(proofs(&one.proofs));
}

fn proofs(proofs: &[Proof]) -> Option<Block> {
    let entry = |proof: &Proof| {
        let kinds: Vec<&str> = proof.kinds.iter().map(|kind| kind.label()).collect();
        let mut head = vec![Span::text("Preuve "), Span::Id(proof.id.to_string())];
        if !kinds.is_empty() {
            head.push(Span::text(format!(" ({})", kinds.join(" ou "))));
        }
        if proof.shared {
            head.push(Span::text(" partagée"));
        }
        let mut blocks = vec![Block::Text(head)];
        if !proof.text.is_empty() {
            blocks.push(Block::Markdown(proof.text.clone()));
        }
        if let Some(points) = &proof.verification {
            blocks.push(Block::Lead("Points de vérification"));
            blocks.push(Block::Markdown(points.0.clone()));
        }
        blocks
    };
    (!proofs.is_empty()).then(|| Block::List(false, proofs.iter().map(entry).collect()))
}
