// An Application with a fake backend behind it, asked without a socket.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "api/application.hpp"
#include "api/http/request_parser.hpp"
#include "support/api/fake_backend.hpp"

namespace khoj::testing {

/// Assets that a test gives.
class MapAssets final : public api::AssetBundle {
 public:
  [[nodiscard]] std::optional<api::Asset> find(std::string_view path) const override {
    const auto found = assets.find(std::string(path));
    return found == assets.end() ? std::nullopt : std::optional(found->second);
  }
  std::map<std::string, api::Asset> assets;
};

inline boost::json::value json_of(const api::Response& response) {
  return boost::json::parse({response.payload().data(), response.payload().size()});
}

class ApplicationClient {
 public:
  using Headers = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  explicit ApplicationClient(api::ApplicationOptions options = {}) {
    options.access_log = false;
    application =
        std::make_unique<api::Application>(std::move(options), backend, assets, api::all_endpoints());
  }

  api::Response request(std::string_view method, std::string_view target, std::string_view body = {},
                        Headers headers = {}) {
    std::string bytes = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: shop.test\r\n";
    for (const auto& [name, value] : headers) bytes += std::string(name) + ": " + std::string(value) + "\r\n";
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    api::Request parsed;
    api::RequestParser parser({}, parsed);
    std::string_view rest = bytes;
    while (parser.state() != api::RequestParser::State::done) {
      const std::size_t used = parser.feed(rest);
      if (used == 0) return application->reject(parser.failure().status, parser.failure().reason);
      rest.remove_prefix(used);
    }
    parsed.set_received(base::SteadyClock::now());
    return base::sync_wait(application->handle(parsed));
  }
  api::Response get(std::string_view target, Headers headers = {}) {
    return request("GET", target, {}, headers);
  }

  FakeBackend backend;
  MapAssets assets;
  std::unique_ptr<api::Application> application;
};

}  // namespace khoj::testing
