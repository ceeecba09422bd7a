//! How an iteration is named in a sentence: « d’IT3 à IT4 », « de la version stabilisée », « dans le brouillon ».
//!
//! Owner of what stands before the name of a state. Input: the name, and the title the manifest gives it, with its article;
//! output: words of French, not yet in its typography. Addresses, data and files keep the bare name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::DRAFT;
use crate::settings::Manifest;
use crate::source::fold_accents;

/// Titles of the iterations that are not named by their name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

/// Articles a title may start with.
const ARTICLES: [&str; 4] = ["le ", "la ", "les ", "l’"];

impl Names {
    /// A name with a number, such as `IT3`, stands for itself; another is « l’itération NAME », unless the manifest says
    /// better.
    pub(crate) fn of_project(manifest: &Manifest) -> Self {
        let titled = manifest.iterations.iter().filter_map(|one| {
            let own = one.title.as_ref().map(|title| title.replace('\'', "’"));
            let numbered = one.name.bytes().any(|byte| byte.is_ascii_digit());
            let title = own.or_else(|| (!numbered).then(|| format!("l’itération {}", one.name)))?;
            Some((one.name.clone(), title))
        });
        Self(titled.chain([(DRAFT.to_owned(), "le brouillon".to_owned())]).collect())
    }

    /// With its article, where it has one: « IT3 », « la version stabilisée ».
    pub(crate) fn full<'n>(&'n self, name: &'n str) -> &'n str {
        self.0.get(name).map_or(name, String::as_str)
    }

    /// Alone, in a list or a table: « IT3 », « version stabilisée ».
    pub(crate) fn bare<'n>(&'n self, name: &'n str) -> &'n str {
        let full = self.full(name);
        article(full).and_then(|article| full.strip_prefix(article)).unwrap_or(full)
    }

    /// First in a sentence: « IT3 », « Version stabilisée ».
    pub(crate) fn heading(&self, name: &str) -> String {
        capital(self.bare(name))
    }

    /// As the title of its own page: « Itération IT3 », « Version stabilisée ».
    pub(crate) fn title(&self, name: &str) -> String {
        if self.0.contains_key(name) { self.heading(name) } else { format!("Itération {name}") }
    }

    /// « d’IT3 », « de la version stabilisée », « du brouillon ».
    pub(crate) fn of(&self, name: &str) -> String {
        of(self.full(name))
    }

    /// « à IT4 », « à la version stabilisée », « au brouillon ».
    pub(crate) fn to(&self, name: &str) -> String {
        contracted(self.full(name), ["au", "aux"], "à ")
    }

    /// « en IT3 », « dans la version stabilisée ».
    pub(crate) fn within(&self, name: &str) -> String {
        let full = self.full(name);
        format!("{} {full}", if article(full).is_some() { "dans" } else { "en" })
    }
}

/// « d’IT3 », « de V2 », « du brouillon »: words after « de ».
pub(crate) fn of(words: &str) -> String {
    let first: Cow<'_, str> = words.chars().take(1).collect::<String>().into();
    let vowel = fold_accents(&first).starts_with(['a', 'e', 'i', 'o', 'u']);
    contracted(words, ["du", "des"], if vowel { "d’" } else { "de " })
}

/// Words after a preposition, which takes in the articles « le » and « les ».
fn contracted(words: &str, [one, many]: [&str; 2], preposition: &str) -> String {
    match (words.strip_prefix("le "), words.strip_prefix("les ")) {
        (Some(rest), _) => format!("{one} {rest}"),
        (_, Some(rest)) => format!("{many} {rest}"),
        _ => format!("{preposition}{words}"),
    }
}

fn article(words: &str) -> Option<&'static str> {
    ARTICLES.into_iter().find(|article| words.starts_with(article))
}

/// A text with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Iteration, IterationState};

    fn names(iterations: &[(&str, Option<&str>)]) -> Names {
        let iteration = |(name, title): &(&str, Option<&str>)| Iteration {
            name: (*name).to_owned(),
            title: title.map(str::to_owned),
            date: String::new(),
            state: IterationState::Closed,
            takeover: false,
        };
        let iterations = iterations.iter().map(iteration).collect();
        Names::of_project(&Manifest { iterations, ..Manifest::default() })
    }

    #[test]
    fn an_iteration_is_named_as_one_would_say_it() {
        let names = names(&[("IT3", None), ("stabilisé", Some("la version stabilisée")), ("finale", None)]);
        let said = |name: &str| {
            [names.of(name), names.to(name), names.within(name), names.heading(name), names.title(name)]
        };
        assert_eq!(said("IT3"), ["d’IT3", "à IT3", "en IT3", "IT3", "Itération IT3"]);
        assert_eq!(names.of("V2"), "de V2");
        assert_eq!(
            said("stabilisé"),
            [
                "de la version stabilisée",
                "à la version stabilisée",
                "dans la version stabilisée",
                "Version stabilisée",
                "Version stabilisée"
            ]
        );
        assert_eq!(
            said(DRAFT),
            ["du brouillon", "au brouillon", "dans le brouillon", "Brouillon", "Brouillon"]
        );
        assert_eq!(names.within("finale"), "dans l’itération finale");
        assert_eq!(names.bare("finale"), "itération finale");
    }
}
