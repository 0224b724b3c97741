// What happens to every request: ids, methods, access, compression, failures, pages, health and metrics.
#include "api/application.hpp"

#include <algorithm>
#include <new>
#include <set>

#include <gtest/gtest.h>

#include "api/service.hpp"
#include "support/api/application_client.hpp"
#include "support/api/raw_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

TEST(Application, HealthIsP1sWithComponents) {  // K0-20, P1-10, conflict 3.
  ApplicationClient client;
  const auto healthy = client.get("/health");
  EXPECT_EQ(healthy.status, 200);
  auto body = json_of(healthy).as_object();
  for (const char* key :
       {"status", "timestamp", "models_loaded", "cache_status", "version", "components", "products"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
  EXPECT_EQ(body.at("status"), "healthy");
  EXPECT_EQ(client.get("/health?ready=1").status, 200);

  client.backend.engine_status = {
      {.ready = false, .searchable = domain::ChangeSeq(3), .catalog = domain::ChangeSeq(10)}, {}, {}};
  const auto catching_up = client.get("/health");
  EXPECT_EQ(catching_up.status, 200) << "Alive, though not ready.";
  EXPECT_EQ(json_of(catching_up).at("status"), "degraded");
  EXPECT_EQ(json_of(catching_up).at("pending_changes"), 7);
  const auto unready = client.get("/health?ready=1");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(unready.header("Retry-After"), "1");

  client.backend.engine_status = {{.ready = true, .last_error = "the disk is full"}, {}, {}};
  EXPECT_EQ(json_of(client.get("/health")).at("components").at("index"), "failing");
}

TEST(Application, EveryAnswerNamesItsRequest) {
  ApplicationClient client;
  for (const std::string_view target : {"/health", "/nowhere", "/api/v1/search"}) {
    const auto response = client.get(target);
    EXPECT_EQ(response.header("X-Request-Id").size(), 24U);
    EXPECT_GE(std::stod(std::string(response.header("X-Process-Time"))), 0.0);
  }
  EXPECT_EQ(client.get("/health", {{"X-Request-Id", "from-a-proxy-1"}}).header("X-Request-Id"),
            "from-a-proxy-1");
  EXPECT_NE(client.get("/health", {{"X-Request-Id", "<script>"}}).header("X-Request-Id"), "<script>");
}

TEST(Application, TellsWrongPathsFromWrongMethods) {
  ApplicationClient client;
  EXPECT_EQ(client.get("/api/v1/nothing").status, 404);
  const auto wrong = client.get("/api/v1/search");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(json_of(wrong).at("details").at("code"), "method_not_allowed");
  EXPECT_EQ(client.request("BREW", "/health").status, 405);
  const auto options = client.request("OPTIONS", "/api/v1/products/x");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
  EXPECT_EQ(client.request("HEAD", "/health").status, 200);
}

TEST(Application, AnswersPreflights) {
  ApplicationClient client;
  const auto response = client.request("OPTIONS", "/api/v1/search", {},
                                       {{"Origin", "http://shop.test:3000"},
                                        {"Access-Control-Request-Method", "POST"},
                                        {"Access-Control-Request-Headers", "content-type"}});
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(response.header("Access-Control-Allow-Methods").find("POST"), std::string_view::npos);
  EXPECT_NE(response.header("Access-Control-Allow-Headers").find("Content-Type"), std::string_view::npos);
}

TEST(Application, AsksForTheKeyOnEveryWritingRoute) {
  ApplicationOptions options;
  options.access.admin_key = "k3y";
  ApplicationClient client(options);
  // Shoppers search, and shops' pages tell what they did.
  const std::set<std::string_view> asking = {
      "search",    "browse",           "search_facet",        "autosuggest",           "write_events",
      "recommend", "tell_interaction", "tell_interaction_v1", "tell_interaction_short"};
  std::size_t writing = 0;
  for (const auto& endpoint : all_endpoints()) {
    if (endpoint.method != Method::get && !asking.contains(endpoint.name)) {
      EXPECT_TRUE(endpoint.writing) << endpoint.name;
    }
    if (!endpoint.needs_key()) continue;
    ++writing;
    const auto refused = client.request(to_string(endpoint.method), endpoint.path, "{}");
    EXPECT_EQ(refused.status, 401) << endpoint.name;
    EXPECT_EQ(refused.header("WWW-Authenticate"), "Bearer");
    EXPECT_NE(
        client.request(to_string(endpoint.method), endpoint.path, "{}", {{"X-Admin-Key", "k3y"}}).status,
        401);
  }
  EXPECT_GE(writing, 4U);
  EXPECT_EQ(client.get("/api/v1/products").status, 200);
}

TEST(Application, CompressesWhatIsLargeAndWanted) {
  ApplicationClient client;
  const auto plain = client.get("/openapi.json");
  EXPECT_EQ(plain.header("Content-Encoding"), "");
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  const auto small = client.get("/health", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(small.header("Content-Encoding"), "");
  const auto compressed = client.get("/openapi.json", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(compressed.header("Content-Encoding"), "gzip");
  EXPECT_LT(compressed.payload().size(), plain.payload().size() / 3);
  EXPECT_EQ(compressed.payload().substr(0, 2), "\x1f\x8b");
}

TEST(Application, RefusesCompressedBodies) {
  ApplicationClient client;
  EXPECT_EQ(client.request("POST", "/api/v1/search", "x", {{"Content-Encoding", "gzip"}}).status, 415);
}

TEST(Application, AHandlersFailureIsA500OfThatRequest) {
  ApplicationClient client;
  client.backend.on_search = [](const auto&) -> base::Result<engine::SearchResponse> {
    throw std::runtime_error("secret");
  };
  const auto failed = client.request("POST", "/api/v1/search", R"({"query":"q"})");
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(failed.payload().find("secret"), std::string_view::npos);
  EXPECT_EQ(json_of(failed).at("details").at("code"), "internal");
  EXPECT_EQ(client.get("/health").status, 200);
}

TEST(Application, NoMemoryForARequestIsA503ToTryAgain) {
  ApplicationClient client;
  client.backend.on_search = [](const auto&) -> base::Result<engine::SearchResponse> {
    throw std::bad_alloc();
  };
  const auto failed = client.request("POST", "/api/v1/search", R"({"query":"q"})");
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(json_of(failed).at("details").at("code"), "resource_exhausted");
  EXPECT_TRUE(std::any_of(failed.headers.begin(), failed.headers.end(),
                          [](const auto& header) { return header.name == "Retry-After"; }));
  EXPECT_EQ(client.get("/health").status, 200);
}

TEST(Application, TheRootIsAPageForBrowsersAndAGreetingForOthers) {  // Conflict 19.
  ApplicationClient client;
  const auto greeting = json_of(client.get("/", {{"Accept", "*/*"}}));
  EXPECT_EQ(greeting,
            (boost::json::object{{"service", "Khoj"}, {"version", KHOJ_VERSION}, {"docs", "/docs"}}));
  EXPECT_EQ(client.get("/", {{"Accept", "text/html"}}).content_type, "application/json")
      << "There is no page here.";
  client.assets.assets["/index.html"] = {
      .bytes = "<html>", .content_type = "text/html; charset=utf-8", .etag = "\"1\""};
  const auto page = client.get("/", {{"Accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(page.payload(), "<html>");
  EXPECT_NE(page.header("Content-Security-Policy"), "");
  EXPECT_EQ(page.header("X-Frame-Options"), "DENY");
}

TEST(Application, AssetsAreCachedAndCompressed) {
  ApplicationClient client;
  client.assets.assets["/assets/app-1a2b.js"] = {.bytes = "plain",
                                                 .content_type = "text/javascript",
                                                 .gzip = "zipped",
                                                 .etag = "\"abc\"",
                                                 .immutable = true};
  const auto plain = client.get("/assets/app-1a2b.js");
  EXPECT_EQ(plain.payload(), "plain");
  EXPECT_NE(plain.header("Cache-Control").find("immutable"), std::string_view::npos);
  const auto zipped = client.get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(zipped.payload(), "zipped");
  EXPECT_EQ(zipped.header("Content-Encoding"), "gzip");
  const auto known = client.get("/assets/app-1a2b.js", {{"If-None-Match", "\"abc\""}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.payload(), "");
  EXPECT_EQ(client.get("/assets/../../etc/passwd").status, 404);
  EXPECT_EQ(client.get("/assets/none.js").status, 404);
}

TEST(Application, DocumentationWorksOffline) {  // K0-21.
  ApplicationClient client;
  for (const std::string_view target : {"/docs", "/redoc"}) {
    const auto page = client.get(target);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, Response::kHtml);
    EXPECT_EQ(page.payload().find("http://"), std::string_view::npos) << "Nothing comes from elsewhere.";
    EXPECT_EQ(page.payload().find("https://"), std::string_view::npos);
    EXPECT_NE(page.header("Content-Security-Policy").find("script-src 'self'"), std::string_view::npos);
  }
}

TEST(Application, CountsWhatItDoes) {  // K0-25.
  ApplicationClient client;
  client.backend.engine_status = {{.ready = true,
                                   .products = 12,
                                   .segments = 2,
                                   .searchable = domain::ChangeSeq(5),
                                   .catalog = domain::ChangeSeq(9)},
                                  {},
                                  {}};
  client.application->set_server_stats([] { return ServerStats{.open_connections = 4, .accepted = 6}; });
  client.get("/health");
  client.get("/health");
  client.get("/nowhere");
  client.request("POST", "/api/v1/search", "{}");
  const auto response = client.get("/metrics/prometheus");
  EXPECT_TRUE(response.content_type.starts_with("text/plain; version=0.0.4"));
  const std::string text(response.payload());
  for (const std::string_view line :
       {"khoj_http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"} 2",
        "khoj_http_requests_total{method=\"OTHER\",route=\"unmatched\",status=\"404\"} 1",
        "khoj_http_requests_total{method=\"POST\",route=\"/api/v1/search\",status=\"422\"} 1",
        "khoj_http_request_duration_seconds_count{method=\"GET\",route=\"/health\"} 2", "khoj_products 12",
        "khoj_index_segments 2", "khoj_index_lag_changes 4", "khoj_ready 1", "khoj_http_connections 4",
        "khoj_http_connections_accepted_total 6"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  }
}

TEST(Service, ServesOverASocket) {
  khoj::testing::FakeBackend backend;
  NoAssets assets;
  ServiceOptions options;
  options.server.port = 0;
  options.server.workers = 1;
  options.application.access_log = false;
  auto service = Service::start(options, backend, assets);
  ASSERT_TRUE(service) << service.error().describe();
  khoj::testing::RawClient client((*service)->port());
  const auto health = client.get("/health");
  ASSERT_TRUE(health);
  EXPECT_EQ(health->status, 200);
  const auto metrics = client.get("/metrics/prometheus");
  ASSERT_TRUE(metrics);
  EXPECT_NE(metrics->body.find("khoj_http_connections 1"), std::string::npos);
  const auto broken = client.get("/", "Bad Header: x\r\n");
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 400);
  EXPECT_EQ(json_of({400, {}, {}, broken->body, {}}).at("status_code"), 400);
  EXPECT_NE(broken->header("X-Request-Id"), "");
  (*service)->drain(1'000);
}

TEST(Service, AsksForAKeyBeyondLoopback) {
  khoj::testing::FakeBackend backend;
  NoAssets assets;
  ServiceOptions options;
  options.server.host = "0.0.0.0";
  options.server.port = 0;
  const auto refused = Service::start(options, backend, assets);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::failed_precondition);
  options.application.access.admin_key = "k3y";
  EXPECT_TRUE(Service::start(options, backend, assets));
}

}  // namespace
}  // namespace khoj::api
