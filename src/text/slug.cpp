#include "text/slug.hpp"

#include <memory>
#include <vector>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "text/normalise.hpp"
#include "text/romanise.hpp"
#include "text/segmenter.hpp"

namespace khoj::text {
namespace {

/// `word` of any script in Latin letters, not yet folded.
std::string transliterate(const std::string& word) {
  // ICU's transliterators are not thread-safe.
  thread_local const auto transliterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  }();
  if (!transliterator) return word;
  icu::UnicodeString latin = icu::UnicodeString::fromUTF8(word);
  transliterator->transliterate(latin);
  std::string out;
  latin.toUTF8String(out);
  return out;
}

bool is_slug_character(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string slug(std::string_view text) {
  Segmenter segmenter;
  std::vector<WordRange> words;
  segmenter.segment(text, words);
  std::string out;
  std::string word;
  for (const WordRange& range : words) {
    fold_into(text.substr(range.begin, range.end - range.begin), word);
    if (!range.ascii) {
      const Script script = script_of_word(word);
      if (is_indic(script)) {
        word = romanise(word, script).first;
      } else if (!is_ascii(word)) {
        word = fold(transliterate(word));
      }
    }
    bool gap = !out.empty();
    for (const char c : word) {
      gap = gap || (c == '.' && !out.empty());
      if (!is_slug_character(c)) continue;
      if (gap) out.push_back('_');
      gap = false;
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace khoj::text
