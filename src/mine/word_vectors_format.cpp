// Word vectors as bytes: docs/formats/word-vectors.md.
#include <bit>
#include <cstring>

#include "base/hash.hpp"
#include "io/varint.hpp"
#include "mine/word_vectors.hpp"

namespace khoj::mine {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they are");

constexpr std::string_view kMagic = "KHOJWVEC";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksumBytes = 8;

template <typename T>
void append_raw(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_floats(std::string& out, std::span<const float> values) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

base::Result<std::uint64_t> take_number(std::string_view& bytes, std::string_view what) {
  if (const auto value = io::take_varint(bytes)) return *value;
  return base::fail(base::ErrorCode::corruption, "word vectors end within {}", what);
}

/// @param factor the numbers of one thing; a count that could not fit is refused before anything is multiplied or allocated.
base::Result<std::vector<float>> take_floats(std::string_view& bytes, std::uint64_t count,
                                             std::uint64_t factor, std::string_view what) {
  if (count > bytes.size() / sizeof(float) / factor) {
    return base::fail(base::ErrorCode::corruption, "word vectors have {} bytes left, too few for {} {}",
                      bytes.size(), count, what);
  }
  std::vector<float> out(count * factor);
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(float));
  bytes.remove_prefix(out.size() * sizeof(float));
  return out;
}

base::Result<std::string_view> take_body(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + sizeof kVersion + kChecksumBytes || !bytes.starts_with(kMagic))
    return base::fail(base::ErrorCode::corruption, "these are no word vectors: they do not begin with {}",
                      kMagic);
  std::uint32_t version = 0;
  std::memcpy(&version, bytes.data() + kMagic.size(), sizeof version);
  if (version != kVersion) {
    return base::fail(base::ErrorCode::unsupported, "word vectors of version {}, not {}: train them anew",
                      version, kVersion);
  }
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.data() + bytes.size() - kChecksumBytes, kChecksumBytes);
  bytes.remove_suffix(kChecksumBytes);
  if (base::hash64(bytes) != checksum)
    return base::fail(base::ErrorCode::corruption, "word vectors are damaged: the checksum differs");
  return bytes.substr(kMagic.size() + sizeof kVersion);
}

}  // namespace

std::string WordVectors::to_bytes() const {
  std::string out(kMagic);
  append_raw(out, kVersion);
  io::append_varint(out, dim());
  io::append_varint(out, word_count());
  io::append_varint(out, parts_.pieces.size() / dim());
  for (const auto& word : parts_.words) {
    io::append_varint(out, word.size());
    out += word;
  }
  for (const auto* numbers : {&parts_.weights, &parts_.vectors, &parts_.pieces, &parts_.common})
    append_floats(out, *numbers);
  append_raw(out, base::hash64(out));
  return out;
}

base::Result<WordVectors> WordVectors::from_bytes(std::span<const std::byte> raw) {
  KHOJ_ASSIGN(std::string_view bytes, take_body({reinterpret_cast<const char*>(raw.data()), raw.size()}));
  WordVectorParts parts;
  KHOJ_ASSIGN(parts.dim, take_number(bytes, "dim"));
  KHOJ_ASSIGN(const std::uint64_t words, take_number(bytes, "the number of words"));
  KHOJ_ASSIGN(const std::uint64_t buckets, take_number(bytes, "the number of buckets"));
  if (parts.dim == 0) return base::fail(base::ErrorCode::corruption, "word vectors of dim 0");
  if (words > bytes.size())
    return base::fail(base::ErrorCode::corruption, "word vectors end within the words");
  for (std::uint64_t i = 0; i < words; ++i) {
    KHOJ_ASSIGN(const std::uint64_t size, take_number(bytes, "the words"));
    if (size > bytes.size())
      return base::fail(base::ErrorCode::corruption, "word vectors end within word {}", i);
    parts.words.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  KHOJ_ASSIGN(parts.weights, take_floats(bytes, words, 1, "weights"));
  KHOJ_ASSIGN(parts.vectors, take_floats(bytes, words, parts.dim, "vectors"));
  KHOJ_ASSIGN(parts.pieces, take_floats(bytes, buckets, parts.dim, "buckets"));
  KHOJ_ASSIGN(parts.common, take_floats(bytes, 1, parts.dim, "common direction"));
  if (!bytes.empty()) {
    return base::fail(base::ErrorCode::corruption, "word vectors have {} bytes behind their end",
                      bytes.size());
  }
  auto made = create(std::move(parts));
  if (!made) made.error().code = base::ErrorCode::corruption;
  return made;
}

}  // namespace khoj::mine
