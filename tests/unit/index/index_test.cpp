// The index in its folder: publishing, committing, merging, reopening, crashing.
#include "index/index.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

namespace fs = std::filesystem;
using testing_support::OwnedDocument;
using testing_support::RandomCorpus;

class IndexTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "khoj-index-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] IndexOptions options(bool merges = false) const {
    IndexOptions out;
    out.directory = folder_;
    out.schema = testing_support::make_schema();
    out.background_merges = merges;
    return out;
  }
  [[nodiscard]] std::unique_ptr<Index> open(bool merges = false) const {
    auto index = Index::open(options(merges));
    EXPECT_TRUE(index) << index.error().describe();
    return index ? std::move(*index) : nullptr;
  }
  [[nodiscard]] std::vector<fs::path> files(std::string_view extension) const {
    std::vector<fs::path> out;
    for (const auto& file : fs::directory_iterator(folder_)) {
      if (file.path().extension() == extension) out.push_back(file.path());
    }
    return out;
  }

  fs::path folder_;
};

OwnedDocument product(std::uint32_t item, std::string title, float rank = 0.5F) {
  OwnedDocument out;
  out.item = item;
  out.text = {std::move(title), "acme", ""};
  out.stored = "product " + std::to_string(item);
  out.static_rank = rank;
  out.brand = "acme";
  return out;
}

SearchQuery query_for(std::initializer_list<std::string> terms) {
  SearchQuery out;
  for (const std::string& term : terms) out.words.push_back({term, {{term, 1.0F}}, false, 0, 0});
  return out;
}

std::vector<std::uint32_t> items(const SearchResult& result) {
  std::vector<std::uint32_t> out;
  for (const Hit& hit : result.hits) out.push_back(hit.item.value);
  return out;
}

TEST_F(IndexTest, ADocumentIsFoundAfterPublishAndNotBefore) {
  const auto index = open();
  ASSERT_TRUE(index->add(product(1, "zebra lamp").view()));
  EXPECT_EQ(index->snapshot()->doc_count(), 0U);
  ASSERT_TRUE(index->publish(domain::ChangeSeq(5)));
  const auto snapshot = index->snapshot();
  EXPECT_EQ(snapshot->covered(), domain::ChangeSeq(5));
  EXPECT_EQ(index->committed(), domain::ChangeSeq(0));
  const SearchResult found = snapshot->search(query_for({"zebra"}));
  ASSERT_EQ(items(found), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(snapshot->stored(found.hits[0].doc), "product 1");
  EXPECT_EQ(snapshot->find(domain::ItemId(1)), found.hits[0].doc);
}

TEST_F(IndexTest, ReplacingAndRemovingLeaveTheOldSnapshotAlone) {
  const auto index = open();
  ASSERT_TRUE(index->add(product(1, "zebra").view()));
  ASSERT_TRUE(index->add(product(2, "zebra").view()));
  ASSERT_TRUE(index->publish(domain::ChangeSeq(1)));
  const auto before = index->snapshot();
  ASSERT_TRUE(index->add(product(1, "tiger").view()));
  ASSERT_TRUE(index->remove(domain::ItemId(2)));
  ASSERT_TRUE(index->remove(domain::ItemId(77)));
  ASSERT_TRUE(index->publish(domain::ChangeSeq(2)));
  EXPECT_EQ(before->search(query_for({"zebra"})).total, 2U);
  const auto after = index->snapshot();
  EXPECT_EQ(after->search(query_for({"zebra"})).total, 0U);
  EXPECT_EQ(items(after->search(query_for({"tiger"}))), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(after->doc_count(), 1U);
  EXPECT_FALSE(after->find(domain::ItemId(2)));
}

TEST_F(IndexTest, ReopensAtItsLastCommit) {
  {
    const auto index = open();
    ASSERT_TRUE(index->add(product(1, "zebra").view()));
    ASSERT_TRUE(index->add(product(2, "zebra").view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(10)));
    ASSERT_TRUE(index->remove(domain::ItemId(1)));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(11)));
    ASSERT_TRUE(index->add(product(3, "zebra").view()));
    ASSERT_TRUE(index->publish(domain::ChangeSeq(12)));
    EXPECT_EQ(index->snapshot()->search(query_for({"zebra"})).total, 2U);
  }
  const auto index = open();
  EXPECT_EQ(index->committed(), domain::ChangeSeq(11));
  EXPECT_EQ(index->snapshot()->covered(), domain::ChangeSeq(11));
  EXPECT_EQ(items(index->snapshot()->search(query_for({"zebra"}))), (std::vector<std::uint32_t>{2}));
}

