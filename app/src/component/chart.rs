//! Charts, drawn here as SVG: lines over months, and bars. Each has the same numbers as a table, so that nobody needs to see it.

mod scale;

use leptos::prelude::*;

use super::{glyph, icon};
use crate::text::staff::rates as w;
use crate::text::t;

pub use scale::{Scale, scale};

/// Height of the plot, pixels.
const PLOT_PX: f64 = 200.0;
/// Height of the line of labels below it, pixels.
const LABELS_PX: f64 = 34.0;
/// Space left and right of the first and last point, percent of the width.
const INSET: f64 = 6.0;
/// Most labels below a plot.
const LABELS_MAX: usize = 6;

/// One line or one set of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it shows.
    pub name: String,
    /// Its values, one for each label; none where there is nothing to show.
    pub values: Vec<Option<f64>>,
}

/// What a chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartData {
    /// What each value belongs to, such as months.
    pub labels: Vec<String>,
    /// The lines, at most three that can be told apart.
    pub series: Vec<Series>,
    /// Whether the values are percentages.
    pub percent: bool,
}

impl ChartData {
    fn scale(&self) -> Scale {
        let values = self.series.iter().flat_map(|series| series.values.iter().flatten().copied());
        if self.percent { Scale::percent(values) } else { scale(values) }
    }

    /// A value in words.
    #[must_use]
    pub fn say(&self, value: Option<f64>) -> String {
        match value {
            None => "—".to_owned(),
            Some(value) if self.percent => format!("{value:.1}%"),
            Some(value) => format!("{value:.0}"),
        }
    }

    fn x(&self, index: usize) -> f64 {
        let last = self.labels.len().saturating_sub(1).max(1);
        INSET + (100.0 - 2.0 * INSET) * index as f64 / last as f64
    }
}

/// Lines over time.
#[component]
pub fn LineChart(
    /// What it is about, for its heading and screen readers.
    #[prop(into)]
    title: Signal<String>,
    /// The values.
    data: Signal<ChartData>,
) -> impl IntoView {
    framed(title, data, |data, scale| {
        let lines =
            data.series.iter().enumerate().map(|(index, series)| line(data, series, index, scale)).collect_view();
        view! {
            <svg class="lines" viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height=PLOT_PX>
                {lines}
            </svg>
        }
        .into_any()
    })
}

/// Bars over time.
#[component]
pub fn BarChart(
    /// What it is about, for its heading and screen readers.
    #[prop(into)]
    title: Signal<String>,
    /// The values; of the series only the first is drawn.
    data: Signal<ChartData>,
) -> impl IntoView {
    framed(title, data, |data, scale| {
        let width = (100.0 - 2.0 * INSET) / data.labels.len().max(1) as f64 * 0.6;
        let values = data.series.first().map(|series| series.values.clone()).unwrap_or_default();
        let bar = |(index, value): (usize, Option<f64>)| {
            let height = value.map(|value| 100.0 - scale.y(value))?;
            let x = data.x(index) - width / 2.0;
            Some(view! { <rect class="bar-of" x=x y=100.0 - height width=width height=height></rect> })
        };
        let bars = values.into_iter().enumerate().filter_map(bar).collect_view();
        view! {
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height=PLOT_PX>
                {bars}
            </svg>
        }
        .into_any()
    })
}

/// Grid lines, labels, legend and table around a plot.
fn framed(title: Signal<String>, data: Signal<ChartData>, plot: fn(&ChartData, Scale) -> AnyView) -> AnyView {
    let drawing = move || {
        let data = data.get();
        let scale = data.scale();
        let drawn = plot(&data, scale);
        view! {
            <svg class="plot" width="100%" height=PLOT_PX + LABELS_PX aria-hidden="true" focusable="false">
                {rules(&data, scale)} {drawn} {labels(&data)}
            </svg>
        }
    };
    let legend = move || {
        let data = data.get();
        let key = |(index, series): (usize, &Series)| {
            let last = data.say(series.values.iter().rev().copied().flatten().next());
            view! {
                <li>
                    <svg class=format!("key s{index}") width="22" height="10" aria-hidden="true" focusable="false">
                        <path d="M1 5H21"></path>
                    </svg>
                    {series.name.clone()}
                    " "
                    <b class="num">{last}</b>
                </li>
            }
        };
        view! { <ul class="legend">{data.series.iter().enumerate().map(key).collect_view()}</ul> }
    };
    view! {
        <figure class="chart">
            <figcaption>{move || title.get()}</figcaption>
            {legend}
            {drawing}
            {table(title, data)}
        </figure>
    }
    .into_any()
}

