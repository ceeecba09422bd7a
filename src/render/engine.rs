//! Templates.
//!
//! The only user of `minijinja`'s environment. Templates are embedded, compiled once, strict about what they name, and
//! receive views only. Values are escaped unless a view made them [`Html`](super::typography::Html).

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::names::Names;
use super::typography::{self, Piece};
use super::view::Page;
use super::{RenderError, Theme, contents};

/// Every template: its name and its source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("accessibility.html", include_str!("../../templates/accessibility.html")),
    ("checklist.html", include_str!("../../templates/checklist.html")),
    ("checklists_index.html", include_str!("../../templates/checklists_index.html")),
    ("comments.html", include_str!("../../templates/comments.html")),
    ("comments_index.html", include_str!("../../templates/comments_index.html")),
    ("coverage.html", include_str!("../../templates/coverage.html")),
    ("diff.html", include_str!("../../templates/diff.html")),
    ("diff_alone.html", include_str!("../../templates/diff_alone.html")),
    ("diff_body.html", include_str!("../../templates/diff_body.html")),
    ("diff_filters.html", include_str!("../../templates/diff_filters.html")),
    ("diffs_index.html", include_str!("../../templates/diffs_index.html")),
    ("dossier.html", include_str!("../../templates/dossier.html")),
    ("downloads.html", include_str!("../../templates/downloads.html")),
    ("dsr/calendrier.html", include_str!("../../templates/dsr/calendrier.html")),
    ("dsr/exigences.html", include_str!("../../templates/dsr/exigences.html")),
    ("dsr/profils.html", include_str!("../../templates/dsr/profils.html")),
    ("dsr/references.html", include_str!("../../templates/dsr/references.html")),
    ("footer.html", include_str!("../../templates/footer.html")),
    ("glossary.html", include_str!("../../templates/glossary.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
    ("guides_index.html", include_str!("../../templates/guides_index.html")),
    ("header.html", include_str!("../../templates/header.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("item.html", include_str!("../../templates/item.html")),
    ("items_index.html", include_str!("../../templates/items_index.html")),
    ("iteration.html", include_str!("../../templates/iteration.html")),
    ("iterations_index.html", include_str!("../../templates/iterations_index.html")),
    ("lane.html", include_str!("../../templates/lane.html")),
    ("layout.html", include_str!("../../templates/layout.html")),
    ("macros.html", include_str!("../../templates/macros.html")),
    ("print.html", include_str!("../../templates/print.html")),
    ("quality.html", include_str!("../../templates/quality.html")),
    ("register.html", include_str!("../../templates/register.html")),
    ("register_changes.html", include_str!("../../templates/register_changes.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("steps.html", include_str!("../../templates/steps.html")),
    ("tombstone.html", include_str!("../../templates/tombstone.html")),
];

/// Entries of the menu a page may belong to.
const SECTIONS: [&str; 11] = [
    "",
    "accueil",
    "commentaires",
    "couloirs",
    "diffs",
    "exigences",
    "glossaire",
    "guides",
    "iterations",
    "recherche",
    "referentiels",
];

/// What a page weighs without its content.
const SHELL: usize = 6 << 10;

/// The templates, ready.
pub(crate) struct Engine {
    environment: Environment<'static>,
    /// Header and footer of every page, by what leads to the root and by entry of the menu.
    surroundings: BTreeMap<(&'static str, &'static str), [Value; 2]>,
}

impl Engine {
    /// Compiles the templates. `frame` is what every page shows: see [`super::view::Frame`].
    ///
    /// # Errors
    /// When a template is wrong.
    pub(crate) fn new(frame: impl Serialize, names: &Names, theme: &Theme) -> Result<Self, RenderError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_value);
        environment.set_syntax(whitespace()?);
        environment.add_filter("num", |value: usize| typography::number(value));
        environment.add_filter("plural", |value: usize| if value > 1 { "s" } else { "" });
        environment.add_filter("signed", typography::signed);
        environment.add_filter("prose", |text: &str| typography::prose(text));
        add_names(&mut environment, names);
        environment.add_global("site", Value::from(Serde(frame)));
        for (name, source) in TEMPLATES {
            let source = theme.template(name).unwrap_or(source);
            environment
                .add_template_owned(*name, typography::template(source))
                .map_err(|error| RenderError::template(name, &error))?;
        }
        let mut engine = Self { environment, surroundings: BTreeMap::new() };
        for root in ["", "../", "../../"] {
            for section in SECTIONS {
                let written = engine.surroundings(root, section)?;
                engine.surroundings.insert((root, section), written);
            }
        }
        Ok(engine)
    }

    fn surroundings(&self, root: &str, section: &str) -> Result<[Value; 2], RenderError> {
        let write = |name: &str| {
            let template =
                self.environment.get_template(name).map_err(|error| RenderError::template(name, &error))?;
            let html = template.render(minijinja::context! { root, section });
            html.map(Value::from_safe_string).map_err(|error| RenderError::template(name, &error))
        };
        Ok([write("header.html")?, write("footer.html")?])
    }

    /// Writes a page of about `weight` bytes.
    ///
    /// # Errors
    /// When the template names something the view does not have.
    pub(crate) fn render(
        &self,
        template: &str,
        page: &Page,
        view: impl Serialize,
        weight: usize,
    ) -> Result<Vec<u8>, RenderError> {
        let failed = |error: &minijinja::Error| RenderError::template(template, error);
        let compiled = self.environment.get_template(template).map_err(|error| failed(&error))?;
        let [header, footer] = match self.surroundings.get(&(page.root, page.section)) {
            Some(known) => known.clone(),
            None => self.surroundings(page.root, page.section)?,
        };
        let context = minijinja::context! { header, footer, page => Serde(page), v => Serde(&view) };
        let mut out = Vec::with_capacity(weight + SHELL);
        compiled.render_captured_to(context, &mut out).map_err(|error| failed(&error))?;
        // The checklist and the print edition have their own ways through them.
        if !matches!(template, "checklist.html" | "print.html") {
            contents::add(&mut out);
        }
        Ok(out)
    }
}

/// Filters that put the name of an iteration in a sentence: see [`Names`].
fn add_names(environment: &mut Environment<'static>, names: &Names) {
    let known = names.clone();
    environment.add_filter("named", move |name: &str| typography::prose(known.bare(name)));
    let known = names.clone();
    environment.add_filter("full", move |name: &str| typography::prose(known.full(name)));
    let known = names.clone();
    environment.add_filter("heading", move |name: &str| typography::prose(&known.heading(name)));
    let known = names.clone();
    environment.add_filter("of", move |name: &str| typography::prose(&known.of(name)));
    let known = names.clone();
    environment.add_filter("to", move |name: &str| typography::prose(&known.to(name)));
}

/// Lines that hold only a tag leave no trace.
fn whitespace() -> Result<SyntaxConfig, RenderError> {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|error| RenderError::template("syntaxe", &error))
}

/// Writes a value: markup as it is, text escaped, nothing for nothing.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.kind() {
        ValueKind::None => Ok(()),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            if value.is_safe() || !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\''))
            {
                out.write_str(text)?;
            } else {
                out.write_str(&typography::escaped(text))?;
            }
            Ok(())
        }
        ValueKind::Plain => match value.downcast_object_ref::<Piece>() {
            Some(piece) => Ok(out.write_str(piece.as_str())?),
            None => minijinja::escape_formatter(out, state, value),
        },
        ValueKind::Number => Ok(out.write_fmt(format_args!("{value}"))?),
        _ => minijinja::escape_formatter(out, state, value),
    }
}