TEST_F(IndexTest, ASecondOpenIsRefusedWhileTheFirstLives) {
  const auto index = open();
  const auto second = Index::open(options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::failed_precondition);
}

TEST_F(IndexTest, AnotherSchemaIsRefused) {
  {
    const auto index = open();
    ASSERT_TRUE(index->add(product(1, "zebra").view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
  }
  IndexOptions other = options();
  other.schema.columns.erase(other.schema.columns.begin());
  const auto index = Index::open(other);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, base::ErrorCode::unsupported);
}

TEST_F(IndexTest, AFlippedByteInASegmentIsRefusedByName) {
  {
    const auto index = open();
    ASSERT_TRUE(index->add(product(1, "zebra").view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
  }
  const fs::path segment = files(".seg").at(0);
  std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(200);
  const char byte = static_cast<char>(file.get() ^ 0x01);
  file.seekp(200);
  file.put(byte);
  file.close();
  const auto index = Index::open(options());
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, base::ErrorCode::corruption);
  EXPECT_EQ(index.error().context, segment.string());
}

TEST_F(IndexTest, ADamagedManifestOrMissingSegmentIsAnError) {
  {
    const auto index = open();
    ASSERT_TRUE(index->add(product(1, "zebra").view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
  }
  std::ifstream in(folder_ / "MANIFEST", std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), {});
  const auto write = [&](const std::string& text) {
    std::ofstream(folder_ / "MANIFEST", std::ios::binary | std::ios::trunc) << text;
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x04);
    write(bad);
    const auto index = Index::open(options());
    ASSERT_FALSE(index) << i;
    ASSERT_EQ(index.error().code, base::ErrorCode::corruption) << i;
    write(good.substr(0, i));
    ASSERT_FALSE(Index::open(options())) << i;
  }
  write(good);
  ASSERT_TRUE(Index::open(options()));
  fs::remove(files(".seg").at(0));
  EXPECT_EQ(Index::open(options()).error().code, base::ErrorCode::not_found);
}

TEST_F(IndexTest, ACrashLeavesTheLastCommitAndStrayFilesGo) {
  {
    const auto index = open();
    ASSERT_TRUE(index->add(product(1, "zebra").view()));
    ASSERT_TRUE(index->commit(domain::ChangeSeq(1)));
  }
  std::ofstream(folder_ / "segment-00000099.seg") << "half a segm";
  std::ofstream(folder_ / "segment-00000099.live") << "";
  std::ofstream(folder_ / "notes.txt") << "not ours";
  const auto index = open();
  EXPECT_EQ(index->snapshot()->doc_count(), 1U);
  EXPECT_EQ(files(".seg").size(), 1U);
  EXPECT_TRUE(files(".live").empty());
  EXPECT_TRUE(fs::exists(folder_ / "notes.txt"));
}

TEST_F(IndexTest, ManyPublishesMakeFewSegments) {
  const auto index = open();
  for (std::uint32_t item = 1; item <= 300; ++item) {
    ASSERT_TRUE(index->add(product(item, "zebra n" + std::to_string(item)).view()));
    ASSERT_TRUE(index->publish(domain::ChangeSeq(item)));
  }
  EXPECT_LE(index->snapshot()->segment_count(), 10U);
  EXPECT_EQ(index->snapshot()->search(query_for({"zebra"})).total, 300U);
  ASSERT_TRUE(index->commit(domain::ChangeSeq(300)));
  EXPECT_EQ(index->snapshot()->segment_count(), 1U);
}

TEST_F(IndexTest, OptimizeLeavesOneSegmentWithoutDeadDocuments) {
  const auto index = open();
  for (std::uint32_t item = 1; item <= 100; ++item) {
    ASSERT_TRUE(index->add(product(item, "zebra").view()));
    if (item % 25 == 0) {
      ASSERT_TRUE(index->commit(domain::ChangeSeq(item)));
    }
  }
  ASSERT_TRUE(index->remove(domain::ItemId(50)));
  ASSERT_TRUE(index->commit(domain::ChangeSeq(101)));
  EXPECT_EQ(index->snapshot()->segment_count(), 4U);
  const auto old = index->snapshot();
  ASSERT_TRUE(index->optimize());
  EXPECT_EQ(index->snapshot()->segment_count(), 1U);
  EXPECT_EQ(index->snapshot()->search(query_for({"zebra"})).total, 99U);
  EXPECT_EQ(old->search(query_for({"zebra"})).total, 99U) << "a snapshot outlives its files";
  EXPECT_EQ(files(".seg").size(), 1U);
  EXPECT_TRUE(files(".live").empty());
}

TEST_F(IndexTest, AtRestSegmentsBecomeOneAndTheNextCommitKnowsIt) {
  const auto index = open(true);
  for (std::uint32_t item = 1; item <= 100; ++item) {
    ASSERT_TRUE(index->add(product(item, "zebra").view()));
    if (item % 50 == 0) {
      ASSERT_TRUE(index->commit(domain::ChangeSeq(item)));
    }
  }
  EXPECT_EQ(index->snapshot()->segment_count(), 2U);
  EXPECT_FALSE(index->has_uncommitted_merge());
  index->rest();
  for (int i = 0; i < 1000 && !index->has_uncommitted_merge(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(index->snapshot()->segment_count(), 1U) << "nobody had to publish";
  EXPECT_EQ(index->snapshot()->search(query_for({"zebra"})).total, 100U);
  ASSERT_TRUE(index->commit(domain::ChangeSeq(100)));
  EXPECT_FALSE(index->has_uncommitted_merge());
  EXPECT_EQ(files(".seg").size(), 1U);
}

TEST_F(IndexTest, AtRestTheLargestSegmentsThatFitArePutIntoMemory) {
  std::size_t largest = 0;
  {
    const auto index = open();
    std::uint32_t item = 0;
    for (const std::uint32_t end : {500U, 510U}) {
      for (; item < end; ++item) ASSERT_TRUE(index->add(product(item, "zebra").view()));
      ASSERT_TRUE(index->commit(domain::ChangeSeq(end)));
    }
    for (const auto& segment : index->snapshot()->segments())
      largest = std::max(largest, segment->reader().size_bytes());
  }
  const auto resident = [](const IndexSnapshot& snapshot) {
    return std::count_if(snapshot.segments().begin(), snapshot.segments().end(),
                         [](const auto& segment) { return segment->reader().resident(); });
  };
  for (const std::size_t budget : {std::size_t{0}, largest, 2 * largest}) {
    auto with_budget = options(true);
    with_budget.resident_bytes = budget;
    auto opened = Index::open(with_budget);
    ASSERT_TRUE(opened);
    const auto index = *std::move(opened);
    const auto snapshot = index->snapshot();
    ASSERT_EQ(snapshot->segment_count(), 2U);
    EXPECT_EQ(resident(*snapshot), 0);
    index->rest();
    const std::ptrdiff_t expected = budget == 0 ? 0 : budget == largest ? 1 : 2;
    for (int i = 0; i < 500 && resident(*snapshot) < expected; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(resident(*snapshot), expected);
    EXPECT_EQ(snapshot->search(query_for({"zebra"})).total, 510U);
  }
}

TEST_F(IndexTest, BrowseGivesTheBestByStaticRank) {
  const auto index = open();
  for (std::uint32_t item = 1; item <= 50; ++item) {
    OwnedDocument document = product(item, "zebra", static_cast<float>(item % 10) / 10.0F);
    document.price = item;
    ASSERT_TRUE(index->add(document.view()));
    if (item % 20 == 0) {
      ASSERT_TRUE(index->publish(domain::ChangeSeq(item)));
    }
  }
  ASSERT_TRUE(index->publish(domain::ChangeSeq(50)));
  const SearchResult all = index->snapshot()->browse({}, 7);
  EXPECT_EQ(all.total, 50U);
  EXPECT_EQ(items(all), (std::vector<std::uint32_t>{9, 19, 29, 39, 49, 8, 18}));
  const SearchResult cheap = index->snapshot()->browse(FilterExpression::range("price", 0, 15), 3);
  EXPECT_EQ(cheap.total, 15U);
  EXPECT_EQ(items(cheap), (std::vector<std::uint32_t>{9, 8, 7}));
}

// A model (a map) beside the index, through random changes, publishes, commits, merges and reopenings.
TEST_F(IndexTest, EqualsAModelUnderRandomChanges) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    fs::remove_all(folder_);
    RandomCorpus corpus(seed, 200);
    base::Rng& rng = corpus.rng();
    std::map<std::uint32_t, OwnedDocument> model;
    std::map<std::uint32_t, OwnedDocument> committed;
    auto index = open(true);
    for (int step = 0; step < 3000; ++step) {
      const auto item = static_cast<std::uint32_t>(rng.below(400));
      if (rng.chance(0.75)) {
        model[item] = corpus.document(item);
        ASSERT_TRUE(index->add(model[item].view()));
      } else {
        model.erase(item);
        ASSERT_TRUE(index->remove(domain::ItemId(item)));
      }
      if (rng.chance(0.03)) {
        ASSERT_TRUE(index->publish(domain::ChangeSeq(step)));
      }
      if (rng.chance(0.01)) {
        ASSERT_TRUE(index->commit(domain::ChangeSeq(step)));
        committed = model;
      }
      if (rng.chance(0.01)) index->rest();
      if (rng.chance(0.002)) {
        ASSERT_TRUE(index->optimize());  // Publishes and commits, too.
        committed = model;
      }
      if (rng.chance(0.002)) {
        index.reset();
        index = open(true);
        model = committed;
        ASSERT_EQ(index->snapshot()->doc_count(), model.size());
      }
      if (rng.chance(0.02)) {
        ASSERT_TRUE(index->publish(domain::ChangeSeq(step)));
        const auto snapshot = index->snapshot();
        ASSERT_EQ(snapshot->doc_count(), model.size()) << "seed " << seed << " step " << step;
        ASSERT_EQ(snapshot->browse({}, 1000).total, model.size());
        for (const auto& [id, document] : model) {
          const auto doc = snapshot->find(domain::ItemId(id));
          ASSERT_TRUE(doc) << id;
          ASSERT_EQ(snapshot->stored(*doc), document.stored);
          ASSERT_EQ(snapshot->number(*doc, *snapshot->column_index("rating")), document.rating);
        }
        const SearchQuery query = corpus.query();
        ASSERT_EQ(items(snapshot->search(query)), items(snapshot->search_exhaustive(query)));
      }
    }
  }
}

TEST_F(IndexTest, ReadersGoOnWhileTheWriterWrites) {
  const auto index = open(true);
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 2; ++r) {
    readers.emplace_back([&, r] {
      RandomCorpus corpus(100 + static_cast<std::uint64_t>(r), 100);
      while (!done) {
        const auto snapshot = index->snapshot();
        const SearchQuery query = corpus.query();
        const SearchResult result = snapshot->search(query);
        ASSERT_LE(result.hits.size(), query.k);
        // Item 1 is always there in exactly one version.
        ASSERT_LE(snapshot->search(query_for({"always"})).total, 1U);
      }
    });
  }
  RandomCorpus corpus(9, 100);
  for (std::uint32_t step = 0; step < 1500; ++step) {
    ASSERT_TRUE(index->add(corpus.document(2 + step % 300).view()));
    ASSERT_TRUE(index->add(product(1, "always here").view()));
    if (step % 10 == 9) {
      ASSERT_TRUE(index->publish(domain::ChangeSeq(step)));
    }
    if (step % 100 == 99) {
      ASSERT_TRUE(index->commit(domain::ChangeSeq(step)));
    }
  }
  done = true;
}

}  // namespace
}  // namespace khoj::index
