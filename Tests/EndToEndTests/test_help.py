"""Every command has a help with an example, in lines that are not broken anew."""

import re

import pytest
from harness import run


def commands(*path):
    """This command and all below it, each as the words that lead to it."""
    yield path
    told = run(*path, "--help").out
    below = told.partition("SUBCOMMANDS:")[2]
    for name in re.findall(r"^  ([a-z]+) ", below, re.MULTILINE):
        yield from commands(*path, name)


@pytest.fixture(scope="module")
def helps(binary):
    return {path: run(*path, "--help") for path in commands()}


def test_every_command_has_an_example(helps):
    assert len(helps) > 12
    for path, done in helps.items():
        assert done.code == 0 and done.err == "", path
        assert re.search(r"^Examples?:\n  (.* \| )?tillwatch " + " ".join(path), done.out, re.MULTILINE), path


def test_examples_can_be_copied(helps):
    """A line of more than 80 characters is wrapped once more: an example then breaks before an option."""
    for path, done in helps.items():
        discussion = done.out.partition("USAGE:")[0]
        assert not re.search(r"^--", discussion, re.MULTILINE), path


def test_arguments_that_cannot_be_used_end_with_2(binary):
    for arguments in (["scan"], ["scan", "--no-such-option"], ["no-such-command"], ["alerts", "list"], ["schema", "nothing"]):
        done = run(*arguments)
        assert done.code == 2 and done.out == "" and "Usage:" in done.err, arguments
