#!/bin/sh
# The console at size.
#   run.sh BIN STORE     BIN: the folder with markwarden and console_seed; STORE: filled when it is not there yet, kept afterwards
# LISTINGS, FLAGS      how large (1000000, 100000)          PEOPLE     at once (20)
# SECONDS_EACH         of a run of requests (60)            ROUNDS     of everything; the median counts (3)
# THINK_MS             how long a page is looked at (3000)  PAGES      first pages in Chromium a round (3)
# SERVER               words before the server's command, such as "nice -n -5"
# Needs wrk, node and Chromium.  Exit codes: 0 measured, 2 usage, 3 something it needs is missing.
set -eu
[ $# -eq 2 ] || { echo "usage: run.sh BIN STORE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$1/markwarden
store=$2
people=${PEOPLE:-20}
rounds=${ROUNDS:-3}
for tool in wrk node "${CHROMIUM:-/usr/bin/chromium}" "$program"; do
  command -v "$tool" >/dev/null || { echo "run.sh: needs $tool" >&2; exit 3; }
done
if [ ! -d "$root/tests/browser/node_modules/playwright-core" ]; then
  (cd "$root/tests/browser" && npm ci --no-audit --no-fund >/dev/null) || { echo "run.sh: npm ci failed in tests/browser" >&2; exit 3; }
fi

work=$(mktemp -d)
server=
live=
finish() {
  for one in $live $server; do
    kill "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
mw() {  # WHO COMMAND...
  who=$1
  shift
  XDG_CONFIG_HOME="$work/$who" "$program" --store "$store" "$@"
}

if [ ! -f "$store/store.json" ]; then
  (umask 077 && head -c 18 /dev/urandom | base64 > "$store.password")
  mw admin init --organisation bench --region 230000 --password-file "$store.password" >/dev/null
  "$1/console_seed" --store "$store" --listings "${LISTINGS:-1000000}" --flags "${FLAGS:-100000}"
fi
du -sh "$store" "$store"/case.db "$store"/warc
mw admin account login --login admin --password-file "$store.password" >/dev/null

# Each its own account and token; every fifth sees one town only.
: > "$work/tokens"
n=1
while [ "$n" -le "$people" ]; do
  login=bench$n
  region=
  [ $((n % 5)) -ne 0 ] || region="--region 2301"
  mw admin account add "$login" --role officer $region --code-only >/dev/null 2>&1 || true  # there since the last run
  mw "$login" account login --code "$(mw admin account code "$login")" >/dev/null
  cat "$work/$login"/markwarden/token-* >> "$work/tokens"
  n=$((n + 1))
done

# shellcheck disable=SC2086
${SERVER:-} "$program" --store "$store" serve --port 0 > "$work/serve.log" 2>&1 &
server=$!
while ! grep -q 'console is at' "$work/serve.log"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/serve.log" >&2; exit 3; }
  sleep 0.2
done
url=$(sed -n 's|^The console is at \(http[^ ]*\)/ .*|\1|p' "$work/serve.log")
node "$here/live.mjs" "$url" "$work/tokens" > "$work/live" 2>&1 &
live=$!

spent() { awk '{print $14 + $15}' "/proc/$server/stat"; }  # hundredths of a second of processor, by the server
ask() {  # THINK_MS SECONDS RESULT
  mkdir -p "$3"
  before=$(spent)
  RESULT="$3" wrk -t"$people" -c"$people" -d"$2"s --timeout 15s -s "$here/mix.lua" "$url" -- "$work/tokens" "$1" > "$3.log" 2>&1 || { cat "$3.log" >&2; exit 3; }
  echo "$(spent) $before" | awk '{print ($1 - $2) / 100}' >> "$3/end"
}
codes() {
  : > "$work/codes"
  n=1
  while [ "$n" -le "${PAGES:-3}" ]; do
    mw admin account code bench1 >> "$work/codes"
    n=$((n + 1))
  done
}

ask 0 5 "$work/warm"
round=1
while [ "$round" -le "$rounds" ]; do
  echo "round $round: $(uptime | sed 's/.*load/load/')"
  ask "${THINK_MS:-3000}" "${SECONDS_EACH:-60}" "$work/think$round"
  ask 0 "${SECONDS_EACH:-60}" "$work/rush$round"
  codes
  node "$here/page.mjs" "$url" "$work/codes" "${PAGES:-3}" "$work/alone"
  codes
  ask "${THINK_MS:-3000}" 30 "$work/beside.mix" &
  beside=$!
  sleep 3
  node "$here/page.mjs" "$url" "$work/codes" "${PAGES:-3}" "$work/beside"
  wait "$beside"
  round=$((round + 1))
done
kill "$live" && wait "$live" || true
live=
echo
echo "$people people, a page every ${THINK_MS:-3000} ms on average"
node "$here/median.mjs" "$work"/think[0-9]
echo
echo "$people people without a pause"
node "$here/median.mjs" "$work"/rush[0-9]
for what in alone beside; do
  echo
  echo "first pages in Chromium, $([ $what = alone ] && echo "nobody else there" || echo "beside $people people"): median, lowest, highest of each round"
  sort "$work/$what"
done
echo
cat "$work/live"
