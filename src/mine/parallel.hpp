// Splits a row of things among threads. What each block computes must not depend on who computes it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace khoj::mine {

/// Calls work(begin, end) for blocks of `block` of [0, count), each once, from up to `threads` threads.
template <typename Work>
void for_blocks(std::size_t count, std::size_t block, unsigned threads, const Work& work) {
  const std::size_t blocks = (count + block - 1) / block;
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t b = next++; b < blocks; b = next++) work(b * block, std::min(count, (b + 1) * block));
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, blocks); ++i) others.emplace_back(take);
  take();
}

}  // namespace khoj::mine
