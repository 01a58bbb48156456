# Sourced by the launcher and the test runner: makes node_modules agree with package-lock.json.

# ensure_packages ROOT production|development
ensure_packages() {
  _root=$1 _want=$2
  _stamp=$_root/node_modules/.wherry-installed
  _lock=$(cksum <"$_root/package-lock.json")
  if [ -f "$_stamp" ] && [ -x "$_root/node_modules/.bin/node" ]; then
    read -r _kind <"$_stamp" || _kind=
    _have=$(sed -n 2p "$_stamp")
    if [ "$_have" = "$_lock" ] && { [ "$_kind" = development ] || [ "$_kind" = "$_want" ]; }; then
      return 0
    fi
    # Whoever develops here keeps what that needs.
    [ "$_kind" = development ] && _want=development
  fi
  if ! command -v npm >/dev/null 2>&1; then
    echo "wherry: npm is not installed. Install Node.js 20 or newer with npm, then try again." >&2
    exit 1
  fi
  _omit=
  [ "$_want" = production ] && _omit=--omit=dev
  echo "wherry: installing Node 26 and npm packages ($_want), once" >&2
  _log=$(mktemp)
  # Not "npm ci": it refuses the lock file where a registry lacks packages for other platforms. The lock is obeyed all the same.
  if ! (cd "$_root" && npm install --no-save $_omit --no-audit --no-fund --loglevel=error) >"$_log" 2>&1; then
    echo "wherry: npm could not install the packages:" >&2
    head -n 20 "$_log" >&2
    rm -f "$_log"
    exit 1
  fi
  rm -f "$_log"
  printf '%s\n%s\n' "$_want" "$_lock" >"$_stamp"
}
