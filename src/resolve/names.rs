//! Every name used must name something.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::lower::LaneStatements;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Corpus, EvolutionClaim, Home, ItemId, Lane, Motive, MotiveClause, Origins, Place, Requirement, Scenario,
    Variant, VersionBound, Vocabulary,
};
use crate::quick::{HashMap, HashSet};
use crate::settings::Settings;
use crate::source::{Span, suggest};
use crate::syntax::tree::{LaneValue, WithdrawNode};

/// Looking for a near name reads every known name: only the first unknown names get a suggestion.
const SUGGESTIONS: usize = 200;

struct Names<'a> {
    corpus: &'a Corpus,
    settings: &'a Settings,
    known_before: &'a HashSet<ItemId>,
    broken: &'a HashSet<String>,
    origins: &'a Origins,
    profiles: BTreeSet<&'a str>,
    iterations: BTreeSet<&'a str>,
    comments: HashSet<&'a str>,
    proofs: HashSet<&'a ItemId>,
    variants: HashMap<(&'a str, &'a ItemId), &'a Variant>,
    suggestions: Cell<usize>,
}

/// Reports every name that names nothing.
pub(super) fn check(
    corpus: &Corpus,
    settings: &Settings,
    known_before: &HashSet<ItemId>,
    broken: &HashSet<String>,
    origins: &Origins,
    statements: &[LaneStatements],
) -> Vec<Diagnostic> {
    let scenarios = corpus.items.iter().flat_map(|item| &item.scenarios);
    let crossing = corpus.cross_scenarios.iter().map(|(_, scenario)| scenario);
    let names = Names {
        corpus,
        settings,
        known_before,
        broken,
        origins,
        profiles: corpus.profiles.iter().map(|profile| profile.name.as_str()).collect(),
        iterations: corpus.iterations.iter().map(|iteration| iteration.name.as_str()).collect(),
        comments: corpus.comments.iter().flat_map(|round| &round.comments).map(|c| c.id.as_str()).collect(),
        proofs: scenarios
            .chain(crossing)
            .flat_map(|scenario| scenario.all_proofs())
            .filter(|proof| !proof.shared)
            .map(|proof| &proof.id)
            .collect(),
        variants: corpus.lanes.iter().flat_map(variants).collect(),
        suggestions: Cell::new(SUGGESTIONS),
    };
    let mut out = Vec::new();
    for item in &corpus.items {
        names.item(item, &mut out);
    }
    for (_, scenario) in &corpus.cross_scenarios {
        let place = |place: &Place| names.origins.cross_scenario(&scenario.id, place);
        names.scenario(scenario, scenario.id.as_str(), &place, &mut out);
        for profile in &scenario.profiles {
            names.profile(profile, place(&Place::Id), &mut out);
        }
    }
    for statement in statements {
        names.lane(statement, &mut out);
    }
    out
}

/// What a lane says differently, by lane and item.
fn variants(lane: &Lane) -> impl Iterator<Item = ((&str, &ItemId), &Variant)> {
    lane.applications.iter().filter_map(|one| Some(((lane.code.as_str(), &one.id), one.variant.as_ref()?)))
}

