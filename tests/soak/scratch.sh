# Sourced by the scripts of this folder as `. scratch.sh BIN_DIR`: the programs of the build are in PATH, the
# current directory is a new one, which is removed at the end, and no failure has been counted.
bin=$(realpath "$1")
export PATH=$bin:$bin/tests:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
failures=0
