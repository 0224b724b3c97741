// Cuts a text into words: where each begins and ends, nothing about what it says. A word is a run of letters,
// marks and digits, with apostrophes between letters ("women's") and a full stop or comma between digits
// ("1.5", "1,299"; but "8,9" is two words, since the comma groups nothing). Everything else separates:
// hyphens, slashes, underscores. Scripts that are written without spaces (Han, Thai …) are cut by ICU's
// dictionaries.
//
// Stretches of ASCII between white space are cut by hand and never reach ICU; the result is the same.
// Not thread-safe: it owns an ICU break iterator.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::text {

/// A word as a byte range of the text.
struct WordRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool ascii = true;
  friend bool operator==(const WordRange&, const WordRange&) = default;
};

class Segmenter {
 public:
  Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;
  ~Segmenter();

  /// Whether ICU's rules can be loaded here. Errors: internal (ICU's data are missing).
  static base::Status check();

  /// Replaces `out` by the words of `text` (at most 2^30 bytes), in order. Ill-formed bytes separate words.
  void segment(std::string_view text, std::vector<WordRange>& out);

  /// The same without the fast path for ASCII: the reference that tests hold `segment` against.
  void segment_with_icu(std::string_view text, std::vector<WordRange>& out);

 private:
  struct Icu;
  void add_with_icu(std::string_view text, std::uint32_t begin, std::uint32_t end,
                    std::vector<WordRange>& out);
  std::unique_ptr<Icu> icu_;  // made when the first text that needs it comes
};

}  // namespace khoj::text
