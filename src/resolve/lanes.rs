//! What `rem` blocks say of their lane as a whole: title, profiles, withdrawals.

use super::Resolution;
use super::lower::{LaneStatements, clause};
use crate::model::{ItemId, Lane, Origins, Withdrawal};
use crate::syntax::tree::LaneValue;

/// Fills lanes with their profiles and withdrawals; a lane the manifest forgot still compiles.
pub(super) fn attach(resolution: &mut Resolution, statements: &[LaneStatements], origins: &mut Origins) {
    let Resolution { corpus, problems, .. } = resolution;
    for statement in statements {
        let position = match corpus.lanes.iter().position(|lane| lane.code == statement.code) {
            Some(position) => position,
            None => {
                corpus.lanes.push(undeclared(statement));
                corpus.lanes.len() - 1
            }
        };
        let Some(lane) = corpus.lanes.get_mut(position) else { continue };
        for field in &statement.node.fields {
            match &field.value {
                LaneValue::Profiles(list) => lane.profiles.extend(list.iter().map(|text| text.value.clone())),
                LaneValue::Withdraw(node) => {
                    origins.set_named("retire", &format!("{} {}", lane.code, node.id.value), node.id.span);
                    lane.withdrawals.push(Withdrawal {
                        id: ItemId::new(node.id.value.as_str()),
                        since: node.clause.since.as_ref().map(|text| text.value.clone()),
                        cause: clause(&node.clause, problems),
                    });
                }
                LaneValue::Pick(_) | LaneValue::Adapt(_) => {}
            }
        }
        lane.withdrawals.sort_by(|left, right| left.id.cmp(&right.id));
    }
}

fn undeclared(statement: &LaneStatements) -> Lane {
    Lane {
        code: statement.code.clone(),
        title: statement.node.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        aliases: Vec::new(),
        prefixes: Vec::new(),
        strip_prefix: None,
        profiles: Vec::new(),
        applications: Vec::new(),
        withdrawals: Vec::new(),
    }
}
