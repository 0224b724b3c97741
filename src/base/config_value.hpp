// How a text becomes the value of a key: shared by the readers of YAML, environment and flags. Private to
// base/config.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_keys.hpp"

namespace khoj::base {

constexpr std::size_t kMaxConfigFileBytes = 1 << 20;

/// What the file, a variable or a flag gave for a key: one text, or several.
struct GivenValue {
  std::vector<std::string> texts;
  bool is_list = false;
  bool is_quoted = false;  ///< Written in quotes, so it is a text whatever it looks like.
};

/// A value from one line of text: an environment variable or a flag, where commas part the items of a list.
[[nodiscard]] GivenValue given_from_text(const ConfigKey& key, std::string_view text);

/// Writes `given` into the field of `key`. Errors: invalid_argument, "expected …, found …", without a
/// context.
[[nodiscard]] Status assign(Config& config, const ConfigKey& key, const GivenValue& given);

/// "expected …, found <what>".
[[nodiscard]] Error mismatch(const ConfigKey& key, std::string_view what);

/// "unknown key; did you mean …?"
[[nodiscard]] Error unknown_key(std::string_view path);

}  // namespace khoj::base
