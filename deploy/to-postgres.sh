#!/usr/bin/env bash
# Moves a stopped county from its files to an empty PostgreSQL: deploy/to-postgres.sh DATA postgres://…
# Needs weft, sqlite3 and psql. The files stay as they are.
set -euo pipefail
data=${1:?usage: to-postgres.sh DATA postgres://…}
url=${2:?usage: to-postgres.sh DATA postgres://…}
weft=${WEFT:-weft}

# Looking at the empty database makes its tables.
"$weft" verify --data "$data" --database "$url"
[ "$(psql "$url" -tAc 'SELECT count(*) FROM event')" = 0 ] || { echo "there is a county in $url already" >&2; exit 1; }

# Both databases have the same tables and hold the same texts and whole numbers.
copy() {
  local file=$1 table=$2 into=$3 columns
  columns=$(sqlite3 "$file" "SELECT group_concat(name) FROM pragma_table_info('$table')")
  sqlite3 -csv -newline $'\n' -nullvalue '\N' "$file" "SELECT $columns FROM $table" |
    psql "$url" --quiet --set ON_ERROR_STOP=1 -c "\copy $into ($columns) FROM STDIN WITH (FORMAT csv, NULL '\N')"
  echo "$into: $(psql "$url" -tAc "SELECT count(*) FROM $into") rows"
}
for table in event state scope receipt due receipt_code account session kiosk kiosk_code kiosk_kept photo photo_use setting; do
  copy "$data/weft.sqlite3" "$table" "$table"
done
copy "$data/vault.sqlite3" secret vault.secret

# Replays the log and compares it with every state.
"$weft" verify --data "$data" --database "$url"
