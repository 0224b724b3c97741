// TF-IDF written down as plainly as it is defined, in float64 over maps of strings: what the model is compared with.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.hpp"
#include "mine/tfidf_builder.hpp"

namespace khoj::mine {

struct PlainField {
  std::vector<std::string> words;
  float weight = 1.0F;
};
using PlainText = std::vector<PlainField>;
using PlainCorpus = std::map<std::uint32_t, PlainText>;  ///< By item.
using PlainVector = std::map<std::string, double>;

inline TfidfDocument document_of(const PlainText& text) {
  TfidfDocument document;
  for (const PlainField& field : text) {
    std::vector<text::Token> tokens;
    for (const std::string& word : field.words)
      tokens.push_back({word, static_cast<std::uint32_t>(tokens.size()), 0, 0});
    document.add(tokens, field.weight);
  }
  return document;
}

inline TfidfModel build(const PlainCorpus& corpus, const TfidfOptions& options) {
  auto builder = TfidfBuilder::create(options).value();
  for (const auto& [item, text] : corpus) {
    TfidfDocument document = document_of(text);
    builder.add(domain::ItemId(item), document);
  }
  return std::move(builder).build().value();
}

class PlainTfidf {
 public:
  PlainTfidf(const PlainCorpus& corpus, const TfidfOptions& options) : options_(options) {
    std::map<std::string, double> frequencies;
    for (const auto& [item, text] : corpus) {
      for (const auto& [term, count] : counts(text)) frequencies[term] += 1.0;
    }
    const auto n = static_cast<double>(corpus.size());
    for (const auto& [term, df] : frequencies) {
      if (df >= options.min_documents && df <= options.max_document_share * n)
        idf_[term] = std::log((1.0 + n) / (1.0 + df)) + 1.0;
    }
    for (const auto& [item, text] : corpus) vectors_[item] = vector(text);
  }

  [[nodiscard]] PlainVector vector(const PlainText& text) const {
    PlainVector out;
    for (const auto& [term, count] : counts(text)) {
      const auto idf = idf_.find(term);
      if (idf == idf_.end()) continue;
      out[term] = (options_.sublinear && count > 1.0 ? 1.0 + std::log(count) : count) * idf->second;
    }
    return scaled(std::move(out));
  }
  [[nodiscard]] const PlainVector& vector(std::uint32_t item) const { return vectors_.at(item); }

  [[nodiscard]] static PlainVector scaled(PlainVector vector) {
    double square = 0.0;
    for (const auto& [term, weight] : vector) square += weight * weight;
    for (auto& [term, weight] : vector) weight /= std::sqrt(square);
    return vector;
  }

  /// Cosines with all items that share a term.
  [[nodiscard]] std::map<std::uint32_t, double> cosines(const PlainVector& query) const {
    std::map<std::uint32_t, double> out;
    for (const auto& [item, vector] : vectors_) {
      for (const auto& [term, weight] : query) {
        const auto at = vector.find(term);
        if (at != vector.end()) out[item] += weight * at->second;
      }
    }
    return out;
  }

 private:
  [[nodiscard]] std::map<std::string, double> counts(const PlainText& text) const {
    std::map<std::string, double> out;
    for (const PlainField& field : text) {
      for (std::size_t i = 0; i < field.words.size(); ++i) {
        if (options_.min_words == 1) out[field.words[i]] += double{field.weight};
        if (options_.max_words == 2 && i + 1 < field.words.size())
          out[field.words[i] + " " + field.words[i + 1]] += double{field.weight};
      }
    }
    return out;
  }

  TfidfOptions options_;
  std::map<std::string, double> idf_;
  std::map<std::uint32_t, PlainVector> vectors_;
};

/// A shop of short texts: few words are in many, some texts are empty and many are the same.
inline PlainText random_text(base::Rng& rng) {
  const auto words = [&rng](std::size_t most) {
    std::vector<std::string> out(rng.below(most + 1));
    for (std::string& word : out)
      word = "w" + std::to_string(static_cast<int>(std::pow(400.0, rng.uniform())));
    return out;
  };
  return {{words(7), 1.0F}, {words(2), 0.5F}};
}
inline PlainCorpus random_corpus(std::uint64_t seed, std::size_t size) {
  base::Rng rng(seed);
  PlainCorpus out;
  while (out.size() < size) out[static_cast<std::uint32_t>(rng.below(10 * size))] = random_text(rng);
  return out;
}

}  // namespace khoj::mine
