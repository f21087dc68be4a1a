#!/usr/bin/env bash
# Copies a running county: deploy/backup.sh DATA TARGET. Needs sqlite3.
set -euo pipefail
umask 077
data=${1:?usage: backup.sh DATA TARGET}
target=${2:?usage: backup.sh DATA TARGET}
next="$target.next"
rm -rf "$next"
mkdir -p "$next"

# Left out: the key, which is kept apart, and the search index, which the server builds anew.
# The log first, the vault and the photos after it: whatever the copied log names is then in what is copied later.
for database in "$data"/weft.sqlite3 "$data"/vault.sqlite3; do
  sqlite3 "$database" ".timeout 10000" ".backup '$next/$(basename "$database")'"
done
for database in "$next"/*.sqlite3; do
  [ "$(sqlite3 "$database" 'PRAGMA quick_check')" = ok ] || { echo "$database is damaged" >&2; exit 1; }
done
if [ -d "$data/photos" ]; then cp -a "$data/photos" "$next/photos"; fi

# The last good backup stays until the new one is complete.
rm -rf "$target.previous"
if [ -d "$target" ]; then mv "$target" "$target.previous"; fi
mv "$next" "$target"
sync
echo "$target: $(du -sh "$target" | cut -f1). The vault's key is not in it; keep it apart."
