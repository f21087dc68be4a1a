#!/usr/bin/env bash
# Puts a backup in the place of a stopped county: deploy/restore.sh BACKUP DATA.
set -euo pipefail
umask 077
backup=${1:?usage: restore.sh BACKUP DATA}
data=${2:?usage: restore.sh BACKUP DATA}
[ -f "$backup/weft.sqlite3" ] || { echo "$backup holds no backup" >&2; exit 1; }

# What was there is kept beside it, whole, until somebody deletes it; its key comes along.
if [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
  old="$data.before-restore-$(date +%Y%m%d-%H%M%S)"
  mkdir "$old"
  find "$data" -mindepth 1 -maxdepth 1 -exec mv -t "$old" {} +
  if [ -f "$old/vault.key" ]; then cp -a "$old/vault.key" "$data/vault.key"; fi
  echo "what was in $data is in $old"
fi
mkdir -p "$data"
cp -a "$backup/." "$data/"
chown -R --reference="$data" "$data"
if [ ! -f "$data/vault.key" ]; then echo "put the vault's key into $data/vault.key or WEFT_VAULT_KEY before starting"; fi
