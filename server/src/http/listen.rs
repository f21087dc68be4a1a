//! Listening: plain or TLS, patient with slow readers only so long, and stopping without dropping anybody.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use weft::text::Text;

use super::{App, Settings, router};
use crate::account::first::FirstToken;
use crate::account::password::PasswordError;
use crate::config::{ServeConfig, StoreConfig};
use crate::engine::{Engine, Fault};
use crate::metrics::Metrics;
use crate::photo::Photos;
use crate::store::StoreError;
use crate::trouble::Trouble;

/// A connection whose other end takes nothing for this long is cut, seconds. It goes on by its cursor.
pub const WRITE_STALL_S_MAX: u64 = 30;
/// A connection without a first request for this long is cut, seconds.
pub const FIRST_REQUEST_S_MAX: u64 = 15;
/// Longest wait for requests under way when stopping, seconds.
pub const STOP_S_MAX: u64 = 20;
/// How often ended sessions are removed, seconds.
pub const SWEEP_S: u64 = 3_600;

/// Why the server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        why: io::Error,
    },
    /// The certificate files.
    #[error("the certificate {} or its key cannot be used: {why}", file.display())]
    Certificate {
        /// The certificate file.
        file: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// The test clock belongs to tests.
    #[error("--test-clock is for tests: it is refused together with TLS or a proxy")]
    TestClock,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The cost of passwords.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The description of the interface.
    #[error("the interface cannot be described: {0}")]
    Description(#[from] serde_json::Error),
    /// The engine cannot go on.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Signals.
    #[error("signals cannot be heard: {0}")]
    Signal(io::Error),
}

impl ServeError {
    /// What is wrong with the place where the data is, if it is that.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Store(error) => error.trouble(),
            Self::Fault(fault) => fault.trouble(),
            _ => None,
        }
    }
}

/// Serves until the process is told to stop or the engine cannot go on, then finishes what is under way and shuts the engine down.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    engine: Engine,
    photos: Photos,
    metrics: Arc<Metrics>,
    store: &StoreConfig,
    config: &ServeConfig,
) -> Result<(), ServeError> {
    let tls = config.tls_cert.clone().zip(config.tls_key.clone());
    if config.test_clock && (tls.is_some() || config.behind_proxy) {
        return Err(ServeError::TestClock);
    }
    let settings = Settings {
        county: Text::new(&*store.county_name_zh, &*store.county_name_en),
        tls: tls.is_some(),
        behind_proxy: config.behind_proxy,
        test_clock: config.test_clock,
        metrics_token: config.metrics_token.clone(),
        ..Settings::default()
    };
    let scheme = if settings.tls { "https" } else { "http" };
    let first = match engine.store().has_accounts().await? {
        true => FirstToken::default(),
        false => announce_first(&engine),
    };
    let app = App::new(engine.clone(), photos, metrics, first, settings)?;
    let handle = Handle::new();
    let stop = stop_on_signal(app.clone(), handle.clone())?;
    let attend = tokio::spawn(stop_on_fault(app.clone(), handle.clone()));
    let sweep = tokio::spawn(sweep(app.clone()));
    let pack = tokio::task::spawn_blocking({
        let app = app.clone();
        // Unoptimised, packing would take minutes.
        move || cfg!(debug_assertions).then_some(()).or_else(|| app.packed.pack().ok())
    });
    let announced = tokio::spawn({
        let handle = handle.clone();
        async move {
            if let Some(address) = handle.listening().await {
                tracing::info!(%address, "listening");
                println!("Weft 经纬: {scheme}://{address}");
            }
        }
    });
    let served = run(app, config.listen, tls, handle).await;
    for task in [stop, attend, sweep, announced] {
        task.abort();
    }
    pack.abort();
    let fault = engine.fault().borrow().clone();
    engine.shutdown().await;
    fault.map_or(served, |fault| Err(fault.into()))
}

/// Prints the one-time token to whoever started the server. It never goes to the log.
fn announce_first(engine: &Engine) -> FirstToken {
    let (first, token) = FirstToken::draw(&**engine.clock());
    println!(
        "还没有任何账号。请打开 /staff/first，用下面的一次性令牌创建第一个管理员：\n\
         There is no account yet. Open /staff/first and make the first administrator with this one-time token:\n\n    {token}\n"
    );
    first
}

