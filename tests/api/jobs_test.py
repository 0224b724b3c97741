"""Jobs and artefacts from outside: over HTTP, with `khoj job` and `khoj artefacts`, and with two servers on one folder."""

import json
import os
import re
import subprocess
import tempfile
import time
import unittest

from khoj_server import KhojServer, ServerTest, binary, run

JOB = "verify_artefacts"


def failing(*arguments):
    done = subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def job_of(server):
    items = {item["name"]: item for item in server.ask("GET", "/api/v1/jobs").json()["items"]}
    return items[JOB]


class JobsTest(ServerTest):
    def job(self):
        return job_of(self.server)

    def run_to_the_end(self):
        before = self.job()["runs"]
        self.assertEqual(self.ask("POST", f"/api/v1/jobs/{JOB}/run").status, 202)
        self.eventually(lambda: self.job()["runs"] == before + 1 and self.job()["state"] == "idle", within_s=10)
        return self.job()["last_run"]

    def test_a_job_runs_when_asked_and_is_remembered(self):
        self.eventually(lambda: self.job()["next_ms"] is not None, within_s=10)
        last = self.run_to_the_end()
        self.assertEqual(last["result"], "succeeded", last)
        self.assertEqual(last["metrics"]["versions"], 0)
        self.assertGreaterEqual(last["ended_ms"], last["started_ms"])
        metrics = self.ask("GET", "/metrics/prometheus").body.decode()
        self.assertRegex(metrics, rf'khoj_job_runs_total{{job="{JOB}"}} [1-9]')
        # 04:10 in India is 22:40 UTC.
        self.assertEqual(self.job()["next_ms"] // 60_000 % 1440, 22 * 60 + 40)

    def test_unknown_names_are_404_and_idle_jobs_cannot_be_cancelled(self):
        self.assertEqual(self.ask("POST", "/api/v1/jobs/absent/run").status, 404)
        self.assertEqual(self.ask("POST", "/api/v1/jobs/absent/cancel").status, 404)
        self.assertEqual(self.ask("POST", "/api/v1/artefacts/absent/rollback").status, 404)
        self.assertEqual(self.ask("GET", "/api/v1/artefacts").json(), {"items": []})


class JobCommandsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="khoj-jobs-")
        self.data = self.folder.name

    def tearDown(self):
        self.folder.cleanup()

    def test_a_job_runs_from_the_command_line_beside_a_server_that_sees_it(self):
        self.assertIn("are as they were written", run("job", "run", JOB, "--data-dir", self.data))
        self.assertRegex(run("job", "list", "--data-dir", self.data), r"runs +1, 0 failed")
        server = KhojServer(data_dir=self.data)
        try:
            run("job", "run", JOB, "--data-dir", self.data)
            deadline = time.monotonic() + 15
            while job_of(server)["runs"] != 2:
                self.assertLess(time.monotonic(), deadline, "the server does not see the run")
                time.sleep(0.05)
        finally:
            server.kill()

    def test_wrong_names_and_schedules_are_refused(self):
        code, said = failing("job", "run", "absent", "--data-dir", self.data)
        self.assertEqual(code, 2)
        self.assertIn("there is no job 'absent'", said)
        for schedule, expected in [
            (f"{JOB}=0 25 * * *", f"jobs.schedule.{JOB}.hour"),
            ("absent=@daily", "there is no job 'absent'"),
            (JOB, "expected NAME=SCHEDULE"),
        ]:
            code, said = failing("serve", "--port", "0", "--data-dir", self.data, "--set", f"jobs.schedule={schedule}")
            self.assertEqual(code, 2, said)
            self.assertIn(expected, said)

    def test_schedules_come_from_the_configuration(self):
        server = KhojServer("--set", f"jobs.schedule={JOB}=off", data_dir=self.data)
        try:
            job = job_of(server)
            self.assertEqual((job["schedule"], job["next_ms"]), ("off", None))
        finally:
            server.kill()
        listed = run("job", "list", "--data-dir", self.data, "--set", f"jobs.schedule={JOB}=0,30 1 * * *")
        self.assertIn("0,30 1 * * *", listed)

    def test_artefacts_of_nothing(self):
        self.assertIn("there are none yet", run("artefacts", "list", "--data-dir", self.data))
        self.assertIn("0 versions", run("artefacts", "verify", "--data-dir", self.data))
        code, said = failing("artefacts", "rollback", "absent", "--data-dir", self.data)
        self.assertEqual(code, 1)
        self.assertIn("there is no artefact 'absent'", said)

    def test_a_damaged_artefact_is_told_of_and_its_job_fails(self):
        folder = os.path.join(self.data, "artefacts", "trending")
        os.makedirs(os.path.join(folder, "1"))
        with open(os.path.join(folder, "live.json"), "w", encoding="utf-8") as live:
            json.dump({"live": 1, "before": [], "last": 1}, live)
        with open(os.path.join(folder, "1", "manifest.json"), "w", encoding="utf-8") as manifest:
            manifest.write("{}")
        code, said = failing("artefacts", "verify", "--data-dir", self.data)
        self.assertEqual(code, 1)
        self.assertIn("manifest.json", said)
        code, said = failing("job", "run", JOB, "--data-dir", self.data)
        self.assertEqual(code, 1)
        self.assertIn("1 of 1 are damaged", said)
        self.assertTrue(re.search(r"last run .*failed", run("job", "list", "--data-dir", self.data)))


if __name__ == "__main__":
    unittest.main()
