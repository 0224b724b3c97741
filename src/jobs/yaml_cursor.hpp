// Walks a YAML document that a person wrote and reports every mistake with file, line and key. Wraps yaml-cpp
// and converts its exceptions. Not thread-safe. For this folder's own use: it shows the vendor's node type.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/result.hpp"

namespace khoj::jobs {

class YamlCursor {
 public:
  /// Errors: invalid_argument (no YAML; "origin:line" as context).
  static base::Result<YamlCursor> parse(std::string_view yaml, std::string_view origin);

  [[nodiscard]] bool is_map() const { return node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }
  [[nodiscard]] bool is_scalar() const { return node_.IsScalar(); }

  /// Errors: the node is no map, or has a key twice, or one that is not in `known` (empty: any).
  [[nodiscard]] base::Status expect_map(std::initializer_list<std::string_view> known) const;

  /// Key and value of each member. REQUIRES: is_map().
  [[nodiscard]] std::vector<std::pair<std::string, YamlCursor>> members() const;

  /// REQUIRES: is_map().
  [[nodiscard]] std::optional<YamlCursor> member(std::string_view key) const;

  [[nodiscard]] base::Result<std::string> text() const;
  [[nodiscard]] base::Result<bool> boolean() const;
  [[nodiscard]] base::Result<double> number() const;

  /// A list of texts; one text counts as a list of one.
  [[nodiscard]] base::Result<std::vector<std::string>> texts() const;

  /// An error about this node: `message` behind its key, its place as context.
  [[nodiscard]] tl::unexpected<base::Error> error(std::string_view message) const;

 private:
  YamlCursor(const YAML::Node& node, std::string origin, std::string path, int line)
      : node_(node), origin_(std::move(origin)), path_(std::move(path)), line_(line) {}

  [[nodiscard]] YamlCursor below(const YAML::Node& node, std::string_view key, int line) const;

  YAML::Node node_;
  std::string origin_;
  std::string path_;
  int line_;
};

}  // namespace khoj::jobs
