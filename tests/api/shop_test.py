"""The whole way: products in over HTTP, found by search, changed, gone; and what an operator sees meanwhile."""

import gzip
import json
import socket
import unittest

from khoj_server import KhojServer, ServerTest

WATCHES = [
    {"id": "w1", "title": "Smart watch with heart rate monitor", "brand": "Tikk", "price": 1799, "rating": 4.2, "rating_count": 90},
    {"id": "w2", "title": "Smart watch for children", "brand": "Samay", "price": 2499, "rating": 3.9, "rating_count": 12},
    {"id": "k1", "title": "Cotton kurta, block printed", "brand": "Rangoli", "price": 899, "attributes": {"color": "blue"}},
]


class ShopTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        answer = cls.server.ask("POST", "/api/v1/products", body=WATCHES)
        assert answer.status == 200 and answer.json()["created"] == len(WATCHES), answer.body

    def found(self, query, **more):
        answer = self.search(query=query, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return [item["product_id"] for item in answer.json()["results"]]

    def test_what_is_written_is_found(self):
        self.eventually(lambda: set(self.found("smart watch")) == {"w1", "w2"})
        self.assertEqual(self.found("smart watch", chips=["under_2000"]), ["w1"])
        self.assertEqual(self.found("kurta"), ["k1"])

    def test_search_has_k0s_shape(self):
        self.eventually(lambda: "w1" in self.found("watch"))
        body = self.search(query="watch").json()
        self.assertLessEqual(
            {"results", "strips", "chips", "normalized_query", "total_results", "processing_time_ms", "request_id"}, body.keys()
        )
        self.assertLessEqual(
            {"product_id", "title", "brand", "category", "price", "rating", "review_count", "relevance_score",
             "ranking_score", "seller_id", "cod_available", "pincode_eta"},
            body["results"][0].keys(),
        )

    def test_explanations_add_up(self):
        self.eventually(lambda: "w1" in self.found("watch"))
        for item in self.search(query="smart watch", explain=True).json()["results"]:
            shares = sum(share["share"] for share in item["explanation"]["shares"])
            self.assertAlmostEqual(shares, item["ranking_score"], delta=1e-6)

    def test_changes_are_seen_within_a_second(self):
        self.assertEqual(self.ask("POST", "/api/v1/products", body={"id": "x/1", "title": "Zafrani attar"}).status, 200)
        self.eventually(lambda: self.found("zafrani") == ["x/1"], within_s=1.0)
        patched = self.ask("PATCH", "/api/v1/products/x%2F1", body={"title": "Gulabi attar"})
        self.assertEqual(patched.status, 200, patched.body)
        self.eventually(lambda: self.found("gulabi") == ["x/1"], within_s=1.0)
        self.assertEqual(self.ask("DELETE", "/api/v1/products/x%2F1").status, 204)
        self.eventually(lambda: "x/1" not in self.found("gulabi"), within_s=1.0)
        self.assertEqual(self.ask("GET", "/api/v1/products/x%2F1").status, 404)

    def test_lines_are_written_one_by_one(self):
        lines = "\n".join(['{"id":"n1","title":"Naya"}', '{"id":"n2"}', "oops"])
        answer = self.ask("POST", "/api/v1/products", body=lines, headers={"Content-Type": "application/x-ndjson"}).json()
        self.assertEqual([item["status"] for item in answer["items"]], ["created", "rejected", "rejected"])

    def test_prices_of_many_products_change_in_one_request(self):
        products = [{"id": f"many{i}", "title": f"Kanjivaram {i}", "price": 5000} for i in range(3)]
        self.assertEqual(self.ask("POST", "/api/v1/products", body=products).status, 200)
        self.eventually(lambda: len(self.found("kanjivaram")) == 3)
        patches = [{"id": "many0", "price": 900}, {"id": "nobody", "price": 1}, {"id": "many1", "price": -1},
                   {"price": 2}, {"id": "many2", "stock": 0}]
        answer = self.ask("PATCH", "/api/v1/products", body=patches)
        self.assertEqual(answer.status, 200, answer.body)
        items = answer.json()["items"]
        self.assertEqual([item["status"] for item in items], ["updated", "rejected", "rejected", "rejected", "updated"])
        self.assertEqual([item["id"] for item in items], ["many0", "nobody", "many1", None, "many2"])
        self.assertEqual(items[2]["error"]["field"], "price")
        self.assertEqual(items[3]["error"]["field"], "id")
        self.eventually(lambda: self.found("kanjivaram", filter="price < 1000") == ["many0"], within_s=1.0)
        self.eventually(lambda: self.found("kanjivaram", filter="in_stock = false") == ["many2"], within_s=1.0)
        self.assertEqual(self.ask("GET", "/api/v1/products/many0").json()["title"], "Kanjivaram 0")
        self.assertEqual(self.ask("PATCH", "/api/v1/products", body={"id": "nobody", "price": 1}).status, 404)
        self.assertEqual(self.ask("PATCH", "/api/v1/products", body={"id": "many0", "price": -1}).status, 422)

    def test_pages_hold_every_product_once(self):
        ids, target = [], "/api/v1/products?limit=2"
        while target:
            page = self.ask("GET", target).json()
            ids += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            target = cursor and f"/api/v1/products?limit=2&cursor={cursor}"
        self.assertEqual(ids, sorted(set(ids)))
        self.assertLessEqual({"w1", "w2", "k1"}, set(ids))

    def test_what_does_not_fit_is_422_and_named(self):
        for body, field in [({}, "query"), ({"query": "q", "max": 0}, "max"), ({"query": "q", "pincode": "1"}, "pincode"),
                            ({"query": "q", "chips": ["no_such_chip"]}, "chips")]:
            answer = self.search(**body)
            self.assertEqual(answer.status, 422, answer.body)
            self.assertEqual(answer.json()["detail"][0]["loc"][:2], ["body", field])

    def test_settings_round_trip(self):
        settings = self.ask("GET", "/api/v1/settings").json()
        settings["synonyms"] = [{"from": "ghadi", "to": ["watch"]}]
        self.assertEqual(self.ask("PUT", "/api/v1/settings", body=settings).status, 200)
        self.eventually(lambda: "w1" in self.found("ghadi"))

    def test_the_operator_sees_how_it_is(self):  # K0-20, K0-25
        health = self.ask("GET", "/health").json()
        self.assertEqual(health["status"], "healthy")
        metrics = self.ask("GET", "/metrics/prometheus").body.decode()
        self.assertIn('khoj_http_requests_total{method="GET",route="/health",status="200"}', metrics)
        answer = self.search(query="kurta")
        request_id = answer.headers["X-Request-Id"]
        self.eventually(lambda: any(line.get("request_id") == request_id for line in self.server.log_lines()))

    def test_the_documentation_is_there(self):  # K0-21
        document = self.ask("GET", "/openapi.json").json()
        self.assertIn("/api/v1/search", document["paths"])
        for page in ("/docs", "/redoc"):
            self.assertIn("text/html", self.ask("GET", page).headers["Content-Type"])
        zipped = self.ask("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
        self.assertEqual(json.loads(gzip.decompress(zipped.body)), document)


class KeyTest(ServerTest):
    environment = {"KHOJ_ADMIN_KEY": "a-long-enough-admin-key"}

    def test_writing_needs_the_key(self):
        product = {"id": "a", "title": "A"}
        self.assertEqual(self.ask("POST", "/api/v1/products", body=product).status, 401)
        self.assertEqual(self.ask("POST", "/api/v1/products", body=product, headers={"X-Admin-Key": "wrong"}).status, 401)
        key = {"Authorization": "Bearer " + self.environment["KHOJ_ADMIN_KEY"]}
        self.assertEqual(self.ask("POST", "/api/v1/products", body=product, headers=key).status, 200)
        self.assertEqual(self.ask("GET", "/api/v1/products/a").status, 200)


class DrainTest(unittest.TestCase):
    def test_what_was_acknowledged_survives_the_end(self):
        server = KhojServer()
        try:
            self.assertEqual(server.ask("POST", "/api/v1/products", body={"id": "a", "title": "A"}).status, 200)
            idle = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            self.assertEqual(server.stop(), 0)
            self.assertEqual(idle.recv(1), b"", "idle connections are closed")
            idle.close()
        finally:
            server.kill()


if __name__ == "__main__":
    unittest.main()
