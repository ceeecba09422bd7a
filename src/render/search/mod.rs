//! The index behind the search page.
//!
//! Input: the items that have a page, and what else has an address and a name of its own; output: a script that gives the page its data, since a page opened from a folder can
//! read nothing else. Only what pages show enters it: texts of the model, and replies to comments.

mod numbers;
mod others;
mod stem;

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use numbers::numbers;
use stem::Stems;

use super::site::{Entry, Site};
use super::typography;
use super::view::Badge;
use crate::model::{Scenario, Vocabulary as _};
use crate::quick::{HashMap, HashMapExt as _};

/// Where a word was found, most telling first; a word may be in several.
const TITLE: u8 = 1;
const STATEMENT: u8 = 2;
const PROOFS: u8 = 4;
const REPLIES: u8 = 8;

/// What the page reads. Keys are short: there is one document per item.
#[derive(Serialize)]
struct Index<'a> {
    couloirs: Vec<&'a str>,
    docs: Vec<Document<'a>>,
    /// Former ids, and the document they lead to.
    anciens: Vec<(&'a str, usize)>,
    /// Items whose id designated another until an iteration: the item, the iteration, the other when it has a page.
    avant: Vec<(usize, &'a str, Option<usize>)>,
    transverses: Vec<others::Cross<'a>>,
    referentiels: Vec<others::Referential<'a>>,
    /// What may be decided of a comment.
    decisions: Vec<&'static str>,
    retours: Vec<others::Round<'a>>,
    termes: Vec<others::Word<'a>>,
    /// Places of each stem: see [`encode`].
    mots: Vec<(String, String)>,
}

/// An item, as one row: id, name of its page when it is not the id, title, bloc and fonction, lanes, status and its label,
/// statement, proofs, replies, [numbers](mod@numbers) of its scenarios and proofs.
#[derive(Serialize)]
struct Document<'a>(
    &'a str,
    Option<&'a str>,
    String,
    String,
    Vec<usize>,
    &'static str,
    String,
    String,
    String,
    String,
    String,
);

/// The script that holds the index.
pub(crate) fn script(site: &Site<'_>) -> Vec<u8> {
    let lanes: Vec<&str> = site.corpus().lanes.iter().map(|lane| lane.code.as_str()).collect();
    let ranks: HashMap<&str, usize> = lanes.iter().enumerate().map(|(index, code)| (*code, index)).collect();
    let (docs, words): (Vec<Document<'_>>, Vec<HashMap<Arc<str>, u8>>) = site
        .entries
        .par_iter()
        .map_init(Stems::default, |stems, entry| document(site, &ranks, stems, entry))
        .unzip();
    let mut places: HashMap<Arc<str>, Vec<(usize, u8)>> = HashMap::new();
    for (index, words) in words.into_iter().enumerate() {
        words.into_iter().for_each(|(word, fields)| places.entry(word).or_default().push((index, fields)));
    }
    let mut mots: Vec<(String, String)> =
        places.into_par_iter().map(|(word, places)| (word.as_ref().to_owned(), encode(&places))).collect();
    mots.par_sort_unstable();
    let anciens = site.tombstones.iter().map(|(id, position)| (id.as_str(), *position)).collect();
    let index = Index {
        couloirs: lanes,
        docs,
        anciens,
        avant: others::exchanged(site),
        transverses: others::cross_scenarios(site),
        referentiels: others::referentials(site),
        decisions: others::decisions(),
        retours: others::rounds(site),
        termes: others::words(site),
        mots,
    };
    let mut out = b"globalThis.REMC_INDEX = ".to_vec();
    // A plain structure of strings and numbers always has a JSON form.
    out.extend(serde_json::to_vec(&index).unwrap_or_else(|_| b"null".to_vec()));
    out.extend(b";\n");
    out
}

fn document<'a>(
    site: &Site<'_>,
    ranks: &HashMap<&str, usize>,
    stems: &mut Stems,
    entry: &'a Entry<'_>,
) -> (Document<'a>, HashMap<Arc<str>, u8>) {
    let item = entry.item;
    let id = entry.id.as_str();
    let mut names: Vec<&str> =
        [&item.block, &item.function].into_iter().flatten().map(String::as_str).collect();
    names.dedup();
    let names = names.join(" › ");
    let mut statement = plain(site.text(&item.statement).as_str());
    if let Some(comment) = &item.comment {
        statement.push_str(" — ");
        statement.push_str(&plain(site.text(comment).as_str()));
    }
    let proofs = proofs(site, &item.scenarios);
    let comments = site.comments_on(entry.key);
    let replies: Vec<String> = comments
        .iter()
        .filter_map(|(_, comment)| comment.reply.as_deref())
        .map(|reply| plain(site.text(reply).as_str()))
        .collect();
    let replies = replies.join(" ");
    let mut words: HashMap<Arc<str>, u8> = HashMap::new();
    let section = item.section.as_deref().map_or("", |code| site.corpus().section_title(code));
    let fields = [
        (item.title.as_str(), TITLE),
        (names.as_str(), TITLE),
        (section, TITLE),
        (statement.as_str(), STATEMENT),
        (proofs.as_str(), PROOFS),
        (replies.as_str(), REPLIES),
    ];
    for (text, field) in fields {
        stems.words(text, |stem| match words.get_mut(stem) {
            Some(fields) => *fields |= field,
            None => drop(words.insert(Arc::clone(stem), field)),
        });
    }
    let uses = site.uses.lanes.get(id).map(Vec::as_slice).unwrap_or_default();
    let own = uses.iter().filter_map(|(_, one)| one.variant.as_ref()).flat_map(|one| &one.scenarios);
    let numbers = numbers(id, item.scenarios.iter().chain(own));
    let lanes = uses.iter().filter_map(|(lane, _)| ranks.get(lane.code.as_str()).copied()).collect();
    let badge = if entry.state < site.published {
        Badge::new("obsolete", "Retirée")
    } else {
        Badge::new(item.status.as_json(), item.status.label())
    };
    let page = (entry.anchor != id).then_some(entry.anchor.as_str());
    let document = Document(
        id,
        page,
        plain(entry.title.as_str()),
        typography::prose(&names),
        lanes,
        badge.kind,
        badge.text,
        statement,
        proofs,
        replies,
        numbers,
    );
    (document, words)
}

