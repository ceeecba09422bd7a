//! The published site: links, structure, confidentiality, determinism, and what each page says.

use std::collections::BTreeMap;
use std::path::Path;

use remc::history::baseline;
use remc::io::{Disk, Memory, ProjectPaths};
use remc::render::{
    Artifact, RenderContext, RenderError, SiteOptions, Theme, check_pages, render_site, render_site_with,
};
use remc::{Compilation, compile};

pub(crate) const MANIFEST: &str = r#"édition: 1
programme: "Essai"
titre: "Référentiel d'essai"
avertissement: "Textes inventés"
couloirs:
  - { code: RIS, titre: "Radiologie", prefixes: ["RIS."], sans_prefixe: "SC." }
  - { code: LGC, titre: "Cabinet", prefixes: ["LGC."] }
socles:
  - { code: MSS, titre: "Messagerie", prefixes: ["SC.MSS"] }
sections:
  - { code: MSS/CONF, titre: "Conformité" }
profils:
  - { nom: "Général" }
itérations:
  - { nom: IT1, date: 2022-10-24, état: close }
  - { nom: IT2, date: 2022-11-14, état: close }
  - { nom: stabilisé, date: 2023-03-01, état: stabilisée }
"#;

const LANE: &str = "édition 1\nrem RIS \"Radiologie\" {\n  profils \"Général\"\n  reprend SC.MSS/CONF.*\n}\n";
const OTHER: &str = "édition 1\nrem LGC \"Cabinet\" {\n  profils \"Général\"\n  reprend SC.MSS/CONF.*\n}\n";

pub(crate) fn item(id: &str, status: &str, statement: &str, more: &str) -> String {
    format!(
        "exigence {id} v1 \"Titre de {id}\" {{\n  nature obligatoire\n  statut {status}\n  profil \"Général\"\n  énoncé \"\"\"\n    {statement}\n    \"\"\"\n{more}\n}}\n"
    )
}

fn socle(items: &str) -> String {
    format!("édition 1\nsocle MSS \"Messagerie\"\nsection MSS/CONF\n{items}")
}

/// A project whose past states are frozen one after the other.
pub(crate) fn project(past: &[(&str, &str)], work: &str, more: &[(&str, &str)]) -> Compilation {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut put = |path: &str, bytes: &[u8]| files.insert(path.to_owned(), bytes.to_vec());
    put("remc.yaml", MANIFEST.as_bytes());
    put("rem/RIS.rem", LANE.as_bytes());
    put("rem/LGC.rem", OTHER.as_bytes());
    more.iter().for_each(|(path, text)| drop(put(path, text.as_bytes())));
    let memory = |files: &BTreeMap<String, Vec<u8>>| {
        let mut memory = Memory::default();
        files.iter().for_each(|(path, bytes)| memory.insert(path.as_str(), bytes.clone()));
        memory
    };
    for (iteration, items) in past {
        files.insert("socles/MSS.rem".to_owned(), socle(items).into_bytes());
        let compiled = compile(&memory(&files));
        let bytes = baseline::freeze(iteration, "2022-10-24", &compiled.corpus, &[]).unwrap();
        files.insert(ProjectPaths::baseline(iteration).to_string_lossy().into_owned(), bytes);
    }
    files.insert("socles/MSS.rem".to_owned(), socle(work).into_bytes());
    compile(&memory(&files))
}

pub(crate) fn context(compilation: &Compilation, public: bool) -> RenderContext<'_> {
    let last = compilation.baselines.last().map(|frozen| &frozen.corpus);
    RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus: last.unwrap_or(&compilation.corpus),
        work: last.filter(|last| !public && **last != compilation.corpus).map(|_| &compilation.corpus),
        baselines: &compilation.baselines,
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    }
}

pub(crate) fn site(compilation: &Compilation) -> Vec<Artifact> {
    render_site(&context(compilation, false)).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn text<'a>(files: &'a [Artifact], path: &str) -> &'a str {
    let found = files.iter().find(|file| file.path == Path::new(path));
    let names = || files.iter().map(|file| file.path.display().to_string()).collect::<Vec<_>>().join("\n");
    std::str::from_utf8(&found.unwrap_or_else(|| panic!("{path} is not in\n{}", names())).bytes).unwrap()
}

