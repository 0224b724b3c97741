// Changes in place: whatever was revised, published, merged and opened again, the index says what one says that was built
// anew from the same documents.
#include "index/revisions.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "corpus.hpp"
#include "index/column_sort.hpp"
#include "index/facet_counts.hpp"
#include "index/grouping.hpp"
#include "index/index.hpp"
#include "index/segment_merger.hpp"
#include "index/segment_set.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::index {
namespace {

namespace fs = std::filesystem;
using testing_support::OwnedDocument;
using testing_support::RandomCorpus;

std::unique_ptr<Index> open(const fs::path& folder, bool merges = false) {
  IndexOptions options;
  options.directory = folder;
  options.schema = testing_support::make_schema();
  options.background_merges = merges;
  auto index = Index::open(options);
  EXPECT_TRUE(index) << index.error().describe();
  return index ? std::move(*index) : nullptr;
}

std::vector<fs::path> files(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> out;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == extension) out.push_back(file.path());
  }
  return out;
}

using Truth = std::map<std::uint32_t, OwnedDocument>;

/// Other columns, blob and static rank, and the words that it has.
OwnedDocument with_other_values(RandomCorpus& corpus, const OwnedDocument& document) {
  OwnedDocument out = corpus.document(document.item);
  out.text = document.text;
  if (corpus.rng().chance(0.1)) out.brand = "new brand " + std::to_string(corpus.rng().below(3));
  out.stored = "blob " + std::to_string(document.item) + " of " + std::to_string(corpus.rng().below(1'000));
  return out;
}

std::vector<std::uint32_t> items_of(const IndexSnapshot& index, const MatchSet& matches) {
  std::vector<std::uint32_t> items;
  for (std::uint32_t s = 0; s < matches.segments.size(); ++s)
    for_each_bit(matches.segments[s],
                 [&](std::uint32_t doc) { items.push_back(index.item({s, doc}).value); });
  std::sort(items.begin(), items.end());
  return items;
}

std::map<std::string, std::uint64_t> map_of(const ValueCounts& counts) {
  std::map<std::string, std::uint64_t> out;
  for (const auto& value : counts.values) out[std::string(value.value)] = value.count;
  EXPECT_EQ(counts.distinct, out.size());
  return out;
}

void expect_equal_columns(const IndexSnapshot& index, const IndexSnapshot& anew, const MatchSet& matches,
                          const MatchSet& matches_anew) {
  constexpr std::size_t kAll = 1'000;
  const MatchedDocuments found(index, matches);
  const MatchedDocuments found_anew(anew, matches_anew);
  ASSERT_EQ(found.count(), found_anew.count());
  for (const std::size_t column : {1U, 3U}) {
    EXPECT_EQ(map_of(count_values(found, column, kAll)), map_of(count_values(found_anew, column, kAll)));
    const Grouping groups(found, 1);
    const Grouping groups_anew(found_anew, 1);
    EXPECT_EQ(map_of(count_group_values(found, groups, column, kAll)),
              map_of(count_group_values(found_anew, groups_anew, column, kAll)));
  }
  for (const std::size_t column : {0U, 2U}) {
    const auto stats = number_stats(found, column);
    const auto stats_anew = number_stats(found_anew, column);
    EXPECT_EQ(stats.count, stats_anew.count);
    EXPECT_EQ(stats.min, stats_anew.min);
    EXPECT_EQ(stats.max, stats_anew.max);
    EXPECT_EQ(stats.sum, stats_anew.sum);
    EXPECT_EQ(histogram(found, column, 7.0), histogram(found_anew, column, 7.0));
    EXPECT_EQ(count_groups_with_number(found, Grouping(found, 1), column),
              count_groups_with_number(found_anew, Grouping(found_anew, 1), column));
  }
  std::vector<SortKey> keys(3);
  keys[0].kind = SortKey::Kind::boost;
  keys[0].filter = FilterExpression::range("rating", 3, 4);
  keys[1].kind = SortKey::Kind::column;
  keys[1].column = 1;
  keys[2].kind = SortKey::Kind::column;
  keys[2].column = 0;
  keys[2].descending = true;
  const auto sorted = sort_matches(found, keys, 20, std::nullopt, {});
  const auto sorted_anew = sort_matches(found_anew, keys, 20, std::nullopt, {});
  ASSERT_EQ(sorted.size(), sorted_anew.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) EXPECT_EQ(sorted[i].place.item, sorted_anew[i].place.item);
}

void expect_equal(const IndexSnapshot& index, const Truth& truth, RandomCorpus& corpus) {
  khoj::testing::TemporaryFolder folder;
  const auto reference = open(folder.path());
  for (const auto& [item, document] : truth) ASSERT_TRUE(reference->add(document.view()));
  ASSERT_TRUE(reference->publish(domain::ChangeSeq(1)));
  const auto anew = reference->snapshot();
  ASSERT_EQ(index.doc_count(), truth.size());
  for (const auto& [item, document] : truth) {
    const auto doc = index.find(domain::ItemId(item));
    const auto doc_anew = anew->find(domain::ItemId(item));
    ASSERT_TRUE(doc && doc_anew);
    EXPECT_EQ(index.stored(*doc), document.stored);
    EXPECT_EQ(index.number(*doc, 2), document.rating);
    EXPECT_EQ(index.keywords(*doc, 1), anew->keywords(*doc_anew, 1));
    EXPECT_EQ(index.keywords(*doc, 3), anew->keywords(*doc_anew, 3));
  }
  for (int round = 0; round < 12; ++round) {
    SearchQuery everything;
    everything.filter = corpus.filter(3);
    const auto matches = index.match(everything, 0);
    const auto matches_anew = anew->match(everything, 0);
    ASSERT_EQ(items_of(index, matches), items_of(*anew, matches_anew)) << everything.filter.canonical();
    ASSERT_NO_FATAL_FAILURE(expect_equal_columns(index, *anew, matches, matches_anew));
    for (const auto& [item, unused] : truth) {
      const auto doc = *index.find(domain::ItemId(item));
      EXPECT_EQ(index.passes(everything.filter, doc),
                simd::test_bit(matches.segments[doc.segment].data(), doc.doc_id));
    }

    const auto page = index.browse(everything.filter, 10);
    const auto page_anew = anew->browse(everything.filter, 10);
    EXPECT_EQ(page.total, page_anew.total);
    ASSERT_EQ(page.hits.size(), page_anew.hits.size());
    for (std::size_t i = 0; i < page.hits.size(); ++i) {
      EXPECT_EQ(truth.at(page.hits[i].item.value).static_rank,
                truth.at(page_anew.hits[i].item.value).static_rank)
          << "of equal ranks any may come first";
    }

    const auto query = corpus.query();
    const auto found = index.search(query);
    const auto exhaustive = index.search_exhaustive(query);
    EXPECT_EQ(found.total, exhaustive.total);
    EXPECT_EQ(found.total, anew->search(query).total);
    ASSERT_EQ(found.hits.size(), exhaustive.hits.size());
    for (std::size_t i = 0; i < found.hits.size(); ++i)
      EXPECT_EQ(found.hits[i].item, exhaustive.hits[i].item);
  }
}

TEST(Revisions, X_05_SayWhatAnIndexBuiltAnewSays) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    khoj::testing::TemporaryFolder folder;
    RandomCorpus corpus(seed, 40);
    auto index = open(folder.path());
    Truth truth;
    std::uint32_t revised = 0;
    std::uint64_t seq = 0;
    for (int step = 0; step < 60; ++step) {
      for (std::int64_t n = corpus.rng().between(1, 40); n > 0; --n) {
        const auto item = static_cast<std::uint32_t>(corpus.rng().below(300));
        const auto known = truth.find(item);
        const double dice = corpus.rng().uniform();
        if (dice < 0.1) {
          ASSERT_TRUE(index->remove(domain::ItemId(item)));
          truth.erase(item);
        } else if (dice < 0.7 && known != truth.end()) {
          const auto document = with_other_values(corpus, known->second);
          const auto done = index->revise(document.view());
          ASSERT_TRUE(done);
          EXPECT_EQ(*done, index->added_blob(domain::ItemId(item)).has_value());
          if (!*done) {
            ASSERT_TRUE(index->add(document.view()));
          }
          revised += *done ? 1 : 0;
          truth[item] = document;
        } else {
          truth[item] = corpus.document(item);
          ASSERT_TRUE(index->add(truth[item].view()));
        }
      }
      const domain::ChangeSeq covered(++seq);
      switch (corpus.rng().below(8)) {
        case 0:
          ASSERT_TRUE(index->commit(covered));
          index.reset();
          index = open(folder.path());
          EXPECT_EQ(index->committed(), covered);
          break;
        case 1: ASSERT_TRUE(index->commit(covered)); break;
        case 2:
          ASSERT_TRUE(index->publish(covered));
          ASSERT_TRUE(index->optimize());
          EXPECT_TRUE(files(folder.path(), ".rev").empty()) << "merging writes them where they belong";
          break;
        default: ASSERT_TRUE(index->publish(covered));
      }
      if (step % 6 == 5) {
        ASSERT_NO_FATAL_FAILURE(expect_equal(*index->snapshot(), truth, corpus));
      }
    }
    EXPECT_GT(revised, 200U);
  }
}

