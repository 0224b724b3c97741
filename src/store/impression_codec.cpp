#include "store/impression_codec.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "base/utf8.hpp"
#include "io/varint.hpp"

namespace khoj::store {
namespace {

using base::ErrorCode;
using domain::Impression;
using io::append_varint;

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand in memory");

constexpr char kVersion = 2;
constexpr char kVersionWithoutTexts = 1;  ///< Still written where there are none.
constexpr std::uint8_t kFolded = 1;
constexpr std::uint8_t kSampled = 2;
constexpr std::uint8_t kRandom = 4;
constexpr std::uint8_t kTexts = 8;

constexpr std::uint8_t known_flags(char version) noexcept {
  return kFolded | kSampled | kRandom | (version == kVersion ? kTexts : 0);
}

template <typename T>
void append_raw(std::string& out, const T* values, std::size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

void append_text(std::string& out, std::string_view text) {
  append_varint(out, text.size());
  out += text;
}

/// Takes from the front; the first thing that is wrong makes everything after it empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) noexcept : left_(bytes) {}

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return left_.empty(); }

  std::uint64_t number(std::uint64_t max) noexcept {
    const auto value = io::take_varint(left_);
    ok_ = ok_ && value && *value <= max;
    return ok_ ? *value : 0;
  }

  std::string_view bytes(std::size_t size) noexcept {
    ok_ = ok_ && size <= left_.size();
    if (!ok_) return {};
    const auto taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  std::string text(std::size_t max_bytes) {
    const auto taken = bytes(number(max_bytes));
    ok_ = ok_ && base::is_valid_utf8(taken);
    return std::string(taken);
  }

  template <typename T>
  void raw(T* values, std::size_t count) noexcept {
    const auto taken = bytes(count * sizeof(T));
    if (!taken.empty()) std::memcpy(values, taken.data(), taken.size());
  }

 private:
  std::string_view left_;
  bool ok_ = true;
};

}  // namespace

std::string pack_impression(const Impression& impression) {
  const bool sampled = impression.sample_rate < 1.0;
  const bool random = !impression.propensities.empty();
  std::string out;
  out.reserve(32 + impression.surface.size() + impression.policy.size() + impression.query.size() +
              impression.items.size() * (random ? 9 : 5));
  const bool texts = !impression.texts.empty();
  out.push_back(texts ? kVersion : kVersionWithoutTexts);
  out.push_back(static_cast<char>((impression.folded ? kFolded : 0U) | (sampled ? kSampled : 0U) |
                                  (random ? kRandom : 0U) | (texts ? kTexts : 0U)));
  if (sampled) append_raw(out, &impression.sample_rate, 1);
  append_varint(out, impression.offset);
  append_varint(out, impression.total);
  append_text(out, impression.surface);
  append_text(out, impression.policy);
  append_text(out, impression.query);
  append_varint(out, impression.items.size());
  for (const auto item : impression.items) append_varint(out, item.value);
  if (texts) append_varint(out, impression.texts.size());
  for (const auto& text : impression.texts) append_text(out, text);
  append_raw(out, impression.propensities.data(), impression.propensities.size());
  return out;
}

base::Result<Impression> unpack_impression(std::string_view packed) {
  constexpr auto kMax32 = std::numeric_limits<std::uint32_t>::max();
  Reader reader(packed);
  const auto head = reader.bytes(2);
  const char version = reader.ok() ? head[0] : kVersion;
  if (version != kVersion && version != kVersionWithoutTexts) {
    return base::fail(ErrorCode::unsupported, "an impression has version {}; this program knows {} and {}",
                      static_cast<int>(version), static_cast<int>(kVersionWithoutTexts),
                      static_cast<int>(kVersion));
  }
  const auto flags = reader.ok() ? static_cast<std::uint8_t>(head[1]) : std::uint8_t{0};
  Impression impression;
  impression.folded = (flags & kFolded) != 0;
  if ((flags & kSampled) != 0) reader.raw(&impression.sample_rate, 1);
  impression.offset = static_cast<std::uint32_t>(reader.number(kMax32));
  impression.total = reader.number(std::numeric_limits<std::uint64_t>::max());
  impression.surface = reader.text(domain::kMaxImpressionNameBytes);
  impression.policy = reader.text(domain::kMaxImpressionNameBytes);
  impression.query = reader.text(domain::kMaxImpressionQueryBytes);
  const auto items = reader.number(domain::kMaxImpressionItems);
  impression.items.reserve(items);
  for (std::uint64_t i = 0; i < items; ++i)
    impression.items.emplace_back(static_cast<std::uint32_t>(reader.number(kMax32)));
  if ((flags & kTexts) != 0) {
    for (auto left = reader.number(domain::kMaxImpressionTexts); left > 0 && reader.ok(); --left)
      impression.texts.push_back(reader.text(domain::kMaxImpressionTextBytes));
  }
  if ((flags & kRandom) != 0) {
    impression.propensities.resize(items + impression.texts.size());
    reader.raw(impression.propensities.data(), impression.propensities.size());
  }
  const bool whole = reader.ok() && reader.at_end() && (flags & ~known_flags(version)) == 0;
  // The request's id is not among the bytes; any valid one does for the check.
  impression.request_id = "packed-impression";
  const auto valid =
      whole ? domain::validate(impression)
            : base::fail(ErrorCode::corruption, "its bytes end early, go on, or are out of range");
  impression.request_id.clear();
  if (!valid) {
    return base::fail(ErrorCode::corruption, "an impression of {} bytes cannot be read: {}", packed.size(),
                      valid.error().describe());
  }
  return impression;
}

}  // namespace khoj::store
