//! What a lane page says beyond its list: sections that lean on each other, profiles and their new obligations, and
//! modifications nobody explained.

use crate::site::{assert_sound, item, plain, project, site, text};

fn rem(code: &str, picks: &str) -> (String, String) {
    (
        format!("rem/{code}.rem"),
        format!("édition 1\nrem {code} \"Couloir\" {{\n  profils \"Général\", \"Urgences\"\n{picks}}}\n"),
    )
}

/// A socle of two sections, the second leaning on the first, then on a requirement LGC does not ask for.
#[test]
fn sections_that_lean_on_each_other_are_drawn_over_their_table() {
    let base = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let needing =
        |id: &str, needs: &str| item(id, "validée", "Le système DOIT agir.", &format!("  dépend {needs}"));
    let work = [
        base,
        item("SC.MSS/CONF.02", "validée", "Le système DOIT recevoir.", "  dépend SC.MSS/CONF.01"),
        "section MSS/EMI\n".to_owned(),
        needing("SC.MSS/EMI.01", "SC.MSS/CONF.01"),
        needing("SC.MSS/EMI.02", "SC.MSS/CONF.01, SC.MSS/CONF.02"),
    ]
    .concat();
    let (ris, lgc) = (rem("RIS", "  reprend SC.MSS*\n"), rem("LGC", "  reprend SC.MSS/EMI.*\n"));
    let files = site(&project(&[], &work, &[(&*ris.0, &*ris.1), (&*lgc.0, &*lgc.1)]));
    assert_sound(&files);
    let page = text(&files, "couloirs/RIS/index.html");
    assert_eq!(page.matches("marker-end").count(), 1, "{page}");
    let table = plain(page.split_once("Le tableau des dépendances").unwrap().1);
    assert!(table.contains("Conformité (3)"), "{table}");
    assert!(page.contains("<title>MSS/EMI → Conformité\u{a0}: 3\u{a0}dépendances</title>"), "{page}");
    let other = text(&files, "couloirs/LGC/index.html");
    assert!(
        !other.contains("<svg class=\"sections\"") && plain(other).contains("exigences hors du couloir (3)"),
        "{other}"
    );
}

#[test]
fn a_lane_without_dependency_draws_nothing() {
    let work = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let page_of = site(&project(&[], &work, &[]));
    let page = text(&page_of, "couloirs/RIS/index.html");
    assert!(!page.contains("Dépendances entre sections"), "{page}");
}

/// Obligations of each profile, and the new ones since each iteration.
#[test]
fn new_obligations_are_counted_by_profile_since_any_iteration() {
    let urgent = |id: &str, text: &str, more: &str| {
        item(id, "validée", text, more).replace("profil \"Général\"", "profil \"Urgences\"")
    };
    let soft = urgent("SC.MSS/CONF.02", "Le système PEUT trier.", "")
        .replace("nature obligatoire", "nature préconisée");
    let hard = urgent("SC.MSS/CONF.02", "Le système DOIT trier.", "");
    let base = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let (first, second) = (base.clone() + &soft, base.clone() + &hard);
    let third = second.clone() + &urgent("SC.MSS/CONF.03", "Le système DOIT effacer.", "");
    let ris = rem("RIS", "  reprend SC.MSS*\n");
    let files = site(&project(
        &[("IT1", &first), ("IT2", &second), ("stabilisé", &third)],
        &third,
        &[(&*ris.0, &*ris.1)],
    ));
    let page = text(&files, "couloirs/RIS/index.html");
    let table = page.split_once("<caption>Ce que RIS demande").unwrap().1.split_once("</table>").unwrap().0;
    let rows: Vec<String> = table
        .split("<tr>")
        .skip(1)
        .map(|row| plain(&row.replace("</t", " </t")).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        rows,
        [
            "Profil Exigences Obligatoires Nouvelles depuis IT2 Nouvelles depuis IT1",
            "Général 1 1 0 0",
            "Urgences 2 2 1 2",
            "Toutes 3 3 1 2",
        ]
    );
    assert!(
        table.contains("diffs/RIS/IT1_stabilise.html?profil=Urgences&amp;obligation=nouvelle#filtrer"),
        "{table}"
    );
    let diff = text(&files, "diffs/RIS/IT1_stabilise.html");
    assert_eq!(diff.matches(" data-obligation=\"nouvelle\"").count(), 2, "{diff}");
    assert!(diff.contains("?profil=Urgences&amp;obligation=nouvelle#filtrer\">2</a>"), "{diff}");
}

/// Silence is said, wherever one reads from; so is its absence.
#[test]
fn modifications_without_a_reason_are_named() {
    let state = |word: &str, more: &str| {
        item("SC.MSS/CONF.01", "validée", &format!("Le système DOIT {word} un message."), more)
    };
    let said = state("trier", "  évolution IT2 fond motif precision \"Dit mieux\"");
    for (after, home, page) in [
        (
            state("trier", ""),
            "1 modification sans motif",
            "1 modification sur 1 sans motif : SC.MSS/CONF.01.",
        ),
        (said, "aucune modification sans motif", "La modification a un motif."),
    ] {
        let files = site(&project(&[("IT1", &state("envoyer", "")), ("IT2", &after)], &after, &[]));
        assert_sound(&files);
        let found = plain(text(&files, "index.html"));
        assert!(found.contains(home), "{home}: {found}");
        let found = plain(text(&files, "diffs/tous/IT1_IT2.html"));
        assert!(found.contains(page), "{page}: {found}");
    }
}
