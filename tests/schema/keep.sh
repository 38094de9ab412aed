# Keeps the results and events that a test has produced, for validate.py.
#
# ctest sets JSON_DIR, a directory for each test; without it nothing is kept.
# shellcheck shell=bash

# keep_json PATH...: copies the files, and those below directories, that contain results or events.
keep_json() {
  local file
  [ -n "${JSON_DIR:-}" ] || return 0
  mkdir -p "$JSON_DIR"
  grep -rlaE -D skip '^\{"(cpr":1,|event":")' "$@" 2>/dev/null | while IFS= read -r file; do
    cp "$file" "$(mktemp "$JSON_DIR/XXXXXXXX")"
  done
  true
}
