"""The circle over HTTP: searches are noted, clicks come back by request id, reports tell what was searched."""

import os
import shutil
import sqlite3
import tempfile
import time
import unittest

from khoj_server import KhojServer, ServerTest

PRODUCTS = [
    {"id": "w1", "title": "Smart watch with heart rate monitor", "price": 1799},
    {"id": "k1", "title": "Cotton kurta, block printed", "price": 899},
]


def click(event_id, request_id, **more):
    return {"event_id": event_id, "type": "click", "request_id": request_id, "product_id": "w1", **more}


def report(server, name, **headers):
    answer = server.ask("GET", f"/api/v1/analytics/queries?report={name}", headers=headers)
    assert answer.status == 200, answer.body
    return {row["query"]: row for row in answer.json()["items"]}


def metric(server, name):
    for line in server.ask("GET", "/metrics/prometheus").body.decode().splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    raise AssertionError(f"there is no metric {name}")


class EventsTest(ServerTest):
    environment = {
        "KHOJ_EVENTS_FOLD_WINDOW_MS": "600",
        "KHOJ_EVENTS_SURFACE_SAMPLE_RATES": "autosuggest=1",
        "KHOJ_SUGGEST_REBUILD_INTERVAL_MS": "50",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200

    def setUp(self):
        self.eventually(lambda: self.search(query="block printed heart rate").json()["total_results"] > 0)

    def searches(self, query):
        return report(self.server, "popular").get(query, {"searches": 0})["searches"]

    def test_X_10_a_search_is_counted_and_its_click_too(self):
        found = self.search(query="smart watch")
        self.assertEqual(found.status, 200)
        request_id = found.headers["X-Request-Id"]
        # At once: the impression may not be written yet.
        sent = self.ask("POST", "/api/v1/events", body=click("c1", request_id, position=0))
        self.assertEqual(sent.json()["accepted"], 1, sent.body)
        self.eventually(lambda: self.searches("smart watch") >= 1)
        figures = report(self.server, "click_through")["smart watch"]
        self.assertEqual(figures["clicks"], 1)
        self.assertEqual(figures["clicked_searches"], 1)
        again = self.ask("POST", "/api/v1/events", body=[click("c1", request_id), click("c2", request_id)]).json()
        self.assertEqual((again["accepted"], again["duplicates"]), (1, 1))
        self.assertEqual(report(self.server, "popular")["smart watch"]["clicks"], 2)

    def test_X_10_half_typed_queries_count_as_the_last(self):
        for typed in ("kur", "kurt", "kurta"):
            self.assertEqual(self.search(query=typed, session_id="a-typing-session").status, 200)
        self.eventually(lambda: self.searches("kurta") == 1, within_s=5.0)
        popular = report(self.server, "popular")
        self.assertNotIn("kur", popular)
        self.assertNotIn("kurt", popular)
        self.assertGreaterEqual(metric(self.server, "khoj_impressions_folded_total"), 2)

    def test_X_10_what_finds_nothing_is_reported(self):
        self.search(query="zzqqxx")
        self.eventually(lambda: "zzqqxx" in report(self.server, "no_results"))

    def test_X_10_what_is_searched_is_suggested(self):
        def suggested():
            answer = self.ask("POST", "/api/v1/autosuggest", body={"query": "kurta for"})
            return "kurta for diwali" in [suggestion["text"] for suggestion in answer.json()["suggestions"]]

        for _ in range(3):
            self.assertGreater(self.search(query="kurta for diwali").json()["total_results"], 0)
        self.eventually(suggested, within_s=10.0)

    def test_X_11_suggestions_are_recorded_and_count_as_no_search(self):
        before = metric(self.server, "khoj_impressions_recorded_total")
        self.ask("POST", "/api/v1/autosuggest", body={"query": "smart wat"})
        self.eventually(lambda: metric(self.server, "khoj_impressions_recorded_total") > before)
        self.assertEqual(self.searches("smart wat"), 0)

    def test_X_11_what_does_not_fit_is_named(self):
        answer = self.ask("POST", "/api/v1/events", body=click("c", "request-0001", quantity=0))
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.json()["detail"][0]["loc"], ["body", "quantity"])

    def test_the_operator_sees_what_is_recorded(self):
        before = metric(self.server, "khoj_events_accepted_total")
        self.ask("POST", "/api/v1/events", body=click("m1", "request-0001"))
        self.assertEqual(metric(self.server, "khoj_events_accepted_total"), before + 1)
        self.assertEqual(metric(self.server, "khoj_impressions_dropped_total"), 0)