pub(crate) fn assert_sound(files: &[Artifact]) {
    let problems = check_pages(files);
    let list: Vec<String> = problems.iter().map(|one| format!("{} : {}", one.page, one.message)).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
}

/// Text a reader sees, no-break spaces made plain.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            '\u{a0}' | '\u{202f}' if !in_tag => out.push(' '),
            _ if !in_tag => out.push(character),
            _ => {}
        }
    }
    out
}

#[test]
fn the_example_project_gives_a_sound_site_within_its_budgets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compilation = compile(&Disk::new(&root));
    let files = site(&compilation);
    assert_sound(&files);
    for file in &files {
        let name = file.path.to_string_lossy();
        let budget = match name.split('/').next().unwrap() {
            _ if !name.ends_with(".html") => continue,
            "exigences" if !name.ends_with("index.html") => 40_000,
            "couloirs" if !name.contains("/checklist") => 250_000,
            "diffs" => 600_000,
            _ => 900_000,
        };
        assert!(file.bytes.len() <= budget, "{name} weighs {} bytes, budget {budget}", file.bytes.len());
    }
    let vendors: Vec<&str> =
        compilation.settings.as_ref().unwrap().vendors.iter().map(|vendor| vendor.name.as_str()).collect();
    assert!(!vendors.is_empty());
    let words: Vec<&str> = compilation
        .settings
        .as_ref()
        .unwrap()
        .books
        .iter()
        .flat_map(|book| &book.comments)
        .filter_map(|one| one.text.as_deref())
        .collect();
    for file in &files {
        let text = String::from_utf8_lossy(&file.bytes);
        for secret in vendors.iter().chain(&words).filter(|secret| secret.len() > 12) {
            assert!(!text.contains(secret), "{} holds « {secret} »", file.path.display());
        }
    }
}

/// What sentences call an iteration is the business of the site: no draft appears for it.
#[test]
fn a_title_given_to_a_frozen_iteration_is_no_draft() {
    let text_ = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let titled = MANIFEST.replace("nom: stabilisé,", "nom: stabilisé, titre: \"la version d'essai\",");
    let mut compiled = project(&[("IT1", &text_), ("IT2", &text_), ("stabilisé", &text_)], &text_, &[]);
    let known = compiled.baselines.clone();
    compiled = project(&[], &text_, &[("remc.yaml", &titled)]);
    compiled.baselines = known;
    let files = render_site(&context(&compiled, true)).unwrap();
    assert_eq!(compiled.corpus, compiled.baselines[2].corpus, "a title makes a draft");
    assert!(plain(text(&files, "index.html")).contains("version d’essai"));
}

#[test]
fn what_is_internal_never_leaves() {
    let work = item(
        "SC.MSS/CONF.01",
        "validée depuis IT1 répond C-1",
        "Le système DOIT envoyer.",
        "  note \"CANARI-NOTE\"\n  scénario SC.MSS/CONF.01.01 \"S\" {\n    étape \"\"\"Faire.\"\"\"\n    preuve SC.MSS/CONF.01.01.01 capture \"P\" vérification interne \"\"\"CANARI-INTERNE\"\"\"\n  }",
    );
    let comments = "itération: IT1\nretours:\n  - {id: C-1, exigence: SC.MSS/CONF.01, couloir: RIS, éditeur: E07, texte: \"CANARI-TEXTE\", disposition: intégré, réponse: \"Fait : merci.\", effet: [{exigence: SC.MSS/CONF.01, évolution: validée}]}\n";
    let vendors = "éditeurs:\n  - {code: E07, nom: \"CANARI-EDITEUR\"}\n";
    let more = [("retours/IT1.yaml", comments), ("confidentiel/editeurs.yaml", vendors)];
    let before = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &before)], &work, &more));
    assert_sound(&files);
    for file in &files {
        let text = String::from_utf8_lossy(&file.bytes);
        for canary in ["CANARI", "E07"] {
            assert!(!text.contains(canary), "{} holds {canary}", file.path.display());
        }
    }
    assert!(plain(text(&files, "commentaires/IT1.html")).contains("Fait : merci."));
    assert!(text(&files, "exigences/SC.MSS_CONF.01.html").contains("commentaires/IT1.html#C-1"));
}

#[test]
fn two_builds_give_the_same_bytes() {
    let before = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer un message.", "");
    let after = item("SC.MSS/CONF.01", "validée", "Le système PEUT envoyer un message.", "");
    let past = [("IT1", before.as_str()), ("IT2", after.as_str())];
    assert_eq!(site(&project(&past, &after, &[])), site(&project(&past, &after, &[])));
}

