//! The tables. A step is never changed once it was released; a new one is added below it.
//!
//! Times are milliseconds since 1970, ids are UUID texts, truth values 0 and 1: so that both engines hold the same.

/// Steps of the main database.
pub(crate) const STORE: &[&str] = &[
    "
CREATE TABLE event (
    county TEXT NOT NULL, position BIGINT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, version BIGINT NOT NULL,
    at BIGINT NOT NULL, actor TEXT NOT NULL, cause TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (county, position));
CREATE UNIQUE INDEX event_target ON event (county, target, version);

-- One row for each thing. The columns after body are filled for things that are listed by time, such as tickets.
CREATE TABLE state (
    county TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, version BIGINT NOT NULL, position BIGINT NOT NULL,
    body TEXT NOT NULL,
    opened_at BIGINT, month BIGINT, unit TEXT, category TEXT, phase TEXT, is_open BIGINT, late_at BIGINT,
    lon_e7 BIGINT, lat_e7 BIGINT, respond_by BIGINT, responded_at BIGINT, resolve_by BIGINT, resolved_at BIGINT,
    satisfied BIGINT,
    PRIMARY KEY (county, target));
CREATE INDEX state_kind ON state (county, kind) WHERE opened_at IS NULL;
CREATE INDEX state_rates ON state
    (county, month, unit, respond_by, responded_at, resolve_by, resolved_at, satisfied) WHERE month IS NOT NULL;
CREATE INDEX state_near ON state (county, category, lat_e7, lon_e7, opened_at) WHERE is_open = 1;

-- Where a thing is listed: status 0 no longer, 1 listed, 2 listed and held by devices.
CREATE TABLE scope (
    county TEXT NOT NULL, key TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, position BIGINT NOT NULL,
    status BIGINT NOT NULL, opened_at BIGINT, category TEXT, phase TEXT, is_open BIGINT, late_at BIGINT,
    PRIMARY KEY (county, key, target)) /*clustered*/;
CREATE INDEX scope_pull ON scope (county, key, position);
CREATE INDEX scope_live ON scope (county, key, position) WHERE status = 2;
CREATE INDEX scope_list ON scope (county, key, opened_at, target) WHERE opened_at IS NOT NULL AND status > 0;
CREATE INDEX scope_open ON scope (county, key, opened_at, target) WHERE is_open = 1 AND status > 0;

CREATE TABLE receipt (
    county TEXT NOT NULL, command TEXT NOT NULL, digest TEXT NOT NULL, outcome TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (county, command)) /*clustered*/;

CREATE TABLE due (
    county TEXT NOT NULL, target TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, attempt BIGINT NOT NULL,
    PRIMARY KEY (county, target)) /*clustered*/;
CREATE INDEX due_at ON due (county, at);

CREATE TABLE receipt_code (
    county TEXT NOT NULL, code TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (county, code, target)) /*clustered*/;

CREATE TABLE account (
    county TEXT NOT NULL, person TEXT NOT NULL, login TEXT NOT NULL, phone TEXT, name TEXT NOT NULL,
    password TEXT NOT NULL, grants TEXT NOT NULL, disabled BIGINT NOT NULL, created_at BIGINT NOT NULL,
    last_sign_in BIGINT,
    PRIMARY KEY (county, person));
CREATE UNIQUE INDEX account_login ON account (county, login);
CREATE UNIQUE INDEX account_phone ON account (county, phone) WHERE phone IS NOT NULL;

CREATE TABLE session (
    county TEXT NOT NULL, hash TEXT NOT NULL, person TEXT NOT NULL, account BIGINT NOT NULL, receipts TEXT NOT NULL,
    created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    PRIMARY KEY (county, hash));
CREATE INDEX session_person ON session (county, person);
CREATE INDEX session_expires ON session (county, expires_at);

CREATE TABLE device (
    county TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL, revoked BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (county, id));
CREATE UNIQUE INDEX device_hash ON device (county, hash);

CREATE TABLE photo (
    county TEXT NOT NULL, hash TEXT NOT NULL, person TEXT NOT NULL, media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (county, hash));

-- Which things refer to a photo: whoever may see one of them may see the photo.
CREATE TABLE photo_use (
    county TEXT NOT NULL, hash TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL,
    PRIMARY KEY (county, hash, target)) /*clustered*/;

CREATE TABLE setting (
    county TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (county, name));
",
    "
-- Nothing was ever written to it.
DROP TABLE device;

CREATE TABLE kiosk (
    county TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL,
    enrolled_by TEXT NOT NULL, created_at BIGINT NOT NULL, revoked_at BIGINT, seen_at BIGINT, health TEXT NOT NULL,
    PRIMARY KEY (county, id));
CREATE UNIQUE INDEX kiosk_hash ON kiosk (county, hash);

CREATE TABLE kiosk_code (
    county TEXT NOT NULL, hash TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL, made_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL, PRIMARY KEY (county, hash));

-- Reports from kiosks that were not accepted, as they came: sealed.
CREATE TABLE kiosk_kept (
    county TEXT NOT NULL, digest TEXT NOT NULL, kiosk TEXT NOT NULL, command TEXT NOT NULL, sealed TEXT NOT NULL,
    outcome TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (county, digest));
CREATE INDEX kiosk_kept_kiosk ON kiosk_kept (county, kiosk);
",
    "
-- Lists are of one kind each: a few thousand proposals must not be looked for among a million tickets.
DROP INDEX scope_list;
DROP INDEX scope_open;
CREATE INDEX scope_list ON scope (county, key, kind, opened_at, target) WHERE opened_at IS NOT NULL AND status > 0;
CREATE INDEX scope_open ON scope (county, key, kind, opened_at, target) WHERE is_open = 1 AND status > 0;
",
];

/// Steps of the vault. `{vault}` is the schema's prefix on PostgreSQL and nothing on SQLite, where the vault is a file.
pub(crate) const VAULT: &[&str] = &["
CREATE TABLE {vault}secret (
    county TEXT NOT NULL, id TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (county, id)) /*clustered*/;
"];

/// Steps of the search index: keyed hashes of what the texts contain, newest first by the time of the thing.
pub(crate) const SEARCH: &[&str] = &["
CREATE TABLE {vault}term (
    county TEXT NOT NULL, term BIGINT NOT NULL, opened_at BIGINT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (county, term, opened_at, target)) /*clustered*/;
CREATE TABLE {vault}indexed (county TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL);
"];
