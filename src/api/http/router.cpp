#include "api/http/router.hpp"

#include <algorithm>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (!path.empty()) path.remove_prefix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

Router::Resource empty_resource() {
  Router::Resource resource;
  resource.routes.fill(Router::kNone);
  return resource;
}

}  // namespace

std::size_t Router::Resource::route(Method method) const noexcept {
  const std::size_t exact = routes[static_cast<std::size_t>(method)];
  if (exact != kNone || method != Method::head) return exact;
  return routes[static_cast<std::size_t>(Method::get)];
}

std::string Router::Resource::allow() const {
  std::string out;
  for (std::size_t i = 0; i + 1 < kMethods; ++i) {
    const auto method = static_cast<Method>(i);
    if (route(method) == kNone && method != Method::options) continue;
    if (!out.empty()) out += ", ";
    out += to_string(method);
  }
  return out;
}

void Router::add(Method method, std::string_view pattern, std::size_t route) {
  if (pattern.find('{') == std::string_view::npos) {
    const auto [place, added] = literal_.try_emplace(std::string(pattern), empty_resource());
    place->second.routes[static_cast<std::size_t>(method)] = route;
    return;
  }
  auto place =
      std::find_if(patterns_.begin(), patterns_.end(), [&](const Entry& e) { return e.pattern == pattern; });
  if (place == patterns_.end()) {
    Entry entry{std::string(pattern), {}, empty_resource()};
    for (const auto part : split_path(pattern)) {
      if (!part.starts_with('{')) {
        entry.segments.push_back({part, Segment::Kind::literal});
      } else if (part.ends_with("...}")) {
        entry.segments.push_back({part.substr(1, part.size() - 5), Segment::Kind::rest});
      } else {
        entry.segments.push_back({part.substr(1, part.size() - 2), Segment::Kind::capture});
      }
    }
    place = patterns_.insert(patterns_.end(), std::move(entry));
  }
  place->resource.routes[static_cast<std::size_t>(method)] = route;
}

const Router::Resource* Router::match(Request& request) const {
  if (const auto found = literal_.find(request.path()); found != literal_.end()) return &found->second;
  const auto path = split_path(request.path());
  for (const auto& entry : patterns_) {
    if (match_entry(entry, path, request)) return &entry.resource;
  }
  return nullptr;
}

bool Router::match_entry(const Entry& entry, const std::vector<std::string_view>& path, Request& request) {
  const bool has_rest = entry.segments.back().kind == Segment::Kind::rest;
  if (has_rest ? path.size() < entry.segments.size() : path.size() != entry.segments.size()) return false;
  std::vector<std::pair<std::string_view, std::string>> captures;
  for (std::size_t i = 0; i < entry.segments.size(); ++i) {
    const auto& segment = entry.segments[i];
    std::string_view text = path[i];
    if (segment.kind == Segment::Kind::rest) {
      text = request.path().substr(static_cast<std::size_t>(path[i].data() - request.path().data()));
    }
    auto decoded = percent_decode(text);
    if (!decoded) return false;
    if (segment.kind == Segment::Kind::literal) {
      if (*decoded != segment.text) return false;
    } else {
      if (decoded->empty()) return false;
      captures.emplace_back(segment.text, std::move(*decoded));
    }
  }
  for (auto& [name, value] : captures) request.add_parameter(name, std::move(value));
  return true;
}

}  // namespace khoj::api
