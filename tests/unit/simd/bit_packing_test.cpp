// The packed form is defined by the scalar reference; every level must read it alike.
#include "simd/bit_packing.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::simd {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

TEST(BitPacking, EveryLevelReadsWhatWasPacked) {
  base::Rng rng(7);
  for (int round = 0; round < 3000; ++round) {
    const auto bits = static_cast<unsigned>(rng.below(kMaxGapBits + 1));
    const auto count = static_cast<std::size_t>(rng.between(1, kPackedBlock));
    const std::uint32_t previous = rng.chance(0.5) ? kNone : static_cast<std::uint32_t>(rng.below(1000));
    std::vector<std::uint32_t> values;
    std::uint32_t last = previous;
    for (std::size_t i = 0; i < count; ++i) {
      last += 1 + static_cast<std::uint32_t>(rng.below(std::uint64_t{1} << bits));
      values.push_back(last);
    }
    const unsigned needed = gap_bits(values.data(), count, previous);
    ASSERT_LE(needed, bits);
    std::vector<std::uint8_t> packed(packed_bytes(count, needed) + kUnpackOverread, 0xEE);
    pack_gaps(values.data(), count, previous, needed, packed.data());
    ASSERT_EQ(packed[packed_bytes(count, needed)], 0xEE) << "wrote behind its end";
    for (const Level level : {Level::scalar, Level::avx2, Level::avx512}) {
      std::vector<std::uint32_t> out(kPackedBlock);
      unpack_gaps(level)(packed.data(), count, needed, previous, kNone, out.data());
      out.resize(count);
      ASSERT_EQ(out, values) << to_string(level) << " bits " << needed << " count " << count;
    }
  }
}

TEST(BitPacking, NoValuePassesTheLimitWhateverTheBytes) {
  base::Rng rng(8);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::uint8_t> bytes(kPackedBlock * 4 + kUnpackOverread);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng());
    const auto bits = static_cast<unsigned>(rng.below(kMaxGapBits + 1));
    const auto limit = static_cast<std::uint32_t>(rng.below(1 << 24));
    std::vector<std::vector<std::uint32_t>> outs;
    for (const Level level : {Level::scalar, Level::avx2}) {
      outs.emplace_back(kPackedBlock);
      unpack_gaps(level)(bytes.data(), kPackedBlock, bits, limit, limit, outs.back().data());
      EXPECT_LE(*std::max_element(outs.back().begin(), outs.back().end()), limit);
    }
    EXPECT_EQ(outs[0], outs[1]);
  }
}

}  // namespace
}  // namespace khoj::simd
