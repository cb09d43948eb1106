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
# ALLOW_INCONCLUSIVE  true or false (false)
# REPORT              the folder to write to (parallax-report)
set -eu
: "${RECORDINGS:?}" "${CANDIDATE:?}"
report=${REPORT:-parallax-report}
mkdir -p "$report"

group=
stop() {
  test -z "$group" || kill -s TERM -- "-$group" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

if test -n "${START:-}"; then
  # Of a process group of its own, so that all of it can be stopped.
  setsid sh -c "$START" >"$report/candidate.log" 2>&1 &
  group=$!
fi

answers() {
  node -e 'fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))' "$CANDIDATE"
}
left=${READY_SECONDS:-60}
until answers; do
  left=$((left - 1))
  if test "$left" -le 0; then
    echo "the candidate does not answer at $CANDIDATE" >&2
    exit 64
  fi
  sleep 1
done

set -- --candidate "$CANDIDATE" --methods "${METHODS:-safe}"
test -z "${CONFIG:-}" || set -- "$@" --config "$CONFIG"
code=0
# shellcheck disable=SC2086 # RECORDINGS is a list.
parallax replay $RECORDINGS "$@" \
  --report md --output "$report/summary.md" \
  --report junit --output "$report/junit.xml" || code=$?
if test "$code" -eq 2 && test "${ALLOW_INCONCLUSIVE:-false}" = true; then code=0; fi
exit "$code"
