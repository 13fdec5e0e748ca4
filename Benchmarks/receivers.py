"""A receiver on this machine that answers at once and notes when each request came: nginx, plain or with TLS."""

import os
import socket
import subprocess
import time
from pathlib import Path

CONFIG = """{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  log_format arrivals '$msec $http_webhook_id'; access_log {folder}/arrivals arrivals;
  keepalive_requests 1000000; client_max_body_size 64m; client_body_buffer_size 1m; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}{tls}; location / {{ return 204; }} }}
}}
"""


class Nginx:
    """Runs from `with` to its end."""

    def __init__(self, folder: Path, tls: bool):
        self.folder, self.tls, self.port = folder, tls, free_port()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}/"
        folder.mkdir(parents=True)
        if tls:
            certificate(folder)
        (folder / "nginx.conf").write_text(CONFIG.format(
            folder=folder, port=self.port, user="user root;" if os.getuid() == 0 else "",
            tls=f" ssl; ssl_certificate {folder}/ca.pem; ssl_certificate_key {folder}/key.pem" if tls else ""))

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-c", str(self.folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def forget(self):
        """Nginx only appends, so the file may be cut."""
        os.truncate(self.folder / "arrivals", 0)

    def arrivals(self) -> list[tuple[float, str]]:
        """When requests came, in seconds since 1970, and of which events."""
        lines = (line.split() for line in (self.folder / "arrivals").read_text().splitlines())
        return [(float(at), event) for at, event in lines]


def certificate(folder: Path):
    """One that signs itself."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", folder / "key.pem", "-out", folder / "ca.pem", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port: int, process, seconds=30):
    """Until something listens."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens on port {port}")
