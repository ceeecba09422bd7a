//! Groups of filters: the values that occur in a list, each with how many of its items bear it.

use serde::Serialize;

use crate::model::natural_order;
use crate::quick::HashMap;
use crate::render::typography::Html;

/// Values shown without a fold.
const SHORT: usize = 6;

/// A group of filters: any of its values, and all groups together.
#[derive(Debug, Serialize)]
pub(crate) struct Facet {
    /// Name in addresses and in `data-` attributes.
    name: &'static str,
    legend: String,
    /// Whether there are too many values to show them at once.
    long: bool,
    /// Whether it is one of the few that are always in sight.
    first: bool,
    options: Vec<Choice>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    value: String,
    label: Html,
    count: usize,
}

/// How often each value occurs, in the order of first sight. The map is never walked.
#[derive(Default)]
pub(super) struct Counter {
    order: Vec<Choice>,
    places: HashMap<String, usize>,
}

impl Counter {
    /// Counts an item that bears a value; `label` is asked for once.
    pub(super) fn add(&mut self, value: &str, label: impl FnOnce() -> String) {
        if let Some(choice) = self.places.get(value).and_then(|place| self.order.get_mut(*place)) {
            choice.count += 1;
            return;
        }
        self.places.insert(value.to_owned(), self.order.len());
        self.order.push(Choice { value: value.to_owned(), label: Html::prose(&label()), count: 1 });
    }

    /// Values in natural order.
    pub(super) fn sorted(mut self) -> Self {
        self.order.sort_by(|left, right| natural_order(&left.value, &right.value));
        self
    }

    /// Values in the order of a list, and not of first sight.
    pub(super) fn ranked(mut self, rank: impl Fn(&str) -> usize) -> Self {
        self.order.sort_by_key(|choice| rank(&choice.value));
        self
    }

    /// A group, unless no item bears a value.
    pub(super) fn facet(self, name: &'static str, legend: impl Into<String>) -> Option<Facet> {
        let long = self.order.len() > SHORT;
        (!self.order.is_empty()).then_some(Facet {
            name,
            legend: legend.into(),
            long,
            first: matches!(name, "evolution" | "portee"),
            options: self.order,
        })
    }
}

/// Places of values in a list; what it does not hold comes last.
pub(super) fn place(list: &[&str], value: &str) -> usize {
    list.iter().position(|one| *one == value).unwrap_or(list.len())
}

/// Évolutions, in the order they are shown.
pub(super) const EVOLUTIONS: [&str; 5] = ["nouvelle", "modifiee", "obsolete", "reintroduite", "inchangee"];
/// Portées, heaviest first.
pub(super) const REACHES: [&str; 4] = ["fond", "preuves", "reference", "redactionnelle"];
