"""T2 over HTTP: what shoppers do changes what they are shown, and jobs make what is learnt in bulk."""

import time
import unittest

from khoj_server import ServerTest


def product(number, letter, category, title, **more):
    return {
        "id": f"{letter}{number:09d}",
        "title": title,
        "categories": [category],
        "price": 999,
        "original_price": 1999,
        "rating": 4.0,
        "rating_count": 100,
        **more,
    }


PRODUCTS = [
    *[product(i, "E", "Electronics > Earphones", f"Wired earphones with bass, model {i}") for i in range(20)],
    *[product(i, "S", "Fashion > Sarees", f"Cotton saree with border, print {i}") for i in range(20)],
]


class RecommendationsTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        assert cls.server.ask("POST", "/api/v1/products", body=PRODUCTS).status == 200

    def setUp(self):
        self.eventually(lambda: self.search(query="earphones").json()["total_results"] == 20)

    def tell(self, user, **what):
        kind = "product_click" if "product_id" in what else "search_query"
        body = {"user_id": user, "event_type": kind, **what}
        answer = self.ask("POST", "/api/v1/interactions/interactions", body=body)
        self.assertEqual((answer.status, answer.body), (200, b""))

    def home(self, user, **parameters):
        query = "&".join(f"{name}={value}" for name, value in {"user_id": user, **parameters}.items())
        answer = self.ask("GET", f"/recommendations/home?{query}")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_T2_07_T2_08_a_new_user_gets_everything_but_the_personal(self):
        page = self.home("newcomer", response_limit=5)
        self.assertEqual(page["personalized"], [])
        for name in ("trending", "best_value", "diverse_picks"):
            self.assertEqual(len(page[name]), 5, name)
        self.assertEqual(set(page["top_categories"]), {"Electronics", "Fashion"})
        self.assertEqual(
            set(page["trending"][0]),
            {"id", "name", "category", "image", "price", "original_price", "rating", "reviews", "discount_ratio"},
        )

    def test_X_11_a_page_without_a_list_for_its_user_is_recorded_like_any_other(self):
        def recorded():
            lines = self.ask("GET", "/metrics/prometheus").body.decode().splitlines()
            return next(float(line.split()[1]) for line in lines if line.startswith("khoj_impressions_recorded_total "))

        before = recorded()
        self.home("stranger")
        self.home("stranger")
        self.eventually(lambda: recorded() >= before + 8, within_s=10)  # Four lists and more of each page.
        warnings = [line for line in self.server.log_lines() if line.get("level") in ("warn", "error")]
        self.assertEqual(warnings, [])

    def test_T2_27_a_click_changes_the_next_request(self):
        self.tell("asha", product_id="S000000003")
        page = self.home("asha")
        self.assertIn("S000000003", [item["id"] for item in page["trending"][:5]])
        self.assertNotIn("S000000003", [item["id"] for item in page["personalized"]])
        self.tell("asha", query="wired earphones")
        self.assertTrue(self.home("asha")["personalized"][0]["category"].endswith("Earphones"))

    def test_T2_01_T2_10_similar_products_by_their_words(self):
        started = self.ask("POST", "/api/v1/jobs/content/run")
        self.assertIn(started.status, (202, 409), started.body)

        def similar():
            answer = self.ask("GET", "/recommendations/product/E000000001?response_limit=60")
            self.assertEqual(answer.status, 200, answer.body)
            return [item["id"] for item in answer.json()["similar"]]

        # The words of the sarees have nothing in common with it but "with": they come last.
        self.eventually(lambda: all(item.startswith("E") for item in similar()[:19]), within_s=60)
        self.assertNotIn("E000000001", similar())

    def test_T2_13_T2_15_search(self):
        found = self.ask("GET", "/recommendations/search?query=earbuds").json()
        self.assertEqual(len(found["results"]), 20, "earbuds are earphones, too")
        self.assertNotIn("fallback_reason", found)
        nothing = self.ask("GET", "/recommendations/search?query=xyzzyplugh&response_limit=7").json()
        self.assertEqual(nothing["fallback_reason"], "no_search_matches")
        self.assertEqual(len(nothing["results"]), 7)

    def test_what_an_answer_showed_and_anybody_clicked_follows_the_search(self):
        search = self.search(query="cotton saree")
        request_id = search.headers["X-Request-Id"]
        shown = search.json()["results"][-1]["product_id"]
        body = {"event_id": "anonymous-1", "type": "purchase", "request_id": request_id, "product_id": shown}
        self.assertEqual(self.ask("POST", "/api/v1/events", body=body).status, 200)
        self.tell("ravi", query="Cotton  saree")
        # The answer may come into the log after the click.
        self.eventually(lambda: self.home("ravi")["personalized"][0]["id"] == shown)

    def test_T2_20_one_user_is_read_and_erased(self):
        self.tell("Meera", product_id="S000000001")
        self.tell("meera", product_id="S000000002")
        self.assertEqual(len(self.ask("GET", "/interactions/Meera").json()), 1)
        self.assertEqual(self.ask("DELETE", "/api/v1/users/Meera/data").json()["events_erased"], 1)
        self.assertEqual(self.ask("GET", "/interactions/Meera").json(), [])
        self.assertEqual(self.home("Meera")["personalized"], [])
        self.assertEqual(len(self.ask("GET", "/interactions/meera").json()), 1)


