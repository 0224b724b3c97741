// What a statement returned: rows of columns in PostgreSQL's binary format (text where a script returned it). Owns
// libpq's result. Views into it live as long as it does. Immutable; move-only.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

struct pg_result;

namespace khoj::adapters::postgres {

class Rows {
 public:
  Rows() = default;
  explicit Rows(pg_result* result) noexcept : result_(result) {}

  [[nodiscard]] int count() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return count() == 0; }
  /// How many rows a command without rows of its own has changed.
  [[nodiscard]] std::uint64_t affected() const noexcept;

  [[nodiscard]] bool is_null(int row, int column) const noexcept;
  /// A bool (0 or 1), or an integer of 2, 4 or 8 bytes; 0 for NULL.
  [[nodiscard]] std::int64_t integer(int row, int column) const noexcept;
  /// A float8; 0 for NULL.
  [[nodiscard]] double real(int row, int column) const noexcept;
  /// Text or bytea; empty for NULL.
  [[nodiscard]] std::string_view text(int row, int column) const noexcept;

 private:
  struct Clear {
    void operator()(pg_result* result) const noexcept;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace khoj::adapters::postgres
