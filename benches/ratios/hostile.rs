//! Shapes made to break linear growth: each is measured at a size and at twice that size.

use std::fmt::Write as _;

use remc::io::Memory;

use super::corpus::Dice;
use super::measure;

/// Growth beyond which a shape is not linear, noise included.
const LINEAR: f64 = 1.3;

type Shape = (&'static str, usize, fn(usize) -> Memory);

const SHAPES: &[Shape] = &[
    ("one file", 25_000, one_file),
    ("one lane, 200 patterns", 10_000, patterns),
    ("unknown names", 10_000, unknown_names),
    ("unknown names, closed lists", 10_000, unknown_words),
    ("one deep chain", 10_000, chain),
    ("one knot of cycles", 5_000, knot),
    ("everything needs one", 10_000, star),
    ("comments", 2_500, comments),
    ("answers in one item", 2_500, answers),
    ("one long line", 20_000_000, long_line),
    ("one long table", 100_000, table),
    ("one item, many steps", 10_000, steps),
    ("one item, many needs", 5_000, needs),
    ("broken fields", 5_000, broken_fields),
    ("broken items", 5_000, broken_items),
    ("unclosed blocks", 2_000, unclosed),
    ("unclosed braces", 5_000, unclosed_braces),
    ("duplicates", 10_000, duplicates),
    ("many sections", 5_000, sections),
    ("many files", 5_000, files),
    ("many variants", 5_000, variants),
    ("many findings on a line", 20_000, findings),
    ("unknown sections", 2_000, unknown_sections),
    ("one field again and again", 10_000, repeated),
    ("frozen, all changed", 5_000, frozen_changed),
];

/// Prints the time of every shape and its growth.
pub fn run(only: &str) {
    println!("{:<30} {:>10} {:>10} {:>10} {:>7}  findings", "shape", "size", "ms", "twice ms", "growth");
    for (name, size, make) in SHAPES.iter().filter(|(name, ..)| name.contains(only)) {
        let time = |size: usize| {
            let memory = make(size);
            let mut findings = 0;
            let mut times: Vec<f64> = (0..3)
                .map(|_| {
                    let mut work = || {
                        let compiled = remc::compile(&memory);
                        findings = compiled.diagnostics.len();
                        compiled
                    };
                    measure::one(&mut work).cpu
                })
                .collect();
            times.sort_by(f64::total_cmp);
            (times[0], findings)
        };
        let ((once, _), (twice, findings)) = (time(*size), time(size * 2));
        let growth = (twice / once).log2();
        let verdict = if growth > LINEAR { "  not linear" } else { "" };
        println!(
            "{name:<30} {size:>10} {:>10.1} {:>10.1} {growth:>7.2}  {findings}{verdict}",
            once * 1e3,
            twice * 1e3
        );
    }
}

const MANIFEST: &str = "édition: 1
programme: \"Formes hostiles\"
socles:
  - { code: SC, titre: \"Socle\", prefixes: [\"SC.\"] }
couloirs:
  - { code: RIS, titre: \"Couloir\", prefixes: [\"RIS.\"] }
sections:
  - { code: S1, titre: \"Section\" }
profils:
  - { nom: \"Général\" }
itérations:
  - { nom: IT1, date: 2024-01-15, état: close }
";

const HEAD: &str = "édition 1\nsocle SC \"Socle\"\nsection S1\nbloc \"B\"\nfonction \"F\"\n";

fn project(socle: String, lane: &str) -> Memory {
    let mut memory = Memory::default();
    memory.insert("remc.yaml", MANIFEST);
    memory.insert("socles/SC.rem", format!("{HEAD}{socle}"));
    if !lane.is_empty() {
        memory.insert("rem/RIS.rem", lane);
    }
    memory
}

/// An item with extra lines inside its braces.
fn item(id: &str, extra: &str, out: &mut String) {
    let _ = write!(
        out,
        "\nexigence {id} v1 \"Titre {id}\" {{\n  nature obligatoire\n  statut instruction\n  profil \"Général\"\n{extra}  \
         énoncé \"\"\"\n    Le système **DOIT** conserver {id}.\n  \"\"\"\n}}\n"
    );
}

fn each(size: usize, mut extra: impl FnMut(usize) -> String) -> String {
    let mut out = String::new();
    for index in 0..size {
        item(&format!("SC.A/B.{index}"), &extra(index), &mut out);
    }
    out
}

fn one_file(size: usize) -> Memory {
    project(each(size, |_| String::new()), "")
}

fn patterns(size: usize) -> Memory {
    let list: Vec<String> = (0..200).map(|index| format!("SC.*/*{}*", index % 100)).collect();
    let lane = format!("rem RIS \"Couloir\" {{\n  reprend SC.*, {}\n}}\n", list.join(", "));
    project(each(size, |_| String::new()), &lane)
}

fn unknown_names(size: usize) -> Memory {
    project(each(size, |index| format!("  dépend SC.A/C.{index}, SC.Z.{index}\n")), "")
}

fn unknown_words(size: usize) -> Memory {
    let extra = |index: usize| {
        format!(
            "  référence REF{index}\n  profils \"P{index}\"\n  évolution IT{index} fond motif precision répond C-{index}\n"
        )
    };
    project(each(size, extra), "")
}

fn chain(size: usize) -> Memory {
    project(
        each(
            size,
            |index| if index == 0 { String::new() } else { format!("  dépend SC.A/B.{}\n", index - 1) },
        ),
        "",
    )
}

fn knot(size: usize) -> Memory {
    let mut dice = Dice::new(1);
    let extra = |_: usize| format!("  dépend SC.A/B.{}, SC.A/B.{}\n", dice.below(size), dice.below(size));
    project(each(size, extra), "rem RIS \"Couloir\" {\n  reprend SC.A/B.1*\n}\n")
}

fn star(size: usize) -> Memory {
    project(
        each(size, |_| "  dépend SC.A/B.0\n".to_owned()),
        "rem RIS \"Couloir\" {\n  reprend SC.A/B.1*\n}\n",
    )
}

fn comments(size: usize) -> Memory {
    let mut book = String::from("itération: IT1\nretours:\n");
    for index in 0..size {
        let _ = writeln!(
            book,
            "  - {{ id: C-{index}, exigence: SC.A/B.{index}, version: 1, éditeur: E07, texte: \"Texte {index}\", disposition: \
             intégré, réponse: \"Oui\", effet: [{{ exigence: SC.A/B.{index}, évolution: modifiée }}] }}"
        );
    }
    let mut memory = project(
        each(size, |index| format!("  évolution IT1 fond motif retour_editeurs répond C-{index}\n")),
        "",
    );
    memory.insert("retours/IT1.yaml", book);
    memory
}

fn answers(size: usize) -> Memory {
    let list: Vec<String> = (0..size).map(|index| format!("C-{index}")).collect();
    let mut text = String::new();
    item(
        "SC.A/B.1",
        &format!("  évolution IT1 fond motif retour_editeurs répond {}\n", list.join(", ")),
        &mut text,
    );
    project(text, "")
}

fn one_block(body: &str) -> Memory {
    project(
        format!(
            "exigence SC.A/B.1 v1 \"T\" {{ nature obligatoire statut instruction énoncé \"\"\"\n{body}\n\"\"\" }}\n"
        ),
        "",
    )
}

fn long_line(size: usize) -> Memory {
    one_block(&"Le système **DOIT** conserver *un* mot [x]( ".repeat(size / 44))
}

fn table(size: usize) -> Memory {
    one_block(&"| a | b |\n".repeat(size))
}

fn steps(size: usize) -> Memory {
    let mut scenario = String::from("  scénario SC.A/B.1.01 \"S\" {\n");
    for index in 0..size {
        let _ = writeln!(
            scenario,
            "    étape \"Faire {index}.\" couvre SC.A/B.1\n    preuve SC.A/B.1.01.{index} capture \"P\""
        );
    }
    scenario.push_str("  }\n");
    let mut text = String::new();
    item("SC.A/B.1", &scenario, &mut text);
    project(text, "")
}

fn needs(size: usize) -> Memory {
    let mut text = each(size, |_| String::new());
    let list: Vec<String> = (0..size).map(|index| format!("SC.A/B.{index}")).collect();
    item("SC.Z/1", &format!("  dépend {}\n", list.join(", ")), &mut text);
    project(text, "rem RIS \"Couloir\" {\n  reprend SC.Z/1\n}\n")
}

fn broken_fields(size: usize) -> Memory {
    project(each(size, |index| format!("  statu instruction {index}\n  référnce X\n")), "")
}

fn broken_items(size: usize) -> Memory {
    let mut text = String::new();
    for index in 0..size {
        let _ = write!(text, "\nexigense SC.A/B.{index} v1 \"T\" {{ nature }}\nexigence {{ }}\n");
    }
    project(text, "")
}

fn unclosed(size: usize) -> Memory {
    let mut text = String::new();
    for index in 0..size {
        let _ =
            write!(text, "\nexigence SC.A/B.{index} v1 \"T\" {{\n  énoncé \"\"\"\n  jamais refermé\n}}\n");
    }
    project(text, "")
}

fn unclosed_braces(size: usize) -> Memory {
    let mut text = String::new();
    for index in 0..size {
        let _ =
            write!(text, "\nexigence SC.A/B.{index} v1 \"T\" {{\n  scénario SC.A/B.{index}.01 \"S\" {{\n");
    }
    project(text, "")
}

fn duplicates(size: usize) -> Memory {
    let mut text = String::new();
    for _ in 0..size {
        item("SC.A/B.1", "", &mut text);
    }
    project(text, "")
}

fn sections(size: usize) -> Memory {
    let mut manifest = MANIFEST.replace("profils:", "  - { code: S2, titre: \"T\" }\nprofils:");
    let mut list = String::from("sections:\n");
    let mut text = String::from("édition 1\nsocle SC \"Socle\"\n");
    for index in 0..size {
        let _ = writeln!(list, "  - {{ code: X{index}, titre: \"Section {index}\" }}");
        let _ = write!(text, "\nsection X{index}\nbloc \"B\"\nfonction \"F\"\n");
        item(&format!("SC.A/B.{index}"), "", &mut text);
    }
    manifest = manifest.replace("sections:\n", &list);
    let mut memory = Memory::default();
    memory.insert("remc.yaml", manifest);
    memory.insert("socles/SC.rem", text);
    memory
}

fn files(size: usize) -> Memory {
    let mut memory = Memory::default();
    memory.insert("remc.yaml", MANIFEST);
    for index in 0..size {
        let mut text = HEAD.to_owned();
        item(&format!("SC.A/B.{index}"), "", &mut text);
        memory.insert(format!("socles/F{index}.rem"), text);
    }
    memory
}

fn variants(size: usize) -> Memory {
    let mut lane = String::from("rem RIS \"Couloir\" {\n  reprend SC.*\n");
    for index in 0..size {
        let _ =
            writeln!(lane, "  adapte SC.A/B.{index} v1 motif precision {{ commentaire \"Note {index}\" }}");
    }
    lane.push_str("}\n");
    project(each(size, |_| String::new()), &lane)
}

fn unknown_sections(size: usize) -> Memory {
    let mut memory = sections(size);
    let mut text = String::from("édition 1\nsocle SC \"Socle\"\n");
    for index in 0..size {
        let _ = writeln!(text, "section Y{index}");
    }
    memory.insert("socles/SC2.rem", text);
    memory
}

fn repeated(size: usize) -> Memory {
    let mut text = String::new();
    item("SC.A/B.1", &"  nature obligatoire\n".repeat(size), &mut text);
    project(text, "")
}

fn frozen_changed(size: usize) -> Memory {
    let mut memory = project(each(size, |_| String::new()), "rem RIS \"Couloir\" {\n  reprend SC.*\n}\n");
    let compiled = remc::compile(&memory);
    let frozen = remc::history::baseline::freeze("IT1", "2024-01-15", &compiled.corpus, &[]).unwrap();
    memory.insert("iterations/IT1.json", frozen);
    let changed = each(size, |_| "  criticité majeure\n  condition \"Oui ?\"\n".to_owned());
    memory.insert("socles/SC.rem", format!("{HEAD}{}", changed.replace("conserver", "effacer")));
    memory
}

fn findings(size: usize) -> Memory {
    one_block(&"Le système ne PEUT pas... à définir, etc. <b>x</b> ".repeat(size))
}
