// Random corpora and queries for the tests of index/, and segments made of them without any analyzer: a text is its
// terms, separated by spaces.
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "index/index_snapshot.hpp"
#include "index/segment.hpp"
#include "index/segment_builder.hpp"

namespace khoj::index::testing_support {

inline Schema make_schema(bool clustered = true) {
  Schema schema;
  schema.text = {{"title", 3.0F, 0.6F, {}}, {"brand", 2.0F, 0.3F, {}}, {"description", 1.0F, 0.75F, {}}};
  schema.columns = {{"price", ColumnType::number},
                    {"brand", ColumnType::keyword},
                    {"rating", ColumnType::number},
                    {"category", ColumnType::keyword}};
  if (clustered) schema.cluster_by = "category";
  return schema;
}

/// A document that owns what an index::Document only views.
struct OwnedDocument {
  std::uint32_t item = 0;
  std::vector<std::string> text;
  double price = 0.0;
  double rating = 0.0;
  std::string brand;
  std::vector<std::string> categories;
  std::string stored;
  float static_rank = 0.0F;

  [[nodiscard]] Document view() const {
    Document document;
    document.item = domain::ItemId(item);
    document.text.assign(text.begin(), text.end());
    document.numbers = {price, rating};
    document.keywords.resize(2);
    if (!brand.empty()) document.keywords[0].emplace_back(brand);
    document.keywords[1].assign(categories.begin(), categories.end());
    document.stored = stored;
    document.static_rank = static_rank;
    return document;
  }
};

inline std::vector<text::Token> tokens_of(std::string_view text) {
  std::vector<text::Token> tokens;
  std::uint32_t position = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) tokens.push_back({text.substr(at, end - at), position++, 0, 0});
    at = end + 1;
  }
  return tokens;
}

inline void add_to(SegmentBuilder& builder, const OwnedDocument& document) {
  std::vector<std::vector<text::Token>> tokens;
  for (const std::string& text : document.text) tokens.push_back(tokens_of(text));
  const std::vector<std::span<const text::Token>> fields(tokens.begin(), tokens.end());
  const auto added = builder.add(document.view(), fields);
  ASSERT_TRUE(added) << added.error().describe();
}

inline std::shared_ptr<const SegmentReader> seal(SegmentBuilder& builder, const Schema& schema,
                                                 const FieldTotals& elsewhere = {}) {
  SegmentSink sink = SegmentSink::to_memory();
  const auto written = builder.write(elsewhere, sink);
  EXPECT_TRUE(written) << written.error().describe();
  auto reader = SegmentReader::from_bytes("test", sink.take_bytes(), schema);
  EXPECT_TRUE(reader) << reader.error().describe();
  return *reader;
}

/// Draws documents whose words follow Zipf's law over a small vocabulary: w0 is in most of them.
class RandomCorpus {
 public:
  RandomCorpus(std::uint64_t seed, std::uint32_t vocabulary) : rng_(seed), vocabulary_(vocabulary) {}

  base::Rng& rng() { return rng_; }

  std::string word() {
    const double u = rng_.uniform();
    const auto rank = static_cast<std::uint32_t>(std::pow(static_cast<double>(vocabulary_), u)) - 1;
    return "w" + std::to_string(rank);
  }

  OwnedDocument document(std::uint32_t item) {
    OwnedDocument out;
    out.item = item;
    out.text = {words(1, 6), words(0, 1), words(0, 25)};
    out.price = rng_.chance(0.1) ? std::numeric_limits<double>::quiet_NaN()
                                 : static_cast<double>(rng_.between(1, 50));
    out.rating = static_cast<double>(rng_.between(1, 5));
    if (rng_.chance(0.9)) out.brand = "b" + std::to_string(rng_.below(8));
    for (std::int64_t n = rng_.between(0, 3); n > 0; --n)
      out.categories.push_back("c" + std::to_string(rng_.below(12)));
    // Words that stand nowhere else: those of a cluster.
    for (const std::string& category : out.categories) out.text[0] += "t" + category.substr(1) + " ";
    out.stored = "blob " + std::to_string(item);
    // Few values, so that ties are many.
    out.static_rank = static_cast<float>(rng_.below(6)) / 5.0F;
    return out;
  }

