//! The home page and the lists its numbers lead to; how iterations and former ids are named there.

use std::path::Path;

use remc::compile;
use remc::io::Disk;

use crate::site::{MANIFEST, assert_sound, item, plain, project, site, text};

/// The value of an attribute of a tag.
fn attribute<'h>(tag: &'h str, name: &str) -> &'h str {
    tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest.split_once('"').unwrap().0)
}

/// How many items of a list a query keeps, as the script of the filters would.
fn kept(page: &str, query: &str) -> usize {
    let filtered = page.split_once("data-cible=\".").unwrap().1.split_once('"').unwrap().0;
    let tags = page.split('<').map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag));
    let items = tags.filter(|tag| attribute(tag, "class").split(' ').any(|class| class == filtered));
    let keeps = |tag: &str| {
        query.split('&').filter(|one| !one.is_empty()).all(|one| {
            let (name, wanted) = one.split_once('=').unwrap();
            let own: Vec<&str> = attribute(tag, &format!("data-{name}")).split('|').collect();
            wanted.split(',').any(|value| own.contains(&value))
        })
    };
    items.filter(|tag| keeps(tag)).count()
}

/// Every number that leads to a list, with the address of the list.
fn numbers<'h>(page: &'h str) -> impl Iterator<Item = (String, usize)> + 'h {
    page.split("<a href=\"").skip(1).filter_map(|rest| {
        let (href, rest) = rest.split_once("\">")?;
        let count = rest.split_once("</a>")?.0.parse().ok()?;
        Some((href.replace("&amp;", "&"), count))
    })
}

#[test]
fn every_number_leads_to_as_many_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let files = site(&compile(&Disk::new(&root)));
    for (from, least) in [("index.html", 150), ("iterations/IT3.html", 8), ("commentaires/index.html", 12)] {
        let mut followed = 0;
        for (href, count) in numbers(text(&files, from)) {
            let (page, query) = href.split_once('?').unwrap_or((&href, ""));
            let page = page.trim_start_matches("../");
            // A part of a page is told by its own heading.
            if page.contains('#') || !(query.contains('=') || page.starts_with("couloirs/")) {
                continue;
            }
            let query = query.split('#').next().unwrap_or_default();
            assert_eq!(kept(text(&files, page), query), count, "{from} to {href}");
            followed += 1;
        }
        assert!(followed >= least, "{followed} numbers followed from {from}");
    }
    let home = text(&files, "index.html");
    for said in
        ["<th scope=\"rowgroup\"", "<th scope=\"colgroup\"", "exigences/index.html?origine=socle-DMP&amp;"]
    {
        assert!(home.contains(said), "{said} in {home}");
    }
    let table = home.split_once("<table class=\"panorama\">").unwrap().1.split_once("</table>").unwrap().0;
    assert!(plain(table).contains("68 (+14)"), "{table}");
    for file in files.iter().filter(|file| file.path.extension().is_some_and(|end| end == "html")) {
        let page = String::from_utf8_lossy(&file.bytes);
        assert!(!page.contains("<p class=\"discret\"></p>"), "{}", file.path.display());
    }
}

#[test]
fn the_list_of_items_keeps_obsolete_ones_apart() {
    let kept = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let gone = |status: &str| item("SC.MSS/CONF.02", status, "Le système DOIT trier.", "");
    let before = kept.clone() + &gone("validée");
    let after = kept + &gone("obsolète depuis IT2 motif sans_objet \"Inutile\"");
    let files = site(&project(&[("IT1", &before), ("IT2", &after)], &after, &[]));
    assert_sound(&files);
    let page = text(&files, "exigences/index.html");
    let (live, past) = page.split_once("<h2 id=\"obsoletes\">").unwrap();
    assert!(live.contains("SC.MSS/CONF.01</a>") && !live.contains("SC.MSS/CONF.02</a>"), "{live}");
    assert!(past.contains("SC.MSS/CONF.02</a>") && past.contains("<details><summary>1 exigence,"), "{past}");
    assert!(
        past.contains("data-evolution=\"obsolete\"") && past.contains("data-statut=\"obsolete\""),
        "{past}"
    );
    assert!(page.contains("Messagerie <span class=\"discret\">(1)</span></h2>"), "{page}");
}