#[test]
fn an_empty_project_still_has_a_site() {
    let mut memory = Memory::default();
    memory.insert("remc.yaml", "édition: 1\nprogramme: \"Vide\"\n");
    let compilation = compile(&memory);
    let files = site(&compilation);
    assert_sound(&files);
    assert!(plain(text(&files, "index.html")).contains("ne contient encore aucun couloir"));
    assert!(plain(text(&files, "referentiels/index.html")).contains("Aucun référentiel externe"));
}

#[test]
fn a_first_iteration_has_nothing_to_compare() {
    let only = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &only)], &only, &[]));
    assert_sound(&files);
    assert!(plain(text(&files, "index.html")).contains("Première itération : pas de comparaison"));
    assert!(!files.iter().any(|file| file.path.starts_with("diffs/RIS")));
}

#[test]
fn changed_words_are_marked_and_both_texts_stay() {
    let before =
        "Le système DOIT afficher le document reçu dans sa forme initiale et permettre son impression.";
    let after =
        "Le système DOIT afficher le document reçu dans sa forme initiale et PEUT permettre son impression.";
    let past =
        [item("SC.MSS/CONF.01", "instruction", before, ""), item("SC.MSS/CONF.01", "instruction", after, "")];
    let files = site(&project(&[("IT1", &past[0]), ("IT2", &past[1])], &past[1], &[]));
    assert_sound(&files);
    for page in ["diffs/RIS/IT1_IT2.html", "diffs/tous/IT1_IT2.html", "exigences/SC.MSS_CONF.01.html"] {
        let html = text(&files, page);
        assert!(html.contains("<ins><span class=\"sr m\">[ajouté\u{a0}: </span>"), "{page}");
        assert!(html.contains(">PEUT") || html.contains("> PEUT") || html.contains("</span>PEUT"), "{page}");
    }
    let diff = plain(text(&files, "diffs/RIS/IT1_IT2.html"));
    assert!(diff.contains(before) && diff.contains(after));
    let json: serde_json::Value = serde_json::from_str(text(&files, "diffs/RIS/IT1_IT2.json")).unwrap();
    assert_eq!(json["schema"], "remc/diff@1");
    assert_eq!(json["differences"][0]["evolution"], "modifiee");
    assert!(text(&files, "diffs/RIS/IT1_IT2.csv").starts_with("\u{feff}Couloir;De;Vers;ID"));
}

#[test]
fn old_ids_and_obsolete_items_keep_their_page() {
    let first = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "")
        + &item("SC.MSS/CONF.02", "instruction", "Le système DOIT recevoir.", "");
    let second =
        item("SC.MSS/CONF.11", "instruction", "Le système DOIT envoyer.", "  anciennement SC.MSS/CONF.01")
            + &item(
                "SC.MSS/CONF.02",
                "obsolète depuis IT2 motif sans_objet \"Plus utile\"",
                "Le système DOIT recevoir.",
                "  remplacée par SC.MSS/CONF.11",
            );
    let files = site(&project(&[("IT1", &first), ("IT2", &second)], &second, &[]));
    assert_sound(&files);
    let tombstone = text(&files, "exigences/SC.MSS_CONF.01.html");
    assert!(tombstone.contains("href=\"../exigences/SC.MSS_CONF.11.html\""));
    let obsolete = plain(text(&files, "exigences/SC.MSS_CONF.02.html"));
    assert!(obsolete.contains("Exigence obsolète depuis IT2, remplacée par"), "{obsolete}");
    let frozen = plain(text(&files, "couloirs/RIS/IT1.html"));
    assert!(frozen.contains("IT1, remplacée par IT2"), "{frozen}");
}

#[test]
fn drafts_are_shown_and_kept_out_of_a_public_site() {
    let published = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let work = published.clone() + &item("SC.MSS/CONF.02", "rédaction", "Le système DOIT BROUILLONNER.", "");
    let compilation = project(&[("IT1", &published)], &work, &[]);
    let preview = site(&compilation);
    assert_sound(&preview);
    assert!(plain(text(&preview, "exigences/SC.MSS_CONF.02.html")).contains("n’est pas encore publiée"));
    assert!(text(&preview, "diffs/RIS/IT1_brouillon.html").contains("BROUILLONNER"));
    assert!(!text(&preview, "couloirs/RIS/index.html").contains("BROUILLONNER"));
    let public = render_site(&context(&compilation, true)).unwrap();
    assert_sound(&public);
    for file in &public {
        assert!(!String::from_utf8_lossy(&file.bytes).contains("BROUILLONNER"), "{}", file.path.display());
    }
}

