#!/usr/bin/env bash
# Runs the fuzz target under libFuzzer with the address and undefined-behaviour sanitizers.
#
#   run.sh SOURCE_DIR WORK_DIR [SECONDS [RUNS]]
set -euo pipefail
source=$1 work=$2 seconds=${3:-60} runs=${4:--1}
command -v clang++ >/dev/null || { echo 'SKIPPED: no clang++ in PATH'; exit 77; }
mkdir -p "$work/corpus"
clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I"$source/src" \
  -o "$work/fuzz_ipc" "$source/tests/fuzz/ipc.cpp" \
  "$source"/src/text/{js_text,json_compact,json_reader,json_string,utf8}.cpp "$source"/src/ipc/{frame,message,v8_pieces,v8_reader,v8_writer}.cpp
# Frames to start from.
printf '{"cmd":"NODE_HANDLE","type":"net.Socket","msg":{"a":[1,2.5,"\\u00e4"]},"key":"k"}\n' >"$work/corpus/json"
printf '\0\0\0\x11\xff\x0fo"\x01aA\x01I\x02$\0\x01{\x01' >"$work/corpus/advanced"
printf '\0\0\0\x1c\xff\x0fA\x04Z\x10{\0\0\0\0\0\0\0\\\0\x0a\x02hi^\x01-$\0\x04' >"$work/corpus/types"
exec "$work/fuzz_ipc" -max_total_time="$seconds" -runs="$runs" -max_len=4096 -rss_limit_mb=2048 -print_final_stats=1 "$work/corpus"
