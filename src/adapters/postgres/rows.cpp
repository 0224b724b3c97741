#include "adapters/postgres/rows.hpp"

#include <bit>
#include <charconv>

#include <libpq-fe.h>

namespace khoj::adapters::postgres {

void Rows::Clear::operator()(pg_result* result) const noexcept { PQclear(result); }

int Rows::count() const noexcept { return result_ ? PQntuples(result_.get()) : 0; }

std::uint64_t Rows::affected() const noexcept {
  if (!result_) return 0;
  const std::string_view text = PQcmdTuples(result_.get());
  std::uint64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

bool Rows::is_null(int row, int column) const noexcept {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::int64_t Rows::integer(int row, int column) const noexcept {
  const auto bytes = text(row, column);
  if (PQfformat(result_.get(), column) == 0) {
    std::int64_t value = 0;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), value);
    return value;
  }
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  switch (bytes.size()) {
    case 2: return static_cast<std::int16_t>(value);
    case 4: return static_cast<std::int32_t>(value);
    default: return static_cast<std::int64_t>(value);
  }
}

double Rows::real(int row, int column) const noexcept { return std::bit_cast<double>(integer(row, column)); }

std::string_view Rows::text(int row, int column) const noexcept {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

}  // namespace khoj::adapters::postgres
