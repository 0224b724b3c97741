#include "sources/semantic.hpp"

#include <algorithm>
#include <optional>

#include "pipeline/product_card.hpp"
#include "pipeline/semantic_model.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {
namespace {

/// What lies farther is no match. docs/quality.md says how it was chosen.
constexpr float kLeastCosine = 0.45F;
/// Products behind so many nearer ones are no match either.
constexpr std::size_t kMost = 200;
/// How much of what a query says its known words must say: one rare word of two is enough, a common one is not. Of a word
/// that is not known its characters tell something, but they tell it of any row of letters.
constexpr float kLeastKnown = 0.4F;

/// The first form of a word that the model knows.
std::optional<std::uint32_t> find_form(const mine::WordVectors& vectors, const text::QueryWord& word) {
  for (const auto& form : word.alternatives) {
    if (const auto known = vectors.find(form.term)) return known;
  }
  return std::nullopt;
}

/// The words of the query that the model knows; none when they say too little of it.
std::vector<std::string_view> known_words(const mine::WordVectors& vectors, const pipeline::Query& query) {
  std::vector<std::string_view> words;
  const float rarest = vectors.parts().weights.empty() ? 1.0F : vectors.parts().weights.back();
  float known = 0;
  float all = 0;
  for (const auto& word : query.words) {
    if (word.stop_word) continue;
    const auto number = find_form(vectors, word);
    const float says = number ? vectors.parts().weights[*number] : rarest;
    all += says;
    if (!number) continue;
    known += says;
    words.push_back(vectors.parts().words[*number]);
  }
  if (!(known > 0) || known < kLeastKnown * all) words.clear();
  return words;
}

class SemanticSource final : public pipeline::Source {
 public:
  [[nodiscard]] bool is_lasting() const noexcept override { return true; }

  [[nodiscard]] base::Result<pipeline::Retrieval> retrieve(const pipeline::Context& context,
                                                           std::uint32_t limit) const override {
    auto retrieval = find(context);
    retrieval.total = retrieval.items.size();
    if (context.collect_matches)
      retrieval.matches = set_of(*context.snapshot->index, retrieval.items, context.filter);
    if (retrieval.items.size() > limit) retrieval.items.resize(limit);
    return retrieval;
  }

  [[nodiscard]] base::Result<index::MatchSet> match(const pipeline::Context& context,
                                                    const pipeline::Retrieval& /*retrieval*/) const override {
    return set_of(*context.snapshot->index, find(context).items, context.filter);
  }

  void explain(const pipeline::Context& context, const pipeline::Retrieval& /*retrieval*/,
               const pipeline::Retrieved& item, double scale,
               pipeline::Explanation& explanation) const override {
    explanation.add("source.semantic", reason(context, item), scale * item.score);
  }

 private:
  /// The nearest products that are there and pass the filter.
  static pipeline::Retrieval find(const pipeline::Context& context) {
    pipeline::Retrieval retrieval;
    if (!context.models || !context.models->semantic) return retrieval;
    const auto& model = *context.models->semantic;
    std::vector<float> query(model.words.dim());
    if (!model.words.embed(known_words(model.words, context.query), query)) return retrieval;
    const auto& index = *context.snapshot->index;
    const auto accept = [&](domain::ItemId item) {
      const auto doc = index.find(item);
      return doc && index.passes(context.filter, *doc);
    };
    const auto nearest = model.products.nearest(query, kMost, kLeastCosine, accept, context.deadline);
    retrieval.partial = nearest.partial;
    retrieval.items.reserve(nearest.items.size());
    for (const auto& [item, cosine] : nearest.items) {
      if (const auto doc = index.find(item))
        retrieval.items.push_back({item, *doc, std::min(1.0, static_cast<double>(cosine)), 0});
    }
    return retrieval;
  }

  /// The word of the title that is nearest to the query.
  static std::string reason(const pipeline::Context& context, const pipeline::Retrieved& item) {
    auto general = fmt::format("means nearly the same as '{}'", context.query.normalized);
    const auto card = pipeline::read_product_card(context.snapshot->index->stored(item.doc));
    if (!card || !context.analyzer || !context.models || !context.models->semantic) return general;
    const auto& vectors = context.models->semantic->words;
    std::vector<float> query(vectors.dim());
    if (!vectors.embed(known_words(vectors, context.query), query)) return general;
    text::TokenBuffer tokens;
    context.analyzer->analyze(card->title, tokens);
    std::vector<float> vector(vectors.dim());
    std::string_view nearest;
    float most = kLeastCosine;
    for (const auto& token : tokens.tokens()) {
      const std::string_view alone[] = {token.term};
      if (!vectors.find(token.term) || !vectors.embed(alone, vector)) continue;
      float cosine = 0;
      for (std::size_t i = 0; i < vector.size(); ++i) cosine += vector[i] * query[i];
      if (cosine <= most) continue;
      most = cosine;
      nearest = std::string_view(card->title).substr(token.begin, token.end - token.begin);
    }
    return nearest.empty() ? general : fmt::format("{}: '{}'", general, nearest);
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_semantic_source() {
  return std::make_shared<const SemanticSource>();
}

}  // namespace khoj::sources
