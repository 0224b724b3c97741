"""khoj simulate events on the command line: shops from a file, the simulated one, and what is wrong with a file."""

import gzip
import json
import os
import subprocess
import tempfile
import unittest

from khoj_server import binary, run

UNTIL = "2026-03-01"
UNTIL_MS = 1_772_303_400_000

SHOP = [
    {"id": "w1", "title": "Tikk smart watch", "brand": "Tikk", "categories": ["Electronics > Watches"], "price": 1799.5, "rating": 4.2},
    {"id": 'q"2', "title": "Strap for smart watch", "categories": ["Electronics > Straps"]},
    {"id": "t3", "title": "Assam tea 500 g", "categories": ["Grocery > Tea"], "price": 199, "rating": 4.5, "rating_count": 900},
]


class SimulateEvents(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="khoj-simulate-")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, lines):
        with (gzip.open if name.endswith(".gz") else open)(self.path(name), "wt", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        return self.path(name)

    def events(self, *arguments):
        out = run("simulate", "events", "--users", 100, "--events", 2000, "--until", UNTIL, *arguments)
        return [json.loads(line) for line in out.splitlines()]

    def refused(self, *arguments):
        done = subprocess.run([binary(), "simulate", "events", *arguments], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr

    def test_shoppers_of_a_catalogue(self):
        lines = [json.dumps(product) for product in SHOP]
        events = self.events("--catalog", self.write("shop.jsonl", lines), "--truth", self.path("truth.jsonl"))
        self.assertGreater(len(events), 1000)
        self.assertEqual({e["product_id"] for e in events if e["type"] != "search"}, {"w1", 'q"2', "t3"})
        self.assertTrue(all(e["query"] for e in events if e["type"] == "search"))
        self.assertEqual(events, sorted(events, key=lambda e: e["at_ms"]))
        self.assertTrue(all(UNTIL_MS - 45 * 86_400_000 <= e["at_ms"] < UNTIL_MS for e in events))
        bought = [e for e in events if e["type"] == "purchase" and e["product_id"] == "w1"]
        self.assertTrue(bought and all(e["value"] == 1799.5 * e["quantity"] for e in bought))
        self.assertTrue(all("value" not in e for e in events if e.get("product_id") == 'q"2'))
        self.assertEqual(events, self.events("--catalog", self.write("shop.jsonl.gz", lines)))
        with open(self.path("truth.jsonl"), encoding="utf-8") as truth:
            self.assertEqual([json.loads(line)["user_id"] for line in truth], [f"u{i:06}" for i in range(100)])

    def test_shoppers_of_the_simulated_shop(self):
        events = self.events("--products", 500, "--seed", 9)
        self.assertEqual(events, self.events("--products", 500, "--seed", 9))
        self.assertNotEqual(events, self.events("--products", 500, "--seed", 10))
        catalog = [json.loads(line)["id"] for line in run("simulate", "catalog", "--products", 500, "--seed", 9).splitlines()]
        self.assertLessEqual({e["product_id"] for e in events if e["type"] != "search"}, set(catalog))

    def test_what_is_wrong_is_named_with_its_line(self):
        good = json.dumps(SHOP[0])
        self.assertIn("bad.jsonl:3: price", self.refused("--catalog", self.write("bad.jsonl", [good, "", '{"id":"a","title":"b","price":"dear"}'])))
        self.assertIn("cut.jsonl:2", self.refused("--catalog", self.write("cut.jsonl", [good, good[:20]])))
        self.assertIn("no products", self.refused("--catalog", self.write("empty.jsonl", [])))
        self.assertIn("--until", self.refused("--until", "yesterday"))
        self.assertIn("--until", self.refused("--until", "2026-02-30"))
        self.refused("--users", "0")


if __name__ == "__main__":
    unittest.main()
