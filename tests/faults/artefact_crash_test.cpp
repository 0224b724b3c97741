// kill -9 while an artefact is being replaced: before and after every call that changes the disk, in turn, and at any
// moment. What was live stays live and whole, or the new version is; and the next writer carries on.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rng.hpp"
#include "faults/crash_rounds.hpp"
#include "io/artefact_live.hpp"
#include "io/artefact_store.hpp"
#include "io/atomic_file.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace {

/// How many calls that change the disk may still be begun; the process ends before or after the last of them. Negative:
/// any number.
std::atomic<long> calls_left = -1;
std::atomic<bool> dies_before = true;

void before_call() {
  if (calls_left < 0 || --calls_left > 0) return;
  if (dies_before) ::kill(::getpid(), SIGKILL);
}
void after_call() {
  if (calls_left == 0) ::kill(::getpid(), SIGKILL);
}

template <typename... Arguments>
int watched(long number, Arguments... arguments) {
  before_call();
  const long result = ::syscall(number, arguments...);
  const int error = errno;
  after_call();
  errno = error;
  return static_cast<int>(result);
}

}  // namespace

// The program's own come before the C library's, also for the libraries that it uses.
extern "C" {
int fsync(int file) { return watched(SYS_fsync, file); }
int rename(const char* from, const char* to) noexcept {
  return watched(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
int mkdir(const char* path, mode_t mode) noexcept { return watched(SYS_mkdirat, AT_FDCWD, path, mode); }
int unlink(const char* path) noexcept { return watched(SYS_unlinkat, AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) noexcept {
  return watched(SYS_unlinkat, folder, path, flags);
}
}

namespace khoj::testing {
namespace {

constexpr int kFinished = 42;

std::string content(std::uint64_t version, int file) {
  return fmt::format("version {} file {}\n", version, file) +
         std::string(1'000 * static_cast<std::size_t>(file), 'x');
}

/// Writes the version that comes next, whose files say which it is.
base::Status write_next(const io::ArtefactStore& store, std::uint64_t version) {
  KHOJ_ASSIGN(auto writer, store.create("trending"));
  for (int file = 1; file <= 3; ++file)
    KHOJ_TRY(io::write_file_atomically(writer.file(fmt::format("f{}", file)), content(version, file)));
  return writer.commit({.parameters = {{"says", std::to_string(version)}}}).map([](const auto&) {});
}

class ArtefactCrash : public ::testing::Test {
 protected:
  /// Writes a version in a child that `prepare` has armed. @return whether it lived to the end.
  template <typename Prepare>
  bool write_in_child(const Prepare& prepare, std::uint64_t says,
                      const std::function<void(pid_t)>& meanwhile = {}) {
    const pid_t child = ::fork();
    if (child == 0) {
      prepare();
      const bool good = write_next(store_, says).has_value();
      ::_exit(good ? kFinished : 1);
    }
    if (meanwhile) meanwhile(child);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == kFinished)
        << "It failed instead of being killed.";
    return WIFEXITED(status);
  }

  /// What is live is whole. @return what its files say.
  std::uint64_t live() {
    const auto artefact = store_.open("trending");
    if (!artefact) {
      ADD_FAILURE() << artefact.error().describe();
      return 0;
    }
    const auto says = std::stoull(artefact->manifest().facts.parameters.at("says"));
    for (int file = 1; file <= 3; ++file) {
      const auto bytes = value_of(artefact->file(fmt::format("f{}", file)));
      EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), content(says, file));
    }
    return says;
  }

  TemporaryFolder folder_;
  io::ArtefactStore store_{folder_.path(), 2};
};

TEST_F(ArtefactCrash, KilledAtEveryStepTheOldVersionOrTheNewOneIsLive) {
  std::uint64_t says = 1;
  // Three versions first, so that each further one also removes one.
  for (; says <= 3; ++says) ASSERT_TRUE(write_next(store_, says).has_value());
  --says;
  int killed = 0;
  int replaced = 0;
  for (const bool before : {true, false}) {
    for (long calls = 1;; ++calls) {
      const bool finished = write_in_child(
          [&] {
            dies_before = before;
            calls_left = calls;
          },
          says + 1);
      const auto now = live();
      EXPECT_TRUE(now == says || now == says + 1) << "killed at call " << calls;
      if (now == says + 1) ++replaced;
      says = now;
      // Nothing stands in the way of whoever writes next, and nothing of the killed one stays.
      ASSERT_TRUE(write_next(store_, ++says).has_value());
      EXPECT_EQ(live(), says);
      EXPECT_EQ(value_of(io::artefact_versions(folder_.path() / "trending")).size(), 2U);
      if (finished) break;
      ++killed;
    }
  }
  EXPECT_GT(killed, 20);
  EXPECT_GE(replaced, 4) << "Behind the step that names the new version it is live.";
}

TEST_F(ArtefactCrash, KilledAtEveryStepOfARollbackOneOfTheTwoIsLive) {
  for (std::uint64_t says = 1; says <= 2; ++says) ASSERT_TRUE(write_next(store_, says).has_value());
  for (long calls = 1;; ++calls) {
    const pid_t child = ::fork();
    if (child == 0) {
      calls_left = calls;
      ::_exit(store_.rollback("trending").has_value() ? kFinished : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    const auto now = live();
    EXPECT_TRUE(now == 1 || now == 2);
    if (WIFEXITED(status) || now == 1) {
      EXPECT_EQ(now, 1U);
      break;
    }
  }
}

TEST_F(ArtefactCrash, KilledAtAnyMomentWhatIsLiveIsWhole) {
  base::Rng rng(11);
  std::uint64_t says = 1;
  ASSERT_TRUE(write_next(store_, says).has_value());
  for (int round = 0; round < crash_rounds(25); ++round) {
    write_in_child([] {}, says + 1,
                   [&](pid_t child) {
                     ::usleep(static_cast<useconds_t>(rng.below(12'000)));
                     ::kill(child, SIGKILL);
                   });
    const auto now = live();
    EXPECT_TRUE(now == says || now == says + 1);
    says = now;
  }
  ASSERT_TRUE(write_next(store_, says + 1).has_value());
  EXPECT_EQ(live(), says + 1);
}

}  // namespace
}  // namespace khoj::testing
