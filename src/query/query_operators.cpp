#include "query/query_operators.hpp"

#include <optional>

namespace khoj::query {
namespace {

constexpr std::size_t kMaxOperators = 8;
constexpr std::string_view kQuote = "\"";
constexpr std::string_view kOpening = "\u201C";
constexpr std::string_view kClosing = "\u201D";

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Whether a word can begin with this byte: a letter or digit, also one beyond ASCII.
bool begins_word(char c) noexcept {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

class OperatorReader {
 public:
  explicit OperatorReader(std::string_view query) : rest_(query) {}

  QueryOperators read() {
    bool begins = true;  // A piece may begin here.
    while (!rest_.empty()) {
      if (begins && count() < kMaxOperators && (exclude() || quote())) {
        out_.text += ' ';
        continue;  // Behind a piece stands a blank or the end.
      }
      begins = is_blank(rest_.front());
      out_.text += rest_.front();
      rest_.remove_prefix(1);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t count() const noexcept { return out_.phrases.size() + out_.excluded.size(); }

  /// Takes what is quoted at the beginning of `text`; `text` then begins behind it.
  static std::optional<std::string_view> quotation(std::string_view& text) {
    const bool curly = text.starts_with(kOpening);
    if (!curly && !text.starts_with(kQuote)) return std::nullopt;
    const std::string_view open = curly ? kOpening : kQuote;
    const std::string_view close = curly ? kClosing : kQuote;
    for (std::size_t end = text.find(close, open.size()); end != std::string_view::npos;
         end = text.find(close, end + close.size())) {
      const std::string_view behind = text.substr(end + close.size());
      if (!behind.empty() && !is_blank(behind.front())) continue;
      const std::string_view inside = text.substr(open.size(), end - open.size());
      text = behind;
      return inside;
    }
    return std::nullopt;
  }

  bool quote() {
    const auto inside = quotation(rest_);
    if (!inside) return false;
    out_.phrases.emplace_back(*inside);
    out_.text += *inside;
    return true;
  }

  bool exclude() {
    if (rest_.size() < 2 || rest_.front() != '-') return false;
    std::string_view behind = rest_.substr(1);
    if (const auto inside = quotation(behind)) {
      out_.excluded.emplace_back(*inside);
      rest_ = behind;
      return true;
    }
    if (!begins_word(behind.front())) return false;
    std::size_t size = 0;
    while (size < behind.size() && !is_blank(behind[size])) ++size;
    out_.excluded.emplace_back(behind.substr(0, size));
    rest_ = behind.substr(size);
    return true;
  }

  std::string_view rest_;
  QueryOperators out_;
};

}  // namespace

QueryOperators read_operators(std::string_view query) {
  if (query.find_first_of("\"-") == std::string_view::npos && query.find(kOpening) == std::string_view::npos)
    return {std::string(query), {}, {}};
  return OperatorReader(query).read();
}

}  // namespace khoj::query
