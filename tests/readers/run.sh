#!/bin/sh
# What another program makes of an unpacked WACZ: run.sh FOLDER
# Exit codes: 0 both say the same, 1 they do not, 3 something it needs is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { echo "usage: run.sh FOLDER" >&2; exit 2; }
command -v node >/dev/null || { echo "readers: needs node: install nodejs" >&2; exit 3; }
if [ ! -d "$here/node_modules/warcio" ]; then
  (cd "$here" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) || { echo "readers: npm ci failed in $here" >&2; exit 3; }
fi
exec node "$here/read.mjs" "$1"
