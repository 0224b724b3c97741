#include "engine/cursor.hpp"

#include <cstring>

#include "base/hash.hpp"
#include "io/base64url.hpp"

namespace khoj::engine {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kMaxCursorBytes = 1U << 20U;

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

template <typename T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes from the front; once something is missing everything is zero and ok() is false.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return bytes_.empty(); }

  std::string_view take(std::size_t size) {
    if (bytes_.size() < size) {
      ok_ = false;
      return {};
    }
    const auto out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  template <typename T>
  T value() {
    T out{};
    const auto bytes = take(sizeof out);
    if (ok_) std::memcpy(&out, bytes.data(), sizeof out);
    return out;
  }
  std::uint64_t varint() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = value<std::uint8_t>();
      out |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return out;
    }
    ok_ = false;
    return 0;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

tl::unexpected<base::Error> bad() {
  return base::fail(
      base::ErrorCode::invalid_argument,
      "is not the cursor of this request: give next_cursor back as it was, with the same query, "
      "filter, sort and group");
}

}  // namespace

Cursor Cursor::behind(const index::SortPlace& place, std::size_t keys) {
  Cursor cursor;
  for (std::size_t i = 0; i < keys; ++i)
    cursor.parts.push_back({place.parts[i].number, std::string(place.parts[i].text)});
  cursor.item = place.item;
  return cursor;
}

index::SortPlace Cursor::place() const {
  index::SortPlace out;
  for (std::size_t i = 0; i < parts.size(); ++i) out.parts[i] = {parts[i].number, parts[i].text};
  out.item = item;
  return out;
}

std::string encode_cursor(const Cursor& cursor, std::uint64_t binding) {
  std::string bytes(1, kVersion);
  put_varint(bytes, cursor.parts.size());
  if (!cursor.parts.empty()) {
    for (const auto& [number, text] : cursor.parts) {
      put(bytes, number);
      put_varint(bytes, text.size());
      bytes += text;
    }
    put(bytes, cursor.item.value);
  } else {
    put_varint(bytes, cursor.shown.size());
    std::uint64_t previous = 0;
    for (const std::uint64_t key : cursor.shown) {
      put_varint(bytes, key - previous);
      previous = key;
    }
  }
  put(bytes, base::hash64(bytes, binding));
  return io::to_base64url(bytes);
}

base::Result<Cursor> decode_cursor(std::string_view text, std::uint64_t binding, std::size_t keys) {
  if (text.size() > kMaxCursorBytes) return bad();
  const auto bytes = io::from_base64url(text);
  if (!bytes || bytes->size() < sizeof(std::uint64_t)) return bad();
  const std::string_view body(bytes->data(), bytes->size() - sizeof(std::uint64_t));
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes->data() + body.size(), sizeof checksum);
  if (checksum != base::hash64(body, binding)) return bad();
  Taker taker(body);
  Cursor cursor;
  if (taker.value<char>() != kVersion || taker.varint() != keys || keys > index::kMaxSortKeys) return bad();
  if (keys > 0) {
    for (std::size_t i = 0; i < keys; ++i) {
      const auto number = taker.value<double>();
      cursor.parts.push_back({number, std::string(taker.take(taker.varint()))});
    }
    cursor.item = domain::ItemId(taker.value<std::uint32_t>());
  } else {
    const std::uint64_t count = taker.varint();
    if (count > kMaxShown) return bad();
    std::uint64_t key = 0;
    for (std::uint64_t i = 0; i < count && taker.ok(); ++i) cursor.shown.push_back(key += taker.varint());
  }
  if (!taker.ok() || !taker.at_end()) return bad();
  return cursor;
}

}  // namespace khoj::engine
