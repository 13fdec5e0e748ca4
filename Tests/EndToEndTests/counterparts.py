"""The other sides of what is pulled: real servers on free ports of loopback, and a network that can be cut."""

import os
import pwd
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
from harness import Deadline


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name, *places):
    """The path of a server's program; without it the test is skipped, visibly."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", *places]))
    return found or pytest.skip(f"no {name}: sh Scripts/setup.sh")


def certificate(folder, name, issuer=None):
    """A key and a certificate for 127.0.0.1 and 127.0.0.2, made by openssl; self-signed as a CA, or signed by one."""
    key, request, made = folder / f"{name}.key", folder / f"{name}.csr", folder / f"{name}.pem"
    subject = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,IP:127.0.0.2"]
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), *subject]
    if issuer is None:
        subprocess.run([*new, "-x509", "-days", "2", "-out", str(made)], check=True, capture_output=True)
    else:
        subprocess.run([*new, "-out", str(request)], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-req", "-in", str(request), "-CA", f"{folder / issuer}.pem", "-CAkey", f"{folder / issuer}.key",
                        "-CAcreateserial", "-days", "2", "-copy_extensions", "copy", "-out", str(made)], check=True, capture_output=True)
    return made, key


def put(folder, name, content):
    """A file that is there whole at once."""
    hidden = folder / f".{name}"
    hidden.write_bytes(content)
    hidden.rename(folder / name)


def descendants(process):
    """The processes that a process started, and those that they did."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found, more = [], [process]
    while more:
        more = [child for child, parent in parents.items() if parent in more]
        found += more
    return found


class Counterpart:
    """A server's process with all its children, from `with` to its end; may be killed and started again at its port."""

    def __init__(self, folder):
        self.folder, self.port, self.log = folder, free_port(), folder / "server.log"
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        Deadline(30).wait_for(self.answers, f"a server at {self.port}")

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
            return True
        except OSError:
            return False

    def kill(self):
        if not self.process:
            return
        # Those that serve a connection have sessions of their own.
        for process in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(30)


class Nginx(Counterpart):
    """Serves the folder `web` over TLS; `token` is asked for where one is given."""

    def __init__(self, folder, token=None):
        self.program = program("nginx")
        super().__init__(folder)
        self.web, self.access = folder / "web", folder / "access.log"
        self.web.mkdir()
        self.ca, _ = certificate(folder, "root")
        pem, key = certificate(folder, "server", "root")
        asked = f'if ($http_authorization != "Bearer {token}") {{ return 401; }}' if token else ""
        user = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
        temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"""{user} daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
  log_format told '$status $body_bytes_sent range=$http_range if=$http_if_range etag=$http_if_none_match';
  access_log {self.access} told;
  {temporary}
  server {{
    listen 127.0.0.1:{self.port} ssl;
    ssl_certificate {pem}; ssl_certificate_key {key};
    root {self.web}; {asked}
  }}
}}
""")

    def command(self):
        return [self.program, "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]

    def told(self):
        """What was answered: (status, bytes, the line)."""
        lines = self.access.read_text().splitlines() if self.access.exists() else []
        return [(int(line.split()[0]), int(line.split()[1]), line) for line in lines]

    def statuses(self):
        return [status for status, _, _ in self.told()]


class Network:
    """Carries connections to a port, and cuts them when it is told to, or after so many bytes to the client."""

    def __init__(self, port, listen=("127.0.0.1", 0)):
        self.target, self.lock, self.pairs = port, threading.Lock(), set()
        self.budget = lambda: None
        # Bytes that went to the client, one number a connection.
        self.carried = []
        self.pace = None
        self.server = socket.create_server(listen)
        self.port = self.server.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()
        self.cut()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                self.reset(client)
                continue
            with self.lock:
                self.pairs.add((client, server))
                self.carried.append(0)
            threading.Thread(target=self.carry, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, self.budget(), len(self.carried) - 1), daemon=True).start()

    def carry(self, source, target, left, number=None):
        try:
            while data := source.recv(4096):
                if self.pace:
                    threading.Event().wait(len(data) / self.pace)
                target.sendall(data if left is None else data[:left])
                if number is not None:
                    self.carried[number] += len(data)
                if left is not None:
                    left -= len(data)
                    if left <= 0:
                        break
        except OSError:
            pass
        for end in (source, target):
            self.reset(end)

    @staticmethod
    def reset(end):
        """Ends a connection as a broken network does."""
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

    def cut(self):
        """Cuts what is under way."""
        with self.lock:
            pairs, self.pairs = self.pairs, set()
        for pair in pairs:
            for end in pair:
                self.reset(end)


