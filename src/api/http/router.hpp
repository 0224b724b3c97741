// Finds what answers a path: literal segments, {captures}, and {rest...} at the end. It knows routes by
// number only. Literal paths are found by hash, the others tried in the order in which they were added. Built
// once, then immutable and so thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/http/request.hpp"
#include "base/hash.hpp"

namespace khoj::api {

class Router {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// What stands at a path: a route per method.
  struct Resource {
    std::array<std::size_t, kMethods> routes{};
    /// The route for `method` (HEAD falls back to GET), or kNone.
    [[nodiscard]] std::size_t route(Method method) const noexcept;
    /// For the Allow header: "GET, HEAD, OPTIONS".
    [[nodiscard]] std::string allow() const;
  };

  /// Adds route number `route`. `pattern` must stay alive. Adding a method twice replaces it.
  void add(Method method, std::string_view pattern, std::size_t route);

  /// The resource at the request's path, with its captures, decoded, entered into the request; nullptr when
  /// there is none (or an escape in the path is broken).
  const Resource* match(Request& request) const;

 private:
  struct Segment {
    std::string_view text;  ///< The literal, or the capture's name.
    enum class Kind { literal, capture, rest } kind = Kind::literal;
  };
  struct Entry {
    std::string pattern;
    std::vector<Segment> segments;
    Resource resource;
  };
  static bool match_entry(const Entry& entry, const std::vector<std::string_view>& path, Request& request);

  std::unordered_map<std::string, Resource, base::StringHash, std::equal_to<>> literal_;
  std::vector<Entry> patterns_;
};

}  // namespace khoj::api