class PrivacyAndDurabilityTest(unittest.TestCase):
    def setUp(self):
        self.data_dir = tempfile.mkdtemp(prefix="khoj-events-")
        self.addCleanup(shutil.rmtree, self.data_dir, ignore_errors=True)

    def rows(self, sql):
        with sqlite3.connect(os.path.join(self.data_dir, "khoj.db")) as database:
            return database.execute(sql).fetchall()

    def test_X_11_what_was_acknowledged_survives_a_kill(self):
        server = KhojServer(data_dir=self.data_dir)
        try:
            events = [click(f"e{i}", "request-0001") for i in range(100)]
            self.assertEqual(server.ask("POST", "/api/v1/events", body=events).json()["accepted"], 100)
        finally:
            server.kill()
        self.assertEqual(self.rows("SELECT count(*) FROM events"), [(100,)])

    def test_X_11_an_end_writes_what_waits_and_no_session_is_kept(self):
        server = KhojServer(data_dir=self.data_dir)
        try:
            session = "secret-session-4711"
            self.assertEqual(server.ask("POST", "/api/v1/products", body=PRODUCTS).status, 200)
            found = server.ask("POST", "/api/v1/search", body={"query": "watch", "session_id": session})
            request_id = found.headers["X-Request-Id"]
            sent = server.ask("POST", "/api/v1/events", body={**click("e1", request_id), "session_id": session})
            self.assertEqual(sent.json()["accepted"], 1)
            # At once: the query still waits for the letters that might follow.
            self.assertEqual(server.stop(), 0)
            with open(server.log_path, "rb") as log:
                self.assertNotIn(session.encode(), log.read())
        finally:
            server.kill()
        self.assertEqual(self.rows("SELECT request_id FROM impressions"), [(request_id,)])
        self.assertEqual(self.rows("SELECT query, searches, clicks FROM query_hours"), [("watch", 1.0, 1.0)])
        for name in os.listdir(self.data_dir):
            path = os.path.join(self.data_dir, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    self.assertNotIn(session.encode(), file.read(), name)

    def test_old_rows_are_removed_in_the_background(self):
        server = KhojServer(data_dir=self.data_dir)
        try:
            server.ask("POST", "/api/v1/search", body={"query": "watch"})
            server.ask("POST", "/api/v1/events", body=click("e1", "request-0001"))
        finally:
            self.assertEqual(server.stop(), 0)
            server.kill()
        long_ago = int(time.time() * 1000) - 500 * 86_400_000
        with sqlite3.connect(os.path.join(self.data_dir, "khoj.db")) as database:
            database.execute(f"UPDATE impressions SET at_ms = {long_ago}")
            database.execute(f"UPDATE events SET received_ms = {long_ago}")
            database.execute(f"UPDATE query_hours SET hour = {long_ago // 3_600_000}")
        server = KhojServer(data_dir=self.data_dir)
        try:
            deadline = time.monotonic() + 10
            tables = ("impressions", "events", "query_hours")
            while any(self.rows(f"SELECT count(*) FROM {table}") != [(0,)] for table in tables):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
        finally:
            server.kill()


class KeyTest(ServerTest):
    environment = {"KHOJ_ADMIN_KEY": "a-long-enough-admin-key"}

    def test_events_need_no_key_and_analytics_do(self):
        self.assertEqual(self.ask("POST", "/api/v1/events", body=click("e1", "request-0001")).status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/analytics/queries").status, 401)
        self.assertEqual(report(self.server, "popular", **{"X-Admin-Key": self.environment["KHOJ_ADMIN_KEY"]}), {})


if __name__ == "__main__":
    unittest.main()
