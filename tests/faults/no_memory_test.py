"""No memory for a request: it is refused, the server goes on, and what was acknowledged is there."""

import http.client
import resource
import threading
import time
import unittest

from khoj_server import KhojServer

KEPT_FREE = 8 << 20
MOST_REQUESTS = 60  # Of each worker; one refusal is enough.


def address_space(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmSize:"))


def batch(worker, number):
    text = "memory hungry lamp " * 2_000
    return [{"id": f"w{worker}n{number}i{i}", "title": f"Lamp {i}", "description": text} for i in range(40)]


class NoMemory(unittest.TestCase):
    def test_a_request_without_memory_is_refused_and_the_server_goes_on(self):
        # One arena: others would have address space in reserve, so that the limit meant little.
        server = KhojServer(environment={"MALLOC_ARENA_MAX": "1"})
        try:
            self.assertEqual(server.ask("POST", "/api/v1/products", {"id": "first", "title": "First lamp"}).status, 200)
            pid = server.process.pid
            resource.prlimit(pid, resource.RLIMIT_AS, (address_space(pid) + KEPT_FREE, resource.RLIM_INFINITY))
            acknowledged, refusals, others = self.press(server)
            self.assertIsNone(server.process.poll(), "the server has ended")
            self.assertEqual(others, [], "a request is acknowledged whole or refused for want of memory")
            self.assertTrue(refusals, "the memory was not short")

            resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            for product in ["first", *acknowledged]:
                self.assertEqual(server.ask("GET", f"/api/v1/products/{product}").status, 200, product)
            self.assertEqual(server.ask("POST", "/api/v1/products", {"id": "last", "title": "Last lamp"}).status, 200)
            self.wait_until_found(server, len(acknowledged) + 2)
            self.assertEqual(server.stop(), 0)
        finally:
            server.kill()

    def wait_until_found(self, server, least):
        """What the index had no memory for it catches up with."""
        deadline = time.monotonic() + 20.0
        found = -1
        while found < least:
            self.assertLess(time.monotonic(), deadline, f"{found} of {least} are found")
            answer = server.ask("POST", "/api/v1/search", {"query": "lamp"})
            self.assertEqual(answer.status, 200)
            found = answer.json()["total_results"]
            time.sleep(0.05)

    def press(self, server):
        """Posts from eight sides until something is refused: what was acknowledged, refused, and anything else."""
        lock = threading.Lock()
        acknowledged, refusals, others = [], [], []

        def post(products):
            try:
                answer = server.ask("POST", "/api/v1/products", products)
            except TimeoutError:
                return others, ["no answer in time"]
            except (OSError, http.client.HTTPException):
                return refusals, ["closed"]  # A connection whose buffer, or whose answer, could not be had.
            if answer.status == 503:
                return refusals, [503]
            if answer.status != 200 or answer.json()["rejected"] != 0:
                return others, [(answer.status, answer.body)]
            return acknowledged, [product["id"] for product in products]

        def work(worker):
            for number in range(MOST_REQUESTS):
                if refusals or others:
                    return
                kind, entries = post(batch(worker, number))
                with lock:
                    kind.extend(entries)

        workers = [threading.Thread(target=work, args=(w,)) for w in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return acknowledged, refusals, others


if __name__ == "__main__":
    unittest.main()
