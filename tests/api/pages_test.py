"""Filters, facets, sorting, groups, highlights and pages over HTTP, of searching and browsing (X-01, X-02, X-09)."""

import unittest

from khoj_server import ServerTest


def shoe(number, brand, price, size, **more):
    return {
        "id": f"s{number}", "title": f"{brand} running shoe {number}", "brand": brand, "price": price,
        "categories": ["Footwear > Running Shoes"], "rating": 3 + number % 3 / 2, "rating_count": 5,
        "variant_group": f"model-{number // 4}", "description": f"Light & fast: the {brand} shoe for every run.",
        "attributes": {"size": size, "shop": "12.97,77.59" if number % 2 else "28.61,77.20"}, **more,
    }


SHOES = [shoe(n, ["Campus", "Puma", "Red Tape"][n % 3], 500 + 100 * n, ["6", "7", "8", "9"][n % 4]) for n in range(24)]


class PagesTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        settings = cls.server.ask("GET", "/api/v1/settings").json()
        settings["filterable"] = [{"name": "attributes.size"}, {"name": "attributes.shop", "type": "geo"}]
        answer = cls.server.ask("PUT", "/api/v1/settings", body=settings)
        assert answer.status == 200, answer.body
        answer = cls.server.ask("POST", "/api/v1/products", body=SHOES)
        assert answer.status == 200, answer.body

    def setUp(self):
        self.eventually(lambda: self.browse(filter="exists(attributes.size)").status == 200, within_s=10.0)
        self.eventually(lambda: self.browse().json()["total_results"] == len(SHOES))

    def browse(self, **body):
        return self.ask("POST", "/api/v1/browse", body=body)

    def ids(self, answer):
        self.assertEqual(answer.status, 200, answer.body)
        return [item["product_id"] for item in answer.json()["results"]]

    def complaint(self, answer):
        self.assertEqual(answer.status, 422, answer.body)
        return answer.json()["detail"][0]

    def test_filters(self):
        found = self.search(query="running shoe", max=100, filter='price < 900 AND NOT brand:"Red Tape"')
        self.assertEqual(set(self.ids(found)), {"s0", "s1", "s3"})
        self.assertEqual(self.ids(self.browse(filter="price:[2700..2800]", sort=["price"])), ["s22", "s23"])
        self.assertEqual(len(self.ids(self.browse(filter="size:[6, 7]", max=100))), 12)
        near = self.browse(filter="geo(shop, 12.97, 77.6, 10km)", max=100)
        self.assertEqual(len(self.ids(near)), 12)

    def test_a_wrong_filter_says_where(self):
        detail = self.complaint(self.search(query="shoe", filter="price < AND"))
        self.assertEqual(detail["loc"], ["body", "filter"])
        self.assertEqual(detail["msg"], "at character 9, expected a number, not 'AND'")
        detail = self.complaint(self.browse(filter="weight > 3"))
        self.assertIn("there is no field 'weight'; expected one of price, rating", detail["msg"])

    def test_facets(self):
        body = self.browse(
            filter="brand:puma",
            facets=["brand", {"field": "size", "limit": 2}, {"field": "price", "histogram": {"interval": 1000}}],
        ).json()
        self.assertEqual(body["total_results"], 8)
        brands, sizes, prices = body["facets"]
        self.assertEqual(
            brands["values"],
            [{"value": "campus", "label": "Campus", "count": 8}, {"value": "puma", "label": "Puma", "count": 8},
             {"value": "red_tape", "label": "Red Tape", "count": 8}],
        )
        self.assertEqual((len(sizes["values"]), sizes["distinct"]), (2, 4))
        self.assertEqual(prices["stats"], {"min": 600, "max": 2700, "mean": 1650, "count": 8})
        self.assertEqual([bucket["count"] for bucket in prices["histogram"]], [2, 3, 3])
        self.assertNotIn("facets", self.browse().json())
        detail = self.complaint(self.browse(facets=["brand", {"field": "price", "histogram": {}}]))
        self.assertEqual(detail["loc"], ["body", "facets", 1, "histogram", "interval"])
        self.assertEqual(self.complaint(self.browse(facets=["taste"]))["loc"], ["body", "facets", 0, "field"])

    def test_sorts(self):
        self.assertEqual(self.ids(self.browse(sort=["price:desc"], max=2)), ["s23", "s22"])
        self.assertEqual(self.ids(self.search(query="shoe", sort=["rating:desc", "price:asc"], max=3)), ["s2", "s5", "s8"])
        drawn = self.ids(self.browse(sort=["_random(7)"]))
        self.assertEqual(self.ids(self.browse(sort=["_random(7)"])), drawn)
        self.assertNotEqual(self.ids(self.browse(sort=["_random(8)"])), drawn)
        self.assertEqual(self.complaint(self.browse(sort=["price", "colour"]))["loc"], ["body", "sort", 1])

    def test_cursors(self):
        for sort in ([], ["price:asc"], ["brand:desc", "_random(3)"]):
            seen, cursor = [], None
            while True:
                more = {"cursor": cursor} if cursor else {}
                body = self.search(query="running shoe", max=5, sort=sort, **more).json()
                seen += [item["product_id"] for item in body["results"]]
                cursor = body["next_cursor"]
                if cursor is None:
                    break
            self.assertEqual(sorted(seen), sorted(item["id"] for item in SHOES))
        self.assertEqual(self.complaint(self.browse(cursor="AAAA"))["loc"], ["body", "cursor"])

    def test_groups_count_once(self):
        body = self.browse(group_by="variant_group", facets=["size", "brand"], sort=["price:desc"], max=2).json()
        self.assertEqual(body["total_results"], 6)
        self.assertEqual([item["product_id"] for item in body["results"]], ["s23", "s19"])
        self.assertEqual(body["results"][0]["group"], {"key": "model-5", "size": 4})
        sizes, brands = body["facets"]
        self.assertEqual([value["count"] for value in sizes["values"]], [6, 6, 6, 6])
        self.assertEqual([value["count"] for value in brands["values"]], [6, 6, 6])
        self.assertNotIn("group", self.browse().json()["results"][0])
        self.assertEqual(self.complaint(self.browse(group_by="rating"))["loc"], ["body", "group_by"])

    def test_highlights(self):
        item = self.search(query="shoe campus", highlight=["title", "description"], max=1).json()["results"][0]
        self.assertIn("<mark>Campus</mark> running <mark>shoe</mark>", item["highlights"]["title"])
        self.assertEqual(
            item["highlights"]["description"],
            "Light &amp; fast: the <mark>Campus</mark> <mark>shoe</mark> for every run.",
        )
        self.assertNotIn("highlights", self.search(query="shoe").json()["results"][0])
        self.assertEqual(self.complaint(self.search(query="shoe", highlight=["price"]))["loc"], ["body", "highlight", 0])

    def test_facet_search(self):
        answer = self.ask("POST", "/api/v1/facets/search", body={"field": "brand", "prefix": "tap", "query": "shoe"})
        self.assertEqual(answer.json(), {"values": [{"value": "red_tape", "label": "Red Tape", "count": 8}], "distinct": 1})
        answer = self.ask("POST", "/api/v1/facets/search", body={"field": "size", "filter": "price > 2700"})
        self.assertEqual([value["value"] for value in answer.json()["values"]], ["9"])
        self.assertEqual(self.complaint(self.ask("POST", "/api/v1/facets/search", body={"field": "taste"}))["loc"], ["body", "field"])

    def test_the_budget_is_said(self):
        self.assertIs(self.search(query="shoe", budget_ms=60000).json()["partial"], False)
        self.assertIs(self.search(query="running shoe", budget_ms=0.001, facets=["brand"]).json()["partial"], True)
        self.assertEqual(self.complaint(self.browse(budget_ms=0))["loc"], ["body", "budget_ms"])

    def test_policies(self):
        self.assertEqual(len(self.ids(self.search(query="running shoe", policy="documents"))), 24)
        self.assertEqual(self.complaint(self.browse(policy="none"))["loc"], ["body", "policy"])


if __name__ == "__main__":
    unittest.main()
