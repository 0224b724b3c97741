"""Suggestions over HTTP: what is in the catalogue is suggested, in K0's shape (K0-01, K0-03)."""

import re
import unittest

from khoj_server import ServerTest

PRODUCTS = [
    {"id": "s1", "title": "Banarasi silk saree", "brand": "Rangoli", "categories": ["Fashion > Sarees"], "price": 2900},
    {"id": "s2", "title": "Cotton saree", "brand": "Rangoli", "categories": ["Fashion > Sarees"], "price": 700},
    {"id": "h1", "title": "लाल साड़ी", "brand": "Bunkar", "categories": ["Fashion > Sarees"], "price": 900},
    {"id": "w1", "title": "Smart watch", "brand": "Samay", "categories": ["Electronics > Watches"], "price": 1900},
]


class AutosuggestTest(ServerTest):
    environment = {"KHOJ_SUGGEST_REBUILD_INTERVAL_MS": "20"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        answer = cls.server.ask("POST", "/api/v1/products", body=PRODUCTS)
        assert answer.json()["created"] == len(PRODUCTS), answer.body

    def suggest(self, query, **more):
        return self.ask("POST", "/api/v1/autosuggest", body={"query": query, **more})

    def texts(self, query, **more):
        answer = self.suggest(query, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return [suggestion["text"] for suggestion in answer.json()["suggestions"]]

    def setUp(self):
        self.eventually(lambda: "Rangoli" in self.texts("rang"))

    def test_has_k0s_shape(self):
        body = self.suggest("rang").json()
        self.assertLessEqual(
            {"suggestions", "chips", "normalized_query", "session_id", "processing_time_ms", "request_id"}, body.keys()
        )
        self.assertRegex(body["session_id"], re.compile("^session_[0-9a-f]{12}$"))
        self.assertEqual(self.suggest("rang", session_id="mine").json()["session_id"], "mine")
        for suggestion in body["suggestions"]:
            self.assertEqual(set(suggestion), {"text", "score"})
            self.assertTrue(0 < suggestion["score"] <= 1)

    def test_completes_words_in_any_order_and_with_mistakes(self):
        self.assertIn("banarasi silk saree", self.texts("silk ban"))
        self.assertIn("banarasi silk saree", self.texts("banrasi"))
        self.assertIn("लाल साड़ी", self.texts("lal sa"))
        self.assertIn("लाल साड़ी", self.texts("लाल"))

    def test_every_suggestion_finds_something_and_none_is_the_query(self):
        for query in ("s", "sa", "rangoli", "cotton saree", "smart w"):
            texts = self.texts(query, max=20)
            self.assertEqual(len(texts), len(set(texts)))
            self.assertNotIn(query, [text.lower() for text in texts])
            for text in texts:
                self.assertGreater(self.search(query=text).json()["total_results"], 0, text)

    def test_max_is_honoured(self):
        self.assertEqual(len(self.texts("s", max=1)), 1)

    def test_groups_and_the_price_in_the_text(self):
        body = self.suggest("sarees under 800", groups=True).json()
        self.assertEqual(body["chips"][0]["value"], "under_800")
        self.assertIn("Sarees", [entry["text"] for entry in self.suggest("sar", groups=True).json()["groups"]["categories"]])

    def test_what_is_wrong_is_named(self):
        for wrong, field in (({"query": ""}, "query"), ({"query": "a" * 101}, "query"), ({"query": "a", "max": 21}, "max")):
            answer = self.ask("POST", "/api/v1/autosuggest", body=wrong)
            self.assertEqual(answer.status, 422, answer.body)
            self.assertIn(field, answer.body.decode())


if __name__ == "__main__":
    unittest.main()
