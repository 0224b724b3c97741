#include "jobs/verify_artefacts.hpp"

#include <fstream>
#include <stop_token>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "io/atomic_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::jobs {
namespace {

using testing::TemporaryFolder;
using testing::value_of;

struct Shop {
  TemporaryFolder folder;
  io::ArtefactStore artefacts{folder.path(), 3};
  std::vector<std::string> notes;
  std::stop_source stop;

  void make(const std::string& name, const std::string& content) const {
    auto writer = value_of(artefacts.create(name));
    value_of(io::write_file_atomically(writer.file("data"), content).map([] { return 0; }));
    value_of(writer.commit({}));
  }
  base::Result<JobOutcome> run() {
    JobContext context{
        {}, stop.get_token(), [this](const JobProgress& p) { notes.push_back(p.note); }, base::now_ms};
    return verify_artefacts_job(artefacts).run(context);
  }
};

TEST(VerifyArtefacts, CountsWhatIsInOrder) {
  Shop shop;
  EXPECT_EQ(value_of(shop.run()).metrics.at("versions"), 0);
  shop.make("trending", "12345");
  shop.make("trending", "123");
  shop.make("content", "1");
  const auto outcome = value_of(shop.run());
  EXPECT_EQ(outcome.metrics.at("artefacts"), 2);
  EXPECT_EQ(outcome.metrics.at("versions"), 3);
  EXPECT_EQ(outcome.metrics.at("bytes"), 9);
  EXPECT_EQ(shop.notes.back(), "trending 1");
}

TEST(VerifyArtefacts, FailsWithTheFileThatIsDamaged) {
  Shop shop;
  shop.make("content", "1");
  shop.make("trending", "12345");
  shop.make("trending", "123");
  std::ofstream(shop.folder.path() / "trending" / "1" / "data") << "12346";
  const auto error = shop.run().error();
  EXPECT_EQ(error.code, base::ErrorCode::corruption);
  EXPECT_NE(error.message.find("1 of 3 are damaged"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("trending/1/data"), std::string::npos) << error.message;
}

TEST(VerifyArtefacts, StopsWhenItIsAskedTo) {
  Shop shop;
  shop.make("content", "1");
  shop.stop.request_stop();
  EXPECT_EQ(shop.run().error().code, base::ErrorCode::cancelled);
}

}  // namespace
}  // namespace khoj::jobs
