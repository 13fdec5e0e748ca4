"""A pseudo-terminal: a program that thinks a person sits before it."""

import fcntl
import os
import pty
import select
import subprocess
import termios

from harness import Deadline

SECONDS = 60


class Terminal:
    """A program in a terminal of its own, from `with` to its end."""

    def __init__(self, arguments, environment=None, stdin=None):
        """- stdin: a file that is read in place of the terminal."""
        self.stdin = stdin
        self.arguments, self.environment = [str(argument) for argument in arguments], environment or {"TERM": "dumb"}

    def __enter__(self):
        self.ours, self.theirs = pty.openpty()
        self.text, self.place = "", 0
        source = os.open(self.stdin, os.O_RDONLY) if self.stdin else self.theirs
        # It becomes the terminal that /dev/tty is for the program.
        self.process = subprocess.Popen(
            self.arguments, stdin=source, stdout=self.theirs, stderr=self.theirs, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0), env={**os.environ, **self.environment})
        if self.stdin:
            os.close(source)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)

    @property
    def settings(self):
        return termios.tcgetattr(self.theirs)

    @property
    def rest(self):
        """All that was shown."""
        return self.text

    def send(self, keys):
        os.write(self.ours, keys.encode())

    def wait_for(self, words):
        """What is shown up to these words, from where the last wait ended."""
        deadline = Deadline(SECONDS)
        while (found := self.text.find(words, self.place)) < 0:
            ended = self.process.poll() is not None
            if not self.read(0 if ended else min(1, deadline.left)) and (ended or not deadline.left):
                raise TimeoutError(f"waited in vain for {words!r} after {self.text[self.place:]!r}")
        shown = self.text[self.place : found + len(words)]
        self.place = found + len(words)
        return shown

    def read(self, seconds):
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        self.text += os.read(self.ours, 1 << 16).decode(errors="replace").replace("\r\n", "\n")
        return True

    def end(self):
        """The exit code; what was shown until then is kept."""
        deadline = Deadline(SECONDS)
        while self.process.poll() is None:
            # The program may wait for room in the terminal.
            self.read(0.01)
            assert deadline.left, "the program does not end"
        while self.read(0):
            pass
        return self.process.returncode