impl Names<'_> {
    fn suggest<'c>(&self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
        let left = self.suggestions.get().checked_sub(1)?;
        self.suggestions.set(left);
        suggest(word, candidates)
    }

    fn item(&self, item: &Requirement, out: &mut Vec<Diagnostic>) {
        let id = &item.id;
        let place = |place: &Place| self.origins.get(id, place);
        for (index, profile) in item.profiles.iter().enumerate() {
            self.profile(profile, place(&Place::Element("profil", index)), out);
        }
        for (index, link) in item.depends.iter().enumerate() {
            self.known_item(&link.id, place(&Place::Element("dépend", index)), Some(id), out);
        }
        for (index, citation) in item.references.iter().enumerate() {
            let version = citation.bound.as_ref().map(|bound| match bound {
                VersionBound::Exactly(version) | VersionBound::AtLeast(version) => version.as_str(),
            });
            self.reference(&citation.code, version, place(&Place::Element("référence", index)), id, out);
        }
        let lineage = [
            ("anciennement", &item.formerly),
            ("issue de", &item.derived_from),
            ("fusionne", &item.merges),
            ("remplacée par", &item.replaced_by),
        ];
        for (keyword, ids) in lineage {
            for (index, other) in ids.iter().enumerate() {
                self.known_ever(other, keyword, place(&Place::Element(keyword, index)), id, out);
            }
        }
        let since = item.obsolescence.as_ref().map(|o| (&o.since, &o.cause));
        let back = item.reinstatement.as_ref().map(|r| (&r.since, &r.cause));
        for (since, cause) in since.into_iter().chain(back) {
            if let Some(since) = since {
                let written = Place::Proof(ItemId::new(format!("depuis {since}")));
                self.iteration(since, place(&written), id.as_str(), out);
            }
            self.clause(cause, id.as_str(), &place, out);
        }
        for comment in &item.validated_by {
            self.comment(comment, id.as_str(), &place, out);
        }
        self.evolutions(&item.evolutions, id.as_str(), &place, out);
        for scenario in &item.scenarios {
            self.scenario(scenario, id.as_str(), &place, out);
        }
    }

    fn evolutions(
        &self,
        claims: &[EvolutionClaim],
        about: &str,
        place: &dyn Fn(&Place) -> Option<Span>,
        out: &mut Vec<Diagnostic>,
    ) {
        for (index, claim) in claims.iter().enumerate() {
            self.iteration(&claim.iteration, place(&Place::Element("évolution IT", index)), about, out);
            self.clause(&claim.cause, about, place, out);
        }
    }

    fn clause(
        &self,
        cause: &MotiveClause,
        about: &str,
        place: &dyn Fn(&Place) -> Option<Span>,
        out: &mut Vec<Diagnostic>,
    ) {
        for comment in &cause.comments {
            self.comment(comment, about, place, out);
        }
        if let Some(motive) = cause.motive
            && !self.settings.manifest.motives.contains(&motive)
        {
            let message = format!("motif « {} » absent de la liste du manifeste", motive.keyword());
            let allowed: Vec<&str> =
                self.settings.manifest.motives.iter().map(|motive| motive.keyword()).collect();
            out.push(
                Diagnostic::maybe_at(Code::UnknownMotive, place(&Place::Id), message)
                    .help(format!("motifs admis : {}", allowed.join(", ")))
                    .about(about),
            );
        }
    }

    fn comment(
        &self,
        comment: &str,
        about: &str,
        place: &dyn Fn(&Place) -> Option<Span>,
        out: &mut Vec<Diagnostic>,
    ) {
        if self.comments.contains(comment) {
            return;
        }
        let span = place(&Place::Proof(ItemId::new(format!("répond {comment}"))));
        let candidate = self.suggest(comment, self.sorted_comments());
        let mut problem =
            Diagnostic::maybe_at(Code::UnknownComment, span, format!("retour « {comment} » inconnu"))
                .help("les retours se lisent dans « retours/ITn.yaml »")
                .about(about);
        if let Some(span) = span {
            problem = problem.did_you_mean(span, candidate);
        }
        out.push(problem);
    }

    fn sorted_comments(&self) -> impl Iterator<Item = &str> {
        self.corpus.comments.iter().flat_map(|round| &round.comments).map(|comment| comment.id.as_str())
    }

    fn profile(&self, profile: &str, span: Option<Span>, out: &mut Vec<Diagnostic>) {
        if self.profiles.contains(profile) {
            return;
        }
        let candidate =
            self.suggest(profile, self.profiles.iter().copied()).map(|name| format!("\"{name}\""));
        let mut problem =
            Diagnostic::maybe_at(Code::UnknownProfile, span, format!("profil « {profile} » inconnu"))
                .help("les profils se déclarent dans « remc.yaml »");
        if let Some(span) = span {
            problem = problem.did_you_mean(span, candidate);
        }
        out.push(problem);
    }

    fn known_item(&self, id: &ItemId, span: Option<Span>, about: Option<&ItemId>, out: &mut Vec<Diagnostic>) {
        if self.corpus.position(id.as_str()).is_some() || self.broken.contains(id.as_str()) {
            return;
        }
        out.push(self.unknown_item(id, span, about));
    }

    fn unknown_item(&self, id: &ItemId, span: Option<Span>, about: Option<&ItemId>) -> Diagnostic {
        let known = self.corpus.items.iter().map(|item| item.id.as_str());
        let candidate =
            self.suggest(id.as_str(), known.filter(|other| about.is_none_or(|a| a.as_str() != *other)));
        let mut problem =
            Diagnostic::maybe_at(Code::UnknownItem, span, format!("exigence « {id} » inconnue"));
        if let Some(span) = span {
            problem = problem.did_you_mean(span, candidate);
        }
        match about {
            Some(about) => problem.about(about.as_str()),
            None => problem,
        }
    }

    /// An id of today or of any frozen iteration. Before the first freeze, a former id is taken on trust.
    fn known_ever(
        &self,
        id: &ItemId,
        keyword: &str,
        span: Option<Span>,
        about: &ItemId,
        out: &mut Vec<Diagnostic>,
    ) {
        let trusted = self.known_before.is_empty() && keyword == "anciennement";
        if !trusted && !self.known_before.contains(id) {
            self.known_item(id, span, Some(about), out);
        }
    }

    fn reference(
        &self,
        code: &str,
        version: Option<&str>,
        span: Option<Span>,
        about: &ItemId,
        out: &mut Vec<Diagnostic>,
    ) {
        let Some(reference) = self.corpus.reference(code) else {
            let candidate =
                self.suggest(code, self.corpus.references.iter().map(|known| known.code.as_str()));
            let mut problem = Diagnostic::maybe_at(
                Code::UnknownReference,
                span,
                format!("référentiel externe « {code} » inconnu"),
            )
            .help("les référentiels externes se déclarent dans « references.yaml »")
            .about(about.as_str());
            if let (Some(span), Some(candidate)) = (span, candidate) {
                let end = (span.start as usize) + code.len();
                problem =
                    problem.did_you_mean(Span::new(span.file, span.start as usize, end), Some(candidate));
            }
            out.push(problem);
            return;
        };
        if let Some(version) = version
            && reference.version(version).is_none()
        {
            let known: Vec<&str> = reference.versions.iter().map(|version| version.name.as_str()).collect();
            let message = format!("version « {version} » de « {code} » absente du registre");
            out.push(
                Diagnostic::maybe_at(Code::UnknownReferenceVersion, span, message)
                    .help(format!("versions connues : {}", known.join(", ")))
                    .about(about.as_str()),
            );
        }
    }

    fn iteration(&self, name: &str, span: Option<Span>, about: &str, out: &mut Vec<Diagnostic>) {
        if self.iterations.contains(name) {
            return;
        }
        let known: Vec<&str> =
            self.corpus.iterations.iter().map(|iteration| iteration.name.as_str()).collect();
        let mut problem =
            Diagnostic::maybe_at(Code::UnknownIteration, span, format!("itération « {name} » inconnue"))
                .help(format!("itérations du manifeste : {}", known.join(", ")))
                .about(about);
        if let Some(span) = span {
            problem = problem.did_you_mean(span, self.suggest(name, known));
        }
        out.push(problem);
    }

    fn scenario(
        &self,
        scenario: &Scenario,
        about: &str,
        place: &dyn Fn(&Place) -> Option<Span>,
        out: &mut Vec<Diagnostic>,
    ) {
        for id in scenario.covers() {
            let span = place(&Place::Proof(ItemId::new(format!("couvre {id}"))));
            self.known_item(id, span, None, out);
        }
        for proof in scenario.all_proofs().filter(|proof| proof.shared && !self.proofs.contains(&proof.id)) {
            let span = place(&Place::Proof(proof.id.clone()));
            let candidate = self.suggest(proof.id.as_str(), self.sorted_proofs());
            let mut problem = Diagnostic::maybe_at(
                Code::UnknownSharedProof,
                span,
                format!("preuve partagée « {} » inconnue", proof.id),
            )
            .help("une preuve partagée est définie une fois, sans « partagée », dans un autre scénario")
            .about(about);
            if let Some(span) = span {
                problem = problem.did_you_mean(span, candidate);
            }
            out.push(problem);
        }
    }

    fn sorted_proofs(&self) -> impl Iterator<Item = &str> {
        let scenarios = self.corpus.items.iter().flat_map(|item| &item.scenarios);
        scenarios.flat_map(Scenario::all_proofs).filter(|proof| !proof.shared).map(|proof| proof.id.as_str())
    }

    fn lane(&self, statement: &LaneStatements, out: &mut Vec<Diagnostic>) {
        for field in &statement.node.fields {
            match &field.value {
                LaneValue::Profiles(list) => {
                    for text in list {
                        self.profile(&text.value, Some(text.span), out);
                    }
                }
                LaneValue::Pick(pick) => {
                    for text in &pick.profiles {
                        self.profile(&text.value, Some(text.span), out);
                    }
                }
                LaneValue::Adapt(adapt) => {
                    let id = ItemId::new(adapt.id.value.as_str());
                    self.known_item(&id, Some(adapt.id.span), None, out);
                    self.variant(&statement.code, &id, out);
                }
                LaneValue::Withdraw(withdraw) => self.withdraw(&statement.code, withdraw, out),
            }
        }
    }

    fn withdraw(&self, lane: &str, node: &WithdrawNode, out: &mut Vec<Diagnostic>) {
        let (id, clause) = (ItemId::new(node.id.value.as_str()), &node.clause);
        if !self.known_before.contains(&id) {
            self.known_item(&id, Some(node.id.span), None, out);
        }
        if self.corpus.item(id.as_str()).is_some_and(|item| item.home == Home::Lane(lane.to_owned())) {
            out.push(
                Diagnostic::new(Code::MisplacedField, node.id.span, format!("« {id} » est une exigence propre au couloir"))
                    .help("« retire » ne vaut que pour une exigence reprise d’un socle ; sinon, écrire « statut obsolète » là où elle est définie")
                    .about(id.as_str()),
            );
        }
        if let Some(since) = &clause.since {
            self.iteration(&since.value, Some(since.span), id.as_str(), out);
        }
        let motive = clause.motive.as_ref();
        let cause = MotiveClause {
            motive: motive.and_then(|word| Motive::parse_exact(&word.value)),
            ..MotiveClause::default()
        };
        self.clause(&cause, id.as_str(), &|_| motive.map(|word| word.span), out);
        for answer in &clause.answers {
            self.comment(&answer.value, id.as_str(), &|_| Some(answer.span), out);
        }
    }

    fn variant(&self, lane: &str, id: &ItemId, out: &mut Vec<Diagnostic>) {
        let Some(variant) = self.variants.get(&(lane, id)).copied() else { return };
        let place = |place: &Place| self.origins.variant(lane, id, place);
        for profile in variant.fields.profiles.iter().flatten() {
            self.profile(profile, place(&Place::Field("profil")), out);
        }
        if let Some(section) = &variant.fields.section
            && !self.corpus.sections.iter().any(|entry| entry.code == *section)
        {
            let candidate =
                self.suggest(section, self.corpus.sections.iter().map(|entry| entry.code.as_str()));
            let span = place(&Place::Field("section"));
            let mut problem =
                Diagnostic::maybe_at(Code::UnknownSection, span, format!("section « {section} » inconnue"));
            if let Some(candidate) = candidate {
                problem = problem.help(format!("vouliez-vous dire « {candidate} » ?"));
            }
            out.push(problem.about(id.as_str()));
        }
        self.clause(&variant.cause, id.as_str(), &place, out);
        self.evolutions(&variant.evolutions, id.as_str(), &place, out);
        for scenario in &variant.scenarios {
            self.scenario(scenario, id.as_str(), &place, out);
        }
    }
}
