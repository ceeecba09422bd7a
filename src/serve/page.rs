//! What the preview adds to a page, and the pages that are its own.
//!
//! Owner: the script that reloads, the policy that allows it, how findings look in a page. Texts from the sources are
//! escaped here, once.

use crate::diagnostic::{Code, Diagnostic, Label, Severity, sanitise};
use crate::render::{document_html, escaped};
use crate::source::SourceSet;

/// Where the files of the preview itself are: no page of a site starts so.
pub(super) const OWN: &str = "_apercu/";

/// The style of what is shown over a page.
pub(super) const STYLE: &str = include_str!("../../site/apercu/apercu.css");
/// Reloads the page, and shows what is wrong.
pub(super) const SCRIPT: &str = include_str!("../../site/apercu/apercu.js");

/// Findings shown; the others are counted.
const SHOWN: usize = 30;
/// Longest excerpt of a line, in bytes before and after what is marked.
const AROUND: usize = 160;

/// A page of the site with the script of the preview. `site` names the state of the site the page is of.
pub(super) fn with_script(html: &[u8], site: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(html) else { return html.to_vec() };
    let (before, after) = text.find("</head>").map_or((text, ""), |at| text.split_at(at));
    let mut out = with_policy(before);
    out.push_str(&tags(site, false));
    out.push_str(after);
    out.into_bytes()
}

fn tags(site: &str, alone: bool) -> String {
    let alone = if alone { " data-seule" } else { "" };
    format!(
        "<link rel=\"stylesheet\" href=\"/{OWN}apercu.css\">\n<script src=\"/{OWN}apercu.js\" data-site=\"{}\"{alone} defer></script>\n",
        escaped(site)
    )
}

/// The head of a page whose policy also allows files of this server, and asking it what is new.
fn with_policy(head: &str) -> String {
    const NAME: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let policy = head.find(NAME).map(|at| at + NAME.len()).and_then(|start| {
        let length = head.get(start..)?.find('"')?;
        Some((head.get(..start)?, head.get(start..start + length)?, head.get(start + length..)?))
    });
    match policy {
        Some((before, policy, after)) => format!("{before}{}{after}", allowing_self(policy)),
        None => head.to_owned(),
    }
}

/// A policy that also allows scripts, styles and requests of this server.
fn allowing_self(policy: &str) -> String {
    let mut rules: Vec<String> =
        policy.split(';').map(|rule| rule.trim().to_owned()).filter(|rule| !rule.is_empty()).collect();
    for name in ["script-src", "style-src", "connect-src"] {
        let known = rules.iter_mut().find(|rule| rule.split(' ').next() == Some(name));
        match known {
            Some(rule) if rule.split(' ').any(|source| source == "'self'") => {}
            Some(rule) => *rule = format!("{} 'self'", rule.replace(" 'none'", "")),
            None => rules.push(format!("{name} 'self'")),
        }
    }
    rules.join("; ")
}

/// A page of the preview itself. `title` is a text, `body` is markup. A page `alone` is reloaded at each change, whatever
/// it is.
pub(super) fn own(title: &str, body: &str, site: &str, alone: bool) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:\">\n\
         <title>{title} — aperçu</title>\n<link rel=\"icon\" href=\"data:,\">\n{}</head>\n\
         <body class=\"remc-seule\">\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n",
        tags(site, alone),
        title = escaped(title),
    )
    .into_bytes()
}

/// A paragraph.
pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(&sanitise(text)))
}

/// What leads back to the site.
pub(super) const HOME: &str = "<p><a href=\"/index.html\">Revenir à l’accueil du site</a></p>\n";

/// The page of a code, for those who click on it.
pub(super) fn explanation(code: Code) -> String {
    let text = code.page();
    // Its title is that of the page.
    let (_, body) = text.split_once('\n').unwrap_or(("", text));
    format!("{}{HOME}", document_html(body))
}

