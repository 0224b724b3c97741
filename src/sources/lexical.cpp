#include "sources/lexical.hpp"

#include <algorithm>
#include <numeric>

#include "sources/word_expansion.hpp"

namespace khoj::sources {
namespace {

index::SearchQuery to_index_query(const pipeline::Context& context, std::vector<text::QueryWord> words,
                                  std::uint32_t limit) {
  index::SearchQuery query;
  query.words = std::move(words);
  query.filter = context.filter;
  query.k = limit;
  query.min_matches = context.min_matches;
  query.coordination = context.coordination;
  query.collect_matches = context.collect_matches;
  query.deadline = context.deadline;
  return query;
}

/// How many words a document must hold to hold them all.
std::size_t required_words(const std::vector<text::QueryWord>& words) {
  const auto stop_words = static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](const auto& word) { return word.stop_word; }));
  return stop_words == words.size() ? words.size() : words.size() - stop_words;
}

std::uint32_t best_match(const index::SearchResult& result) noexcept {
  return result.hits.empty() ? 0 : result.hits.front().words_matched;
}

class LexicalSource final : public pipeline::Source {
 public:
  [[nodiscard]] bool is_lasting() const noexcept override { return true; }

  [[nodiscard]] base::Result<pipeline::Retrieval> retrieve(const pipeline::Context& context,
                                                           std::uint32_t limit) const override {
    const auto& index = *context.snapshot->index;
    pipeline::Retrieval retrieval;
    if (context.query.words.empty()) {
      if (context.filter.is_everything() && !context.browse) return retrieval;
      return to_retrieval(index.browse(context.filter, limit, context.collect_matches), false);
    }
    auto query = to_index_query(context, context.query.words, limit);
    const text::Analyzer* const analyzer = context.analyzer.get();
    const Expand first = context.coordination ? Expand::strangers : Expand::unknown;
    if (auto words = expand_words(index, analyzer, query.words, first)) query.words = *std::move(words);
    auto result = index.search(query);
    if (context.coordination && !result.partial && best_match(result) < required_words(query.words)) {
      // No product holds all of the words: one that is in the index may be misspelt, too.
      if (auto words = expand_words(index, analyzer, context.query.words, Expand::all)) {
        auto other = to_index_query(context, *std::move(words), limit);
        auto other_result = index.search(other);
        if (best_match(other_result) > best_match(result)) {
          query = std::move(other);
          result = std::move(other_result);
        }
      }
    }
    retrieval = to_retrieval(std::move(result), context.coordination);
    retrieval.words = std::move(query.words);
    return retrieval;
  }

  [[nodiscard]] base::Result<index::MatchSet> match(const pipeline::Context& context,
                                                    const pipeline::Retrieval& retrieval) const override {
    return context.snapshot->index->match(to_index_query(context, retrieval.words, 0), retrieval.level);
  }

  void explain(const pipeline::Context& context, const pipeline::Retrieval& retrieval,
               const pipeline::Retrieved& item, double scale,
               pipeline::Explanation& explanation) const override {
    if (context.query.words.empty()) return;
    const auto contributions =
        context.snapshot->index->explain(to_index_query(context, retrieval.words, 1), item.doc);
    const double sum = std::accumulate(
        contributions.begin(), contributions.end(), 0.0,
        [](double total, const auto& word) { return total + static_cast<double>(word.score); });
    for (const auto& word : contributions) {
      const double share = sum > 0 ? static_cast<double>(word.score) / sum : 0.0;
      explanation.add("source.lexical", describe(word), scale * item.score * share);
    }
  }

 private:
  static std::string describe(const index::WordContribution& word) {
    if (word.term.empty()) return fmt::format("'{}' is missing", word.surface);
    if (word.term == word.surface) return fmt::format("'{}' (idf {:.2f})", word.surface, word.idf);
    return fmt::format("'{}' as '{}' (idf {:.2f})", word.surface, word.term, word.idf);
  }

  static pipeline::Retrieval to_retrieval(index::SearchResult&& result, bool coordination) {
    pipeline::Retrieval retrieval;
    retrieval.total = result.total;
    retrieval.level = result.level;
    retrieval.matches = std::move(result.matches);
    retrieval.partial = result.partial;
    // The level falls on while too few match, also where nothing more does: what counts is what was found.
    const bool all_here = result.total == result.hits.size() && !result.hits.empty();
    retrieval.words_required = all_here ? result.hits.back().words_matched : result.level;
    retrieval.items.reserve(result.hits.size());
    for (const auto& hit : result.hits) {
      retrieval.items.push_back(
          {hit.item, hit.doc, result.max_score > 0 ? static_cast<double>(hit.score) / result.max_score : 0.0,
           coordination ? hit.words_matched : 0});
    }
    return retrieval;
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_lexical_source() { return std::make_shared<LexicalSource>(); }

}  // namespace khoj::sources
