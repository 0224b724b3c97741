"""PostgreSQL behind the server: DATABASE_URL is all that it takes; when the database is away searches go on and writes
are told to come again; two servers on one database see what the other one is told."""

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

from khoj_server import KhojServer, binary
from postgres_server import PostgresServer

PRODUCTS = [
    {"id": "w1", "title": "Smart watch with heart rate monitor", "price": 1799},
    {"id": "k1", "title": "Cotton kurta, block printed", "price": 899},
]


def click(event_id, user_id="asha"):
    return {"event_id": event_id, "type": "click", "product_id": "w1", "user_id": user_id}


def found(server, query):
    answer = server.ask("POST", "/api/v1/search", body={"query": query})
    assert answer.status == 200, answer.body
    return [product["product_id"] for product in answer.json()["results"]]


def events_of(server, user_id):
    answer = server.ask("GET", f"/api/v1/users/{user_id}/data")
    return answer.body.decode() if answer.status == 200 else ""


class PostgresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = PostgresServer()
        cls.schemas = 0

    @classmethod
    def tearDownClass(cls):
        cls.postgres.close()

    def serve(self, schema, **environment):
        server = KhojServer(environment={"DATABASE_URL": self.postgres.url, "KHOJ_DATABASE_SCHEMA": schema, **environment})
        self.addCleanup(server.kill)
        return server

    def eventually(self, check, within_s):
        deadline = time.monotonic() + within_s
        while not check():
            self.assertLess(time.monotonic(), deadline, "it did not come true in time")
            time.sleep(0.01)

    def test_K0_26_a_catalogue_is_imported_and_searched(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "products.jsonl")
            with open(file, "w", encoding="utf-8") as out:
                for product in PRODUCTS:
                    out.write(json.dumps(product) + "\n")
            environment = {**os.environ, "DATABASE_URL": self.postgres.url.replace("postgresql://", "postgresql+asyncpg://"),
                           "KHOJ_DATABASE_SCHEMA": "imported", "KHOJ_DATA_DIR": os.path.join(folder, "data")}
            done = subprocess.run([binary(), "import", "catalog", file], env=environment, capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            looked = subprocess.run([binary(), "doctor"], env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(looked.returncode, 0, looked.stderr)
            self.assertIn("PostgreSQL, 127.0.0.1", looked.stdout)
            self.assertIn("partitions", looked.stdout)
            self.assertIn("as they should be", looked.stdout)
            self.assertNotIn("secret", looked.stdout + looked.stderr + done.stdout + done.stderr)
        server = self.serve("imported")
        self.assertEqual(found(server, "smart watch"), ["w1"])

    def test_K0_26_a_wrong_url_is_named_without_its_password(self):
        for url in ("postgresql://khoj:secret-of-the-test@127.0.0.1:1/khoj", "postgresql://khoj:secret-of-the-test@h:x/y"):
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run([binary(), "serve", "--port", "0", "--data-dir", folder],
                                      env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, timeout=30,
                                      check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertNotIn("secret", done.stdout + done.stderr)

    def test_searches_go_on_while_the_database_is_away_and_writes_come_again(self):
        server = self.serve("away")
        self.assertEqual(server.ask("POST", "/api/v1/products", body=PRODUCTS).status, 200)
        self.eventually(lambda: found(server, "smart watch") == ["w1"], 5)
        self.assertEqual(server.ask("POST", "/api/v1/events", body=click("e1")).json()["accepted"], 1)
        self.postgres.kill()
        try:
            # A server process that outlives the killed one by a moment may still take a write, durably.
            late = itertools.count()
            self.eventually(
                lambda: server.ask("POST", "/api/v1/events", body=click(f"late{next(late)}")).status == 503, 10
            )
            for attempt in range(20):
                self.assertEqual(found(server, "smart watch"), ["w1"])
                began = time.monotonic()
                for path, body in (("/api/v1/events", click(f"lost{attempt}")), ("/api/v1/products", PRODUCTS)):
                    refused = server.ask("POST", path, body=body)
                    self.assertEqual(refused.status, 503, refused.body)
                    self.assertGreaterEqual(int(refused.headers["Retry-After"]), 1)
                    self.assertNotIn(b"secret", refused.body)
                self.assertLess(time.monotonic() - began, 3)
        finally:
            self.postgres.start()
        self.eventually(lambda: server.ask("POST", "/api/v1/events", body=click("e2")).status == 200, 10)
        self.assertEqual(server.ask("POST", "/api/v1/events", body=click("e1")).json()["duplicates"], 1)
        self.assertEqual(self.postgres.sql("SELECT count(*) FROM away.events WHERE event_id IN ('e1', 'e2')"), "2")
        changed = [{"id": "b1", "title": "Brass lamp", "price": 99}]
        self.eventually(lambda: server.ask("POST", "/api/v1/products", body=changed).status == 200, 10)
        self.eventually(lambda: found(server, "brass lamp") == ["b1"], 5)
        with open(server.log_path, "rb") as log:
            self.assertNotIn(b"secret-of-the-test", log.read())

    def test_two_servers_on_one_database_see_what_the_other_one_is_told(self):
        # Without polling, only the notice can tell them.
        one = self.serve("shared", KHOJ_INDEX_POLL_INTERVAL_MS="60000")
        two = self.serve("shared", KHOJ_INDEX_POLL_INTERVAL_MS="60000")
        for i, (told, asked) in enumerate(((one, two), (two, one), (one, two))):
            title = f"lantern{'abc'[i]} of brass"
            self.assertEqual(told.ask("POST", "/api/v1/products", body=[{"id": f"l{i}", "title": title}]).status, 200)
            self.eventually(lambda asked=asked, title=title, i=i: found(asked, title.split()[0]) == [f"l{i}"], 2)
            self.assertEqual(told.ask("POST", "/api/v1/events", body=click(f"event-{i}", "ravi")).json()["accepted"], 1)
            self.eventually(lambda asked=asked, i=i: f"event-{i}" in events_of(asked, "ravi"), 2)
        again = two.ask("POST", "/api/v1/events", body=click("event-0", "ravi")).json()
        self.assertEqual(again["duplicates"], 1)


class PostgresTlsTest(unittest.TestCase):
    def test_T2_25_the_certificate_is_checked_and_nothing_goes_in_the_clear(self):
        postgres = PostgresServer(tls=True)
        self.addCleanup(postgres.close)
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            trusted = os.path.join(folder, "trusted.crt")
            shutil.copy(postgres.certificate, trusted)
            verified = f"{postgres.url}?sslmode=verify-full&sslrootcert={trusted}"
            server = KhojServer(environment={"DATABASE_URL": verified})
            self.addCleanup(server.kill)
            self.assertEqual(server.ask("POST", "/api/v1/products", body=PRODUCTS).status, 200)
            encrypted = postgres.sql("SELECT bool_and(ssl), count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                                     "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
            self.assertEqual(encrypted, "t|t")
            another = PostgresServer(tls=True)
            self.addCleanup(another.close)
            refused = subprocess.run([binary(), "doctor"], capture_output=True, text=True, check=False, timeout=60, env={
                **os.environ, "DATABASE_URL": verified.replace(str(postgres.port), str(another.port)),
                "KHOJ_DATA_DIR": os.path.join(folder, "data")})
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("certificate verify failed", refused.stdout + refused.stderr)


if __name__ == "__main__":
    unittest.main()
