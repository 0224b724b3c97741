// The table of configuration keys: one row gives a key's path, place in Config, range, environment names and
// meaning. Parsing, overriding and documenting all read this table; its defaults are those of a Config just
// made.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/config.hpp"

namespace khoj::base {

template <typename T>
using ConfigField = T& (*)(Config&);

/// Where a key's value is in a Config; the alternative is the key's type.
using AnyConfigField = std::variant<ConfigField<bool>, ConfigField<std::int64_t>, ConfigField<double>,
                                    ConfigField<std::string>, ConfigField<std::vector<std::string>>>;

struct ConfigKey {
  std::string_view path;  ///< "server.port"; at most one dot.
  AnyConfigField field;
  std::string_view doc;  ///< What it means, one or two sentences of Markdown.
  double min = 0;        ///< Smallest and largest value of a number.
  double max = 0;
  std::vector<std::string_view> choices;  ///< The values that a text may have; empty when it is free.
  std::vector<std::string> environment;   ///< Further names beside KHOJ_SERVER_PORT.
  bool required = false;                  ///< A text that may not be empty.
  bool secret = false;                    ///< Never printed.
  std::string_view later;  ///< What must come before the key has an effect; empty when it has one today.

  /// "KHOJ_SERVER_PORT": the name that every key has.
  [[nodiscard]] std::string own_environment_name() const;
  /// "an integer from 1 to 65535": what a value has to be, for errors and documentation.
  [[nodiscard]] std::string expected() const;
};

/// Every key, grouped by section in the order of the documentation.
[[nodiscard]] std::span<const ConfigKey> config_keys();

/// The row of a path, or nullptr.
[[nodiscard]] const ConfigKey* find_config_key(std::string_view path);

/// The known path that is most like `path`, or an empty text when none is near.
[[nodiscard]] std::string_view nearest_config_key(std::string_view path);

/// The value of `key` in `config` as YAML writes it on one line.
[[nodiscard]] std::string config_value_yaml(const ConfigKey& key, const Config& config);

}  // namespace khoj::base