TEST(Revisions, X_05_AreNotSeenBeforeTheyArePublishedNorByOlderSnapshots) {
  khoj::testing::TemporaryFolder folder;
  RandomCorpus corpus(5, 40);
  const auto index = open(folder.path());
  auto document = corpus.document(7);
  document.stored = "before";
  ASSERT_TRUE(index->add(document.view()));
  EXPECT_FALSE(*index->revise(document.view())) << "it is in no segment yet";
  ASSERT_TRUE(index->publish(domain::ChangeSeq(1)));
  const auto before = index->snapshot();
  document.stored = "after";
  EXPECT_TRUE(*index->revise(document.view()));
  EXPECT_EQ(index->snapshot()->stored(*index->snapshot()->find(domain::ItemId(7))), "before");
  ASSERT_TRUE(index->publish(domain::ChangeSeq(2)));
  EXPECT_EQ(before->stored(*before->find(domain::ItemId(7))), "before");
  EXPECT_EQ(index->snapshot()->stored(*index->snapshot()->find(domain::ItemId(7))), "after");
  EXPECT_EQ(index->snapshot()->segment_count(), before->segment_count()) << "in place";
  EXPECT_EQ(index->added_blob(domain::ItemId(7)), "before");
  EXPECT_FALSE(*index->revise(corpus.document(8).view())) << "it is not there";
}

