#include "jobs/catalog_import.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "jobs/catalog_export.hpp"
#include "jobs/seen_ids.hpp"
#include "store/product_json.hpp"
#include "support/memory_catalog_store.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::jobs {
namespace {

using khoj::testing::MemoryCatalogStore;

constexpr std::string_view kSimple =
    "format: csv\nmerge: categories\nfields: {id: id, title: title, price: price, categories: category}\n";

class CatalogImport : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return folder_.file(name); }

  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  static std::string read(const std::string& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
  }

  ImportOptions options(const std::string& file, std::string_view yaml = kSimple) {
    ImportOptions out;
    out.file = file;
    out.mapping = read_mapping(yaml, "test").value();
    out.reject_file = path("rejects.jsonl");
    return out;
  }

  ImportSummary import(const ImportOptions& options) {
    const auto summary = import_catalog(options, store_);
    EXPECT_TRUE(summary.has_value()) << summary.error().describe();
    if (!summary) return {};
    EXPECT_EQ(summary->rows_read, summary->imported + summary->merged + summary->rejected);
    return *summary;
  }

  domain::Product product(const std::string& id) {
    return base::sync_wait(store_.get({}, id)).value().product;
  }
  std::uint64_t count() { return base::sync_wait(store_.count({})).value(); }

  khoj::testing::TemporaryFolder folder_;
  MemoryCatalogStore store_;
};

TEST_F(CatalogImport, ImportsMergesAndRejectsRowByRow) {
  const auto file = write("a.csv",
                          "id,title,price,category\n"
                          "1,One,₹100,A\n"
                          "2,Two,,B\n"
                          "1,One again,90,C\n"
                          "3,,5,D\n"
                          "4,Four,cheap,E\n"
                          "5,Five\n"
                          "\n"
                          "6,\"Six\n6\",1,F\n"
                          "7,\xFF,1,G\n"
                          "8,Äight,1,G\n");
  const auto summary = import(options(file));
  EXPECT_EQ(summary_line(summary), "rows read 9, imported 4, merged 1, rejected 4, removed 0");
  EXPECT_EQ(product("1").categories, (std::vector<std::string>{"A", "C"}));
  EXPECT_EQ(product("1").title, "One");
  EXPECT_EQ(product("1").price_paise, 10000);
  EXPECT_EQ(product("2").price_paise, std::nullopt);
  EXPECT_EQ(product("6").title, "Six\n6");
  EXPECT_EQ(summary.reject_file, path("rejects.jsonl"));
  EXPECT_EQ(
      read(path("rejects.jsonl")),
      "{\"line\":5,\"column\":\"title\",\"reason\":\"is missing; title is required\",\"raw\":\"3,,5,D\"}\n"
      "{\"line\":6,\"column\":\"price\",\"reason\":\"'cheap' is no price; expected a number such as "
      "₹1,299.50 (for price)\",\"raw\":\"4,Four,cheap,E\"}\n"
      "{\"line\":7,\"reason\":\"has 2 columns; expected 4\",\"raw\":\"5,Five\"}\n"
      "{\"line\":11,\"column\":\"title\",\"reason\":\"is not valid in the file's "
      "encoding\",\"raw\":\"7,\uFFFD,1,G\"}\n");
}

TEST_F(CatalogImport, MergesDuplicatesThatAreFarApart) {
  std::string text = "id,title,price,category\n";
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 500; ++i)
      text += fmt::format("p{},T{},{},R{}\n", i, i, round == 0 ? "" : std::to_string(round), round);
  }
  auto small = options(write("a.csv", text));
  small.batch_products = 7;
  const auto summary = import(small);
  EXPECT_EQ(summary_line(summary), "rows read 1500, imported 500, merged 1000, rejected 0, removed 0");
  EXPECT_FALSE(std::filesystem::exists(path("rejects.jsonl"))) << "an empty reject file is removed";
  for (int i = 0; i < 500; ++i) {
    const auto p = product(fmt::format("p{}", i));
    EXPECT_EQ(p.categories, (std::vector<std::string>{"R0", "R1", "R2"}));
    EXPECT_EQ(p.price_paise, 100) << "the first price that was there";
  }
}

TEST_F(CatalogImport, DuplicatePolicies) {
  const std::string text = "id,title,price,category\n1,first,1,A\n2,x,1,A\n3,y,1,A\n1,second,2,B\n";
  for (const std::size_t batch : {1U, 100U}) {
    auto last = options(write("a.csv", text),
                        "format: csv\nmerge: last\nfields: {id: id, title: title, categories: category}");
    last.batch_products = batch;
    EXPECT_EQ(import(last).merged, 1U);
    EXPECT_EQ(product("1").title, "second");
    EXPECT_EQ(product("1").categories, std::vector<std::string>{"B"});
    auto reject = options(path("a.csv"), "format: csv\nmerge: reject\nfields: {id: id, title: title}");
    reject.batch_products = batch;
    EXPECT_EQ(import(reject).rejected, 1U);
    EXPECT_EQ(product("1").title, "first");
  }
}

