//! « Vos commentaires et ce qu’ils sont devenus »: the report to one vendor.
//!
//! Owner of the only output that holds words of a vendor, those of its reader. Input: the comment books, which no renderer
//! of the site ever sees, and frozen states; output: one document. It names no vendor but by the code of its reader,
//! holds the comments of nobody else, and what is not frozen is not told. Writing it where it may be published is refused
//! by the command line.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::history::{Caused, FollowUp};
use crate::model::{Disposition, Vocabulary as _};
use crate::render::comments::shown_words;
use crate::render::diff_json::difference;
use crate::render::fragments::{
    document, fields_html, fields_markdown, markdown_html, plain_markdown, sentence, verbatim,
};
use crate::render::{comment_address, item_address};
use crate::settings::{BookComment, CommentBook};

/// Name and version of the JSON.
pub const SCHEMA: &str = "remc/vendor-comments@1";

const TITLE: &str = "Vos commentaires et ce qu’ils sont devenus";

/// The report to one vendor.
#[derive(Debug)]
pub struct Letter<'a> {
    /// Code of the vendor.
    vendor: &'a str,
    /// Name of the programme.
    programme: &'a str,
    /// Root of the published site, for links.
    site: Option<&'a str>,
    rounds: Vec<Round<'a>>,
}

/// The vendor's comments on one iteration.
#[derive(Debug)]
struct Round<'a> {
    iteration: &'a str,
    entries: Vec<Entry<'a>>,
}

#[derive(Debug)]
struct Entry<'a> {
    own: &'a BookComment,
    caused: Vec<Caused<'a>>,
}

impl<'a> Letter<'a> {
    /// The comments of a vendor in some books. `followed` tells what they caused, in frozen states only.
    pub fn new(
        vendor: &'a str,
        (programme, site): (&'a str, Option<&'a str>),
        books: &[&'a CommentBook],
        followed: &'a FollowUp,
    ) -> Self {
        let rounds = books.iter().map(|book| {
            let own = book.comments.iter().filter(|one| one.vendor.as_deref() == Some(vendor));
            let entries = own.map(|own| Entry { own, caused: followed.of(&book.iteration, &own.comment) });
            Round { iteration: &book.iteration, entries: entries.collect() }
        });
        let rounds = rounds.filter(|round| !round.entries.is_empty()).collect();
        Self { vendor, programme, site, rounds }
    }

    /// Number of comments.
    pub fn len(&self) -> usize {
        self.rounds.iter().map(|round| round.entries.len()).sum()
    }

    /// Whether the vendor sent none.
    pub fn is_empty(&self) -> bool {
        self.rounds.is_empty()
    }

    fn warning(&self) -> String {
        format!("Document destiné au seul éditeur {} : ne pas le publier ni le transmettre.", self.vendor)
    }

    /// « Programme : 5 commentaires, dont 3 intégrés… ».
    fn summary(&self) -> String {
        let decided = |wanted: Option<Disposition>| {
            let entries = self.rounds.iter().flat_map(|round| &round.entries);
            entries.filter(|entry| entry.own.comment.disposition == wanted).count()
        };
        let values = Disposition::WORDS.iter().map(|(value, _, label)| (Some(*value), *label));
        let parts: Vec<String> = values
            .chain([(None, "En cours d’examen")])
            .map(|(value, label)| (decided(value), label.to_lowercase()))
            .filter(|(number, _)| *number > 0)
            .map(|(number, label)| format!("{number} « {label} »"))
            .collect();
        let total = self.len();
        let noun = if total < 2 { "commentaire" } else { "commentaires" };
        format!("{} : {total} {noun}, {}.", self.programme, parts.join(", "))
    }

    fn link(&self, address: &str) -> Option<String> {
        self.site.map(|site| format!("{}/{address}", site.trim_end_matches('/')))
    }

    /// A page of its own.
    pub fn to_html(&self) -> String {
        let mut out = format!("<p class=\"prive\"><strong>{}</strong></p>\n", sentence(&self.warning()));
        let _ = writeln!(out, "<p>{}</p>", sentence(&self.summary()));
        for round in &self.rounds {
            let _ = writeln!(out, "<h2>{}</h2>", sentence(&round.title()));
            for entry in &round.entries {
                self.entry_html(round, entry, &mut out);
            }
        }
        document(TITLE, true, &out)
    }

    fn entry_html(&self, round: &Round<'_>, entry: &Entry<'_>, out: &mut String) {
        let comment = &entry.own.comment;
        let anchor = |label: &str, address: &str| match self.link(address) {
            Some(link) => format!("<a href=\"{}\">{}</a>", verbatim(&link), verbatim(label)),
            None => verbatim(label),
        };
        let _ = writeln!(
            out,
            "<article>\n<h3>{} sur {}{}</h3>",
            anchor(&comment.id, &comment_address(round.iteration, &comment.id)),
            anchor(comment.item.as_str(), &item_address(comment.item.as_str())),
            sentence(&entry.place())
        );
        if let Some(text) = &entry.own.text {
            let _ = writeln!(out, "<p>Votre commentaire :</p>\n<blockquote>{}</blockquote>", verbatim(text));
        }
        let _ = writeln!(out, "<p><strong>{}</strong></p>", sentence(entry.decision()));
        if let Some(reply) = &comment.reply {
            let _ = writeln!(out, "<p>Réponse :</p>\n<blockquote>{}</blockquote>", markdown_html(reply));
        }
        for caused in &entry.caused {
            let id = anchor(caused.item.as_str(), &item_address(caused.item.as_str()));
            let _ = writeln!(out, "<p>Ce qui a changé : {id}, {}</p>", sentence(&caused_words(caused)));
            if let Some(shown) = caused.shown {
                out.push_str(&fields_html(&shown.change));
            }
        }
        out.push_str("</article>\n");
    }

    /// Markdown, for a mail.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# {TITLE}\n\n**{}**\n\n", plain_markdown(&self.warning()));
        let _ = writeln!(out, "{}", plain_markdown(&self.summary()));
        for round in &self.rounds {
            let _ = write!(out, "\n## {}\n", plain_markdown(&round.title()));
            for entry in &round.entries {
                self.entry_markdown(round, entry, &mut out);
            }
        }
        out
    }

