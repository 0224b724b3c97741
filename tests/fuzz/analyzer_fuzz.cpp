// Analyzer::analyze and analyze_query on arbitrary bytes: no crash, tokens inside the text and in order,
// terms that are UTF-8, the fast path's words those of ICU, and a query that finds the document it is.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "text/analyzer.hpp"
#include "text/segmenter.hpp"
#include "text/slug.hpp"

namespace {

using namespace khoj;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const text::Analyzer& analyzer, std::string_view bytes, text::TokenBuffer& buffer) {
  analyzer.analyze(bytes, buffer);
  std::set<std::string_view> terms;
  std::uint32_t position = 0;
  for (const text::Token& token : buffer.tokens()) {
    require(!token.term.empty() && base::is_valid_utf8(token.term));
    require(token.begin < token.end && token.end <= bytes.size());
    require(token.position >= position && token.position <= position + 1);
    position = token.position;
    terms.insert(token.term);
  }
  for (const text::QueryWord& word : analyzer.analyze_query(bytes)) {
    require(word.begin < word.end && word.end <= bytes.size());
    require(std::any_of(
        word.alternatives.begin(), word.alternatives.end(),
        [&](const text::TermAlternative& alternative) { return terms.contains(alternative.term); }));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const text::Analyzer standard = *text::Analyzer::create({.stemmers = {"english", "hindi", "tamil"}});
  static const text::Analyzer keyword = *text::Analyzer::create({.tokenizer = "keyword"});
  static text::TokenBuffer buffer;
  check(standard, bytes, buffer);
  check(keyword, bytes, buffer);

  static text::Segmenter segmenter;
  static std::vector<text::WordRange> fast;
  static std::vector<text::WordRange> reference;
  segmenter.segment(bytes, fast);
  segmenter.segment_with_icu(bytes, reference);
  require(fast == reference);

  const std::string slug = text::slug(bytes);
  require(slug.empty() || (slug.front() != '_' && slug.back() != '_'));
  require(slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
  return 0;
}