/// Serves on an address until the handle says stop.
///
/// # Errors
/// When the address or the certificate cannot be used.
pub async fn run(
    app: App,
    listen: SocketAddr,
    tls: Option<(PathBuf, PathBuf)>,
    handle: Handle<SocketAddr>,
) -> Result<(), ServeError> {
    let service = router(app)?.into_make_service_with_connect_info::<SocketAddr>();
    let server =
        axum_server::bind(listen).handle(handle).first_request_timeout(Duration::from_secs(FIRST_REQUEST_S_MAX));
    let served = match tls {
        None => server.acceptor(PatientAcceptor).serve(service).await,
        Some((cert, key)) => {
            let config = certificate(&cert, &key).await?;
            let acceptor = RustlsAcceptor::new(config).acceptor(PatientAcceptor);
            server.acceptor(acceptor).serve(service).await
        }
    };
    served.map_err(|why| ServeError::Listen { address: listen, why })
}

async fn certificate(cert: &Path, key: &Path) -> Result<RustlsConfig, ServeError> {
    // Whoever set one before set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let read = RustlsConfig::from_pem_file(cert, key).await;
    let config = read.map_err(|why| ServeError::Certificate { file: cert.to_owned(), why })?;
    #[cfg(unix)]
    reload_on_hangup(config.clone(), cert.to_owned(), key.to_owned())?;
    Ok(config)
}

/// A renewed certificate is taken up on SIGHUP, without a restart.
#[cfg(unix)]
fn reload_on_hangup(config: RustlsConfig, cert: PathBuf, key: PathBuf) -> Result<(), ServeError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = signal(SignalKind::hangup()).map_err(ServeError::Signal)?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            match config.reload_from_pem_file(&cert, &key).await {
                Ok(()) => tracing::info!("the certificate was read anew"),
                Err(why) => {
                    tracing::error!(%why, "the new certificate cannot be used; the old one stays")
                }
            }
        }
    });
    Ok(())
}

/// Accepts connections and gives up on those whose other end stops reading.
#[derive(Clone, Copy, Debug)]
struct PatientAcceptor;

impl<S: Send + 'static> Accept<TcpStream, S> for PatientAcceptor {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // Small answers must not wait for the acknowledgement of those before.
        let patient = stream.set_nodelay(true).map(|()| {
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(Duration::from_secs(WRITE_STALL_S_MAX)));
            (Box::pin(stream), service)
        });
        std::future::ready(patient)
    }
}

fn stop_on_signal(app: App, handle: Handle<SocketAddr>) -> Result<tokio::task::JoinHandle<()>, ServeError> {
    let signal = stop_signal().map_err(ServeError::Signal)?;
    Ok(tokio::spawn(async move {
        signal.await;
        tracing::info!("stopping");
        stop(&app, &handle);
    }))
}

/// A server that cannot take commands any more, or would serve wrong data, is better gone: its supervisor starts another.
async fn stop_on_fault(app: App, handle: Handle<SocketAddr>) {
    let mut fault = app.engine.fault();
    if fault.wait_for(Option::is_some).await.is_ok() {
        stop(&app, &handle);
    }
}

/// Stops accepting, ends live connections, and lets requests under way finish.
pub fn stop(app: &App, handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(Duration::from_secs(STOP_S_MAX)));
    app.live.close();
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn sweep(app: App) {
    let mut ticks = tokio::time::interval(Duration::from_secs(SWEEP_S));
    loop {
        ticks.tick().await;
        match app.engine.store().delete_expired_sessions(app.now()).await {
            Ok(count) => tracing::debug!(count, "ended sessions were removed"),
            Err(error) => tracing::warn!(%error, "ended sessions could not be removed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_stops_reading_is_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let silent = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let (mut patient, ()) = PatientAcceptor.accept(stream, ()).await.unwrap();
        let start = tokio::time::Instant::now();
        let error = loop {
            if let Err(error) = patient.write_all(&[0; 65_536]).await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(start.elapsed().as_secs(), WRITE_STALL_S_MAX);
        drop(silent);
    }
}
