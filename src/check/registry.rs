//! The list of rules.

use super::Check;

macro_rules! checks {
    ($( $module:ident::$check:ident; )*) => {
        /// Every rule, by its first code.
        pub const CHECKS: &[&dyn Check] = &[$( &super::$module::$check ),*];
    };
}

checks! {
    colliding_id::CollidingId;
    dependency_cycle::DependencyCycle;
    depends_on_obsolete::DependsOnObsolete;
    suspect_link::SuspectLink;
    dependency_not_picked::DependencyNotPicked;
    picks_obsolete::PicksObsolete;
    useless_variant::UselessVariant;
    picked_twice::PickedTwice;
    variant_not_picked::VariantNotPicked;
    newly_caught::NewlyCaught;
    pin_ahead::PinAhead;
    profile_outside_lane::ProfileOutsideLane;
    frozen_vanished::FrozenVanished;
    changed_without_version::ChangedWithoutVersion;
    version_without_change::VersionWithoutChange;
    version_backwards::VersionBackwards;
    retired_id_reused::RetiredIdReused;
    obsolete_edited::ObsoleteEdited;
    obsolete_without_motive::ObsoleteWithoutMotive;
    bad_successor::BadSuccessor;
    rename_target_alive::RenameTargetAlive;
    silent_change::SilentChange;
    change_without_motive::ChangeWithoutMotive;
    claim_contradicted::ClaimContradicted;
    baseline_tampered::BaselineTampered;
    lineage_unpaired::LineageUnpaired;
    claim_disagrees::ClaimDisagrees;
    withdrawn_without_motive::WithdrawnWithoutMotive;
    reinstated_without_clause::ReinstatedWithoutClause;
    duplicate_evolution::DuplicateEvolution;
    frozen_missing::FrozenMissing;
    lineage_suggested::LineageSuggested;
    id_possibly_reused::IdPossiblyReused;
    unrelated_lineage::UnrelatedLineage;
    live_replaced::LiveReplaced;
    placeholder::Placeholder;
    internal_link::InternalLink;
    no_modal::NoModal;
    several_obligations::SeveralObligations;
    nature_contradicts_modal::NatureContradictsModal;
    misplaced_negation::MisplacedNegation;
    open_list::OpenList;
    html_residue::HtmlResidue;
    mixed_typography::MixedTypography;
    long_statement::LongStatement;
    missing_section::MissingSection;
    wrong_prefix::WrongPrefix;
    missing_profile::MissingProfile;
    missing_block::MissingBlock;
    missing_function::MissingFunction;
    missing_statement::MissingStatement;
    bad_numbering::BadNumbering;
    id_reserved_to_socle::IdReservedToSocle;
    bad_section_name::BadSectionName;
    mandatory_without_scenario::MandatoryWithoutScenario;
    scenario_without_proof::ScenarioWithoutProof;
    number_not_derived::NumberNotDerived;
    proof_number_reused::ProofNumberReused;
    not_applicable_version::NotApplicableVersion;
    reference_unpublished::ReferenceUnpublished;
    dossier_mismatch::DossierMismatch;
    template_call::TemplateCall;
    comment_on_unknown_item::CommentOnUnknownItem;
    comment_unsettled::CommentUnsettled;
    integrated_without_change::IntegratedWithoutChange;
    vendor_name_leak::VendorNameLeak;
    initials_leak::InitialsLeak;
    internal_marker::InternalMarker;
    comment_version_ahead::CommentVersionAhead;
    comment_outside_lane::CommentOutsideLane;
    settled_without_reply::SettledWithoutReply;
    effect_not_shown::EffectNotShown;
}
