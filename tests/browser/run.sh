#!/bin/sh
# The browser story.
#   run.sh OFFICER_LINK [APPROVER_LINK [ADMINISTRATOR_LINK [HOLDER_LINK]]]   against a console that runs, by its one-time links
#   run.sh PROGRAM                        starts `PROGRAM demo` on a free port and ends it afterwards
# STORY is "desk" or "takedown", a part of it; "whole" tells of every page in every dress and of every hostile text, a quarter of an hour more.
# SHOTS names the folder for screenshots (docs/screenshots to renew those), CHROMIUM the browser.
# Exit codes: 0 the story holds, 1 it does not, 3 something it needs is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
chromium=${CHROMIUM:-/usr/bin/chromium}
[ $# -ge 1 ] || { echo "usage: run.sh OFFICER_LINK [APPROVER_LINK [ADMINISTRATOR_LINK [HOLDER_LINK]]] | run.sh PROGRAM" >&2; exit 2; }
command -v node >/dev/null || { echo "browser story: needs node: install nodejs" >&2; exit 3; }
[ -x "$chromium" ] || { echo "browser story: needs Chromium: install chromium, or set CHROMIUM" >&2; exit 3; }
# Of two that begin at once one installs.
(
  flock 9
  [ -d "$here/node_modules/playwright-core" ] && [ -d "$here/node_modules/axe-core" ] && exit 0
  cd "$here" && npm ci --no-audit --no-fund >/dev/null
) 9<"$here/package.json" || { echo "browser story: npm ci failed in $here" >&2; exit 3; }

work=$(mktemp -d)
pid=
finish() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
[ -n "${SHOTS:-}" ] || export SHOTS_KEPT=no
SHOTS=${SHOTS:-$work/shots}
export SHOTS CHROMIUM="$chromium"

case "$1" in
  http://*|https://*) node "$here/story.mjs" "$@" ;;
  *)
    if [ "$("$here/../../scripts/console_stamp.sh")" != "$(cat "$here/../../web/ui/dist/.markwarden-sources" 2>/dev/null)" ]; then
      echo "browser story: web/ui/dist is not of these sources: run ./check, which builds it" >&2
      exit 3
    fi
    "$1" demo --dir "$work/demo" --port 0 --listings "${LISTINGS:-1200}" >"$work/log" 2>&1 &
    pid=$!
    tries=0
    while ! grep -q 'signs in once' "$work/log"; do
      if ! kill -0 "$pid" 2>/dev/null; then cat "$work/log" >&2; echo "browser story: the demo ended" >&2; pid=; exit 1; fi
      tries=$((tries + 1))
      [ "$tries" -lt "${PATIENCE:-600}" ] || { cat "$work/log" >&2; echo "browser story: the demo took over ${PATIENCE:-600} s" >&2; exit 1; }
      sleep 1
    done
    officer=$(sed -n 's/^ *officer *\(http[^ ]*\).*/\1/p' "$work/log")
    approver=$(sed -n 's/^ *approver *\(http[^ ]*\).*/\1/p' "$work/log")
    administrator=$(sed -n 's/^ *administrator *\(http[^ ]*\).*/\1/p' "$work/log")
    holder=$(sed -n 's/^ *rights holder *\(http[^ ]*\).*/\1/p' "$work/log")
    # The story has the program do its own work now and then: by the administrator, who then needs another link.
    export PROGRAM="$1" STORE="$work/demo/store" XDG_CONFIG_HOME="$work/config"
    "$PROGRAM" --store "$STORE" account login --code "${administrator#*code=}" >/dev/null
    administrator="${administrator%%code=*}code=$("$PROGRAM" --store "$STORE" account code admin)"
    node "$here/story.mjs" "$officer" "$approver" "$administrator" "$holder" ;;
esac
