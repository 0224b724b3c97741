// Reads what quotation marks and minus signs in a query ask for: "galaxy s21" must stand there just so, -case must not.
// It knows characters, not words; what the pieces mean is the parser's subject. Pure function; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace khoj::query {

struct QueryOperators {
  std::string
      text;  ///< The query without marks and signs; quoted words are still in it, excluded ones are not.
  std::vector<std::string> phrases;   ///< What was quoted.
  std::vector<std::string> excluded;  ///< What stood behind a minus: a word, or what was quoted.
};

/// A quotation begins at the beginning of the query or behind a blank or a minus sign, and ends where a blank or the end
/// follows; so the sign for inches (55") is none. A minus counts where a word begins (wi-fi has none). Whatever does not
/// fit is text. At most 8 phrases and exclusions count, more are text.
[[nodiscard]] QueryOperators read_operators(std::string_view query);

}  // namespace khoj::query