TEST_F(CatalogImport, TooManyCategoriesAreRejectedNotDropped) {
  std::string text = "id,title,price,category\n";
  for (int i = 0; i < 40; ++i) text += fmt::format("1,One,1,C{}\n", i);
  for (const std::size_t batch : {1U, 1000U}) {
    auto chosen = options(write("a.csv", text));
    chosen.batch_products = batch;
    const auto summary = import(chosen);
    EXPECT_EQ(summary_line(summary), "rows read 40, imported 1, merged 31, rejected 8, removed 0");
    EXPECT_EQ(product("1").categories.size(), domain::kMaxCategories);
  }
}

TEST_F(CatalogImport, ReplaceMakesTheCatalogueEqualToTheFile) {
  import(options(write("a.csv", "id,title,price,category\n1,a,1,A\n2,b,1,A\n3,c,1,A\n")));
  auto replace = options(write("b.csv", "id,title,price,category\n2,b,1,A\n4,d,1,A\n"));
  replace.replace = true;
  EXPECT_EQ(summary_line(import(replace)), "rows read 2, imported 2, merged 0, rejected 0, removed 2");
  EXPECT_EQ(count(), 2U);
  EXPECT_TRUE(base::sync_wait(store_.get({}, "4")).has_value());

  replace.file = write("c.csv", "id,title,price,category\nx\n");
  const auto nothing = import_catalog(replace, store_);
  ASSERT_FALSE(nothing.has_value());
  EXPECT_EQ(nothing.error().code, base::ErrorCode::failed_precondition);
  EXPECT_EQ(count(), 2U);
}

TEST_F(CatalogImport, AnErrorOfTheStoreEndsTheImportAndRemovesNothing) {
  import(options(write("a.csv", "id,title,price,category\nold,a,1,A\n")));
  std::string text = "id,title,price,category\n";
  for (int i = 0; i < 100; ++i) text += fmt::format("{},t,1,A\n", i);
  auto replace = options(write("b.csv", text));
  replace.replace = true;
  replace.batch_products = 10;
  int calls = 0;
  store_.fail_upserts([&]() -> std::optional<base::Error> {
    if (++calls < 4) return std::nullopt;
    return base::make_error(base::ErrorCode::unavailable, "disk gone");
  });
  const auto outcome = import_catalog(replace, store_);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, base::ErrorCode::unavailable);
  EXPECT_NE(outcome.error().message.find("disk gone (after "), std::string::npos);
  EXPECT_EQ(count(), 31U);
}

TEST_F(CatalogImport, StopsWhenAsked) {
  std::string text = "id,title,price,category\n";
  for (int i = 0; i < 1000; ++i) text += fmt::format("{},t,1,A\n", i);
  auto chosen = options(write("a.csv", text));
  std::stop_source stop;
  chosen.stop = stop.get_token();
  stop.request_stop();
  EXPECT_EQ(import_catalog(chosen, store_).error().code, base::ErrorCode::cancelled);
}

TEST_F(CatalogImport, SaysWhatDoesNotFit) {
  const auto no_column = import_catalog(options(write("a.csv", "id,name,price,category\n1,2,3,4\n")), store_);
  ASSERT_FALSE(no_column.has_value());
  EXPECT_NE(
      no_column.error().message.find("needs a column 'title', but the header has: id, name, price, category"),
      std::string::npos);
  EXPECT_EQ(no_column.error().context, path("a.csv"));
  EXPECT_EQ(import_catalog(options(write("a.csv", "")), store_).error().code,
            base::ErrorCode::invalid_argument);
  EXPECT_EQ(import_catalog(options(path("missing.csv")), store_).error().code, base::ErrorCode::not_found);
  auto same = options(write("a.csv", "id,title,price,category\n1,2,3,4\n"));
  same.reject_file = same.file;
  EXPECT_EQ(import_catalog(same, store_).error().code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(read(path("a.csv")).size(), 32U) << "the file is untouched";
}

TEST_F(CatalogImport, ReportsProgress) {
  std::vector<ImportProgress> calls;
  const auto file = write("a.csv", "id,title,price,category\n1,a,1,A\n");
  ASSERT_TRUE(import_catalog(options(file), store_, [&](const ImportProgress& p) {
                calls.push_back(p);
              }).has_value());
  ASSERT_FALSE(calls.empty());
  EXPECT_TRUE(calls.back().finished);
  EXPECT_EQ(calls.back().bytes_done, calls.back().bytes_total);
  EXPECT_EQ(calls.back().rows_read, 1U);
}

TEST_F(CatalogImport, ReadsUtf16WithTabsAndNestedJson) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string("id\ttitle\n1\tx \"y\"\n")) utf16 += {c, '\0'};
  import(options(write("a.tsv", utf16), "format: tsv\nfields: {id: id, title: title}"));
  EXPECT_EQ(product("1").title, "x \"y\"");

  const auto file = write("a.jsonl",
                          "{\"f\":{\"id\":7,\"t\":\"T\",\"tags\":[\"a\",\"b\"],\"p\":12.5,\"images\":[\"u\","
                          "\"v\"],\"ok\":true}}\n"
                          "{\"f\":{\"id\":8,\"t\":null}}\n"
                          "[1]\n{\"f\":\n"
                          "{\"f\":{\"id\":{\"x\":1},\"t\":\"T\"}}\n");
  const auto summary = import(
      options(file,
              "format: jsonl\nfields: {id: f.id, title: f.t, price: f.p, image: f.images, link: f.images.1, "
              "categories: f.tags, cod_available: f.ok}"));
  EXPECT_EQ(summary_line(summary), "rows read 5, imported 1, merged 0, rejected 4, removed 0");
  const auto p = product("7");
  EXPECT_EQ(p.categories, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(p.price_paise, 1250);
  EXPECT_EQ(p.image, "u");
  EXPECT_EQ(p.link, "v");
  EXPECT_TRUE(p.cod_available);
}

