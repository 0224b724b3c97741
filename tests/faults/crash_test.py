"""kill -9 in the middle of writes: whatever was acknowledged is there after the restart, and searchable."""

import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from khoj_server import KhojServer, binary, kill_amid, run

ROUNDS = int(os.environ.get("KHOJ_CRASH_ROUNDS", "3"))


def exported_ids(data_dir):
    lines = run("export", "catalog", "--data-dir", data_dir).splitlines()
    return {line.split('"id":"', 1)[1].split('"', 1)[0] for line in lines}


class KillNine(unittest.TestCase):
    def test_every_acknowledged_write_survives_among_searches(self):
        with tempfile.TemporaryDirectory(prefix="khoj-crash-") as data_dir:
            acknowledged = set()
            prices = {}  # The last one acknowledged; all changes of one product come from one thread.
            slowest_start = 0.0
            for round_number in range(ROUNDS):
                began = time.monotonic()
                server = KhojServer(data_dir=data_dir)
                slowest_start = max(slowest_start, time.monotonic() - began)
                self.use_until_killed(server, round_number, acknowledged, prices)
            print(f"{ROUNDS} rounds, {len(acknowledged)} acknowledged products, slowest start {slowest_start:.2f} s",
                  file=sys.stderr)
            server = KhojServer(data_dir=data_dir)
            try:
                missing = [p for p in acknowledged if server.ask("GET", f"/api/v1/products/{p}").status != 200]
                self.assertEqual(missing, [])
                self.assertGreater(len(acknowledged), ROUNDS)
                found = server.ask("POST", "/api/v1/search", {"query": "crashproof", "max": 1})
                self.assertEqual(found.status, 200)
                self.assertGreaterEqual(found.json()["total_results"], len(acknowledged))
                self.assertTrue(prices)
                for product, price in prices.items():
                    now = server.ask("GET", f"/api/v1/products/{product}").json()["price"]
                    self.assertGreaterEqual(now, price, product)
                    same = server.ask("POST", "/api/v1/search", {"query": "crashproof", "filter": f"price = {now}"})
                    self.assertEqual([item["product_id"] for item in same.json()["results"]], [product])
                self.assertEqual(server.stop(), 0)
            finally:
                server.kill()

    def use_until_killed(self, server, round_number, acknowledged, prices):
        """Writes, changes prices and searches at the same time; a search never fails, and finds what was written before the
        last kill."""
        stop = threading.Event()
        lock = threading.Lock()
        before = len(acknowledged)
        wrong = []

        def search():
            while not stop.is_set():
                try:
                    answer = server.ask("POST", "/api/v1/search", {"query": "crashproof", "max": 1, "facets": ["price"]})
                except (OSError, http.client.HTTPException):
                    return
                if answer.status != 200 or answer.json()["total_results"] < before:
                    wrong.append(answer.body)

        def post(worker):
            number = 0
            while not stop.is_set():
                products = [{"id": f"r{round_number}w{worker}n{number}i{i}", "title": f"Crashproof lamp {number}"} for i in range(3)]
                try:
                    answer = server.ask("POST", "/api/v1/products", products)
                except (OSError, http.client.HTTPException):
                    return
                if answer.status == 200:
                    written = (item["id"] for item in answer.json()["items"] if item["status"] in ("created", "updated"))
                    with lock:
                        acknowledged.update(written)
                number += 1
                first = f"r{round_number}w{worker}n0i0"
                price = number + 10_000 * (4 * round_number + worker)  # No other product has it.
                try:
                    answer = server.ask("PATCH", "/api/v1/products", [{"id": first, "price": price}])
                except (OSError, http.client.HTTPException):
                    return
                if answer.status == 200 and answer.json()["updated"] == 1:
                    with lock:
                        prices[first] = price

        workers = [threading.Thread(target=post, args=(w,)) for w in range(4)]
        workers += [threading.Thread(target=search) for _ in range(2)]
        kill_amid(server, workers, stop, round_number)
        self.assertEqual(wrong, [])

    def test_an_import_that_was_killed_can_be_run_again(self):
        with tempfile.TemporaryDirectory(prefix="khoj-crash-") as data_dir:
            products = 30_000
            catalogue = os.path.join(data_dir, "shop.jsonl")
            run("simulate", "catalog", "--products", products, "--seed", 3, "--out", catalogue)
            seen = set()
            for round_number in range(ROUNDS):
                importing = subprocess.Popen([binary(), "import", "catalog", catalogue, "--data-dir", data_dir],
                                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(random.Random(round_number).uniform(0.05, 0.6))
                importing.kill()
                importing.wait()
                after = exported_ids(data_dir)
                self.assertLessEqual(seen, after, "a product that was committed is gone")
                seen = after
            done = run("import", "catalog", catalogue, "--data-dir", data_dir)
            self.assertIn(f"rows read {products}, imported {products}, merged 0, rejected 0", done)
            self.assertEqual(len(exported_ids(data_dir)), products)
            self.assertIn("everything is in order", run("doctor", "--data-dir", data_dir))


class BesideARunningServer(unittest.TestCase):
    def test_an_import_is_searchable_within_two_seconds(self):
        with tempfile.TemporaryDirectory(prefix="khoj-crash-") as data_dir:
            catalogue = os.path.join(data_dir, "one.jsonl")
            with open(catalogue, "w", encoding="utf-8") as file:
                file.write('{"id":"z1","title":"Zarikari shawl"}\n')
            server = KhojServer(data_dir=data_dir)
            try:
                run("import", "catalog", catalogue, "--data-dir", data_dir)
                began = time.monotonic()
                while server.ask("POST", "/api/v1/search", {"query": "zarikari"}).json()["total_results"] != 1:
                    self.assertLess(time.monotonic() - began, 2.0)
                    time.sleep(0.02)
                self.assertEqual(server.stop(), 0)
            finally:
                server.kill()


if __name__ == "__main__":
    unittest.main()