#[test]
fn authors_markup_is_text() {
    let hostile = "Le système DOIT <script>alert(1)</script> & [agir](javascript:alert(1)) ![x](https://ailleurs.fr/i.png) <b>gras</b>.";
    let past = item("SC.MSS/CONF.01", "instruction", "Le système DOIT agir.", "");
    let work = item(
        "SC.MSS/CONF.01",
        "instruction",
        hostile,
        "  commentaire \"\"\"Voir <img src=x onerror=y>.\"\"\"",
    )
    .replace("Titre de", "Titre \\\"<i>\\\" &amp; de");
    let files = site(&project(&[("IT1", &past)], &work, &[]));
    assert_sound(&files);
    for file in files.iter().filter(|file| file.path.extension().is_some_and(|kind| kind == "html")) {
        let html = String::from_utf8_lossy(&file.bytes);
        for markup in ["<script>", "<b>gras", "javascript:alert(1)\"", "<img", "<i>"] {
            assert!(!html.contains(markup), "{} holds {markup}", file.path.display());
        }
    }
}

#[test]
fn very_long_words_and_many_items_keep_the_structure() {
    let long = "x".repeat(4000);
    let mut work = item("SC.MSS/CONF.1", "instruction", &format!("Le système DOIT {long}."), "");
    for number in 2..300 {
        work += &item(&format!("SC.MSS/CONF.{number}"), "instruction", "Le système DOIT agir.", "");
    }
    let files = site(&project(&[], &work, &[]));
    assert_sound(&files);
    assert!(plain(text(&files, "index.html")).contains("Aucune itération n’est encore publiée"));
}

#[test]
fn the_dossier_holds_the_tables_of_the_model() {
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let dossier = "---\ncouloir: RIS\ntitre: \"Dossier\"\nversion: \"1.0\"\ndate: 2023-03-01\nprofils: [\"Général\"]\n---\n\n# Objet\n\nTexte.\n\n{{ table_profils() }}\n\n## Suite\n\n{{ table_exigences() }}\n{{ table_references() }}\n{{ table_calendrier() }}\n{{ 1 + 1 }}\n";
    let files = site(&project(&[("IT1", &work)], &work, &[("dsr/RIS.md", dossier)]));
    assert_sound(&files);
    let page = text(&files, "couloirs/RIS/dsr.html");
    let shown = plain(page);
    for expected in [
        "Profils du couloir (IT1)",
        "Exigences par section (IT1)",
        "Calendrier des itérations",
        "{{ 1 + 1 }}",
    ] {
        assert!(shown.contains(expected), "{expected} is not in\n{shown}");
    }
    assert!(page.contains("<h2>Objet</h2>") && page.contains("<h3>Suite</h3>"));
}

#[test]
fn the_panorama_counts_the_same_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compilation = compile(&Disk::new(&root));
    let states: Vec<_> =
        compilation.baselines.iter().map(|frozen| (remc::endpoint(frozen), &frozen.corpus)).collect();
    let panorama = remc::render::stats::panorama(&states).unwrap();
    let files = site(&compilation);
    assert_eq!(text(&files, "data/v1/panorama.json"), panorama.to_json());
    for row in &panorama.lanes {
        let counts = &row.counts;
        assert_eq!(counts.total, counts.validated + counts.instruction + counts.draft, "{}", row.code);
        assert_eq!(counts.total, counts.mandatory + counts.recommended, "{}", row.code);
        let evolutions = row.evolutions.unwrap();
        assert_eq!(evolutions.after, counts.total, "{}", row.code);
        let gain = counts.validated - evolutions.validated_before;
        assert_eq!(
            evolutions.after + evolutions.obsolete,
            evolutions.before + evolutions.new + evolutions.reinstated,
            "{}",
            row.code
        );
        let page = plain(text(&files, &format!("couloirs/{}/index.html", row.code)));
        assert!(
            page.contains(&format!(
                "{} exigences, dont {} validées (+{gain} depuis IT4)",
                counts.total, counts.validated
            )),
            "{}",
            row.code
        );
    }
    let totals = [&panorama.applications, &panorama.distinct];
    for row in panorama.lanes.iter().chain(&panorama.socles).chain(totals) {
        let changes = row.evolutions.unwrap();
        let came = changes.new + changes.reinstated;
        let modified = changes.substance + changes.proofs + changes.reference + changes.wording;
        assert_eq!(came + modified + changes.unchanged, row.counts.total, "{} {}", row.code, row.title);
        assert_eq!(changes.after + changes.obsolete, changes.before + came, "{} {}", row.code, row.title);
    }
    let text = panorama.to_text();
    assert!(text.contains("Exigences distinctes"), "{text}");
}

