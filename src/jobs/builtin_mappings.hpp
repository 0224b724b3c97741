// The mappings that come with the program, in the same language that a mapping file is written in. A new one
// is one more row here.
#pragma once

#include <span>
#include <string_view>

namespace khoj::jobs {

struct BuiltinMapping {
  std::string_view name;
  std::string_view description;  ///< One line for --help.
  std::string_view yaml;
};

[[nodiscard]] std::span<const BuiltinMapping> builtin_mappings() noexcept;

}  // namespace khoj::jobs