/// Errors, each with its code, its place, an excerpt and what to do.
pub(super) fn errors(diagnostics: &[Diagnostic], sources: &SourceSet) -> String {
    let errors: Vec<&Diagnostic> =
        diagnostics.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let mut out = paragraph(&match errors.len() {
        1 => "1 erreur dans les sources.".to_owned(),
        count => format!("{count} erreurs dans les sources."),
    });
    out.push_str("<ol>\n");
    for finding in errors.iter().take(SHOWN) {
        out.push_str("<li>");
        one(finding, sources, &mut out);
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
    match errors.len().saturating_sub(SHOWN) {
        0 => {}
        1 => out.push_str("<p>Et une autre : <code>remc check</code> la donne.</p>\n"),
        more => out.push_str(&format!("<p>Et {more} autres : <code>remc check</code> les liste.</p>\n")),
    }
    out
}

fn one(finding: &Diagnostic, sources: &SourceSet, out: &mut String) {
    let code = finding.code.as_str();
    let message = escaped(&sanitise(&finding.message));
    out.push_str(&format!(
        "<p class=\"remc-message\"><a href=\"/{OWN}codes/{code}\">{code}</a> {message}</p>\n"
    ));
    for label in finding.primary.iter().chain(&finding.secondary) {
        place(label, sources, out);
    }
    for help in &finding.help {
        out.push_str(&format!("<p class=\"remc-aide\">Aide : {}</p>\n", escaped(&sanitise(help))));
    }
}

/// The place of a label and its line, what is meant being marked.
fn place(label: &Label, sources: &SourceSet, out: &mut String) {
    let Some(file) = sources.get(label.span.file) else { return };
    let text = file.text();
    let at = file.locate(label.span.start as usize);
    let path = escaped(&sanitise(&file.display_path()));
    out.push_str(&format!("<p class=\"remc-place\"><code>{path}:{}:{}</code>", at.line, at.column));
    if !label.text.is_empty() {
        out.push_str(&format!(" {}", escaped(&sanitise(&label.text))));
    }
    out.push_str("</p>\n");
    let floor = |offset: usize| (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let start = floor(label.span.start as usize).unwrap_or_default();
    let end = floor(label.span.end as usize).unwrap_or_default().max(start);
    let before = text.get(floor(start.saturating_sub(AROUND)).unwrap_or_default()..start).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let marked = text.get(start..end).unwrap_or_default().split('\n').next().unwrap_or_default();
    let (marked, cut) = match marked.char_indices().nth(AROUND) {
        Some((at, _)) => (marked.get(..at).unwrap_or_default(), true),
        None => (marked, start + marked.len() < end),
    };
    let rest = start + marked.len();
    let after = text.get(rest..floor(rest + AROUND).unwrap_or(rest)).unwrap_or_default();
    let after = if cut { "…" } else { after.split('\n').next().unwrap_or_default() };
    if !(before.is_empty() && marked.is_empty() && after.is_empty()) {
        let [before, marked, after] = [before, marked, after].map(|part| escaped(&sanitise(part)));
        out.push_str(&format!("<pre><code>{before}<mark>{marked}</mark>{after}</code></pre>\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Span};

    #[test]
    fn a_policy_is_widened_to_this_server_and_no_further() {
        let site = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:";
        assert_eq!(allowing_self(site), format!("{site}; connect-src 'self'"));
        let form = "default-src 'none'; style-src 'sha256-a='; script-src 'none'; connect-src 'none';";
        assert_eq!(
            allowing_self(form),
            "default-src 'none'; style-src 'sha256-a=' 'self'; script-src 'self'; connect-src 'self'"
        );
    }

    #[test]
    fn the_script_is_all_that_is_added() {
        let page = "<html><head><title>é</title></head><body></head></body></html>";
        let shown = String::from_utf8(with_script(page.as_bytes(), "1.2\"")).unwrap();
        assert_eq!(shown.replacen(&tags("1.2\"", false), "", 1), page);
        assert!(shown.contains("data-site=\"1.2&quot;\""));
        assert!(with_script(b"sans tete", "1").starts_with(b"sans tete<link"));
        assert_eq!(with_script(&[0xff], "1"), [0xff]);
    }

    #[test]
    fn texts_of_the_sources_are_escaped_and_cut() {
        let mut sources = SourceSet::default();
        let text = format!("ligne\n  <b>{}\u{1b}[31m & suite\n", "é".repeat(500));
        let file = sources.add(SourceFile::from_text(std::path::Path::new("rem/<a>.rem"), text));
        let finding = Diagnostic::new(Code::UnknownItem, Span::new(file, 8, 1_000), "« <script> » inconnu")
            .label("<i>")
            .help("a & b");
        let beyond = Diagnostic::new(Code::UnknownItem, Span::new(file, 9_000, 9_001), "hors du texte");
        let html = errors(&[finding, beyond], &sources);
        assert!(!html.contains("<b>") && !html.contains("<script>") && !html.contains("<i>"), "{html}");
        assert!(!html.contains('\u{1b}') && html.contains("a &amp; b") && html.contains("…"), "{html}");
        assert!(html.contains("rem/&lt;a&gt;.rem:2:3") && html.len() < 2_000, "{html}");
    }
}
