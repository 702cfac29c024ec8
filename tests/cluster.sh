#!/usr/bin/env bash
# Print the Java home for the cluster tests; install Java and the engines of the rollup, if missing.
set -euo pipefail

home() {
  local java
  for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    [ -n "$java" ] && [ -x "$java" ] || continue
    "$java" -version 2>&1 | grep -qE 'version "(17|2[1-9])' || continue
    java="$(readlink -f "$java")" && echo "${java%/bin/java}" && return 0
  done
  return 1
}

here="$(cd "$(dirname "$0")/.." && pwd)"
python="${PYTHON_OF_TESTS:-$here/.venv/bin/python}"
[ -x "$python" ] || python=python3
"$python" -c 'import duckdb, polars, pyspark' 2>/dev/null ||
  "$python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r "$here/requirements-cluster.lock" >&2 || true

home && exit 0
if command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq openjdk-17-jre-headless; } >&2 || true
  home && exit 0
fi
echo "The cluster tests need Java 17 or newer: install it, or set JAVA_HOME." >&2
exit 1
