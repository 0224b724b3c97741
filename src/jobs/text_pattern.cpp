#include "jobs/text_pattern.hpp"

#include <unicode/regex.h>
#include <unicode/unistr.h>

namespace khoj::jobs {
namespace {

constexpr std::int32_t kMaxSteps = 1000;  ///< Of ICU's unit, a few milliseconds in all.
constexpr std::int32_t kMaxStackBytes = 1'000'000;

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace

struct TextPattern::Compiled {
  std::unique_ptr<icu::RegexPattern> pattern;
};

base::Result<std::shared_ptr<const TextPattern>> TextPattern::compile(std::string_view pattern) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place{};
  auto compiled = std::make_unique<Compiled>();
  compiled->pattern.reset(icu::RegexPattern::compile(from_utf8(pattern), place, status));
  if (U_FAILURE(status)) {
    return base::fail(base::ErrorCode::invalid_argument, "'{}' is no regular expression: {} at character {}",
                      pattern, u_errorName(status), place.offset + 1);
  }
  return std::shared_ptr<const TextPattern>(new TextPattern(std::move(compiled)));
}

TextPattern::TextPattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
TextPattern::~TextPattern() = default;

std::optional<std::string> TextPattern::find(std::string_view text) const {
  if (text.size() > 1'000'000) return std::nullopt;
  const icu::UnicodeString input = from_utf8(text);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::RegexMatcher> matcher(compiled_->pattern->matcher(input, status));
  if (U_FAILURE(status)) return std::nullopt;
  matcher->setTimeLimit(kMaxSteps, status);
  matcher->setStackLimit(kMaxStackBytes, status);
  if (!matcher->find(status) || U_FAILURE(status)) return std::nullopt;
  const std::int32_t group = matcher->groupCount() > 0 ? 1 : 0;
  std::string found;
  matcher->group(group, status).toUTF8String(found);
  if (U_FAILURE(status)) return std::nullopt;
  return found;
}

}  // namespace khoj::jobs