#[test]
fn an_iteration_being_prepared_is_not_called_in_force() {
    let work = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    for (stage, said) in
        [("préparation", "Dernière itération figée : IT1"), ("close", "Itération en vigueur : IT1")]
    {
        let manifest =
            MANIFEST.replace("date: 2022-10-24, état: close", &format!("date: 2022-10-24, état: {stage}"));
        let files = site(&project(&[("IT1", &work)], &work, &[("remc.yaml", &*manifest)]));
        assert_sound(&files);
        let home = plain(text(&files, "index.html"));
        assert!(home.contains(said), "{said} in {home}");
        assert!(home.contains("Téléchargements : données (JSON, CSV)"), "{home}");
        assert!(
            plain(text(&files, "couloirs/RIS/index.html"))
                .contains("Première itération : pas de comparaison.")
        );
    }
}

#[test]
fn an_iteration_is_called_by_its_title_in_sentences() {
    let state = |word: &str| item("SC.MSS/CONF.01", "validée", &format!("Le système DOIT {word}."), "");
    let (first, last) = (state("envoyer"), state("trier"));
    let manifest = MANIFEST.replace("nom: stabilisé,", "nom: stabilisé, titre: \"la version stabilisée\",");
    let files = site(&project(&[("IT2", &first), ("stabilisé", &last)], &last, &[("remc.yaml", &*manifest)]));
    assert_sound(&files);
    let said = |page: &str, words: &str| {
        let shown = plain(text(&files, page));
        assert!(shown.contains(words), "{words} in {shown}");
    };
    said("iterations/stabilise.html", "Version stabilisée");
    said("iterations/stabilise.html", "Fichiers de la version stabilisée");
    said("iterations/IT2.html", "Fichiers d’IT2");
    said("index.html", "À retenir : version stabilisée");
    said("exigences/SC.MSS_CONF.01.html", "Énoncé dans la version stabilisée");
    said("exigences/SC.MSS_CONF.01.html", "Énoncé en IT2");
    said("couloirs/RIS/IT2.html", "Ce qui a changé d’IT2 à la version stabilisée");
    assert!(
        text(&files, "diffs/RIS/IT2_stabilise.html")
            .contains("<title>Ce qui change d’IT2 à la version stabilisée")
    );
}

#[test]
fn a_former_id_says_when_it_was_left_and_for_what() {
    let named = |id: &str, former: &[&str]| {
        let more: String = former.iter().map(|id| format!("  anciennement {id}\n")).collect();
        item(id, "validée", "Le système DOIT envoyer.", &more)
    };
    let (a, b, c) = ("SC.MSS/CONF.01", "SC.MSS/CONF.02", "SC.MSS/CONF.03");
    let past = [named(a, &[]), named(b, &[a]), named(c, &[b])];
    let files =
        site(&project(&[("IT1", &past[0]), ("IT2", &past[1]), ("stabilisé", &past[2])], &past[2], &[]));
    assert_sound(&files);
    let first = plain(text(&files, "exigences/SC.MSS_CONF.01.html"));
    assert!(first.contains("Renommée en IT2 (24 octobre 2022)."), "{first}");
    assert!(first.contains("s’appelle aujourd’hui SC.MSS/CONF.03"), "{first}");
    let order = [a, b, c].map(|id| first.rfind(&format!("{id}, depuis")).unwrap());
    assert!(order.is_sorted(), "{first}");
    let second = plain(text(&files, "exigences/SC.MSS_CONF.02.html"));
    assert!(second.contains("Renommée dans l’itération stabilisé (24 octobre 2022)."), "{second}");
}
