"""kill -9 while shoppers act and while jobs run: every event that was acknowledged is kept and counts again, and what a job
had made stays until it has been run anew."""

import http.client
import itertools
import os
import sys
import tempfile
import threading
import time
import unittest

from khoj_server import KhojServer, kill_amid, run

ROUNDS = int(os.environ.get("KHOJ_CRASH_ROUNDS", "3"))
CONNECTIONS = 6
# A killed server's lease lasts a minute.
LEASE_S = 75


def products(count):
    return [
        {"id": f"K{number:09d}", "title": f"Killproof lamp {number}", "categories": ["Home > Lamps"], "price": 100 + number}
        for number in range(count)
    ]


def ask_json(server, target):
    answer = server.ask("GET", target)
    assert answer.status == 200, (target, answer.body)
    return answer.json()


def eventually(test, check, within_s):
    deadline = time.monotonic() + within_s
    while not check():
        test.assertLess(time.monotonic(), deadline, "it did not come true in time")
        time.sleep(0.05)


class KilledAmongEvents(unittest.TestCase):
    def test_T2_27_every_acknowledged_event_is_kept_and_counts_again(self):
        with tempfile.TemporaryDirectory(prefix="khoj-crash-") as data_dir:
            told = {f"u{worker}": [] for worker in range(CONNECTIONS)}
            for round_number in range(ROUNDS):
                server = KhojServer(data_dir=data_dir)
                if round_number == 0:
                    self.assertEqual(server.ask("POST", "/api/v1/products", products(CONNECTIONS + 20)).status, 200)
                self.act_until_killed(server, round_number, told)
            acknowledged = sum(map(len, told.values()))
            print(f"{ROUNDS} rounds, {acknowledged} acknowledged events", file=sys.stderr)
            self.assertGreater(acknowledged, ROUNDS * CONNECTIONS)
            server = KhojServer(data_dir=data_dir)
            try:
                for user, events in told.items():
                    self.assertEqual(set(events) - self.kept(server, user), set(), user)
                self.counts_again(server, told)
                self.assertEqual(server.stop(), 0)
            finally:
                server.kill()

    def act_until_killed(self, server, round_number, told):
        """Each connection is one shopper who wants one product of their own, one event after the other."""
        stop = threading.Event()

        def act(worker):
            user = f"u{worker}"
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            for number in itertools.count():
                if stop.is_set():
                    break
                event_id = f"r{round_number}-{user}-{number}"
                body = f'{{"event_id":"{event_id}","type":"click","user_id":"{user}","product_id":"K{worker:09d}"}}'
                try:
                    connection.request("POST", "/api/v1/events", body=body)
                    response = connection.getresponse()
                    response.read()
                except (OSError, http.client.HTTPException):
                    break
                if response.status == 200:
                    told[user].append(event_id)
            connection.close()

        workers = [threading.Thread(target=act, args=(worker,)) for worker in range(CONNECTIONS)]
        kill_amid(server, workers, stop, round_number)

    @staticmethod
    def kept(server, user):
        events, cursor = set(), ""
        while cursor is not None:
            page = ask_json(server, f"/api/v1/users/{user}/data?limit=10000&cursor={cursor}")
            events.update(event["event_id"] for event in page["events"])
            cursor = page["next_cursor"]
        return events

    def counts_again(self, server, told):
        """Every product that was wanted is trending again, and before all that nobody wanted; each shopper has a home page."""
        wanted = {f"K{worker:09d}" for worker in range(CONNECTIONS)}

        def trending():
            page = ask_json(server, "/recommendations/home?user_id=u0&response_limit=20")
            return {item["id"] for item in page["trending"][:CONNECTIONS]}

        eventually(self, lambda: trending() == wanted, within_s=20)
        for user in told:
            history = ask_json(server, f"/interactions/{user}")
            self.assertEqual({item["product_id"] for item in history}, {f"K{int(user[1:]):09d}"})
            self.assertTrue(ask_json(server, f"/recommendations/home?user_id={user}")["personalized"], user)


class KilledInTheMiddleOfAJob(unittest.TestCase):
    def test_T2_22_T2_23_the_old_version_serves_and_the_job_runs_again(self):
        with tempfile.TemporaryDirectory(prefix="khoj-crash-") as data_dir:
            catalogue = os.path.join(data_dir, "shop.jsonl")
            run("simulate", "catalog", "--products", 20_000, "--seed", 3, "--out", catalogue)
            run("import", "catalog", catalogue, "--data-dir", data_dir)
            run("job", "run", "content", "--data-dir", data_dir)
            server = KhojServer(data_dir=data_dir)
            try:
                before = self.similar(server)
                live = self.live(server)
                self.assertEqual(server.ask("POST", "/api/v1/jobs/content/run").status, 202)
                eventually(self, lambda: self.job(server)["state"] == "running", within_s=20)
                server.process.kill()
                server.process.wait()
            finally:
                server.kill()
            server = KhojServer(data_dir=data_dir)
            try:
                self.assertEqual(self.live(server), live)
                eventually(self, lambda: self.similar(server) == before, within_s=20)
                # It is made up for by itself, once the killed server's lease has ended.
                eventually(self, lambda: self.live(server) > live, within_s=LEASE_S)
                eventually(self, lambda: self.job(server)["state"] == "idle", within_s=20)
                self.assertEqual(self.job(server)["last_run"]["result"], "succeeded")
                runs = self.job(server)["runs"]
                self.assertEqual(server.ask("POST", "/api/v1/jobs/content/run").status, 202)
                eventually(self, lambda: self.job(server)["runs"] > runs and self.job(server)["state"] == "idle", within_s=30)
                self.assertEqual(self.job(server)["last_run"]["result"], "succeeded")
                self.assertEqual(self.similar(server), before)
            finally:
                server.kill()

    @staticmethod
    def job(server):
        return next(job for job in ask_json(server, "/api/v1/jobs")["items"] if job["name"] == "content")

    @staticmethod
    def live(server):
        return next(item for item in ask_json(server, "/api/v1/artefacts")["items"] if item["name"] == "content")["live"]

    @staticmethod
    def similar(server):
        answer = server.ask("POST", "/api/v1/recommendations", body={"product_id": "p00000007", "max": 20})
        assert answer.status == 200, answer.body
        return [item["product_id"] for item in answer.json()["results"]]


if __name__ == "__main__":
    unittest.main()
