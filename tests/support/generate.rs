//! Random sound files: any field, any order, odd spacing, unaccented keywords, comments, awkward text.

/// Choices drawn from bytes, so that a failing file shrinks with them.
pub struct Tape<'a> {
    bytes: &'a [u8],
    at: usize,
    out: String,
    serial: usize,
}

/// A file in which every item can be read.
pub fn file(bytes: &[u8]) -> String {
    let mut tape = Tape { bytes, at: 0, out: String::new(), serial: 0 };
    if tape.chance(20) {
        tape.out.push('\u{feff}');
    }
    tape.comments();
    if tape.chance(70) {
        tape.word(&["édition", "edition"]);
        tape.word(&["1", "\"1\"", "\"2 bis\""]);
    }
    tape.header();
    while tape.at < tape.bytes.len() {
        tape.comments();
        match tape.pick(8) {
            0 => tape.heading("section", true),
            1 => tape.heading("bloc", false),
            2 => tape.heading("fonction", false),
            3 => tape.scenario("SCN/X", true),
            _ => tape.requirement(),
        }
    }
    tape.comments();
    if tape.chance(20) { tape.out.replace('\n', "\r\n") } else { tape.out }
}

const TEXTS: [&str; 14] = [
    "Le système DOIT répondre.",
    "a",
    "",
    " espaces ",
    "des \"guillemets\"",
    "une \\ barre",
    "fin par une barre \\",
    "// pas un commentaire",
    "insécable\u{a0}: ici",
    "accent de\u{301}compose\u{301}",
    "https://<lieu>/x",
    "section 4.2",
    "exigence A.1 v1 \"x\" {",
    "un texte bien long, bien plus long que la largeur d’une ligne, pour que la mise en page ait à se décider",
];

