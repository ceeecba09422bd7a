//! The list of codes: never renumbered, one French page each.

use super::Severity;

macro_rules! codes {
    ($( $variant:ident = $code:literal, $severity:ident, $title:literal; )*) => {
        /// The kind of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(
                #[doc = $title]
                $variant,
            )*
        }

        impl Code {
            /// Every code, in numeric order.
            pub const ALL: &'static [Code] = &[$( Code::$variant ),*];

            /// The stable name, such as `REM301`.
            pub fn as_str(self) -> &'static str {
                match self { $( Code::$variant => $code ),* }
            }

            /// One line in French that says what the code means.
            pub fn title(self) -> &'static str {
                match self { $( Code::$variant => $title ),* }
            }

            /// Severity unless `remc.yaml` says otherwise.
            pub fn default_severity(self) -> Severity {
                match self { $( Code::$variant => Severity::$severity ),* }
            }

            /// The French page printed by `remc explain`.
            pub fn page(self) -> &'static str {
                match self { $( Code::$variant => include_str!(concat!("pages/", $code, ".md")) ),* }
            }
        }
    };
}

codes! {
    // 0xx: project and files
    ManifestMissing = "REM001", Error, "manifeste « remc.yaml » introuvable";
    FileUnreadable = "REM002", Error, "fichier illisible";
    FileNotUtf8 = "REM003", Error, "fichier qui n’est pas en UTF-8";
    FileTooLarge = "REM004", Error, "fichier trop volumineux";
    YamlSyntax = "REM005", Error, "YAML mal formé";
    YamlUnknownKey = "REM006", Error, "clé inconnue";
    YamlValue = "REM007", Error, "valeur refusée";
    UnexpectedFile = "REM008", Warning, "fichier qui n’a pas sa place dans le projet";
    LaneFileMissing = "REM010", Warning, "couloir ou socle sans fichier";
    DuplicateDeclaration = "REM011", Error, "déclaration en double dans un fichier de réglages";
    DossierFrontMatter = "REM012", Error, "en-tête de DSR absent ou mal formé";
    ImportCleaned = "REM020", Info, "cellule nettoyée à l’import";
    ImportRejected = "REM021", Error, "ligne refusée à l’import";
    ImportUnmapped = "REM022", Warning, "colonne du classeur sans correspondance";
    ImportValue = "REM023", Warning, "valeur inattendue dans le classeur";
    ImportDuplicate = "REM024", Warning, "identifiant en double dans le classeur";
    ImportIdentity = "REM025", Warning, "identité incertaine à l’import";
    ImportLeak = "REM026", Warning, "contenu interne écarté à l’import";
    ImportLayout = "REM027", Error, "classeur ou modèle de colonnes inutilisable";
    ImportMissing = "REM028", Info, "information absente du classeur";
    ImportAbsent = "REM029", Info, "exigence du projet absente du classeur";
    ImportVariant = "REM030", Info, "couloir en écart avec le socle à l’import";
    // 1xx: syntax
    Syntax = "REM101", Error, "syntaxe";
    UnknownKeyword = "REM102", Error, "mot-clé inconnu";
    UnclosedText = "REM103", Error, "bloc de texte non refermé";
    UnclosedBrace = "REM104", Error, "accolade non refermée";
    MissingValue = "REM105", Error, "valeur manquante";
    InvalidValue = "REM106", Error, "valeur hors de la liste admise";
    RepeatedField = "REM107", Error, "champ répété";
    MissingField = "REM108", Error, "champ obligatoire absent";
    InvalidId = "REM109", Error, "identifiant mal formé";
    MisplacedField = "REM110", Error, "champ qui n’a pas sa place ici";
    BlockComment = "REM111", Error, "commentaire « /* */ »";
    GluedVersion = "REM112", Warning, "version collée à l’identifiant";
    MissingHeader = "REM113", Error, "en-tête « socle » ou « rem » absent";
    // 2xx: names and references
    UnknownItem = "REM201", Error, "identifiant inconnu";
    UnknownProfile = "REM202", Error, "profil inconnu";
    UnknownSection = "REM203", Error, "section inconnue";
    UnknownSocle = "REM204", Error, "socle inconnu";
    UnknownReference = "REM205", Error, "référentiel externe inconnu";
    UnknownIteration = "REM206", Error, "itération inconnue";
    UnknownMotive = "REM207", Error, "motif inconnu";
    EmptyPattern = "REM208", Error, "motif de reprise qui ne retient rien";
    UnknownLane = "REM209", Error, "couloir inconnu";
    UnknownReferenceVersion = "REM210", Error, "version absente du registre";
    UnknownCode = "REM211", Error, "code de règle inconnu";
    UnknownVendor = "REM212", Warning, "code éditeur inconnu";
    // 3xx: structure and graph
    DuplicateId = "REM301", Error, "identifiant en double";
    CollidingId = "REM302", Error, "identifiants qui ne diffèrent que par la casse";
    DependencyCycle = "REM303", Error, "cycle de dépendances";
    DependsOnObsolete = "REM304", Warning, "dépendance vers une exigence obsolète";
    SuspectLink = "REM305", Warning, "lien épinglé sur une version dépassée";
    DependencyNotPicked = "REM306", Warning, "dépendance non reprise par le couloir";
    PicksObsolete = "REM307", Warning, "reprise d’une exigence obsolète";
    UselessVariant = "REM308", Warning, "adaptation identique au socle";
    PickedTwice = "REM309", Warning, "exigence reprise deux fois";
    VariantNotPicked = "REM310", Error, "adaptation d’une exigence non reprise";
    NewlyCaught = "REM311", Info, "exigence nouvellement captée par un motif de reprise";
    PinAhead = "REM312", Error, "lien épinglé sur une version qui n’existe pas";
    ProfileOutsideLane = "REM313", Warning, "profil hors du couloir";
    // 4xx: history
    FrozenVanished = "REM401", Error, "exigence figée disparue";
    ChangedWithoutVersion = "REM402", Error, "sens modifié sans nouvelle version";
    VersionWithoutChange = "REM403", Warning, "nouvelle version sans changement";
    VersionBackwards = "REM404", Error, "version en recul";
    RetiredIdReused = "REM405", Error, "identifiant retiré réutilisé";
    ObsoleteEdited = "REM406", Error, "exigence obsolète modifiée";
    ObsoleteWithoutMotive = "REM407", Error, "obsolescence sans motif";
    BadSuccessor = "REM408", Warning, "successeur absent, obsolète ou sans rapport";
    RenameTargetAlive = "REM409", Error, "ancien identifiant encore vivant";
    SilentChange = "REM410", Error, "exigence validée modifiée sans ligne « évolution »";
    ChangeWithoutMotive = "REM411", Warning, "modification sans motif";
    ClaimContradicted = "REM412", Error, "portée déclarée contredite par le texte";
    BaselineTampered = "REM413", Error, "itération figée altérée";
    LineageUnpaired = "REM414", Warning, "lignage déclaré d’un seul côté";
    ClaimDisagreesWithBaseline = "REM415", Warning, "ligne « évolution » contraire à l’itération figée";
    WithdrawnWithoutMotive = "REM416", Error, "exigence sortie du couloir sans « retire »";
    FreezeOutOfOrder = "REM417", Error, "gel dans le désordre";
    ReinstatedWithoutClause = "REM418", Error, "réintroduction non déclarée";
    DuplicateEvolution = "REM419", Error, "deux lignes « évolution » pour une itération";
    FrozenMissing = "REM420", Error, "itération jamais figée";
    LineageSuggested = "REM421", Info, "filiation possible, non déclarée";
    IdPossiblyReused = "REM422", Warning, "identifiant peut-être réutilisé";
    UnrelatedLineage = "REM423", Warning, "filiation déclarée entre textes sans rapport";
    LiveReplaced = "REM424", Warning, "exigence vivante qui garde « remplacée par »";
    // 5xx: wording
    Placeholder = "REM501", Error, "texte provisoire";
    InternalLink = "REM502", Error, "adresse interne dans un texte publié";
    NoModal = "REM503", Warning, "énoncé sans DOIT ni PEUT";
    SeveralObligations = "REM504", Warning, "plusieurs obligations dans un énoncé";
    NatureContradictsModal = "REM505", Warning, "nature contraire au verbe modal";
    MisplacedNegation = "REM506", Warning, "« DOIT ne pas » pour « ne DOIT pas »";
    OpenList = "REM507", Warning, "liste ouverte";
    HtmlResidue = "REM508", Warning, "reste de HTML";
    MixedTypography = "REM509", Info, "typographie mélangée";
    LongStatement = "REM510", Warning, "énoncé très long";
    MissingSection = "REM511", Warning, "section absente";
    WrongPrefix = "REM512", Warning, "préfixe d’identifiant inattendu";
    MissingProfile = "REM513", Warning, "profil absent";
    MissingBlock = "REM514", Info, "bloc absent";
    MissingFunction = "REM515", Info, "fonction absente";
    MissingStatement = "REM516", Error, "énoncé absent";
    BadNumbering = "REM517", Warning, "numérotation d’identifiant incorrecte";
    IdReservedToSocle = "REM518", Warning, "identifiant réservé à un socle";
    BadSectionName = "REM519", Warning, "section mal nommée";
    // 6xx: conformity and DSR
    MandatoryWithoutScenario = "REM601", Warning, "exigence obligatoire validée sans scénario";
    ScenarioWithoutProof = "REM602", Warning, "scénario sans preuve";
    NumberNotDerived = "REM603", Warning, "numéro non dérivé de celui du parent";
    ProofNumberReused = "REM604", Error, "numéro de preuve réutilisé pour un autre texte";
    NotApplicableVersion = "REM605", Warning, "version citée différente de la version applicable";
    ReferenceUnpublished = "REM606", Warning, "référentiel cité non encore publié";
    DossierMismatch = "REM607", Warning, "DSR et REM en désaccord";
    UnknownSharedProof = "REM608", Error, "preuve partagée inconnue";
    TemplateCall = "REM609", Error, "appel inconnu dans un DSR";
    // 7xx: comments and confidentiality
    CommentOnUnknownItem = "REM701", Error, "retour sur une exigence inconnue";
    CommentUnsettled = "REM702", Error, "retour sans disposition";
    IntegratedWithoutChange = "REM703", Warning, "retour intégré sans changement";
    VendorNameLeak = "REM704", Error, "nom d’éditeur dans un texte publié";
    InitialsLeak = "REM705", Error, "initiales datées dans un texte publié";
    InternalMarker = "REM706", Error, "marque interne dans un texte publié";
    UnknownComment = "REM707", Error, "retour cité inconnu";
    CommentVersionAhead = "REM708", Warning, "retour sur une version qui n’existait pas";
    CommentOutsideLane = "REM709", Warning, "retour d’un couloir qui ne demande pas l’exigence";
    SettledWithoutReply = "REM710", Warning, "retour tranché sans réponse";
    EffectNotShown = "REM711", Warning, "effet déclaré qu’aucune itération ne montre";
    // 8xx: freezing and publication
    DraftAtFreeze = "REM801", Error, "exigence encore en rédaction au gel";
    AlreadyFrozen = "REM802", Error, "itération déjà figée avec un autre contenu";
    GateRefused = "REM803", Error, "publication refusée";
    AddressVanished = "REM804", Error, "adresse publiée disparue";
}

impl Code {
    /// The code of a name, letter case ignored.
    pub fn parse(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether neither `règles` nor `tolère` may weaken it: what it catches would be published, or is the past itself.
    pub fn is_locked(self) -> bool {
        matches!(
            self,
            Code::BaselineTampered | Code::VendorNameLeak | Code::InitialsLeak | Code::InternalMarker
        )
    }
}
