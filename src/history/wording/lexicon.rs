//! The words whose change may change an obligation.
//!
//! Owner: the French vocabulary of the signals. Input: a token; output: what it stands for. Words come in lower case, except
//! modal verbs, whose capitals are normative.

/// Gives the common form of a modal verb, keeping its capitals: singular and plural are one (`DOIVENT` is `DOIT`).
pub(super) fn modal(word: &str, lower: &str) -> Option<String> {
    let lemma = match lower {
        "doit" | "doivent" => "doit",
        "devra" | "devront" => "devra",
        "devrait" | "devraient" => "devrait",
        "peut" | "peuvent" => "peut",
        "pourra" | "pourront" => "pourra",
        "pourrait" | "pourraient" => "pourrait",
        _ => return None,
    };
    let capitals = word.chars().nth(1).is_some_and(char::is_uppercase);
    Some(if capitals { lemma.to_uppercase() } else { lemma.to_owned() })
}

/// Returns true for `ne` and `n'`, already folded.
pub(super) fn is_ne(word: &str) -> bool {
    matches!(word, "ne" | "n'")
}

/// Returns true for the words that complete `ne`.
pub(super) fn completes_ne(word: &str) -> bool {
    matches!(
        word,
        "pas"
            | "plus"
            | "jamais"
            | "aucun"
            | "aucune"
            | "que"
            | "qu'"
            | "rien"
            | "ni"
            | "guère"
            | "nul"
            | "nulle"
    )
}

/// Gives the common form of a word that denies, excludes or forbids by itself.
pub(super) fn negation(word: &str) -> Option<&'static str> {
    if word.starts_with("non-") {
        return Some("non");
    }
    Some(match word {
        "pas" => "pas",
        "aucun" | "aucune" => "aucun",
        "nul" | "nulle" => "nul",
        "jamais" => "jamais",
        "sans" => "sans",
        "sauf" => "sauf",
        "hors" => "hors",
        "hormis" => "hormis",
        "excepté" | "exceptée" | "exceptés" | "exceptées" => "excepté",
        "non" => "non",
        "ni" => "ni",
        "interdit" | "interdite" | "interdits" | "interdites" | "interdire" | "interdiction" => "interdit",
        "exclu" | "exclue" | "exclus" | "exclues" | "exclure" | "exclusion" => "exclu",
        _ => return None,
    })
}

/// Gives the value of a number written in letters; `un` and `une` are articles most of the time and do not count.
pub(super) fn number_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "zéro" => "0",
        "deux" => "2",
        "trois" => "3",
        "quatre" => "4",
        "cinq" => "5",
        "six" => "6",
        "sept" => "7",
        "huit" => "8",
        "neuf" => "9",
        "dix" => "10",
        "onze" => "11",
        "douze" => "12",
        "treize" => "13",
        "quatorze" => "14",
        "quinze" => "15",
        "seize" => "16",
        "vingt" | "vingts" => "20",
        "trente" => "30",
        "quarante" => "40",
        "quarante-huit" => "48",
        "cinquante" => "50",
        "soixante" => "60",
        "soixante-douze" => "72",
        "cent" | "cents" => "100",
        "mille" => "1000",
        "million" | "millions" => "1000000",
        "milliard" | "milliards" => "1000000000",
        "moitié" => "1/2",
        "quart" => "1/4",
        "double" => "x2",
        "triple" => "x3",
        "premier" | "première" | "premiers" | "premières" | "1er" | "1re" | "1ère" | "1ers" | "1res" => {
            "1e"
        }
        "deuxième" | "2e" | "2ème" | "2d" | "2nd" | "2nde" => "2e",
        "troisième" | "3e" | "3ème" => "3e",
        _ => return None,
    })
}

/// Gives the common form of a unit.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "ms" | "milliseconde" | "millisecondes" => "ms",
        "s" | "sec" | "seconde" | "secondes" => "s",
        "min" | "mn" | "minute" | "minutes" => "min",
        "h" | "heure" | "heures" => "h",
        "j" | "jour" | "jours" => "j",
        "semaine" | "semaines" => "semaine",
        "mois" => "mois",
        "trimestre" | "trimestres" => "trimestre",
        "an" | "ans" | "année" | "années" => "an",
        "%" | "pourcent" => "%",
        "octet" | "octets" => "octet",
        "bit" | "bits" => "bit",
        "ko" => "ko",
        "mo" => "mo",
        "go" => "go",
        "to" => "to",
        "kb" => "kb",
        "mb" => "mb",
        "gb" => "gb",
        "pixel" | "pixels" | "px" => "px",
        "dpi" | "ppp" => "dpi",
        "caractère" | "caractères" => "caractère",
        "fois" => "fois",
        "clic" | "clics" => "clic",
        "€" | "euro" | "euros" => "€",
        _ => return None,
    })
}

/// Returns true for the words that change a delay: `jours ouvrés`.
pub(super) fn qualifies_unit(word: &str) -> bool {
    matches!(
        word,
        "ouvré"
            | "ouvrés"
            | "ouvrée"
            | "ouvrées"
            | "ouvrable"
            | "ouvrables"
            | "calendaire"
            | "calendaires"
            | "glissant"
            | "glissants"
    )
}

/// Gives the common form of a delay or a frequency without a number.
pub(super) fn delay(word: &str) -> Option<&'static str> {
    Some(match word {
        "immédiat" | "immédiate" | "immédiats" | "immédiates" | "immédiatement" => "immédiat",
        "quotidien" | "quotidienne" | "quotidiens" | "quotidiennes" | "quotidiennement" | "journalier"
        | "journalière" => "quotidien",
        "hebdomadaire" | "hebdomadaires" => "hebdomadaire",
        "mensuel" | "mensuelle" | "mensuels" | "mensuelles" | "mensuellement" => "mensuel",
        "trimestriel" | "trimestrielle" | "trimestriels" | "trimestrielles" => "trimestriel",
        "semestriel" | "semestrielle" | "semestriels" | "semestrielles" => "semestriel",
        "annuel" | "annuelle" | "annuels" | "annuelles" | "annuellement" => "annuel",
        _ => return None,
    })
}

/// Gives the common form of a bound written in one word, or in two when the word before is given.
pub(super) fn bound(before: Option<&str>, word: &str) -> Option<&'static str> {
    Some(match (before.unwrap_or_default(), word) {
        ("au", "moins") | (_, "minimum" | "minima" | "minimal" | "minimale" | "minimales") => "minimum",
        ("au", "plus") | (_, "maximum" | "maxima" | "maximal" | "maximale" | "maximales") => "maximum",
        (_, "supérieur" | "supérieure" | "supérieurs" | "supérieures") => "supérieur",
        (_, "inférieur" | "inférieure" | "inférieurs" | "inférieures") => "inférieur",
        (_, "uniquement" | "seulement" | "exclusivement") => "uniquement",
        _ => return None,
    })
}

/// Returns true for `2.0`, `v2.10.0`, `V3`: a version rather than an identifier.
pub(super) fn is_version(word: &str) -> bool {
    let (marked, digits) = match word.strip_prefix(['v', 'V']) {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let parts = digits.split('.').count();
    let numeric =
        digits.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    numeric && (marked || parts > 1)
}
