#!/bin/sh
# Starts a candidate, replays recordings against it, and writes a summary in Markdown and a JUnit file.
# Exits as `parallax replay` does; with ALLOW_INCONCLUSIVE=true, with 0 in place of 2.
#
# RECORDINGS          files, separated by blanks
# START               the command that starts the candidate; empty if it runs already
# CANDIDATE           its address, such as http://127.0.0.1:9000
# READY_SECONDS       how long it may take until it answers (60)
# METHODS             all also sends writes; the candidate needs its own database then (safe)
# CONFIG              a config of Parallax; may be empty
# KEY_FILE            a file with the key of encrypted recordings; may be empty
# HEADER              'Name: value' to set in requests, such as a credential from a masked variable; may be empty
# ALLOW_INCONCLUSIVE  true or false (false)
# REPORT              the folder to write to (parallax-report); candidate.log in it has what START prints
set -eu
: "${RECORDINGS:?}" "${CANDIDATE:?}"
report=${REPORT:-parallax-report}
# START must not get the credential.
header=${HEADER:-}
unset HEADER
mkdir -p "$report"
# A former run may have left these.
rm -f "$report/summary.md" "$report/junit.xml"

group=
stop() {
  test -z "$group" || kill -s TERM -- "-$group" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

if test -n "${START:-}"; then
  # In its own process group, so that all its processes can be stopped.
  setsid sh -c "$START" >"$report/candidate.log" 2>&1 &
  group=$!
fi

# After a failed start, another program may answer at the address. A command that starts a container exits with 0.
start=$group
has_failed() {
  if test -z "$start" || kill -0 "$start" 2>/dev/null; then return 1; fi
  if wait "$start"; then
    start=
    return 1
  fi
}

answers() {
  node -e 'fetch(process.argv[1], { signal: AbortSignal.timeout(5000) })
    .then(() => process.exit(0), () => process.exit(1))' "$CANDIDATE"
}
ready_until=$(($(date +%s) + ${READY_SECONDS:-60}))
until answers; do
  if has_failed; then
    echo "START has failed: see $report/candidate.log" >&2
    exit 64
  fi
  if test "$(date +%s)" -ge "$ready_until"; then
    echo "the candidate does not answer at $CANDIDATE" >&2
    exit 64
  fi
  sleep 1
done

set -- --candidate "$CANDIDATE" --methods "${METHODS:-safe}"
test -z "${CONFIG:-}" || set -- "$@" --config "$CONFIG"
test -z "${KEY_FILE:-}" || set -- "$@" --key-file "$KEY_FILE"
test -z "$header" || set -- "$@" --header "$header"
code=0
# shellcheck disable=SC2086 # RECORDINGS is a list.
parallax replay $RECORDINGS "$@" \
  --report md --output "$report/summary.md" \
  --report junit --output "$report/junit.xml" || code=$?
if test "$code" -eq 2 && test "${ALLOW_INCONCLUSIVE:-false}" = true; then code=0; fi
if test "$code" -eq 0 && has_failed; then
  echo "START has failed, so another program has answered: see $report/candidate.log" >&2
  code=64
fi
exit "$code"
