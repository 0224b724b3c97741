// Any bytes as a catalogue of JSON Lines in any encoding: every row becomes a product or a rejection, nothing
// crashes. Byte 0 chooses the encoding and between a mapping and our own format.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "io/encoding.hpp"
#include "jobs/catalog_rows.hpp"

namespace {

using khoj::jobs::CatalogMapping;

constexpr std::string_view kMapping = R"yaml(
format: jsonl
fields:
  id: [f.id, id]
  title: {from: f.t, clean: [html, markdown]}
  categories: {from: f.c, split: "|"}
  price: {from: f.p.0, invalid: missing}
  rating: f.r
  cod_available: f.cod
attributes:
  sizes: {from: f.s, as: list}
  ram: {from: f.ram, as: number, scale: 2}
)yaml";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CatalogMapping kMapped = khoj::jobs::read_mapping(kMapping, "fuzz").value();
  static const CatalogMapping kOwn = khoj::jobs::read_mapping("format: khoj", "fuzz").value();
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  khoj::io::MemorySource source(bytes, 1 + data[0]);
  khoj::io::DecodingSource text(source, static_cast<khoj::io::Encoding>(data[0] & 3U));
  const auto rows = khoj::jobs::CatalogRows::open((data[0] & 4U) != 0 ? kOwn : kMapped, text, 1000);
  if (!rows) std::abort();
  std::uint64_t line = 0;
  for (;;) {
    const auto outcome = (*rows)->next();
    if (!outcome) std::abort();
    if (*outcome == khoj::jobs::RowOutcome::end) return 0;
    const auto& row = (*rows)->row();
    if (row.line <= line) std::abort();
    line = row.line;
    if (*outcome == khoj::jobs::RowOutcome::rejected && row.reason.empty()) std::abort();
    if (*outcome == khoj::jobs::RowOutcome::product && !khoj::domain::validate((*rows)->product()))
      std::abort();
  }
}
