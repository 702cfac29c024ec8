#!/usr/bin/env bash
# Put a release in service without losing a request: deploy.sh /srv/dashboard/releases/2026-11-23
#
# Two instances take turns. The new one starts beside the old one and loads its data; only when it
# is ready does the proxy change over, and only then is the old one told to end, after what it was
# asked is answered. If the new one does not get ready, nothing has changed.
#
# Settings (environment): ROOT, UPSTREAM, READY_SECONDS, DRAIN_SECONDS, and the commands START,
# STOP (each gets a port) and RELOAD, which default to systemd and nginx.
set -euo pipefail

release="${1:?usage: deploy.sh RELEASE_FOLDER}"
ROOT="${ROOT:-/srv/dashboard}"
UPSTREAM="${UPSTREAM:-/etc/nginx/dashboard-upstream.conf}"
PORTS=(${PORTS:-8051 8052})
READY_SECONDS="${READY_SECONDS:-120}"
DRAIN_SECONDS="${DRAIN_SECONDS:-5}"
START="${START:-systemctl start dashboard@}"
STOP="${STOP:-systemctl stop dashboard@}"
RELOAD="${RELOAD:-nginx -t -q && nginx -s reload}"

say() { echo "deploy: $*"; }

[ -f "$release/app.py" ] || { say "$release is no release: it has no app.py" >&2; exit 2; }
release="$(cd "$release" && pwd)"

old="$(sed -nE 's/.*:([0-9]+);.*/\1/p' "$UPSTREAM" 2>/dev/null || true)"
new="${PORTS[0]}"
[ "$old" = "$new" ] && new="${PORTS[1]}"

# One deploy at a time.
exec 9>"$ROOT/deploy.lock"
flock -n 9 || { say "another deploy is under way" >&2; exit 3; }

say "starting $release on port $new"
ln -sfn "$release" "$ROOT/$new"
bash -c "$STOP$new" >/dev/null 2>&1 9>&- || true
bash -c "$START$new" 9>&-  # what is started must not hold the lock

ready=""
for _ in $(seq "$((READY_SECONDS * 5))"); do
  if curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$new/readyz" 2>/dev/null; then
    ready=1
    break
  fi
  sleep 0.2
done
if [ -z "$ready" ]; then
  say "port $new was not ready within $READY_SECONDS s; port ${old:-none} stays in service" >&2
  bash -c "$STOP$new" || true
  exit 1
fi

# Written beside and renamed: the proxy never reads half a line.
printf 'server 127.0.0.1:%s;\n' "$new" > "$UPSTREAM.new"
mv -f "$UPSTREAM.new" "$UPSTREAM"
if ! bash -c "$RELOAD"; then
  say "the proxy did not take the change; port ${old:-none} stays in service" >&2
  if [ -n "$old" ]; then
    printf 'server 127.0.0.1:%s;\n' "$old" > "$UPSTREAM.new" && mv -f "$UPSTREAM.new" "$UPSTREAM"
  fi
  bash -c "$STOP$new" || true
  exit 1
fi
say "port $new is in service"

if [ -n "$old" ] && [ "$old" != "$new" ]; then
  # The proxy's old processes still hold requests; they get their answers first.
  sleep "$DRAIN_SECONDS"
  bash -c "$STOP$old"
  say "port $old has ended"
fi
