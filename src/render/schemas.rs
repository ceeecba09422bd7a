//! Published JSON Schemas (2020-12) of everything `remc` writes as JSON.
//!
//! Owner of the registry. The files of `templates/schemas/` are written by hand; one that refers to another is given with
//! the other inside it, so that a validator needs no network and no second file.

use std::collections::BTreeSet;

/// How a schema names another.
const URN: &str = "urn:remc:schema:";

/// A published schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Name of the format, such as `diff` for `remc/diff@1`.
    pub name: &'static str,
    text: &'static str,
}

macro_rules! schemas {
    ($($name:literal),* $(,)?) => {
        /// Every schema, by name.
        pub const SCHEMAS: &[Schema] = &[
            $( Schema { name: $name, text: include_str!(concat!("../../templates/schemas/", $name, ".schema.json")) } ),*
        ];
    };
}

schemas! {
    "baseline",
    "checklist",
    "code",
    "codes",
    "comments",
    "corpus",
    "diagnostics",
    "diff",
    "exigence",
    "fusion",
    "graph",
    "history",
    "import",
    "labels",
    "reponses",
    "reprise",
    "site",
    "stats",
    "vendor-comments",
    "verification",
}

/// The schema of a format: `diff`, `diff@1` or `remc/diff@1`.
pub fn schema(name: &str) -> Option<&'static Schema> {
    let name = name.strip_prefix("remc/").unwrap_or(name);
    let name = name.strip_suffix("@1").unwrap_or(name);
    SCHEMAS.iter().find(|schema| schema.name == name)
}

impl Schema {
    /// The file, the schemas it refers to inside it.
    pub fn document(&self) -> String {
        let mut needed = BTreeSet::new();
        self.needs(&mut needed);
        needed.remove(self.name);
        let Some(body) = self.text.strip_suffix("\n}\n").filter(|_| !needed.is_empty()) else {
            return self.text.to_owned();
        };
        let inner = needed.into_iter().filter_map(schema).map(|other| {
            let lines: Vec<&str> = other.text.trim_end().lines().collect();
            format!("    \"{}\": {}", other.name, lines.join("\n    "))
        });
        format!("{body},\n  \"$defs\": {{\n{}\n  }}\n}}\n", inner.collect::<Vec<_>>().join(",\n"))
    }

    /// What the format is, in a few words.
    pub fn title(&self) -> &'static str {
        self.said("title")
    }

    /// What holds it, in a sentence.
    pub fn description(&self) -> &'static str {
        self.said("description")
    }

    /// A text of its head, which stands on one line.
    fn said(&self, key: &str) -> &'static str {
        let text = |line: &'static str| {
            line.strip_prefix("  \"")?.strip_prefix(key)?.strip_prefix("\": \"")?.strip_suffix("\",")
        };
        self.text.lines().find_map(text).unwrap_or_default()
    }

    /// Names of the schemas it refers to, directly or not, its own included.
    fn needs(&self, found: &mut BTreeSet<&'static str>) {
        if !found.insert(self.name) {
            return;
        }
        for reference in self.text.split(URN).skip(1) {
            let name = reference.split('@').next().unwrap_or_default();
            if let Some(other) = schema(name) {
                other.needs(found);
            }
        }
    }
}
