//! Checklists: a form to fill or to print, JSON and CSV, per lane; one more form per frozen iteration.

use rayon::prelude::*;

use super::{STYLE, heavy_page};
use crate::conformity::{Answers, Catalogue, Definition, Moment, Product, table, to_csv};
use crate::render::inline::Inline;
use crate::render::site::{Site, State};
use crate::render::view::{Banner, ChecklistView, Page};
use crate::render::{Artifact, Order, RenderError, urls};

/// What the form looks like, besides the style of the site.
const FORM_STYLE: &str = include_str!("../../../site/checklist/page.css");

/// The script of the form. Files of one scope: rules first, then what touches the page.
const PARTS: [&str; 14] = [
    include_str!("../../../site/checklist/json.js"),
    include_str!("../../../site/checklist/answers.js"),
    include_str!("../../../site/checklist/definition.js"),
    include_str!("../../../site/checklist/view.js"),
    include_str!("../../../site/checklist/summary.js"),
    include_str!("../../../site/checklist/edit.js"),
    include_str!("../../../site/checklist/sheet.js"),
    include_str!("../../../site/checklist/words.js"),
    include_str!("../../../site/checklist/store.js"),
    include_str!("../../../site/checklist/cards.js"),
    include_str!("../../../site/checklist/panels.js"),
    include_str!("../../../site/checklist/files.js"),
    include_str!("../../../site/checklist/merge.js"),
    include_str!("../../../site/checklist/main.js"),
];

/// Style and script, the same in every form.
pub(crate) struct Equipment {
    pub(crate) style: Inline,
    pub(crate) script: Inline,
    weight: usize,
}

impl Equipment {
    fn new() -> Self {
        let style = [STYLE, FORM_STYLE].concat();
        let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", bare(&PARTS.concat()));
        let weight = style.len() + script.len();
        Self { style: Inline::new(&style), script: Inline::new(&script), weight }
    }
}

