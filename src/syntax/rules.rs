//! Grammar rules in the words of the author.

use super::parser::Rule;

/// What an author would call the thing a rule reads; `None` for glue nobody writes on purpose.
pub(super) fn name(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::id => "un identifiant",
        Rule::version => "un numéro de version « vN »",
        Rule::code => "un code",
        Rule::word => "un mot de la liste admise",
        Rule::number => "un nombre",
        Rule::iteration | Rule::iteration_name => "une itération",
        Rule::version_token => "une version",
        Rule::pattern | Rule::patterns => "un identifiant ou un motif avec « * »",
        Rule::string | Rule::string_body | Rule::angle_body => "un texte entre guillemets",
        Rule::text | Rule::text_body | Rule::text_chunk => "un bloc de texte \"\"\"…\"\"\"",
        Rule::link => "un identifiant",
        Rule::citation => "un code de référentiel",
        Rule::motive | Rule::kw_motif => "« motif »",
        Rule::since | Rule::kw_depuis => "« depuis »",
        Rule::answers | Rule::kw_repond => "« répond »",
        Rule::covers | Rule::kw_couvre => "« couvre »",
        Rule::kinds => "une nature de preuve",
        Rule::verification | Rule::kw_verification => "« vérification »",
        Rule::kw_partagee => "« partagée »",
        Rule::at_least => "« >= »",
        Rule::except | Rule::kw_sauf => "« sauf »",
        Rule::profile | Rule::kw_profil => "« profil »",
        _ => return None,
    })
}
