// Artefacts: versions, the live one, going back, and what is refused.
#include <atomic>
#include <cmath>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "io/artefact_live.hpp"
#include "io/artefact_store.hpp"
#include "io/atomic_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using testing::TemporaryFolder;
using testing::value_of;

std::string text_of(const Artefact& artefact, std::string_view file) {
  const auto bytes = value_of(artefact.file(file));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Artefacts : public ::testing::Test {
 protected:
  ArtefactManifest make(const std::string& content, ArtefactFacts facts = {},
                        std::string_view name = "trending") {
    auto writer = value_of(store_.create(name));
    EXPECT_TRUE(write_file_atomically(writer.file("scores.bin"), content));
    EXPECT_TRUE(write_file_atomically(writer.file("words.txt"), "of " + content));
    return value_of(writer.commit(std::move(facts)));
  }
  [[nodiscard]] std::string live() const { return text_of(value_of(store_.open("trending")), "scores.bin"); }
  [[nodiscard]] fs::path file(std::uint64_t version, const std::string& name) const {
    return folder_.path() / "trending" / std::to_string(version) / name;
  }
  static void overwrite(const fs::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  [[nodiscard]] std::vector<std::uint64_t> versions() const {
    return value_of(artefact_versions(folder_.path() / "trending"));
  }

  TemporaryFolder folder_;
  ArtefactStore store_{folder_.path(), 3};
};

using Versions = std::vector<std::uint64_t>;

TEST_F(Artefacts, AreWrittenNamedAndMapped) {
  EXPECT_EQ(store_.open("trending").error().code, ErrorCode::not_found);
  EXPECT_EQ(value_of(store_.live_version("trending")), 0U);
  EXPECT_TRUE(value_of(store_.list()).empty());
  const ArtefactFacts facts{.catalog = "9d2f4c01ab77e3f5",
                            .metrics = {{"ndcg_at_10", 0.31}, {"products", 1000}},
                            .parameters = {{"seed", "42"}, {"words", "\"quoted\" कुर्ता"}}};
  const auto made = make("one", facts);
  EXPECT_EQ(made.version, 1U);
  EXPECT_EQ(made.made_by, "khoj " KHOJ_VERSION);
  EXPECT_GT(made.created_ms, 0);
  const auto artefact = value_of(store_.open("trending"));
  EXPECT_EQ(artefact.manifest(), made);
  EXPECT_EQ(artefact.manifest().facts, facts);
  EXPECT_EQ(artefact.manifest().size_bytes(), 9U);
  EXPECT_EQ(text_of(artefact, "scores.bin"), "one");
  EXPECT_EQ(text_of(artefact, "words.txt"), "of one");
  EXPECT_EQ(artefact.file("other").error().code, ErrorCode::not_found);
  EXPECT_EQ(make("two").version, 2U);
  EXPECT_EQ(value_of(store_.live_version("trending")), 2U);
  EXPECT_EQ(live(), "two");
  EXPECT_EQ(text_of(artefact, "scores.bin"), "one") << "A reader keeps what it has.";
}

TEST_F(Artefacts, KeepTheLastFew) {
  const auto oldest = [&] {
    make("1");
    return value_of(store_.open("trending"));
  }();
  for (const auto* content : {"2", "3", "4", "5"}) make(content);
  EXPECT_EQ(versions(), (Versions{3, 4, 5}));
  EXPECT_EQ(text_of(oldest, "scores.bin"), "1") << "Mapped bytes outlive their file.";
  const ArtefactStore one(folder_.path(), 1);
  auto writer = value_of(one.create("trending"));
  ASSERT_TRUE(write_file_atomically(writer.file("scores.bin"), "6"));
  ASSERT_TRUE(writer.commit({}));
  EXPECT_EQ(versions(), (Versions{6}));
  EXPECT_EQ(store_.rollback("trending").error().code, ErrorCode::failed_precondition);
}

TEST_F(Artefacts, GoBackAndOnAgain) {
  for (const auto* content : {"1", "2", "3"}) make(content);
  EXPECT_EQ(value_of(store_.rollback("trending")), 2U);
  EXPECT_EQ(live(), "2");
  const auto state = value_of(store_.list())[0];
  EXPECT_EQ(state.live, 2U);
  ASSERT_EQ(state.versions.size(), 3U);
  EXPECT_EQ(state.versions[0].role, ArtefactRole::unnamed);
  EXPECT_EQ(state.versions[1].role, ArtefactRole::live);
  EXPECT_EQ(state.versions[2].role, ArtefactRole::before);
  EXPECT_EQ(make("4").version, 4U) << "The number of what was taken back is not given again.";
  EXPECT_EQ(versions(), (Versions{1, 2, 4}));
  EXPECT_EQ(value_of(store_.rollback("trending")), 2U) << "Not to 3, which was bad.";
  EXPECT_EQ(value_of(store_.rollback("trending")), 1U);
  EXPECT_EQ(store_.rollback("trending").error().code, ErrorCode::failed_precondition);
  EXPECT_EQ(live(), "1");
  EXPECT_EQ(store_.rollback("absent").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_.rollback("../trending").error().code, ErrorCode::not_found);
}

TEST_F(Artefacts, RefuseDamageAndNameTheFile) {
  make("first");
  make("second");
  const auto path = file(2, "scores.bin");
  const auto refused = [&](const fs::path& damaged) {
    const auto error = store_.open("trending").error();
    EXPECT_EQ(error.code, ErrorCode::corruption) << error.describe();
    EXPECT_NE(error.describe().find(damaged.string()), std::string::npos) << error.describe();
  };
  overwrite(path, "secone");
  refused(path);
  overwrite(path, "secon");
  refused(path);
  fs::remove(path);
  EXPECT_EQ(store_.open("trending").error().code, ErrorCode::not_found);
  EXPECT_NE(store_.open("trending").error().context.find("scores.bin"), std::string::npos);
  overwrite(path, "second");
  EXPECT_EQ(live(), "second");

  const auto manifest = file(2, "manifest.json");
  const auto good = value_of(MappedFile::open(manifest));
  std::string text(good.text());
  overwrite(manifest, text.substr(0, text.size() / 2));
  refused(manifest);
  text.replace(text.find("\"version\":2"), 11, "\"version\":3");
  overwrite(manifest, text);
  refused(manifest);
  fs::copy_file(file(1, "manifest.json"), manifest, fs::copy_options::overwrite_existing);
  refused(manifest);
  EXPECT_EQ(value_of(store_.rollback("trending")), 1U);
  EXPECT_EQ(live(), "first");
}

TEST_F(Artefacts, RollbackPassesADamagedVersionOver) {
  for (const auto* content : {"1", "2", "3"}) make(content);
  overwrite(file(2, "words.txt"), "of x");
  EXPECT_EQ(value_of(store_.rollback("trending")), 1U);
  EXPECT_EQ(live(), "1");
}

TEST_F(Artefacts, ADamagedLiveFileIsSaidAndMendedByTheNextVersion) {
  make("1");
  make("2");
  const auto path = folder_.path() / "trending" / "live.json";
  for (const auto* text : {"", "{", R"({"live":2})", R"({"live":3,"before":[],"last":2})",
                           R"({"live":2,"before":[9],"last":2})", R"({"live":-1,"before":[],"last":2})"}) {
    overwrite(path, text);
    const auto error = store_.open("trending").error();
    EXPECT_EQ(error.code, ErrorCode::corruption) << text;
    EXPECT_EQ(error.context, path.string());
    EXPECT_FALSE(value_of(store_.list())[0].error.empty());
  }
  EXPECT_EQ(make("3").version, 3U);
  EXPECT_EQ(live(), "3");
}

TEST_F(Artefacts, OneWriterAtATimeAndNothingStaysOfOneThatGivesUp) {
  {
    const auto writer = value_of(store_.create("trending"));
    ASSERT_TRUE(write_file_atomically(writer.file("scores.bin"), "half"));
    EXPECT_EQ(store_.create("trending").error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(store_.create("other").has_value());
  }
  EXPECT_TRUE(value_of(store_.list()).empty());
  EXPECT_EQ(make("whole").version, 1U);
  for (const auto& entry : fs::directory_iterator(folder_.path() / "trending"))
    EXPECT_NE(entry.path().filename(), ".new");
}

TEST_F(Artefacts, RefuseWhatMakesNoSense) {
  for (const auto* name : {"", "Trending", "a/b", "..", ".x", "-x", "a b"})
    EXPECT_EQ(store_.create(name).error().code, ErrorCode::invalid_argument) << name;
  make("good");
  const auto refused = [&](const std::string& file, ArtefactFacts facts) {
    auto writer = value_of(store_.create("trending"));
    if (!file.empty()) {
      EXPECT_TRUE(write_file_atomically(writer.file(file), "x"));
    }
    const auto error = writer.commit(std::move(facts)).error();
    EXPECT_EQ(error.code, ErrorCode::invalid_argument) << error.describe();
    return error.context;
  };
  EXPECT_EQ(refused("", {}), "files");
  EXPECT_EQ(refused("with blank", {}), "files[0].name");
  EXPECT_EQ(refused("manifest.json", {}), "files[0].name");
  EXPECT_EQ(refused("x", {.metrics = {{"ndcg", std::nan("")}}}), "metrics.ndcg");
  EXPECT_EQ(refused("x", {.parameters = {{"seed", std::string(2'000, '1')}}}), "parameters.seed");
  EXPECT_EQ(live(), "good");
  EXPECT_EQ(versions(), (Versions{1}));
}

TEST_F(Artefacts, ReadersSeeWholeVersionsWhileOthersComeAndGo) {
  make("0");
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0;
  std::jthread reader([&] {
    while (!stop) {
      const auto artefact = store_.open("trending");
      ASSERT_TRUE(artefact.has_value()) << artefact.error().describe();
      EXPECT_EQ(text_of(*artefact, "words.txt"), "of " + text_of(*artefact, "scores.bin"));
      ++reads;
    }
  });
  for (int i = 1; i <= 40; ++i) {
    make(std::to_string(i));
    if (i % 5 != 0) continue;
    EXPECT_TRUE(store_.rollback("trending").has_value());
  }
  while (reads < 10) std::this_thread::yield();
  stop = true;
}

TEST(ArtefactManifests, AreRefusedWithTheMemberThatIsWrong) {
  const auto sealed = [](const std::string& body) {
    return body + fmt::format("\"checksum\":\"{:016x}\"}}\n", base::hash64(body));
  };
  const auto text = [&](const std::string& change_from = "", const std::string& to = "") {
    std::string body =
        R"({"khoj_artefact":1,"name":"x","version":1,"created_ms":5,"made_by":"k","catalog":"",)"
        R"("parameters":{"seed":"1"},"metrics":{"n":1.5},)"
        R"("files":[{"name":"a","size_bytes":1,"xxh3":"00000000000000ff"}],)";
    if (!change_from.empty()) body.replace(body.find(change_from), change_from.size(), to);
    return sealed(body);
  };
  const auto good = artefact_manifest_from_json(text());
  ASSERT_TRUE(good.has_value()) << good.error().describe();
  EXPECT_EQ(value_of(artefact_manifest_from_json(to_json(*good))), *good);
  struct Case {
    const char* from;
    const char* to;
    const char* context;
  };
  for (const Case& wrong :
       {Case{R"("name":"x")", R"("name":"X")", "name"}, Case{R"("version":1)", R"("version":0)", "version"},
        Case{R"("version":1)", R"("version":"1")", "version"},
        Case{R"("created_ms":5)", R"("created_ms":-5)", "created_ms"},
        Case{R"("created_ms":5,)", "", "created_ms"}, Case{R"("made_by":"k")", R"("made_by":7)", "made_by"},
        Case{R"("catalog":"",)", R"("catalog":"","catalog":"",)", "catalog"},
        Case{R"("catalog":"",)", R"("extra":"","catalog":"",)", "extra"},
        Case{R"({"seed":"1"})", R"({"seed":1})", "parameters.seed"},
        Case{R"({"n":1.5})", R"({"n":"1.5"})", "metrics.n"},
        Case{R"({"n":1.5})", R"({"n":1,"n":2})", "metrics.n"},
        Case{R"("name":"a")", R"("name":"../a")", "files[0].name"},
        Case{R"("size_bytes":1)", R"("size_bytes":-1)", "files[0].size_bytes"},
        Case{R"(00000000000000ff)", R"(FF)", "files[0].xxh3"},
        Case{R"({"name":"a","size_bytes":1,"xxh3":"00000000000000ff"})", "", "files"}}) {
    const auto error = artefact_manifest_from_json(text(wrong.from, wrong.to)).error();
    EXPECT_EQ(error.code, ErrorCode::corruption) << error.describe();
    EXPECT_EQ(error.context, wrong.context) << error.describe();
  }
  EXPECT_EQ(artefact_manifest_from_json(text("artefact\":1", "artefact\":2")).error().code,
            ErrorCode::unsupported);
  EXPECT_EQ(artefact_manifest_from_json("").error().code, ErrorCode::corruption);
  EXPECT_EQ(artefact_manifest_from_json(sealed("")).error().code, ErrorCode::corruption);
}

}  // namespace
}  // namespace khoj::io
