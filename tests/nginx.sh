#!/usr/bin/env bash
# Print the path of nginx for the tests of the proxy; install Debian's if there is none.
set -euo pipefail

found() {
  local path
  for path in "${NGINX:-}" nginx /usr/sbin/nginx; do
    [ -n "$path" ] && command -v "$path" && return 0
  done
  return 1
}

found && exit 0
if command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends nginx; } >&2 || true
  found && exit 0
fi
echo "The tests of the proxy need nginx: install it, or set NGINX to its path." >&2
exit 1
