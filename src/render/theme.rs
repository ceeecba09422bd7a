//! What a project may put in place of our templates, colours and logo.
//!
//! A folder of files: a file named as one of our templates replaces it, `theme.css` comes after our style sheet (its
//! variables are at the top of `site/theme.css`), `logo.svg` or `logo.png` stands in the header. Any other name is
//! refused: a template with a mistyped name would be ignored in silence.

use std::fmt;

use super::Artifact;
use super::engine::TEMPLATES;
use crate::source::suggest;

/// Files that are no template.
const STYLE: &str = "theme.css";
const LOGOS: [(&str, &str); 2] = [("logo.svg", "assets/logo.svg"), ("logo.png", "assets/logo.png")];

/// Templates, colours and logo of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    templates: Vec<(&'static str, String)>,
    style: Option<String>,
    logo: Option<(&'static str, Vec<u8>)>,
}

/// A file of the folder that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// What is wrong, in French.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for ThemeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ThemeError {}

impl Theme {
    /// Makes a theme of files: their names, with `/` between folders, and their bytes.
    ///
    /// # Errors
    /// When a name is none of ours, or a text is not UTF-8.
    pub fn of(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, ThemeError> {
        let mut theme = Self::default();
        for (name, bytes) in files {
            if let Some((_, path)) = LOGOS.iter().find(|(logo, _)| *logo == name) {
                theme.logo = Some((path, bytes));
                continue;
            }
            let known = TEMPLATES.iter().map(|(known, _)| *known).find(|known| *known == name);
            if known.is_none() && name != STYLE {
                return Err(unknown(&name));
            }
            let text = String::from_utf8(bytes).map_err(|_| ThemeError {
                message: format!("« {name} » n’est pas en UTF-8"),
                help: "enregistrer le fichier en UTF-8".to_owned(),
            })?;
            match known {
                Some(known) => theme.templates.push((known, text)),
                None => theme.style = Some(text),
            }
        }
        Ok(theme)
    }

    /// The text that replaces a template.
    pub(super) fn template(&self, name: &str) -> Option<&str> {
        self.templates.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// The style sheet of the project.
    pub(super) fn style(&self) -> Option<&str> {
        self.style.as_deref()
    }

    /// Where the logo is in the site.
    pub(super) fn logo_path(&self) -> Option<&'static str> {
        self.logo.as_ref().map(|(path, _)| *path)
    }

    /// The files it adds to the site.
    pub(super) fn assets(&self) -> Vec<Artifact> {
        let style = self.style.iter().map(|text| Artifact::new("assets/theme-projet.css", text.as_str()));
        let logo = self.logo.iter().map(|(path, bytes)| Artifact::new(*path, bytes.as_slice()));
        style.chain(logo).collect()
    }
}

fn unknown(name: &str) -> ThemeError {
    let known = TEMPLATES.iter().map(|(known, _)| *known).chain([STYLE]).chain(LOGOS.map(|(logo, _)| logo));
    let help = match suggest(name, known) {
        Some(near) => format!("vouliez-vous dire « {near} » ?"),
        None => "le fichier porte le nom d’un gabarit de remc, « theme.css », « logo.svg » ou « logo.png »"
            .to_owned(),
    };
    ThemeError { message: format!("« {name} » n’est pas un gabarit connu"), help }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_are_refused_with_the_nearest_one() {
        let error = Theme::of([("itm.html".to_owned(), Vec::new())]).unwrap_err();
        assert_eq!(error.help, "vouliez-vous dire « item.html » ?");
        let theme = Theme::of([("footer.html".to_owned(), b"<p>pied</p>".to_vec())]).unwrap();
        assert_eq!(theme.template("footer.html"), Some("<p>pied</p>"));
        assert!(theme.assets().is_empty());
    }
}