std::string without_updated_at(const std::string& lines) {
  std::string out;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    domain::Product product = store::product_from_json(line).value();
    product.updated_ms = 0;
    store::append_product_json(out, product);
    out += '\n';
  }
  return out;
}

TEST_F(CatalogImport, ExportRoundTrips) {
  std::string text = "id,title,price,category\n";
  for (int i = 0; i < 2500; ++i) text += fmt::format("p{},\"ख {} \"\"q\"\"\",{}.5,A > B{}\n", i, i, i, i % 7);
  import(options(write("a.csv", text)));
  const auto first = export_catalog({.tenant = {}, .file = path("one.jsonl")}, store_);
  ASSERT_TRUE(first.has_value()) << first.error().describe();
  EXPECT_EQ(first->products, 2500U);
  EXPECT_EQ(first->bytes, std::filesystem::file_size(path("one.jsonl")));

  MemoryCatalogStore other;
  ImportOptions back = options(path("one.jsonl"), "format: khoj");
  const auto summary = import_catalog(back, other);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->imported, 2500U);
  ASSERT_TRUE(export_catalog({.tenant = {}, .file = path("two.jsonl")}, other).has_value());
  EXPECT_EQ(without_updated_at(read(path("one.jsonl"))), without_updated_at(read(path("two.jsonl"))));
}

TEST(SeenIds, TellsNewFromOld) {
  SeenIds seen;
  for (int i = 0; i < 100'000; ++i) EXPECT_TRUE(seen.add(std::to_string(i)));
  for (int i = 0; i < 100'000; ++i) EXPECT_FALSE(seen.add(std::to_string(i)));
  EXPECT_EQ(seen.size(), 100'000U);
}

// The data that these read is not part of the project; see docs/import.md.
class RealCatalogImport : public CatalogImport {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kData)) GTEST_SKIP() << "no real data here";
  }
  ImportSummary import_real(const std::string& file, const std::string& mapping) {
    ImportOptions out;
    out.file = kData + file;
    out.mapping = load_mapping(mapping).value();
    out.reject_file = path("rejects.jsonl");
    return import(out);
  }
  template <typename Visit>
  void for_each_product(const Visit& visit) {
    std::optional<std::string> cursor = "";
    while (cursor) {
      auto page = base::sync_wait(store_.list({}, 1000, *cursor)).value();
      for (const auto& stored : page.products) visit(stored.product);
      cursor = page.next_cursor;
    }
  }

  const std::string kData = "../shared/data/catalog/";
};

TEST_F(RealCatalogImport, AmazonIndia) {
  const auto summary = import_real("amazon-india.csv", "amazon-india");
  EXPECT_EQ(summary_line(summary), "rows read 10930, imported 9898, merged 1032, rejected 0, removed 0");
  EXPECT_EQ(count(), 9898U);
  std::set<std::string> categories;
  std::uint64_t merged = 0;
  for_each_product([&](const domain::Product& p) {
    categories.insert(p.categories.begin(), p.categories.end());
    merged += p.categories.size() > 1 ? 1 : 0;
  });
  EXPECT_GE(categories.size(), 112U);
  EXPECT_GE(merged, 800U);
}

TEST_F(RealCatalogImport, Myntra) {
  const auto summary = import_real("myntra.csv", "examples/mappings/myntra.yaml");
  EXPECT_EQ(summary_line(summary), "rows read 11596, imported 11596, merged 0, rejected 0, removed 0");
  EXPECT_EQ(summary.encoding, io::Encoding::windows1252);
  for_each_product([](const domain::Product& p) {
    EXPECT_EQ((p.title + p.description).find("\uFFFD"), std::string::npos);
    EXPECT_TRUE(p.price_paise.has_value());
  });
}

TEST_F(RealCatalogImport, ToysAndInstruments) {
  const auto summary = import_real("toys-instruments.jsonl", "examples/mappings/toys-instruments.yaml");
  EXPECT_EQ(summary_line(summary), "rows read 24576, imported 24576, merged 0, rejected 0, removed 0");
}

}  // namespace
}  // namespace khoj::jobs
