// The parameters of one statement in PostgreSQL's binary format, and the statement itself: what goes to the server.
// Arrays carry many rows in one statement (`unnest($1, $2)`). Plain values; not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::adapters::postgres {

/// Object ids of PostgreSQL's own types; they are the same in every database.
enum class Type : std::uint32_t { bytes = 17, integer = 20, text = 25, real = 701 };

/// A column of values that travels as one parameter.
class Array {
 public:
  explicit Array(Type element) noexcept : element_(element) {}

  Array& add(std::int64_t value);
  Array& add(std::string_view text_or_bytes);
  Array& add_real(double value);
  Array& add_null();
  Array& add(const std::optional<std::int64_t>& value) { return value ? add(*value) : add_null(); }
  /// Empty text becomes NULL.
  Array& add_or_null(std::string_view text) { return text.empty() ? add_null() : add(text); }

  [[nodiscard]] Type element() const noexcept { return element_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// As PostgreSQL's array_send() writes it: dimensions, whether there are NULLs, the type, then each value's length and
  /// bytes.
  [[nodiscard]] std::string encoded() const;

 private:
  Type element_;
  std::int32_t count_ = 0;
  bool has_null_ = false;
  std::string values_;
};

class Params {
 public:
  Params& add(std::int64_t value);
  Params& add(std::string_view text);
  Params& add_bytes(std::string_view bytes);
  Params& add(const Array& array);

  [[nodiscard]] std::size_t size() const noexcept { return types_.size(); }
  [[nodiscard]] const std::vector<std::uint32_t>& types() const noexcept { return types_; }
  [[nodiscard]] std::string_view value(std::size_t i) const noexcept { return values_[i]; }

 private:
  Params& add(std::uint32_t type, std::string value);

  std::vector<std::uint32_t> types_;
  std::vector<std::string> values_;
};

/// A statement that every connection prepares once. Its address is its identity: one constant for each.
struct Statement {
  const char* sql;
};

/// One statement to run: a prepared one, or text that is used too rarely to be worth it.
struct Command {
  Command(const Statement& prepared, Params parameters = {})  // NOLINT(google-explicit-constructor)
      : statement(&prepared), params(std::move(parameters)) {}
  explicit Command(std::string text, Params parameters = {})
      : sql(std::move(text)), params(std::move(parameters)) {}

  const Statement* statement = nullptr;
  std::string sql;
  Params params;
};

/// Statements that are sent together, without waiting between them. Where one fails, those after it are not run; where
/// no transaction is open, they are one.
using Flight = std::vector<Command>;

}  // namespace khoj::adapters::postgres
