// Where one character as people see it (a grapheme cluster) ends and the next begins. Owns an ICU iterator: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace khoj::text {

class Graphemes {
 public:
  /// Views `text`, which may be ill-formed UTF-8: then bad bytes stand for characters of their own.
  explicit Graphemes(std::string_view text);
  Graphemes(Graphemes&&) noexcept;
  Graphemes& operator=(Graphemes&&) noexcept;
  ~Graphemes();

  /// The last boundary at or before `byte`, and the first at or behind it.
  [[nodiscard]] std::uint32_t floor(std::uint32_t byte);
  [[nodiscard]] std::uint32_t ceiling(std::uint32_t byte);

 private:
  struct Icu;
  std::unique_ptr<Icu> icu_;  ///< Null for ASCII, where only CR LF is more than a byte.
  std::string_view text_;
};

}  // namespace khoj::text
