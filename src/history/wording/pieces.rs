//! Pieces of a displayed text.
//!
//! Owner: how a renderer finds code, links and placeholders again in the text of a block or of a mark. No mark ever cuts one
//! of them, so that each operation can be split on its own.

use super::tokens::{TokenKind, cut, split_link, tokenise_all};

/// A piece of displayed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Ordinary text, to be escaped.
    Text(&'t str),
    /// Inline code, without its backticks.
    Code(&'t str),
    /// A link.
    Link {
        /// What is shown.
        label: &'t str,
        /// Where it goes; the renderer decides which schemes it accepts.
        target: &'t str,
    },
}

/// Splits a displayed text into its pieces, in order.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut shown = 0;
    for token in tokenise_all(text) {
        let source = token.text(text);
        let piece = if token.kind == TokenKind::Code {
            Some(Piece::Code(source.trim_matches('`')))
        } else if token.kind == TokenKind::Link {
            split_link(source).map(|(label, target)| Piece::Link { label, target })
        } else if token.kind == TokenKind::Url {
            Some(Piece::Link { label: source, target: source })
        } else {
            None
        };
        if let Some(piece) = piece {
            if shown < token.start {
                pieces.push(Piece::Text(cut(text, shown, token.start)));
            }
            pieces.push(piece);
            shown = token.end;
        }
    }
    if shown < text.len() {
        pieces.push(Piece::Text(cut(text, shown, text.len())));
    }
    pieces
}
