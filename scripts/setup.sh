# Shared by ./quickstart and ./check: what the project needs from the system, how it
# is installed, how it is built.  Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$root/build/release"

# What building and running need; Debian 12 names.
build_packages=(
  g++ cmake ninja-build pkg-config ca-certificates lld
  libcurl4-openssl-dev libc-ares-dev libgumbo-dev libre2-dev libsqlitecpp-dev libsqlite3-dev
  libicu-dev libuchardet-dev libpsl-dev publicsuffix nlohmann-json3-dev libcli11-dev
  libspdlog-dev libfmt-dev libyaml-cpp-dev libexpected-dev libssl-dev libsodium-dev
  zlib1g-dev libbrotli-dev libjpeg62-turbo-dev libpng-dev libwebp-dev libgif-dev libseccomp-dev
  libpango1.0-dev libcairo2-dev libxlsxwriter-dev libboost1.81-dev fonts-noto-cjk fonts-noto-core
)
# What shows pages as a person sees them; everything else works without.
render_packages=(chromium chromium-sandbox)
# What building the tests needs beside that, and what running them needs.
test_build_packages=(libgtest-dev libgmock-dev)
test_packages=(chromium chromium-sandbox poppler-utils qpdf wget unzip python3 python3-openpyxl gnumeric
  openssl faketime python3-aiosmtpd dovecot-imapd)
# What bench/text_peers is measured beside; only who measures needs it: . scripts/setup.sh && install_packages "${bench_packages[@]}"
bench_packages=(libhyperscan-dev ripgrep)

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${Status}' "$name" 2>/dev/null)" = "install ok installed" ] || printf '%s\n' "$name"
  done
}

is_debian_12() {
  [ -r /etc/os-release ] && ( . /etc/os-release; [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ] )
}

# True when a Node that the console's build accepts is already here.
have_node() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 20) ? 0 : 1)'
}

# install_packages NAME...: installs what is missing, and only that.
install_packages() {
  local wanted missing
  wanted=("$@")
  have_node || wanted+=(nodejs npm)
  if ! is_debian_12; then
    say "This is not Debian 12.  Install what these Debian packages hold, then run again with MARKWARDEN_SKIP_INSTALL=1:"
    say "  ${wanted[*]}"
    [ "${MARKWARDEN_SKIP_INSTALL:-}" = 1 ] || exit 3
    return 0
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { say "sudo is missing: as root, run apt-get install ${missing[*]}"; exit 3; }
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages ..."
  "${as_root[@]}" apt-get update -qq ||
    { say "apt-get update failed: look at the network and /etc/apt/sources.list, then run again"; exit 3; }
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    { say "apt-get install failed: look at the lines above, then run again"; exit 3; }
}

# try_packages WHAT NAME...: what the program can do without; a failure is said and no more.
try_packages() {
  local what=$1
  shift
  is_debian_12 || return 0
  (install_packages "$@") || say "Going on without $what."
}

# The console: built again only when its sources changed.
build_console() {
  local ui="$root/web/ui" stamp want
  stamp="$ui/node_modules/.markwarden-lock"
  want=$(sha256sum < "$ui/package-lock.json")
  if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
    say "Fetching the console's packages ..."
    (cd "$ui" && npm ci --no-audit --no-fund --loglevel=error) >&2
    printf '%s' "$want" > "$stamp"
  fi
  stamp="$ui/dist/.markwarden-sources"
  want=$("$root/scripts/console_stamp.sh")
  if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
    say "Building the console ..."
    (cd "$ui" && npm run --silent build) >&2
    printf '%s' "$want" > "$stamp"
  fi
}

# build_program [CMAKE OPTION ...]: configures once, then builds what changed.
build_program() {
  local log="$build/build.log"
  mkdir -p "$build"
  # A newcomer builds no tests; once ./check has asked for them, the tree keeps them.  A tree that begins here takes
  # several files at a time, which is the shortest way from nothing; a developer's own trees take each by itself.
  [ -f "$build/CMakeCache.txt" ] || set -- -DMARKWARDEN_TESTS=OFF -DCMAKE_UNITY_BUILD=ON "$@"
  (cd "$root" && cmake --preset release "$@" > "$log" 2>&1) || { tail -n 40 "$log" >&2; exit 3; }
  if ! (cd "$root" && cmake --build --preset release -- -n 2>/dev/null | grep -q 'no work to do'); then
    say "Building markwarden ..."
    if [ -t 2 ]; then
      (cd "$root" && cmake --build --preset release) >&2
    else
      (cd "$root" && cmake --build --preset release > "$log" 2>&1) || { tail -n 60 "$log" >&2; exit 3; }
    fi
  fi
}

# build_both [CMAKE OPTION ...]: the program and, beside it, the console, which waits for the network and keeps one processor busy.
build_both() {
  build_console &
  local console=$!
  trap wait EXIT  # when one fails, the other does not go on behind the reader's back
  build_program "$@"
  wait "$console"
  trap - EXIT
}