#[test]
fn a_comparison_reads_in_a_terminal() {
    let before = "Le système DOIT afficher le document reçu dans sa forme initiale.";
    let after = "Le système PEUT afficher le document reçu dans sa forme initiale.";
    let first = item("SC.MSS/CONF.01", "instruction", before, "");
    let second = item("SC.MSS/CONF.01", "validée", after, "");
    let compilation = project(&[("IT1", &first), ("IT2", &second)], &second, &[]);
    let sides =
        |index: usize| (remc::endpoint(&compilation.baselines[index]), &compilation.baselines[index].corpus);
    let ((from, old), (to, new)) = (sides(0), sides(1));
    let diff = remc::history::diff_lane(old, new, "RIS", from, to);
    let compared = remc::render::Compared::new(&diff, old, new);
    let options = |color| remc::render::diff_text::TextOptions { color };
    let bare = remc::render::diff_text::to_text(&compared, options(false));
    assert!(bare.contains("[-DOIT-]{+PEUT+}") || bare.contains("[-DOIT-] {+PEUT+}"), "{bare}");
    assert!(bare.contains("Modifiées sur le fond (1)"), "{bare}");
    let coloured = remc::render::diff_text::to_text(&compared, options(true));
    assert!(coloured.contains("\u{1b}[") && !coloured.contains("[-DOIT-]"), "{coloured}");
}

#[test]
fn a_lane_has_a_print_edition_with_addresses() {
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &work)], &work, &[]));
    let page = text(&files, "couloirs/RIS/imprimer.html");
    let shown = plain(page);
    assert!(shown.contains("Sommaire") && shown.contains("Le système DOIT envoyer."), "{shown}");
    assert!(page.contains("<p class=\"adresse\">exigences/SC.MSS_CONF.01.html</p>"), "{page}");
    assert!(shown.trim_end().contains("couloir RIS, IT1 du 24 octobre 2022, empreinte"), "{shown}");
}

/// Values offered and rows found by each must agree, and numbers of the panorama lead to values offered.
#[test]
fn a_lane_offers_the_values_its_rows_bear() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let files = site(&compile(&Disk::new(&root)));
    let page = text(&files, "couloirs/RIS/index.html");
    let mut seen: Vec<&str> = Vec::new();
    for choice in page.split("<input type=\"checkbox\" name=\"").skip(1) {
        let (name, rest) = choice.split_once("\" value=\"").unwrap();
        let (value, rest) = rest.split_once("\"> ").unwrap();
        let count = rest.split_once("<span class=\"discret\">(").unwrap().1.split_once(')').unwrap().0;
        let attribute = format!(" data-{name}=\"");
        let rows = page.split("<article class=\"ex\"").skip(1).filter(|row| {
            let tag = row.split_once('>').unwrap().0;
            let list = tag.split_once(&attribute).map_or("", |(_, rest)| rest.split_once('"').unwrap().0);
            list.split('|').any(|one| one == value)
        });
        assert_eq!(rows.count().to_string(), count, "{name}={value}");
        seen.push(name);
    }
    seen.dedup();
    assert!(
        ["evolution", "portee", "statut", "nature", "profil", "section", "ref"]
            .iter()
            .all(|name| seen.contains(name)),
        "{seen:?}"
    );
    let (header, _) = page.split_once("<form class=\"filtres\"").unwrap();
    for said in
        ["<dt>Dossier</dt>", "<dt>Profils</dt>", "<dt>Référentiels applicables</dt>", "couloirs/RIS/dsr.html"]
    {
        assert!(header.contains(said), "{said} in {header}");
    }
}

