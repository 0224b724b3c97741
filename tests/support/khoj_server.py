"""The khoj program for black-box tests: one-off commands, and a `khoj serve` on a free port."""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

START_TIMEOUT_S = 60


def binary():
    return os.environ.get("KHOJ_BINARY", "build/release/khoj")


def run(*arguments, timeout=300):
    """Runs one command to its end and returns what it printed; fails with its last words."""
    done = subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise AssertionError(f"khoj {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class KhojServer:
    """Serves `data_dir`, or a folder of its own that is removed with it."""

    def __init__(self, *arguments, environment=None, data_dir=None):
        self.folder = tempfile.mkdtemp(prefix="khoj-api-")
        self.log_path = os.path.join(self.folder, "log")
        self.log = open(self.log_path, "wb")
        data_dir = data_dir or os.path.join(self.folder, "data")
        self.process = subprocess.Popen(
            [binary(), "serve", "--port", "0", "--workers", "2", "--data-dir", data_dir, *arguments],
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, **(environment or {})},
        )
        try:
            self.port = self._wait_for_port()
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def log_lines(self):
        with open(self.log_path, "rb") as log:
            for line in log.read().splitlines():
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def _wait_for_port(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            for line in self.log_lines():
                if line.get("event") == "serving":
                    return int(line["url"].rsplit(":", 1)[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        with open(self.log_path, "rb") as log:
            raise RuntimeError("khoj serve did not start:\n" + log.read().decode(errors="replace"))

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while self.ask("GET", "/health?ready=1").status != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("khoj serve did not become ready")
            time.sleep(0.02)

    def ask(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            if body is not None and not isinstance(body, (str, bytes)):
                body = json.dumps(body)
            connection.request(method, target, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def stop(self):
        """Ends the server as an operator would, and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code

    def kill(self):
        """kill -9, if it still runs, and the end of its own folder."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def kill_amid(server, workers, stop, round_number):
    """kill -9 of the server while the threads `workers` ask it; they end when `stop` is set."""
    for worker in workers:
        worker.start()
    time.sleep(random.Random(round_number).uniform(0.3, 1.0))
    server.kill()
    stop.set()
    for worker in workers:
        worker.join()


class ServerTest(unittest.TestCase):
    """Tests that share one server."""

    arguments = ()
    environment = {}

    @classmethod
    def setUpClass(cls):
        cls.server = KhojServer(*cls.arguments, environment=cls.environment)

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()

    def ask(self, *arguments, **options):
        return self.server.ask(*arguments, **options)

    def search(self, **body):
        return self.ask("POST", "/api/v1/search", body=body)

    def eventually(self, check, within_s=2.0):
        """Waits until `check()` is true: a committed change is searchable within a second."""
        deadline = time.monotonic() + within_s
        while not check():
            self.assertLess(time.monotonic(), deadline, "it did not come true in time")
            time.sleep(0.01)
