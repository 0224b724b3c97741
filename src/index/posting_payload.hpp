// What stands beside a posting in the `positions` section: for each field that the term stands in, how often and where.
// A payload is, per field in ascending order, one byte (bits 0–2 field, bit 3 set on the last field, bits 4–7 the
// frequency less one, 15 for "16 or more, a varint of the frequency less 16 follows"), then a varint a position, each
// counted from the one before. Readers are bounds-checked: payloads are not validated when a segment is opened.
#pragma once

#include <cstdint>

#include "index/bytes.hpp"

namespace khoj::index {

/// Appends one field's part. `positions` ascend; there is at least one.
inline void put_payload_field(Bytes& out, unsigned field, bool last, const std::uint32_t* positions,
                              std::size_t count) {
  const auto frequency = static_cast<unsigned>(count < 16 ? count - 1 : 15);
  out.push_back(static_cast<std::uint8_t>(field | (last ? 8U : 0U) | (frequency << 4)));
  if (frequency == 15) put_varint(out, count - 16);
  std::uint32_t previous = 0;
  for (std::size_t i = 0; i < count; ++i) {
    put_varint(out, positions[i] - previous);
    previous = positions[i];
  }
}

/// Reads one payload, calling on_field(field, frequency) once a field and on_position(field, position).
/// @return false when the bytes end too early or name a field beyond `fields`.
template <typename OnField, typename OnPosition>
bool read_payload(ByteReader& in, std::size_t fields, OnField&& on_field, OnPosition&& on_position) {
  for (bool last = false; !last;) {
    const std::uint8_t head = in.byte();
    if (!in.ok()) return false;
    const unsigned field = head & 7U;
    last = (head & 8U) != 0;
    std::uint32_t frequency = (head >> 4U) + 1U;
    if (frequency == 16) frequency = 16 + in.varint();
    if (field >= fields || frequency > in.left()) return false;
    on_field(field, frequency);
    std::uint32_t position = 0;
    for (std::uint32_t i = 0; i < frequency; ++i) {
      position += in.varint();
      on_position(field, position);
    }
  }
  return in.ok();
}

}  // namespace khoj::index
