//! Reading: what a file means, what is said of mistakes.

use crate::support::{parse, socle};

#[test]
fn a_sound_item_raises_nothing() {
    let parsed = parse(&socle("exigence A.1 v2 \"Titre\" {\n  nature obligatoire\n}"));
    assert_eq!(parsed.codes(), Vec::<&str>::new(), "{}", parsed.rendered());
    assert_eq!(parsed.items(), ["A.1"]);
    assert!(!parsed.tree.broken);
}
