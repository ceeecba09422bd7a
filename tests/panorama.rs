//! The numbers of a project, and what the comments of vendors changed.

use remc::render::stats::{Panorama, panorama};
use serde_json::Value;

use crate::support::project::{Project, item};

const ROUND: &str = "itération: IT1
retours:
  - { id: C-1, exigence: A.1, couloir: RIS, éditeur: E1, texte: \"?\", disposition: intégré, réponse: \"Oui.\" }
  - { id: C-2, exigence: A.2, couloir: LGC, éditeur: E2, texte: \"?\", disposition: partiellement, réponse: \"Oui.\" }
  - { id: C-3, exigence: A.3, couloir: RIS, éditeur: E2, texte: \"?\", disposition: non_retenu, réponse: \"Non.\" }
";

/// IT1, then A.1 modified twice and validated, A.2 withdrawn, A.3 modified without a comment, A.4 adapted by a lane.
fn sample() -> Project {
    let waiting = || item("A.1").status("instruction");
    let lane = |more: &str| format!("  reprend A.*\n{more}");
    let project = Project::new()
        .mss(&[waiting(), item("A.2"), item("A.3"), item("A.4")])
        .lane("RIS", &lane(""), &[])
        .lane("LGC", &lane(""), &[])
        .freeze("IT1");
    let first = waiting()
        .head("v2 \"Titre\"")
        .says("Le système DOIT tracer chaque envoi.")
        .with("évolution IT2 fond motif retour_editeurs répond C-1");
    let gone = item("A.2").status("obsolète depuis IT2 motif retour_editeurs répond C-2");
    let third = item("A.3")
        .head("v2 \"Titre\"")
        .says("Le système DOIT tracer un envoi.")
        .with("évolution IT2 fond motif precision");
    let adapted = "adapte A.4 v1 motif precision { énoncé \"\"\"Le RIS DOIT tracer.\"\"\" évolution IT2 fond motif retour_editeurs répond C-3 }\n";
    let project = project
        .file("retours/IT1.yaml", ROUND)
        .mss(&[first.clone(), gone.clone(), third.clone(), item("A.4")])
        .lane("RIS", &lane(adapted), &[])
        .freeze("IT2");
    let again = first
        .head("v3 \"Titre\"")
        .status("validée répond C-1")
        .says("Le système DOIT tracer chaque envoi et chaque réception.")
        .with("évolution IT3 fond motif retour_editeurs répond C-1");
    project.mss(&[again, gone, third, item("A.4")]).freeze("IT3")
}

fn numbers() -> (Panorama, Value) {
    let compiled = sample().compile();
    let mut states = compiled.states();
    states.pop();
    let panorama = panorama(&states).unwrap();
    let json = serde_json::from_str(&panorama.to_json()).unwrap();
    (panorama, json)
}

#[test]
fn what_comments_changed_is_counted_once_for_each_item() {
    let (_, json) = numbers();
    let effect = &json["effet_des_retours"];
    let count = |of: &Value, name: &str| of[name].as_u64().unwrap();
    assert_eq!(effect["depuis"], "IT1");
    assert_eq!(count(effect, "validees"), 1);
    assert_eq!(count(effect, "obsoletes"), 1);
    assert_eq!(count(effect, "modifiees"), 2, "A.1 twice, A.4 in one lane; A.3 cites no comment");
    assert_eq!(count(effect, "exigences"), 3);
    let lane = |code: &str| {
        let lanes = effect["couloirs"].as_array().unwrap();
        lanes.iter().find(|lane| lane["code"] == code).unwrap().clone()
    };
    assert_eq!(count(&lane("RIS"), "modifiees"), 2);
    assert_eq!(count(&lane("LGC"), "modifiees"), 1);
    assert_eq!(json["iterations"][0]["effet_des_retours"], Value::Null);
    assert_eq!(count(&json["iterations"][1]["effet_des_retours"], "modifiees"), 2);
    assert_eq!(count(&json["iterations"][2]["effet_des_retours"], "validees"), 1);
    let ris = &json["iterations"][0]["couloirs"][0];
    assert_eq!((ris["code"].as_str(), count(ris, "recus"), count(ris, "integres")), (Some("RIS"), 2, 1));
}

#[test]
fn people_and_programs_read_the_same_numbers() {
    let (panorama, json) = numbers();
    let text = panorama.to_text();
    let line = |start: &[&str]| {
        let found = text.lines().find(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.starts_with(start)
        });
        let line = found.unwrap_or_else(|| panic!("no line {start:?} in\n{text}"));
        let words = line.split_whitespace().skip(start.len());
        words.filter_map(|word| word.parse::<u64>().ok()).collect::<Vec<_>>()
    };
    let of = |value: &Value, names: &[&str]| {
        names.iter().map(|name| value[*name].as_u64().unwrap()).collect::<Vec<_>>()
    };
    for lane in json["couloirs"].as_array().unwrap() {
        let counts = of(&lane["exigences"], &["total", "validees", "instruction", "obsoletes"]);
        assert_eq!(line(&[lane["code"].as_str().unwrap()])[..4], counts);
    }
    for step in json["iterations"].as_array().unwrap() {
        let name = step["nom"].as_str().unwrap();
        for lane in step["couloirs"].as_array().unwrap() {
            let shown = line(&[lane["code"].as_str().unwrap(), name]);
            assert_eq!(shown[..3], of(lane, &["total", "validees", "obsoletes"]));
        }
    }
    let names = ["validees", "obsoletes", "modifiees", "nouvelles", "reintroduites", "exigences"];
    assert_eq!(line(&["Depuis", "IT1"]), of(&json["effet_des_retours"], &names));
    insta::assert_snapshot!("panorama", text);
}