/// A segment of the documents in memory; `words`: with their words, otherwise a layer of values.
std::shared_ptr<const SegmentReader> sealed(const std::vector<OwnedDocument>& documents, bool words) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  for (OwnedDocument document : documents) {
    if (!words) document.text.assign(schema.text.size(), "");
    add_to(builder, document);
  }
  return testing_support::seal(builder, schema);
}

TEST(Revisions, X_05_OfTwoChangesDuringAMergeTheLaterCounts) {
  RandomCorpus corpus(11, 40);
  for (const bool other_order : {false, true}) {
    auto one = corpus.document(1);
    auto two = corpus.document(2);
    SegmentSet segments;
    std::vector<std::uint64_t> ids = {segments.add(sealed({one}, true), "").id};
    ids.push_back(segments.add(sealed({two}, true), "").id);
    auto inputs = segments.publish();
    if (other_order) {
      std::swap(ids[0], ids[1]);
      std::swap(inputs[0], inputs[1]);
    }
    one.stored = "once";
    two.stored = "once";
    segments.revise(sealed({one, two}, false));
    one.stored = "twice";
    segments.revise(sealed({one}, false));
    segments.publish();

    const Schema schema = testing_support::make_schema();
    SegmentSink sink = SegmentSink::to_memory();
    ASSERT_TRUE(merge_segments(schema, inputs, {}, sink));
    const auto merged = SegmentReader::from_bytes("merged", sink.take_bytes(), schema);
    ASSERT_TRUE(merged);
    segments.replace(ids, inputs, *merged, "");
    ASSERT_EQ(segments.entries().size(), 1U);
    for (const auto& segment : {segments.published()[0], SegmentSet::view(segments.entries()[0])}) {
      const auto stored = [&](std::uint32_t item) {
        const auto [values, at] = segment->values(*segment->reader().find(domain::ItemId(item)));
        return values->stored(at);
      };
      EXPECT_EQ(stored(1), "twice");
      EXPECT_EQ(stored(2), "once");
    }
  }
}

