#!/usr/bin/env bash
# Print the folder of PostgreSQL's server programs; install Debian's, and the client, if missing.
set -euo pipefail

found() {
  local folder
  for folder in "${POSTGRES:-}" /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /)")"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return 0
  done
  return 1
}

here="$(cd "$(dirname "$0")/.." && pwd)"
python="${PYTHON_OF_TESTS:-$here/.venv/bin/python}"
[ -x "$python" ] || python=python3
"$python" -c 'import psycopg' 2>/dev/null ||
  "$python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r "$here/requirements-database.lock" >&2 || true

found && exit 0
if command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq postgresql; } >&2 || true
  found && exit 0
fi
echo "The database tests need PostgreSQL's server: install it, or set POSTGRES to its programs." >&2
exit 1
