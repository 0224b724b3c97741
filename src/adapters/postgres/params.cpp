#include "adapters/postgres/params.hpp"

#include <bit>

namespace khoj::adapters::postgres {
namespace {

/// The types of arrays of these elements.
std::uint32_t array_of(Type element) {
  switch (element) {
    case Type::bytes: return 1001;
    case Type::integer: return 1016;
    case Type::text: return 1009;
    case Type::real: return 1022;
  }
  return 0;
}

/// PostgreSQL's numbers travel with their highest byte first.
template <typename T>
void append_number(std::string& out, T value) {
  for (int shift = (sizeof(T) - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> static_cast<unsigned>(shift) & 0xFFU);
  }
}

}  // namespace

Array& Array::add(std::int64_t value) {
  append_number(values_, std::int32_t{8});
  append_number(values_, value);
  ++count_;
  return *this;
}

Array& Array::add(std::string_view text_or_bytes) {
  append_number(values_, static_cast<std::int32_t>(text_or_bytes.size()));
  values_ += text_or_bytes;
  ++count_;
  return *this;
}

Array& Array::add_real(double value) { return add(std::bit_cast<std::int64_t>(value)); }

Array& Array::add_null() {
  append_number(values_, std::int32_t{-1});
  has_null_ = true;
  ++count_;
  return *this;
}

std::string Array::encoded() const {
  std::string out;
  out.reserve(20 + values_.size());
  append_number(out, std::int32_t{count_ == 0 ? 0 : 1});
  append_number(out, std::int32_t{has_null_ ? 1 : 0});
  append_number(out, static_cast<std::int32_t>(element_));
  if (count_ == 0) return out;
  append_number(out, count_);
  append_number(out, std::int32_t{1});
  out += values_;
  return out;
}

Params& Params::add(std::uint32_t type, std::string value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
  return *this;
}

Params& Params::add(std::int64_t value) {
  std::string bytes;
  append_number(bytes, value);
  return add(static_cast<std::uint32_t>(Type::integer), std::move(bytes));
}

Params& Params::add(std::string_view text) {
  return add(static_cast<std::uint32_t>(Type::text), std::string(text));
}

Params& Params::add_bytes(std::string_view bytes) {
  return add(static_cast<std::uint32_t>(Type::bytes), std::string(bytes));
}

Params& Params::add(const Array& array) { return add(array_of(array.element()), array.encoded()); }

}  // namespace khoj::adapters::postgres
