"""X-04: what a shop's people pin, hide and lift, and when."""

import time
import unittest

from khoj_server import ServerTest

PRODUCTS = [
    {"id": f"d{i}", "title": f"Clay diya {i}", "brand": "Rangoli" if i % 2 else "Deepak", "categories": ["Home > Lamps"],
     "price": 100 + i, "rating": 4.5 - i / 10, "rating_count": 50, "created_at": 1_600_000_000_000 + i * 86_400_000}
    for i in range(10)
] + [{"id": "kurta", "title": "Silk kurta", "brand": "Rangoli", "categories": ["Clothing > Kurtas"], "price": 900}]


class CurationTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200

    def setUp(self):
        self.eventually(lambda: len(self.found("diya")) == 10)
        self.order = self.found("diya")

    def tearDown(self):
        for rule in self.ask("GET", "/api/v1/curations").json()["items"]:
            self.ask("DELETE", f"/api/v1/curations/{rule['name']}")

    def rule(self, name, **rule):
        answer = self.ask("PUT", f"/api/v1/curations/{name}", body=rule)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def found(self, query, **more):
        answer = self.search(query=query, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return [item["product_id"] for item in answer.json()["results"]]

    def test_pins_stand_at_their_positions_over_all_pages(self):
        last = self.order[-1]
        self.rule("a", queries=["diya"], pins=[{"product_id": last, "position": 1}, {"product_id": "kurta", "position": 4}])
        expected = [last, *self.order[:2], "kurta", *self.order[2:-1]]
        self.assertEqual(self.found("Diya"), expected)
        self.assertEqual(self.found("diya", max=4, offset=4), expected[4:8])
        self.assertEqual(self.search(query="diya").json()["total_results"], 11)
        self.assertEqual(self.found("clay diya"), self.found("clay diya ", max=24), "another query")
        self.assertNotIn("kurta", self.found("clay diya"))

    def test_pins_and_lifts_respect_filters(self):
        self.rule("a", queries=["diya"], pins=[{"product_id": "kurta", "position": 1}])
        self.assertNotIn("kurta", self.found("diya", chips=["under_500"]))
        self.assertNotIn("kurta", self.found("diya", filter="category:lamps"))

    def test_hides_are_neither_shown_nor_counted(self):
        hidden = self.order[0]
        self.rule("a", hides=[hidden], pins=[{"product_id": hidden, "position": 1}])
        answer = self.search(query="diya", facets=["brand"]).json()
        self.assertEqual([item["product_id"] for item in answer["results"]], self.order[1:])
        self.assertEqual(answer["total_results"], 9)
        self.assertEqual(sum(value["count"] for value in answer["facets"][0]["values"]), 9)

    def test_boosts_and_decays_are_explained(self):
        self.rule("cheap", queries=["diya"], match="contains", boosts=[{"filter": "price >= 109", "weight": 1.5}])
        self.rule("fresh", queries=["diya"], match="contains", decays=[{"field": "created", "half_distance": 365, "weight": 1}])
        answer = self.search(query="nice clay diya for home", explain=True).json()
        self.assertEqual(answer["results"][0]["product_id"], "d9")
        shares = answer["results"][0]["explanation"]["shares"]
        curated = [share for share in shares if share["step"] == "rank.curation"]
        self.assertEqual(len(curated), 2)
        self.assertAlmostEqual(max(share["share"] for share in curated), 1.5)
        for item in answer["results"]:
            self.assertAlmostEqual(sum(s["share"] for s in item["explanation"]["shares"]), item["ranking_score"], delta=1e-6)

    def test_rules_have_their_time_and_can_be_switched_off(self):
        now = int(time.time() * 1000)
        pins = [{"product_id": self.order[-1], "position": 1}]
        self.rule("past", queries=["diya"], pins=pins, until_ms=now - 1000)
        self.rule("future", queries=["diya"], pins=pins, from_ms=now + 3_600_000)
        self.rule("off", queries=["diya"], pins=pins, enabled=False)
        self.assertEqual(self.found("diya"), self.order)
        self.rule("now", queries=["diya"], pins=pins, from_ms=now - 1000, until_ms=now + 3_600_000)
        self.assertEqual(self.found("diya")[0], self.order[-1])

    def test_a_categorys_page_has_rules_of_its_own(self):
        self.rule("lamps", category="Lamps", pins=[{"product_id": "d9", "position": 1}])
        page = self.ask("POST", "/api/v1/browse", body={"filter": "category:lamps"}).json()
        self.assertEqual(page["results"][0]["product_id"], "d9")
        self.assertEqual(self.found("diya"), self.order)

    def test_a_product_that_comes_later_is_pinned_then(self):
        self.rule("a", queries=["diya"], pins=[{"product_id": "later", "position": 1}])
        self.assertEqual(self.found("diya"), self.order)
        self.ask("POST", "/api/v1/products", body={"id": "later", "title": "Brass oil lamp", "price": 700})
        self.eventually(lambda: self.found("diya")[0] == "later")
        self.ask("DELETE", "/api/v1/products/later")
        self.eventually(lambda: self.found("diya") == self.order)

    def test_mistakes_are_named_and_versions_rise(self):
        for body, expected in [
            ({"boosts": [{"filter": "colour-of-magic:octarine", "weight": 1}]}, "boosts[0].filter"),
            ({"boosts": [{"filter": "price >", "weight": 1}]}, "boosts[0].filter"),
            ({"decays": [{"field": "brand", "half_distance": 1, "weight": 1}]}, "decays[0]"),
            ({"pins": [{"product_id": "a", "position": 0}]}, "position"),
            ({"pin": []}, "pin"),
        ]:
            answer = self.ask("PUT", "/api/v1/curations/x", body=body)
            self.assertEqual(answer.status, 422, (body, answer.body))
            self.assertIn(expected, answer.body.decode())
        self.assertEqual(self.rule("x", hides=["a"])["version"], 1)
        self.assertEqual(self.rule("x", hides=["b"])["version"], 2)
        self.assertEqual(self.ask("GET", "/api/v1/curations/x").json()["rule"]["hides"], ["b"])
        self.assertEqual(self.ask("DELETE", "/api/v1/curations/x").status, 204)
        self.assertEqual(self.ask("GET", "/api/v1/curations/x").status, 404)


if __name__ == "__main__":
    unittest.main()
