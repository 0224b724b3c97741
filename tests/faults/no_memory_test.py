"""No memory for a request: it is refused, the server goes on, and what was acknowledged is there."""

import http.client
import resource
import threading
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
            acknowledged, statuses = self.press(server)
            self.assertIsNone(server.process.poll(), "the server has ended")
            self.assertLessEqual(set(statuses), {200, 503}, "a refusal is a 503")
            self.assertIn(503, statuses, "the memory was not short")

            resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            for product in ["first", *acknowledged]:
                self.assertEqual(server.ask("GET", f"/api/v1/products/{product}").status, 200, product)
            self.assertEqual(server.ask("POST", "/api/v1/products", {"id": "last", "title": "Last lamp"}).status, 200)
            self.assertEqual(server.ask("POST", "/api/v1/search", {"query": "lamp"}).status, 200)
            self.assertEqual(server.stop(), 0)
        finally:
            server.kill()

    def press(self, server):
        lock = threading.Lock()
        acknowledged, statuses = [], []

        def post(worker):
            for number in range(MOST_REQUESTS):
                if 503 in statuses:
                    return
                products = batch(worker, number)
                try:
                    answer = server.ask("POST", "/api/v1/products", products)
                except TimeoutError:
                    with lock:
                        statuses.append("timeout")
                    return
                except (OSError, http.client.HTTPException):
                    continue  # A connection whose buffer could not be had is closed.
                with lock:
                    statuses.append(answer.status)
                    if answer.status == 200:
                        acknowledged.extend(product["id"] for product in products)

        workers = [threading.Thread(target=post, args=(w,)) for w in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return acknowledged, statuses


if __name__ == "__main__":
    unittest.main()
