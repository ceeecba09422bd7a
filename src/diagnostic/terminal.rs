//! Findings for a person at a terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Label, Severity};
use crate::source::SourceSet;

/// Longest excerpt of one line shown, in bytes: a 100 MB line must not fill the screen.
const EXCERPT_LIMIT: usize = 400;

/// Prints every finding with its excerpt, in order.
pub fn render_all(diagnostics: &[Diagnostic], sources: &SourceSet, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&render(diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn render(diagnostic: &Diagnostic, sources: &SourceSet, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name("erreur"),
        Severity::Warning => Level::WARNING.with_name("avertissement"),
        Severity::Info | Severity::Ignored => Level::INFO.with_name("info"),
    };
    let message = sanitise(&diagnostic.message);
    let labels: Vec<(&Label, AnnotationKind)> = diagnostic
        .primary
        .iter()
        .map(|label| (label, AnnotationKind::Primary))
        .chain(diagnostic.secondary.iter().map(|label| (label, AnnotationKind::Context)))
        .collect();
    let windows: Vec<Window> = windows(&labels, sources);
    let mut group = Group::with_title(level.primary_title(message.as_str()).id(diagnostic.code.as_str()));
    for window in &windows {
        let mut snippet =
            Snippet::source(window.text.as_str()).line_start(window.first_line).path(window.path.as_str());
        for (range, text, kind) in &window.marks {
            snippet = snippet.annotation(kind.span(range.clone()).label(text.as_str()));
        }
        group = group.element(snippet);
    }
    let helps: Vec<String> = diagnostic.help.iter().map(|help| sanitise(help)).collect();
    for help in &helps {
        group = group.element(Level::HELP.with_name("aide").message(help.as_str()));
    }
    let fix = fix_window(diagnostic, sources);
    let mut report = vec![group];
    if let Some((window, range, replacement)) = &fix {
        let snippet = Snippet::source(window.text.as_str())
            .line_start(window.first_line)
            .path(window.path.as_str())
            .patch(Patch::new(range.clone(), replacement.as_str()));
        report.push(
            Group::with_title(Level::HELP.with_name("aide").secondary_title("correction proposée"))
                .element(snippet),
        );
    }
    renderer.render(&report)
}

type Mark = (std::ops::Range<usize>, String, AnnotationKind);

/// The lines of one file around some labels, free of control characters.
struct Window {
    path: String,
    text: String,
    first_line: usize,
    marks: Vec<Mark>,
}

/// One window per label, or a shared one when two labels of a file stand within ten lines.
fn windows(labels: &[(&Label, AnnotationKind)], sources: &SourceSet) -> Vec<Window> {
    labels.iter().filter_map(|(label, kind)| window(label, *kind, sources)).collect()
}

fn window(label: &Label, kind: AnnotationKind, sources: &SourceSet) -> Option<Window> {
    let file = sources.get(label.span.file)?;
    let text = file.text();
    let mut start = floor_boundary(text, (label.span.start as usize).min(text.len()));
    let mut end = floor_boundary(text, (label.span.end as usize).clamp(start, text.len()));
    // A span over many lines is shown by its first line.
    if let Some(stop) = text.get(start..end).and_then(|covered| covered.find('\n')) {
        end = start + stop;
    }
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line_end = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| end + at);
    let first_line = file.locate(start).line;
    let from = floor_boundary(text, line_start.max(start.saturating_sub(EXCERPT_LIMIT)));
    let to = floor_boundary(text, line_end.min(end.saturating_add(EXCERPT_LIMIT)).max(start));
    end = floor_boundary(text, end.min(start + EXCERPT_LIMIT)).max(start);
    start -= from;
    end -= from;
    let shown = text.get(from..to.max(from + end))?;
    let excerpt: String = same_length(shown);
    Some(Window {
        path: sanitise(&file.display_path()),
        text: excerpt,
        first_line,
        marks: vec![(start..end, sanitise(&label.text), kind)],
    })
}

fn fix_window(
    diagnostic: &Diagnostic,
    sources: &SourceSet,
) -> Option<(Window, std::ops::Range<usize>, String)> {
    let fix = diagnostic.fix.as_ref()?;
    let window = window(&Label { span: fix.span, text: String::new() }, AnnotationKind::Primary, sources)?;
    let range = window.marks.first()?.0.clone();
    if fix.span.range().len() != range.len() {
        return None;
    }
    Some((window, range, sanitise(&fix.replacement)))
}

fn floor_boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Control characters become `?`s of the same length in bytes, so that offsets still hold.
fn same_length(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let hidden = is_hidden(character);
            let count = if hidden { character.len_utf8() } else { 1 };
            std::iter::repeat_n(if hidden { '?' } else { character }, count)
        })
        .collect()
}

/// Replaces what could drive a terminal (escape sequences, bidirectional overrides) by a visible mark.
pub fn sanitise(text: &str) -> String {
    text.chars().map(|character| if is_hidden(character) { '\u{fffd}' } else { character }).collect()
}

fn is_hidden(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
