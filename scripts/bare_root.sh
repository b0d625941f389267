#!/usr/bin/env bash
# Runs a command of this checkout inside a fresh Debian 12 root: what a newcomer's
# machine would do.  Uses this machine's package mirror and certificates.
#   scripts/bare_root.sh "./quickstart --once"
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

[ "$(id -u)" = 0 ] || { say "a bare root needs root: run it with sudo"; exit 3; }
if [ -n "$(missing_packages debootstrap)" ]; then apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null; fi

bare=$(mktemp -d "${TMPDIR:-/tmp}/markwarden-bare.XXXXXX")
cleanup() {
  umount -lf "$bare/proc" "$bare/sys" "$bare/dev" 2>/dev/null || true
  umount -lf "$bare" 2>/dev/null || true
  [ "${MARKWARDEN_KEEP_BARE:-}" = 1 ] || rm -rf --one-file-system "$bare"
}
trap cleanup EXIT
chmod 755 "$bare"  # apt reads it as a user of its own

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]*/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
say "Making a bare Debian 12 root ..."
debootstrap --variant=minbase bookworm "$bare" ${mirror:+"$mirror"} > "$bare.log" 2>&1 ||
  { tail -n 5 "$bare.log" >&2; exit 3; }
rm -f "$bare.log"

# The way out to package mirrors is the machine's; nothing else of it is copied.
cp /etc/resolv.conf "$bare/etc/resolv.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' > "$bare/etc/hosts"  # as an installed machine has it
mkdir -p "$bare/etc/ssl/certs" "$bare/usr/local/share/ca-certificates"
cp -L /etc/ssl/certs/ca-certificates.crt "$bare/etc/ssl/certs/" 2>/dev/null || true
cp -a /usr/local/share/ca-certificates/. "$bare/usr/local/share/ca-certificates/" 2>/dev/null || true
rm -f "$bare/etc/apt/sources.list"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
  if [ -f "$list" ]; then cp "$list" "$bare$list"; fi
done
for setting in /etc/apt/apt.conf.d/99*; do
  if [ -f "$setting" ]; then cp "$setting" "$bare/etc/apt/apt.conf.d/"; fi
done
if [ -f "$HOME/.npmrc" ]; then mkdir -p "$bare$HOME" && cp "$HOME/.npmrc" "$bare$HOME/.npmrc"; fi
# A root is a mount of its own: tests that make networks for themselves keep their mounts to themselves.
mount --bind "$bare" "$bare" && mount --make-private "$bare"
mount -t proc proc "$bare/proc"
mount --rbind /sys "$bare/sys" && mount --make-rslave "$bare/sys"
mount --rbind /dev "$bare/dev" && mount --make-rslave "$bare/dev"

mkdir -p "$bare/src/markwarden"
(cd "$root" && git ls-files -z | xargs -0 tar cf -) | tar xf - -C "$bare/src/markwarden"
chroot "$bare" /usr/bin/env -i HOME="$HOME" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  LANG=C.UTF-8 TERM=dumb ${CI:+CI="$CI"} ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"} \
  bash -c "cd /src/markwarden && $1"
