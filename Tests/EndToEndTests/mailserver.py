"""A real mail server (exim of Debian) on loopback, with a configuration, spool and certificate of the test's own."""

import email
import email.policy
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from counterparts import certificate, free_port, program
from harness import Deadline

USER, PASSWORD = "tillwatch", "a pass word, with: signs"
CONFIGURATION = """
exim_path = {exim}
exim_user = {uid}
exim_group = {gid}
keep_environment =
primary_hostname = mail.example.org
spool_directory = {folder}/spool
log_file_path = {folder}/log.%s
pid_file_path = {folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_on_connect_ports = {tls_port}
domainlist local_domains = example.org
never_users =
deliver_drop_privilege
message_size_limit = 2M
smtp_accept_max = 20
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = accept
prdr_enable = false
chunking_advertise_hosts =
begin acl
acl_mail:
  require message = 530 5.7.0 authentication required
    authenticated = *
  accept
acl_rcpt:
  deny message = 5.1.1 no such user
    local_parts = nobody-here
  accept domains = +local_domains
  deny message = relay not permitted
begin routers
local:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  create_directory
  directory_mode = 0755
  mode = 0644
  envelope_to_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


class MailServer:
    """exim, from `with` to its end; runs as nobody where the test runs as root, and unprivileged in any case."""

    def __init__(self):
        self.exim = program("exim4")
        # Nobody else's user may look into pytest's folders.
        self.folder = Path(tempfile.mkdtemp(prefix="tillwatch-mail-", dir="/tmp"))
        self.port, self.tls_port = free_port(), free_port()
        self.authority, _ = certificate(self.folder, "ca")
        certificate(self.folder, "server", "ca")
        (self.folder / "spool").mkdir()
        (self.folder / "mail").mkdir()
        nobody = pwd.getpwnam("nobody")
        uid, gid = (nobody.pw_uid, nobody.pw_gid) if os.getuid() == 0 else (os.getuid(), os.getgid())
        (self.folder / "exim.conf").write_text(CONFIGURATION.format(
            uid=uid, gid=gid, exim=self.exim, folder=self.folder, port=f"{self.port} : {self.tls_port}", tls_port=self.tls_port, user=USER, password=PASSWORD))
        self.user = {}
        if os.getuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, uid, gid)
            self.user = {"user": uid, "group": gid, "extra_groups": []}
        os.chmod(self.folder, 0o755)
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        with open(self.folder / "daemon.log", "ab") as log:
            self.process = subprocess.Popen([self.exim, "-C", str(self.folder / "exim.conf"), "-bdf", "-q1h", "-oX", f"{self.port} : {self.tls_port}"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self.user)
        Deadline(30).wait_for(self.answers, f"exim to listen: {self.said()}")

    def said(self):
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*log*")))

    def answers(self):
        assert self.process.poll() is None, self.said()
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                return connection.recv(100).startswith(b"220")
        except OSError:
            return False

    def stop(self):
        """Ends the daemon and whatever it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def mails(self, who="desk"):
        """What has arrived for somebody, in no order, as Python's own parser reads it."""
        folder = self.folder / "mail" / "new"
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(folder.glob("*"))] if folder.exists() else []
        return [mail for mail in mails if mail["Envelope-To"] == f"{who}@example.org"]
