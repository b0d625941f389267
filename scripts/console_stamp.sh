#!/bin/sh
# The digest of what the console is built from; dist/.markwarden-sources holds that of its last build.
set -eu
cd "$(dirname "$0")/../web/ui"
find . \( -name node_modules -o -name dist \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
