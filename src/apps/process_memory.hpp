// How much memory this process holds and may hold. Linux only; 0 where /proc is not there.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>

#include <unistd.h>

namespace khoj::apps {

/// Anonymous resident memory (RssAnon of /proc/self/status), bytes: what is neither a mapped file nor shared.
[[nodiscard]] inline std::uint64_t anonymous_memory_bytes() {
  std::ifstream status("/proc/self/status");
  std::string key;
  std::uint64_t kib = 0;
  while (status >> key) {
    if (key == "RssAnon:" && status >> kib) return kib * 1024;
    std::getline(status, key);
  }
  return 0;
}

/// The machine's memory, or what the control group allows where that is less, bytes.
[[nodiscard]] inline std::uint64_t machine_memory_bytes() {
  const auto physical = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::ifstream group("/sys/fs/cgroup/memory.max");
  std::uint64_t allowed = 0;
  return group >> allowed ? std::min(allowed, physical) : physical;  // "max" is no number.
}

/// Remembers the largest anonymous_memory_bytes() during its life, looking twenty times a second.
class MemoryPeak {
 public:
  MemoryPeak()
      : watcher_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            peak_ = std::max(peak_.load(), anonymous_memory_bytes());
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
          }
        }) {}

  [[nodiscard]] std::uint64_t bytes() const { return std::max(peak_.load(), anonymous_memory_bytes()); }

 private:
  std::atomic<std::uint64_t> peak_{0};
  std::jthread watcher_;
};

}  // namespace khoj::apps
