"""What a shop's people change while it is open: policies, versions of the settings, the index. No search may fail meanwhile."""

import threading
import unittest

from khoj_server import KhojServer, ServerTest

PRODUCTS = [{"id": f"p{i}", "title": f"Brass lamp {i}", "description": "handmade by artisans", "price": 100 + i} for i in range(3000)]
POLICY = """name: {name}
sources:
  - source: lexical
rank:
  {feature}: 1
"""


class AdministrationTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200

    def total(self, query):
        answer = self.search(query=query)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["total_results"]

    def index(self):
        return self.ask("GET", "/api/v1/index").json()

    def test_policies_are_saved_listed_and_removed(self):
        saved = self.ask("PUT", "/api/v1/policies/festival", body=POLICY.format(name="festival", feature="discount"))
        self.assertEqual(saved.status, 200, saved.body)
        self.assertEqual((saved.json()["origin"], saved.json()["version"]), ("saved", 1))
        again = self.ask("PUT", "/api/v1/policies/festival", body=POLICY.format(name="festival", feature="trust"))
        self.assertEqual(again.json()["version"], 2)
        listed = {item["name"]: item for item in self.ask("GET", "/api/v1/policies").json()["items"]}
        self.assertIn("trust", listed["festival"]["yaml"])
        self.assertEqual(listed["search"]["origin"], "built-in")
        self.assertEqual(self.ask("DELETE", "/api/v1/policies/festival").status, 204)
        self.assertEqual(self.ask("GET", "/api/v1/policies/festival").status, 404)
        self.assertEqual(self.ask("DELETE", "/api/v1/policies/festival").status, 404)

    def test_a_saved_policy_hides_a_built_in_one_until_it_is_removed(self):
        self.assertEqual(self.ask("PUT", "/api/v1/policies/search", body=POLICY.format(name="search", feature="popularity")).status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/policies/search").json()["origin"], "saved")
        self.eventually(lambda: self.total("brass lamp") == len(PRODUCTS))
        self.assertEqual(self.ask("DELETE", "/api/v1/policies/search").status, 204)
        self.assertEqual(self.ask("GET", "/api/v1/policies/search").json()["origin"], "built-in")

    def test_a_policy_that_is_wrong_is_answered_with_its_line(self):
        wrong = [
            ("x", "name: x\nsources: 7\nrank: {relevance: 1}\n", "policy:2"),
            ("x", POLICY.format(name="x", feature="magic"), "magic"),
            ("x", POLICY.format(name="y", feature="trust"), "name"),
            ("X!", POLICY.format(name="X!", feature="trust"), "name"),
            ("x", "name: [", "policy"),
            ("x", "", "policy"),
        ]
        for name, yaml, expected in wrong:
            answer = self.ask("PUT", f"/api/v1/policies/{name}", body=yaml)
            self.assertEqual(answer.status, 422, (yaml, answer.body))
            self.assertIn(expected, answer.body.decode())

    def test_settings_go_back_to_an_earlier_version(self):
        settings = self.ask("GET", "/api/v1/settings").json()
        settings["stop_words"] = ["brass"]
        first = self.ask("PUT", "/api/v1/settings", body=settings).json()["version"]
        settings["stop_words"] = []
        self.ask("PUT", "/api/v1/settings", body=settings)
        restored = self.ask("POST", "/api/v1/settings/restore", body={"version": first})
        self.assertEqual(restored.status, 200, restored.body)
        self.assertEqual(restored.json()["stop_words"], ["brass"])
        self.assertEqual(restored.json()["version"], first + 2)
        versions = [item["version"] for item in self.ask("GET", "/api/v1/settings/versions").json()["items"]]
        self.assertEqual(versions[:3], [first + 2, first + 1, first])
        self.assertEqual(self.ask("POST", "/api/v1/settings/restore", body={"version": 999}).status, 404)
        self.assertEqual(self.ask("POST", "/api/v1/settings/restore", body={}).status, 422)

    def test_X_06_indexes_change_places_and_back_while_every_search_is_answered(self):
        self.eventually(lambda: self.total("brass lamp") == len(PRODUCTS))
        before = self.index()["live"]
        stop = threading.Event()
        totals = set()

        def shopper():
            while not stop.is_set():
                answer = self.search(query="lamp")
                totals.add((answer.status, answer.json().get("total_results")))

        thread = threading.Thread(target=shopper)
        thread.start()
        try:
            settings = self.ask("GET", "/api/v1/settings").json()
            only_titles = {**settings, "searchable": [{"name": "title", "weight": 1}]}
            self.ask("PUT", "/api/v1/settings", body=only_titles)
            self.eventually(lambda: self.index()["live"] != before, within_s=30)
            self.assertEqual(self.total("artisans"), 0)
            self.assertEqual(self.index()["previous"], before)
            self.ask("PUT", "/api/v1/settings", body=settings)
            self.eventually(lambda: self.index()["live"] == before, within_s=30)
            self.assertEqual(self.total("artisans"), len(PRODUCTS))
            switches = self.index()["switches"]
            self.assertEqual(self.ask("POST", "/api/v1/index/rebuild").status, 202)
            self.eventually(lambda: self.index()["switches"] == switches + 1, within_s=30)
        finally:
            stop.set()
            thread.join()
        self.assertEqual(totals, {(200, len(PRODUCTS))})


class GuardedAdministrationTest(unittest.TestCase):
    def test_changes_need_the_admin_key(self):
        server = KhojServer(environment={"KHOJ_ADMIN_KEY": "k" * 32})
        try:
            for method, path in [
                ("PUT", "/api/v1/policies/x"),
                ("DELETE", "/api/v1/policies/x"),
                ("POST", "/api/v1/settings/restore"),
                ("POST", "/api/v1/index/rebuild"),
            ]:
                self.assertEqual(server.ask(method, path, body="{}").status, 401, path)
        finally:
            server.kill()


if __name__ == "__main__":
    unittest.main()
