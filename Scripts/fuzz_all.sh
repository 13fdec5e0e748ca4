#!/bin/sh
# Fuzzes every decoder for so many seconds, one after another: fuzz_all.sh SECONDS. Ends at the first that fails.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:?usage: fuzz_all.sh SECONDS}
for decoder in archive encodings feed-file pack infer $(ls rules/feeds | sed 's/\.yaml$//'); do
    sh Scripts/fuzz.sh "$decoder" "$seconds"
done
