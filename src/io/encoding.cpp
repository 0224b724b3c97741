#include "io/encoding.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstring>

#include "base/utf8.hpp"

namespace khoj::io {
namespace {

using base::ErrorCode;

/// Windows-1252's bytes 0x80 to 0x9F; the rest are the code points of the same number.
constexpr std::array<char16_t, 32> kWindows1252High = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

/// How many bytes of ASCII stand at the start of `text`.
std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

/// How long the sequence that begins with `lead` claims to be; 1 for bytes that begin none.
std::size_t claimed_length(char lead) noexcept {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte >= 0xC2 && byte <= 0xDF) return 2;
  if (byte >= 0xE0 && byte <= 0xEF) return 3;
  if (byte >= 0xF0 && byte <= 0xF4) return 4;
  return 1;
}

}  // namespace

std::string_view to_string(Encoding encoding) noexcept {
  switch (encoding) {
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16le: return "utf-16le";
    case Encoding::utf16be: return "utf-16be";
    case Encoding::windows1252: return "windows-1252";
  }
  return "utf-8";
}

base::Result<Encoding> parse_encoding(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "utf-8" || lower == "utf8") return Encoding::utf8;
  if (lower == "utf-16le") return Encoding::utf16le;
  if (lower == "utf-16be") return Encoding::utf16be;
  if (lower == "windows-1252" || lower == "cp1252" || lower == "latin1" || lower == "iso-8859-1") {
    return Encoding::windows1252;
  }
  return base::fail(ErrorCode::invalid_argument,
                    "'{}' is no known encoding; expected utf-8, utf-16le, utf-16be or windows-1252", name);
}

std::optional<ByteOrderMark> find_byte_order_mark(std::string_view start) noexcept {
  if (start.starts_with("\xEF\xBB\xBF")) return ByteOrderMark{Encoding::utf8, 3};
  if (start.starts_with("\xFF\xFE")) return ByteOrderMark{Encoding::utf16le, 2};
  if (start.starts_with("\xFE\xFF")) return ByteOrderMark{Encoding::utf16be, 2};
  return std::nullopt;
}

void EncodingGuess::add(std::string_view bytes) {
  if (!carry_.empty()) {
    const std::size_t wanted = claimed_length(carry_.front());
    while (carry_.size() < wanted && !bytes.empty()) {
      carry_ += bytes.front();
      bytes.remove_prefix(1);
    }
    if (carry_.size() < wanted) return;
    const std::string joined = std::exchange(carry_, {});
    count(joined, true);
  }
  count(bytes, false);
}

Encoding EncodingGuess::finish() {
  count(std::exchange(carry_, {}), true);
  return ill_formed_ == 0 || well_formed_ > ill_formed_ ? Encoding::utf8 : Encoding::windows1252;
}

void EncodingGuess::count(std::string_view bytes, bool last) {
  for (;;) {
    bytes.remove_prefix(ascii_prefix(bytes));
    if (bytes.empty()) return;
    const std::size_t length = claimed_length(bytes.front());
    if (length > bytes.size() && !last) {
      carry_ = bytes;
      return;
    }
    if (length > 1 && length <= bytes.size() && base::is_valid_utf8(bytes.substr(0, length))) {
      ++well_formed_;
      bytes.remove_prefix(length);
    } else {
      ++ill_formed_;
      bytes.remove_prefix(1);
    }
  }
}

base::Result<std::size_t> DecodingSource::read(std::span<char> out) {
  if (encoding_ == Encoding::utf8) return source_.read(out);
  std::size_t written = 0;
  while (written < out.size()) {
    if (pending_begin_ < pending_end_) {
      const std::size_t count = std::min(pending_end_ - pending_begin_, out.size() - written);
      std::memcpy(out.data() + written, pending_.data() + pending_begin_, count);
      pending_begin_ += count;
      written += count;
      continue;
    }
    if (decode_one()) continue;
    if (source_ended_ && input_begin_ == input_end_) break;
    // What was decoded so far is good: an error while reading on is reported by the next call.
    if (written > 0) break;
    KHOJ_TRY(refill());
  }
  return written;
}

base::Status DecodingSource::refill() {
  const std::size_t rest = input_end_ - input_begin_;
  std::memmove(input_.data(), input_.data() + input_begin_, rest);
  input_begin_ = 0;
  input_end_ = rest;
  KHOJ_ASSIGN(const std::size_t count, source_.read(std::span(input_).subspan(rest)));
  source_ended_ = count == 0;
  input_end_ += count;
  return {};
}

/// Decodes one character into pending_; false when more input is needed for it.
bool DecodingSource::decode_one() {
  const std::size_t available = input_end_ - input_begin_;
  if (available == 0) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input_[input_begin_ + i]); };
  if (encoding_ == Encoding::windows1252) {
    const unsigned char value = byte(0);
    ++input_begin_;
    append_code_point(value >= 0x80 && value <= 0x9F ? kWindows1252High[value - 0x80U] : value);
    return true;
  }
  const auto unit = [&](std::size_t i) {
    const unsigned first = byte(2 * i);
    const unsigned second = byte(2 * i + 1);
    return static_cast<char32_t>(encoding_ == Encoding::utf16le ? first | (second << 8U)
                                                                : (first << 8U) | second);
  };
  if (available < 2) {
    if (!source_ended_) return false;
    // Half a code unit at the end: an ill-formed byte for the reader to report.
    ++input_begin_;
    append_code_point(0xDC00);
    return true;
  }
  const char32_t high = unit(0);
  if (high >= 0xD800 && high <= 0xDBFF) {
    if (available < 4 && !source_ended_) return false;
    if (available >= 4 && unit(1) >= 0xDC00 && unit(1) <= 0xDFFF) {
      append_code_point(0x10000 + ((high - 0xD800) << 10U) + (unit(1) - 0xDC00));
      input_begin_ += 4;
      return true;
    }
  }
  input_begin_ += 2;
  append_code_point(high);
  return true;
}

void DecodingSource::append_code_point(char32_t code_point) noexcept {
  pending_begin_ = 0;
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    pending_ = {static_cast<char>(code_point)};
    pending_end_ = 1;
  } else if (code_point < 0x800) {
    pending_ = {static_cast<char>(0xC0U | (code_point >> 6U)), tail(0)};
    pending_end_ = 2;
  } else if (code_point < 0x10000) {
    pending_ = {static_cast<char>(0xE0U | (code_point >> 12U)), tail(6), tail(0)};
    pending_end_ = 3;
  } else {
    pending_ = {static_cast<char>(0xF0U | (code_point >> 18U)), tail(12), tail(6), tail(0)};
    pending_end_ = 4;
  }
}

bool is_valid_utf8_fast(std::string_view bytes) noexcept {
  bytes.remove_prefix(ascii_prefix(bytes));
  return bytes.empty() || base::is_valid_utf8(bytes);
}

}  // namespace khoj::io
