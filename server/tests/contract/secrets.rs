//! Secrets: in no table in clear, and gone when erased.

use sqlx::AssertSqlSafe;
use weft::kinds::ticket::Command;
use weft::query::TicketQuery;
use weft::sample::{grid_member, noise_report, resident};
use weft::secret::Secret;
use weft_server::store::Store;
use weft_server::vault::{Vault, VaultError};

use crate::harness::{Place, county_desk, seen, target};

const PHONE: &str = "13900000001";
const WORDS: [&str; 5] = [PHONE, "居民测试甲", "老人睡不着", "3号楼2单元", "内部备注"];

/// Everything this county's database holds, as bytes: SQLite's files as they lie, PostgreSQL's rows as text.
async fn everything(place: &Place) -> Vec<(String, Vec<u8>)> {
    let Some(url) = place.database() else {
        let files = std::fs::read_dir(place.folder()).unwrap();
        return files
            .map(|file| file.unwrap().path())
            .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
            .collect();
    };
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_schema::text, table_name::text FROM information_schema.columns
         WHERE column_name = 'county' AND table_schema IN ('public', 'vault')",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    let mut all = Vec::new();
    for (schema, table) in tables {
        let sql = format!("SELECT t::text FROM {schema}.{table} AS t WHERE county = $1");
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).bind(place.county()).fetch_all(&pool).await.unwrap();
        all.push((table, rows.join("\n").into_bytes()));
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

pub async fn no_table_holds_a_secret_in_clear(place: Place) {
    let engine = place.founded().await;
    let ticket = place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
    let note = Command::Note { text: Secret::Clear("内部备注".to_owned()) };
    place.accepted(&engine, &grid_member(0, 0), place.on(ticket, note)).await;
    engine.index().await.unwrap();
    let all = everything(&place).await;
    assert!(all.iter().any(|(_, bytes)| holds(bytes, "noise.night")), "the dump must hold what is no secret");
    for (table, bytes) in &all {
        for word in WORDS {
            assert!(!holds(bytes, word), "{table} holds {word}");
        }
    }
}

pub async fn an_erased_secret_is_gone_for_everyone(place: Place) {
    let engine = place.founded().await;
    let who = resident("甲");
    let ticket = place.report(&engine, &who, noise_report(0, 0)).await;
    let kept = place.report(&engine, &who, noise_report(0, 0)).await;
    engine.index().await.unwrap();
    assert_eq!(engine.erase(target(ticket)).await.unwrap(), 4);
    for reader in [who, county_desk(), grid_member(0, 0)] {
        let state = seen(&engine, &reader, ticket).await.unwrap();
        assert_eq!(state.text, Secret::Erased);
        assert_eq!(state.contact.unwrap().phone, Secret::Erased);
        assert_eq!(seen(&engine, &reader, kept).await.unwrap().contact.unwrap().phone, Secret::Clear(PHONE.to_owned()));
    }
    let query = TicketQuery { text: Some("音乐".to_owned()), ..TicketQuery::default() };
    let found = engine.tickets(&county_desk(), &query).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [kept.0]);
    assert_eq!(weft_server::verify::verify(&engine).await.unwrap().faults, Vec::<String>::new());
}

pub async fn another_key_does_not_open_the_vault(place: Place) {
    let engine = place.founded().await;
    place.report(&engine, &resident("甲"), noise_report(0, 0)).await;
    engine.shutdown().await;
    let mut config = place.config();
    config.vault_key = Some("0f".repeat(32));
    let store = Store::open(&config).await.unwrap();
    let opened = Vault::open(&config, &store, place.clock.clone()).await;
    assert!(matches!(opened, Err(VaultError::WrongKey)));
    config.vault_key = Some("0f".to_owned());
    let opened = Vault::open(&config, &store, place.clock.clone()).await;
    assert!(matches!(opened, Err(VaultError::BadKey)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = std::fs::metadata(place.folder().join("vault.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
}
