#include "pipeline/policy.hpp"

#include <functional>
#include <initializer_list>
#include <optional>

#include <yaml-cpp/yaml.h>

namespace khoj::pipeline {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

class PolicyReader {
 public:
  explicit PolicyReader(std::string_view origin) : origin_(origin) {}

  Result<Policy> read(const YAML::Node& root) const {
    Policy policy;
    KHOJ_TRY(read_map(
        root,
        {{"name", [&](const YAML::Node& node) { return text(node, "name", policy.name); }},
         {"sources", [&](const YAML::Node& node) { return read_sources(node, policy); }},
         {"blend", [&](const YAML::Node& node) { return read_blend(node, policy); }},
         {"known_shoppers_only",
          [&](const YAML::Node& node) {
            return boolean(node, "known_shoppers_only", policy.known_shoppers_only);
          }},
         {"exclude_seen",
          [&](const YAML::Node& node) { return boolean(node, "exclude_seen", policy.exclude_seen); }},
         {"min_matches",
          [&](const YAML::Node& node) { return integer(node, "min_matches", 1, 1000, policy.min_matches); }},
         {"coordination",
          [&](const YAML::Node& node) { return boolean(node, "coordination", policy.coordination); }},
         {"rank", [&](const YAML::Node& node) { return read_rank(node, policy); }},
         {"arrange", [&](const YAML::Node& node) { return read_arrange(node, policy); }}}));
    if (policy.name.empty()) return bad(root, "'name' is required");
    if (policy.sources.empty()) return bad(root, "'sources' needs at least one source");
    if (policy.rank.empty()) return bad(root, "'rank' needs at least one feature");
    return policy;
  }

  [[nodiscard]] tl::unexpected<base::Error> bad(const YAML::Mark& mark, std::string message) const {
    return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message),
                                      fmt::format("{}:{}", origin_, mark.line + 1)});
  }
  [[nodiscard]] tl::unexpected<base::Error> bad(const YAML::Node& node, std::string message) const {
    return bad(node.Mark(), std::move(message));
  }

 private:
  struct Member {
    std::string_view name;
    std::function<Status(const YAML::Node&)> read;
  };

  [[nodiscard]] Status read_map(const YAML::Node& node, std::initializer_list<Member> members) const {
    if (!node.IsMap()) return bad(node, "expected a map of keys to values");
    for (const auto& entry : node) {
      const auto key = entry.first.as<std::string>("");
      const Member* found = nullptr;
      std::string expected;
      for (const auto& member : members) {
        if (member.name == key) found = &member;
        expected += fmt::format("{}{}", expected.empty() ? "" : ", ", member.name);
      }
      if (found == nullptr)
        return bad(entry.first, fmt::format("unknown key '{}'; expected one of {}", key, expected));
      KHOJ_TRY(found->read(entry.second));
    }
    return {};
  }

  [[nodiscard]] Status text(const YAML::Node& node, std::string_view key, std::string& out) const {
    if (!node.IsScalar() || node.Scalar().empty()) return bad(node, fmt::format("'{}' must be a name", key));
    out = node.Scalar();
    return {};
  }

  [[nodiscard]] Status integer(const YAML::Node& node, std::string_view key, std::uint32_t low,
                               std::uint32_t high, std::uint32_t& out) const {
    std::int64_t value = 0;
    if (!node.IsScalar() || !YAML::convert<std::int64_t>::decode(node, value) || value < low ||
        value > high) {
      return bad(node, fmt::format("'{}' must be a whole number from {} to {}", key, low, high));
    }
    out = static_cast<std::uint32_t>(value);
    return {};
  }

  [[nodiscard]] Status number(const YAML::Node& node, std::string_view key, double low, double high,
                              double& out) const {
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, out) || !(out >= low && out <= high)) {
      return bad(node, fmt::format("'{}' must be a number from {} to {}", key, low, high));
    }
    return {};
  }

  [[nodiscard]] Status boolean(const YAML::Node& node, std::string_view key, bool& out) const {
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, out))
      return bad(node, fmt::format("'{}' must be true or false", key));
    return {};
  }

  [[nodiscard]] Status read_sources(const YAML::Node& node, Policy& policy) const {
    if (!node.IsSequence()) return bad(node, "'sources' must be a list");
    for (const auto& entry : node) {
      PolicySource source;
      KHOJ_TRY(read_map(
          entry,
          {{"source", [&](const YAML::Node& n) { return text(n, "source", source.source); }},
           {"limit", [&](const YAML::Node& n) { return integer(n, "limit", 1, 1000, source.limit); }},
           {"weight", [&](const YAML::Node& n) { return number(n, "weight", 1e-6, 1e6, source.weight); }},
           {"fallback", [&](const YAML::Node& n) { return boolean(n, "fallback", source.fallback); }},
           {"group", [&](const YAML::Node& n) { return text(n, "group", source.group); }}}));
      if (source.source.empty()) return bad(entry, "'source' is required");
      policy.sources.push_back(std::move(source));
    }
    return {};
  }

  [[nodiscard]] Status read_blend(const YAML::Node& node, Policy& policy) const {
    std::string name;
    KHOJ_TRY(text(node, "blend", name));
    if (name != "calibrated" && name != "min_max")
      return bad(node, fmt::format("'blend' must be calibrated or min_max, not '{}'", name));
    policy.blend = name == "min_max" ? Blend::min_max : Blend::calibrated;
    return {};
  }

  [[nodiscard]] Status read_rank(const YAML::Node& node, Policy& policy) const {
    if (!node.IsMap()) return bad(node, "'rank' must be a map of features to their parts");
    for (const auto& entry : node) {
      PolicyFeature feature;
      KHOJ_TRY(text(entry.first, "feature", feature.feature));
      KHOJ_TRY(number(entry.second, feature.feature, 0.0, 1000.0, feature.weight));
      policy.rank.push_back(std::move(feature));
    }
    return {};
  }

  [[nodiscard]] Status read_arrange(const YAML::Node& node, Policy& policy) const {
    return read_map(node, {{"max_per_seller", [&](const YAML::Node& n) {
                              return integer(n, "max_per_seller", 0, 100, policy.arrange.max_per_seller);
                            }}});
  }

  std::string_view origin_;
};

}  // namespace

Result<Policy> parse_policy(std::string_view yaml, std::string_view origin) {
  const PolicyReader reader(origin);
  try {
    return reader.read(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& error) {
    return reader.bad(error.mark, fmt::format("is not YAML: {}", error.msg));
  }
}

const std::vector<std::pair<std::string_view, std::string_view>>& builtin_policies() {
  static const std::vector<std::pair<std::string_view, std::string_view>> policies = {
#include "builtin_policies_data.inc"
  };
  return policies;
}

}  // namespace khoj::pipeline
