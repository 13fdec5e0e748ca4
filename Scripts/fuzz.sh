#!/bin/sh
# Fuzzes one decoder for so many seconds, guided by coverage, with the address sanitizer: fuzz.sh DECODER SECONDS
# DECODER is feed-file, pack, infer or the name of a file in rules/feeds. New inputs stay in .build-fuzz/corpus, what ends
# the program in .build-fuzz/found; the corpus in Tests/Fuzz/corpus and the fixtures are where it begins.
set -eu
cd "$(dirname "$0")/.."
decoder=${1:?usage: fuzz.sh DECODER SECONDS}
seconds=${2:?usage: fuzz.sh DECODER SECONDS}
export TILLWATCH_FUZZER=1 TILLWATCH_FUZZ_DECODER="$decoder"
# Swift traps by itself on what is undefined in C; the C that is built with it (Yams, BoringSSL, our shims) is told to.
undefined="-Xcc -fsanitize=undefined -Xcc -fno-sanitize=function -Xcc -fno-sanitize-recover=undefined"
nice swift build -c release --product fuzz --scratch-path .build-fuzz --sanitize fuzzer --sanitize address $undefined
new=.build-fuzz/corpus/$decoder
kept=Tests/Fuzz/corpus/$decoder
mkdir -p "$new" "$kept" .build-fuzz/found
for seed in $(sh Scripts/fuzz_seeds.sh "$decoder"); do cp "$seed" "$new/seed-$(basename "$seed")"; done
nice .build-fuzz/release/fuzz -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=10 -max_len=20000 \
    -artifact_prefix=".build-fuzz/found/$decoder-" -print_final_stats=1 "$new" "$kept"
