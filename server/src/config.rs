//! All settings of the server: flags of `weft`, each also an environment variable `WEFT_…`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Settings that every sub-command shares: where the data is.
#[derive(Args, Clone, Debug)]
pub struct StoreConfig {
    /// Data folder: database, vault, key and photos.
    #[arg(long, env = "WEFT_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// PostgreSQL address (`postgres://…`); without it SQLite files in the data folder are used.
    #[arg(long, env = "WEFT_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// Code of the county whose log this is.
    #[arg(long, env = "WEFT_COUNTY", default_value = "370830", global = true)]
    pub county: String,
    /// The county's name in Chinese, for the title bar.
    #[arg(long, env = "WEFT_COUNTY_NAME_ZH", default_value = "汶上县", global = true)]
    pub county_name_zh: String,
    /// The county's name in English, for the title bar.
    #[arg(long, env = "WEFT_COUNTY_NAME_EN", default_value = "Wenshang County", global = true)]
    pub county_name_en: String,
    /// Key of the vault, 64 hexadecimal digits. Without it the key is read from `vault.key` in the data folder, made at first start.
    #[arg(long, env = "WEFT_VAULT_KEY", global = true, hide_env_values = true)]
    pub vault_key: Option<String>,
}

/// Settings of `weft serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeConfig {
    /// Address to listen on.
    #[arg(long, env = "WEFT_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// TLS certificate chain (PEM); with `--tls-key` the server speaks HTTPS itself.
    #[arg(long, env = "WEFT_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// TLS private key (PEM).
    #[arg(long, env = "WEFT_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Whether a reverse proxy stands in front: trust its `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[arg(long, env = "WEFT_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// For tests only: a clock that `POST /api/test/advance` can step. Refused when TLS or a proxy shows that this is a real server.
    #[arg(long, env = "WEFT_TEST_CLOCK")]
    pub test_clock: bool,
    /// Token that opens `/metrics` from another machine (`Authorization: Bearer …`); without it only this machine may read them.
    #[arg(long, env = "WEFT_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    /// Log as JSON lines.
    #[arg(long, env = "WEFT_LOG_JSON")]
    pub log_json: bool,
}