#[test]
fn a_requirement_says_what_deserves_attention() {
    let before = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "")
        + &item("SC.MSS/CONF.02", "instruction", "Le système DOIT recevoir.", "  dépend SC.MSS/CONF.01");
    let after = before.replace("DOIT envoyer", "PEUT envoyer");
    let adapted = LANE.replace(
        "CONF.*\n",
        "CONF.*\n  adapte SC.MSS/CONF.01 v1 motif hors_perimetre \"Sans.\" { énoncé \"\"\"Le système PEUT envoyer vite.\"\"\" }\n",
    );
    let files =
        site(&project(&[("IT1", &before), ("IT2", &after)], &after, &[("rem/RIS.rem", adapted.as_str())]));
    assert_sound(&files);
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    let shown = plain(page);
    assert!(shown.contains("Signal normatif en IT2"), "{shown}");
    assert!(shown.contains("Divergence entre couloirs : adaptée dans le couloir RIS"), "{shown}");
    assert!(shown.contains("Énoncé commun") && page.contains("<ins>"), "{page}");
    assert!(page.contains("<svg class=\"voisins") && page.contains("id=\"it1\""), "{page}");
    let lane = text(&files, "couloirs/LGC/index.html");
    assert_eq!(lane.matches(" data-diverge=\"oui\"").count(), 1, "{lane}");
    assert!(plain(lane).contains("diverge d’un autre couloir"), "{lane}");
    assert!(lane.contains("name=\"diverge\" value=\"oui\"> Diverge d’un autre couloir"), "{lane}");
    let data: serde_json::Value =
        serde_json::from_str(text(&files, "exigences/SC.MSS_CONF.01.json")).unwrap();
    assert_eq!(data["schema"], "remc/exigence@1");
    assert_eq!(data["histoire"][1]["evolution"], "modifiee");
    assert_eq!(data["exigence"]["enonce"], "Le système PEUT envoyer.");
}

#[test]
fn every_published_version_keeps_its_anchor() {
    let same = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let past = [("IT1", same.as_str()), ("IT2", &same), ("stabilisé", &same)];
    let files = site(&project(&past, &same, &[]));
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    for anchor in ["id=\"it1\"", "id=\"it2\"", "id=\"stabilise\""] {
        assert!(page.contains(anchor), "{anchor} is not in\n{page}");
    }
    assert_sound(&files);
}

#[test]
fn the_search_index_holds_what_pages_show_and_nothing_else() {
    let work = item(
        "SC.MSS/CONF.11",
        "instruction",
        "Le système DOIT **envoyer** l'INS & <x>.",
        "  note \"CANARI\"\n  scénario SC.MSS/CONF.11.01 \"S\" {\n    étape \"\"\"Faire.\"\"\"\n    preuve SC.MSS/CONF.11.01.01 capture \"Preuve écrite\" vérification interne \"\"\"CANARI\"\"\"\n  }\n  anciennement SC.MSS/CONF.01",
    );
    let before = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &before), ("IT2", &work)], &work, &[]));
    let script = text(&files, "assets/recherche-index.js");
    let json = script.strip_prefix("globalThis.REMC_INDEX = ").unwrap().strip_suffix(";\n").unwrap();
    let index: serde_json::Value = serde_json::from_str(json).unwrap();
    let row = &index["docs"][0];
    assert_eq!(row[0], "SC.MSS/CONF.11");
    assert_eq!(row[1], "SC.MSS_CONF.11");
    assert_eq!(row[7], "Le système DOIT envoyer l’INS & <x>.");
    assert_eq!(row[8], "S — Faire. — Preuve écrite");
    assert_eq!(row[10], ".01 .01", "numbers keep only what they add");
    assert_eq!(index["anciens"][0][0], "SC.MSS/CONF.01");
    let place = |word: &str| {
        let rows = index["mots"].as_array().unwrap();
        rows.iter().find(|row| row[0] == word).map(|row| row[1].as_str().unwrap().to_owned())
    };
    assert_eq!(place("envoi").as_deref(), Some("2"));
    assert_eq!(place("ecrit").as_deref(), Some("4"));
    assert_eq!(place("canari"), None);
}

