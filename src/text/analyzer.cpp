#include "text/analyzer.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <unordered_set>
#include <utility>

#include <unicode/normalizer2.h>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "text/normalise.hpp"
#include "text/scratch.hpp"
#include "text/stop_words.hpp"

namespace khoj::text {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{1} << 30;
constexpr std::size_t kMaxIdleBuffers = 64;

/// Of the terms of a word: itself, then its Latin spellings.
constexpr std::array<float, Word::kMaxTerms> kTermWeights = {1.0F, 0.9F, 0.8F};
constexpr float kJoinedWeight = 0.9F;

std::string_view without_outer_space(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

void add_alternative(QueryWord& word, std::string_view term, float weight) {
  const bool known =
      std::any_of(word.alternatives.begin(), word.alternatives.end(),
                  [&](const TermAlternative& alternative) { return alternative.term == term; });
  if (!known) word.alternatives.push_back({std::string(term), weight});
}

/// Calls `use(term, weight)` for the terms of a compound written as one word. One that reads as a measure
/// ("55-in") has the measure's term only.
template <typename Use>
void for_each_joined_term(const Word& joined, Use use) {
  if (joined.kind == WordKind::measure) {
    use(joined.measure_term(), kJoinedWeight);
    return;
  }
  for (std::size_t i = 0; i < joined.term_count; ++i) use(joined.terms[i], kJoinedWeight * kTermWeights[i]);
}

base::Status check(const AnalyzerOptions& options) {
  using base::ErrorCode;
  if (options.tokenizer != "standard" && options.tokenizer != "keyword") {
    return base::fail(ErrorCode::invalid_argument, "unknown tokenizer '{}', expected standard or keyword",
                      options.tokenizer);
  }
  std::array<std::string_view, kScriptCount> stemmer_of_script{};
  for (const std::string& language : options.stemmers) {
    const auto script = script_of_stemmer(language);
    if (!script) {
      return base::fail(ErrorCode::invalid_argument, "unknown stemmer '{}', expected one of {}", language,
                        stemmer_languages());
    }
    std::string_view& other = stemmer_of_script[static_cast<std::size_t>(*script)];
    if (!other.empty()) {
      return base::fail(ErrorCode::invalid_argument,
                        "stemmers '{}' and '{}' are for the same script; choose one of them", other,
                        language);
    }
    other = language;
  }
  for (const std::string& language : options.stop_word_languages) {
    if (stop_words(language).empty()) {
      return base::fail(ErrorCode::invalid_argument, "no stop-words for '{}', expected one of {}", language,
                        stop_word_languages());
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) {
    return base::fail(ErrorCode::internal, "ICU cannot fold case ({}); is its data package installed?",
                      u_errorName(status));
  }
  return Segmenter::check();
}

std::uint64_t next_id() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

struct Analyzer::Impl {
  explicit Impl(const AnalyzerOptions& given)
      : options(given), rules{given.stemmers, given.transliterate}, keyword(given.tokenizer == "keyword") {
    for (const std::string& language : given.stop_word_languages) {
      for (const std::string_view word : stop_words(language)) {
        std::string folded = fold(word);
        drop_optional_marks(folded);
        stop_word_set.insert(std::move(folded));
      }
    }
  }

  void analyze(std::string_view text, TokenBuffer::Scratch& scratch, std::vector<Token>& tokens) const;
  std::vector<QueryWord> analyze_query(std::string_view query, TokenBuffer::Scratch& scratch) const;
  QueryWord query_word(const PlacedWord& placed) const;

  std::unique_ptr<TokenBuffer::Scratch> borrow() const {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<TokenBuffer::Scratch>();
    auto scratch = std::move(idle.back());
    idle.pop_back();
    return scratch;
  }

  void give_back(std::unique_ptr<TokenBuffer::Scratch> scratch) const {
    const std::lock_guard lock(mutex);
    if (idle.size() < kMaxIdleBuffers) idle.push_back(std::move(scratch));
  }

  const AnalyzerOptions options;
  const WordRules rules;
  const bool keyword;
  const std::uint64_t id = next_id();
  std::unordered_set<std::string, base::StringHash, std::equal_to<>> stop_word_set;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<TokenBuffer::Scratch>> idle;  // for queries; under `mutex`
};

void Analyzer::Impl::analyze(std::string_view text, TokenBuffer::Scratch& scratch,
                             std::vector<Token>& tokens) const {
  WordMemo& memo = scratch.memo_of(id, rules);
  memo.trim();
  if (keyword) {
    const std::string_view trimmed = without_outer_space(text);
    const auto begin = static_cast<std::uint32_t>(trimmed.empty() ? 0 : trimmed.data() - text.data());
    const auto end = begin + static_cast<std::uint32_t>(trimmed.size());
    for (const std::string_view term : memo.find_keyword(trimmed).all_terms())
      tokens.push_back({term, 0, begin, end});
    return;
  }
  scratch.read(text, memo);
  std::uint32_t position = 0;
  for (const WordGroup& group : scratch.groups) {
    const PlacedWord& first = scratch.words[group.first];
    if (group.kind == WordGroup::Kind::measure) {
      const PlacedWord& last = scratch.words[group.first + group.count - 1];
      const Word& measure = *group.joined;
      const std::uint32_t unit_begin = group.count == 2 ? last.begin : first.begin;
      const std::string_view unit = group.count == 2 ? last.word->terms[0] : measure.terms[1];
      tokens.push_back({first.word->terms[0], position, first.begin, first.end});
      tokens.push_back({measure.measure_term(), position, first.begin, group.end});
      tokens.push_back({unit, position + 1, unit_begin, group.end});
      if (group.count == 2) {
        for (const std::string_view term : last.word->all_terms().subspan(1)) {
          tokens.push_back({term, position + 1, unit_begin, group.end});
        }
      }
      position += 2;
      continue;
    }
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i) {
      const PlacedWord& placed = scratch.words[i];
      for (const std::string_view term : placed.word->all_terms()) {
        tokens.push_back({term, position, placed.begin, placed.end});
      }
      if (i == group.first && group.joined != nullptr) {
        for_each_joined_term(*group.joined, [&](std::string_view term, float) {
          tokens.push_back({term, position, first.begin, group.end});
        });
      }
      ++position;
    }
  }
}

QueryWord Analyzer::Impl::query_word(const PlacedWord& placed) const {
  QueryWord out{std::string(placed.word->folded),
                {},
                stop_word_set.contains(placed.word->folded),
                placed.begin,
                placed.end};
  for (std::size_t i = 0; i < placed.word->term_count; ++i) {
    add_alternative(out, placed.word->terms[i], kTermWeights[i]);
  }
  return out;
}

std::vector<QueryWord> Analyzer::Impl::analyze_query(std::string_view query,
                                                     TokenBuffer::Scratch& scratch) const {
  WordMemo& memo = scratch.memo_of(id, rules);
  memo.trim();
  std::vector<QueryWord> out;
  if (keyword) {
    const std::string_view trimmed = without_outer_space(query);
    const Word& word = memo.find_keyword(trimmed);
    if (word.term_count == 0) return out;
    const auto begin = static_cast<std::uint32_t>(trimmed.data() - query.data());
    out.push_back(query_word({&word, begin, begin + static_cast<std::uint32_t>(trimmed.size())}));
    return out;
  }
  scratch.read(query, memo);
  for (const WordGroup& group : scratch.groups) {
    if (group.kind == WordGroup::Kind::measure) {
      const std::uint32_t begin = scratch.words[group.first].begin;
      out.push_back({fold(query.substr(begin, group.end - begin)), {}, false, begin, group.end});
      add_alternative(out.back(), group.joined->measure_term(), 1.0F);
      continue;
    }
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i) {
      out.push_back(query_word(scratch.words[i]));
      if (group.joined == nullptr) continue;
      for_each_joined_term(*group.joined, [&](std::string_view term, float weight) {
        add_alternative(out.back(), term, weight);
      });
    }
  }
  return out;
}

base::Result<Analyzer> Analyzer::create(const AnalyzerOptions& options) {
  KHOJ_TRY(check(options));
  return Analyzer(std::make_unique<const Impl>(options));
}

Analyzer::Analyzer(std::unique_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

void Analyzer::analyze(std::string_view text, TokenBuffer& out) const {
  out.tokens_.clear();
  impl_->analyze(base::truncate_utf8(text, kMaxTextBytes), *out.scratch_, out.tokens_);
}

std::vector<QueryWord> Analyzer::analyze_query(std::string_view query) const {
  auto scratch = impl_->borrow();
  auto words = impl_->analyze_query(base::truncate_utf8(query, kMaxTextBytes), *scratch);
  impl_->give_back(std::move(scratch));
  return words;
}

const AnalyzerOptions& Analyzer::options() const noexcept { return impl_->options; }

}  // namespace khoj::text
