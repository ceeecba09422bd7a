//! Charts drawn when the site is built: stacked bars, one row per iteration.
//!
//! Input: labels and counts; output: a `figure` whose drawing is followed by the table it was drawn from. Series differ by
//! pattern before they differ by colour, so that a chart reads in black and white, in the dark and with forced colours.

use super::markup::Markup;
use super::typography::{Html, number};

/// Width of the drawing and of its bars, in units of the drawing.
const WIDTH: usize = 720;
const BAR_LEFT: usize = 130;
const BAR_WIDTH: usize = 530;
const ROW: usize = 34;
const LEGEND: usize = 30;
/// Most series a chart can tell apart.
const PATTERNS: usize = 6;

/// A chart and its data.
pub(crate) struct Chart<'a> {
    /// Name in addresses, unique in its page.
    pub(crate) name: &'static str,
    /// Title of the chart and caption of the table.
    pub(crate) title: String,
    /// Head of the first column.
    pub(crate) what: &'static str,
    /// Names of the series; at most six are told apart.
    pub(crate) series: Vec<&'a str>,
    /// Label of each row, and one count per series.
    pub(crate) rows: Vec<(&'a str, Vec<usize>)>,
    /// Whether the counts of a row add up to a total worth showing.
    pub(crate) total: bool,
}

