#!/bin/sh
# The digest of what the console is built from; dist/.markwarden-sources holds that of its last build.
# schema.d.ts is made from openapi.yaml by the build itself, so the latter is counted in its place.
set -eu
cd "$(dirname "$0")/../web/ui"
find . ../openapi.yaml \( -name node_modules -o -name dist -o -path ./src/api/schema.d.ts \) -prune -o -type f -print0 |
  LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