impl Tape<'_> {
    fn byte(&mut self) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        byte.into()
    }

    fn pick(&mut self, count: usize) -> usize {
        self.byte() % count
    }

    /// True about `percent` times in a hundred; never once the tape is spent.
    fn chance(&mut self, percent: usize) -> bool {
        self.byte() * 100 > (100 - percent) * 255
    }

    /// White space between two tokens, sometimes with a comment.
    fn space(&mut self) {
        match self.pick(12) {
            8 => self.out.push('\n'),
            9 => self.out.push_str("\u{a0}\t "),
            10 => self.out.push_str(" // un « mot » } { \"\n  "),
            11 => self.out.push_str("\n// deux\n// trois  \n\n"),
            _ => self.out.push(' '),
        }
    }

    fn comments(&mut self) {
        while self.chance(15) {
            let line = ["// un", "//deux }\n", "   // \"\"\" trois", "//", "// é"][self.pick(5)];
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn word(&mut self, forms: &[&str]) {
        let form = forms[self.pick(forms.len())];
        self.out.push_str(form);
        self.space();
    }

    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
        self.space();
    }

    fn id(&mut self) {
        self.serial += 1;
        let stem = ["A.", "SC.MSS/CONF.", "DMP/va1.", "SCN_DB/CO.", "1-x#"][self.pick(5)];
        let id = format!("{stem}{}", self.serial);
        self.raw(&id);
    }

    fn string(&mut self) {
        let text = TEXTS[self.pick(TEXTS.len())];
        if self.chance(20) && !text.contains('"') {
            self.raw(&format!("« {text} »"));
        } else {
            self.raw(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
        }
    }

    fn prose(&mut self) {
        if self.chance(20) {
            return self.string();
        }
        let mut body = String::new();
        let indent = ["", "  ", "    ", "\t"][self.pick(4)];
        if self.chance(40) {
            body.push_str(TEXTS[self.pick(TEXTS.len())]);
        }
        while self.chance(45) {
            body.push('\n');
            let extra = ["", "", "  ", "\t", "- ", "\u{a0}"][self.pick(6)];
            let line = match self.pick(8) {
                0 => String::new(),
                1 => "   ".to_owned(),
                2 => "deux \\\"\"\" échappés \"\"".to_owned(),
                3 => "fin de ligne  ".to_owned(),
                _ => TEXTS[self.pick(TEXTS.len())].to_owned(),
            };
            body.push_str(&format!("{indent}{extra}{line}"));
        }
        let end = [" ", "\n", "\n    ", "\"\" "][self.pick(4)];
        // A backslash before the closing quotes would escape them; two runs of quotes would make one.
        let body = if body.ends_with(['\\', '"']) && end.starts_with('"') { body + " " } else { body };
        let start = if body.starts_with('"') { " " } else { "" };
        self.raw(&format!("\"\"\"{start}{body}{end}\"\"\""));
    }

    fn list(&mut self, element: fn(&mut Self)) {
        element(self);
        while self.chance(35) {
            self.raw(",");
            element(self);
        }
        if self.chance(10) {
            self.raw(",");
        }
    }

    fn version(&mut self) {
        if self.chance(60) {
            self.word(&["v1", "v2", "V3", "v04"]);
        }
    }

    fn title(&mut self) {
        if self.chance(70) {
            self.string();
        }
    }

    fn iteration(&mut self) {
        self.word(&["IT3", "IT3.1", "stabilisé", "\"phase 2\"", "\"IT3\"", "\"note\""]);
    }

    fn motive(&mut self) {
        if self.chance(60) {
            self.raw("motif");
            self.word(&["erreur", "retour_editeurs", "mot_inconnu"]);
            if self.chance(50) {
                self.string();
            }
        }
    }

    fn answers(&mut self) {
        if self.chance(40) {
            self.word(&["répond", "repond"]);
            self.list(Self::id);
        }
    }

    fn since(&mut self) {
        if self.chance(50) {
            self.raw("depuis");
            self.iteration();
        }
    }

    fn header(&mut self) {
        if self.chance(30) {
            return self.lane();
        }
        self.heading("socle", true);
    }

    fn heading(&mut self, keyword: &str, code: bool) {
        self.raw(keyword);
        if code {
            self.word(&["MSS", "MSS/CONF", "A.1"]);
            self.title();
        } else {
            self.string();
        }
    }

    fn requirement(&mut self) {
        self.raw("exigence");
        self.id();
        self.version();
        self.title();
        self.raw("{");
        while self.chance(80) {
            self.field(21);
        }
        self.raw("}");
    }

    fn field(&mut self, kinds: usize) {
        match self.pick(kinds) {
            0 => self.values(&["énoncé", "enonce", "enoncé"], Self::prose),
            1 => self.values(&["nature"], |tape| {
                tape.word(&["obligatoire", "préconisée", "preconisee", "bizarre"])
            }),
            2 => self.values(&["profil"], |tape| tape.list(Self::string)),
            3 => self.values(&["condition"], Self::string),
            4 => self.values(&["commentaire"], Self::prose),
            5 => self.values(&["note"], Self::prose),
            6 => self.values(&["évolution", "evolution"], |tape| {
                tape.iteration();
                tape.word(&["fond", "référence", "redactionnelle", "preuves"]);
                tape.motive();
                tape.answers();
            }),
            7 => self.values(&["tolère", "tolere"], |tape| {
                tape.raw("REM501");
                tape.string();
            }),
            8 => self.scenario("scénario", false),
            9 => self.values(&["statut"], |tape| {
                tape.word(&["validée", "validee", "obsolète", "rédaction"]);
                tape.since();
                tape.motive();
                tape.answers();
            }),
            10 => self.values(&["criticité", "criticite"], |tape| tape.word(&["majeure", "critique"])),
            11 => self.values(&["périmètre", "perimetre"], Self::string),
            12 => self.values(&["vague1"], |tape| {
                tape.list(|tape| if tape.chance(50) { tape.string() } else { tape.id() })
            }),
            13 => self.values(&["dépend", "depend"], |tape| {
                tape.list(|tape| {
                    tape.id();
                    tape.version();
                });
            }),
            14 => self.values(&["référence", "reference"], |tape| tape.list(Self::citation)),
            15 => self.values(&["anciennement"], |tape| tape.list(Self::id)),
            16 => self.values(&["issue de", "issue\n de", "issue\u{a0}de"], |tape| tape.list(Self::id)),
            17 => self.values(&["fusionne"], |tape| tape.list(Self::id)),
            18 => self.values(&["remplacée par", "remplacee  par"], |tape| tape.list(Self::id)),
            19 => self.values(&["réintroduite", "reintroduite"], |tape| {
                tape.since();
                tape.motive();
                tape.answers();
            }),
            _ => self.scenario("scénario", false),
        }
    }

    fn values(&mut self, keywords: &[&str], value: impl FnOnce(&mut Self)) {
        self.word(keywords);
        value(self);
    }

    fn citation(&mut self) {
        self.word(&["MSS-REF-2", "ref", "CI-SIS"]);
        if self.chance(60) {
            self.word(&["", "= ", ">=", "≥ "]);
            self.word(&["2.10.0", "V2.1", "2024a", "\"à venir\"", "\"1.0\""]);
        }
    }

    fn scenario(&mut self, _kind: &str, top: bool) {
        if top {
            self.out.push('\n');
        }
        self.word(&["scénario", "scenario"]);
        self.id();
        self.title();
        self.raw("{");
        while self.chance(70) {
            match self.pick(6) {
                0 => self.values(&["prérequis", "prerequis"], Self::prose),
                1 => self.values(&["profil"], |tape| tape.list(Self::string)),
                2 => self.values(&["note"], Self::prose),
                3 => self.proof(),
                _ => self.step(),
            }
        }
        self.raw("}");
    }

    fn step(&mut self) {
        self.word(&["étape", "etape"]);
        if self.chance(40) {
            self.word(&["1", "2", "07"]);
        }
        self.prose();
        if self.chance(40) {
            self.raw("couvre");
            self.list(Self::id);
        }
    }

    fn proof(&mut self) {
        self.raw("preuve");
        if self.chance(20) {
            self.word(&["partagée", "partagee"]);
            return self.id();
        }
        self.id();
        if self.chance(80) {
            self.word(&["trace", "vidéo", "video", "capture ou  video"]);
        }
        if self.chance(70) {
            self.prose();
        }
        if self.chance(60) {
            self.word(&["vérification", "verification", "vérification interne"]);
            self.prose();
        }
    }

    fn lane(&mut self) {
        self.raw("rem");
        self.word(&["RIS", "HOP-DPI"]);
        self.title();
        self.raw("{");
        while self.chance(80) {
            match self.pick(5) {
                0 => self.values(&["profils"], |tape| tape.list(Self::string)),
                1 | 2 => self.pick_statement(),
                3 => {
                    self.values(&["retire"], Self::id);
                    self.motive();
                    self.since();
                    self.answers();
                }
                _ => self.adapt(),
            }
        }
        self.raw("}");
    }

    fn pick_statement(&mut self) {
        let pattern = |tape: &mut Self| tape.word(&["SC.INS/*", "*", "A.1", "SC.*.01"]);
        self.raw("reprend");
        self.list(pattern);
        if self.chance(40) {
            self.raw("sauf");
            self.list(pattern);
        }
        if self.chance(40) {
            self.raw("profil");
            self.list(Self::string);
        }
    }

    fn adapt(&mut self) {
        self.raw("adapte");
        self.id();
        self.version();
        self.motive();
        self.answers();
        self.raw("{");
        while self.chance(60) {
            match self.pick(6) {
                0 => self.values(&["sans scénario", "sans\n scenario"], |tape| tape.list(Self::id)),
                1 => self.values(&["titre"], Self::string),
                2 => self.values(&["section"], |tape| tape.raw("MSS/CONF")),
                3 => self.values(&["bloc", "fonction"], Self::string),
                _ => self.field(9),
            }
        }
        self.raw("}");
        if self.chance(20) {
            self.values(&["sans scénario"], |tape| tape.list(Self::id));
        }
    }
}
