#include "base/config_value.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/utf8.hpp"

namespace khoj::base {
namespace {

constexpr std::size_t kMaxListItems = 1'000;

std::string found(const ConfigKey& key, std::string_view text) {
  if (key.secret) return "something else";
  const std::string_view shown = truncate_utf8(text, 60);
  return fmt::format("'{}{}'", shown, shown.size() < text.size() ? "…" : "");
}

bool is_plain_text(std::string_view text) {
  return is_valid_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::optional<bool> parse_bool(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  return std::nullopt;
}

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Writes a given value into the field of a key, or says what was expected instead.
struct Assign {
  Config& config;
  const ConfigKey& key;
  const GivenValue& given;

  [[nodiscard]] Status operator()(ConfigField<bool> field) const {
    return scalar(field, [](const std::string& text) { return parse_bool(text); });
  }

  template <typename T>
    requires std::is_same_v<T, std::int64_t> || std::is_same_v<T, double>
  [[nodiscard]] Status operator()(ConfigField<T> field) const {
    return scalar(field, [this](const std::string& text) {
      const auto value = parse_number<T>(text);
      // Written so that a NaN is out of range.
      const bool in_range =
          value && static_cast<double>(*value) >= key.min && static_cast<double>(*value) <= key.max;
      return in_range ? value : std::nullopt;
    });
  }

  [[nodiscard]] Status operator()(ConfigField<std::string> field) const {
    if (given.is_list) return fail(mismatch(key, "a list"));
    const std::string& text = given.texts.front();
    const bool is_choice = key.choices.empty() || std::ranges::count(key.choices, text) > 0;
    if (!is_choice || (key.required && text.empty())) return fail(mismatch(key, found(key, text)));
    if (!is_plain_text(text)) return fail(mismatch(key, "control characters or bytes that are not UTF-8"));
    field(config) = text;
    return {};
  }

  [[nodiscard]] Status operator()(ConfigField<std::vector<std::string>> field) const {
    if (!given.is_list) return fail(mismatch(key, found(key, given.texts.front())));
    if (given.texts.size() > kMaxListItems)
      return fail(mismatch(key, fmt::format("{} items", given.texts.size())));
    for (const auto& text : given.texts) {
      if (text.empty() || !is_plain_text(text)) return fail(mismatch(key, "an empty or unprintable item"));
    }
    field(config) = given.texts;
    return {};
  }

 private:
  template <typename T, typename Parse>
  [[nodiscard]] Status scalar(ConfigField<T> field, Parse parse) const {
    if (given.is_list) return fail(mismatch(key, "a list"));
    if (given.is_quoted)
      return fail(mismatch(key, fmt::format("the text {}", found(key, given.texts.front()))));
    const auto value = parse(given.texts.front());
    if (!value) return fail(mismatch(key, found(key, given.texts.front())));
    field(config) = *value;
    return {};
  }
};

}  // namespace

Error mismatch(const ConfigKey& key, std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "expected {}, found {}", key.expected(), what);
}

Status assign(Config& config, const ConfigKey& key, const GivenValue& given) {
  return std::visit(Assign{config, key, given}, key.field);
}

/// A value from one line of text: an environment variable or a flag, where commas part the items of a list.
GivenValue given_from_text(const ConfigKey& key, std::string_view text) {
  GivenValue given;
  if (!std::holds_alternative<ConfigField<std::vector<std::string>>>(key.field)) {
    given.texts.emplace_back(text);
    return given;
  }
  given.is_list = true;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    given.texts.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return given;
}

Error unknown_key(std::string_view path) {
  const std::string_view nearest = nearest_config_key(path);
  if (nearest.empty())
    return make_error(ErrorCode::invalid_argument, "unknown key; docs/configuration.md lists all");
  return make_error(ErrorCode::invalid_argument, "unknown key; did you mean '{}'?", nearest);
}

}  // namespace khoj::base
