//! Lines of a source that its reader does not see.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A text as a cell of a table shows it: a paragraph or an item of a list is one line, wherever its author broke it; what
/// Markdown keeps apart stays apart.
pub fn unwrapped(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut kept, mut quotes) = (0, 0_usize);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes = quotes.saturating_sub(1),
            Event::SoftBreak if place.start >= kept => {
                out.push_str(text.get(kept..place.start).unwrap_or_default().trim_end_matches([' ', '\t']));
                out.push(' ');
                let rest = text.get(place.end..).unwrap_or_default();
                let margin =
                    |one: char| matches!(one, ' ' | '\t' | '\r' | '\n') || (quotes > 0 && one == '>');
                kept = text.len() - rest.trim_start_matches(margin).len();
            }
            _ => {}
        }
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn a_paragraph_is_one_line_and_blocks_stay_apart() {
        for (written, shown) in [
            ("Le système DOIT\nenvoyer  \n\nPuis\n\tgarder.", "Le système DOIT envoyer  \n\nPuis garder."),
            ("Deux :\n\n- un qui\n  continue ;\n- deux.", "Deux :\n\n- un qui continue ;\n- deux."),
            ("1. un\n2. deux", "1. un\n2. deux"),
            ("> dit\n> ainsi", "> dit ainsi"),
            ("coupé  \nvoulu\\\nici", "coupé  \nvoulu\\\nici"),
            ("```\na\nb\n```", "```\na\nb\n```"),
            ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| c | d |"),
            ("un *mot\nappuyé*, \\*rien", "un *mot appuyé*, \\*rien"),
            ("une ligne", "une ligne"),
        ] {
            assert_eq!(unwrapped(written), shown);
            assert_eq!(unwrapped(shown), shown, "once is enough");
        }
    }
}
