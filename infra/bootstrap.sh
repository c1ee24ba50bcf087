#!/bin/sh
# Makes a fresh machine ready: dependencies, redis-server, the built page and, for `test`, chromium. Quick and silent when all is there.
# Use: sh infra/bootstrap.sh [start|demo|test|check]
# Runs before node_modules exists, so it needs nothing but a POSIX shell, Node 20 or newer, and npm.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-start}
stamp=node_modules/.inreply-lock
log=$(mktemp "${TMPDIR:-/tmp}/inreply-bootstrap.XXXXXX")
policy=
updated=

finish() {
  rm -f "$log"
  if [ -n "$policy" ]; then as_root rm -f /usr/sbin/policy-rc.d; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
can_be_root() {
  [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

# npm puts node_modules/.bin first on PATH; npm itself must not run on a Node that it is about to replace.
npm_outside() {
  PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -v '/node_modules/\.bin$' | tr '\n' ':' | sed 's/:$//') npm "$@"
}

install_packages() {
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return; fi
  has node || fail 'Node is missing: install Node 20 or newer (https://nodejs.org); the project then brings Node 24 itself'
  has npm || fail 'npm is missing: install it beside Node (Debian: apt-get install npm)'
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node $(node -v) is too old: install Node 20 or newer (https://nodejs.org)"
  say 'installing packages (npm ci, once; about a minute) ...'
  if ! npm_outside ci --loglevel=error --no-audit --no-fund >"$log" 2>&1; then
    say 'npm ci did not work; trying npm install ...'
    if ! npm_outside install --no-save --loglevel=error --no-audit --no-fund >>"$log" 2>&1; then
      cat "$log" >&2
      fail 'the packages could not be installed: see above; is the npm registry reachable (npm ping)?'
    fi
  fi
  cp package-lock.json "$stamp"
}

check_node() {
  if [ -x node_modules/.bin/node ]; then return; fi
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 24 || (a === 24 && b >= 21) ? 0 : 1)' ||
    fail "Node $(node -v) is too old, and there is no Node 24 from npm for this platform: install Node 24.21 or newer (https://nodejs.org)"
}

# Installs Debian packages without starting the services in them.
apt_install() {
  if ! has apt-get || ! can_be_root; then return 1; fi
  if [ -z "$policy" ] && [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=made
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
  fi
  if apt_get install "$@"; then return; fi
  if [ -n "$updated" ]; then return 1; fi
  updated=yes
  apt_get update && apt_get install "$@"
}
apt_get() {
  action=$1
  shift
  if [ "$action" = update ]; then set -- update; else set -- install -y --no-install-recommends "$@"; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null
}

has_redis() { has redis-server || has valkey-server; }

install_redis() {
  if has_redis; then return; fi
  say 'installing redis-server ...'
  if apt_install redis-server; then
    # each process brings its own; nobody asked for one that starts with the machine
    if has systemctl; then as_root systemctl disable redis-server >/dev/null 2>&1 || true; fi
  elif has brew; then
    brew install redis >>"$log" 2>&1 || true
  else
    apt_install valkey-server || true
  fi
  if has_redis; then return; fi
  tail -n 5 "$log" >&2
  fail 'redis-server is missing and could not be installed: apt-get install redis-server (as root) / brew install redis / or set REDIS_URL'
}

install_chromium() {
  if [ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome; then return; fi
  say 'installing chromium for the browser tests ...'
  if apt_install chromium fonts-dejavu-core; then return; fi
  say 'chromium is missing and could not be installed: the browser tests are skipped (set CHROMIUM to its path to run them)'
}

# REDIS_URL of the environment or of .env makes a private Redis needless.
uses_redis_elsewhere() {
  [ -n "${REDIS_URL:-}" ] || { [ -f .env ] && grep -Eq '^[[:space:]]*(export[[:space:]]+)?REDIS_URL=.' .env; }
}

# Built beside the old one and put in its place at once, so that no server reads half of it.
build_page() {
  if [ ! -f vite.config.ts ]; then return; fi
  sources=$(find web vite.config.ts package-lock.json -type f -exec cksum {} + | LC_ALL=C sort)
  if [ -f dist/web/index.html ] && [ "$(cat dist/web/sources 2>/dev/null)" = "$sources" ]; then return; fi
  say 'building the review page ...'
  built=dist/web.$$
  if ! PATH=$PWD/node_modules/.bin:$PATH vite build --outDir "../$built" --logLevel warn >"$log" 2>&1; then
    rm -rf "$built"
    cat "$log" >&2
    fail 'the review page could not be built: see above'
  fi
  printf '%s\n' "$sources" >"$built/sources"
  rm -rf dist/web
  mv "$built" dist/web
}

install_packages
check_node
case $purpose in
  check) ;;
  test)
    install_redis
    install_chromium
    ;;
  demo) install_redis ;;
  *) uses_redis_elsewhere || install_redis ;;
esac
if [ "$purpose" != check ]; then build_page; fi
