// Jobs and artefacts as people see and move them over HTTP.
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

TEST(JobsEndpoint, ListsHowJobsStand) {
  ApplicationClient client;
  auto& job = client.backend.operate.statuses[0];
  auto items = json_of(client.get("/api/v1/jobs")).at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].at("name"), "trending");
  EXPECT_EQ(items[0].at("schedule"), "@hourly");
  EXPECT_EQ(items[0].at("state"), "idle");
  EXPECT_EQ(items[0].at("next_ms"), 3'600'000);
  EXPECT_TRUE(items[0].at("last_run").is_null());
  EXPECT_TRUE(items[0].at("progress").is_null());
  EXPECT_EQ(items[1].at("state"), "elsewhere");
  EXPECT_TRUE(items[1].at("next_ms").is_null());

  job.state = jobs::JobState::running;
  job.progress = {3, 10, "3 products"};
  job.problem = "the database was gone";
  job.record = {.name = "trending",
                .runs = 4,
                .failures = 1,
                .result = store::JobResult::running,
                .runner = "shop:1",
                .started_ms = 5'000};
  items = json_of(client.get("/api/v1/jobs")).at("items").as_array();
  EXPECT_EQ(items[0].at("progress").at("done"), 3);
  EXPECT_EQ(items[0].at("problem"), "the database was gone");
  EXPECT_EQ(items[0].at("last_run").at("result"), "running");
  EXPECT_TRUE(items[0].at("last_run").at("ended_ms").is_null());
  EXPECT_TRUE(items[0].at("last_run").at("seconds").is_null());

  job.record.result = store::JobResult::succeeded;
  job.record.ended_ms = job.record.succeeded_ms = 7'500;
  job.record.metrics = {{"products", 12.5}};
  items = json_of(client.get("/api/v1/jobs")).at("items").as_array();
  EXPECT_EQ(items[0].at("last_run").at("seconds"), 2.5);
  EXPECT_EQ(items[0].at("last_run").at("metrics").at("products"), 12.5);
  EXPECT_EQ(items[0].at("succeeded_ms"), 7'500);
  EXPECT_EQ(items[0].at("failures"), 1);
}

TEST(JobsEndpoint, RunsAndCancels) {
  ApplicationClient client;
  const auto run = client.request("POST", "/api/v1/jobs/trending/run");
  EXPECT_EQ(run.status, 202);
  EXPECT_EQ(json_of(run).at("state"), "waiting");
  EXPECT_EQ(client.request("POST", "/api/v1/jobs/trending/run").status, 409);
  EXPECT_EQ(client.request("POST", "/api/v1/jobs/absent/run").status, 404);
  const auto cancelled = client.request("POST", "/api/v1/jobs/trending/cancel");
  EXPECT_EQ(cancelled.status, 202);
  EXPECT_EQ(json_of(cancelled).at("state"), "idle");
  EXPECT_EQ(client.request("POST", "/api/v1/jobs/trending/cancel").status, 409);
  EXPECT_EQ(client.request("POST", "/api/v1/jobs/absent/cancel").status, 404);
}

TEST(JobsEndpoint, IsNotForEverybody) {
  ApplicationOptions options;
  options.access.admin_key = "k3y";
  ApplicationClient client(options);
  EXPECT_EQ(client.get("/api/v1/jobs").status, 401);
  EXPECT_EQ(client.get("/api/v1/artefacts").status, 401);
  EXPECT_EQ(client.get("/api/v1/jobs", {{"X-Admin-Key", "k3y"}}).status, 200);
}

TEST(JobsEndpoint, IsMeasured) {
  ApplicationClient client;
  auto& job = client.backend.operate.statuses[0];
  job.runs_here = 3;
  job.failures_here = 1;
  job.last_seconds_here = 1.5;
  job.record.succeeded_ms = 2'500;
  const auto response = client.get("/metrics/prometheus");
  const std::string text(response.payload());
  for (const auto* line :
       {"khoj_job_runs_total{job=\"trending\"} 3", "khoj_job_failures_total{job=\"trending\"} 1",
        "khoj_job_last_duration_seconds{job=\"trending\"} 1.5",
        "khoj_job_last_success_timestamp_seconds{job=\"trending\"} 2.5",
        "khoj_job_runs_total{job=\"content\"} 0"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(ArtefactsEndpoint, ListsVersionsAndGoesBack) {
  ApplicationClient client;
  const auto list = json_of(client.get("/api/v1/artefacts"));
  const auto& artefact = list.at("items").at(0);
  EXPECT_EQ(artefact.at("name"), "trending");
  EXPECT_EQ(artefact.at("live"), 2);
  EXPECT_TRUE(artefact.at("error").is_null());
  EXPECT_EQ(artefact.at("versions").at(0).at("role"), "live");
  EXPECT_TRUE(artefact.at("versions").at(0).at("error").is_null());
  EXPECT_EQ(artefact.at("versions").at(1).at("role"), "before");
  EXPECT_EQ(artefact.at("versions").at(1).at("error"), "manifest.json: the checksum is wrong");
  const auto back = client.request("POST", "/api/v1/artefacts/trending/rollback");
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(json_of(back).at("live"), 1);
  EXPECT_EQ(client.request("POST", "/api/v1/artefacts/trending/rollback").status, 409);
  EXPECT_EQ(client.request("POST", "/api/v1/artefacts/absent/rollback").status, 404);
}

}  // namespace
}  // namespace khoj::api
