// The ways of ranking products that `khoj eval semantic` compares: word vectors that know more or less of the categories,
// trained on the spot, beside popularity. What a shop's engine serves is asked by eval_served.hpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "eval/search_function.hpp"
#include "eval/semantic.hpp"
#include "mine/word_vector_training.hpp"
#include "store/catalog_store.hpp"
#include "text/analyzer.hpp"

namespace khoj::apps {

struct Corpus {
  std::vector<eval::SemanticDocument> documents;
  std::vector<std::vector<std::string>> category_terms;  ///< Of all levels of each document's paths.
  std::vector<std::int64_t> rating_counts;
};

/// The analyzer must outlive what is returned.
[[nodiscard]] eval::TermsOf terms_with(const text::Analyzer& analyzer);

/// Errors: those of the store.
base::Result<Corpus> read_corpus(store::CatalogStore& catalog, const eval::TermsOf& terms_of);

/// By number of ratings, whatever is asked. The corpus must outlive what is returned.
[[nodiscard]] eval::SearchFunction search_by_popularity(const Corpus& corpus);

/// Which documents' category words are known, in training and in the documents' own vectors.
struct Variant {
  std::string_view name;
  bool in_training;
  bool in_products;
  bool half_hidden =
      false;               ///< Of every second document no category is known anywhere, and only those count.
  bool quantised = false;  ///< The documents' vectors are kept in 8 bits a number, as requests search them.
};

/// By the cosine of vectors that are trained now. Errors: those of training. What it refers to must outlive it.
base::Result<eval::SearchFunction> search_by_vectors(const Corpus& corpus, const eval::TermsOf& terms_of,
                                                     const Variant& variant,
                                                     const mine::WordVectorOptions& options);

}  // namespace khoj::apps
