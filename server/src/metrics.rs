//! Counters and histograms for Prometheus. Labels have few values and never name a person, a place or a ticket.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The media type of [`Metrics::text`].
pub const METRICS_TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What a request was and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// Its method.
    pub method: &'static str,
    /// The route's pattern, never the address asked for.
    pub route: String,
    /// The HTTP status.
    pub status: u16,
}

/// One word that sorts what is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OutcomeLabels {
    /// Such as `accepted`.
    pub outcome: &'static str,
}

/// All that the server counts.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Requests answered.
    pub requests: Family<RequestLabels, Counter>,
    /// Time until the head of the answer, seconds.
    pub request_seconds: Histogram,
    /// Commands answered, by outcome.
    pub commands: Family<OutcomeLabels, Counter>,
    /// Commands in a push.
    pub push_commands: Histogram,
    /// Rows in an answer to a pull.
    pub pull_rows: Histogram,
    /// Live connections open.
    pub live_connections: Gauge,
    /// Sign-ins tried, by outcome.
    pub sign_ins: Family<OutcomeLabels, Counter>,
    /// Photos sent, by outcome.
    pub photos: Family<OutcomeLabels, Counter>,
    /// Pushes waiting for the writer.
    pub queue_pushes: Gauge,
    /// Commands made durable by one commit.
    pub commit_commands: Histogram,
    /// Time of one commit, seconds.
    pub commit_seconds: Histogram,
    /// The newest position in the log.
    pub position: Gauge<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.000_5, 2.0, 16));
        let counts = || Histogram::new(exponential_buckets(1.0, 2.0, 10));
        let mut metrics = Self {
            registry: Registry::with_prefix("weft"),
            requests: Family::default(),
            request_seconds: seconds(),
            commands: Family::default(),
            push_commands: counts(),
            pull_rows: counts(),
            live_connections: Gauge::default(),
            sign_ins: Family::default(),
            photos: Family::default(),
            queue_pushes: Gauge::default(),
            commit_commands: counts(),
            commit_seconds: seconds(),
            position: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register("http_request_seconds", "Time until the head of the answer", self.request_seconds.clone());
        registry.register("commands", "Commands answered", self.commands.clone());
        registry.register("push_commands", "Commands in a push", self.push_commands.clone());
        registry.register("pull_rows", "Rows in an answer to a pull", self.pull_rows.clone());
        registry.register("live_connections", "Live connections open", self.live_connections.clone());
        registry.register("sign_ins", "Sign-ins tried", self.sign_ins.clone());
        registry.register("photos", "Photos sent", self.photos.clone());
        registry.register("queue_pushes", "Pushes waiting for the writer", self.queue_pushes.clone());
        registry.register("commit_commands", "Commands made durable by one commit", self.commit_commands.clone());
        registry.register("commit_seconds", "Time of one commit", self.commit_seconds.clone());
        registry.register("position", "The newest position in the log", self.position.clone());
    }

    /// All of it as OpenMetrics text.
    ///
    /// # Errors
    /// When a label cannot be written.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_written() {
        let metrics = Metrics::default();
        metrics.commands.get_or_create(&OutcomeLabels { outcome: "accepted" }).inc_by(3);
        metrics.commit_seconds.observe(0.001);
        metrics.position.set(7);
        let text = metrics.text().unwrap();
        assert!(text.contains("weft_commands_total{outcome=\"accepted\"} 3"), "{text}");
        assert!(text.contains("weft_commit_seconds_count 1"), "{text}");
        assert!(text.contains("weft_position 7"), "{text}");
    }
}
