#!/bin/sh
# npm test: installs what is missing, then runs every stage. See run.ts for the stages.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
. "$root/scripts/ensure-packages.sh"
ensure_packages "$root" development
unset NODE_OPTIONS
exec "$root/node_modules/.bin/node" "$root/test/run.ts" "$@"
