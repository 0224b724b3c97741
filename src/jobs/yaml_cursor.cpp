#include "jobs/yaml_cursor.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace khoj::jobs {
namespace {

using base::ErrorCode;

base::Error mistake(std::string_view origin, int line, std::string message) {
  return {ErrorCode::invalid_argument, std::move(message), fmt::format("{}:{}", origin, line)};
}

}  // namespace

base::Result<YamlCursor> YamlCursor::parse(std::string_view yaml, std::string_view origin) {
  try {
    return YamlCursor(YAML::Load(std::string(yaml)), std::string(origin), "", 1);
  } catch (const YAML::Exception& exception) {
    return base::fail(
        mistake(origin, std::max(exception.mark.line + 1, 1), fmt::format("is no YAML: {}", exception.msg)));
  } catch (const std::exception& exception) {
    return base::fail(mistake(origin, 1, fmt::format("is no YAML: {}", exception.what())));
  }
}

base::Status YamlCursor::expect_map(std::initializer_list<std::string_view> known) const {
  if (!node_.IsMap()) return error("must be a map of keys and values");
  std::set<std::string> seen;
  for (const auto& member : node_) {
    const int line = std::max(member.first.Mark().line + 1, 1);
    if (!member.first.IsScalar()) return base::fail(mistake(origin_, line, "a key must be a text"));
    const std::string& key = member.first.Scalar();
    const std::string full = path_.empty() ? key : path_ + "." + key;
    if (!seen.insert(key).second)
      return base::fail(mistake(origin_, line, fmt::format("key '{}' stands twice", full)));
    if (known.size() > 0 && std::find(known.begin(), known.end(), key) == known.end()) {
      return base::fail(mistake(
          origin_, line, fmt::format("unknown key '{}'; expected one of {}", full, fmt::join(known, ", "))));
    }
  }
  return {};
}

std::vector<std::pair<std::string, YamlCursor>> YamlCursor::members() const {
  std::vector<std::pair<std::string, YamlCursor>> out;
  for (const auto& member : node_) {
    const std::string& key = member.first.Scalar();
    out.emplace_back(key, below(member.second, key, member.first.Mark().line + 1));
  }
  return out;
}

std::optional<YamlCursor> YamlCursor::member(std::string_view key) const {
  for (const auto& member : node_) {
    if (member.first.Scalar() == key) return below(member.second, key, member.first.Mark().line + 1);
  }
  return std::nullopt;
}

base::Result<std::string> YamlCursor::text() const {
  if (!node_.IsScalar()) return error("must be a text");
  return node_.Scalar();
}

base::Result<bool> YamlCursor::boolean() const {
  bool value = false;
  if (!node_.IsScalar() || !YAML::convert<bool>::decode(node_, value)) return error("must be true or false");
  return value;
}

base::Result<double> YamlCursor::number() const {
  double value = 0;
  if (!node_.IsScalar() || !YAML::convert<double>::decode(node_, value) || !std::isfinite(value))
    return error("must be a number");
  return value;
}

base::Result<std::vector<std::string>> YamlCursor::texts() const {
  if (node_.IsScalar()) return std::vector<std::string>{node_.Scalar()};
  if (!node_.IsSequence()) return error("must be a text or a list of texts");
  std::vector<std::string> out;
  for (const auto& item : node_) {
    if (!item.IsScalar()) return error("must be a text or a list of texts");
    out.push_back(item.Scalar());
  }
  if (out.empty()) return error("must not be an empty list");
  return out;
}

tl::unexpected<base::Error> YamlCursor::error(std::string_view message) const {
  return base::fail(mistake(
      origin_, line_,
      path_.empty() ? fmt::format("the mapping {}", message) : fmt::format("'{}' {}", path_, message)));
}

YamlCursor YamlCursor::below(const YAML::Node& node, std::string_view key, int line) const {
  return {node, origin_, path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key),
          std::max(line, 1)};
}

}  // namespace khoj::jobs