class SwitchedOffTest(ServerTest):
    environment = {"ENABLE_PERSONALIZATION": "false", "ENABLE_TIME_DECAY": "false"}

    def test_K0_24_nobody_is_shown_anything_of_their_own_and_old_events_count_as_new_ones(self):
        self.assertEqual(self.ask("POST", "/api/v1/products", body=PRODUCTS).status, 200)
        self.eventually(lambda: self.search(query="earphones").json()["total_results"] == 20)
        now_ms = int(time.time() * 1000)
        old = [("old", "S000000003", now_ms - 10 * 86_400_000), ("old", "S000000003", now_ms - 9 * 86_400_000)]
        for number, (user, item, at_ms) in enumerate([*old, ("new", "E000000004", now_ms)]):
            event = {"event_id": f"e{number}", "type": "click", "product_id": item, "user_id": user, "at_ms": at_ms}
            self.assertEqual(self.ask("POST", "/api/v1/events", body=event).status, 200)
        page = self.ask("GET", "/recommendations/home?user_id=new").json()
        self.assertEqual(page["personalized"], [])
        self.assertEqual([item["id"] for item in page["trending"][:2]], ["S000000003", "E000000004"])


class SearchByMeaningTest(ServerTest):
    """No shoe says "sneakers", but who searched for sneakers wanted some of them."""

    arguments = ("--set", "jobs.enabled=false")

    def tell(self, user, **what):
        kind = "product_click" if "product_id" in what else "search_query"
        body = {"user_id": user, "event_type": kind, **what}
        self.assertEqual(self.ask("POST", "/api/v1/interactions/interactions", body=body).status, 200)

    def results(self, query):
        answer = self.ask("GET", f"/recommendations/search?query={query}&response_limit=30")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_T2_14_T2_15_words_that_no_product_says(self):
        words = ["running mesh", "jogging sole", "lace mesh", "running lace", "jogging cushion"]
        shoes = [
            product(i, "R", "Sports > Sports Shoes", f"{words[i % 5]} pair with grip, size {i}") for i in range(20)
        ]
        self.assertEqual(self.ask("POST", "/api/v1/products", body=PRODUCTS + shoes).status, 200)
        for user in ("ravi", "sita", "omar"):
            self.tell(user, query="sneakers")
            for shoe in shoes[:10]:
                self.tell(user, product_id=shoe["id"])
        self.eventually(lambda: self.search(query="jogging").json()["total_results"] == 8)
        self.assertEqual(self.results("sneakers")["fallback_reason"], "no_search_matches", "nothing was learnt yet")
        self.eventually(lambda: self.ask("POST", "/api/v1/jobs/content/run").status == 202, within_s=60)
        self.eventually(lambda: "fallback_reason" not in self.results("sneakers"), within_s=60)
        found = [item["id"] for item in self.results("sneakers")["results"]]
        self.assertGreaterEqual(len(found), 10)
        self.assertEqual([item for item in found if not item.startswith("R")], [], "shoes and nothing else")
        for nonsense in ("qwertzuiop", "xyzzyplugh%20asdfgh"):
            self.assertEqual(self.results(nonsense)["fallback_reason"], "no_search_matches")
        self.assertEqual(self.search(query="sneakers").json()["total_results"], 0, "K0's search asks for words")


if __name__ == "__main__":
    unittest.main()
