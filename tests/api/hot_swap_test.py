"""New versions of what jobs make take their place, and older ones come back, while requests run: none fails, none is empty."""

import http.client
import json
import threading
import time

from khoj_server import ServerTest
from recommendations_test import PRODUCTS

JOBS = ("content", "rules", "trending")
ROUNDS = 4
SURFACES = {
    "/recommendations/home?user_id=asha&response_limit=10": ("trending", "best_value", "diverse_picks", "personalized"),
    "/recommendations/product/E000000001": ("similar",),
    "/recommendations/product/S000000002?response_limit=60": ("similar",),
    "/recommendations/search?query=wired+earphones": ("results",),
}


class Asker(threading.Thread):
    """Asks one surface over and over on one connection, and keeps what was wrong."""

    def __init__(self, port, target, lists):
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.target, self.lists = target, lists
        self.stop = threading.Event()
        self.answers = 0
        self.wrong = []

    def run(self):
        while not self.stop.is_set():
            try:
                self.connection.request("GET", self.target)
                response = self.connection.getresponse()
                body = response.read()
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                return
            self.answers += 1
            if response.status != 200:
                self.wrong.append((response.status, body))
            elif empty := [name for name in self.lists if not json.loads(body)[name]]:
                self.wrong.append(("empty", empty))


class HotSwapTest(ServerTest):
    arguments = ("--set", "artefacts.keep=5", "--set", "jobs.enabled=false")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200
        events = [
            {"event_id": f"{user}-{product}", "type": "cart", "user_id": user, "product_id": f"E{product:09d}"}
            for user in ("asha", "ravi", "meera", "john")
            for product in (1, 2, 3)
        ]
        assert cls.server.ask("POST", "/api/v1/events", body=events).json()["accepted"] == len(events)

    def job(self, name):
        return next(job for job in self.ask("GET", "/api/v1/jobs").json()["items"] if job["name"] == name)

    def run_to_the_end(self, name):
        """Also where the server began the first run of it by itself. Jobs stand behind requests: on a busy machine, or with a
        sanitizer, one takes a minute."""
        self.eventually(lambda: self.job(name)["state"] == "idle", within_s=120)
        before = self.job(name)["runs"]
        self.assertEqual(self.ask("POST", f"/api/v1/jobs/{name}/run").status, 202)
        self.eventually(lambda: self.job(name)["runs"] > before and self.job(name)["state"] == "idle", within_s=120)
        last = self.job(name)["last_run"]
        self.assertEqual(last["result"], "succeeded", last)

    def live(self):
        return {item["name"]: item["live"] for item in self.ask("GET", "/api/v1/artefacts").json()["items"]}

    def test_T2_22_T2_23_no_request_notices_that_models_are_replaced(self):
        self.eventually(lambda: self.search(query="earphones").json()["total_results"] == 20, within_s=10)
        for name in JOBS:
            self.run_to_the_end(name)
        first = self.live()
        askers = [Asker(self.server.port, *surface) for surface in SURFACES.items()]
        for asker in askers:
            asker.start()
        try:
            for _ in range(ROUNDS):
                for name in JOBS:
                    self.run_to_the_end(name)
            newest = self.live()
            for name in ("content", "trending"):
                self.assertGreaterEqual(newest[name], first[name] + ROUNDS, newest)
                self.assertEqual(self.ask("POST", f"/api/v1/artefacts/{name}/rollback").json()["live"], newest[name] - 1)
            time.sleep(1.5)  # The engine looks once a second.
        finally:
            for asker in askers:
                asker.stop.set()
            for asker in askers:
                asker.join()
                asker.connection.close()
        for asker in askers:
            self.assertEqual(asker.wrong[:3], [], asker.target)
            self.assertGreater(asker.answers, ROUNDS, asker.target)


if __name__ == "__main__":
    import unittest

    unittest.main()
