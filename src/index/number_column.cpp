#include "index/number_column.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "index/segment_format.hpp"
#include "simd/bitset.hpp"
#include "simd/range.hpp"

namespace khoj::index {
namespace {

/// So that codes, with that for none, fit in two bytes.
constexpr std::size_t kMaxDistinct = (1U << 16U) - 1;

auto corrupt(std::string_view what) {
  return base::fail(base::ErrorCode::corruption, "number column: {}", what);
}

/// The different numbers, ascending; none when they are too many for codes.
std::vector<double> table_of(std::span<const double> numbers) {
  std::unordered_set<double> different;
  for (const double number : numbers) {
    if (std::isnan(number)) continue;
    different.insert(number);
    if (different.size() > kMaxDistinct) return {};
  }
  std::vector<double> table(different.begin(), different.end());
  std::sort(table.begin(), table.end());
  return table;
}

}  // namespace

base::Result<NumberColumn> NumberColumn::open(std::span<const std::uint8_t> bytes, std::uint32_t doc_count) {
  if (bytes.size() < sizeof(NumberColumnHeader)) return corrupt("it is too short");
  const auto& header = *reinterpret_cast<const NumberColumnHeader*>(bytes.data());
  const auto* const table = reinterpret_cast<const double*>(bytes.data() + sizeof header);
  const std::uint64_t left = bytes.size() - sizeof header;
  if (header.width == 0) {
    if (header.distinct != 0 || left != doc_count * std::uint64_t{sizeof(double)})
      return corrupt("it does not have a number a document");
    return of_plain({table, doc_count});
  }
  if (header.distinct > kMaxDistinct || header.width != code_width(header.distinct + std::uint64_t{1}))
    return corrupt("its codes have a wrong width");
  const std::uint64_t table_bytes = (std::uint64_t{header.distinct} + 1) * sizeof(double);
  if (left != table_bytes + doc_count * std::uint64_t{header.width})
    return corrupt("its table and codes have a wrong size");
  if (!std::isnan(table[0])) return corrupt("its table does not begin with none");
  for (std::uint32_t i = 1; i <= header.distinct; ++i) {
    if (std::isnan(table[i]) || (i > 1 && table[i - 1] >= table[i]))
      return corrupt("its table is out of order");
  }
  NumberColumn column;
  column.docs_ = doc_count;
  column.distinct_ = header.distinct;
  column.table_ = table;
  column.codes_ = CodeArray(bytes.data() + sizeof header + table_bytes, header.width);
  if (!column.codes_.all_below(header.distinct + 1, doc_count)) return corrupt("a code is not in its table");
  return column;
}

NumberColumn NumberColumn::of_plain(std::span<const double> numbers) noexcept {
  NumberColumn column;
  column.docs_ = static_cast<std::uint32_t>(numbers.size());
  column.table_ = numbers.data();
  return column;
}

void NumberColumn::range(double min, double max, std::uint64_t* out) const noexcept {
  const auto& kernels = simd::range_kernels();
  if (codes_.width() == 0) {
    kernels.of_doubles(table_, docs_, min, max, out);
    return;
  }
  const double* const begin = table_ + 1;
  const double* const end = begin + distinct_;
  const auto low = std::lower_bound(begin, end, min) - table_;
  const auto behind = std::upper_bound(begin, end, max) - table_;
  // A bound that is NaN is in no order.
  if (!(min <= max) || low >= behind) {
    std::fill_n(out, simd::words_for(docs_), 0);
  } else if (codes_.width() == 1) {
    kernels.of_bytes(codes_.as<std::uint8_t>(), docs_, static_cast<std::uint8_t>(low),
                     static_cast<std::uint8_t>(behind - 1), out);
  } else {
    kernels.of_shorts(codes_.as<std::uint16_t>(), docs_, static_cast<std::uint16_t>(low),
                      static_cast<std::uint16_t>(behind - 1), out);
  }
}

Bytes encode_numbers(std::span<const double> numbers) {
  Bytes out;
  const std::vector<double> table = table_of(numbers);
  const auto has_number = [](double number) { return !std::isnan(number); };
  if (table.empty() && std::any_of(numbers.begin(), numbers.end(), has_number)) {
    put(out, NumberColumnHeader{0, 0});
    put_bytes(out, numbers.data(), numbers.size_bytes());
    return out;
  }
  std::vector<std::uint32_t> codes(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!has_number(numbers[i])) continue;
    const auto place = std::lower_bound(table.begin(), table.end(), numbers[i]) - table.begin();
    codes[i] = static_cast<std::uint32_t>(place + 1);
  }
  const auto distinct = static_cast<std::uint32_t>(table.size());
  const std::uint32_t width = code_width(table.size() + 1);
  put(out, NumberColumnHeader{width, distinct});
  put(out, std::numeric_limits<double>::quiet_NaN());
  put_bytes(out, table.data(), table.size() * sizeof(double));
  put_codes(out, codes, width);
  return out;
}

}  // namespace khoj::index
