#include "text/graphemes.hpp"

#include <algorithm>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include "text/normalise.hpp"

namespace khoj::text {

struct Graphemes::Icu {
  UText text = UTEXT_INITIALIZER;
  std::unique_ptr<icu::BreakIterator> iterator;

  Icu() = default;
  Icu(const Icu&) = delete;
  Icu& operator=(const Icu&) = delete;
  ~Icu() {
    iterator.reset();
    utext_close(&text);
  }
};

Graphemes::Graphemes(std::string_view text) : text_(text) {
  if (is_ascii(text)) return;
  auto icu = std::make_unique<Icu>();
  UErrorCode status = U_ZERO_ERROR;
  icu->iterator.reset(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  utext_openUTF8(&icu->text, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_FAILURE(status) || !icu->iterator) return;
  icu->iterator->setText(&icu->text, status);
  if (U_SUCCESS(status)) icu_ = std::move(icu);
}

Graphemes::Graphemes(Graphemes&&) noexcept = default;
Graphemes& Graphemes::operator=(Graphemes&&) noexcept = default;
Graphemes::~Graphemes() = default;

std::uint32_t Graphemes::floor(std::uint32_t byte) {
  if (byte == 0 || byte >= text_.size()) return std::min(byte, static_cast<std::uint32_t>(text_.size()));
  if (!icu_) return text_[byte] == '\n' && text_[byte - 1] == '\r' ? byte - 1 : byte;
  const auto at = static_cast<std::int32_t>(byte);
  if (icu_->iterator->isBoundary(at) != 0) return byte;
  const std::int32_t before = icu_->iterator->preceding(at);
  return before == icu::BreakIterator::DONE ? 0 : static_cast<std::uint32_t>(before);
}

std::uint32_t Graphemes::ceiling(std::uint32_t byte) {
  const auto size = static_cast<std::uint32_t>(text_.size());
  if (byte == 0 || byte >= size) return std::min(byte, size);
  if (!icu_) return text_[byte] == '\n' && text_[byte - 1] == '\r' ? byte + 1 : byte;
  const auto at = static_cast<std::int32_t>(byte);
  if (icu_->iterator->isBoundary(at) != 0) return byte;
  const std::int32_t after = icu_->iterator->following(at);
  return after == icu::BreakIterator::DONE ? size : static_cast<std::uint32_t>(after);
}

}  // namespace khoj::text