    fn entry_markdown(&self, round: &Round<'_>, entry: &Entry<'_>, out: &mut String) {
        let comment = &entry.own.comment;
        let head = format!("{} sur {}{}", comment.id, comment.item, entry.place());
        let _ = write!(out, "\n### {}\n\n", plain_markdown(&head));
        if let Some(text) = &entry.own.text {
            out.push_str("Votre commentaire :\n\n");
            text.trim().lines().for_each(|line| _ = writeln!(out, "> {}", plain_markdown(line)));
            out.push('\n');
        }
        let _ = write!(out, "**{}**\n\n", entry.decision());
        if let Some(reply) = &comment.reply {
            let _ = write!(out, "Réponse : {}\n\n", reply.trim_end());
        }
        for caused in &entry.caused {
            let words = format!("{}, {}", caused.item, caused_words(caused));
            let _ = write!(out, "Ce qui a changé : {}\n\n", plain_markdown(&words));
            if let Some(shown) = caused.shown {
                out.push_str(&fields_markdown(&shown.change));
            }
        }
        if let Some(link) = self.link(&comment_address(round.iteration, &comment.id)) {
            let _ = writeln!(out, "<{link}>");
        }
    }

    /// The JSON, indented, with a final newline.
    pub fn to_json(&self) -> String {
        let rounds: Vec<Value> = self
            .rounds
            .iter()
            .map(|round| {
                let entries: Vec<Value> =
                    round.entries.iter().map(|entry| self.entry_json(round, entry)).collect();
                json!({ "iteration": round.iteration, "retours": entries })
            })
            .collect();
        let document = json!({
            "schema": SCHEMA,
            "avertissement": self.warning(),
            "editeur": self.vendor,
            "programme": self.programme,
            "iterations": rounds,
        });
        format!("{document:#}\n")
    }

    fn entry_json(&self, round: &Round<'_>, entry: &Entry<'_>) -> Value {
        let comment = &entry.own.comment;
        let caused = |caused: &Caused<'_>| {
            let shown = caused.shown.map(|shown| {
                let mut change = difference(&shown.change);
                // Numbers of other vendors' comments say nothing to this one.
                if let Some(cited) = change.pointer_mut("/motif/commentaires") {
                    *cited = json!([comment.id]);
                }
                json!({ "de": shown.from.name, "vers": shown.to.name, "couloir": shown.lane, "difference": change })
            });
            json!({
                "exigence": caused.item.as_str(),
                "declare": caused.declared,
                "page": item_address(caused.item.as_str()),
                "constate": shown,
            })
        };
        json!({
            "id": comment.id,
            "exigence": comment.item.as_str(),
            "version": comment.version,
            "couloir": comment.lane,
            "texte": entry.own.text,
            "disposition": comment.disposition.map(Disposition::as_json),
            "reponse": comment.reply,
            "page": comment_address(round.iteration, &comment.id),
            "effets": entry.caused.iter().map(caused).collect::<Vec<_>>(),
        })
    }
}

impl Round<'_> {
    fn title(&self) -> String {
        match self.entries.len() {
            1 => format!("Votre commentaire sur {}", self.iteration),
            many => format!("Vos {many} commentaires sur {}", self.iteration),
        }
    }
}

impl Entry<'_> {
    /// The version read and the lane.
    fn place(&self) -> String {
        let comment = &self.own.comment;
        let version = comment.version.map(|version| format!(" v{version}")).unwrap_or_default();
        let lane = comment.lane.as_ref().map(|lane| format!(", couloir {lane}")).unwrap_or_default();
        format!("{version}{lane}")
    }

    fn decision(&self) -> &'static str {
        self.own.comment.disposition.map_or("En cours d’examen", |decided| decided.label())
    }
}

fn caused_words(caused: &Caused<'_>) -> String {
    match (caused.shown, caused.declared) {
        (Some(_), _) => format!("{}.", shown_words(caused)),
        (None, Some(declared)) => format!("{declared} : à paraître dans une prochaine itération."),
        (None, None) => "à paraître dans une prochaine itération.".to_owned(),
    }
}