/// Everything a vendor must do and show, in one text.
fn proofs(site: &Site<'_>, scenarios: &[Scenario]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for scenario in scenarios {
        parts.push(scenario.title.clone());
        parts.extend(scenario.steps.iter().map(|step| plain(site.text(&step.text).as_str())));
        parts.extend(scenario.all_proofs().map(|proof| plain(site.text(&proof.text).as_str())));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" — ")
}

/// The words of a piece of markup.
fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (text, tail) = rest.split_at(at);
        push_words(&mut out, text);
        let entity =
            ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].iter().position(|name| tail.starts_with(name));
        rest = match entity.and_then(|index| Some((['&', '<', '>', '"', '\''].get(index)?, index))) {
            Some((letter, index)) => {
                out.push(*letter);
                tail.get([5, 4, 4, 6, 5].get(index).copied().unwrap_or(1)..).unwrap_or_default()
            }
            None => {
                // A tag ends a word when it ends a block.
                let block =
                    ["<p", "</p", "<li", "</li", "<br", "<td", "<th"].iter().any(|tag| tail.starts_with(tag));
                if block && !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                tail.split_once('>').map_or("", |(_, after)| after)
            }
        };
    }
    push_words(&mut out, rest);
    out.truncate(out.trim_end().len());
    out
}

fn push_words(out: &mut String, text: &str) {
    for part in text.split_inclusive('\n') {
        match part.strip_suffix('\n') {
            Some(line) => {
                out.push_str(line);
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            None => out.push_str(part),
        }
    }
}

/// Places of a word: for each, 16 times what is added to the previous document, plus the fields, in base 36.
fn encode(places: &[(usize, u8)]) -> String {
    let mut out = String::with_capacity(places.len() * 3);
    let mut previous = 0;
    for (document, fields) in places {
        if !out.is_empty() {
            out.push(' ');
        }
        push_base36(&mut out, (document - previous) * 16 + usize::from(*fields));
        previous = *document;
    }
    out
}

fn push_base36(out: &mut String, value: usize) {
    if value >= 36 {
        push_base36(out, value / 36);
    }
    let digit = u32::try_from(value % 36).unwrap_or_default();
    out.extend(char::from_digit(digit, 36));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        assert_eq!(
            plain("<p>L’<em>INS</em> &amp; co</p>\n<ul>\n<li>un</li><li>deux</li></ul>"),
            "L’INS & co un deux"
        );
        assert_eq!(plain("a &lt;b&gt; &autre;"), "a <b>");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn places_are_small() {
        assert_eq!(encode(&[(0, 1), (3, 15), (10_000, 2)]), "1 1r 3ff6");
    }
}
