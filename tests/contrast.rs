//! Colours of the theme that meet on a page, light and dark, told apart enough (WCAG 1.4.3, 1.4.11).

use std::collections::BTreeMap;

/// Words on what is behind them: 4.5.
const WORDS: &[(&str, &[&str])] = &[
    ("encre", &["fond", "voile", "vert-f", "ambre-f", "bleu-f", "gris-f", "rose-f"]),
    ("doux", &["fond", "voile", "bleu-f", "gris-f"]),
    ("lien", &["fond", "voile", "bleu-f", "rose-f", "ambre-f"]),
    ("visite", &["fond", "voile"]),
    ("haut-encre", &["haut"]),
    ("haut-doux", &["haut"]),
    ("vert", &["vert-f", "fond"]),
    ("ambre", &["ambre-f", "fond"]),
    ("bleu", &["bleu-f", "fond"]),
    ("gris", &["gris-f", "fond"]),
    ("rose", &["rose-f", "fond"]),
    ("ins", &["ins-f"]),
    ("del", &["del-f"]),
];
/// Outlines and drawings on what is around them: 3.
const DRAWN: &[(&str, &[&str])] =
    &[("lien", &["fond", "voile"]), ("doux", &["fond"]), ("bleu", &["fond", "voile"])];

/// The variables declared in each `:root` of the theme: light, then dark.
fn themes() -> [BTreeMap<String, [f64; 3]>; 2] {
    let css = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/site/theme.css")).unwrap();
    let mut blocks = css.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    let mut read = || {
        let declared = blocks
            .next()
            .unwrap()
            .split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
        declared.map(|(name, hex)| (name.to_owned(), luminances(hex))).collect()
    };
    [read(), read()]
}

/// Linear red, green and blue of a hexadecimal colour.
fn luminances(hex: &str) -> [f64; 3] {
    let full: String =
        if hex.len() == 3 { hex.chars().flat_map(|one| [one, one]).collect() } else { hex.to_owned() };
    [0, 2, 4].map(|at| {
        let part = f64::from(u8::from_str_radix(&full[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[test]
fn every_pair_of_colours_that_meet_is_told_apart() {
    let mut faint = Vec::new();
    for (theme, colours) in ["clair", "sombre"].into_iter().zip(themes()) {
        for (pairs, least) in [(WORDS, 4.5), (DRAWN, 3.0)] {
            for (one, others) in pairs {
                for other in *others {
                    let found = contrast(colours[*one], colours[*other]);
                    if found < least {
                        faint.push(format!("{theme} : {one} sur {other}, {found:.2} au lieu de {least}"));
                    }
                }
            }
        }
        let used: Vec<&str> =
            WORDS.iter().flat_map(|(one, others)| others.iter().chain([one])).copied().collect();
        let forgotten: Vec<&String> =
            colours.keys().filter(|name| *name != "trait" && !used.contains(&name.as_str())).collect();
        assert!(forgotten.is_empty(), "colours no pair names: {forgotten:?}");
    }
    assert!(faint.is_empty(), "{faint:#?}");
}