#[test]
fn feeds_have_ids_that_do_not_follow_the_address() {
    let first = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let second = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "")
        + &item("SC.MSS/CONF.02", "instruction", "Le système DOIT recevoir.", "");
    let compilation = project(&[("IT1", &first), ("IT2", &second)], &second, &[]);
    let bases = ["https://a.exemple.fr", "https://b.exemple.fr/segur/"];
    let feeds = bases.map(|base| {
        let options = SiteOptions { base_url: Some(base.to_owned()), ..SiteOptions::default() };
        let files = render_site_with(&context(&compilation, true), &options).unwrap().artifacts;
        assert_sound(&files);
        text(&files, "flux/RIS.atom").to_owned()
    });
    let ids = |feed: &str| -> Vec<String> {
        feed.lines().filter(|line| line.starts_with("<id>")).map(str::to_owned).collect()
    };
    assert_eq!(ids(&feeds[0]), ids(&feeds[1]));
    assert_eq!(ids(&feeds[0])[1], "<id>tag:site.invalid,2022:RIS:IT2</id>");
    assert_eq!(ids(&feeds[0])[2], "<id>tag:site.invalid,2022:RIS:IT2:validees</id>");
    assert!(feeds[0].contains("<title>RIS IT2 : 1 exigence validée</title>"), "{}", feeds[0]);
    let named = "&lt;a href=&quot;https://a.exemple.fr/exigences/SC.MSS_CONF.01.html&quot;&gt;SC.MSS/CONF.01&lt;/a&gt; — ";
    assert!(feeds[0].contains(named), "{}", feeds[0]);
    for item in feeds[0].split("&lt;li&gt;").skip(1).filter(|item| !item.contains(" — ")) {
        assert!(item.split("&lt;/li&gt;").next().unwrap().ends_with('.'), "{item}");
    }
    assert!(!feeds[0].contains("&#39;"), "{}", feeds[0]);
    assert!(feeds[1].contains("href=\"https://b.exemple.fr/segur/diffs/RIS/IT1_IT2.html\""), "{}", feeds[1]);
    assert!(feeds[0].contains("1 exigence + 1") || feeds[0].contains("1 nouvelle"), "{}", feeds[0]);
}

#[test]
fn a_publication_is_packed_and_its_addresses_are_listed() {
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let compilation = project(&[("IT1", &work)], &work, &[]);
    let options = SiteOptions { publication: true, ..SiteOptions::default() };
    let public = render_site_with(&context(&compilation, true), &options).unwrap();
    assert_sound(&public.artifacts);
    assert_eq!(public, render_site_with(&context(&compilation, true), &options).unwrap());
    let lock = public.addresses.to_text();
    assert!(lock.contains("\nexigences/SC.MSS_CONF.01.html it1\n"), "{lock}");
    assert!(lock.contains("\ncouloirs/RIS/IT1.html SC.MSS_CONF.01\n"), "{lock}");
    assert!(!lock.contains("assets/") && !lock.contains(".zip"), "{lock}");
    let page = text(&public.artifacts, "telechargements/index.html");
    let archive = public.artifacts.iter().find(|file| file.path.ends_with("site-IT1.zip")).unwrap();
    let sum = text(&public.artifacts, "telechargements/site-IT1.zip.sha256");
    assert!(page.contains(sum.split(' ').next().unwrap()) && !archive.bytes.is_empty(), "{page}");
    assert!(!site(&compilation).iter().any(|file| file.path.ends_with("site-IT1.zip")));
}

#[test]
fn a_theme_replaces_templates_colours_and_logo() {
    let files = [
        ("footer.html", "<footer><p>PIED-DU-PROJET</p></footer>"),
        ("theme.css", ":root { --haut: #400 }"),
        ("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    let theme = Theme::of(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))).unwrap();
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let compilation = project(&[], &work, &[]);
    let options = SiteOptions { theme, ..SiteOptions::default() };
    let files = render_site_with(&context(&compilation, false), &options).unwrap().artifacts;
    assert_sound(&files);
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    for expected in ["PIED-DU-PROJET", "../assets/theme-projet.css", "../assets/logo.svg"] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    let broken = Theme::of([("item.html".to_owned(), b"{% nimporte %}".to_vec())]).unwrap();
    let options = SiteOptions { theme: broken, ..SiteOptions::default() };
    let error = render_site_with(&context(&compilation, false), &options).unwrap_err();
    assert!(
        matches!(&error, RenderError::Template { name, line: Some(1), .. } if name == "item.html"),
        "{error}"
    );
}
