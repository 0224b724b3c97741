"""A PostgreSQL server of the test's own, in a temporary folder and on a free port; as root it runs as the user postgres."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def program(name):
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        if os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"there is no {name}; install postgresql-15")
    return found


class PostgresServer:
    """@param tls  with a certificate of its own, `certificate`, for 127.0.0.1."""

    def __init__(self, tls=False):
        self.tls = tls
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.folder = tempfile.mkdtemp(prefix="khoj-postgres-")
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.data = os.path.join(self.folder, "data")
        self.log = open(os.path.join(self.folder, "log"), "ab")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", self.data, "-U", "khoj", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.certificate = os.path.join(self.folder, "server.crt")
        if tls:
            self._make_certificate()
        self.process = None
        self.start()
        self.sql("CREATE DATABASE khoj", database="postgres")

    def _as_user(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def _run(self, name, *arguments):
        return subprocess.run([program(name), *arguments], check=True, stdout=subprocess.PIPE, stderr=self.log,
                              cwd=self.folder, text=True, **self._as_user()).stdout

    def _make_certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", os.path.join(self.folder, "server.key"), "-out", self.certificate],
                       check=True, stdout=self.log, stderr=self.log, cwd=self.folder, **self._as_user())

    def _tls_options(self):
        key = os.path.join(self.folder, "server.key")
        return ["-c", "ssl=on", "-c", f"ssl_cert_file={self.certificate}", "-c", f"ssl_key_file={key}"] if self.tls else []

    @property
    def url(self):
        return f"postgresql://khoj:secret-of-the-test@127.0.0.1:{self.port}/khoj"

    def start(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            # After a kill -9, the server's children take a moment to notice; until then it refuses to start.
            self.process = subprocess.Popen(
                [program("postgres"), "-D", self.data, "-p", str(self.port), "-k", self.folder,
                 "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=64MB",
                 # A crash is followed by one sync, not by one for each file.
                 "-c", "recovery_init_sync_method=syncfs", *self._tls_options()],
                stdout=self.log, stderr=self.log, cwd=self.folder, **self._as_user())
            while self.process.poll() is None:
                ready = subprocess.run([program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False)
                if ready.returncode == 0:
                    return
                time.sleep(0.02)
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not start")

    def sql(self, text, database="khoj"):
        return self._run("psql", "-X", "-q", "-t", "-A", "-h", "127.0.0.1", "-p", str(self.port), "-U", "khoj",
                         "-d", database, "-c", text).strip()

    def kill(self):
        """kill -9 of the server."""
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
