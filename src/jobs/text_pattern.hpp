// A regular expression that finds a value inside a text, e.g. an ASIN inside a link. ICU's, because it has
// limits on time and stack: no text that a file holds can hang or crash it. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::jobs {

class TextPattern {
 public:
  /// Errors: invalid_argument (no regular expression; context empty).
  static base::Result<std::shared_ptr<const TextPattern>> compile(std::string_view pattern);
  ~TextPattern();

  /// What the first group captures in the first match of `text` (UTF-8), or the whole match where the pattern
  /// has no group. Absent when nothing matches or a limit was hit.
  [[nodiscard]] std::optional<std::string> find(std::string_view text) const;

 private:
  struct Compiled;
  explicit TextPattern(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

}  // namespace khoj::jobs