/// A script without its comments nor its indentation, which readers of the page do not need. Comments of our scripts stand
/// on lines of their own, and no text of theirs spans lines: a test holds them to it.
fn bare(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines().map(str::trim) {
        if inside || line.starts_with("/*") {
            inside = !line.contains("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let states: Vec<&State<'_>> = site.states.iter().take(site.published + 1).collect();
    let is_wanted = |rank: usize, state: &State<'_>, code: &str| {
        let current = || CURRENT.iter().any(|name| order.wants(&urls::lane_file(code, name)));
        (rank == site.published && current()) || order.wants(&urls::frozen_checklist(code, &state.slug))
    };
    let mut codes: Vec<&str> = Vec::new();
    for (rank, state) in states.iter().enumerate() {
        for lane in &state.corpus.lanes {
            if is_wanted(rank, state, &lane.code) && !codes.contains(&lane.code.as_str()) {
                codes.push(&lane.code);
            }
        }
    }
    if codes.is_empty() {
        return Ok(());
    }
    let equipment = Equipment::new();
    let moments: Vec<Moment<'_>> = states
        .iter()
        .map(|state| Moment { name: state.name, date: state.date, corpus: state.corpus })
        .collect();
    let catalogue = Catalogue::new(&moments);
    let of_lane = |code: &&str| -> Result<(), RenderError> {
        let step = |rank: usize| {
            let lanes = &site.pair_to(rank)?.lanes;
            lanes.iter().find(|diff| diff.lane.as_deref() == Some(*code))
        };
        let asked = |rank: usize| states.get(rank).is_some_and(|state| is_wanted(rank, state, code));
        for (rank, (definition, state)) in
            catalogue.define_each(code, step, asked).iter().zip(&states).enumerate()
        {
            if let Some(definition) = definition {
                forms(site, &equipment, definition, rank, state, order)?;
            }
        }
        Ok(())
    };
    codes.par_iter().try_for_each(of_lane)
}

/// Files of the published state: the form and its twins.
const CURRENT: [&str; 3] = ["checklist.html", "checklist.json", "checklist.csv"];

/// The form of a lane at a state; the published state has two addresses, one that moves on and one that stays.
fn forms(
    site: &Site<'_>,
    equipment: &Equipment,
    definition: &Definition,
    rank: usize,
    state: &State<'_>,
    order: &Order<'_>,
) -> Result<(), RenderError> {
    let code = &definition.lane;
    let current = urls::checklist(code);
    let mut view = ChecklistView::new(site, urls::root_of(&current), equipment, state, definition);
    let weight = view.weight() + equipment.weight;
    let title = format!("Liste de conformité {code}, {}", site.names.bare(state.name));
    let home = site.corpus().lane(code).map(|_| urls::lane(code));
    let head = |path: &str, title: &str| {
        Page::new(path, title, "couloirs")
            .in_lanes()
            .crumb(&format!("Couloir {code}"), home.clone())
            .crumb("Liste de conformité", None)
    };
    if rank == site.published {
        view.link_twins(code);
        let head = head(&current, &title);
        order.deliver(heavy_page(site, "checklist.html", current, &head, &view, weight)?)?;
        order.deliver(Artifact::new(urls::lane_file(code, "checklist.json"), definition.to_json()))?;
        order.deliver(Artifact::new(urls::lane_file(code, "checklist.csv"), blank_table(definition)))?;
    }
    if !state.draft {
        let path = urls::frozen_checklist(code, &state.slug);
        let current = home.as_ref().map(|_| urls::checklist(code));
        view.freeze(urls::root_of(&path), current, frozen(site, rank, state, code).as_ref());
        let head = head(&path, &format!("{title} (figée)")).noindex(true);
        order.deliver(heavy_page(site, "checklist.html", path, &head, &view, weight)?)?;
    }
    Ok(())
}

/// The table of a file in which nothing is answered yet: what `remc checklist export` writes of it.
fn blank_table(definition: &Definition) -> Vec<u8> {
    let Definition { catalogue, lane, iteration, date, .. } = definition;
    to_csv(&table(&Answers::new(catalogue, lane, iteration, date, Product::default()), definition))
}

/// Says that a frozen form is not the current one.
fn frozen(site: &Site<'_>, rank: usize, state: &State<'_>, code: &str) -> Option<Banner> {
    let now = site.current().filter(|_| rank != site.published)?;
    let links = match site.corpus().lane(code) {
        Some(_) => {
            vec![(
                format!("Liste à remplir ({})", site.names.bare(now.name)),
                urls::lane_file(code, "checklist.html"),
            )]
        }
        None => Vec::new(),
    };
    let text = format!(
        "Liste figée {}, remplacée par celle {}. Un fichier de réponses donné ici s’ouvre dans la liste suivante.",
        site.names.to(state.name),
        site.names.of(now.name)
    );
    Some(Banner { kind: "alerte", text, links })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_script_loses_comments_and_nothing_else() {
        let script =
            "/** a\n * b */\nconst x = 1; // reste\n  // part\n\n  f(\"// texte\");\n/* c */\ny();\n";
        assert_eq!(bare(script), "const x = 1; // reste\nf(\"// texte\");\ny();\n");
    }

    #[test]
    fn our_scripts_have_no_text_over_several_lines() {
        for part in PARTS {
            for line in part.lines() {
                assert!(line.matches('`').count() % 2 == 0, "{line}");
                let comment = line.trim_start().starts_with(['*', '/']);
                let end = line.find("*/").filter(|_| comment).map_or("", |at| &line[at + 2..]);
                assert!(end.trim().is_empty(), "code after a comment: {line}");
            }
        }
        let whole = PARTS.concat();
        assert!(bare(&whole).len() < whole.len() * 9 / 10, "{} of {}", bare(&whole).len(), whole.len());
    }
}