class SecureShell(Counterpart):
    """OpenSSH with its sftp-server, for the user who runs the tests and one key."""

    kind = "sftp"

    def __init__(self, folder):
        self.program, self.sftp = program("sshd"), program("sftp-server", "/usr/lib/openssh", "/usr/libexec/openssh")
        super().__init__(folder)
        self.out = folder / "out"
        self.out.mkdir()
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        for name in ("host", "user", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, capture_output=True)
        (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
        (folder / "sshd.conf").write_text(f"""ListenAddress 127.0.0.1
Port {self.port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
MaxStartups 100
PidFile none
Subsystem sftp {self.sftp}
""")

    def command(self):
        return [self.program, "-D", "-e", "-f", str(self.folder / "sshd.conf")]

    def known(self, port=None, key="host"):
        """A file of known hosts that names this server's key, or another one."""
        text = " ".join((self.folder / f"{key}.pub").read_text().split()[:2])
        path = self.folder / f"known-{port or self.port}-{key}"
        path.write_text(f"[127.0.0.1]:{port or self.port} {text}\n")
        return str(path)

    def source(self, port=None, **more):
        user = pwd.getpwuid(os.getuid()).pw_name
        return {"name": "office", "pull": f"sftp://127.0.0.1:{port or self.port}{self.out}/", "user": user, "key": str(self.folder / "user"),
                "known_hosts": self.known(port)} | more


class FileTransfer(Counterpart):
    """vsftpd with TLS, asked for explicitly or from the first byte on; one user, by the password of a file."""

    kind = "ftpes"

    def __init__(self, folder):
        self.program = program("vsftpd")
        if os.getuid() != 0:
            pytest.skip("vsftpd needs to be started by root")
        super().__init__(folder)
        owner = pwd.getpwnam("ftp")
        # Where its own user may look.
        self.root = Path(tempfile.mkdtemp(prefix="tillwatch-ftp-"))
        self.root.chmod(0o755)
        self.out = self.root / "out"
        for made in (self.out, self.root / "empty"):
            made.mkdir()
        os.chown(self.out, owner.pw_uid, owner.pw_gid)
        self.ca, _ = certificate(folder, "root")
        pem, key = certificate(folder, "server", "root")
        (folder / "passwords").write_text("right-password-0123\n")
        self.password = folder / "password"
        self.password.write_text("right-password-0123\n")
        self.conf = folder / "vsftpd.conf"
        told = {"listen": "YES", "listen_address": "127.0.0.1", "listen_port": self.port, "background": "NO", "anonymous_enable": "YES",
                "local_enable": "NO", "anon_root": self.root, "secure_email_list_enable": "YES", "email_password_file": folder / "passwords",
                "write_enable": "YES", "anon_upload_enable": "YES", "anon_other_write_enable": "YES", "anon_world_readable_only": "NO",
                "allow_writeable_chroot": "YES", "ssl_enable": "YES", "allow_anon_ssl": "YES", "force_anon_logins_ssl": "YES",
                "force_anon_data_ssl": "YES", "rsa_cert_file": pem, "rsa_private_key_file": key, "require_ssl_reuse": "NO",
                "implicit_ssl": "YES" if self.kind == "ftps" else "NO", "secure_chroot_dir": self.root / "empty", "max_login_fails": 100,
                "vsftpd_log_file": folder / "vsftpd.log", "log_ftp_protocol": "YES", "xferlog_enable": "YES", "dual_log_enable": "YES",
                "seccomp_sandbox": "NO", "delay_failed_login": 0, "anon_max_rate": 60_000}
        self.conf.write_text("".join(f"{key}={value}\n" for key, value in told.items()))

    def __exit__(self, *_):
        super().__exit__()
        shutil.rmtree(self.root, ignore_errors=True)

    def command(self):
        return [self.program, str(self.conf)]

    def told(self):
        """What it was asked and what it answered."""
        path = self.folder / "vsftpd.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def source(self, port=None, **more):
        # The network between carries the control connection alone: files come at ports of their own.
        return {"name": "office", "pull": f"{self.kind}://127.0.0.1:{self.port}/out/", "user": "anonymous", "password_file": str(self.password),
                "ca": str(self.ca)} | more


class ImplicitFileTransfer(FileTransfer):
    kind = "ftps"


class DataNetwork:
    """Carries an FTP server's control connection and each of its passive ports, one to one, at 127.0.0.2: files can be cut in the
    middle, though all of it is TLS. Clients look for passive ports at the address that they speak with."""

    HOST, PORTS = "127.0.0.2", 16

    def __init__(self, server):
        self.control, self.data, self.pace = Network(server.port, (self.HOST, server.port)), [], None
        self.budget = lambda: None
        while len(self.data) < self.PORTS:
            self.first = random.randrange(20_000, 30_000)
            try:
                for port in range(self.first, self.first + self.PORTS):
                    socket.create_server(("127.0.0.1", port)).close()
                    self.data.append(Network(port, (self.HOST, port)))
            except OSError:  # taken by somebody else
                for network in self.data:
                    network.server.close()
                self.data = []
        with open(server.conf, "a") as conf:
            conf.write(f"pasv_min_port={self.first}\npasv_max_port={self.first + self.PORTS - 1}\n")

    def __enter__(self):
        for network in (self.control, *self.data):
            network.__enter__()
        for network in self.data:
            network.budget = lambda: self.budget()
        return self

    def __exit__(self, *_):
        for network in (self.control, *self.data):
            network.__exit__()

    def cut(self):
        """Cuts files in the middle, and leaves the control connections."""
        for network in self.data:
            network.cut()

    def carried(self):
        """Bytes of each data connection."""
        return [count for network in self.data for count in network.carried]
