"""How words match (X-03): misspelt, unfinished, as one or as two, quoted, excluded, by synonyms."""

import unittest

from khoj_server import ServerTest

PRODUCTS = [
    {"id": "watch", "title": "Smart watch for men"},
    {"id": "phones", "title": "Wireless bluetooth headphones"},
    {"id": "cover13", "title": "iPhone 13 leather cover"},
    {"id": "cover12", "title": "iPhone 12 silicone cover"},
    {"id": "shirt", "title": "Cotton T-Shirt for men"},
    {"id": "tv", "title": "Smart TV 43 inch"},
    {"id": "set", "title": "Colour television set"},
]


class MatchingTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200

    def setUp(self):
        self.eventually(lambda: self.search(query="set").json()["total_results"] == 1)

    def found(self, query):
        answer = self.search(query=query)
        self.assertEqual(answer.status, 200, answer.body)
        return [item["product_id"] for item in answer.json()["results"]]

    def test_what_was_meant_is_found(self):
        for query, first in [
            ("smrt wach", "watch"),
            ("wireles hedphone", "phones"),
            ("iphon 13 cover", "cover13"),
            ("tshirt men", "shirt"),
            ("tee-shirt", "shirt"),
            ("smart wat", "watch"),
            ("head phones", "phones"),
            ("wirelessheadphones", "phones"),
            ("iphone13 cover", "cover13"),
        ]:
            with self.subTest(query=query):
                self.assertEqual(self.found(query)[:1], [first])

    def test_quotes_and_minus(self):
        self.assertEqual(self.found('"iphone 13"'), ["cover13"])
        self.assertEqual(self.found("cover -leather"), ["cover12"])
        self.assertEqual(self.found('cover -"iphone 12"'), ["cover13"])
        self.assertEqual(self.found('"13 iphone"'), [])
        self.assertEqual(self.search(query='"').status, 200)

    def test_what_a_word_stood_for_is_explained(self):
        answer = self.search(query="wireles hedphone", explain=True).json()
        text = str(answer["results"][0])
        self.assertIn("'wireles' as 'wireless'", text)

    def test_synonyms_come_and_go(self):
        # Those of the settings would find more: tv is television from the start.
        before = self.ask("GET", "/api/v1/settings").json()
        self.assertEqual(self.ask("PUT", "/api/v1/settings", body={**before, "synonyms": []}).status, 200)
        self.addCleanup(lambda: self.ask("PUT", "/api/v1/settings", body=before))
        self.assertEqual(set(self.found("television set")), {"set"})
        saved = self.ask("PUT", "/api/v1/synonyms/tv", body={"to": ["tv", "television set"]})
        self.assertEqual((saved.status, saved.json()["version"]), (200, 1), saved.body)
        self.assertEqual(set(self.found("tv")), {"tv", "set"})
        self.assertEqual(set(self.found("television set")), {"tv", "set"})
        self.assertEqual(self.ask("GET", "/api/v1/synonyms/tv").json()["to"], ["tv", "television set"])
        self.assertEqual([s["id"] for s in self.ask("GET", "/api/v1/synonyms").json()["items"]], ["tv"])
        one_way = self.ask("PUT", "/api/v1/synonyms/tv", body={"from": "television set", "to": ["tv"]})
        self.assertEqual(one_way.json()["version"], 2)
        self.assertEqual(set(self.found("tv")), {"tv"})
        self.assertEqual(set(self.found("television set")), {"tv", "set"})
        self.assertEqual(self.ask("DELETE", "/api/v1/synonyms/tv").status, 204)
        self.assertEqual(self.ask("GET", "/api/v1/synonyms/tv").status, 404)
        self.assertEqual(self.ask("DELETE", "/api/v1/synonyms/tv").status, 404)
        self.assertEqual(set(self.found("television set")), {"set"})

    def test_a_synonym_that_is_wrong_is_answered_with_its_field(self):
        for name, body, field in [
            ("x", {"to": ["only"]}, "to"),
            ("x", {"from": "a", "to": []}, "to"),
            ("x", {"from": "a", "to": ["!!"]}, "to"),
            ("x", {"from": "a", "to": [1]}, "to"),
            ("x", {"from": "a"}, "to"),
            ("X!", {"from": "a", "to": ["b"]}, "id"),
        ]:
            with self.subTest(body=body, name=name):
                answer = self.ask("PUT", f"/api/v1/synonyms/{name}", body=body)
                self.assertEqual(answer.status, 422, answer.body)
                self.assertIn(field, str(answer.json()))


if __name__ == "__main__":
    unittest.main()