  SearchQuery query() {
    SearchQuery out;
    out.coordination = rng_.chance(0.7);
    for (std::int64_t n = rng_.between(1, rng_.chance(0.1) ? 34 : 5); n > 0; --n) {
      text::QueryWord word_of_query;
      word_of_query.surface = rng_.chance(0.25) ? "t" + std::to_string(rng_.below(12)) : word();
      word_of_query.alternatives.push_back({rng_.chance(0.1) ? "unknown" : word_of_query.surface, 1.0F});
      while (rng_.chance(0.25)) {
        word_of_query.alternatives.push_back({word(), static_cast<float>(rng_.between(1, 10)) / 10.0F});
      }
      if (rng_.chance(0.05)) word_of_query.alternatives.push_back({"phrase", 0.9F, phrase()});
      word_of_query.stop_word = rng_.chance(0.15);
      out.words.push_back(std::move(word_of_query));
    }
    if (rng_.chance(0.5)) out.filter = filter(2);
    out.k = static_cast<std::uint32_t>(rng_.chance(0.1) ? 0 : rng_.between(1, 30));
    out.min_matches = static_cast<std::uint32_t>(rng_.chance(0.5) ? 1 : rng_.between(0, 200));
    out.min_level = static_cast<std::uint32_t>(rng_.between(0, 3));
    return out;
  }

  /// One to three terms; between the first and the last there may be any word.
  std::vector<std::string> phrase() {
    std::vector<std::string> terms = {word()};
    if (rng_.chance(0.2)) terms.emplace_back();
    if (terms.size() > 1 || rng_.chance(0.8)) terms.push_back(word());
    if (rng_.chance(0.2)) terms.push_back(word());
    return terms;
  }

  FilterExpression filter(int depth) {
    switch (rng_.below(depth > 0 ? 8 : 5)) {
      case 0:
        return FilterExpression::range("price", static_cast<double>(rng_.between(0, 30)),
                                       static_cast<double>(rng_.between(20, 60)));
      case 1: return FilterExpression::keyword("brand", {"b" + std::to_string(rng_.below(9)), "b0"});
      case 2: return FilterExpression::keyword("category", {"c" + std::to_string(rng_.below(12))});
      case 3: return FilterExpression::exists(rng_.chance(0.5) ? "price" : "category");
      case 4: return FilterExpression::phrase(phrase());
      case 5: return FilterExpression::all_of({filter(depth - 1), filter(depth - 1)});
      case 6: return FilterExpression::any_of({filter(depth - 1), filter(depth - 1)});
      default: return FilterExpression::none_of({filter(depth - 1)});
    }
  }

 private:
  std::string words(std::int64_t low, std::int64_t high) {
    std::string out;
    for (std::int64_t n = rng_.between(low, high); n > 0; --n) out += word() + " ";
    return out;
  }

  base::Rng rng_;
  std::uint32_t vocabulary_;
};

struct Shape {
  std::uint64_t seed;
  std::uint32_t documents;
  std::uint32_t segments;
  std::uint32_t vocabulary;
  double deleted;
  bool clustered = true;
};

/// Segments of random documents; of every other one some are deleted.
inline IndexSnapshot make_snapshot(RandomCorpus& corpus, const Shape& shape) {
  const Schema schema = make_schema(shape.clustered);
  std::vector<std::shared_ptr<const Segment>> segments;
  std::uint32_t item = 1;
  for (std::uint32_t s = 0; s < shape.segments; ++s) {
    SegmentBuilder builder(schema);
    for (std::uint32_t i = 0; i <= shape.documents / shape.segments; ++i) {
      add_to(builder, corpus.document(item++));
    }
    const auto reader = seal(builder, schema);
    std::shared_ptr<LiveDocs> live;
    if (shape.deleted > 0.0 && s % 2 == 0) {
      live = std::make_shared<LiveDocs>(reader->doc_count());
      for (std::uint32_t doc = 0; doc < reader->doc_count(); ++doc) {
        if (corpus.rng().chance(shape.deleted)) live->remove(doc);
      }
    }
    segments.push_back(std::make_shared<const Segment>(reader, live));
  }
  return IndexSnapshot(schema, std::move(segments), domain::ChangeSeq(1));
}

}  // namespace khoj::index::testing_support
