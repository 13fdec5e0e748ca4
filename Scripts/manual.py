#!/usr/bin/env python3
"""Writes the manual page from the program's own description of its commands.

    tillwatch --experimental-dump-help > help.json; Scripts/manual.py help.json > tillwatch.1
"""

import json
import sys


def escaped(text):
    """Text that troff shows as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.splitlines())


def spelled(argument):
    """`-o, --option <value>`, or `<value>`."""
    value = "" if argument["kind"] == "flag" else f"<{argument.get('valueName', 'value')}>"
    names = ", ".join(("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", []))
    return " ".join(part for part in (names, value) if part) + ("..." if argument.get("isRepeating") else "")


def shown(arguments):
    return [argument for argument in arguments if argument.get("shouldDisplay", True)
            and not {name["name"] for name in argument.get("names", [])} & {"help", "version"}]


def about(command, path):
    """The section of one command and those of its subcommands."""
    name = " ".join(path)
    lines = [f".SS {escaped(name)}", escaped(command.get("abstract", ""))]
    for argument in shown(command.get("arguments", [])):
        told = argument.get("abstract", "")
        if argument.get("defaultValue"):
            told += f" (default: {argument['defaultValue']})"
        lines += [".TP", f".B {escaped(spelled(argument))}", escaped(told)]
    if command.get("discussion"):
        lines += [".PP", ".nf", escaped(command["discussion"]), ".fi"]
    for inner in command.get("subcommands", []):
        if inner.get("shouldDisplay", True) and inner["commandName"] != "help":
            lines += about(inner, [*path, inner["commandName"]])
    return lines


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        command = json.load(source)["command"]
    name = command["commandName"]
    lines = [f'.TH {name.upper()} 1 "" "{name}"', ".SH NAME", f"{name} \\- {escaped(command.get('abstract', ''))}", ".SH SYNOPSIS",
             f".B {name}", ".I command", "[options]", ".SH DESCRIPTION", ".nf", escaped(command.get("discussion", "")), ".fi", ".SH COMMANDS"]
    for inner in command.get("subcommands", []):
        if inner["commandName"] != "help":
            lines += about(inner, [name, inner["commandName"]])
    print("\n".join(line for line in lines if line))


if __name__ == "__main__":
    main()
