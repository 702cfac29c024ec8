#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests; install Debian's, else Playwright's, if none.
set -euo pipefail

found() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}

found && exit 0
if command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium; } >&2 || true
  found && exit 0
fi
python=".venv/bin/python"
[ -x "$python" ] || python=python3
if "$python" -m playwright install chromium >&2; then
  "$python" -c 'from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)'
  exit 0
fi
echo "The browser tests need Chromium: install it, or set CHROMIUM to its path." >&2
exit 1
