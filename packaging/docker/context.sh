#!/bin/sh
# Makes the directory that the image is built in: the Dockerfile, and the program for each architecture.
#
#   context.sh OUT ARCHITECTURE=PROGRAM...    ARCHITECTURE: amd64, arm64
set -eu
usage() { echo 'context.sh: usage: context.sh OUT amd64=PROGRAM arm64=PROGRAM' >&2; exit 2; }
[ $# -ge 2 ] || usage
packaging=$(dirname "$(readlink -f "$0")")/..
out=$1
shift
mkdir -p "$out"
for word; do
  architecture=${word%%=*}
  # e_machine of elf(5), in the order of the bytes in the file.
  case $word in
    amd64=*) machine='3e 00' ;;
    arm64=*) machine='b7 00' ;;
    *) usage ;;
  esac
  [ "$(od -An -tx1 -j18 -N2 "${word#*=}" | sed 's/^ //')" = "$machine" ] || { echo "context.sh: ${word#*=} is not a program for $architecture" >&2; exit 2; }
  mkdir -p "$out/$architecture"
  install -m 755 "${word#*=}" "$out/$architecture/cpr"
done
install -m 644 "$packaging/copyright" "$packaging/docker/Dockerfile" "$out"
