#include "api/json/slices.hpp"

#include <algorithm>

namespace khoj::api {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kBlanks = " \t\r\n";

/// The position after the string that begins at `at` (its opening quote), or npos when it does not end.
std::size_t skip_string(std::string_view text, std::size_t at) noexcept {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

base::Result<std::vector<std::string_view>> array_slices(std::string_view array) {
  array = trim_json_blanks(array);
  if (array.empty() || array.front() != '[')
    return fail(ErrorCode::invalid_argument, "expected a JSON array");
  std::vector<std::string_view> slices;
  std::size_t begin = 1;
  std::size_t depth = 1;
  std::size_t at = 1;
  while (at < array.size()) {
    const char c = array[at];
    if (c == '"') {
      at = std::min(skip_string(array, at), array.size());
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if ((c == ',' && depth == 1) || depth == 0) {
      const auto slice = trim_json_blanks(array.substr(begin, at - begin));
      const bool empty_array = depth == 0 && slices.empty();
      if (slice.empty() && !empty_array) {
        return fail(ErrorCode::invalid_argument, "element {} of the array is missing, at byte {}",
                    slices.size(), at);
      }
      if (!slice.empty()) slices.push_back(slice);
      begin = at + 1;
    }
    ++at;
    if (depth > 0) continue;
    if (at != array.size())
      return fail(ErrorCode::invalid_argument, "there is text after the array, at byte {}", at);
    return slices;
  }
  return fail(ErrorCode::invalid_argument, "the array does not end");
}

std::vector<std::string_view> line_slices(std::string_view lines) {
  std::vector<std::string_view> slices;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const auto line = trim_json_blanks(lines.substr(0, end));
    if (!line.empty()) slices.push_back(line);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return slices;
}

std::string_view trim_json_blanks(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace khoj::api
