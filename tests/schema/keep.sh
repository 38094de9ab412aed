# Keeps the results and events that a test has produced, for validate.py.
#
# ctest sets JSON_DIR, a directory for each test; without it nothing is kept.
# shellcheck shell=bash

# keep_json [-newer FILE] PATH...: copies the files, and those below directories, that contain results,
# events or runs in the background.
keep_json() {
  local since=() file
  [ -n "${JSON_DIR:-}" ] || return 0
  if [ "$1" = -newer ]; then
    since=(-newer "$2")
    shift 2
  fi
  find "$@" -type f "${since[@]}" -exec grep -laE '^(\{"(cpr":1,|event":")|\[\{"token":)' {} + 2>/dev/null |
    while IFS= read -r file; do
      mkdir -p "$JSON_DIR"
      cp "$file" "$(mktemp "$JSON_DIR/XXXXXXXX")"
    done
  true
}