impl Chart<'_> {
    /// Draws the chart over its table; nothing when there is nothing to show.
    pub(crate) fn draw(&self) -> Option<Html> {
        let sums: Vec<usize> = self.rows.iter().map(|(_, values)| values.iter().sum()).collect();
        let most = sums.iter().copied().max().filter(|most| *most > 0)?;
        let mut out = Markup::new("", 4096);
        out.raw("<figure class=\"graphique\" id=\"")
            .raw(self.name)
            .raw("\">\n<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"");
        out.prose(&self.title).raw(", dessin\">\n<svg role=\"img\" aria-label=\"").prose(&self.title);
        out.raw("\u{a0}: le tableau qui suit donne les nombres\" viewBox=\"0 0 ").number(WIDTH).raw(" ");
        let mut legend = Markup::new("", 512);
        let top = self.legend(&mut legend);
        out.text(&(top + ROW * self.rows.len()).to_string()).raw("\">\n");
        self.patterns(&mut out);
        out.html(&legend.finish());
        for (index, ((label, values), sum)) in self.rows.iter().zip(&sums).enumerate() {
            self.bar(&mut out, top + index * ROW, label, values, *sum, most);
        }
        out.raw("</svg>\n</div>\n");
        self.table(&mut out, &sums);
        out.raw("</figure>\n");
        Some(out.finish())
    }

    /// One pattern per series: plain, then lines and dots of different directions.
    fn patterns(&self, out: &mut Markup) {
        const MARKS: [&str; PATTERNS] = [
            "",
            "<path d=\"M-2 10L10 -2M-2 2L2 -2M6 10L10 6\"/>",
            "<circle cx=\"4\" cy=\"4\" r=\"1.4\"/>",
            "<path d=\"M0 4H8\"/>",
            "<path d=\"M-2 -2L10 10M-2 6L2 10M6 -2L10 2\"/>",
            "<path d=\"M4 0V8M0 4H8\"/>",
        ];
        out.raw("<defs>");
        for (index, mark) in MARKS.iter().enumerate().take(self.series.len()) {
            out.raw("<pattern id=\"").raw(self.name).raw("-").number(index);
            out.raw("\" class=\"motif m").number(index);
            out.raw("\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\"/>");
            out.raw(mark).raw("</pattern>");
        }
        out.raw("</defs>\n");
    }

    /// Writes the legend and gives its height.
    fn legend(&self, out: &mut Markup) -> usize {
        let (mut left, mut top) = (BAR_LEFT, 2);
        for (index, series) in self.series.iter().enumerate() {
            let width = 40 + 8 * series.chars().count();
            if left > BAR_LEFT && left + width > WIDTH {
                (left, top) = (BAR_LEFT, top + LEGEND - 6);
            }
            self.rectangle(out, index, (left, top), (16, 16));
            out.raw("<text x=\"").text(&(left + 22).to_string()).raw("\" y=\"").text(&(top + 13).to_string());
            out.raw("\">").prose(series).raw("</text>\n");
            left += width;
        }
        top + LEGEND - 2
    }

    fn rectangle(
        &self,
        out: &mut Markup,
        series: usize,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
    ) {
        out.raw("<rect class=\"serie\" x=\"").text(&x.to_string()).raw("\" y=\"").text(&y.to_string());
        out.raw("\" width=\"").text(&width.to_string()).raw("\" height=\"").text(&height.to_string());
        out.raw("\" fill=\"url(#").raw(self.name).raw("-").number(series.min(PATTERNS - 1)).raw(")\"/>");
    }

    fn bar(&self, out: &mut Markup, top: usize, label: &str, values: &[usize], sum: usize, most: usize) {
        let baseline = (top + 19).to_string();
        out.raw("<text class=\"nom\" x=\"").number(BAR_LEFT - 10).raw("\" y=\"").text(&baseline).raw("\">");
        out.text(label).raw("</text>");
        let scaled = |value: usize| value * BAR_WIDTH / most;
        let mut before = 0;
        for (index, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
            let left = scaled(before);
            let width = scaled(before + value) - left;
            self.rectangle(out, index, (BAR_LEFT + left, top + 3), (width.max(1), ROW - 10));
            if width > 14 * number(*value).chars().count() {
                out.raw("<text class=\"valeur\" x=\"").text(&(BAR_LEFT + left + width / 2).to_string());
                out.raw("\" y=\"").text(&baseline).raw("\">").number(*value).raw("</text>");
            }
            before += value;
        }
        if self.total {
            out.raw("<text x=\"")
                .text(&(BAR_LEFT + scaled(sum) + 8).to_string())
                .raw("\" y=\"")
                .text(&baseline);
            out.raw("\">").number(sum).raw("</text>");
        }
        out.raw("\n");
    }

    fn table(&self, out: &mut Markup, sums: &[usize]) {
        out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"").prose(&self.title);
        out.raw(", tableau\">\n<table><caption>")
            .prose(&self.title)
            .raw("</caption>\n<thead><tr><th scope=\"col\">");
        out.raw(self.what).raw("</th>");
        for series in &self.series {
            out.raw("<th scope=\"col\" class=\"n\">").prose(series).raw("</th>");
        }
        out.raw(if self.total {
            "<th scope=\"col\" class=\"n\">Total</th></tr></thead>\n<tbody>\n"
        } else {
            "</tr></thead>\n<tbody>\n"
        });
        for ((label, values), sum) in self.rows.iter().zip(sums) {
            out.raw("<tr><th scope=\"row\">").text(label).raw("</th>");
            for value in values {
                out.raw("<td class=\"n\">").number(*value).raw("</td>");
            }
            if self.total {
                out.raw("<td class=\"n\">").number(*sum).raw("</td>");
            }
            out.raw("</tr>\n");
        }
        out.raw("</tbody></table>\n</div>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(rows: Vec<(&'static str, Vec<usize>)>) -> Option<Html> {
        let title = "Statuts".to_owned();
        Chart { name: "g", title, what: "Itération", series: vec!["Validées", "Autres"], rows, total: true }
            .draw()
    }

    #[test]
    fn bars_add_up_and_the_table_says_the_same() {
        let drawn = chart(vec![("IT1", vec![1, 3]), ("<IT2>", vec![4, 4])]).unwrap();
        let html = drawn.as_str();
        assert!(html.contains("x=\"130\" y=\"67\" width=\"265\"") && html.contains("x=\"395\""), "{html}");
        assert!(html.contains("&lt;IT2&gt;") && html.contains("<td class=\"n\">8</td>"), "{html}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(chart(Vec::new()).is_none() && chart(vec![("IT1", vec![0, 0])]).is_none());
    }
}
