#include "sources/lexical.hpp"

#include <numeric>

namespace khoj::sources {
namespace {

index::SearchQuery to_index_query(const pipeline::Context& context, std::uint32_t limit) {
  index::SearchQuery query;
  query.words = context.query.words;
  query.filter = context.filter;
  query.k = limit;
  query.min_matches = context.min_matches;
  query.coordination = context.coordination;
  return query;
}

class LexicalSource final : public pipeline::Source {
 public:
  [[nodiscard]] base::Result<pipeline::Retrieval> retrieve(const pipeline::Context& context,
                                                           std::uint32_t limit) const override {
    const auto& index = *context.snapshot->index;
    pipeline::Retrieval retrieval;
    if (context.query.words.empty()) {
      if (context.filter.is_everything()) return retrieval;
      return to_retrieval(index.browse(context.filter, limit), false);
    }
    return to_retrieval(index.search(to_index_query(context, limit)), context.coordination);
  }

  void explain(const pipeline::Context& context, const pipeline::Retrieved& item, double scale,
               pipeline::Explanation& explanation) const override {
    if (context.query.words.empty()) return;
    const auto contributions = context.snapshot->index->explain(to_index_query(context, 1), item.doc);
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

  static pipeline::Retrieval to_retrieval(const index::SearchResult& result, bool coordination) {
    pipeline::Retrieval retrieval;
    retrieval.total = result.total;
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
