#!/bin/sh
# install.sh BINARY PREFIX: the program, its rules, shell completions, the manual page and the unit for systemd below PREFIX.
set -eu
cd "$(dirname "$0")/.."
binary=$1
prefix=$2

put() { # put MODE FILE FOLDER NAME
    install -d "$3"
    install -m "$1" "$2" "$3/$4"
}

put 755 "$binary" "$prefix/bin" tillwatch
for file in rules/*/*.yaml rules/schemas/*.json rules/README.md; do
    put 644 "$file" "$prefix/share/tillwatch/$(dirname "$file")" "$(basename "$file")"
done

generated=$(mktemp -d)
trap 'rm -rf "$generated"' EXIT
for shell in bash zsh fish; do
    "$binary" --generate-completion-script "$shell" > "$generated/$shell"
done
put 644 "$generated/bash" "$prefix/share/bash-completion/completions" tillwatch
put 644 "$generated/zsh" "$prefix/share/zsh/site-functions" _tillwatch
put 644 "$generated/fish" "$prefix/share/fish/vendor_completions.d" tillwatch.fish
"$binary" --experimental-dump-help > "$generated/help.json"
python3 Scripts/manual.py "$generated/help.json" > "$generated/tillwatch.1"
put 644 "$generated/tillwatch.1" "$prefix/share/man/man1" tillwatch.1
# Where the program will be, whatever DESTDIR it is put into for now.
sed "s|^ExecStart=/usr/local/bin/|ExecStart=${prefix#"${DESTDIR:-}"}/bin/|" packaging/tillwatch.service > "$generated/tillwatch.service"
put 644 "$generated/tillwatch.service" "$prefix/lib/systemd/system" tillwatch.service
for file in prometheus-alerts.yaml grafana-dashboard.json; do
    put 644 "packaging/$file" "$prefix/share/tillwatch" "$file"
done
echo "installed below $prefix"