TEST(Revisions, X_05_LayersStayFew) {
  khoj::testing::TemporaryFolder folder;
  RandomCorpus corpus(6, 40);
  auto index = open(folder.path());
  std::vector<OwnedDocument> documents;
  for (std::uint32_t item = 0; item < 2'000; ++item) {
    documents.push_back(corpus.document(item));
    ASSERT_TRUE(index->add(documents.back().view()));
  }
  ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
  for (std::uint64_t n = 0; n < 600; ++n) {
    auto& document = documents[corpus.rng().below(documents.size())];
    document = with_other_values(corpus, document);
    ASSERT_TRUE(*index->revise(document.view()));
    const domain::ChangeSeq covered(2 + n);
    ASSERT_TRUE(n % 40 == 39 ? index->commit(covered) : index->publish(covered));
    const auto* const revisions = index->snapshot()->segments()[0]->revisions();
    ASSERT_NE(revisions, nullptr);
    EXPECT_LE(revisions->layers().size(), 16U);
  }
  EXPECT_LE(files(folder.path(), ".rev").size(), 10U);
  index.reset();
  index = open(folder.path());
  for (const auto& document : documents)
    EXPECT_EQ(index->snapshot()->stored(*index->snapshot()->find(domain::ItemId(document.item))),
              document.stored);
}

TEST(Revisions, X_05_ADamagedLayerIsNamed) {
  khoj::testing::TemporaryFolder folder;
  RandomCorpus corpus(8, 40);
  {
    const auto index = open(folder.path());
    auto document = corpus.document(1);
    ASSERT_TRUE(index->add(document.view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
    ASSERT_TRUE(*index->revise(with_other_values(corpus, document).view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(2)));
  }
  const auto layers = files(folder.path(), ".rev");
  ASSERT_EQ(layers.size(), 1U);
  {
    std::fstream file(layers[0], std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(200);
    file.put('\x5A');
  }
  IndexOptions options;
  options.directory = folder.path();
  options.schema = testing_support::make_schema();
  const auto damaged = Index::open(options);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, base::ErrorCode::corruption);
  EXPECT_NE(damaged.error().describe().find(layers[0].filename().string()), std::string::npos);
}

TEST(Revisions, X_05_HoldWhileSegmentsAreMergedAndRead) {
  khoj::testing::TemporaryFolder folder;
  RandomCorpus corpus(9, 40);
  const auto index = open(folder.path(), true);
  Truth truth;
  std::atomic<bool> done{false};
  std::thread reader([&] {
    RandomCorpus asked(10, 40);
    while (!done) {
      const auto snapshot = index->snapshot();
      SearchQuery query = asked.query();
      query.filter = asked.filter(2);
      const auto found = snapshot->search(query);
      for (const auto& hit : found.hits) {
        EXPECT_TRUE(snapshot->passes(query.filter, hit.doc));
        EXPECT_TRUE(snapshot->stored(hit.doc).starts_with("blob " + std::to_string(hit.item.value)));
      }
    }
  });
  std::uint64_t seq = 0;
  for (int step = 0; step < 120; ++step) {
    for (int n = 0; n < 30; ++n) {
      const auto item = static_cast<std::uint32_t>(corpus.rng().below(600));
      const auto known = truth.find(item);
      if (known != truth.end() && corpus.rng().chance(0.7)) {
        truth[item] = with_other_values(corpus, known->second);
        const auto revised = index->revise(truth[item].view());
        ASSERT_TRUE(revised);
        if (!*revised) {
          ASSERT_TRUE(index->add(truth[item].view()));
        }
      } else {
        truth[item] = corpus.document(item);
        ASSERT_TRUE(index->add(truth[item].view()));
      }
    }
    ++seq;
    ASSERT_TRUE(step % 5 == 0 ? index->commit(domain::ChangeSeq(seq))
                              : index->publish(domain::ChangeSeq(seq)));
    if (step % 20 == 19) index->rest();
  }
  done = true;
  reader.join();
  ASSERT_NO_FATAL_FAILURE(expect_equal(*index->snapshot(), truth, corpus));
}

}  // namespace
}  // namespace khoj::index