/// Horizontal lines with their values.
fn rules(data: &ChartData, scale: Scale) -> AnyView {
    let rule = |value: f64| {
        let y = scale.y(value) / 100.0 * PLOT_PX;
        let word = if data.percent { format!("{value:.0}%") } else { format!("{value:.0}") };
        view! {
            <line class="rule" x1="0" x2="100%" y1=y y2=y></line>
            <text class="tick" x="0" y=(y - 4.0).max(12.0)>
                {word}
            </text>
        }
    };
    scale.ticks().into_iter().map(rule).collect_view().into_any()
}

/// Labels below, no more than can be read.
fn labels(data: &ChartData) -> AnyView {
    let step = data.labels.len().div_ceil(LABELS_MAX).max(1);
    let last = data.labels.len().saturating_sub(1);
    let label = |(index, label): (usize, &String)| {
        // Counted from the end, so that the newest always has its label.
        (last - index).is_multiple_of(step).then(|| {
            view! {
                <text class="label" x=format!("{}%", data.x(index)) y=PLOT_PX + LABELS_PX * 0.7>
                    {label.clone()}
                </text>
            }
        })
    };
    data.labels.iter().enumerate().filter_map(label).collect_view().into_any()
}

/// One line with a dot at each value; broken where there is none.
fn line(data: &ChartData, series: &Series, index: usize, scale: Scale) -> AnyView {
    let path = path(series, |at| data.x(at), scale);
    // A line of no length with a round end is a dot, and stays round however the plot is stretched.
    let dots: String = series
        .values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| value.map(|value| format!("M{:.2} {:.2}h0", data.x(at), scale.y(value))))
        .collect();
    view! {
        <path class=format!("line s{index}") d=path></path>
        <path class=format!("dots s{index}") d=dots></path>
    }
    .into_any()
}

fn path(series: &Series, x: impl Fn(usize) -> f64, scale: Scale) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for (at, value) in series.values.iter().enumerate() {
        if let Some(value) = value {
            let command = if drawing { 'L' } else { 'M' };
            path.push_str(&format!("{command}{:.2} {:.2}", x(at), scale.y(*value)));
        }
        drawing = value.is_some();
    }
    path
}

/// The same as a table.
fn table(title: Signal<String>, data: Signal<ChartData>) -> AnyView {
    let body = move || {
        let data = data.get();
        let heads =
            data.series.iter().map(|series| view! { <th scope="col">{series.name.clone()}</th> }).collect_view();
        let row = |(index, label): (usize, &String)| {
            let cells = data.series.iter().map(|series| {
                let value = series.values.get(index).copied().flatten();
                view! { <td class="num">{data.say(value)}</td> }
            });
            view! {
                <tr>
                    <th scope="row">{label.clone()}</th>
                    {cells.collect_view()}
                </tr>
            }
        };
        let rows = data.labels.iter().enumerate().map(row).collect_view();
        view! {
            <thead>
                <tr>
                    <th scope="col">{t(w::MONTH)}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        }
    };
    view! {
        <details class="as-table">
            <summary>{icon(glyph::LIST)} " " {t(w::AS_TABLE)}</summary>
            <div class="table-wrap" tabindex="0" role="region" aria-label=move || title.get()>
                <table class="table">{body}</table>
            </div>
        </details>
    }
    .into_any()
}

/// A share as a bar in a table's cell, beside its number.
pub fn share_bar(share: Option<f64>) -> AnyView {
    let width = share.unwrap_or(0.0).clamp(0.0, 100.0);
    let tone = match share {
        Some(share) if share >= 90.0 => "share good",
        Some(share) if share < 70.0 => "share poor",
        _ => "share",
    };
    view! {
        <svg class=tone viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="ground" width="100" height="8"></rect>
            <rect class="part" width=width height="8"></rect>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(values: Vec<Option<f64>>) -> ChartData {
        let labels = (1..=values.len()).map(|month| month.to_string()).collect();
        ChartData { labels, series: vec![Series { name: "率".into(), values }], percent: true }
    }

    #[test]
    fn a_line_breaks_where_there_is_no_value_instead_of_falling_to_zero() {
        let data = data(vec![Some(100.0), None, Some(0.0), Some(50.0)]);
        let scale = data.scale();
        let path = path(&data.series[0], |at| data.x(at), scale);
        assert_eq!(path.matches('M').count(), 2);
        assert_eq!(path.matches('L').count(), 1);
    }

    #[test]
    fn the_first_and_last_point_keep_clear_of_the_edges_and_one_alone_does_too() {
        let many = data(vec![Some(1.0); 12]);
        assert!((many.x(0) - INSET).abs() < 1e-9 && (many.x(11) - (100.0 - INSET)).abs() < 1e-9);
        assert!(data(vec![Some(1.0)]).x(0).is_finite());
    }

    #[test]
    fn values_are_said_as_what_they_are() {
        assert_eq!(data(vec![]).say(Some(98.04)), "98.0%");
        assert_eq!(ChartData { percent: false, ..data(vec![]) }.say(Some(743.0)), "743");
        assert_eq!(data(vec![]).say(None), "—");
    }
}
