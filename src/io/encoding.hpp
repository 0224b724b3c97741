// How text is written as bytes in files that shops send: named, seen from a byte-order mark, or guessed, and
// turned into UTF-8 while streaming. Only the encodings that occur: UTF-8, UTF-16 and Windows-1252.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/byte_source.hpp"

namespace khoj::io {

enum class Encoding { utf8, utf16le, utf16be, windows1252 };

/// "utf-8", "utf-16le", "utf-16be", "windows-1252".
[[nodiscard]] std::string_view to_string(Encoding encoding) noexcept;

/// The names above in any case, and "utf8", "cp1252", "latin1", "iso-8859-1" (which people write for it).
/// Errors: invalid_argument.
base::Result<Encoding> parse_encoding(std::string_view name);

/// A byte-order mark at the start of a file.
struct ByteOrderMark {
  Encoding encoding;
  std::size_t size;  ///< In bytes.
};
[[nodiscard]] std::optional<ByteOrderMark> find_byte_order_mark(std::string_view start) noexcept;

/// Guesses between UTF-8 and Windows-1252 by counting, over bytes that arrive in pieces. A file without an
/// ill-formed sequence is UTF-8. A file with some is Windows-1252 unless well-formed sequences of several
/// bytes are more frequent: then it is UTF-8 with damaged places, which readers report row by row.
class EncodingGuess {
 public:
  void add(std::string_view bytes);

  /// Call once, after the last piece.
  [[nodiscard]] Encoding finish();

 private:
  void count(std::string_view bytes, bool last);

  std::string carry_;  ///< The unfinished sequence at the end of the last piece.
  std::uint64_t well_formed_ = 0;
  std::uint64_t ill_formed_ = 0;
};

/// Decodes another source to UTF-8. A lone UTF-16 surrogate becomes the three bytes that would encode it,
/// which are no valid UTF-8: whoever checks the text finds it, nothing is papered over. Windows-1252's five
/// unassigned bytes become the C1 controls of the same number (WHATWG Encoding Standard), so that decoding it
/// never fails.
class DecodingSource final : public ByteSource {
 public:
  /// `source` must outlive this and stand behind its byte-order mark.
  DecodingSource(ByteSource& source, Encoding encoding) noexcept : source_(source), encoding_(encoding) {}

  base::Result<std::size_t> read(std::span<char> out) override;

 private:
  base::Status refill();
  bool decode_one();
  void append_code_point(char32_t code_point) noexcept;

  ByteSource& source_;
  Encoding encoding_;
  std::array<char, 64 * 1024> input_{};
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  bool source_ended_ = false;
  std::array<char, 4> pending_{};  ///< One decoded character that `out` had no room for.
  std::size_t pending_begin_ = 0;
  std::size_t pending_end_ = 0;
};

/// True when `bytes` is valid UTF-8; fast on ASCII.
[[nodiscard]] bool is_valid_utf8_fast(std::string_view bytes) noexcept;

}  // namespace khoj::io
