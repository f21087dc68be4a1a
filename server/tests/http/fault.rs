//! What the server cannot go on from.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;
use weft::actor::Actor;
use weft::sample;
use weft::wire::PushRequest;
use weft_server::clock::{Clock, ManualClock};
use weft_server::config::{ServeConfig, StoreConfig};
use weft_server::engine::{Engine, EngineConfig, Fault};
use weft_server::http::listen::{ServeError, serve};
use weft_server::metrics::Metrics;
use weft_server::photo::Photos;
use weft_server::store::Store;
use weft_server::vault::Vault;
use weft_server::verify::verify;

use crate::harness::{found, founding};

/// Longest wait for the server.
const START_MAX: Duration = Duration::from_secs(60);

/// A clock that breaks: whoever reads it then panics.
struct Breaking {
    clock: ManualClock,
    broken: AtomicBool,
}

impl Clock for Breaking {
    fn now(&self) -> DateTime<Utc> {
        assert!(!self.broken.load(Ordering::SeqCst), "the clock is broken");
        self.clock.now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.clock.fill(bytes);
    }
}

async fn open(config: &StoreConfig, clock: Arc<dyn Clock>) -> (Engine, Photos) {
    let store = Store::open(config).await.unwrap();
    let vault = Vault::open(config, &store, clock.clone()).await.unwrap();
    let photos = Photos::open(&config.data.join("photos")).unwrap();
    let metrics = Arc::new(Metrics::default());
    let settings = EngineConfig { photos: Arc::new(photos.clone()), metrics, background: false };
    (Engine::open(store, vault, clock, settings).await.unwrap(), photos)
}

fn free_address() -> SocketAddr {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap()
}

async fn listens(address: SocketAddr) {
    while TcpStream::connect(address).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_writer_that_panicked_ends_the_server_and_the_next_start_goes_on() {
    let folder = TempDir::new().unwrap();
    let config = StoreConfig {
        data: folder.path().to_owned(),
        database: None,
        county: "370".to_owned(),
        county_name_zh: "样县".to_owned(),
        county_name_en: "Sample County".to_owned(),
        vault_key: None,
    };
    let listening = ServeConfig {
        listen: free_address(),
        tls_cert: None,
        tls_key: None,
        behind_proxy: false,
        test_clock: false,
        metrics_token: None,
        log_json: false,
    };
    let clock = Arc::new(Breaking { clock: ManualClock::at(sample::morning()), broken: AtomicBool::new(false) });
    let (engine, photos) = open(&config, clock.clone()).await;
    found(&engine).await;
    let before = *engine.position().borrow();
    let listen = listening.listen;
    let served = tokio::spawn({
        let (engine, config) = (engine.clone(), config.clone());
        async move { serve(engine, photos, Arc::default(), &config, &listening).await }
    });
    timeout(START_MAX, listens(listen)).await.expect("it listens in time");
    let request: PushRequest = founding(&engine);
    clock.broken.store(true, Ordering::SeqCst);
    let busy = engine.push(Arc::new(Actor::system()), request.clone()).await.unwrap_err();
    assert!(busy.retry_after_s > 0 && !busy.disk_full);
    let ended = served.await.unwrap().unwrap_err();
    assert!(matches!(ended, ServeError::Fault(Fault::WriterPanicked)), "{ended}");
    assert!(!engine.is_ready().await);

    clock.broken.store(false, Ordering::SeqCst);
    let (again, _) = open(&config, clock).await;
    assert_eq!(*again.position().borrow(), before);
    assert_eq!(verify(&again).await.unwrap().faults, Vec::<String>::new());
    assert_eq!(
        again.push(Arc::new(Actor::system()), request.clone()).await.unwrap().receipts.len(),
        request.commands.len()
    );
}
